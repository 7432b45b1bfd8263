// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

/// Products of large matrices in single precision, by the machine's BLAS.
namespace scorescope::nn {

/// A row-major matrix that somebody else holds: `rows` × `columns`, `stride` numbers from one row
/// to the next; read transposed where it says so.
struct MatrixView {
    const float* data = nullptr;
    std::size_t rows = 0;    ///< as it is read
    std::size_t columns = 0; ///< as it is read
    std::size_t stride = 0;
    bool transposed = false;

    /// A whole matrix [rows × columns].
    [[nodiscard]] static MatrixView of(const float* data, std::size_t rows, std::size_t columns) {
        return {data, rows, columns, columns, false};
    }
    [[nodiscard]] MatrixView t() const { return {data, columns, rows, stride, !transposed}; }
};

/// c = a b + keep · c, c row-major [a.rows × b.columns] without gaps. Cut into parts of fixed size,
/// which `threads` (see threadCount()) do: the same numbers for any number of threads. Throws
/// std::invalid_argument when shapes do not fit or are beyond what BLAS counts.
void multiply(const MatrixView& a, const MatrixView& b, float keep, float* c, int threads = 0);

} // namespace scorescope::nn
