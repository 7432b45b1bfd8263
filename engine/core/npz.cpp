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

} // namespace

std::string archiveReason(int code) {
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    std::string text = zip_error_strerror(&error);
    zip_error_fini(&error);
    return text;
}

void writeArchive(const std::vector<ArchiveEntry>& entries, const std::string& path) {
    replaceFileAtomically(path, [&](const std::string& temporary) {
        const auto refuse = [&path](const std::string& why) -> InputError {
            return InputError(path, "", "cannot be written: " + why);
        };
        int code = 0;
        std::unique_ptr<zip_t, DiscardArchive> archive(
            zip_open(temporary.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code));
        if (!archive) {
            throw refuse(archiveReason(code));
        }
        for (const ArchiveEntry& entry : entries) {
            // The bytes are read when the archive is closed: the entries outlive it.
            zip_source_t* source =
                zip_source_buffer(archive.get(), entry.bytes.data(), entry.bytes.size(), 0);
            if (source == nullptr ||
                zip_file_add(archive.get(), entry.name.c_str(), source, ZIP_FL_ENC_UTF_8) < 0) {
                const std::string why = zip_strerror(archive.get());
                zip_source_free(source);
                throw refuse(why);
            }
        }
        if (zip_close(archive.get()) != 0) {
            throw refuse(zip_strerror(archive.get()));
        }
        static_cast<void>(archive.release()); // closing has freed it
    });
}

} // namespace scorescope
