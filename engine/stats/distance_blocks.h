// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/progress.h"
#include "engine/core/threads.h"
#include "engine/stats/distance_kernels.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace scorescope::stats {

/// Points in one space, as rows that somebody else holds.
struct Points {
    const float* values = nullptr; ///< [count × dimension], row-major
    std::size_t count = 0;
    std::size_t dimension = 0;

    [[nodiscard]] const float* point(std::size_t i) const { return values + i * dimension; }
    /// Points [first, first + length).
    [[nodiscard]] Points part(std::size_t first, std::size_t length) const {
        return {point(first), length, dimension};
    }
};

/// ‖a − b‖² in double precision.
[[nodiscard]] double squaredDistance(const float* a, const float* b, std::size_t dimension);

/// Squared distances from each of some points to each of some others, block by block: one product
/// of matrices in single precision for a block, ‖x‖² + ‖y‖² − 2 x·y, and never all of them at once.
///
/// The mean of the others is taken off both first, so that what is far from 0 loses nothing. What
/// is left of rounding is told (see rounding()); where that is too much, a pair is measured again
/// by exact().
class DistanceBlocks {
public:
    /// Both sets must outlive this. Throws std::invalid_argument when one is empty, has no
    /// dimensions or others than the other, or a coordinate that is not finite or too large to be
    /// squared.
    DistanceBlocks(const Points& points, const Points& others);

    /// What rounding usually does to a distance, at most: four times what errors that are
    /// independent of each other add up to.
    [[nodiscard]] float rounding() const noexcept { return rounding_; }
    /// What it can do to a distance at worst.
    [[nodiscard]] float worstRounding() const noexcept { return worstRounding_; }

    /// The same distance by double precision.
    [[nodiscard]] double exact(std::size_t point, std::size_t other) const {
        return squaredDistance(points_.point(point), others_.point(other), points_.dimension);
    }

    /// Calls work(point, first, count, distances, least) for each point and consecutive ranges
    /// [first, first + count) of the others, in order: `distances` are those to the range, which
    /// `work` may change, and `least` has the smallest of each detail::distanceGroup of them. All
    /// calls for a point are made by one thread; what `work` writes for a point must not depend on
    /// other points. The same numbers for any number of threads. Throws Cancelled when `progress`
    /// asks to stop; `work` may not throw.
    template <class Work>
    void visit(int threads, const Progress& progress, const Work& work) const {
        const std::size_t wave =
            blockRows *
            std::max<std::size_t>(8, 4 * static_cast<std::size_t>(threadCount(threads)));
        report(progress, 0.0);
        for (std::size_t begin = 0; begin < points_.count; begin += wave) {
            const std::size_t count = std::min(wave, points_.count - begin);
            shareOut((count + blockRows - 1) / blockRows, threads, 1,
                     [] { return std::vector<float>(blockRows * blockColumns); },
                     [&](std::size_t block, std::vector<float>& tile) {
                         const std::size_t row = begin + block * blockRows;
                         visitBlock(row, std::min(blockRows, begin + count - row), tile, work);
                     });
            report(progress,
                   static_cast<double>(begin + count) / static_cast<double>(points_.count));
        }
    }

    static constexpr std::size_t blockRows = 256;
    static constexpr std::size_t blockColumns = 768;

private:
    /// tile [rows × columns] = products of points [row, row + rows) with others [column, …).
    void multiply(std::size_t row, std::size_t rows, std::size_t column, std::size_t columns,
                  float* tile) const;

    template <class Work>
    void visitBlock(std::size_t row, std::size_t rows, std::vector<float>& tile,
                    const Work& work) const {
        for (std::size_t column = 0; column < others_.count; column += blockColumns) {
            const std::size_t columns = std::min(blockColumns, others_.count - column);
            multiply(row, rows, column, columns, tile.data());
            for (std::size_t i = 0; i < rows; ++i) {
                float* const distances = tile.data() + i * columns;
                float least[detail::distanceGroups(blockColumns)];
                kernels_.squaredDistances(norms_[row + i], otherNorms_.data() + column, columns,
                                          distances, least);
                work(row + i, column, columns, distances, least);
            }
        }
    }

    Points points_;
    Points others_;
    detail::DistanceKernels kernels_;
    std::vector<float> centred_; ///< the points, less the mean of the others
    std::vector<float> otherCentred_;
    std::vector<float> norms_; ///< squared
    std::vector<float> otherNorms_;
    float rounding_ = 0.0F;
    float worstRounding_ = 0.0F;
};

} // namespace scorescope::stats
