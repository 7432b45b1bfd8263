// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace scorescope::issgd {

/// The probabilities of I. Loshchilov and F. Hutter, "Online Batch Selection for Faster Training of
/// Neural Networks" (arXiv 1511.06343, 2015, equation 3): examples are ranked by their last loss,
/// the largest first, and
///     p = 1/exp(log(pressure)/N)^rank, rank = 1 … N, normalized,
/// so that each is less likely than the one before by the same factor, and the first is
/// pressure^((N − 1)/N) times as likely as the last. With `pressure` 1 all are alike.
///
/// An example that has not been seen yet has the loss +infinity, as there: it comes first. Equal
/// losses keep the order of the examples. The method there trains on the examples so drawn as they
/// are, which is biased; with a sampler's importance factors it is not.
///
/// Throws std::invalid_argument for no losses, one that is NaN, or a pressure that is below 1 or
/// not finite. O(N log N).
[[nodiscard]] std::vector<double> rankWeights(const std::vector<double>& losses, double pressure);

} // namespace scorescope::issgd
