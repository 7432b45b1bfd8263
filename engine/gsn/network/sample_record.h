// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace scorescope::gsn {

/// The latest moments of some chains as images: what was corrupted, the mean that came of it and
/// the sample. Not thread-safe.
class SampleRecord {
public:
    struct Moment {
        std::uint64_t step = 0; ///< of the chains, from 1
        // [chains × pixels] each
        std::vector<float> before;    ///< x, before it was corrupted
        std::vector<float> corrupted; ///< x̃
        std::vector<float> mean;      ///< of P(X | h)
        std::vector<float> sample;
        /// Which training image is nearest to the sample of each chain; empty: not looked for.
        std::vector<std::uint32_t> nearest;
    };

    /// Rows of `columns` moments, `rows` of them. When they are full, one chain (which fills them
    /// row by row) loses its first row, so that the others stay what they are; of several chains,
    /// which have a row each, every row loses its first.
    SampleRecord(std::size_t chains, std::size_t pixels, std::size_t columns, std::size_t rows);

    /// Throws std::invalid_argument for a moment of another size.
    void add(Moment moment);
    void clear() { moments_.clear(); }
    [[nodiscard]] const std::deque<Moment>& moments() const noexcept { return moments_; }
    [[nodiscard]] std::size_t chains() const noexcept { return chains_; }
    [[nodiscard]] std::size_t columns() const noexcept { return columns_; }
    /// Whether the next moment will be the last one of a row, as it is shown.
    [[nodiscard]] bool nextEndsRow() const noexcept;

    /// Bytes that a full one takes.
    [[nodiscard]] static double bytes(std::size_t chains, std::size_t pixels, std::size_t columns,
                                      std::size_t rows);

    /// Under names that begin with `prefix`. load() throws InputError when it does not fit, or
    /// names another training image than `images` there are; nothing changed then.
    void save(Checkpoint& checkpoint, const std::string& prefix) const;
    void load(const Checkpoint& checkpoint, const std::string& prefix, std::size_t images);

private:
    std::size_t chains_;
    std::size_t pixels_;
    std::size_t columns_;
    std::size_t rows_;
    std::deque<Moment> moments_;
};

} // namespace scorescope::gsn
