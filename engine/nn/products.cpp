// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/products.h"

#include "engine/core/threads.h"

#include <omp.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

extern "C" void sgemm_(const char* transA, const char* transB, const int* m, const int* n,
                       const int* k, const float* alpha, const float* a, const int* lda,
                       const float* b, const int* ldb, const float* beta, float* c, const int* ldc);
extern "C" void sgemv_(const char* trans, const int* m, const int* n, const float* alpha,
                       const float* a, const int* lda, const float* x, const int* incx,
                       const float* beta, float* y, const int* incy);

namespace scorescope::nn {
namespace {

constexpr std::size_t largestPart = 768; ///< rows or columns: larger ones wait for each other
constexpr std::size_t worthCutting = 192;

/// Into how many parts so many columns are cut, and how long each but the last is.
struct Cut {
    std::size_t parts;
    std::size_t length;
};
Cut cut(std::size_t length) {
    const std::size_t least = length >= worthCutting ? 2 : 1;
    const std::size_t parts = std::max(least, (length + largestPart - 1) / largestPart);
    constexpr std::size_t step = 16; // what BLAS does at once
    const std::size_t each = ((length + parts - 1) / parts + step - 1) / step * step;
    return {(length + each - 1) / each, each};
}

int number(std::size_t value) {
    if (value > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
        throw std::invalid_argument("a matrix is larger than BLAS can count");
    }
    return static_cast<int>(value);
}

/// Where an element of the matrix as it is read lies.
const float* place(const MatrixView& m, std::size_t row, std::size_t column) {
    return m.data + (m.transposed ? column * m.stride + row : row * m.stride + column);
}

} // namespace

void multiply(const MatrixView& a, const MatrixView& b, float keep, float* c, int threads) {
    if (a.columns != b.rows) {
        throw std::invalid_argument("matrices of these shapes have no product");
    }
    if (a.rows == 0 || b.columns == 0) {
        return;
    }
    // BLAS counts by columns: there a row-major matrix is its transpose, and cᵀ = bᵀ aᵀ.
    const int inner = number(a.columns);
    const int strideA = number(std::max<std::size_t>(a.stride, 1));
    const int strideB = number(std::max<std::size_t>(b.stride, 1));
    const int strideC = number(b.columns);
    static_cast<void>(number(a.rows));
    const Cut across = cut(b.columns);
    const std::size_t partRows = largestPart;
    const std::size_t down = (a.rows + partRows - 1) / partRows;
    parallelFor(across.parts * down, threads, 1, [&](std::size_t first, std::size_t last) {
        const int before = omp_get_max_threads();
        omp_set_num_threads(1); // of this thread: the parts are what is done side by side
        for (std::size_t part = first; part < last; ++part) {
            const std::size_t row = part / across.parts * partRows;
            const std::size_t column = part % across.parts * across.length;
            const int rows = static_cast<int>(std::min(partRows, a.rows - row));
            const int columns = static_cast<int>(std::min(across.length, b.columns - column));
            const float one = 1.0F;
            if (a.rows == 1 && inner > 0) { // sgemm() would copy all of b before it begins
                const int step = a.transposed ? strideA : 1;
                const int next = 1;
                sgemv_(b.transposed ? "T" : "N", b.transposed ? &inner : &columns,
                       b.transposed ? &columns : &inner, &one, place(b, 0, column), &strideB,
                       a.data, &step, &keep, c + column, &next);
                continue;
            }
            sgemm_(b.transposed ? "T" : "N", a.transposed ? "T" : "N", &columns, &rows, &inner,
                   &one, place(b, 0, column), &strideB, place(a, row, 0), &strideA, &keep,
                   c + row * b.columns + column, &strideC);
        }
        omp_set_num_threads(before);
    });
}

} // namespace scorescope::nn
