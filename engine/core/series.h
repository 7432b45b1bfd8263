// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/series_store.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace scorescope {

/// One point of a scalar series.
struct SeriesPoint {
    double step = 0.0;
    double value = 0.0;
};

/// Extremes of a stretch of a series; NaN values are left out, `gap` tells that there were some.
struct SeriesRange {
    double firstStep = 0.0;
    double lastStep = 0.0;
    double minimum = 0.0;
    double maximum = 0.0;
    double minimumStep = 0.0;
    double maximumStep = 0.0;
    std::size_t count = 0; ///< finite values
    bool gap = false;
};

/// An immutable look at a scalar series: cheap to copy, shares its blocks with every other look.
///
/// Steps never decrease. A look taken on the engine thread stays valid and unchanged while the
/// series grows: blocks are append-only and a look remembers how many points it covers, so readers
/// on other threads need no lock (the hand-over of the Frame orders the memory).
///
/// Points lie in blocks, and full blocks in chunks, whose summaries of each block stay in memory
/// where the blocks are on disk (SeriesStore): what a picture of a long series needs.
class Series {
public:
    static constexpr std::size_t groupSize = 64;
    static constexpr std::size_t blockSize = 4096;
    static constexpr std::size_t chunkBlocks = 64;

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    /// Point i, 0 ≤ i < size().
    [[nodiscard]] SeriesPoint at(std::size_t i) const noexcept;
    [[nodiscard]] SeriesPoint back() const noexcept { return at(size_ - 1); }
    /// Index of the first point with step ≥ `step` (size() if none).
    [[nodiscard]] std::size_t lowerBound(double step) const noexcept;
    /// Extremes of points [first, last), from the summaries of blocks and groups where they are
    /// covered whole: O(blocks + 2 · 4096/64 + 128) instead of reading every point.
    [[nodiscard]] SeriesRange range(std::size_t first, std::size_t last) const noexcept;
    /// All points, copied (for files).
    [[nodiscard]] std::vector<SeriesPoint> points() const;

    /// A series of the given points, for tests and for readers of files.
    [[nodiscard]] static Series of(const std::vector<SeriesPoint>& points);

private:
    friend class SeriesRecorder;
    struct Block {
        std::array<double, blockSize> step{};
        std::array<double, blockSize> value{};
        std::array<SeriesRange, blockSize / groupSize> groups{};
    };
    using BlockPointer = std::shared_ptr<const Block>;
    struct Chunk {
        std::array<BlockPointer, chunkBlocks> blocks;
        std::array<SeriesRange, chunkBlocks> whole; ///< of each block
    };

    [[nodiscard]] const Block& block(std::size_t number) const noexcept {
        const std::size_t chunk = number / chunkBlocks;
        return chunk < chunks_.size() ? *chunks_[chunk]->blocks[number % chunkBlocks]
                                      : *tail_[number - chunks_.size() * chunkBlocks];
    }

    std::vector<std::shared_ptr<const Chunk>> chunks_;
    std::vector<BlockPointer> tail_; ///< after the chunks; the last one may be growing
    std::size_t size_ = 0;
};

/// The writing end of a series, owned by one thread (the engine's).
class SeriesRecorder {
public:
    /// Full blocks go there from now on; null: they stay in memory.
    void keepIn(std::shared_ptr<SeriesStore> store) { store_ = std::move(store); }
    /// Appends a point. Steps must not decrease; values may be NaN (drawn as a gap).
    void append(double step, double value);
    /// A value that is another one although no step was made, since something was edited: appended,
    /// so that the series jumps there; a step has at most two points, the first and the newest.
    void appendEdited(double step, double value);
    /// Forgets every point with step > `step` (a branch was taken there). Looks taken before keep
    /// theirs: a partly kept block is copied, never changed.
    void truncateAfter(double step);
    void clear();
    /// Shares no block that still grows with the recorder that it is a copy of, so that both may go
    /// on.
    void detach();
    /// A look at the series as it is now. O(number of chunks).
    [[nodiscard]] Series look() const;

private:
    void closeBlock();
    void cutTo(std::size_t keep);

    std::vector<std::shared_ptr<const Series::Chunk>> chunks_;
    std::vector<Series::BlockPointer> full_; ///< after the chunks
    std::shared_ptr<Series::Block> open_;    ///< after those; null when there is none
    std::size_t size_ = 0;
    std::shared_ptr<SeriesStore> store_;
};

/// The named series of one experiment.
class SeriesSet {
public:
    /// Full blocks of all series go there from now on; null: they stay in memory.
    void keepIn(std::shared_ptr<SeriesStore> store);
    [[nodiscard]] const std::shared_ptr<SeriesStore>& store() const noexcept { return store_; }
    void append(const std::string& name, double step, double value);
    /// As SeriesRecorder has it.
    void appendEdited(const std::string& name, double step, double value);
    void truncateAfter(double step);
    void clear() { recorders_.clear(); }
    /// A copy, after which both may go on by their own ways.
    [[nodiscard]] SeriesSet detachedCopy() const;
    [[nodiscard]] Series look(const std::string& name) const;
    [[nodiscard]] std::vector<std::string> names() const;

private:
    SeriesRecorder& recorder(const std::string& name);

    std::map<std::string, SeriesRecorder> recorders_;
    std::shared_ptr<SeriesStore> store_;
};

} // namespace scorescope
