// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/idx_file.h"

#include "engine/core/error.h"
#include "engine/core/open_file.h"
#include "engine/core/text.h"
#include "engine/core/whole_file.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <memory>

namespace scorescope::data {
namespace {

constexpr std::uint8_t unsignedBytes = 0x08;
constexpr std::size_t mostDimensions = 4;

struct Closer {
    void operator()(gzFile file) const { gzclose_r(file); }
};

/// A file whose bytes are those inside gzip where it is compressed.
class Input {
public:
    explicit Input(const std::string& path) : path_(path) {
        refuseUnlessRegularFile(path);
        const OpenFile file(path, O_RDONLY);
        if (!file.isOpen()) {
            throw InputError(path, "", "cannot be read: " + systemReason());
        }
        const int own = dup(file.descriptor()); // which zlib closes
        file_.reset(own < 0 ? nullptr : gzdopen(own, "rb"));
        if (!file_) {
            if (own >= 0) {
                close(own);
            }
            throw InputError(path, "", "cannot be read: there is no memory for it");
        }
    }
    /// \returns how many bytes came; fewer than asked for at the end only
    [[nodiscard]] std::size_t read(std::uint8_t* into, std::size_t count) {
        std::size_t done = 0;
        while (done < count) {
            constexpr std::size_t most = std::numeric_limits<int>::max() / 2;
            const auto part = static_cast<unsigned>(std::min(count - done, most));
            const int got = gzread(file_.get(), into + done, part);
            if (got < 0) {
                refuseDamaged();
            }
            done += static_cast<std::size_t>(got);
            if (got == 0) {
                break;
            }
        }
        if (done < count) { // a compressed file that ends too early says so only now
            int code = Z_OK;
            gzerror(file_.get(), &code);
            if (code != Z_OK && code != Z_STREAM_END) {
                refuseDamaged();
            }
        }
        return done;
    }

private:
    [[noreturn]] void refuseDamaged() {
        int code = Z_OK;
        const std::string why = gzerror(file_.get(), &code);
        throw InputError(path_, "",
                         code == Z_BUF_ERROR ? "ends in the middle of its compressed data"
                         : code == Z_ERRNO   ? "cannot be read: " + systemReason()
                                             : "is damaged: " + why);
    }

    std::string path_;
    std::unique_ptr<gzFile_s, Closer> file_;
};

} // namespace

IdxArray readIdx(const std::string& path, std::size_t largestBytes) {
    Input input(path);
    const auto header = [&](std::uint8_t* into, std::size_t count) {
        if (input.read(into, count) != count) {
            throw InputError(path, "", "is no IDX file: it ends within its header");
        }
    };
    std::array<std::uint8_t, 4> magic{};
    header(magic.data(), magic.size());
    if (magic[0] != 0 || magic[1] != 0 || magic[3] == 0 || magic[3] > mostDimensions) {
        throw InputError(path, "",
                         "is no IDX file: it does not begin with two zero bytes, a type and a "
                         "number of dimensions from 1 to " +
                             std::to_string(mostDimensions));
    }
    if (magic[2] != unsignedBytes) {
        throw InputError(path, "",
                         "holds numbers of another type than unsigned bytes (type " +
                             std::to_string(magic[2]) + "; allowed is 8)");
    }
    IdxArray array;
    std::size_t bytes = 1;
    for (std::size_t i = 0; i < magic[3]; ++i) {
        std::array<std::uint8_t, 4> size{};
        header(size.data(), size.size());
        std::size_t length = 0;
        for (const std::uint8_t byte : size) {
            length = 256 * length + byte;
        }
        array.shape.push_back(length);
        if (length != 0 && bytes > largestBytes / length) {
            throw InputError(path, "",
                             "announces more than the " + std::to_string(largestBytes >> 20U) +
                                 " MiB that are allowed");
        }
        bytes *= length;
    }
    constexpr std::size_t part = std::size_t{1} << 20U;
    while (array.values.size() < bytes) {
        const std::size_t before = array.values.size();
        const std::size_t wanted = std::min(part, bytes - before);
        array.values.resize(before + wanted);
        const std::size_t got = input.read(array.values.data() + before, wanted);
        if (got < wanted) {
            throw InputError(path, "",
                             "is truncated: its header announces " + std::to_string(bytes) +
                                 " bytes, and there are " + std::to_string(before + got));
        }
    }
    std::uint8_t more = 0;
    if (input.read(&more, 1) != 0) { // read to its end: only there a checksum is compared
        throw InputError(path, "",
                         "goes on after the " + std::to_string(bytes) +
                             " bytes that its header announces");
    }
    return array;
}

} // namespace scorescope::data
