// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>

namespace scorescope {

/// Where a run's series keep what is more than they may keep in memory: in a file without a name,
/// mapped, so that reading it is reading memory and the system drops pages that nobody reads. It
/// takes as much of the disk as the series are long, and is gone with the process, however that
/// ends.
///
/// put() and problem() on one thread, the engine's. What put() returned is read and let go of on
/// any.
class SeriesStore {
public:
    struct Options {
        std::string folder;                               ///< made when missing
        std::size_t memoryBytes = std::size_t{64} << 20U; ///< what may stay in memory
    };

    /// Touches nothing until something is too much for memory.
    explicit SeriesStore(Options options);
    ~SeriesStore();
    SeriesStore(const SeriesStore&) = delete;
    SeriesStore& operator=(const SeriesStore&) = delete;

    /// `bytes` that will not change any more, in memory: the same, or a copy on disk once what was
    /// put here before, and is still held by somebody, takes all the memory there may be. Aligned
    /// for doubles. In memory, too, when the disk does not take it, which problem() tells then.
    [[nodiscard]] std::shared_ptr<const void> put(std::shared_ptr<const void> data,
                                                  std::size_t bytes);

    /// Why the disk took no more, with the folder: "…/series: No space left on device"; empty at
    /// first.
    [[nodiscard]] const std::string& problem() const noexcept { return problem_; }
    [[nodiscard]] const std::string& folder() const noexcept { return options_.folder; }
    /// Held in memory, and on disk.
    [[nodiscard]] std::size_t memoryBytes() const noexcept { return *memory_; }
    [[nodiscard]] std::size_t diskBytes() const noexcept { return *disk_; }

private:
    class File;
    class Region;

    bool openRegion();

    Options options_;
    std::string problem_;
    std::shared_ptr<std::atomic<std::size_t>> memory_;
    std::shared_ptr<std::atomic<std::size_t>> disk_;
    std::shared_ptr<File> file_;
    std::shared_ptr<Region> region_; ///< that is being filled
};

} // namespace scorescope
