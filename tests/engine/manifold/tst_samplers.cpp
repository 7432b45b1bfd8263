// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/data/gaussian_mixture.h"
#include "engine/manifold/chains/samplers.h"
#include "engine/manifold/field/energy.h"
#include "engine/manifold/random_purposes.h"
#include "engine/stats/chain_statistics.h"
#include "engine/stats/energy_distance.h"
#include "tests/support/near.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::manifold;
using scorescope::test::near;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// A score given by a function of one point.
class PointScore final : public field::ScoreFunction {
public:
    using Function = std::function<void(const double*, double*)>;
    PointScore(std::size_t dimensions, Function function)
        : dimensions_(dimensions), function_(std::move(function)) {}
    [[nodiscard]] std::size_t dimensions() const override { return dimensions_; }
    void score(const double* points, std::size_t count, double* out) const override {
        for (std::size_t i = 0; i < count; ++i) {
            function_(points + i * dimensions_, out + i * dimensions_);
        }
    }

private:
    std::size_t dimensions_;
    Function function_;
};

PointScore scoreOf(const data::GaussianMixture& mixture) {
    return {mixture.dimensions(),
            [&mixture](const double* x, double* out) { mixture.score(x, out); }};
}

/// Two hills that overlap, so that chains cross between them.
data::GaussianMixture twoHills() {
    return data::GaussianMixture({{0.4, {-0.8, 0.2}, 0.5}, {0.6, {0.7, -0.1}, 0.7}});
}

/// N(0, A⁻¹) with A = [[2, 0.6], [0.6, 1]].
void correlatedScore(const double* x, double* out) {
    out[0] = -(2.0 * x[0] + 0.6 * x[1]);
    out[1] = -(0.6 * x[0] + x[1]);
}

SamplerOptions options(SamplerKind kind, double scale, std::size_t n = 5, std::uint64_t seed = 1) {
    SamplerOptions result;
    result.kind = kind;
    result.scale = scale;
    result.pathPoints = n;
    result.seed = seed;
    return result;
}

} // namespace

class TestSamplers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void energyDifferenceOfAQuadraticIsExact();
    void energyDifferenceOfAQuarticConverges();
    void metropolisDoesWhatTheThesisSays();
    void malaDoesWhatItsDefinitionSays();
    void langevinHasItsKnownVariance_data();
    void langevinHasItsKnownVariance();
    void momentsOfAGaussian_data();
    void momentsOfAGaussian();
    void drawsPassTheTwoSampleTest_data();
    void drawsPassTheTwoSampleTest();
    void detailedBalance_data();
    void detailedBalance();
    void chainsAreIndependentOfEachOtherAndOfThreads();
    void whatIsNotFiniteIsRefusedAndCounted();
    void savedChainsGoOnExactly();
    void foreignCheckpointsAreRefused();
    void nonsenseIsRefused();
};

void TestSamplers::energyDifferenceOfAQuadraticIsExact() {
    const PointScore score(2, correlatedScore);
    const double from[] = {0.3, -1.1};
    const double to[] = {-0.9, 0.4};
    const auto energy = [](const double* x) {
        return 0.5 * (2.0 * x[0] * x[0] + 1.2 * x[0] * x[1] + x[1] * x[1]);
    };
    const double exact = energy(to) - energy(from);
    for (const std::size_t n : {2U, 3U, 5U, 50U}) {
        std::string message;
        // A handful of roundings of terms of order 1.
        QVERIFY2(near(energyDifference(score, from, to, n), exact, 0.0, 1e-14, &message),
                 message.c_str());
    }
    double start[2];
    correlatedScore(from, start);
    const double firstOrder = -(start[0] * (to[0] - from[0]) + start[1] * (to[1] - from[1]));
    std::string message;
    QVERIFY2(near(energyDifference(score, from, to, 1), firstOrder, 0.0, 1e-14, &message),
             message.c_str());
}

void TestSamplers::energyDifferenceOfAQuarticConverges() {
    // E = x⁴/4 on [a, a + w]: the mean of (a + w i/(n − 1))³ by sums of powers.
    const PointScore score(1, [](const double* x, double* out) { out[0] = -x[0] * x[0] * x[0]; });
    const double a = -0.4;
    const double b = 1.3;
    const double w = b - a;
    const double exact = 0.25 * (b * b * b * b - a * a * a * a);
    double before = infinity;
    for (const std::size_t n : {5U, 10U, 100U, 1000U}) {
        const auto count = static_cast<double>(n);
        const double h = w / (count - 1.0);
        const double s1 = count * (count - 1.0) / 2.0;
        const double s2 = (count - 1.0) * count * (2.0 * count - 1.0) / 6.0;
        const double s3 = s1 * s1;
        const double sum =
            count * a * a * a + 3.0 * a * a * h * s1 + 3.0 * a * h * h * s2 + h * h * h * s3;
        const double value = energyDifference(score, &a, &b, n);
        std::string message;
        QVERIFY2(near(value, sum * w / count, 1e-13, 0.0, &message), message.c_str());
        const double error = std::abs(value - exact);
        // Weights of both ends are twice those of the trapezoidal rule: the error falls as 1/n.
        QVERIFY(error < 0.65 * before);
        before = error;
        if (n >= 100) { // w ((f(a) + f(b))/2 − mean of f)/n, up to O(1/n²)
            const double leading = w * 0.5 * (a * a * a + b * b * b) - exact;
            QVERIFY2(near(error * count, leading, 3.0 / count, 0.0, &message), message.c_str());
        }
    }
}

void TestSamplers::metropolisDoesWhatTheThesisSays() {
    // Written down again, one chain at a time; 200 steps of 3 chains.
    const data::GaussianMixture mixture = twoHills();
    const PointScore score = scoreOf(mixture);
    ChainSet chains(2, options(SamplerKind::metropolisHastings, 0.6, 4, 77));
    std::vector<std::vector<double>> x = {{0.0, 0.0}, {1.0, -0.5}, {-3.0, 2.0}};
    for (const std::vector<double>& start : x) {
        chains.add(start.data());
    }
    std::vector<std::uint64_t> accepted(3, 0);
    for (std::uint64_t step = 0; step < 200; ++step) {
        chains.step(score);
        for (std::size_t c = 0; c < 3; ++c) {
            RandomStream stream(77, purpose::proposal, static_cast<std::uint32_t>(c), step);
            std::vector<double> to = x[c];
            to[0] += 0.6 * stream.normal();
            to[1] += 0.6 * stream.normal();
            double sum = 0.0;
            for (int i = 0; i < 4; ++i) {
                const double t = i / 3.0;
                const double at[] = {x[c][0] + t * (to[0] - x[c][0]),
                                     x[c][1] + t * (to[1] - x[c][1])};
                double s[2];
                mixture.score(at, s);
                sum -= s[0] * (to[0] - x[c][0]) + s[1] * (to[1] - x[c][1]);
            }
            const bool accept = stream.uniform() < std::exp(-sum / 4.0);
            const Proposal& last = chains.lastProposal(c);
            QCOMPARE(last.accepted, accept);
            std::string message;
            QVERIFY2(near(last.energyDifference, sum / 4.0, 1e-12, 1e-12, &message),
                     message.c_str());
            QVERIFY(last.from == x[c]);
            if (accept) {
                x[c] = to;
                ++accepted[c];
            }
            for (std::size_t k = 0; k < 2; ++k) {
                QVERIFY2(near(chains.positions()[c * 2 + k], x[c][k], 0.0, 1e-12, &message),
                         message.c_str());
            }
        }
    }
    QVERIFY(chains.accepted() == accepted);
    QVERIFY(chains.steps() == std::vector<std::uint64_t>(3, 200));
    QVERIFY(accepted[0] > 20 && accepted[0] < 190); // both decisions were met
}

void TestSamplers::malaDoesWhatItsDefinitionSays() {
    const PointScore score(1, [](const double* x, double* out) { out[0] = -x[0]; });
    const double epsilon = 1.3;
    for (const std::size_t n : {1U, 2U, 6U}) {
        ChainSet chains(1, options(SamplerKind::mala, epsilon, n, 5));
        double x = 0.8;
        chains.add(&x);
        for (std::uint64_t step = 0; step < 60; ++step) {
            chains.step(score);
            RandomStream stream(5, purpose::proposal, 0, step);
            const double drift = 0.5 * epsilon * epsilon;
            const double to = x - drift * x + epsilon * stream.normal();
            const double uniform = stream.uniform();
            const double energy = n == 1 ? x * (to - x) : 0.5 * (to * to - x * x);
            const auto logQ = [&](double end, double start) {
                const double noise = end - start + drift * start;
                return -noise * noise / (2.0 * epsilon * epsilon);
            };
            const double alpha = std::min(1.0, std::exp(-energy + logQ(x, to) - logQ(to, x)));
            const Proposal& last = chains.lastProposal(0);
            std::string message;
            QVERIFY2(near(last.acceptance, alpha, 1e-11, 1e-12, &message), message.c_str());
            QVERIFY2(near(last.energyDifference, energy, 1e-11, 1e-12, &message), message.c_str());
            QVERIFY(last.uniform == uniform); // bit for bit
            QCOMPARE(last.accepted, uniform < last.acceptance);
            x = last.accepted ? to : x;
            QVERIFY2(near(chains.positions()[0], x, 1e-11, 1e-12, &message), message.c_str());
        }
    }
}

void TestSamplers::langevinHasItsKnownVariance_data() {
    QTest::addColumn<double>("epsilon");
    QTest::newRow("1.0") << 1.0;
    QTest::newRow("0.7") << 0.7;
    QTest::newRow("0.5") << 0.5;
}

void TestSamplers::langevinHasItsKnownVariance() {
    QFETCH(double, epsilon);
    // x' = (1 − ε²/2) x + ε z has the stationary variance ε²/(1 − (1 − ε²/2)²) = 1/(1 − ε²/4): the
    // bias of the unadjusted sampler is O(ε²).
    const PointScore score(1, [](const double* x, double* out) { out[0] = -x[0]; });
    ChainSet chains(1, options(SamplerKind::langevin, epsilon));
    constexpr std::size_t count = 20000;
    const double start = 0.5;
    for (std::size_t c = 0; c < count; ++c) {
        chains.add(&start);
    }
    for (int step = 0; step < 80; ++step) { // the start is forgotten to (7/8)^80 = 2e-5
        chains.step(score);
    }
    double sum = 0.0;
    double squares = 0.0;
    for (const double x : chains.positions()) {
        sum += x;
        squares += x * x;
    }
    const double expected = 1.0 / (1.0 - epsilon * epsilon / 4.0);
    const double mean = sum / count;
    const double variance = squares / count - mean * mean;
    std::string message;
    // Four standard errors of a variance from independent normal draws; the bias is larger.
    const double error = expected * std::sqrt(2.0 / count);
    QVERIFY(4.0 * error < expected - 1.0);
    QVERIFY2(near(variance, expected, 0.0, 4.0 * error, &message), message.c_str());
    QVERIFY2(near(mean, 0.0, 0.0, 4.0 * std::sqrt(expected / count), &message), message.c_str());
    QCOMPARE(chains.accepted()[7], std::uint64_t(80));
}

void TestSamplers::momentsOfAGaussian_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<double>("scale");
    QTest::newRow("Metropolis-Hastings")
        << static_cast<int>(SamplerKind::metropolisHastings) << 1.2;
    QTest::newRow("MALA") << static_cast<int>(SamplerKind::mala) << 0.9;
}

void TestSamplers::momentsOfAGaussian() {
    QFETCH(int, kind);
    QFETCH(double, scale);
    // (3.14) is exact for it, so nothing but Monte Carlo error is left.
    const PointScore score(2, correlatedScore);
    ChainSet chains(2, options(static_cast<SamplerKind>(kind), scale, 5, 3));
    constexpr std::size_t count = 8;
    constexpr std::size_t steps = 6000;
    for (std::size_t c = 0; c < count; ++c) {
        const double start[] = {c % 2 == 0 ? -1.0 : 1.0, c < 4 ? -1.0 : 1.0};
        chains.add(start);
    }
    for (int step = 0; step < 200; ++step) {
        chains.step(score);
    }
    // x, y, x², xy, y²
    std::vector<stats::Chains> quantities(5, stats::Chains(count));
    for (std::size_t step = 0; step < steps; ++step) {
        chains.step(score);
        for (std::size_t c = 0; c < count; ++c) {
            const double x = chains.positions()[c * 2];
            const double y = chains.positions()[c * 2 + 1];
            quantities[0][c].push_back(x);
            quantities[1][c].push_back(y);
            quantities[2][c].push_back(x * x);
            quantities[3][c].push_back(x * y);
            quantities[4][c].push_back(y * y);
        }
    }
    const double determinant = 2.0 - 0.36;
    const double expected[] = {0.0, 0.0, 1.0 / determinant, -0.6 / determinant, 2.0 / determinant};
    for (std::size_t q = 0; q < 5; ++q) {
        const stats::ChainSummary summary = stats::summarize(quantities[q]);
        QVERIFY(summary.standardError.known());
        QVERIFY(summary.standardError.value < 0.03); // the test can tell something
        QVERIFY(summary.rankRHat.value < 1.01);
        std::string message;
        QVERIFY2(near(summary.mean, expected[q], 0.0, 4.0 * summary.standardError.value, &message),
                 message.c_str());
    }
}

void TestSamplers::drawsPassTheTwoSampleTest_data() {
    momentsOfAGaussian_data();
}

void TestSamplers::drawsPassTheTwoSampleTest() {
    QFETCH(int, kind);
    QFETCH(double, scale);
    const data::GaussianMixture mixture = twoHills();
    const PointScore score = scoreOf(mixture);
    // With 32 points (3.14) is off by less than 1e-3 here.
    ChainSet chains(2, options(static_cast<SamplerKind>(kind), 0.7 * scale, 32, 11));
    constexpr std::size_t count = 10;
    for (std::size_t c = 0; c < count; ++c) {
        const double start[] = {-1.0 + 0.2 * static_cast<double>(c), 0.0};
        chains.add(start);
    }
    for (int step = 0; step < 200; ++step) {
        chains.step(score);
    }
    stats::Chains x(count);
    std::vector<std::vector<double>> path(count);
    for (int step = 0; step < 1500; ++step) {
        chains.step(score);
        for (std::size_t c = 0; c < count; ++c) {
            x[c].push_back(chains.positions()[c * 2]);
            path[c].insert(path[c].end(),
                           {chains.positions()[c * 2], chains.positions()[c * 2 + 1]});
        }
    }
    // Twice the autocorrelation time of the slowest direction: nearly independent draws.
    const stats::Statistic time = stats::integratedAutocorrelationTime(x);
    QVERIFY(time.known());
    const auto every = static_cast<std::size_t>(std::ceil(2.0 * time.value));
    std::vector<double> thinned;
    for (std::size_t c = 0; c < count; ++c) {
        for (std::size_t i = 0; i < 1500; i += every) {
            thinned.insert(thinned.end(), {path[c][2 * i], path[c][2 * i + 1]});
        }
    }
    const auto draws = [](const data::GaussianMixture& from, std::size_t howMany) {
        RandomStream stream(4, Purpose::test);
        std::vector<double> points(2 * howMany);
        for (std::size_t i = 0; i < howMany; ++i) {
            from.draw(stream, points.data() + 2 * i);
        }
        return points;
    };
    constexpr std::size_t exactCount = 600;
    stats::TwoSampleOptions test;
    test.permutations = 999;
    const std::vector<double> exact = draws(mixture, exactCount);
    const std::size_t kept = thinned.size() / 2;
    QVERIFY2(kept >= 150, std::to_string(kept).c_str());
    const stats::TwoSampleResult same =
        stats::twoSampleTest(thinned.data(), kept, exact.data(), exactCount, 2, test);
    QVERIFY2(!same.refusedAt(0.001), std::to_string(same.pValue).c_str());
    // It would notice half the density in the wrong place.
    const std::vector<double> other = draws(
        data::GaussianMixture({{0.6, {-0.8, 0.2}, 0.5}, {0.4, {0.7, -0.1}, 0.7}}), exactCount);
    const stats::TwoSampleResult different =
        stats::twoSampleTest(thinned.data(), kept, other.data(), exactCount, 2, test);
    // With 999 permutations the least p-value is 0.001; some permutations may beat few draws.
    QVERIFY2(different.refusedAt(0.01), std::to_string(different.pValue).c_str());
}

void TestSamplers::detailedBalance_data() {
    momentsOfAGaussian_data();
}

void TestSamplers::detailedBalance() {
    QFETCH(int, kind);
    QFETCH(double, scale);
    // Independent chains begin in the density itself and make one step. With detailed balance as
    // many go from box i to box j as back: (N_ij − N_ji)/√(N_ij + N_ji) is nearly standard normal.
    const data::GaussianMixture mixture({{0.4, {-0.8}, 0.5}, {0.6, {0.7}, 0.7}});
    const PointScore score = scoreOf(mixture);
    ChainSet chains(1, options(static_cast<SamplerKind>(kind), scale, 32, 19));
    RandomStream stream(8, Purpose::test);
    for (int c = 0; c < 60000; ++c) {
        double x = 0.0;
        mixture.draw(stream, &x);
        chains.add(&x);
    }
    const std::vector<double> before = chains.positions();
    chains.step(score);
    constexpr int boxes = 5;
    const auto box = [](double x) {
        return std::clamp(static_cast<int>(std::floor((x + 1.5) / 0.75)), 0, boxes - 1);
    };
    std::vector<double> counts(boxes * boxes, 0.0);
    for (std::size_t c = 0; c < before.size(); ++c) {
        counts[static_cast<std::size_t>(box(before[c]) * boxes + box(chains.positions()[c]))] += 1;
    }
    for (std::size_t i = 0; i < boxes; ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const double there = counts[i * boxes + j];
            const double back = counts[j * boxes + i];
            if (there + back < 20) {
                continue;
            }
            // 10 pairs: beyond 4 once in 1600 seeds; the seed is fixed.
            const double score1 = (there - back) / std::sqrt(there + back);
            QVERIFY2(std::abs(score1) < 4.0, std::to_string(score1).c_str());
        }
    }
    QVERIFY(counts[1] + counts[boxes] > 1000); // there is traffic
}

void TestSamplers::chainsAreIndependentOfEachOtherAndOfThreads() {
    const data::GaussianMixture mixture = twoHills();
    const PointScore score = scoreOf(mixture);
    for (const SamplerKind kind :
         {SamplerKind::metropolisHastings, SamplerKind::langevin, SamplerKind::mala}) {
        std::vector<std::vector<double>> results;
        for (const int threads : {1, 2, 3}) {
            SamplerOptions some = options(kind, 0.5);
            some.threads = threads;
            ChainSet chains(2, some);
            // More for more threads: the first ones must not notice.
            for (int c = 0; c < 1300 + 100 * threads; ++c) {
                const double start[] = {0.001 * c, -0.1};
                chains.add(start);
            }
            for (int step = 0; step < 5; ++step) {
                chains.step(score);
            }
            results.emplace_back(chains.positions().begin(), chains.positions().begin() + 2800);
        }
        QVERIFY(results[0] == results[1]);
        QVERIFY(results[0] == results[2]);
    }
}

void TestSamplers::whatIsNotFiniteIsRefusedAndCounted() {
    // No score beyond 1: no chain may enter.
    const PointScore cliff(1, [](const double* x, double* out) {
        out[0] = x[0] > 1.0 ? std::numeric_limits<double>::quiet_NaN() : -x[0];
    });
    for (const SamplerKind kind : {SamplerKind::metropolisHastings, SamplerKind::mala}) {
        ChainSet chains(1, options(kind, 0.8));
        const double start = 0.0;
        chains.add(&start);
        for (int step = 0; step < 300; ++step) {
            chains.step(cliff);
            QVERIFY(chains.positions()[0] <= 1.0);
        }
        QVERIFY(chains.notFinite() > 10);
        QVERIFY(chains.accepted()[0] > 10);
        QVERIFY(chains.accepted()[0] + chains.notFinite() <= 300);
    }
    const PointScore flat(1, [](const double*, double* out) { out[0] = 0.0; });
    // An infinite score, in every kind, at the edge of what can be represented.
    const PointScore steep(1, [](const double*, double* out) { out[0] = infinity; });
    for (const SamplerKind kind :
         {SamplerKind::metropolisHastings, SamplerKind::langevin, SamplerKind::mala}) {
        ChainSet far(1, options(kind, 1e300));
        const double edge = 1.7e308;
        far.add(&edge);
        for (int step = 0; step < 5; ++step) {
            far.step(steep);
            QVERIFY(std::isfinite(far.positions()[0]));
        }
        QCOMPARE(far.notFinite(), std::uint64_t(5));
        QCOMPARE(far.accepted()[0], std::uint64_t(0));
    }
    // A flat density: every proposal is as likely.
    ChainSet free(1, options(SamplerKind::metropolisHastings, 1.0));
    const double start = 0.0;
    free.add(&start);
    free.step(flat);
    QCOMPARE(free.accepted()[0], std::uint64_t(1));
}

void TestSamplers::savedChainsGoOnExactly() {
    const data::GaussianMixture mixture = twoHills();
    const PointScore score = scoreOf(mixture);
    for (const SamplerKind kind :
         {SamplerKind::metropolisHastings, SamplerKind::langevin, SamplerKind::mala}) {
        ChainSet chains(2, options(kind, 0.5));
        for (int c = 0; c < 20; ++c) {
            const double start[] = {0.1 * c - 1.0, 0.0};
            chains.add(start);
        }
        for (int step = 0; step < 10; ++step) {
            chains.step(score);
        }
        Checkpoint checkpoint;
        chains.save(checkpoint, "mcmc/");
        ChainSet other(2, options(kind, 0.5));
        other.load(checkpoint, "mcmc/");
        QVERIFY(other.lastProposal(3).to == chains.lastProposal(3).to);
        for (int step = 0; step < 10; ++step) {
            chains.step(score);
            other.step(score);
        }
        QVERIFY(chains.positions() == other.positions());
        QVERIFY(chains.accepted() == other.accepted());
        QVERIFY(chains.steps() == other.steps());
        QCOMPARE(other.lastProposal(15).accepted, chains.lastProposal(15).accepted);
    }
    Checkpoint checkpoint;
    ChainSet none(2, options(SamplerKind::mala, 0.5));
    none.save(checkpoint, "");
    ChainSet some(2, options(SamplerKind::mala, 0.5));
    const double start[] = {0.0, 0.0};
    some.add(start);
    some.load(checkpoint, "");
    QCOMPARE(some.size(), std::size_t(0));
}

void TestSamplers::foreignCheckpointsAreRefused() {
    ChainSet chains(2, options(SamplerKind::mala, 0.5));
    const double start[] = {0.25, 0.0};
    chains.add(start);
    Checkpoint good;
    chains.save(good, "c/");
    ChainSet flat(3, options(SamplerKind::mala, 0.5));
    QVERIFY_THROWS_EXCEPTION(InputError, flat.load(good, "c/"));
    QVERIFY_THROWS_EXCEPTION(InputError, flat.load(good, "other/"));
    QCOMPARE(flat.size(), std::size_t(0));
    const auto refuses = [&](const std::function<void(Checkpoint&)>& spoil) {
        Checkpoint bad = good;
        spoil(bad);
        ChainSet target(2, options(SamplerKind::mala, 0.5));
        const double elsewhere[] = {9.0, 9.0};
        target.add(elsewhere);
        QVERIFY_THROWS_EXCEPTION(InputError, target.load(bad, "c/"));
        QVERIFY(target.positions() == std::vector<double>({9.0, 9.0}));
    };
    refuses([](Checkpoint& bad) { bad.state.erase("c/steps"); });
    refuses([](Checkpoint& bad) { bad.state["c/steps"].values = std::vector<std::int64_t>{-1}; });
    refuses([](Checkpoint& bad) { bad.state["c/accepted"].values = std::vector<double>{1.0}; });
    refuses([](Checkpoint& bad) { bad.put("c/proposals", {1.0}); });
    refuses([](Checkpoint& bad) { bad.put("c/positions", {1.0, 2.0, 3.0, 4.0}); });
    refuses([](Checkpoint& bad) { bad.meta.erase("c/chains"); });
}

void TestSamplers::nonsenseIsRefused() {
    const auto refused = [](SamplerOptions bad, std::size_t d = 2) {
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, ChainSet(d, bad));
    };
    const SamplerKind kind = SamplerKind::metropolisHastings;
    refused(options(kind, 0.0));
    refused(options(kind, -1.0));
    refused(options(kind, infinity));
    refused(options(kind, std::numeric_limits<double>::quiet_NaN()));
    refused(options(kind, 0.1, 0));
    refused(options(kind, 0.1), 0);
    SamplerOptions threads = options(kind, 0.1);
    threads.threads = -1;
    refused(threads);
    ChainSet chains(2, options(kind, 0.1));
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, chains.setOptions(options(kind, 0.0)));
    QCOMPARE(chains.options().pathPoints, std::size_t(5));
    const PointScore line(1, [](const double*, double* out) { out[0] = 0.0; });
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, chains.step(line));
    const double x = 0.0;
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                             static_cast<void>(energyDifference(line, &x, &x, 0)));
}

QTEST_APPLESS_MAIN(TestSamplers)
#include "tst_samplers.moc"
