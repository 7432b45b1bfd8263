// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/npy.h"
#include "engine/core/progress.h"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

/// Numbers of NumPy's files, for whoever reads points or images from them: the header first, so
/// that a shape can be refused before anything is allocated for it, then the numbers in one pass.
namespace scorescope::data {

/// Reads up to `size` bytes and says how many there were: fewer only at the end. Throws InputError
/// when they cannot be read.
using ReadBytes = std::function<std::size_t(void* bytes, std::size_t size)>;

/// One array as bytes, with what messages say about it.
struct ArraySource {
    std::string path;
    std::string array; ///< "" or "array 'points': "
    double bytes = -1; ///< of the whole array with its header; below 0 when nobody knows
    ReadBytes read;

    /// Throws InputError about this array.
    [[noreturn]] void refuse(const std::string& what) const;
    void readAll(void* to, std::size_t size, const char* part) const;
};

/// How the numbers of an array lie in its bytes.
struct ArrayForm {
    std::vector<std::size_t> shape;
    bool fortranOrder = false;
    bool isByte = false; ///< unsigned, of eight bits
    std::size_t elementBytes = 0;
    bool swapped = false;
    double (*decode)(const unsigned char*) = nullptr;
    double headerBytes = 0.0;
};

/// The header. Throws InputError for what is no array of float32, float64 or integers, and for one
/// that is empty or truncated.
[[nodiscard]] ArrayForm readArrayForm(const ArraySource& source);

/// Throws InputError ("promises 24 points, but …", with `what` for "points") where the file's size
/// is known and too small for the shape that its header promises.
void refuseTruncated(const ArraySource& source, const ArrayForm& form, const char* what);

/// The numbers, in the order of the file; `take` is told their place in row-major order. Throws
/// InputError for a truncated array, Cancelled when `progress`, told the share that was read, asks
/// to stop. The shape's product must have been checked.
void readArrayNumbers(const ArraySource& source, const ArrayForm& form,
                      const std::function<void(std::size_t place, double value)>& take,
                      const Progress& progress);

/// Empty for a number whose magnitude float holds, else what it is: "is not a number (NaN)".
[[nodiscard]] std::string whyNotFloat(double value);

/// Calls use(source) for a .npy file.
void useArrayFile(const std::string& path, const std::function<void(const ArraySource&)>& use);

/// The same for an array inside of a .npz archive: the first of `names` that is there, or its only
/// array. Its checksum is compared after `use`.
void useArrayInArchive(const std::string& path, const std::vector<std::string>& names,
                       const std::function<void(const ArraySource&)>& use);

} // namespace scorescope::data
