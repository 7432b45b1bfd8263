// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace scorescope::data {

/// What an array of a MATLAB file says of itself before its numbers come.
struct MatArray {
    std::string name;
    std::string type;               ///< of its numbers in MATLAB: "uint8", "double", "cell", …
    bool real = true;               ///< false: complex
    std::vector<std::size_t> shape; ///< the first index moves fastest
    /// How the numbers are stored, "uint8" to "double"; not always as their type, for whole numbers
    /// of type double take less room. Empty for what holds no plain numbers.
    std::string stored;
    std::size_t bytes = 0; ///< of the stored numbers
};

/// Reads a MATLAB file of level 5 (MATLAB 5 to 7.2; "MAT-File Format", MathWorks) from the front to
/// the back, array by array: plain numbers alone, stored by machines with the smallest byte first,
/// each array compressed or not.
///
/// It is written here, and not libmatio's: that returns other pixels for damaged data without a
/// word (it does not compare zlib's checksums), nothing but zeros for a file that was cut, asks for
/// as many bytes as a broken file promises (8 GiB and more) before anyone could object, and holds
/// whole arrays only, while images are turned as they come.
///
/// Nothing is allocated by what the file promises, besides `shape` (at most 32 numbers) and `name`
/// (at most 64 letters). Not shared between threads.
class MatFile {
public:
    /// Throws InputError for what cannot be read and what is no such file.
    explicit MatFile(const std::string& path);
    ~MatFile();
    MatFile(const MatFile&) = delete;
    MatFile& operator=(const MatFile&) = delete;

    /// Goes to the next array, past what was not read of the one before; false after the last.
    /// Throws InputError for a file that is truncated or damaged as far as that, and for an array
    /// that promises more bytes than compressed data of its size can hold.
    [[nodiscard]] bool next();
    [[nodiscard]] const MatArray& array() const noexcept { return array_; }
    /// The next `count` bytes of the array's stored numbers. Throws InputError for damaged data,
    /// and when the array has fewer left.
    void read(std::uint8_t* into, std::size_t count);
    /// After the last of the array's numbers: throws InputError unless it ends there and its
    /// checksum, if it is compressed, is right.
    void finish();
    /// Throws InputError that names the file.
    [[noreturn]] void refuse(const std::string& what) const;

private:
    class Source;
    struct Tag {
        std::uint32_t type = 0;
        std::size_t bytes = 0;
        bool small = false; ///< at most four bytes, within the tag itself
        std::array<std::uint8_t, 4> within{};
    };

    [[noreturn]] void refuseDamaged(const std::string& why) const;
    /// Of what the array's own tag holds.
    void readInside(std::uint8_t* into, std::size_t count);
    [[nodiscard]] Tag readTag();
    /// The data of a short element of this type, and past what fills it up to eight bytes.
    [[nodiscard]] std::vector<std::uint8_t> readShort(std::uint32_t type, std::size_t longest,
                                                      const char* what);
    void readArrayHeader();

    std::unique_ptr<Source> source_;
    std::size_t inside_ = 0;          ///< bytes left of what the array's tag holds
    std::size_t left_ = 0;            ///< bytes left of its numbers
    std::vector<std::uint8_t> early_; ///< numbers that came with their tag
    std::size_t number_ = 0;          ///< of the array, from 1
    MatArray array_;
};

} // namespace scorescope::data
