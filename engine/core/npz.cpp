// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/npz.h"

#include "engine/core/atomic_file.h"
#include "engine/core/error.h"

#include <zip.h>

#include <memory>

namespace scorescope {
namespace {

struct DiscardArchive {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct FreeSource {
    void operator()(zip_source_t* source) const { zip_source_free(source); }
};

/// All of a source that an archive was written to.
std::string bytesOf(zip_source_t* source) {
    zip_stat_t stat;
    zip_stat_init(&stat);
    std::string bytes;
    if (zip_source_open(source) != 0 || zip_source_stat(source, &stat) != 0 ||
        (stat.valid & ZIP_STAT_SIZE) == 0) {
        return bytes;
    }
    bytes.resize(stat.size);
    std::size_t done = 0;
    while (done < bytes.size()) {
        const zip_int64_t read = zip_source_read(source, &bytes[done], bytes.size() - done);
        if (read <= 0) {
            break;
        }
        done += static_cast<std::size_t>(read);
    }
    bytes.resize(done);
    zip_source_close(source);
    return bytes;
}

/// Made in memory, not by libzip on disk: it would leave a file of its own behind when the program
/// is killed.
std::string archiveBytes(const std::vector<ArchiveEntry>& entries, const std::string& path) {
    const auto refuse = [&path](const std::string& why) -> InputError {
        return InputError(path, "", "cannot be written: " + why);
    };
    zip_error_t error;
    zip_error_init(&error);
    const std::unique_ptr<zip_source_t, FreeSource> target(
        zip_source_buffer_create(nullptr, 0, 0, &error));
    std::unique_ptr<zip_t, DiscardArchive> archive(
        target ? zip_open_from_source(target.get(), ZIP_CREATE | ZIP_TRUNCATE, &error) : nullptr);
    if (!archive) {
        const std::string why = zip_error_strerror(&error);
        zip_error_fini(&error);
        throw refuse(why);
    }
    zip_source_keep(target.get()); // closing the archive gives up its hold, and not ours
    for (const ArchiveEntry& entry : entries) {
        // The bytes are read when the archive is closed: the entries outlive it.
        zip_source_t* source =
            zip_source_buffer(archive.get(), entry.bytes.data(), entry.bytes.size(), 0);
        const zip_int64_t index =
            source == nullptr
                ? -1
                : zip_file_add(archive.get(), entry.name.c_str(), source, ZIP_FL_ENC_UTF_8);
        if (index < 0) {
            const std::string why = zip_strerror(archive.get());
            zip_source_free(source);
            throw refuse(why);
        }
        // Equal runs give equal bytes: the first day that zip knows, 1 January 1980, 0 o'clock.
        constexpr zip_uint16_t noTime = 0;
        constexpr zip_uint16_t firstDay = (1U << 5U) | 1U;
        if (zip_file_set_dostime(archive.get(), static_cast<zip_uint64_t>(index), noTime, firstDay,
                                 0) != 0) {
            throw refuse(zip_strerror(archive.get()));
        }
    }
    if (zip_close(archive.get()) != 0) {
        throw refuse(zip_strerror(archive.get()));
    }
    static_cast<void>(archive.release()); // closing has freed it
    return bytesOf(target.get());
}

} // namespace

std::string archiveReason(int code) {
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    std::string text = zip_error_strerror(&error);
    zip_error_fini(&error);
    return text;
}

void writeArchive(const std::vector<ArchiveEntry>& entries, const std::string& path) {
    writeFileAtomically(path, archiveBytes(entries, path));
}

} // namespace scorescope
