// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

/// PNG images byte by byte, also such as no library would write.
namespace scorescope::test::png {

inline const std::string signature("\x89PNG\r\n\x1a\n", 8);
inline const std::string greys8("\x08\x00\x00\x00\x00", 5); ///< the end of a header

inline std::string bigEndian(std::size_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) {
        bytes.push_back(static_cast<char>(value >> shift & 0xffU));
    }
    return bytes;
}

inline std::string checksum(const std::string& bytes) {
    return bigEndian(crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

inline std::string chunk(const std::string& letters, const std::string& bytes) {
    return bigEndian(bytes.size()) + letters + bytes + checksum(letters + bytes);
}

/// `form` are the five bytes after the sides: bits, type (0 grey, 2 colours, 3 palette, 4 grey and
/// alpha, 6 colours and alpha), two zeros, 1 if interlaced.
inline std::string header(std::size_t width, std::size_t height, const std::string& form) {
    return chunk("IHDR", bigEndian(width) + bigEndian(height) + form);
}

inline std::string packed(const std::string& bytes) {
    uLongf size = compressBound(bytes.size());
    std::string out(size, '\0');
    compress2(reinterpret_cast<Bytef*>(out.data()), &size,
              reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), 9);
    out.resize(size);
    return out;
}

/// A whole file. `rows` are the pixels' bytes, each row after a byte for its filter (0: none);
/// `before` are further chunks, such as a palette.
inline std::string file(std::size_t width, std::size_t height, const std::string& form,
                        const std::string& rows, const std::string& before = {}) {
    return signature + header(width, height, form) + before + chunk("IDAT", packed(rows)) +
           chunk("IEND", "");
}

/// A grey image of 8 bits.
inline std::string greyFile(std::size_t width, std::size_t height, const std::string& greys) {
    std::string rows;
    for (std::size_t row = 0; row < height; ++row) {
        rows += '\0' + greys.substr(row * width, width);
    }
    return file(width, height, greys8, rows);
}

} // namespace scorescope::test::png
