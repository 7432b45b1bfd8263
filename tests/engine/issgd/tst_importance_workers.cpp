// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Importance sampling with worker threads, as a scene runs it; and what is no store to meet at.
#include "engine/issgd/store/redis_link.h"
#include "tests/engine/issgd/loopback.h"
#include "tests/engine/issgd/workers_run.h"
#include "tests/support/near.h"

#include <QTest>

#include <cmath>
#include <cstdint>
#include <string>

using namespace scorescope;
using namespace scorescope::issgd;
using scorescope::test::near;
using scorescope::test::troubleOfStep;
using scorescope::test::Values;
using scorescope::test::WorkersRun;

namespace {

std::string refusalOf(const Values& values, const std::string& pointer) {
    try {
        WorkersRun run(values);
    } catch (const InputError& error) {
        return error.pointer() == pointer ? error.what() : "at " + error.pointer();
    }
    return {};
}

} // namespace

class TestImportanceWorkers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void threadsScoreForTheMaster() {
        WorkersRun run(Values{{"measure_every", 20}});
        QVERIFY(!run.experiment().reproducible());
        QVERIFY(!run.frame()->reproducible);
        QTRY_VERIFY(run.next("effective_share") < 0.99);
        QCOMPARE(run.last("workers_there"), 2.0);
        QCOMPARE(run.last("cluster_trouble"), 0.0);
        QCOMPARE(run.note(), std::string());
        QCOMPARE(run.table("cluster_members").rows.size(), std::size_t{4});
        run.steps(20 - run.experiment().stepsDone() % 20);
        for (const char* name : {"train_loss", "test_error", "spread_uniform", "spread_stale",
                                 "spread_in_use", "spread_ideal", "gradient_bound"}) {
            QVERIFY2(std::isfinite(run.last(name)), name);
        }
        QVERIFY(run.last("spread_ideal") <= run.last("spread_uniform"));
        // All series that views can ask for are there.
        for (const char* name : {"weight_age", "workers_there", "cluster_trouble", "loss_by_clock",
                                 "spread_by_clock", "cluster_spans", "weight_ages"}) {
            QVERIFY2(run.frame()->find(name) != nullptr, name);
        }
    }

    /// With barriers after every step nothing is stale, and the run is the oracle's (§7.4.1,
    /// §7.4.3) but for the rounding of other groups of examples.
    void theExactMethodIsTheOracles() {
        WorkersRun exact({{"barriers", true}, {"push_every", 1}, {"workers", 3}});
        WorkersRun oracle({{"scores_from", "oracle"}, {"beside", false}}, "importance_sgd");
        for (int step = 0; step < 25; ++step) {
            exact.steps(1);
            oracle.steps(1);
            QVERIFY(near(exact.last("minibatch_loss"), oracle.last("minibatch_loss"), 1e-4, 1e-6));
        }
        // And not a run of SGD's.
        WorkersRun uniform(Values{{"sampled_by", "uniform"}});
        uniform.steps(25);
        QVERIFY(!near(uniform.last("minibatch_loss"), oracle.last("minibatch_loss"), 1e-2, 0.0));
    }

    void threadsAreLostAndComeBack() {
        WorkersRun run(Values{{"member", 3}}); // the second one
        QTRY_COMPARE(run.next("workers_there"), 2.0);
        run.experiment().act({"lose_worker", {}});
        QTRY_COMPARE(run.next("workers_there"), 1.0);
        run.experiment().act({"bring_back", {}});
        QTRY_COMPARE(run.next("workers_there"), 2.0);
        run.experiment().set("workers", std::int64_t{5});
        QTRY_COMPARE(run.next("workers_there"), 5.0);
        // Without any the master goes on, with weights that grow old.
        run.experiment().set("workers", std::int64_t{0});
        QTRY_VERIFY(run.next("weight_age") > 0.05);
        QCOMPARE(run.last("workers_there"), 0.0);
        // At a barrier it waits for somebody, and says so in the end.
        WorkersRun alone({{"barriers", true}, {"workers", 1}, {"wait_at_most", 0.3}});
        alone.steps(1);
        alone.experiment().set("workers", std::int64_t{0});
        alone.experiment().set("push_every", std::int64_t{1});
        const std::string trouble = troubleOfStep(alone);
        QVERIFY2(trouble.find("waits at a barrier") != std::string::npos &&
                     trouble.find("switch the barriers off") != std::string::npos,
                 trouble.c_str());
        alone.experiment().set("barriers", false);
        alone.steps(5);
    }

    /// A step that waits comes back without having been made, and whoever runs it can do something
    /// else: else a window could neither pause nor close for as long as *waits at most* says.
    void aStepThatWaitsHoldsNobodyUp() {
        WorkersRun run({{"barriers", true}, {"workers", 1}, {"wait_at_most", 3600}});
        run.steps(1);
        run.experiment().set("workers", std::int64_t{0});
        run.experiment().set("push_every", std::int64_t{1});
        for (int call = 0; call < 3; ++call) {
            run.experiment().step();
            QCOMPARE(run.experiment().stepsDone(), std::uint64_t{1});
        }
        QVERIFY2(run.note().find("waits at a barrier") != std::string::npos, run.note().c_str());
        QCOMPARE(run.experiment().series().look("minibatch_loss").size(), std::size_t{1});
        run.experiment().set("workers", std::int64_t{2});
        run.steps(1);
        QCOMPARE(run.note(), std::string());
        if (!RedisLink::available()) {
            return;
        }
        WorkersRun nobody({{"weight_store", "redis"},
                           {"store_url", "redis://127.0.0.1:" + std::to_string(test::freePort())},
                           {"wait_at_most", 3600}});
        nobody.experiment().step();
        QCOMPARE(nobody.experiment().stepsDone(), std::uint64_t{0});
    }

    /// The same table as with a simulated cluster.
    void itIsJudged() {
        WorkersRun run({{"barriers", true}, {"push_every", 1}});
        run.steps(12);
        const Table verdict = run.table("verdict");
        const auto valueOf = [&](const std::string& name) {
            for (const auto& row : verdict.rows) {
                if (row[0].text == name) {
                    return row[1].numbers.front();
                }
            }
            return std::nan("");
        };
        // Nothing is stale, so that only the smoothing keeps what is used from the ideal.
        QVERIFY(valueOf("R, as used") > 1.0);
        QVERIFY(valueOf("R, ideal") >= valueOf("R, as used"));
        // All 120 examples are scored for each step: with that it costs more than without.
        QVERIFY(valueOf("with the workers' computing") < valueOf("gain in time E / C"));
    }

    void aMomentComesBack() {
        WorkersRun run;
        QTRY_VERIFY(run.next("effective_share") < 0.99);
        Checkpoint moment;
        run.experiment().save(moment);
        const std::uint64_t then = run.experiment().stepsDone();
        run.steps(10);
        run.experiment().load(moment);
        QCOMPARE(run.experiment().stepsDone(), then);
        run.steps(10);
        WorkersRun other;
        other.experiment().load(moment); // before its first step
        QCOMPARE(other.experiment().stepsDone(), then);
        QVERIFY(other.next("effective_share") < 0.99);
        WorkersRun larger(Values{{"training_images", 130}});
        QVERIFY_THROWS_EXCEPTION(InputError, larger.experiment().load(moment));
    }

    void badInputIsRefusedWithItsPlace() {
        if (!RedisLink::available()) {
            QVERIFY(refusalOf({{"weight_store", "redis"}}, "/parameters/weight_store")
                        .find("hiredis") != std::string::npos);
            QSKIP("built without hiredis");
        }
        const auto refused = [](const Values& more, const char* pointer) {
            Values values = {{"weight_store", "redis"}};
            values.insert(more.begin(), more.end());
            return refusalOf(values, std::string("/parameters/") + pointer);
        };
        const auto says = [&](const Values& more, const char* pointer, const char* what) {
            const std::string said = refused(more, pointer);
            return said.find(what) != std::string::npos;
        };
        QVERIFY(refused({}, "").empty());
        QVERIFY(says({{"store_url", "http://lab"}}, "store_url", "redis://"));
        QVERIFY(says({{"store_url", "rediss://lab"}}, "store_url", "stunnel"));
        QVERIFY(says({{"store_url", ""}}, "store_url", "redis://"));
        const std::string secret = refused({{"store_url", "redis://:geheim@lab"}}, "store_url");
        QVERIFY2(secret.find("password_file") != std::string::npos, secret.c_str());
        QVERIFY(secret.find("geheim") == std::string::npos);
        QVERIFY(says({{"run_name", "a b"}}, "run_name", "not allowed"));
        QVERIFY(says({{"run_name", ""}}, "run_name", "1 to 100"));
        QVERIFY(!refused({{"password_file", "/nonexistent"}}, "").empty());
        QVERIFY(!refusalOf({{"barriers", true}, {"workers", 0}}, "/parameters/workers")
                     .rfind("at ", 0) == 0);
        QVERIFY(refusalOf({{"barriers", true}, {"workers", 0}}, "/parameters/workers")
                    .find("1 to 64") != std::string::npos);
        QVERIFY(refused({{"barriers", true}, {"workers", 0}}, "").empty()); // others may come
    }

    void aServerThatIsNotThere() {
        if (!RedisLink::available()) {
            QSKIP("built without hiredis");
        }
        WorkersRun run({{"weight_store", "redis"},
                        {"store_url", "redis://127.0.0.1:" + std::to_string(test::freePort())},
                        {"wait_at_most", 0.5}});
        QVERIFY(run.frame() != nullptr); // looking at it asks for nothing
        const std::string trouble = troubleOfStep(run);
        QVERIFY2(trouble.find("127.0.0.1") != std::string::npos &&
                     trouble.find("see that the server runs") != std::string::npos,
                 trouble.c_str());
        QCOMPARE(run.experiment().stepsDone(), std::uint64_t{0});
    }
};

QTEST_GUILESS_MAIN(TestImportanceWorkers)
#include "tst_importance_workers.moc"
