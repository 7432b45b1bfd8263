// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// MATLAB files of level 5 byte by byte, also such as MATLAB would not write.
namespace scorescope::test::mat {

inline constexpr unsigned int8 = 1, uint8 = 2, int32 = 5, uint32 = 6, doubles = 9; // of elements
inline constexpr unsigned matrix = 14, compressed = 15;
inline constexpr unsigned charClass = 4, doubleClass = 6, uint8Class = 9; // of arrays

inline std::string littleEndian(std::uint64_t value, std::size_t bytes = 4) {
    std::string text;
    for (std::size_t i = 0; i < bytes; ++i) {
        text.push_back(static_cast<char>(value >> 8 * i & 0xffU));
    }
    return text;
}

/// As MATLAB writes them: 116 letters, 8 bytes for a subsystem, the version, the order of bytes.
inline std::string header(const std::string& end = std::string("\x00\x01IM", 4)) {
    std::string text = "MATLAB 5.0 MAT-file, Platform: GLNXA64";
    text.resize(124, ' ');
    return text + end;
}

inline std::string filled(std::string bytes) {
    bytes.resize((bytes.size() + 7) / 8 * 8, '\0');
    return bytes;
}

/// An element; up to four bytes go into the tag, as MATLAB does it.
inline std::string element(unsigned type, const std::string& bytes) {
    if (!bytes.empty() && bytes.size() <= 4) {
        return filled(littleEndian(type | bytes.size() << 16U) + bytes);
    }
    return littleEndian(type) + littleEndian(bytes.size()) + filled(bytes);
}

/// An array; `stored` is the type of the bytes, `flags` the bits beside the class (8: complex).
inline std::string array(const std::string& name, unsigned type,
                         const std::vector<std::size_t>& shape, unsigned stored,
                         const std::string& bytes, unsigned flags = 0) {
    std::string sizes;
    for (const std::size_t size : shape) {
        sizes += littleEndian(size);
    }
    const std::string inside = element(uint32, littleEndian(type | flags << 8U) + littleEndian(0)) +
                               element(int32, sizes) + element(int8, name) + element(stored, bytes);
    return littleEndian(matrix) + littleEndian(inside.size()) + inside;
}

inline std::string deflated(const std::string& bytes) {
    uLongf size = compressBound(bytes.size());
    std::string packed(size, '\0');
    compress(reinterpret_cast<Bytef*>(packed.data()), &size,
             reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
    packed.resize(size);
    return packed;
}

/// The same element as MATLAB compresses it.
inline std::string packed(const std::string& element) {
    const std::string bytes = deflated(element);
    return littleEndian(compressed) + littleEndian(bytes.size()) + bytes;
}

} // namespace scorescope::test::mat
