// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace scorescope::data {

/// An array of bytes as an IDX file holds it (the format of MNIST): row-major.
struct IdxArray {
    std::vector<std::size_t>
        shape; ///< one number for labels, three for images: count, rows, columns
    std::vector<std::uint8_t> values;
};

/// Reads an IDX file of unsigned bytes, compressed by gzip or not (whatever it is called). Every
/// size is checked, and memory grows with what is really there, never with what a header promises.
/// Throws InputError for a file that is missing, no IDX file, of another type than unsigned bytes,
/// truncated, damaged, longer than its header says or larger than `largestBytes`.
[[nodiscard]] IdxArray readIdx(const std::string& path,
                               std::size_t largestBytes = std::size_t{1} << 30U);

} // namespace scorescope::data
