// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/gsn/network/gsn_network.h"

/// What training and sampling do alike with a layer. Free functions; any thread.
namespace scorescope::gsn::detail {

/// The key of what is drawn for layer k at walkback step t.
[[nodiscard]] nn::NoiseKey keyOf(const GsnDraws& draws, Purpose purpose, std::size_t t,
                                 std::size_t k);

inline constexpr Purpose inputNoise = Purpose::named("gsn salt and pepper");
inline constexpr Purpose addedNoise = Purpose::named("gsn noise added to x");
inline constexpr Purpose insideNoise = Purpose::named("gsn noise inside");
inline constexpr Purpose outsideNoise = Purpose::named("gsn noise outside");
inline constexpr Purpose visibleDraws = Purpose::named("gsn visible");

/// a_k = b_k + below W_k + above W_{k+1}ᵀ, [rows × n_k]; `above` may be null (k = D, or zeros).
void preActivation(const GsnShape& shape, const float* weights, std::size_t k, std::size_t rows,
                   const float* below, const float* above, float* a, int threads);
/// z = b_0 + h_1 W_1ᵀ, [rows × n_0].
void logits(const GsnShape& shape, const float* weights, std::size_t rows, const float* h1,
            float* z, int threads);
/// h = η_out + tanh(η_in + a), in place or not; `t` (may be null) receives the tanh.
void activate(const GsnNoise& noise, const GsnDraws& draws, std::size_t t, std::size_t k,
              std::size_t rows, std::size_t units, const float* a, float* tanh, float* h,
              const nn::NoiseLoops& loops);

/// x̃ of walkback step t: x with Gaussian noise added, then salt and pepper. `out` may be `x`.
void corrupt(const GsnNoise& noise, const GsnDraws& draws, std::size_t t, std::size_t rows,
             std::size_t units, const float* x, float* out, const nn::NoiseLoops& loops,
             int threads);
/// The mean of P(x | h) at step t, of z = b_0 + h_1 W_1ᵀ, and x drawn from it (null: not drawn).
/// `mean` may be `z`.
void drawVisible(const GsnOutput& output, float scale, const GsnDraws& draws, std::size_t t,
                 std::size_t rows, std::size_t units, const float* z, float* mean, float* x,
                 const nn::NoiseLoops& loops, int threads);

} // namespace scorescope::gsn::detail
