// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace scorescope::nn {

/// Units of the code: f(x) = s(b + W x).
enum class Activation { tanh, sigmoid };
/// Units of the reconstruction: g(h) = c + V h, or its logistic sigmoid (inputs in [0, 1], §3.2).
enum class OutputUnit { linear, sigmoid };
/// ℓ(x, r): ‖x − r‖², or −Σ x log r + (1 − x) log(1 − r), which needs sigmoid outputs and targets
/// in [0, 1]; both §3.2.
enum class ReconstructionLoss { squared, crossEntropy };
/// What is contracted besides: nothing (3.2), ‖∂r/∂x‖²_F of the whole reconstruction (3.6), or
/// ‖∂f/∂x‖²_F of the code alone (3.1).
enum class Penalty { none, reconstructionJacobian, codeJacobian };

/// (1/N) Σ_n ℓ(target_n, r(input_n)) + weight · ‖Jacobian at input_n‖²_F.
///
/// The DAE (3.2) takes corrupted inputs, clean targets and no penalty; the RCAE (3.6) and the CAE
/// (3.1) take clean inputs as targets and `weight` = σ² or λ.
struct Criterion {
    ReconstructionLoss loss = ReconstructionLoss::squared;
    Penalty penalty = Penalty::none;
    double weight = 0.0; ///< ≥ 0
};

} // namespace scorescope::nn
