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
/// the sample. Grey values in 256 steps. Not thread-safe.
class SampleRecord {
public:
    struct Moment {
        std::uint64_t step = 0; ///< of the chains, from 1
        // [chains × pixels] each
        std::vector<std::uint8_t> before;    ///< x, before it was corrupted
        std::vector<std::uint8_t> corrupted; ///< x̃
        std::vector<std::uint8_t> mean;      ///< of P(X | h)
        std::vector<std::uint8_t> sample;
    };

    /// Keeps `most` moments.
    SampleRecord(std::size_t chains, std::size_t pixels, std::size_t most);

    /// Numbers in [0, 1], [chains × pixels] each.
    void add(std::uint64_t step, const std::vector<float>& before,
             const std::vector<float>& corrupted, const std::vector<float>& mean,
             const std::vector<float>& sample);
    void clear() { moments_.clear(); }
    [[nodiscard]] const std::deque<Moment>& moments() const noexcept { return moments_; }
    [[nodiscard]] std::size_t chains() const noexcept { return chains_; }

    /// Under names that begin with `prefix`. load() throws InputError when it does not fit; nothing
    /// changed then.
    void save(Checkpoint& checkpoint, const std::string& prefix) const;
    void load(const Checkpoint& checkpoint, const std::string& prefix);

private:
    std::size_t chains_;
    std::size_t pixels_;
    std::size_t most_;
    std::deque<Moment> moments_;
};

} // namespace scorescope::gsn
