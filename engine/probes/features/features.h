// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/threads.h"
#include "engine/stats/parzen_likelihood.h"

#include <algorithm>
#include <cstddef>
#include <vector>

/// Features of examples, as probes read them.
namespace scorescope::probes {

/// The features h_k of one layer (§9.3.2), one row for each example, read block by block: in place
/// where they lie in memory or in a mapped file, or brought by whoever holds them otherwise. A
/// probe never copies all of them.
class Features {
public:
    virtual ~Features() = default;
    Features() = default;
    Features(const Features&) = delete;
    Features& operator=(const Features&) = delete;

    [[nodiscard]] virtual std::size_t rows() const = 0;
    [[nodiscard]] virtual std::size_t dimension() const = 0;
    /// Rows [first, first + count), [count × dimension] row-major: where they lie, or in `scratch`,
    /// which is made as large as it must be; valid until the next call with the same scratch.
    /// Called by several threads at once, each with a scratch of its own. Must not throw.
    [[nodiscard]] virtual const float* block(std::size_t first, std::size_t count,
                                             std::vector<float>& scratch) const = 0;
};

/// A matrix that somebody else holds.
class MatrixFeatures final : public Features {
public:
    MatrixFeatures(const float* values, std::size_t rows, std::size_t dimension)
        : values_(values), rows_(rows), dimension_(dimension) {}
    [[nodiscard]] std::size_t rows() const override { return rows_; }
    [[nodiscard]] std::size_t dimension() const override { return dimension_; }
    [[nodiscard]] const float* block(std::size_t first, std::size_t count,
                                     std::vector<float>& scratch) const override;

private:
    const float* values_;
    std::size_t rows_;
    std::size_t dimension_;
};

/// Rows [first, first + count) of others, which must outlive it.
class RangeOfFeatures final : public Features {
public:
    /// Throws std::invalid_argument for rows that are not there.
    RangeOfFeatures(const Features& features, std::size_t first, std::size_t count);
    [[nodiscard]] std::size_t rows() const override { return count_; }
    [[nodiscard]] std::size_t dimension() const override { return features_.dimension(); }
    [[nodiscard]] const float* block(std::size_t first, std::size_t count,
                                     std::vector<float>& scratch) const override;

private:
    const Features& features_;
    std::size_t first_;
    std::size_t count_;
};

/// Some rows of others, which must outlive it, in any order and as often as they are named. Each
/// block is copied when it is read: for halves of data and for what is small.
class ChosenFeatures final : public Features {
public:
    /// Throws std::invalid_argument for a row that is not there.
    ChosenFeatures(const Features& features, std::vector<std::size_t> rows);
    [[nodiscard]] std::size_t rows() const override { return chosen_.size(); }
    [[nodiscard]] std::size_t dimension() const override { return features_.dimension(); }
    [[nodiscard]] const float* block(std::size_t first, std::size_t count,
                                     std::vector<float>& scratch) const override;

private:
    const Features& features_;
    std::vector<std::size_t> chosen_;
};

/// How rows are cut: into parts that different threads may do, and those into blocks that stay in a
/// core's cache while they are used twice. A function of the shape alone, so that sums over parts
/// are the same numbers for any number of threads.
struct RowCut {
    std::size_t parts = 0;
    std::size_t partRows = 0;  ///< of each but the last
    std::size_t blockRows = 0; ///< of each but the last of a part

    /// \param bytesOfPart what each part holds for itself; there are fewer parts where that is much
    [[nodiscard]] static RowCut of(std::size_t rows, std::size_t dimension,
                                   std::size_t bytesOfPart);
};

/// Calls work(part, first, count, block) for the blocks of each part, in order: `block` holds rows
/// [first, first + count). All calls for a part are made by one thread, parts by several; `work`
/// may not throw. Throws Cancelled when `watch` asks to stop.
template <class Work>
void visitBlocks(const Features& features, const RowCut& cut, const stats::LongWork& watch,
                 const Work& work) {
    const std::size_t n = features.rows();
    const auto wave = static_cast<std::size_t>(threadCount(watch.threads));
    report(watch.progress, 0.0);
    for (std::size_t begin = 0; begin < cut.parts; begin += wave) {
        const std::size_t count = std::min(wave, cut.parts - begin);
        parallelFor(count, watch.threads, 1, [&](std::size_t from, std::size_t to) {
            std::vector<float> scratch;
            for (std::size_t part = begin + from; part < begin + to; ++part) {
                const std::size_t end = std::min(n, (part + 1) * cut.partRows);
                for (std::size_t row = part * cut.partRows; row < end; row += cut.blockRows) {
                    const std::size_t rows = std::min(cut.blockRows, end - row);
                    work(part, row, rows, features.block(row, rows, scratch));
                }
            }
        });
        report(watch.progress, static_cast<double>(begin + count) / static_cast<double>(cut.parts));
    }
}

} // namespace scorescope::probes
