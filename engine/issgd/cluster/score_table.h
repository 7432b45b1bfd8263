// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace scorescope::issgd {

/// What is known of each example's probability weight: ω̃ₙ as it was scored (§7.4.1), and of each
/// block of examples, which are scored and written together, under the parameters of which step,
/// and when it came to the store.
struct ScoreTable {
    ScoreTable() = default;
    /// Nothing scored yet. Throws std::invalid_argument for blocks of no examples.
    ScoreTable(std::size_t examples, std::size_t examplesOfBlock)
        : block(examplesOfBlock), scores(examples, std::numeric_limits<float>::quiet_NaN()) {
        if (block == 0) {
            throw std::invalid_argument("a block holds an example at least");
        }
        steps.assign(blocks(), 0);
        times.assign(blocks(), 0.0);
        scored.assign(blocks(), 0);
    }

    std::size_t block = 1;
    std::vector<float> scores;        ///< [examples]; NaN = never scored
    std::vector<std::uint64_t> steps; ///< [blocks]
    std::vector<double> times;        ///< [blocks], seconds
    std::vector<std::uint8_t> scored; ///< [blocks]: not 0 once it was

    [[nodiscard]] std::size_t size() const noexcept { return scores.size(); }
    [[nodiscard]] std::size_t blocks() const noexcept { return (size() + block - 1) / block; }
    [[nodiscard]] std::size_t firstOf(std::size_t which) const noexcept { return which * block; }
    [[nodiscard]] std::size_t countOf(std::size_t which) const noexcept {
        return std::min(block, size() - firstOf(which));
    }
};

void saveTable(const ScoreTable& table, const std::string& prefix, Checkpoint& checkpoint);
/// Throws InputError for one of another size than `like`, and for numbers that are none of a
/// table's.
[[nodiscard]] ScoreTable loadTable(const ScoreTable& like, const std::string& prefix,
                                   const Checkpoint& checkpoint);

} // namespace scorescope::issgd
