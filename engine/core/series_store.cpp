// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/series_store.h"

#include "engine/core/open_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
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
    explicit File(const std::string& folder) {
        std::error_code failure;
        std::filesystem::create_directories(folder, failure);
        descriptor_ = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
        if (descriptor_ < 0) { // not every file system has these
            std::string name = folder + "/series-XXXXXX";
            descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
            if (descriptor_ >= 0) {
                ::unlink(name.c_str());
            }
        }
    }
    ~File() {
        if (descriptor_ >= 0) {
            ::close(descriptor_);
        }
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    [[nodiscard]] bool isOpen() const noexcept { return descriptor_ >= 0; }
    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
    /// The place of the next region.
    [[nodiscard]] std::size_t extend() {
        const std::size_t at = end_;
        end_ += regionBytes;
        return at;
    }

private:
    int descriptor_ = -1;
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
        const auto* from = static_cast<const char*>(data);
        std::size_t done = 0;
        while (done < bytes) {
            const ssize_t written = ::pwrite(file_->descriptor(), from + done, bytes - done,
                                             static_cast<off_t>(offset_ + used_ + done));
            if (written < 0 && errno == EINTR) {
                continue;
            }
            if (written <= 0) {
                return nullptr;
            }
            done += static_cast<std::size_t>(written);
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
        file_ = std::make_shared<File>(options_.folder);
    }
    region_ = file_->isOpen() ? std::make_shared<Region>(file_, disk_) : nullptr;
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
