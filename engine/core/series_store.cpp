// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/series_store.h"

#include "engine/core/open_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

namespace scorescope {
namespace {

constexpr std::size_t regionBytes = std::size_t{4} << 20U; ///< mapped at once
constexpr std::size_t alignment = alignof(double);

} // namespace

/// The file without a name.
class SeriesStore::File {
public:
    explicit File(OpenFile file) : file_(std::move(file)) {}

    [[nodiscard]] const OpenFile& open() const noexcept { return file_; }
    [[nodiscard]] int descriptor() const noexcept { return file_.descriptor(); }
    /// The place of the next region.
    [[nodiscard]] std::size_t extend() {
        const std::size_t at = end_;
        end_ += regionBytes;
        return at;
    }

private:
    OpenFile file_;
    std::size_t end_ = 0;
};

/// A mapped part of the file, given back to the disk when nobody reads it any more.
class SeriesStore::Region {
public:
    Region(std::shared_ptr<File> file, std::shared_ptr<std::atomic<std::size_t>> disk)
        : file_(std::move(file)), disk_(std::move(disk)), offset_(file_->extend()) {
        if (::ftruncate(file_->descriptor(), static_cast<off_t>(offset_ + regionBytes)) == 0) {
            address_ = ::mmap(nullptr, regionBytes, PROT_READ, MAP_SHARED, file_->descriptor(),
                              static_cast<off_t>(offset_));
        }
    }
    ~Region() {
        if (isMapped()) {
            ::munmap(address_, regionBytes);
        }
        *disk_ -= used_;
        // Where that cannot be done, the disk gets it back with the rest.
        static_cast<void>(
            ::fallocate(file_->descriptor(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                        static_cast<off_t>(offset_), static_cast<off_t>(regionBytes)) == 0);
    }
    Region(const Region&) = delete;
    Region& operator=(const Region&) = delete;

    [[nodiscard]] bool isMapped() const noexcept { return address_ != MAP_FAILED; }
    [[nodiscard]] bool hasRoomFor(std::size_t bytes) const noexcept {
        return bytes <= regionBytes - used_;
    }
    /// Written, not stored into the mapping: a full disk is an answer there, and the end of the
    /// program here. \returns the place, or null.
    [[nodiscard]] const void* append(const void* data, std::size_t bytes) {
        if (!file_->open().writeAt(offset_ + used_, data, bytes)) {
            return nullptr;
        }
        const void* const place = static_cast<const char*>(address_) + used_;
        const std::size_t step = (bytes + alignment - 1) / alignment * alignment;
        used_ += step;
        *disk_ += step;
        return place;
    }

private:
    std::shared_ptr<File> file_;
    std::shared_ptr<std::atomic<std::size_t>> disk_;
    std::size_t offset_;
    std::size_t used_ = 0;
    void* address_ = MAP_FAILED;
};

SeriesStore::SeriesStore(Options options)
    : options_(std::move(options)), memory_(std::make_shared<std::atomic<std::size_t>>(0)),
      disk_(std::make_shared<std::atomic<std::size_t>>(0)) {}

SeriesStore::~SeriesStore() = default;

bool SeriesStore::openRegion() {
    if (!file_) {
        std::error_code failure; // opening says why there is no such folder
        std::filesystem::create_directories(options_.folder, failure);
        file_ = std::make_shared<File>(OpenFile::withoutName(options_.folder));
    }
    region_ = file_->open().isOpen() ? std::make_shared<Region>(file_, disk_) : nullptr;
    return region_ && region_->isMapped();
}

std::shared_ptr<const void> SeriesStore::put(std::shared_ptr<const void> data, std::size_t bytes) {
    if (*memory_ + bytes > options_.memoryBytes && bytes <= regionBytes && problem_.empty()) {
        const void* place = nullptr;
        if ((region_ && region_->hasRoomFor(bytes)) || openRegion()) {
            place = region_->append(data.get(), bytes);
        }
        if (place != nullptr) {
            return {region_, place};
        }
        problem_ = options_.folder + ": " + systemReason();
        region_ = nullptr;
    }
    *memory_ += bytes;
    const void* const place = data.get();
    return {place, [held = std::move(data), memory = memory_, bytes](const void*) mutable {
                held = nullptr;
                *memory -= bytes;
            }};
}

} // namespace scorescope
