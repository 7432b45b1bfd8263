// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/rng.h"
#include "tests/support/reference_numbers.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace scorescope::test {

/// As reference_probes.py makes them: the first 240 are for training.
struct MadeExamples {
    static constexpr std::size_t training = 240;
    static constexpr std::size_t all = 360;
    static constexpr std::size_t dimension = 12;
    static constexpr std::size_t classes = 4;
    static constexpr double penalty = 0.01;

    std::vector<float> x; ///< [all × dimension]
    std::vector<std::uint32_t> labels;
    std::vector<std::uint32_t> control;
    std::vector<double> targets;

    MadeExamples() {
        const std::vector<float> u = congruentialNumbers(41, all * (dimension + 1));
        for (std::size_t i = 0; i < all; ++i) {
            const float* const row = u.data() + i * (dimension + 1);
            const auto label = static_cast<std::uint32_t>(4.0F * row[dimension]);
            for (std::size_t j = 0; j < dimension; ++j) {
                x.push_back(
                    static_cast<float>(static_cast<double>(row[j]) * static_cast<double>(j + 1) +
                                       (j % classes == label ? 0.6 : 0.0)));
            }
            labels.push_back(label);
            control.push_back(static_cast<std::uint32_t>(4.0F * row[1]));
            targets.push_back(static_cast<double>(x[i * dimension]) +
                              0.5 * static_cast<double>(row[5]) * static_cast<double>(row[5]) +
                              0.2 * static_cast<double>(row[7]));
        }
    }

    template <class Value>
    [[nodiscard]] static std::vector<Value> first(const std::vector<Value>& values) {
        return {values.begin(), values.begin() + training};
    }
    template <class Value>
    [[nodiscard]] static std::vector<Value> rest(const std::vector<Value>& values) {
        return {values.begin() + training, values.end()};
    }
};

/// Normal features, of which each class shifts some.
struct DrawnExamples {
    std::vector<float> x;
    std::vector<std::uint32_t> labels;

    DrawnExamples(std::size_t count, std::size_t dimension, std::size_t classes, double shift,
                  std::uint64_t seed) {
        RandomStream random(seed, Purpose::test);
        for (std::size_t i = 0; i < count; ++i) {
            const auto label = static_cast<std::uint32_t>(random.below(classes));
            labels.push_back(label);
            for (std::size_t j = 0; j < dimension; ++j) {
                x.push_back(
                    static_cast<float>(random.normal() + (j % classes == label ? shift : 0.0)));
            }
        }
    }
};

} // namespace scorescope::test
