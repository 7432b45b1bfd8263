// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The checks of tst_cuda_kernels without Qt, on one machine ("cuda", "cuda:1" or "emulated"), and,
// on a GPU, timings beside the processor. One JSON object on stdout; exits 1 when a check failed or
// the machine is not there.
#include "tests/engine/cuda/kernel_checks.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <iostream>

using namespace scorescope;

namespace {

constexpr int rounds = 11;

template <typename Work> double medianSeconds(const Work& work) {
    work(); // warm
    std::vector<double> seconds;
    for (int round = 0; round < rounds; ++round) {
        const auto start = std::chrono::steady_clock::now();
        work();
        seconds.push_back(
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(seconds.begin(), seconds.end());
    return seconds[seconds.size() / 2];
}

/// Loss and gradient, and a field, in turns on both.
nlohmann::json timings(const std::shared_ptr<cuda::Machine>& machine) {
    nlohmann::json rows = nlohmann::json::array();
    nn::ModelOptions options;
    options.inputDim = 2;
    options.hiddenUnits = {1000};
    const std::vector<double> parameters = test::someParameters({2, 1000, false});
    for (const std::size_t count : {std::size_t(100), std::size_t(10000), std::size_t(65536)}) {
        const std::vector<double> inputs = test::somePoints(2 * count, 8);
        std::vector<double> gradient(parameters.size());
        std::vector<double> r(inputs.size());
        const auto processor = nn::makeAutoEncoder(options);
        const auto kernel = cuda::makeKernelAutoEncoder(machine, options);
        const auto loss = [&](nn::AutoEncoderModel& model) {
            return medianSeconds([&] {
                static_cast<void>(model.lossAndGradient({}, parameters.data(), inputs.data(),
                                                        inputs.data(), count, gradient.data()));
            });
        };
        const auto field = [&](nn::AutoEncoderModel& model) {
            return medianSeconds(
                [&] { model.reconstruct(parameters.data(), inputs.data(), count, r.data()); });
        };
        rows.push_back({{"what", "loss and gradient, H=1000 d=2 float32"},
                        {"count", count},
                        {"processor_seconds", loss(*processor)},
                        {"device_seconds", loss(*kernel)}});
        rows.push_back({{"what", "field, H=1000 d=2 float32"},
                        {"count", count},
                        {"processor_seconds", field(*processor)},
                        {"device_seconds", field(*kernel)}});
    }
    return rows;
}

} // namespace

int main(int argc, char** argv) {
    const std::string device = argc > 1 ? argv[1] : "cuda";
    nlohmann::json report{{"device", device}, {"passed", false}};
    try {
        const auto machine = cuda::openMachine(device);
        report["machine"] = machine->name();
        bool passed = true;
        for (const test::KernelCheck& check : test::checkKernels(machine)) {
            std::cerr << (check.passed ? "pass  " : "FAIL  ") << check.name << "  " << check.detail
                      << '\n';
            passed = passed && check.passed;
            report["checks"].push_back({{"name", check.name},
                                        {"passed", check.passed},
                                        {"detail", check.detail},
                                        {"seconds", check.seconds}});
        }
        if (device != "emulated") {
            report["timings"] = timings(machine);
        }
        report["passed"] = passed;
    } catch (const std::exception& error) {
        report["error"] = error.what();
    }
    std::cout << report.dump(2) << '\n';
    return report["passed"] == true ? 0 : 1;
}
