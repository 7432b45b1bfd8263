// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/autoencoder_model.h"
#include "engine/nn/fused_autoencoder.h"

#include <memory>

namespace scorescope::nn {

/// One hidden layer on the CPU, every criterion by the fused kernels: no autograd, no temporaries
/// of size examples × hidden units in main memory, O(N H d) without a penalty or with that of the
/// code and O(N H d²) with that of the reconstruction. tanh units with linear outputs, squared
/// error and no penalty are FusedAutoEncoder, to the bit. Threads do not change a bit of any result
/// (fixed groups of examples, added in order). Accuracy as FusedAutoEncoder: terms in float to a
/// few 1e-7 of the largest ones they are made of, or in double to a few ulp; outputs beyond the sum
/// over units, and sums over more than 128 examples, in double. With singlePrecision reconstruct()
/// runs in float, too; reconstructWithJacobian() is in double always.
///
/// Parameters as in parameterLayout({inputDim, hiddenUnits[0], tied}). Throws std::invalid_argument
/// as makeAutoEncoder does, for more than one hidden layer, and for an instruction set that this
/// processor lacks.
[[nodiscard]] std::unique_ptr<AutoEncoderModel>
makeFusedAutoEncoder(const ModelOptions& options, InstructionSet set = InstructionSet::automatic);

} // namespace scorescope::nn
