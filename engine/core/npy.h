// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// NumPy's format for one array (.npy; NumPy enhancement proposal 1).
namespace scorescope {

/// What the header of an array says, in formats 1.0 to 3.0.
struct NpyHeader {
    std::string type; ///< "<f8": byte order, kind, bytes of an element
    bool fortranOrder = false;
    std::vector<std::size_t> shape;
};

/// Reads the dictionary "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }". Throws
/// std::invalid_argument that says what is wrong: another structure, a key missing, unknown or
/// twice, a size that is negative or beyond 64 bits, fields instead of one type.
[[nodiscard]] NpyHeader parseNpyHeader(std::string_view text);

/// NumPy's name of a number's type: "<f8" for double, "<f4" for float, "<i8" for std::int64_t,
/// "|u1" for std::uint8_t.
template <class T> [[nodiscard]] std::string npyType();

/// A whole file (format 1.0) of numbers in row-major order, as they lie in memory: for machines
/// whose least byte is first. `shape` is empty for a vector, else the product of its sizes is the
/// number of values (std::invalid_argument). T as npyType.
template <class T>
[[nodiscard]] std::string npyFile(const std::vector<T>& values,
                                  std::vector<std::size_t> shape = {});

/// The same of texts in UTF-8, as NumPy's own type for them ("<U12"): read without pickle.
[[nodiscard]] std::string npyFile(const std::vector<std::string>& texts);

} // namespace scorescope
