// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/rng.h"
#include "engine/gsn/boltzmann/log_partition.h"
#include "engine/gsn/boltzmann/restricted_boltzmann.h"
#include "tests/support/near.h"
#include "tests/support/reference_numbers.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::gsn;
using scorescope::test::congruentialNumbers;
using scorescope::test::near;

namespace {

/// As reference_likelihood.py has it.
RestrictedBoltzmann machineOf(std::size_t visible, std::size_t hidden, std::uint32_t seed,
                              float size) {
    RestrictedBoltzmann machine;
    machine.visible = visible;
    machine.hidden = hidden;
    const std::vector<float> u = congruentialNumbers(seed, visible * hidden + visible + hidden);
    const auto numbers = [&](std::size_t from, std::size_t count) {
        std::vector<float> values;
        for (std::size_t i = from; i < from + count; ++i) {
            values.push_back(size * (u[i] - 0.5F));
        }
        return values;
    };
    machine.weights = numbers(0, visible * hidden);
    machine.visibleBias = numbers(visible * hidden, visible);
    machine.hiddenBias = numbers(visible * hidden + visible, hidden);
    return machine;
}

/// All states of some units, one after the other.
std::vector<float> allStates(std::size_t units) {
    std::vector<float> states;
    for (std::size_t state = 0; state < std::size_t{1} << units; ++state) {
        for (std::size_t i = 0; i < units; ++i) {
            states.push_back(static_cast<float>(state >> i & 1U));
        }
    }
    return states;
}

/// P(v) of all states, by free energies.
std::vector<double> distributionOf(const RestrictedBoltzmann& machine) {
    const std::size_t count = std::size_t{1} << machine.visible;
    std::vector<double> p = freeEnergies(machine, allStates(machine.visible).data(), count);
    const double logPartition = exactLogPartition(machine);
    for (double& each : p) {
        each = std::exp(-each - logPartition);
    }
    return p;
}

std::size_t stateOf(const float* v, std::size_t units) {
    std::size_t state = 0;
    for (std::size_t i = 0; i < units; ++i) {
        state |= (v[i] > 0.5F ? std::size_t{1} : std::size_t{0}) << i;
    }
    return state;
}

/// Σ (counted − expected)²/expected, near the number of states for draws of the distribution.
double chiSquare(const std::vector<float>& v, const std::vector<double>& p, std::size_t units) {
    std::vector<double> counted(p.size(), 0.0);
    const std::size_t rows = v.size() / units;
    for (std::size_t row = 0; row < rows; ++row) {
        counted[stateOf(v.data() + row * units, units)] += 1.0;
    }
    double sum = 0.0;
    for (std::size_t state = 0; state < p.size(); ++state) {
        const double expected = p[state] * static_cast<double>(rows);
        sum += (counted[state] - expected) * (counted[state] - expected) / expected;
    }
    return sum;
}

double meanLogLikelihood(const RestrictedBoltzmann& machine, const std::vector<float>& v) {
    const std::vector<double> energies =
        freeEnergies(machine, v.data(), v.size() / machine.visible);
    return -std::accumulate(energies.begin(), energies.end(), 0.0) /
               static_cast<double>(energies.size()) -
           exactLogPartition(machine);
}

/// Two patterns of eight units, each with a unit wrong now and then.
std::vector<float> twoPatterns(std::size_t rows) {
    RandomStream stream(9, Purpose::test);
    std::vector<float> v;
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t i = 0; i < 8; ++i) {
            const bool on = (i < 4) == (row % 2 == 0);
            v.push_back(on != (stream.uniform() < 0.02) ? 1.0F : 0.0F);
        }
    }
    return v;
}

PersistentOptions quick() {
    PersistentOptions options;
    options.batch = 20;
    options.chains = 50;
    options.rate = 0.1;
    options.epochs = 60;
    return options;
}

} // namespace

class TestBoltzmann : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asNumpyHasIt() {
        const RestrictedBoltzmann machine = machineOf(7, 4, 9, 4.0F);
        const test::ReferenceNumbers reference;
        std::string message;
        QVERIFY2(
            near(exactLogPartition(machine), reference["boltzmann_log_z"], 1e-6, 0.0, &message),
            message.c_str());
        const std::vector<float> v{1, 0, 1, 1, 0, 0, 1};
        QVERIFY2(near(freeEnergies(machine, v.data(), 1)[0], reference["boltzmann_free_energy"],
                      1e-6, 1e-6, &message),
                 message.c_str());
        std::vector<float> mean(4);
        hiddenGivenVisible(machine, v.data(), 1, {}, mean.data(), nullptr);
        QVERIFY2(
            near(static_cast<double>(mean[2]), reference["boltzmann_hidden"], 1e-5, 0.0, &message),
            message.c_str());
        const std::vector<float> h{1, 0, 0, 1};
        std::vector<float> back(7);
        visibleGivenHidden(machine, h.data(), 1, {}, back.data(), nullptr);
        QVERIFY2(
            near(static_cast<double>(back[5]), reference["boltzmann_visible"], 1e-5, 0.0, &message),
            message.c_str());
    }

    void sumsOverEitherLayerAgree() {
        // More hidden units than the low bits of a block; the larger layer is never added up.
        std::string message;
        for (const auto& [visible, hidden] :
             {std::pair<std::size_t, std::size_t>{11, 10}, {4, 11}, {30, 9}, {3, 40}}) {
            const RestrictedBoltzmann machine = machineOf(visible, hidden, 10, 2.0F);
            if (visible > 12) {
                QVERIFY(std::isfinite(exactLogPartition(machine)));
                continue;
            }
            const std::vector<double> energies =
                freeEnergies(machine, allStates(visible).data(), std::size_t{1} << visible);
            double sum = 0.0;
            for (const double energy : energies) {
                sum += std::exp(-energy);
            }
            QVERIFY2(near(exactLogPartition(machine), std::log(sum), 1e-6, 0.0, &message),
                     message.c_str());
        }
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(exactLogPartition(machineOf(21, 21, 1, 1.0F))),
                                 std::invalid_argument);
    }

    void chainsAndExactDrawsHaveItsDistribution() {
        const RestrictedBoltzmann machine = machineOf(5, 3, 11, 3.0F);
        const std::vector<double> p = distributionOf(machine);
        std::string message;
        QVERIFY2(near(std::accumulate(p.begin(), p.end(), 0.0), 1.0, 1e-5, 0.0, &message),
                 message.c_str());
        // χ² of 31 degrees of freedom: below 62 but for 1e-3.
        const double drawn = chiSquare(exactSamples(machine, 20000, 4), p, 5);
        QVERIFY2(drawn < 62.0, std::to_string(drawn).c_str());
        GibbsChains chains = gibbsChains(machine, std::vector<float>(5 * 20000, 0.0F));
        gibbsSteps(machine, chains, 5, 30);
        const double walked = chiSquare(chains.v, p, 5);
        QVERIFY2(walked < 62.0, std::to_string(walked).c_str());
        QVERIFY(chiSquare(std::vector<float>(5 * 20000, 1.0F), p, 5) > 1000.0);
        QCOMPARE(chains.steps, std::uint64_t(30));
    }

    void updatesFollowTheGradient() {
        const RestrictedBoltzmann machine = machineOf(4, 3, 12, 1.0F);
        const std::vector<float> examples{1, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 1, 0, 1, 0, 0};
        PersistentOptions options;
        options.chains = 200000;
        options.momentum = 0.0;
        PersistentState state = persistentState(machine, options);
        state.chains.v = exactSamples(machine, options.chains, 6);
        RestrictedBoltzmann moved = machine;
        persistentUpdate(moved, state, examples.data(), 4, 1.0, options);
        std::string message;
        const auto slope = [&](std::vector<float> RestrictedBoltzmann::*part, std::size_t i) {
            constexpr float step = 1e-2F;
            RestrictedBoltzmann more = machine;
            RestrictedBoltzmann less = machine;
            (more.*part)[i] += step;
            (less.*part)[i] -= step;
            return (meanLogLikelihood(more, examples) - meanLogLikelihood(less, examples)) /
                   (2.0 * static_cast<double>(step));
        };
        for (const auto part : {&RestrictedBoltzmann::weights, &RestrictedBoltzmann::visibleBias,
                                &RestrictedBoltzmann::hiddenBias}) {
            for (std::size_t i = 0; i < (machine.*part).size(); ++i) {
                const double step =
                    static_cast<double>((moved.*part)[i]) - static_cast<double>((machine.*part)[i]);
                // The chains' mean has an error of at most ½/√200000 = 0.0011.
                QVERIFY2(near(step, slope(part, i), 0.0, 0.006, &message), message.c_str());
            }
        }
        // With momentum, the next step keeps half of this one.
        PersistentOptions heavy = options;
        heavy.momentum = 0.5;
        PersistentState again = state;
        PersistentState plain = state;
        RestrictedBoltzmann first = moved;
        RestrictedBoltzmann second = moved;
        persistentUpdate(first, again, examples.data(), 4, 1.0, heavy);
        persistentUpdate(second, plain, examples.data(), 4, 1.0, options);
        QVERIFY2(
            near(static_cast<double>(again.velocity[0]) - static_cast<double>(plain.velocity[0]),
                 0.5 * static_cast<double>(state.velocity[0]), 1e-4, 1e-6, &message),
            message.c_str());
    }

    void trainingRaisesTheLikelihood() {
        const std::vector<float> data = twoPatterns(400);
        RestrictedBoltzmann machine = initialBoltzmann(8, 4, {}, 1);
        const double before = meanLogLikelihood(machine, data);
        QVERIFY(before < -5.5); // 8 log ½ = −5.545, nearly
        trainBoltzmann(machine, data, quick());
        const double after = meanLogLikelihood(machine, data);
        // What made the data has −log 2 − 8 H(0.02) = −1.48 nats.
        QVERIFY2(after > -1.85 && after < -1.2, std::to_string(after).c_str());
    }

    void twoLayersGreedily() {
        const std::vector<float> data = twoPatterns(400);
        const DeepBelief network = trainDeepBelief(data, 8, 6, 4, quick());
        QCOMPARE(network.upper.visible, std::size_t(6));
        GibbsChains chains = gibbsChains(network.upper, std::vector<float>(300 * 6, 0.0F));
        const std::vector<float> mean = sampleDeepBelief(network, chains, 3, 200);
        int first = 0;
        int second = 0;
        for (std::size_t row = 0; row < 300; ++row) {
            std::size_t off = 0;
            for (std::size_t i = 0; i < 8; ++i) {
                off += (mean[row * 8 + i] > 0.5F) != (i < 4) ? 1 : 0;
            }
            first += off <= 1 ? 1 : 0;
            second += off >= 7 ? 1 : 0;
        }
        QVERIFY2(first + second > 240, std::to_string(first + second).c_str());
        QVERIFY2(std::min(first, second) > 45, std::to_string(std::min(first, second)).c_str());
    }

    void annealingIsUnbiasedForZ() {
        // Few steps: the mean of Z over seeds is right, that of log Z is below; backward above.
        const RestrictedBoltzmann machine = machineOf(10, 6, 13, 5.0F);
        const double exact = exactLogPartition(machine);
        AnnealingOptions options;
        options.temperatures = {0.0, 0.25, 0.5, 0.75, 1.0};
        options.runs = 10;
        double z = 0.0;
        double squares = 0.0;
        double forward = 0.0;
        double backward = 0.0;
        double inverse = 0.0;
        double inverseSquares = 0.0;
        constexpr int repeats = 300;
        for (int i = 0; i < repeats; ++i) {
            options.seed = static_cast<std::uint64_t>(i);
            const double up = annealForward(machine, {}, options).logPartition.value - exact;
            const double down =
                annealBackward(machine, {}, exactSamples(machine, 10, 1000 + options.seed), options)
                    .logPartition.value -
                exact;
            forward += up / repeats;
            backward += down / repeats;
            z += std::exp(up) / repeats;
            squares += std::exp(2.0 * up) / repeats;
            inverse += std::exp(-down) / repeats;
            inverseSquares += std::exp(-2.0 * down) / repeats;
        }
        const double error = std::sqrt((squares - z * z) / repeats);
        const double inverseError = std::sqrt((inverseSquares - inverse * inverse) / repeats);
        QVERIFY2(std::abs(z - 1.0) < 4.0 * error && error < 0.2,
                 (std::to_string(z) + " ± " + std::to_string(error)).c_str());
        QVERIFY2(std::abs(inverse - 1.0) < 4.0 * inverseError && inverseError < 0.2,
                 (std::to_string(inverse) + " ± " + std::to_string(inverseError)).c_str());
        QVERIFY2(forward < -0.02, std::to_string(forward).c_str());
        QVERIFY2(backward > 0.02, std::to_string(backward).c_str());
    }

    void slowAnnealingMeetsTheExactSum() {
        const RestrictedBoltzmann machine = machineOf(20, 12, 14, 3.0F);
        const double exact = exactLogPartition(machine);
        AnnealingOptions options;
        options.temperatures = annealingSchedule(2000);
        const std::vector<float> base(20, 0.3F);
        const AnnealedPartition up = annealForward(machine, base, options);
        const AnnealedPartition down =
            annealBackward(machine, base, exactSamples(machine, 100, 3), options);
        std::string message;
        for (const AnnealedPartition* const found : {&up, &down}) {
            QVERIFY2(near(found->logPartition.value, exact, 0.0, 0.1, &message), message.c_str());
            const double width = found->logPartition.high - found->logPartition.low;
            QVERIFY2(width > 0.0 && width < 0.3, std::to_string(width).c_str());
            QVERIFY(found->logPartition.low <= exact + 0.05);
            QVERIFY(found->logPartition.high >= exact - 0.05);
            QVERIFY2(found->effectiveRuns > 40.0 && found->effectiveRuns <= 100.0,
                     std::to_string(found->effectiveRuns).c_str());
        }
    }

    void withoutWeightsAnnealingIsExact() {
        RestrictedBoltzmann machine = machineOf(6, 3, 15, 2.0F);
        std::fill(machine.weights.begin(), machine.weights.end(), 0.0F);
        std::fill(machine.hiddenBias.begin(), machine.hiddenBias.end(), 0.0F);
        AnnealingOptions options;
        options.temperatures = annealingSchedule(29);
        options.runs = 5;
        const AnnealedPartition found = annealForward(machine, machine.visibleBias, options);
        std::string message;
        QVERIFY2(near(found.logPartition.value, exactLogPartition(machine), 1e-6, 0.0, &message),
                 message.c_str());
        QVERIFY2(near(found.effectiveRuns, 5.0, 1e-6, 0.0, &message), message.c_str());
    }

    void schedulesRise() {
        const std::vector<double> schedule = annealingSchedule(14500);
        QCOMPARE(schedule.size(), std::size_t(14501));
        QCOMPARE(schedule[500], 0.5);
        QCOMPARE(schedule[4500], 0.9);
        QCOMPARE(schedule.back(), 1.0);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(annealingSchedule(28)), std::invalid_argument);
    }

    void threadsDoNotChangeIt() {
        const std::vector<float> data = twoPatterns(100);
        PersistentOptions options = quick();
        options.epochs = 3;
        const auto train = [&](int threads) {
            RestrictedBoltzmann machine = initialBoltzmann(8, 300, {}, 2);
            trainBoltzmann(machine, data, options, {threads, {}});
            return machine;
        };
        const RestrictedBoltzmann one = train(1);
        QVERIFY(one.weights == train(3).weights); // bit for bit
        AnnealingOptions annealing;
        annealing.temperatures = annealingSchedule(50);
        QVERIFY(annealForward(one, {}, annealing, {1, {}}).logWeights ==
                annealForward(one, {}, annealing, {3, {}}).logWeights);
    }

    void cancelAndBadInput() {
        const std::vector<float> data = twoPatterns(100);
        RestrictedBoltzmann machine = initialBoltzmann(8, 3, std::vector<float>(8, 0.0F), 1);
        QVERIFY(std::abs(machine.visibleBias[0] + std::log(99.0F)) < 1e-4F); // kept within bounds
        const stats::LongWork stopped{1, [](double share) { return share < 0.5; }};
        QVERIFY_EXCEPTION_THROWN(trainBoltzmann(machine, data, quick(), stopped), Cancelled);
        AnnealingOptions annealing;
        annealing.temperatures = annealingSchedule(29);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(annealForward(machine, {}, annealing, stopped)),
                                 Cancelled);
        QVERIFY_EXCEPTION_THROWN(trainBoltzmann(machine, std::vector<float>(7, 0.0F), quick()),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(trainBoltzmann(machine, std::vector<float>(8, 2.0F), quick()),
                                 std::invalid_argument);
        PersistentOptions wrong = quick();
        wrong.momentum = 1.0;
        QVERIFY_EXCEPTION_THROWN(trainBoltzmann(machine, data, wrong), std::invalid_argument);
        wrong = quick();
        wrong.chains = 0;
        QVERIFY_EXCEPTION_THROWN(trainBoltzmann(machine, data, wrong), std::invalid_argument);
        wrong = quick();
        wrong.decay = 1e5; // each update turns the weights over and makes them 10 000 times larger
        QVERIFY_EXCEPTION_THROWN(trainBoltzmann(machine, data, wrong), RunError);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(initialBoltzmann(8, 0, {}, 1)),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(initialBoltzmann(8, 2, {0.5F}, 1)),
                                 std::invalid_argument);
        machine = initialBoltzmann(8, 3, {}, 1);
        annealing.temperatures = {0.0, 0.5};
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(annealForward(machine, {}, annealing)),
                                 std::invalid_argument);
        annealing.temperatures = {0.0, 0.5, 0.5, 1.0};
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(annealForward(machine, {}, annealing)),
                                 std::invalid_argument);
        annealing.temperatures = {0.0, 1.0};
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(annealForward(machine, {0.5F}, annealing)),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(annealBackward(machine, {}, {}, annealing)),
                                 std::invalid_argument);
        annealing.runs = 0;
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(annealForward(machine, {}, annealing)),
                                 std::invalid_argument);
    }
};

QTEST_APPLESS_MAIN(TestBoltzmann)
#include "tst_boltzmann.moc"
