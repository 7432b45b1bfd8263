// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace scorescope::data {

/// What the header of a NumPy array says (NumPy enhancement proposal 1, formats 1.0 to 3.0).
struct NpyHeader {
    std::string type; ///< "<f8": byte order, kind, bytes of an element
    bool fortranOrder = false;
    std::vector<std::size_t> shape;
};

/// Reads the dictionary "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }". Throws
/// std::invalid_argument that says what is wrong: another structure, a key missing, unknown or
/// twice, a size that is negative or beyond 64 bits, fields instead of one type.
[[nodiscard]] NpyHeader parseNpyHeader(std::string_view text);

} // namespace scorescope::data
