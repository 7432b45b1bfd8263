// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Kernels of softmax_kernels.h over vectors of `lanes` numbers, by the compiler's own vector types,
// which become the registers that each source is compiled for. In an anonymous namespace: see
// engine/nn/simd/kernel_sets.h.

#include "engine/probes/probe/softmax_kernels.h"

#include <cstddef>
#include <cstring>

namespace scorescope::probes::detail {
namespace {

#if defined(__AVX512F__)
constexpr std::size_t lanes = 16;
#elif defined(__AVX2__)
constexpr std::size_t lanes = 8;
#else
constexpr std::size_t lanes = 4;
#endif
using Vec [[gnu::vector_size(lanes * sizeof(float))]] = float;

/// Sums that are kept in registers at once: this many classes by two rows (or two vectors).
constexpr std::size_t tileClasses = 5;
/// Coordinates that are gone through before the next rows: so much of the weights of a tile stays
/// in the innermost cache.
constexpr std::size_t stretch = 1024;

/// z += the products of `Rows` rows with `Classes` rows of w over [from, to).
template <std::size_t Rows, std::size_t Classes>
void addLogits(const float* x, const float* w, std::size_t d, std::size_t from, std::size_t to,
               std::size_t classes, float* z) {
    Vec sums[Rows][Classes] = {};
    std::size_t j = from;
    for (; j + lanes <= to; j += lanes) {
        Vec row[Rows];
        for (std::size_t i = 0; i < Rows; ++i) {
            std::memcpy(&row[i], x + i * d + j, sizeof(Vec));
        }
        for (std::size_t c = 0; c < Classes; ++c) {
            Vec weight;
            std::memcpy(&weight, w + c * d + j, sizeof(Vec));
            for (std::size_t i = 0; i < Rows; ++i) {
                sums[i][c] += row[i] * weight;
            }
        }
    }
    for (std::size_t i = 0; i < Rows; ++i) {
        for (std::size_t c = 0; c < Classes; ++c) {
            float rest = 0.0F;
            for (std::size_t k = j; k < to; ++k) {
                rest += x[i * d + k] * w[c * d + k];
            }
            for (std::size_t lane = 0; lane < lanes; ++lane) {
                rest += sums[i][c][lane];
            }
            z[i * classes + c] += rest;
        }
    }
}

template <std::size_t Classes>
void addLogitsOfRows(const float* x, std::size_t rows, const float* w, std::size_t d,
                     std::size_t from, std::size_t to, std::size_t classes, float* z) {
    std::size_t i = 0;
    for (; i + 2 <= rows; i += 2) {
        addLogits<2, Classes>(x + i * d, w, d, from, to, classes, z + i * classes);
    }
    if (i < rows) {
        addLogits<1, Classes>(x + i * d, w, d, from, to, classes, z + i * classes);
    }
}

void logits(const float* x, std::size_t rows, std::size_t d, const float* w, std::size_t classes,
            float* z) {
    std::memset(z, 0, rows * classes * sizeof(float));
    for (std::size_t from = 0; from < d; from += stretch) {
        const std::size_t to = from + stretch < d ? from + stretch : d;
        for (std::size_t c = 0; c < classes; c += tileClasses) {
            const float* const weights = w + c * d;
            switch (classes - c) {
            case 1:
                addLogitsOfRows<1>(x, rows, weights, d, from, to, classes, z + c);
                break;
            case 2:
                addLogitsOfRows<2>(x, rows, weights, d, from, to, classes, z + c);
                break;
            case 3:
                addLogitsOfRows<3>(x, rows, weights, d, from, to, classes, z + c);
                break;
            case 4:
                addLogitsOfRows<4>(x, rows, weights, d, from, to, classes, z + c);
                break;
            default:
                addLogitsOfRows<5>(x, rows, weights, d, from, to, classes, z + c);
                break;
            }
        }
    }
}

/// g += the sums over rows of r times `Vectors` vectors of x from coordinate j on.
template <std::size_t Vectors, std::size_t Classes>
void addTile(const float* x, std::size_t rows, std::size_t d, std::size_t j, const float* r,
             std::size_t classes, float* g) {
    Vec sums[Vectors][Classes];
    for (std::size_t c = 0; c < Classes; ++c) {
        for (std::size_t v = 0; v < Vectors; ++v) {
            std::memcpy(&sums[v][c], g + c * d + j + v * lanes, sizeof(Vec));
        }
    }
    for (std::size_t i = 0; i < rows; ++i) {
        Vec row[Vectors];
        for (std::size_t v = 0; v < Vectors; ++v) {
            std::memcpy(&row[v], x + i * d + j + v * lanes, sizeof(Vec));
        }
        for (std::size_t c = 0; c < Classes; ++c) {
            const float factor = r[i * classes + c];
            for (std::size_t v = 0; v < Vectors; ++v) {
                sums[v][c] += row[v] * factor;
            }
        }
    }
    for (std::size_t c = 0; c < Classes; ++c) {
        for (std::size_t v = 0; v < Vectors; ++v) {
            std::memcpy(g + c * d + j + v * lanes, &sums[v][c], sizeof(Vec));
        }
    }
}

template <std::size_t Vectors>
void addTiles(const float* x, std::size_t rows, std::size_t d, std::size_t j, const float* r,
              std::size_t classes, float* g) {
    for (std::size_t c = 0; c < classes; c += tileClasses) {
        switch (classes - c) {
        case 1:
            addTile<Vectors, 1>(x, rows, d, j, r + c, classes, g + c * d);
            break;
        case 2:
            addTile<Vectors, 2>(x, rows, d, j, r + c, classes, g + c * d);
            break;
        case 3:
            addTile<Vectors, 3>(x, rows, d, j, r + c, classes, g + c * d);
            break;
        case 4:
            addTile<Vectors, 4>(x, rows, d, j, r + c, classes, g + c * d);
            break;
        default:
            addTile<Vectors, 5>(x, rows, d, j, r + c, classes, g + c * d);
            break;
        }
    }
}

void addGradient(const float* x, std::size_t rows, std::size_t d, const float* r,
                 std::size_t classes, float* g) {
    std::size_t j = 0;
    for (; j + 2 * lanes <= d; j += 2 * lanes) {
        addTiles<2>(x, rows, d, j, r, classes, g);
    }
    for (; j + lanes <= d; j += lanes) {
        addTiles<1>(x, rows, d, j, r, classes, g);
    }
    for (; j < d; ++j) {
        for (std::size_t c = 0; c < classes; ++c) {
            float sum = g[c * d + j];
            for (std::size_t i = 0; i < rows; ++i) {
                sum += r[i * classes + c] * x[i * d + j];
            }
            g[c * d + j] = sum;
        }
    }
}

} // namespace
} // namespace scorescope::probes::detail
