// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/png_file.h"

#include "engine/core/error.h"
#include "engine/core/text.h"
#include "engine/core/whole_file.h"

#include <png.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace scorescope::data {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view signature = "\x89PNG\r\n\x1a\n"sv;

/// Four bytes, the largest first.
std::size_t numberAt(std::string_view bytes, std::size_t place) {
    std::size_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        value = 256 * value + static_cast<unsigned char>(bytes[place + i]);
    }
    return value;
}

/// The bytes of a file, from the front to the back: its signature, then chunks, each a length, four
/// letters, so many bytes, and a checksum of letters and bytes.
class Chunks {
public:
    struct Chunk {
        std::string_view letters;
        std::string_view bytes;
        std::string_view whole;
    };

    Chunks(const std::string& path, std::string_view bytes) : path_(path), rest_(bytes) {
        if (bytes.empty()) {
            refuse("is empty");
        }
        if (bytes.substr(0, signature.size()) != signature) {
            refuse("is no PNG image: it does not begin with the signature of one");
        }
        rest_.remove_prefix(signature.size());
    }

    [[noreturn]] void refuse(const std::string& what) const { throw InputError(path_, "", what); }

    /// The next one, whole and with its checksum right.
    [[nodiscard]] Chunk next() {
        ++number_;
        if (rest_.empty()) {
            refuse("ends before its chunk IEND: the file is truncated");
        }
        constexpr std::size_t bytesBesides = 12;
        const bool known = rest_.size() >= 8;
        const std::size_t length = known ? numberAt(rest_, 0) : 0;
        if (rest_.size() < bytesBesides || rest_.size() - bytesBesides < length) {
            refuse("ends within its chunk " + std::to_string(number_) +
                   (known ? ", " + printable(rest_.substr(4, 4), 4) : "") +
                   ": the file is truncated or damaged");
        }
        const Chunk chunk{rest_.substr(4, 4), rest_.substr(8, length),
                          rest_.substr(0, bytesBesides + length)};
        const auto* from = reinterpret_cast<const Bytef*>(chunk.letters.data());
        if (crc32_z(0, from, 4 + length) != numberAt(rest_, 8 + length)) {
            refuse("is damaged: chunk " + std::to_string(number_) + ", " +
                   printable(chunk.letters, 4) + ", has a wrong checksum");
        }
        rest_.remove_prefix(chunk.whole.size());
        return chunk;
    }

private:
    const std::string& path_;
    std::string_view rest_;
    std::size_t number_ = 0;
};

/// Whether the greys depend on a chunk: those that begin with a capital letter are needed, of the
/// others these say what the values mean. libpng would unpack up to 8 MB for each other one, such
/// as words, and keep them all.
bool isOfPixels(std::string_view letters) {
    constexpr std::array others{"tRNS"sv, "gAMA"sv, "cHRM"sv, "sRGB"sv, "iCCP"sv, "sBIT"sv};
    const bool needed = letters.front() >= 'A' && letters.front() <= 'Z';
    return needed || std::find(others.begin(), others.end(), letters) != others.end();
}

/// The file without what its greys do not depend on. Throws InputError unless it is whole and its
/// sides are allowed: libpng itself would be silent about a file that ends after its pixels, and
/// about most wrong checksums besides theirs.
std::string filePixels(const std::string& path, std::string_view bytes, std::size_t largestSide) {
    Chunks chunks(path, bytes);
    Chunks::Chunk chunk = chunks.next();
    constexpr std::size_t headerBytes = 13;
    if (chunk.letters != "IHDR"sv || chunk.bytes.size() != headerBytes) {
        chunks.refuse("is damaged: its first chunk is not IHDR of 13 bytes");
    }
    const auto check = [&](const char* what, std::size_t side) {
        if (side == 0 || side > largestSide) {
            chunks.refuse("has a " + std::string(what) + " of " + std::to_string(side) +
                          " pixels; allowed are 1 to " + std::to_string(largestSide));
        }
    };
    check("width", numberAt(chunk.bytes, 0));
    check("height", numberAt(chunk.bytes, 4));
    std::string kept(signature);
    kept += chunk.whole;
    while (chunk.letters != "IEND"sv) {
        chunk = chunks.next();
        if (isOfPixels(chunk.letters)) {
            kept += chunk.whole;
        }
    }
    return kept;
}

/// What libpng keeps of an image while it reads it, given back whatever happens.
class Decoding {
public:
    Decoding() { image.version = PNG_IMAGE_VERSION; }
    ~Decoding() { png_image_free(&image); }
    Decoding(const Decoding&) = delete;
    Decoding& operator=(const Decoding&) = delete;

    png_image image{};
};

} // namespace

GreyImage readPng(const std::string& path, std::size_t largestSide) {
    // Four channels of 16 bits that could not be compressed; words and profiles take room, too.
    constexpr std::size_t bytesOfPixel = 8;
    constexpr std::size_t bytesBesides = std::size_t{4} << 20U;
    const std::string bytes = filePixels(
        path, readWholeFile(path, bytesOfPixel * largestSide * largestSide + bytesBesides),
        largestSide);

    Decoding decoding;
    png_image& from = decoding.image;
    const auto refuse = [&] {
        throw InputError(path, "",
                         "cannot be decoded: " + printable(from.message, sizeof(from.message)));
    };
    if (png_image_begin_read_from_memory(&from, bytes.data(), bytes.size()) == 0) {
        refuse();
    }
    from.format = PNG_FORMAT_GRAY;
    from.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
    GreyImage image;
    image.width = from.width;
    image.height = from.height;
    std::vector<png_byte> greys(image.width * image.height);
    const png_color black{0, 0, 0};
    if (png_image_finish_read(&from, &black, greys.data(), 0, nullptr) == 0) {
        refuse();
    }
    constexpr float white = 255.0F;
    image.pixels.reserve(greys.size());
    for (const png_byte grey : greys) {
        image.pixels.push_back(static_cast<float>(grey) / white);
    }
    return image;
}

} // namespace scorescope::data
