// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/parameters.h"
#include "engine/gsn/network/gsn_learner.h"
#include "engine/gsn/network/gsn_network.h"
#include "engine/nn/optimizers.h"

#include <cstddef>
#include <vector>

/// The parameters of the experiment `digit_network`, and what they say. Pure; any thread.
namespace scorescope::gsn {

[[nodiscard]] ParameterTable digitNetworkTable();

/// How networks descend their loss, as all experiments with them are told: "batch_size",
/// "optimizer", "learning_rate", "momentum" and "rate_decay", in the group "Training".
[[nodiscard]] std::vector<ParameterSpec> descentParameters();
/// A learning rate that Adam can take. Throws InputError at the parameter.
void checkDescent(const Parameters& parameters);

/// Rules between them: hidden layers that are numbers of units, in bounds; scaling factors only
/// where every step's loss counts; a learning rate that Adam can take. Throws InputError at the
/// parameter.
void checkDigitNetwork(const Parameters& parameters);

/// Bytes that the experiment takes, about. Throws as checkDigitNetwork() for the layers.
[[nodiscard]] double digitNetworkBytes(const Parameters& parameters);

/// n_0 (the pixels of a digit), n_1, …, n_D. Throws InputError at the parameter.
[[nodiscard]] std::vector<std::size_t> networkLayers(const Parameters& parameters);

/// The noise of its steps.
[[nodiscard]] GsnNoise networkNoise(const Parameters& parameters);

/// What the gradient of the loss in nats is multiplied by, in epoch 0, 1, …; above 0. SGD's rate is
/// of the loss per pixel, as the thesis' is; Adam does not know the loss' unit.
[[nodiscard]] double learningRate(const Parameters& parameters, double epoch);

/// The rule of optimization, with the rate of epoch 0.
[[nodiscard]] nn::OptimizerOptions networkOptimizer(const Parameters& parameters);

/// How the network learns from `examples` training images.
[[nodiscard]] GsnLearnerOptions gsnLearnerOptions(const Parameters& parameters,
                                                  std::size_t examples);

} // namespace scorescope::gsn
