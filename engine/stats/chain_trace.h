// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"
#include "engine/stats/chain_statistics.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace scorescope::stats {

/// Memory of where chains have been: every position of a few chains for trace plots and
/// statistics, and positions of all chains for pictures of the sample.
///
/// Both are thinned under a budget: at first every append() is kept; when the budget is full, every
/// second kept moment is dropped and from then on only every second one is kept, and so on. So
/// there are always between half the budget and all of it, evenly spaced by stride() appends, from
/// the first to the last; statistics are over these. (Thinning loses little: positions closer than
/// the autocorrelation time say almost the same.)
class ChainTrace {
public:
    struct Options {
        std::size_t tracedChains = 16;         ///< chains 0 … tracedChains − 1 are traced
        std::size_t tracedDraws = 4096;        ///< moments kept of each, ≥ 8
        std::size_t cloudBytes = 32ULL << 20U; ///< for positions of all chains
    };
    /// Throws std::invalid_argument for options out of range or no dimensions.
    explicit ChainTrace(std::size_t dimensions);
    ChainTrace(std::size_t dimensions, Options options);

    /// One more moment, positions [count × d]: call it every so many steps of the chains, always
    /// the same number. Chains may have been added at the end since; when there are fewer, the
    /// trace begins anew.
    void append(const std::vector<double>& positions);
    void clear();

    /// Moments offered so far, and between two kept ones (of the traces, of the cloud).
    [[nodiscard]] std::uint64_t appended() const noexcept { return appended_; }
    [[nodiscard]] std::uint64_t stride() const noexcept { return stride_; }
    [[nodiscard]] std::uint64_t cloudStride() const noexcept { return cloudStride_; }
    [[nodiscard]] std::size_t traced() const noexcept { return traces_.size(); }
    /// Coordinate k of chain c at the kept moments, oldest first.
    [[nodiscard]] std::vector<double> trace(std::size_t c, std::size_t k) const;
    /// All coordinates of chain c at the kept moments, [kept × d]; empty if it is not traced.
    [[nodiscard]] std::vector<double> path(std::size_t c) const;
    /// Whether the last kept moment of chain c is the last one offered.
    [[nodiscard]] bool endsNow(std::size_t c) const;
    /// The moment (append() calls before it) of the first value of trace(c, ·).
    [[nodiscard]] std::uint64_t firstMoment(std::size_t c) const;
    /// Coordinate k of all traced chains without the first `discarded` (0 … 1) part of what the
    /// youngest chain has: equally long, for the statistics.
    [[nodiscard]] Chains chains(std::size_t k, double discarded = 0.5) const;
    /// Positions of all chains at the cloud's kept moments without the first `discarded` part of
    /// the moments, [count × d]. When one moment alone exceeds the budget, only the first chains.
    [[nodiscard]] std::vector<double> cloud(double discarded = 0.5) const;
    [[nodiscard]] std::size_t memoryBytes() const;

    /// Under names that begin with `prefix`. load() throws InputError when it does not fit; nothing
    /// changed then.
    void save(Checkpoint& checkpoint, const std::string& prefix) const;
    void load(const Checkpoint& checkpoint, const std::string& prefix);

private:
    struct Trace {
        std::uint64_t first = 0;    ///< moment of the first value
        std::vector<double> values; ///< [kept × d]
    };
    struct Moment {
        std::uint64_t at = 0;
        std::vector<double> positions;
    };
    void thinTraces();
    void thinCloud();
    [[nodiscard]] std::size_t cloudValues() const;

    std::size_t dimensions_;
    Options options_;
    std::uint64_t appended_ = 0;
    std::uint64_t stride_ = 1;
    std::uint64_t cloudStride_ = 1;
    std::size_t chainCount_ = 0;
    std::vector<Trace> traces_;
    std::vector<Moment> cloud_;
};

} // namespace scorescope::stats
