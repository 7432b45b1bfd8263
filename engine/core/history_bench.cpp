// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/history_bench.h"

#include "engine/core/history.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace scorescope {
namespace {

constexpr std::size_t parameterCount = 3'300'000;
constexpr std::size_t budgetBytes = std::size_t{256} << 20U;
constexpr int moments = 5;

/// Weights and the two moments of Adam, in one pass over memory a step.
template <class T> struct ModelUnderAdam {
    std::vector<T> weights = std::vector<T>(parameterCount, T(0.1));
    std::vector<T> first = std::vector<T>(parameterCount);
    std::vector<T> second = std::vector<T>(parameterCount);

    void step() {
        for (std::size_t i = 0; i < parameterCount; ++i) {
            const T gradient = weights[i] - T(0.05);
            first[i] = T(0.9) * first[i] + T(0.1) * gradient;
            second[i] = T(0.999) * second[i] + T(0.001) * gradient * gradient;
            weights[i] -= T(1e-3) * first[i] / (std::sqrt(second[i]) + T(1e-8));
        }
    }

    [[nodiscard]] std::shared_ptr<const Checkpoint> save() const {
        auto checkpoint = std::make_shared<Checkpoint>();
        checkpoint->weights["W"] = {{parameterCount}, weights};
        checkpoint->state["adam.first"] = {{parameterCount}, first};
        checkpoint->state["adam.second"] = {{parameterCount}, second};
        return checkpoint;
    }
};

template <class T> BenchRow measure(const char* dtype) {
    ModelUnderAdam<T> model;
    History history(budgetBytes);
    std::size_t most = 0;
    std::uint64_t step = 0;
    const double begin = steadySeconds();
    for (int stored = 0; true; ++step) {
        if (history.wants(step)) {
            if (stored++ == moments) {
                break;
            }
            history.store([&] {
                auto frame = std::make_shared<Frame>();
                frame->step = step;
                return History::Moment{std::move(frame), model.save()};
            });
            most = std::max(most, history.bytes());
        }
        model.step();
    }
    const double total = steadySeconds() - begin;
    BenchRow row;
    row.name = "history";
    row.size = "3.3 M + Adam, " + std::to_string(most >> 20U) + " MiB";
    row.dtype = dtype;
    row.threads = 1;
    row.seconds = total;
    row.share = history.storingSeconds() / total;
    return row;
}

} // namespace

Benchmark historyBenchmark() {
    return {"history", "time that storing moments of a large model takes, against its stepping",
            [](int) {
                return std::vector<BenchRow>{measure<float>("float32"), measure<double>("float64")};
            }};
}

} // namespace scorescope
