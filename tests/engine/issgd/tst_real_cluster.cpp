// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A master and worker threads that share a store in memory (§7.4.2, §7.4.3).
#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/issgd/cluster/real_cluster.h"
#include "engine/issgd/store/memory_store.h"
#include "engine/nn/layers/classifier.h"

#include <QTest>

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::issgd;

namespace {

constexpr std::size_t examples = 47;

void tellingScore(const std::vector<float>& parameters, std::size_t first, std::size_t count,
                  float* scores) {
    for (std::size_t i = 0; i < count; ++i) {
        scores[i] = 1000.0F * parameters.front() + static_cast<float>(first + i);
    }
}

Hello someHello() {
    return {{17, examples, 10, 1}, "hello"};
}

ClusterOptions someOptions(std::size_t workers, bool barriers) {
    ClusterOptions options;
    options.workers = workers;
    options.block = 10;
    options.pushEvery = 1;
    options.readEvery = 1;
    options.barriers = barriers;
    return options;
}

RealClusterOptions someMaster(std::uint64_t token) {
    RealClusterOptions options;
    options.leader.token = token;
    options.leader.who = "master " + std::to_string(token);
    return options;
}

struct Cluster {
    explicit Cluster(const ClusterOptions& options, RealClusterOptions master = someMaster(1),
                     const Score& score = tellingScore)
        : store(std::make_shared<MemoryStore>()),
          real(
              someHello(), options, std::move(master), [this] { return store; },
              [score] { return score; }) {}

    void steps(std::uint64_t from, std::uint64_t count) {
        for (std::uint64_t step = from; step < from + count; ++step) {
            real.beforeStep(step, {static_cast<float>(step)});
            real.duringStep();
        }
    }

    std::shared_ptr<MemoryStore> store;
    RealCluster real;
};

bool allKnown(const RealCluster& cluster) {
    const ScoreTable& known = cluster.known();
    return std::all_of(known.scored.begin(), known.scored.end(), [](auto s) { return s != 0; });
}

/// Each score is that of the example, under the parameters of the step that its block tells.
bool valid(const ScoreTable& known) {
    for (std::size_t b = 0; b < known.blocks(); ++b) {
        for (std::size_t n = known.firstOf(b); n < known.firstOf(b) + known.countOf(b); ++n) {
            const float right =
                1000.0F * static_cast<float>(known.steps[b]) + static_cast<float>(n);
            if (known.scored[b] != 0 ? known.scores[n] != right : !std::isnan(known.scores[n])) {
                return false;
            }
        }
    }
    return true;
}

/// Goes to a store that can be replaced by an empty one, or be away.
class ShakyStore final : public WeightStore {
public:
    void lead(const Leader& leader, const Hello& hello, bool anew) override {
        inner()->lead(leader, hello, anew);
    }
    bool renew(const Leader& leader) override { return inner()->renew(leader); }
    void leave(const Leader& leader) noexcept override { kept()->leave(leader); }
    void push(const ParameterCopy& copy) override { inner()->push(copy); }
    StoreNews read(const Leader& leader, std::vector<BlockStamp>& seen) override {
        return inner()->read(leader, seen);
    }
    std::optional<Hello> hello() override { return inner()->hello(); }
    std::optional<ParameterCopy> newer(std::uint64_t serial) override {
        return inner()->newer(serial);
    }
    std::optional<Claim> claim(std::uint64_t serial) override { return inner()->claim(serial); }
    void write(const ScoredBlock& block) override { inner()->write(block); }
    StoreTraffic traffic() const override { return kept()->traffic(); }

    void restart() {
        const std::lock_guard<std::mutex> lock(mutex_);
        inner_ = std::make_shared<MemoryStore>();
    }
    std::atomic<bool> away{false};

private:
    std::shared_ptr<MemoryStore> kept() const {
        const std::lock_guard<std::mutex> lock(mutex_);
        return inner_;
    }
    std::shared_ptr<MemoryStore> inner() const {
        if (away) {
            throw StoreError(StoreError::Kind::unreachable, "nobody answers");
        }
        return kept();
    }
    mutable std::mutex mutex_;
    std::shared_ptr<MemoryStore> inner_ = std::make_shared<MemoryStore>();
};

struct ShakyCluster {
    explicit ShakyCluster(const ClusterOptions& options)
        : store(std::make_shared<ShakyStore>()),
          real(
              someHello(), options, someMaster(1), [this] { return store; },
              [] { return tellingScore; }) {}
    std::shared_ptr<ShakyStore> store;
    RealCluster real;
};

} // namespace

class TestRealCluster : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// With barriers nothing is stale, however many work (§7.4.3).
    void atBarriersNothingIsStale() {
        for (const std::size_t workers : {1U, 3U}) {
            Cluster cluster(someOptions(workers, true));
            for (std::uint64_t step = 0; step < 30; ++step) {
                cluster.real.beforeStep(step, {static_cast<float>(step)});
                for (std::size_t n = 0; n < examples; ++n) {
                    QCOMPARE(cluster.real.known().scores[n],
                             1000.0F * static_cast<float>(step) + static_cast<float>(n));
                }
                cluster.real.duringStep();
            }
            QCOMPARE(cluster.real.note(), std::string());
        }
    }

    /// The same bits as the oracle of §7.4.1, which has the weights at once.
    void exactWeightsAreTheOraclesOfANetwork() {
        const nn::LayeredNetwork network({1, 4, 4}, nn::parseLayers("linear 8, relu, linear 3"));
        RandomStream random(3, Purpose::test);
        std::vector<float> images(examples * 16);
        for (float& pixel : images) {
            pixel = static_cast<float>(random.normal());
        }
        std::vector<std::uint32_t> labels(examples);
        for (std::uint32_t& label : labels) {
            label = static_cast<std::uint32_t>(random.below(3));
        }
        const auto makeScore = [&]() -> Score {
            nn::ClassifierOptions options;
            options.threads = 1;
            auto net = std::make_shared<nn::Classifier>(network, options);
            return [&, net](const std::vector<float>& weights, std::size_t first, std::size_t count,
                            float* scores) {
                net->set(weights);
                const auto squares =
                    net->norms({images.data() + 16 * first, labels.data() + first, count})
                        .squaredNorms;
                for (std::size_t i = 0; i < count; ++i) {
                    scores[i] = static_cast<float>(std::sqrt(squares[i]));
                }
            };
        };
        const Hello hello{{18, examples, 10, network.parameters()}, ""};
        const auto store = std::make_shared<MemoryStore>();
        RealCluster cluster(
            hello, someOptions(3, true), someMaster(1), [&] { return store; }, makeScore);
        const Score oracle = makeScore();
        for (std::uint64_t step = 0; step < 5; ++step) {
            const std::vector<float> weights =
                nn::firstWeights(network, nn::FirstWeights::he, step, 1);
            cluster.beforeStep(step, weights);
            std::vector<float> scores(examples);
            for (std::size_t first = 0; first < examples; first += 10) {
                oracle(weights, first, std::min<std::size_t>(10, examples - first),
                       scores.data() + first);
            }
            QCOMPARE(cluster.known().scores, scores);
            QVERIFY(scores[0] > 0.0F);
        }
    }

    /// Without barriers weights are those of some step; in the end all are known.
    void relaxedWeightsAreValid() {
        ClusterOptions options = someOptions(3, false);
        options.pushEvery = 7;
        options.readEvery = 2;
        Cluster cluster(options);
        std::uint64_t step = 0;
        const auto oneStep = [&] {
            cluster.steps(step, 1);
            ++step;
            return valid(cluster.real.known());
        };
        QTRY_VERIFY_WITH_TIMEOUT(oneStep() && allKnown(cluster.real), 60000);
        for (int k = 0; k < 200; ++k) {
            QVERIFY(oneStep());
        }
        // Weights under the newest parameters come, too.
        const std::uint64_t later = step;
        QTRY_VERIFY_WITH_TIMEOUT(oneStep() &&
                                     *std::min_element(cluster.real.known().steps.begin(),
                                                       cluster.real.known().steps.end()) > later,
                                 60000);
        QVERIFY(*cluster.real.storedStep() <= step);
        QVERIFY(cluster.real.log().messages() > 0);
        QVERIFY(cluster.real.log().bytes() > 0.0);
        std::set<Deed> deeds;
        std::set<std::size_t> rows;
        for (const ClusterLog::Span& span : cluster.real.log().spans()) {
            QVERIFY(span.end > span.begin);
            deeds.insert(span.deed);
            rows.insert(span.who);
        }
        QVERIFY(deeds.count(Deed::train) == 1 && deeds.count(Deed::score) == 1);
        QVERIFY(rows.count(ClusterLog::master) == 1 && *rows.rbegin() >= ClusterLog::firstWorker);
    }

    /// Workers go and come in the middle of barriers, and no block is lost.
    void lostWorkersBlocksComeAgain() {
        Cluster cluster(someOptions(3, true));
        RandomStream random(4, Purpose::test);
        for (std::uint64_t step = 0; step < 60; ++step) {
            const auto which = static_cast<std::size_t>(random.below(3));
            if (which > 0) { // one stays
                step % 2 == 0 ? cluster.real.lose(which) : cluster.real.bringBack(which);
            }
            cluster.real.beforeStep(step, {static_cast<float>(step)});
            for (std::size_t n = 0; n < examples; ++n) {
                QCOMPARE(cluster.real.known().scores[n],
                         1000.0F * static_cast<float>(step) + static_cast<float>(n));
            }
        }
        std::uint64_t losses = 0;
        for (const ScoringCluster::Member& member : cluster.real.members()) {
            losses += member.losses;
        }
        QVERIFY(losses > 5);
        // More of them, then fewer.
        ClusterOptions options = cluster.real.options();
        for (const std::size_t workers : {6U, 1U, 2U}) {
            options.workers = workers;
            cluster.real.setOptions(options);
            QCOMPARE(cluster.real.members().size(), workers);
            cluster.steps(100 + workers, 1);
            QCOMPARE(cluster.real.known().scores[46],
                     1000.0F * static_cast<float>(100 + workers) + 46.0F);
        }
    }

    /// Nobody comes to a barrier: it says so, can be cancelled, and ends by itself.
    void aBarrierDoesNotWaitForever() {
        RealClusterOptions master = someMaster(1);
        master.patience = std::chrono::milliseconds(300);
        Cluster alone(someOptions(0, true), master);
        std::string what;
        try {
            alone.steps(4, 1);
        } catch (const RunError& error) {
            what = error.what();
        }
        QVERIFY2(what.find("5 of 5 blocks under the parameters of step 4") != std::string::npos &&
                     what.find("no worker is there") != std::string::npos,
                 what.c_str());
        // With one it goes on.
        ClusterOptions options = alone.real.options();
        options.workers = 1;
        alone.real.setOptions(options);
        alone.steps(4, 1);
        QVERIFY(valid(alone.real.known()) && allKnown(alone.real));

        std::string told;
        master.patience = std::chrono::hours(1);
        master.waiting = [&](const std::string& whom) {
            told = whom;
            return false;
        };
        Cluster cancelled(someOptions(0, true), master);
        QVERIFY_THROWS_EXCEPTION(Cancelled, cancelled.steps(0, 1));
        QVERIFY2(told.find("waits at a barrier for 5 of 5") != std::string::npos, told.c_str());
    }

    /// A wait that was ended is taken up by the next call: nothing is sent again, and what was
    /// waited counts.
    void aWaitThatWasEndedGoesOn() {
        RealClusterOptions master = someMaster(1);
        master.patience = std::chrono::hours(1);
        bool waitsOn = false;
        master.waiting = [&](const std::string&) { return waitsOn; };
        Cluster cluster(someOptions(0, true), master);
        for (int call = 0; call < 3; ++call) {
            QVERIFY_THROWS_EXCEPTION(Cancelled, cluster.steps(4, 1));
            QVERIFY2(cluster.real.note().find("waits at a barrier for 5 of 5") != std::string::npos,
                     cluster.real.note().c_str());
        }
        waitsOn = true;
        ClusterOptions options = cluster.real.options();
        options.workers = 1;
        cluster.real.setOptions(options);
        cluster.steps(4, 1);
        QVERIFY(valid(cluster.real.known()) && allKnown(cluster.real));
        QCOMPARE(cluster.store->newer(0)->serial, std::uint64_t{1});
        QCOMPARE(cluster.real.note(), std::string());

        // Or what is waited for is no longer wanted.
        waitsOn = false;
        Cluster other(someOptions(0, true), master);
        QVERIFY_THROWS_EXCEPTION(Cancelled, other.steps(0, 1));
        options = other.real.options();
        options.barriers = false;
        other.real.setOptions(options);
        other.steps(0, 1);
        QCOMPARE(other.real.note(), std::string());

        // However often it is ended, it does not wait for longer than it may.
        master.patience = std::chrono::milliseconds(250);
        Cluster brief(someOptions(0, true), master);
        std::string what;
        for (int call = 0; call < 200 && what.empty(); ++call) {
            try {
                brief.steps(0, 1);
            } catch (const RunError& error) {
                what = error.what();
            } catch (const Cancelled&) {
                continue;
            }
        }
        QVERIFY2(what.find("no worker is there") != std::string::npos, what.c_str());
    }

    void aStoreThatIsAwayHoldsNobodyUp() {
        ShakyCluster cluster(someOptions(2, false));
        std::uint64_t step = 0;
        const auto oneStep = [&] {
            cluster.real.beforeStep(step, {static_cast<float>(step)});
            cluster.real.duringStep();
            ++step;
            return valid(cluster.real.known());
        };
        QTRY_VERIFY(oneStep() && allKnown(cluster.real));
        cluster.store->away = true;
        // A worker may notice first; then the master does.
        QTRY_VERIFY2(oneStep() && cluster.real.note().find("goes on with weights of step") !=
                                      std::string::npos,
                     cluster.real.note().c_str());
        QVERIFY(cluster.real.note().find("nobody answers") != std::string::npos);
        cluster.store->away = false;
        const std::uint64_t later = step;
        QTRY_VERIFY_WITH_TIMEOUT(oneStep() && cluster.real.note().empty() &&
                                     *std::min_element(cluster.real.known().steps.begin(),
                                                       cluster.real.known().steps.end()) > later,
                                 60000);
    }

    /// An empty store, as after a restart: the master introduces itself again, sends its
    /// parameters again, and at a barrier everything is scored anew.
    void aStoreThatForgetsIsTaughtAgain() {
        ShakyCluster cluster(someOptions(2, true));
        for (std::uint64_t step = 0; step < 10; ++step) {
            if (step % 3 == 2) {
                cluster.store->restart();
            }
            cluster.real.beforeStep(step, {static_cast<float>(step)});
            QCOMPARE(cluster.real.known().scores[46], 1000.0F * static_cast<float>(step) + 46.0F);
            QVERIFY(valid(cluster.real.known()));
        }
    }

    /// Until its first step a cluster is in nobody's way; then one alone may lead.
    void oneMasterAtATime() {
        const auto store = std::make_shared<MemoryStore>();
        const auto open = [&] { return store; };
        const auto make = [] { return tellingScore; };
        RealCluster first(someHello(), someOptions(1, true), someMaster(1), open, make);
        RealCluster second(someHello(), someOptions(1, true), someMaster(2), open, make);
        QVERIFY(!store->hello());
        QVERIFY(first.members().empty() && first.note().empty() && !first.storedStep());
        QCOMPARE(first.seconds(), 0.0);
        first.lose(0); // nobody yet
        first.bringBack(0);
        first.beforeStep(0, {0.0F});
        std::string what;
        std::string advice;
        try {
            second.beforeStep(0, {0.0F});
        } catch (const RunError& error) {
            what = error.what();
            advice = error.advice();
        }
        QVERIFY2(what.find("has a master already, master 1") != std::string::npos, what.c_str());
        QVERIFY2(advice.find("another name") != std::string::npos, advice.c_str());
        first.beforeStep(1, {1.0F}); // is not disturbed
        QVERIFY(allKnown(first));
        QCOMPARE(first.known().steps[0], std::uint64_t{1});
    }

    /// A store that nobody answers at: the step is given up, and the next one tries again.
    void aStoreThatWasNeverReached() {
        const auto store = std::make_shared<ShakyStore>();
        store->away = true;
        RealClusterOptions master = someMaster(1);
        master.patience = std::chrono::milliseconds(250);
        RealCluster cluster(
            someHello(), someOptions(1, true), master, [&] { return store; },
            [] { return tellingScore; });
        std::string what;
        try {
            cluster.beforeStep(0, {0.0F});
        } catch (const RunError& error) {
            what = error.what();
        }
        QVERIFY2(what.find("nobody answers") != std::string::npos, what.c_str());
        QVERIFY(cluster.members().empty());
        store->away = false;
        cluster.beforeStep(0, {0.0F});
        QVERIFY(allKnown(cluster));

        master.patience = std::chrono::hours(1);
        master.waiting = [](const std::string& whom) {
            return whom.find("nobody answers") == std::string::npos;
        };
        const auto another = std::make_shared<ShakyStore>();
        another->away = true;
        RealCluster cancelled(
            someHello(), someOptions(1, true), master, [&] { return another; },
            [] { return tellingScore; });
        QVERIFY_THROWS_EXCEPTION(Cancelled, cancelled.beforeStep(0, {0.0F}));
        another->away = false;
        cancelled.beforeStep(0, {0.0F});
        QVERIFY(allKnown(cancelled));
    }

    /// A second master that took over, because the first one was suspended for long.
    void aMasterThatWasReplacedSaysSo() {
        RealClusterOptions master = someMaster(1);
        master.leader.lease = std::chrono::seconds(0); // given up at once
        Cluster cluster(someOptions(1, false), master);
        Leader other;
        other.token = 9;
        other.who = "the other";
        other.lease = std::chrono::seconds(1000);
        cluster.steps(0, 1);
        const auto take = [&] {
            try {
                cluster.store->lead(other, {{99, examples, 10, 1}, ""}, true);
            } catch (const StoreError&) {
                return false;
            }
            return true;
        };
        QTRY_VERIFY(take());
        std::string what;
        const auto ended = [&] {
            try {
                cluster.steps(0, 1);
            } catch (const RunError& error) {
                what = error.what();
            }
            return !what.empty();
        };
        QTRY_VERIFY(ended());
        QVERIFY2(what.find("the other") != std::string::npos, what.c_str());
    }

    void scoresThatAreNoNumbersAreToldOf() {
        Cluster cluster(
            someOptions(1, true), someMaster(1),
            [](const std::vector<float>&, std::size_t first, std::size_t count, float* scores) {
                for (std::size_t i = 0; i < count; ++i) {
                    scores[i] = first + i == 3 ? std::numeric_limits<float>::quiet_NaN() : 1.0F;
                }
            });
        cluster.steps(0, 1);
        QVERIFY(std::isnan(cluster.real.known().scores[3]));
        QVERIFY2(cluster.real.note().find("1 scores that workers sent") == 0,
                 cluster.real.note().c_str());
    }

    void scoringThatFailsEndsThatWorkerAlone() {
        std::atomic<int> calls{0};
        Cluster cluster(someOptions(2, true), someMaster(1),
                        [&](const std::vector<float>& parameters, std::size_t first,
                            std::size_t count, float* scores) {
                            if (++calls == 2) {
                                throw std::runtime_error("out of breath");
                            }
                            tellingScore(parameters, first, count, scores);
                        });
        cluster.steps(0, 1);
        QVERIFY(valid(cluster.real.known()) && allKnown(cluster.real));
        QTRY_VERIFY(cluster.real.note().find("out of breath") != std::string::npos);
        cluster.steps(1, 1);
        QCOMPARE(cluster.real.known().scores[0], 1000.0F);
    }

    /// Back at an earlier moment: what was known then is known again, and what workers still find
    /// of the time after it is not taken.
    void aMomentComesBack() {
        Cluster cluster(someOptions(2, true));
        cluster.steps(0, 3);
        Checkpoint moment;
        cluster.real.save(moment);
        const double then = cluster.real.seconds();
        cluster.steps(3, 5);
        cluster.real.load(moment);
        QVERIFY(cluster.real.seconds() >= moment.doubles("clock", 1)[0]);
        QVERIFY(cluster.real.seconds() < then + 60.0);
        QCOMPARE(cluster.real.known().scores[46], 2046.0F);
        ClusterOptions relaxed = cluster.real.options();
        relaxed.barriers = false;
        relaxed.pushEvery = 1000; // but after load() it sends in any case
        cluster.real.setOptions(relaxed);
        const auto step3 = [&] {
            cluster.steps(3, 1);
            const std::vector<std::uint64_t>& steps = cluster.real.known().steps;
            return std::all_of(steps.begin(), steps.end(),
                               [](std::uint64_t step) { return step == 3; });
        };
        QTRY_VERIFY(step3());
        QVERIFY(valid(cluster.real.known()));

        Checkpoint damaged = moment;
        damaged.put("known_blocks", {1.0});
        QVERIFY_THROWS_EXCEPTION(InputError, cluster.real.load(damaged));
        QCOMPARE(cluster.real.known().scores[46], 3046.0F);
    }

    /// A moment that is loaded before the first step holds from there on.
    void aMomentIsLoadedBeforeTheFirstStep() {
        Cluster cluster(someOptions(2, true));
        cluster.steps(0, 3);
        Checkpoint moment;
        cluster.real.save(moment);
        ClusterOptions relaxed = someOptions(0, false); // nobody scores
        relaxed.pushEvery = 1000;
        Cluster next(relaxed, someMaster(2));
        next.real.load(moment);
        QCOMPARE(next.real.seconds(), moment.doubles("clock", 1)[0]);
        QCOMPARE(next.real.known().scores[46], 2046.0F);
        next.steps(3, 1);
        QVERIFY(next.real.seconds() >= moment.doubles("clock", 1)[0]);
        QCOMPARE(next.real.known().scores[46], 2046.0F);
        QTRY_VERIFY(next.store->newer(0).has_value()); // it has sent its parameters
        QCOMPARE(next.store->newer(0)->step, std::uint64_t{3});
    }

    void optionsOutOfRangeAreRefused() {
        const auto refused = [](auto change) {
            ClusterOptions options = someOptions(1, false);
            change(options);
            try {
                Cluster cluster(options);
            } catch (const std::invalid_argument&) {
                return true;
            }
            return false;
        };
        QVERIFY(!refused([](ClusterOptions&) {}));
        QVERIFY(refused([](ClusterOptions& o) { o.block = 11; }));
        QVERIFY(refused([](ClusterOptions& o) { o.pushEvery = 0; }));
        QVERIFY(refused([](ClusterOptions& o) { o.readEvery = 0; }));
        QVERIFY(refused([](ClusterOptions& o) { o.workers = 2000; }));
        Cluster cluster(someOptions(1, false));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                                 cluster.real.beforeStep(0, std::vector<float>(2)));
    }
};

QTEST_GUILESS_MAIN(TestRealCluster)
#include "tst_real_cluster.moc"
