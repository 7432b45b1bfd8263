// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/cuda/crossover.h"
#include "engine/cuda/emulated_grid.h"
#include "tests/engine/cuda/kernel_checks.h"

#include <QtTest>

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using scorescope::cuda::EmulatedGrid;
using scorescope::cuda::kernels::lanes;
using scorescope::cuda::kernels::Launch;

namespace {

/// Every thread reads what its neighbour wrote, with a barrier between or without.
struct NeighbourKernel {
    bool barrier = true;
    void operator()(double* out, EmulatedGrid& grid) const {
        const unsigned i = grid.thread();
        grid.shared()[i] = i;
        if (barrier) {
            grid.syncBlock();
        }
        out[i] = grid.shared()[(i + 1) % grid.threads()];
    }
};

std::vector<double> neighbours(bool barrier, cuda::ThreadOrder order) {
    std::vector<double> out(64);
    cuda::emulate(Launch{1, 64, 64 * sizeof(double)}, NeighbourKernel{barrier}, out.data(), order);
    return out;
}

} // namespace

class TestCudaKernels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhyThereIsNoGpu();
    void barriersAreReal();
    void warpsExchange();
    void divergenceIsAnError();
    void emulationAgreesWithTheProcessor_data() { cases(); }
    void emulationAgreesWithTheProcessor() { agree(cuda::openMachine("emulated")); }
    void gpuAgreesWithTheProcessor_data() { cases(); }
    void gpuAgreesWithTheProcessor();
    void orderOfThreadsChangesNothing();
    void whatNoKernelDoesIsRefused();
    void sizesAreChosenByMeasuredTimes();

private:
    static void cases();
    static void agree(const std::shared_ptr<cuda::Machine>& machine);
};

void TestCudaKernels::saysWhyThereIsNoGpu() {
    const std::string why = cuda::unavailable("cuda");
    if (why.empty()) {
        QSKIP("there is a GPU");
    }
    try {
        static_cast<void>(cuda::openMachine("cuda"));
        QFAIL("no GPU, no error");
    } catch (const RunError& error) {
        QVERIFY(std::string(error.what()).find(why) != std::string::npos);
        QVERIFY(!error.advice().empty());
    }
}

void TestCudaKernels::barriersAreReal() {
    for (const auto order : {cuda::ThreadOrder::ascending, cuda::ThreadOrder::descending}) {
        const std::vector<double> out = neighbours(true, order);
        for (std::size_t i = 0; i < out.size(); ++i) {
            QVERIFY(out[i] == static_cast<double>((i + 1) % out.size()));
        }
    }
    // Without one the emulation shows that it is missing: what nobody wrote is NaN.
    const std::vector<double> torn = neighbours(false, cuda::ThreadOrder::ascending);
    QVERIFY(std::isnan(torn[0]));
    QVERIFY(torn[63] == 0.0);
}

void TestCudaKernels::warpsExchange() {
    std::vector<double> out(2 * lanes);
    const auto kernel = [](double* to, EmulatedGrid& grid) {
        const double value = grid.thread() + 1.0;
        to[grid.thread()] = cuda::kernels::sumOverWarp(value, grid) +
                            (grid.allInWarp(grid.thread() != 40) ? 0.5 : 0.0);
    };
    cuda::emulate(Launch{1, 2 * lanes, 0}, kernel, out.data());
    for (unsigned i = 0; i < 2 * lanes; ++i) {
        QVERIFY(out[i] == (i < lanes ? 528.5 : 1552.0));
    }
}

void TestCudaKernels::divergenceIsAnError() {
    const auto kernel = [](int /*task*/, EmulatedGrid& grid) {
        if (grid.thread() == 3) {
            grid.syncBlock();
        } else {
            grid.syncWarp();
        }
    };
    QVERIFY_THROWS_EXCEPTION(std::logic_error, cuda::emulate(Launch{1, lanes, 0}, kernel, 0));
}

void TestCudaKernels::cases() {
    QTest::addColumn<int>("index");
    const auto all = test::kernelCases();
    for (std::size_t i = 0; i < all.size(); ++i) {
        QTest::newRow(all[i].name.c_str()) << static_cast<int>(i);
    }
}

void TestCudaKernels::agree(const std::shared_ptr<cuda::Machine>& machine) {
    QFETCH(int, index);
    const test::KernelCase one = test::kernelCases().at(static_cast<std::size_t>(index));
    for (const bool single : {true, false}) {
        for (const test::KernelCheck& check : {test::checkMetropolis(machine, one, single),
                                               test::checkAutoEncoder(machine, one, single)}) {
            QVERIFY2(check.passed, (check.name + ": " + check.detail).c_str());
        }
    }
}

void TestCudaKernels::gpuAgreesWithTheProcessor() {
    if (const std::string why = cuda::unavailable("cuda"); !why.empty()) {
        QSKIP(why.c_str());
    }
    agree(cuda::openMachine("cuda"));
}

/// A result that depends on who comes first would lack a barrier.
void TestCudaKernels::orderOfThreadsChangesNothing() {
    const unsigned hidden = 150;
    const std::vector<double> weights = test::somePoints(5 * hidden + 2, 3);
    const std::vector<double> inputs = test::somePoints(2 * 200, 4);
    std::vector<std::vector<double>> results;
    for (const auto order : {cuda::ThreadOrder::ascending, cuda::ThreadOrder::descending}) {
        cuda::kernels::BackwardTask<double> task;
        task.network = {2, hidden, weights.data(), weights.data() + 5 * hidden};
        task.inputs = inputs.data();
        task.errors = inputs.data();
        task.count = 200;
        task.chunks = cuda::kernels::chunksOf(task.count);
        std::vector<double> sums(task.chunks * 5 * hidden, NAN);
        task.sums = sums.data();
        cuda::emulate(launchOf(task), cuda::kernels::BackwardKernel<double, 2>{}, task, order);

        cuda::kernels::MetropolisTask<double> chains;
        chains.inputDim = 2;
        chains.hidden = hidden;
        chains.weights = weights.data();
        chains.offset = weights.data();
        chains.inverseVariance = 1.0;
        std::vector<double> positions = inputs;
        std::vector<std::uint64_t> counts(3 * 7, 0);
        std::vector<double> last(7 * 8);
        chains.positions = positions.data();
        chains.done = counts.data();
        chains.accepted = counts.data() + 7;
        chains.notFinite = counts.data() + 14;
        chains.last = last.data();
        chains.chains = 7;
        chains.scale = 0.3;
        chains.points = 5;
        chains.steps = 20;
        chains.weightsShared = true;
        cuda::emulate(launchOf(chains), cuda::kernels::MetropolisKernel<double>{}, chains, order);
        sums.insert(sums.end(), positions.begin(), positions.end());
        results.push_back(sums);
    }
    QVERIFY(results[0] == results[1]);
}

void TestCudaKernels::whatNoKernelDoesIsRefused() {
    const auto machine = cuda::openMachine("emulated");
    nn::ModelOptions options;
    options.hiddenUnits = {5, 5};
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                             static_cast<void>(cuda::makeKernelAutoEncoder(machine, options)));
    options.hiddenUnits = {5};
    options.inputDim = 17;
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                             static_cast<void>(cuda::makeKernelAutoEncoder(machine, options)));
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                             cuda::Metropolis(machine, {2, 0}, 0.1, true, Purpose::test));
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                             cuda::Metropolis(machine, {2, 5}, 0.0, true, Purpose::test));
}

void TestCudaKernels::sizesAreChosenByMeasuredTimes() {
    using cuda::callCost;
    using cuda::crossover;
    const cuda::CallCost processor = callCost({100, 1e-4}, {1100, 11e-4});
    QVERIFY(test::near(processor.perItem, 1e-6, 1e-12, 0.0));
    QVERIFY(test::near(processor.fixed, 0.0, 0.0, 1e-15));
    // 50 µs of handicap at 0.9 µs of gain an item.
    QVERIFY(crossover({0.0, 1e-6}, {50e-6, 1e-7}) == 56);
    QVERIFY(crossover({1e-3, 1e-6}, {50e-6, 1e-7}) == 0);
    QVERIFY(crossover({0.0, 1e-7}, {50e-6, 1e-6}) == cuda::never);
    QVERIFY(crossover({0.0, 1e-6}, {50e-6, 1e-6}) == cuda::never);
    QVERIFY(crossover({0.0, 1e-6}, {std::nan(""), 1e-7}) == cuda::never);
    // A small call that took longer than the large one, by accident.
    const cuda::CallCost noisy = callCost({100, 2e-4}, {1100, 1e-4});
    QVERIFY(noisy.perItem == 0.0 && noisy.fixed == 2e-4);
}

QTEST_APPLESS_MAIN(TestCudaKernels)
#include "tst_cuda_kernels.moc"
