// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/products.h"

#include <cstddef>
#include <vector>

/// Squared norms of one example's gradient for weights that are used at T positions, as a
/// convolution's are: ∂L/∂W = Bᵀ A, where row t of A [T × d] is what the weights see at position t
/// and row t of B [T × p] is ∂L/∂y there. With T = 1 this is the product of Proposition 3
/// (Goodfellow 2015).
///
/// Two forms give ‖Bᵀ A‖²_F: the direct one makes the matrix [p × d]; the ghost form sums the
/// products of two Gram matrices [T × T], ⟨A Aᵀ, B Bᵀ⟩, and is cheaper where 2 T² ≤ d p (Li et al.
/// 2022; Bu et al. 2022). Rounding hurts the ghost form where its terms cancel: in single precision
/// the sum is then right to no more than some 1e-7 of the sum of magnitudes.
namespace scorescope::nn {

enum class NormForm {
    automatic, ///< ghost where 2 T² ≤ d p, else direct
    direct,
    ghost,
};

/// What the functions write between; grows as needed. Not shared between threads.
struct NormScratch {
    std::vector<float> product; ///< direct: Bᵀ A
    std::vector<float> gramA;   ///< ghost
    std::vector<float> gramB;
};

/// ‖Bᵀ A‖² in single precision, summed in double; leaves Bᵀ A [p × d] in the scratch. In how far
/// positions cancel in it: `positions` is Σ_t ‖a_t‖² ‖b_t‖².
struct DirectSquare {
    double square = 0.0;
    double positions = 0.0;
};
[[nodiscard]] DirectSquare directSquare(const MatrixView& a, const MatrixView& b,
                                        NormScratch& scratch);

/// ⟨A Aᵀ, B Bᵀ⟩ in single precision, summed in double, and the sum of its terms' magnitudes.
struct GhostSquare {
    double square = 0.0;
    double magnitudes = 0.0;
};
[[nodiscard]] GhostSquare ghostSquare(const MatrixView& a, const MatrixView& b,
                                      NormScratch& scratch);

/// ‖Bᵀ A‖² of the same numbers with all sums in double, by the ghost form where it is cheaper and
/// does not cancel beyond 1e-6, else by the direct one. Slow.
[[nodiscard]] double squareInDouble(const MatrixView& a, const MatrixView& b);

/// Whether that form is the one to take for T × d and T × p.
[[nodiscard]] bool takesGhost(NormForm form, std::size_t positions, std::size_t d,
                              std::size_t p) noexcept;

/// ‖Bᵀ A‖² to 1e-5 of the norm: by the form asked for, and, where that cancels, again in double,
/// which adds one to `recomputed`. It cancels where the ghost form's sum is below 1e-3 of its
/// magnitudes (a sum that is negative or not a number among them), or the direct form's below 1e-4
/// of `positions`. After the direct form Bᵀ A is in the scratch.
[[nodiscard]] double gradientSquare(NormForm form, const MatrixView& a, const MatrixView& b,
                                    NormScratch& scratch, std::size_t& recomputed);

/// Σ x² of `count` numbers, in double.
[[nodiscard]] double sumOfSquares(const float* x, std::size_t count) noexcept;

} // namespace scorescope::nn
