// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/manifold/chains/chain_runner.h"
#include "tests/support/complete_frame.h"
#include "tests/support/near.h"

#include <QtTest>

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::manifold;
using scorescope::test::dataOf;
using scorescope::test::interestIn;
using scorescope::test::near;

namespace {

/// The score of a normal distribution of deviation 1, and how often it was asked.
class NormalScore final : public field::ScoreFunction {
public:
    [[nodiscard]] std::size_t dimensions() const override { return 2; }
    void score(const double* points, std::size_t count, double* out) const override {
        calls += count;
        for (std::size_t i = 0; i < 2 * count; ++i) {
            out[i] = -points[i];
        }
    }
    mutable std::size_t calls = 0;
};

SamplerOptions options() {
    SamplerOptions options;
    options.scale = 1.0;
    options.threads = 1;
    return options;
}

const data::PointSet somePoints{2, {0.5, 0.0, 0.0, 0.5, -1.0, 1.0}};

Frame pictureOf(const ChainRunner& runner, const Interest& interest) {
    Frame frame;
    FrameBuilder builder(frame, interest);
    runner.publish(builder);
    return frame;
}

} // namespace

class ChainRunnerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void startsWhereItIsTold() {
        ChainRunner runner(2, options());
        runner.startMany(4, ChainStart::data, somePoints, 2.0, 1);
        QCOMPARE(runner.chains().positions(),
                 (std::vector<double>{0.5, 0.0, 0.0, 0.5, -1.0, 1.0, 0.5, 0.0}));
        runner.clear();
        QCOMPARE(runner.size(), std::size_t(0));
        runner.startMany(2, ChainStart::point, somePoints, 2.0, 1);
        QCOMPARE(runner.chains().positions(), (std::vector<double>{0.5, 0.0, 0.5, 0.0}));
        runner.clear();
        runner.startMany(200, ChainStart::box, somePoints, 2.0, 1);
        double largest = 0.0;
        for (const double x : runner.chains().positions()) {
            QVERIFY(std::abs(x) <= 2.0);
            largest = std::max(largest, std::abs(x));
        }
        QVERIFY(largest > 1.9); // all of the box
        ChainRunner again(2, options());
        again.startMany(200, ChainStart::box, somePoints, 2.0, 1);
        QVERIFY(again.chains().positions() == runner.chains().positions());
    }

    void sampledMomentsAreThoseOfTheDensity() {
        const NormalScore score;
        ChainRunner runner(2, options());
        runner.startMany(400, ChainStart::box, somePoints, 2.0, 1);
        for (int moment = 0; moment < 40; ++moment) {
            runner.step(score, nullptr, 3);
        }
        // 800 independent numbers of N(0, 1): the mean within 5/√800, the square within 5 √(2/800).
        const std::vector<double>& x = runner.chains().positions();
        const auto n = static_cast<double>(x.size());
        QVERIFY(near(std::accumulate(x.begin(), x.end(), 0.0) / n, 0.0, 0.0, 0.18));
        QVERIFY(near(std::inner_product(x.begin(), x.end(), x.begin(), 0.0) / n, 1.0, 0.0, 0.25));
    }
    void measuresWhatItDid() {
        const NormalScore score;
        ChainRunner runner(2, options());
        runner.startMany(200, ChainStart::data, somePoints, 2.0, 1);
        data::PointSet held{2, {}};
        for (int i = 0; i < 400; ++i) { // any cloud
            held.coordinates.push_back(0.01 * (i % 20));
            held.coordinates.push_back(0.01 * (i / 20));
        }
        SeriesSet series;
        const ChainReference reference{held, held.coordinates, 1};
        for (int moment = 0; moment < 10; ++moment) {
            runner.step(score, nullptr, 2);
        }
        runner.measure(series, 10.0, reference);
        const auto sum = [](const std::vector<std::uint64_t>& values) {
            return static_cast<double>(
                std::accumulate(values.begin(), values.end(), std::uint64_t{0}));
        };
        const double proposed = sum(runner.chains().steps());
        const double accepted = sum(runner.chains().accepted());
        QCOMPARE(proposed, 200.0 * 10 * 2);
        const Frame first = framed(series);
        QVERIFY(near(first.lastValue("acceptance_rate"), accepted / proposed, 1e-15, 0.0));
        QVERIFY(first.lastValue("energy_distance") > 0.0);
        // The next is of what happened since.
        runner.step(score, nullptr, 1);
        runner.measure(series, 11.0, reference);
        const Frame second = framed(series);
        QVERIFY(near(second.lastValue("acceptance_rate"),
                     (sum(runner.chains().accepted()) - accepted) / 200.0, 1e-15, 0.0));
    }

    void doesNothingWithoutChains() {
        const NormalScore score;
        ChainRunner runner(2, options());
        runner.step(score, nullptr, 5);
        SeriesSet series;
        runner.measure(series, 1.0, {somePoints, somePoints.coordinates, 1});
        QCOMPARE(score.calls, std::size_t(0));
        QVERIFY(std::isnan(framed(series).lastValue("acceptance_rate")));
        const Frame frame = pictureOf(runner, Interest{});
        QVERIFY(dataOf<Scatter>(frame, "samples")->x.empty());
        QVERIFY(dataOf<Trajectory>(frame, "chains")->coordinates.empty());
        QVERIFY(dataOf<Table>(frame, "chain_statistics")->rows.empty());
    }
    void drawsOnlyWhatIsWanted() {
        const NormalScore score;
        ChainRunner runner(2, options());
        runner.startMany(10, ChainStart::data, somePoints, 2.0, 1);
        runner.step(score, nullptr, 1);
        QVERIFY(pictureOf(runner, interestIn({})).artifacts.empty());
        const Frame frame = pictureOf(runner, interestIn({"proposal"}));
        QCOMPARE(frame.artifacts.size(), std::size_t(1));
        QVERIFY(frame.find("proposal") != nullptr);
        const std::size_t asked = score.calls;
        (void)pictureOf(runner, Interest{}); // looking moves nothing and evaluates nothing
        QCOMPARE(score.calls, asked);
    }
    void drawsTheLastProposalsAsTheyWere() {
        const NormalScore score;
        ChainRunner runner(2, options());
        runner.startMany(10, ChainStart::data, somePoints, 2.0, 1);
        runner.step(score, nullptr, 1);
        const Frame frame = pictureOf(runner, interestIn({"proposal", "chains"}));
        const auto* lines = dataOf<Lines>(frame, "proposal");
        QCOMPARE(lines->lines.size(), std::size_t(8)); // the first chains
        for (std::size_t c = 0; c < 8; ++c) {
            const Proposal& proposal = runner.chains().lastProposal(c);
            QCOMPARE(lines->lines[c].x.size(), std::size_t(5)); // x_1 … x_n of (3.14)
            QVERIFY(near(lines->lines[c].x.back(), proposal.to[0], 1e-12, 1e-12));
            QCOMPARE(lines->lines[c].dashed, !proposal.accepted);
        }
        const auto* paths = dataOf<Trajectory>(frame, "chains");
        QCOMPARE(paths->starts.size(), std::size_t(8));
        // Each path ends where its chain is.
        QCOMPARE(paths->coordinates[2 * paths->starts[1] - 2],
                 static_cast<float>(runner.chains().positions()[0]));
    }

    void pathsBeginWhereTheChainsDo() {
        const NormalScore score;
        ChainRunner runner(2, options());
        runner.startMany(3, ChainStart::data, somePoints, 2.0, 1);
        std::vector<double> at = runner.chains().positions(); // of all three, at each moment
        for (int moment = 0; moment < 6; ++moment) {
            runner.step(score, nullptr, 1);
            at.insert(at.end(), runner.chains().positions().begin(),
                      runner.chains().positions().end());
        }
        Checkpoint checkpoint;
        runner.save(checkpoint);
        ChainRunner again(2, options());
        again.load(checkpoint);
        for (const ChainRunner* each : {&runner, &again}) {
            const Frame frame = pictureOf(*each, interestIn({"chains"}));
            const auto* paths = dataOf<Trajectory>(frame, "chains");
            QCOMPARE(paths->starts, (std::vector<std::size_t>{0, 7, 14})); // a start and six draws
            QCOMPARE(paths->coordinates.size(), std::size_t(2 * 3 * 7));
            for (std::size_t c = 0; c < 3; ++c) {
                std::uint64_t moves = 0;
                for (std::size_t i = 0; i < 7; ++i) {
                    for (std::size_t k = 0; k < 2; ++k) {
                        QCOMPARE(paths->coordinates[2 * (7 * c + i) + k],
                                 static_cast<float>(at[6 * i + 2 * c + k]));
                    }
                    moves += i > 0 ? paths->accepted[7 * c + i] : 0;
                }
                QCOMPARE(moves, each->chains().accepted()[c]);
            }
        }
        // One that is started later begins where it is put, too.
        const std::vector<double> place{0.25, -0.75};
        runner.start(place.data());
        runner.step(score, nullptr, 1);
        const Frame frame = pictureOf(runner, interestIn({"chains"}));
        const auto* paths = dataOf<Trajectory>(frame, "chains");
        QCOMPARE(paths->starts.back(), std::size_t(24));
        QCOMPARE(paths->coordinates.size(), std::size_t(2 * 26));
        QCOMPARE(paths->coordinates[48], 0.25F);
        QCOMPARE(paths->coordinates[49], -0.75F);
    }

    void langevinTestsNothing() {
        const NormalScore score;
        SamplerOptions langevin = options();
        langevin.kind = SamplerKind::langevin;
        ChainRunner runner(2, langevin);
        runner.startMany(2, ChainStart::data, somePoints, 2.0, 1);
        runner.step(score, nullptr, 1);
        const Frame frame = pictureOf(runner, interestIn({"chains"}));
        QVERIFY(dataOf<Trajectory>(frame, "chains")->accepted.empty());
    }

    void goesOnFromACheckpoint() {
        const NormalScore score;
        ChainRunner runner(2, options());
        runner.startMany(5, ChainStart::data, somePoints, 2.0, 1);
        for (int moment = 0; moment < 20; ++moment) {
            runner.step(score, nullptr, 2);
        }
        Checkpoint checkpoint;
        runner.save(checkpoint);
        ChainRunner again(2, options());
        again.load(checkpoint);
        for (ChainRunner* each : {&runner, &again}) {
            for (int moment = 0; moment < 5; ++moment) {
                each->step(score, nullptr, 2);
            }
        }
        QVERIFY(again.chains().positions() == runner.chains().positions());
        const Frame one = pictureOf(runner, Interest{});
        const Frame two = pictureOf(again, Interest{});
        QCOMPARE(dataOf<Lines>(two, "trace")->lines[0].y, dataOf<Lines>(one, "trace")->lines[0].y);
        QCOMPARE(dataOf<Scatter>(two, "samples")->x, dataOf<Scatter>(one, "samples")->x);
        // The rate since the last measurement is the same, too.
        SeriesSet seriesOne;
        SeriesSet seriesTwo;
        runner.measure(seriesOne, 1.0, {somePoints, somePoints.coordinates, 1});
        again.measure(seriesTwo, 1.0, {somePoints, somePoints.coordinates, 1});
        QCOMPARE(framed(seriesTwo).lastValue("acceptance_rate"),
                 framed(seriesOne).lastValue("acceptance_rate"));
    }
    void refusesACheckpointThatIsNotItsOwn() {
        ChainRunner runner(2, options());
        runner.startMany(3, ChainStart::data, somePoints, 2.0, 1);
        const std::vector<double> before = runner.chains().positions();
        QVERIFY_EXCEPTION_THROWN(runner.load(Checkpoint{}), InputError);
        QVERIFY(runner.chains().positions() == before);
    }

private:
    /// Series as a frame shows them.
    static Frame framed(const SeriesSet& series) {
        Frame frame;
        const Interest all;
        FrameBuilder builder(frame, all);
        for (const char* name : {"acceptance_rate", "energy_distance"}) {
            builder.add(seriesArtifact(series, name, name, {name, ""}));
        }
        return frame;
    }
};

QTEST_GUILESS_MAIN(ChainRunnerTest)
#include "tst_chain_runner.moc"
