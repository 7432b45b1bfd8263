// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/rng.h"
#include "engine/manifold/chains/fused_metropolis.h"
#include "engine/manifold/chains/samplers.h"
#include "engine/manifold/field/energy.h"
#include "tests/support/near.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::manifold;
using nn::AutoEncoderShape;
using scorescope::test::near;

namespace {

/// r as written down plainly: shares no code with the kernels.
class PlainNetwork final : public field::Reconstruction {
public:
    PlainNetwork(AutoEncoderShape shape, std::vector<double> parameters)
        : shape_(shape), parameters_(std::move(parameters)) {}
    [[nodiscard]] std::size_t dimensions() const override { return shape_.inputDim; }
    void reconstruct(const double* points, std::size_t count, double* out) const override {
        nn::plainReconstruct(shape_, parameters_.data(), points, count, out);
    }

private:
    AutoEncoderShape shape_;
    std::vector<double> parameters_;
};

/// Weights of an untrained network whose r is of order 1; `gain` stretches the arguments of tanh.
std::vector<double> someParameters(const AutoEncoderShape& shape, double gain = 1.0) {
    RandomStream stream(42, Purpose::test);
    std::vector<double> parameters(nn::parameterCount(shape));
    const nn::AutoEncoderLayout at = nn::parameterLayout(shape);
    const double output = 1.0 / std::sqrt(static_cast<double>(shape.hiddenUnits));
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const bool decoder = i >= at.decoder && i < at.offset;
        parameters[i] = (decoder ? output : shape.tied ? output * gain : gain) * stream.normal();
    }
    return parameters;
}

std::vector<InstructionSet> supportedSets() {
    std::vector<InstructionSet> sets;
    for (const InstructionSet set :
         {InstructionSet::baseline, InstructionSet::avx2, InstructionSet::avx512}) {
        if (isSupported(set)) {
            sets.push_back(set);
        }
    }
    return sets;
}

AutoEncoderShape shapeOf(std::size_t d, std::size_t hidden, bool tied = false) {
    AutoEncoderShape shape;
    shape.inputDim = d;
    shape.hiddenUnits = hidden;
    shape.tied = tied;
    return shape;
}

void addChains(ChainSet& chains, std::size_t count) {
    RandomStream stream(7, Purpose::test);
    for (std::size_t c = 0; c < count; ++c) {
        std::vector<double> x(chains.dimensions());
        for (double& value : x) {
            value = stream.uniform(-1.0, 1.0);
        }
        chains.add(x.data());
    }
}

} // namespace

class TestFusedMetropolis : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void energiesAgreeWithThePlainSum_data();
    void energiesAgreeWithThePlainSum();
    void decisionsAreThoseOfTheGeneralSampler_data();
    void decisionsAreThoseOfTheGeneralSampler();
    void blocksAndThreadsChangeNothing();
    void singlePrecisionSamplesTheSameDensity();
    void whatIsNotFiniteIsRefused();
    void nonsenseIsRefused();
};

void TestFusedMetropolis::energiesAgreeWithThePlainSum_data() {
    QTest::addColumn<int>("d");
    QTest::addColumn<int>("hidden");
    QTest::addColumn<bool>("tied");
    QTest::addColumn<double>("gain");
    QTest::addColumn<double>("reach");
    QTest::newRow("plane") << 2 << 100 << false << 1.0 << 0.3;
    QTest::newRow("line") << 1 << 33 << false << 1.0 << 0.3;
    QTest::newRow("space") << 3 << 64 << false << 2.0 << 0.3;
    QTest::newRow("ten dimensions") << 10 << 200 << false << 0.5 << 0.3;
    QTest::newRow("tied") << 2 << 70 << true << 1.0 << 0.3;
    QTest::newRow("one unit") << 2 << 1 << false << 1.0 << 0.3;
    QTest::newRow("many units") << 2 << 3000 << false << 1.0 << 0.3;
    QTest::newRow("saturated") << 2 << 100 << false << 50.0 << 0.3;
    QTest::newRow("out of the exponent's range") << 2 << 100 << false << 1e4 << 0.3;
    QTest::newRow("long paths") << 2 << 100 << false << 3.0 << 300.0;
}

void TestFusedMetropolis::energiesAgreeWithThePlainSum() {
    QFETCH(int, d);
    QFETCH(int, hidden);
    QFETCH(bool, tied);
    QFETCH(double, gain);
    QFETCH(double, reach);
    const AutoEncoderShape shape =
        shapeOf(static_cast<std::size_t>(d), static_cast<std::size_t>(hidden), tied);
    const std::vector<double> parameters = someParameters(shape, gain);
    const PlainNetwork network(shape, parameters);
    const field::ReconstructionScore score(network, 0.5);
    constexpr std::size_t pairs = 7; // not a multiple of any group
    RandomStream stream(9, Purpose::test);
    std::vector<double> from(pairs * shape.inputDim);
    std::vector<double> to(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
        from[i] = stream.uniform(-1.0, 1.0);
        to[i] = from[i] + reach * stream.normal();
    }
    for (const InstructionSet set : supportedSets()) {
        for (const bool single : {false, true}) {
            FusedMetropolis fused(shape, 0.5, {single, set});
            fused.setParameters(parameters.data());
            for (const std::size_t n : {1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U, 9U, 17U, 40U}) {
                std::vector<double> energies(pairs);
                fused.energyDifferences(from.data(), to.data(), pairs, n, energies.data());
                for (std::size_t p = 0; p < pairs; ++p) {
                    const double* x = from.data() + p * shape.inputDim;
                    const double* y = to.data() + p * shape.inputDim;
                    double length = 0.0;
                    double size = 1.0;
                    for (std::size_t k = 0; k < shape.inputDim; ++k) {
                        length += (y[k] - x[k]) * (y[k] - x[k]);
                        size += std::abs(x[k]) + std::abs(y[k]);
                    }
                    // Relative to ‖δ‖ ‖score‖. In float the arguments of tanh are rounded, which
                    // matters where it is steep: hence the gain.
                    const double scale = std::sqrt(length) * size / 0.25;
                    const double tolerance =
                        single ? 1e-6 * (1.0 + gain * size) : 1e-14 * (1.0 + gain * size);
                    std::string message;
                    QVERIFY2(near(energies[p], energyDifference(score, x, y, n), 0.0,
                                  tolerance * scale, &message),
                             (instructionSetName(set) + (single ? " float" : " double") +
                              " n=" + std::to_string(n) + ": " + message)
                                 .c_str());
                }
            }
        }
    }
}

void TestFusedMetropolis::decisionsAreThoseOfTheGeneralSampler_data() {
    QTest::addColumn<int>("d");
    QTest::addColumn<int>("n");
    QTest::addColumn<bool>("tied");
    QTest::newRow("plane, five points") << 2 << 5 << false;
    QTest::newRow("plane, the point x") << 2 << 1 << false;
    QTest::newRow("line") << 1 << 4 << false;
    QTest::newRow("space, tied") << 3 << 2 << true;
    QTest::newRow("ten dimensions") << 10 << 5 << false;
    QTest::newRow("many points") << 2 << 23 << false;
}

void TestFusedMetropolis::decisionsAreThoseOfTheGeneralSampler() {
    QFETCH(int, d);
    QFETCH(int, n);
    QFETCH(bool, tied);
    const AutoEncoderShape shape = shapeOf(static_cast<std::size_t>(d), 60, tied);
    const std::vector<double> parameters = someParameters(shape);
    const PlainNetwork network(shape, parameters);
    const field::ReconstructionScore score(network, 0.6);
    SamplerOptions options;
    options.scale = 0.3;
    options.pathPoints = static_cast<std::size_t>(n);
    options.seed = 0x123456789ABCULL;
    for (const InstructionSet set : supportedSets()) {
        FusedMetropolis fused(shape, 0.6, {false, set});
        fused.setParameters(parameters.data());
        ChainSet general(shape.inputDim, options);
        ChainSet special(shape.inputDim, options);
        addChains(general, 6);
        addChains(special, 6);
        for (int step = 0; step < 300; ++step) {
            general.step(score);
            special.step(fused, 1);
            QVERIFY2(general.accepted() == special.accepted(), std::to_string(step).c_str());
        }
        std::string message;
        for (std::size_t i = 0; i < general.positions().size(); ++i) {
            QVERIFY2(near(special.positions()[i], general.positions()[i], 0.0, 1e-9, &message),
                     message.c_str());
        }
        for (std::size_t c = 0; c < 6; ++c) {
            QVERIFY(general.accepted()[c] > 30 && general.accepted()[c] < 299);
            const Proposal& a = general.lastProposal(c);
            const Proposal& b = special.lastProposal(c);
            QCOMPARE(b.accepted, a.accepted);
            for (std::size_t k = 0; k < shape.inputDim; ++k) {
                QVERIFY2(near(b.from[k], a.from[k], 0.0, 1e-9, &message), message.c_str());
                QVERIFY2(near(b.to[k], a.to[k], 0.0, 1e-9, &message), message.c_str());
            }
            QVERIFY2(near(b.energyDifference, a.energyDifference, 1e-9, 1e-9, &message),
                     message.c_str());
            QVERIFY2(near(b.acceptance, a.acceptance, 1e-9, 1e-9, &message), message.c_str());
            QVERIFY2(near(b.uniform, a.uniform, 0.0, 0.0, &message), message.c_str());
        }
    }
}

void TestFusedMetropolis::blocksAndThreadsChangeNothing() {
    for (const std::size_t d : {2U, 10U}) {
        const AutoEncoderShape shape = shapeOf(d, 5000); // enough work for threads to meet
        const std::vector<double> parameters = someParameters(shape);
        for (const bool single : {true, false}) {
            FusedMetropolis fused(shape, 0.6, {single, InstructionSet::automatic});
            fused.setParameters(parameters.data());
            SamplerOptions options;
            options.scale = 0.3;
            options.threads = 1;
            ChainSet reference(d, options);
            addChains(reference, 13);
            for (int step = 0; step < 24; ++step) {
                reference.step(fused, 1);
            }
            for (const int threads : {1, 2, 3, 0}) {
                options.threads = threads;
                ChainSet chains(d, options);
                addChains(chains, 13 + static_cast<std::size_t>(threads)); // more is no matter
                chains.step(fused, 7);
                chains.step(fused, 17);
                QVERIFY(std::equal(reference.positions().begin(), reference.positions().end(),
                                   chains.positions().begin()));
                QVERIFY(chains.lastProposal(5).to == reference.lastProposal(5).to);
                QVERIFY(chains.steps()[12] == 24);
            }
        }
    }
}

void TestFusedMetropolis::singlePrecisionSamplesTheSameDensity() {
    // Decisions may differ where the uniform number is within rounding of the threshold: rarely.
    const AutoEncoderShape shape = shapeOf(2, 300);
    const std::vector<double> parameters = someParameters(shape);
    SamplerOptions options;
    options.scale = 0.3;
    std::vector<ChainSet> sets;
    for (const bool single : {true, false}) {
        FusedMetropolis fused(shape, 0.6, {single, InstructionSet::automatic});
        fused.setParameters(parameters.data());
        sets.emplace_back(2, options);
        addChains(sets.back(), 200);
        sets.back().step(fused, 100);
    }
    std::size_t same = 0;
    for (std::size_t c = 0; c < 200; ++c) {
        same += sets[0].accepted()[c] == sets[1].accepted()[c] &&
                        std::abs(sets[0].positions()[2 * c] - sets[1].positions()[2 * c]) < 1e-9
                    ? 1
                    : 0;
    }
    // An energy difference off by 1e-5 decides one of 20 000 proposals otherwise with 0.2.
    QVERIFY2(same >= 195, std::to_string(same).c_str());
}

void TestFusedMetropolis::whatIsNotFiniteIsRefused() {
    const AutoEncoderShape shape = shapeOf(2, 20);
    for (const InstructionSet set : supportedSets()) {
        for (const bool single : {true, false}) {
            std::vector<double> parameters = someParameters(shape);
            SamplerOptions options;
            // One bad number in W, b, V, c.
            const nn::AutoEncoderLayout at = nn::parameterLayout(shape);
            for (const std::size_t where : {at.encoder, at.bias, at.decoder, at.offset}) {
                std::vector<double> bad = parameters;
                bad[where] = std::numeric_limits<double>::quiet_NaN();
                FusedMetropolis fused(shape, 0.6, {single, set});
                fused.setParameters(bad.data());
                ChainSet chains(2, options);
                addChains(chains, 5);
                const std::vector<double> before = chains.positions();
                chains.step(fused, 3);
                QVERIFY(chains.positions() == before);
                QCOMPARE(chains.notFinite(), std::uint64_t(15));
                QCOMPARE(chains.lastProposal(0).accepted, false);
            }
            FusedMetropolis fused(shape, 0.6, {single, set});
            fused.setParameters(parameters.data());
            options.scale = 1e308;
            ChainSet chains(2, options);
            addChains(chains, 5);
            chains.step(fused, 50);
            for (const double x : chains.positions()) {
                QVERIFY(std::isfinite(x));
            }
            QVERIFY(chains.notFinite() > 0);
        }
    }
}

void TestFusedMetropolis::nonsenseIsRefused() {
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, FusedMetropolis(shapeOf(0, 5), 0.1));
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, FusedMetropolis(shapeOf(2, 0), 0.1));
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, FusedMetropolis(shapeOf(2, 5), 0.0));
    QVERIFY_THROWS_EXCEPTION(
        std::invalid_argument,
        FusedMetropolis(shapeOf(2, 5), std::numeric_limits<double>::quiet_NaN()));
    const FusedMetropolis fused(shapeOf(2, 5), 0.1);
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, fused.run(nullptr, 0, 1, 0.1, 0, 1, 1));
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, fused.run(nullptr, 0, 1, -0.1, 5, 1, 1));
    SamplerOptions options;
    options.kind = SamplerKind::mala;
    ChainSet mala(2, options);
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, mala.step(fused, 1));
    ChainSet space(3, SamplerOptions{});
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, space.step(fused, 1));
    ChainSet none(2, SamplerOptions{});
    none.step(fused, 10); // no chains, no matter
    QCOMPARE(none.size(), std::size_t(0));
}

QTEST_APPLESS_MAIN(TestFusedMetropolis)
#include "tst_fused_metropolis.moc"
