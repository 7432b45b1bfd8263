// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Chains in the plane on models whose answer is known: Gaussian data with the linear denoiser that
// is best for them, and Bayes' rule for two examples.
#include "engine/core/error.h"
#include "engine/gsn/plane/plane_chain.h"
#include "engine/gsn/plane/plane_pictures.h"
#include "tests/support/near.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

using namespace scorescope;
using namespace scorescope::gsn;
using scorescope::test::near;

namespace {

/// r(x̃) = a x̃.
class Shrinking final : public field::Reconstruction {
public:
    explicit Shrinking(double a) : a_(a) {}
    [[nodiscard]] std::size_t dimensions() const override { return 2; }
    void reconstruct(const double* points, std::size_t count, double* out) const override {
        std::transform(points, points + 2 * count, out, [this](double x) { return a_ * x; });
    }

private:
    double a_;
};

double variance(const std::vector<double>& values) {
    double sum = 0.0;
    for (const double value : values) {
        sum += value * value;
    }
    return sum / static_cast<double>(values.size());
}

} // namespace

class TestPlaneChain : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// For data N(0, τ² I) the posterior is P(X | X̃) = N(τ²/(τ² + σ²) X̃, τ²σ²/(τ² + σ²) I), and
    /// with it the chain's stationary distribution is the data's (Proposition 1). With another s it
    /// is N(0, (a²σ² + s²)/(1 − a²) I).
    void stationaryVarianceIsTheClosedForm_data() {
        QTest::addColumn<double>("scale");
        QTest::newRow("the posterior's s") << 1.0;
        QTest::newRow("a smaller s") << 0.5;
        QTest::newRow("a larger s") << 2.0;
    }
    void stationaryVarianceIsTheClosedForm() {
        QFETCH(double, scale);
        constexpr double tau = 0.7;
        constexpr double sigma = 0.9;
        const double a = tau * tau / (tau * tau + sigma * sigma);
        const double s = scale * tau * sigma / std::sqrt(tau * tau + sigma * sigma);
        constexpr std::size_t chains = 10000;
        const std::vector<double> starts(2 * chains, 3.0); // a^60 of it is left: nothing
        const std::vector<double> ends =
            runChains(Shrinking(a), sigma, s, starts.data(), chains, 60, 5);
        const double expected = (a * a * sigma * sigma + s * s) / (1.0 - a * a);
        if (scale == 1.0) {
            QVERIFY(near(expected, tau * tau, 1e-12, 0.0));
        }
        // Of n independent normal numbers the mean square deviates by √(2/n) of itself.
        const double deviation = std::sqrt(2.0 / (2.0 * chains));
        QVERIFY(near(variance(ends), expected, 5.0 * deviation, 0.0));
        const double mean = std::accumulate(ends.begin(), ends.end(), 0.0) / (2.0 * chains);
        QVERIFY(near(mean, 0.0, 0.0, 5.0 * std::sqrt(expected / (2.0 * chains))));
    }

    /// Half a step at a time: X̃ is X + σ ε, X is a X̃ + s η, and the kept chains come to the same
    /// variance.
    void halfStepsAlternate() {
        constexpr double a = 0.6;
        constexpr double sigma = 0.5;
        constexpr double s = 0.2;
        PlaneChains chains(3);
        for (int c = 0; c < 1000; ++c) {
            chains.start(1.0, -1.0);
        }
        chains.start(9.0, 9.0); // one too many
        QCOMPARE(chains.size(), std::size_t{1000});
        const Shrinking r(a);
        std::vector<double> corruption;
        std::vector<double> reconstruction;
        for (int half = 0; half < 40; ++half) {
            chains.halfStep(r, sigma, s);
            for (std::size_t c = 0; c < chains.size(); ++c) {
                const std::vector<double>& path = chains.path(c);
                for (std::size_t j = 0; j < 2; ++j) {
                    const double now = path[path.size() - 2 + j];
                    const double before = path[path.size() - 4 + j];
                    if (half % 2 == 0) {
                        corruption.push_back(now - before);
                    } else {
                        reconstruction.push_back(now - a * before);
                    }
                }
            }
            QCOMPARE(chains.corrupted(7), half % 2 == 0);
        }
        const double share = 5.0 * std::sqrt(2.0 / static_cast<double>(corruption.size()));
        QVERIFY(near(variance(corruption), sigma * sigma, share, 0.0));
        QVERIFY(near(variance(reconstruction), s * s, share, 0.0));
        const double expected = (a * a * sigma * sigma + s * s) / (1.0 - a * a);
        const std::vector<double> latest = chains.samples(1000);
        QCOMPARE(latest.size(), std::size_t{2000});
        QVERIFY(near(variance(latest), expected, 5.0 * std::sqrt(2.0 / 2000.0), 0.0));
        QCOMPARE(chains.halfSteps(0), std::uint64_t{40});
    }

    /// A chain started later draws what it would have drawn alone, and none draws what another did.
    void chainsAreIndependent() {
        const Shrinking r(0.5);
        PlaneChains alone(3);
        PlaneChains joined(3);
        alone.start(0.0, 0.0);
        joined.start(0.0, 0.0);
        joined.start(0.0, 0.0);
        for (int half = 0; half < 6; ++half) {
            alone.halfStep(r, 1.0, 1.0);
            joined.halfStep(r, 1.0, 1.0);
        }
        QVERIFY(alone.path(0) == joined.path(0));
        QVERIFY(joined.path(0) != joined.path(1));
        PlaneChains other(4);
        other.start(0.0, 0.0);
        other.halfStep(r, 1.0, 1.0);
        QVERIFY(other.path(0)[2] != alone.path(0)[2]);
    }

    void pathsKeepTheLatestPoints() {
        const Shrinking r(0.5);
        PlaneChains chains(3);
        chains.start(0.0, 0.0);
        std::vector<double> all = {0.0, 0.0};
        for (std::size_t half = 0; half < PlaneChains::pathPoints + 10; ++half) {
            chains.halfStep(r, 1.0, 1.0);
            all.insert(all.end(), chains.path(0).end() - 2, chains.path(0).end());
        }
        QCOMPARE(chains.path(0).size(), 2 * PlaneChains::pathPoints);
        QVERIFY(std::equal(chains.path(0).rbegin(), chains.path(0).rend(), all.rbegin()));
        chains.clear();
        QCOMPARE(chains.size(), std::size_t{0});
        QVERIFY(chains.samples(5).empty());
        chains.halfStep(r, 1.0, 1.0); // of none
        QCOMPARE(chains.size(), std::size_t{0});
    }

    void checkpointsOfOthersAreRefused() {
        const Shrinking r(0.5);
        PlaneChains chains(3);
        chains.start(0.5, 0.25);
        chains.halfStep(r, 1.0, 1.0);
        Checkpoint good;
        chains.save(good);
        for (const char* broken : {"half_steps", "path_lengths", "lengths", "samples"}) {
            Checkpoint bad = good;
            if (std::string(broken) == "lengths") {
                bad.meta["path_lengths"] = {6};
            } else if (std::string(broken) == "samples") {
                bad.put("samples", {1.0});
            } else {
                bad.meta[broken] = "three";
            }
            PlaneChains other(3);
            other.start(2.0, 2.0);
            QVERIFY_EXCEPTION_THROWN(other.load(bad), InputError);
            QCOMPARE(other.path(0).front(), 2.0); // nothing changed
        }
        PlaneChains same(3);
        same.load(good);
        same.halfStep(r, 1.0, 1.0);
        chains.halfStep(r, 1.0, 1.0);
        QVERIFY(same.path(0) == chains.path(0));
    }

    /// Two examples: odds exp(((x̃ − b)² − (x̃ − a)²)/2σ²).
    void bayesRuleOfTwoExamples() {
        const data::PointSet examples{2, {0.0, 0.0, 1.0, 0.0}};
        const double sigma = 0.6;
        for (const double x : {-2.0, 0.2, 0.5, 30.0, 2000.0}) {
            const std::vector<double> weights = posteriorWeights(examples, {x, 0.3}, sigma);
            const double expected = 1.0 / (1.0 + std::exp((2.0 * x - 1.0) / (2.0 * sigma * sigma)));
            QVERIFY(near(weights[0], expected, 1e-9, 1e-12));
            QVERIFY(near(weights[0] + weights[1], 1.0, 1e-12, 0.0));
        }
        // Densities integrate to 1 over a grid that holds them.
        const Grid grid{-3.0, 4.0, -3.5, 3.5, 141, 141};
        const auto integral = [](const ScalarField& field) {
            return std::accumulate(field.values.begin(), field.values.end(), 0.0) * 0.05 * 0.05;
        };
        QVERIFY(near(integral(gaussianField(grid, {0.4, 0.1}, 0.3)), 1.0, 1e-4, 0.0));
        QVERIFY(near(integral(posteriorField(grid, examples, {0.25, 0.75}, 0.2)), 1.0, 1e-4, 0.0));
        QVERIFY(
            near(static_cast<double>(gaussianField({0, 1, 0, 1, 2, 2}, {0.0, 0.0}, 0.5).values[3]),
                 std::exp(-4.0) / (2.0 * 3.14159265358979 * 0.25), 1e-6, 0.0));
    }

    void picturesSayWhichHalfStepItIs() {
        ChainMoment moment;
        moment.x = {1.0, 2.0};
        QCOMPARE(chainMarkers(moment).markers.size(), std::size_t{1});
        QCOMPARE(chainCircles(moment).lines.size(), std::size_t{1});
        QCOMPARE(chainTable(moment).rows.back().back().text, std::string("X̃ from C(X̃ | X)"));
        moment.halfSteps = 1;
        moment.hasCorrupted = true;
        moment.corrupted = {1.5, 2.0};
        moment.mean = {1.2, 1.9};
        moment.sigma = 0.25;
        moment.deviation = 0.1;
        QCOMPARE(chainMarkers(moment).markers.size(), std::size_t{3});
        QCOMPARE(chainTable(moment).rows.back().back().text, std::string("X from P(X | X̃)"));
        const Lines circles = chainCircles(moment);
        QCOMPARE(circles.lines.size(), std::size_t{2});
        for (std::size_t i = 0; i < 2; ++i) {
            const PlanePoint& centre = i == 0 ? moment.x : moment.mean;
            for (std::size_t k = 0; k < circles.lines[i].x.size(); ++k) {
                QVERIFY(near(std::hypot(circles.lines[i].x[k] - centre[0],
                                        circles.lines[i].y[k] - centre[1]),
                             i == 0 ? 0.5 : 0.2, 1e-9, 0.0));
            }
        }
        // A circle ends where its label stands: away from all three points.
        for (const Lines::Line& line : circles.lines) {
            for (const PlanePoint& point : {moment.x, moment.corrupted, moment.mean}) {
                QVERIFY(std::hypot(line.x.back() - point[0], line.y.back() - point[1]) > 0.19);
            }
        }
        moment.halfSteps = 2;
        QCOMPARE(chainTable(moment).rows.back().back().text, std::string("X̃ from C(X̃ | X)"));
    }

    void theLongestWalksAreShown() {
        Walks walks; // three examples: 1, 3 and 2 steps
        walks.example = {0, 1, 2, 1, 2, 1};
        walks.next = {Walks::none, 3, 4, 5, Walks::none, Walks::none};
        for (std::size_t row = 0; row < 6; ++row) {
            const auto at = static_cast<double>(row);
            walks.from.insert(walks.from.end(), {at, 0.0});
            walks.corrupted.insert(walks.corrupted.end(), {at, 1.0});
        }
        const Trajectory paths = walkPaths(walks, 2);
        QVERIFY((paths.starts == std::vector<std::size_t>{0, 6}));
        const std::vector<float> expected = {1, 0, 1, 1, 3, 0, 3, 1, 5, 0,
                                             5, 1, 2, 0, 2, 1, 4, 0, 4, 1};
        QVERIFY(paths.coordinates == expected);
        QCOMPARE(walkPaths(walks, 9).starts.size(), std::size_t{3});
    }
};

QTEST_APPLESS_MAIN(TestPlaneChain)
#include "tst_plane_chain.moc"
