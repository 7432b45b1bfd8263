// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/parameters.h"
#include "engine/gsn/network/gsn_learner.h"
#include "engine/gsn/network/gsn_network.h"
#include "engine/gsn/network/network_images.h"
#include "engine/nn/optimizers.h"

#include <cstddef>
#include <string>
#include <vector>

/// The parameters of experiments in which a network learns images, and what they say. Pure; any
/// thread.
namespace scorescope::gsn {

/// Where digits and grey images begin differently, and what is said of them.
struct ImageNetworkDefaults {
    std::string layers = "500 500";
    std::string layersOfThesis; ///< a sentence
    double inputNoise = 0.4;
    std::string saltAndPepper = "0 and 1";
    double hiddenNoise = 2.0;
    std::string beside; ///< another network that may run beside it: "without_walkback"
    std::string besideLabel;
    std::string besideHelp;
    std::string factorsHelp;
    double scaleRate = 0.002;
    std::string scaleRateHelp;
    bool adam = false;
    bool nearest = false;
};

/// The network, its noise, how it trains and how its chains draw.
[[nodiscard]] std::vector<ParameterSpec>
imageNetworkParameters(const ImageNetworkDefaults& defaults);

/// How networks descend their loss, as all experiments with them are told: "batch_size",
/// "optimizer", "learning_rate", "momentum" and "rate_decay", in the group "Training".
[[nodiscard]] std::vector<ParameterSpec> descentParameters(bool adam = false);
/// A learning rate that Adam can take. Throws InputError at the parameter.
void checkDescent(const Parameters& parameters);

/// Rules between them: hidden layers that are numbers of units, in bounds; scaling factors only
/// where every step's loss counts; a learning rate that Adam can take. Throws InputError at the
/// parameter.
void checkImageNetwork(const Parameters& parameters, std::size_t pixels);

/// Images to test that an evaluation reconstructs, at most.
inline constexpr std::size_t heldOutRows = 1000;

/// Bytes that networks and chains take, about, without the images; `examples` to train on. Throws
/// as checkImageNetwork() for the layers.
[[nodiscard]] double imageNetworkBytes(const Parameters& parameters, std::size_t pixels,
                                       double examples);

/// n_0 (pixels), n_1, …, n_D. Throws InputError at the parameter.
[[nodiscard]] std::vector<std::size_t> networkLayers(const Parameters& parameters,
                                                     std::size_t pixels);

/// The noise of its steps. Where there is a parameter "added_noise" x is real-valued: pixels are
/// replaced by −1 or 1.
[[nodiscard]] GsnNoise networkNoise(const Parameters& parameters);

/// What the gradient of the loss in nats is multiplied by, in epoch 0, 1, …; above 0. SGD's rate is
/// of the loss per pixel, as the thesis' is; Adam does not know the loss' unit.
[[nodiscard]] double learningRate(const Parameters& parameters, double epoch, std::size_t pixels);

/// The rule of optimization, with the rate of epoch 0.
[[nodiscard]] nn::OptimizerOptions networkOptimizer(const Parameters& parameters,
                                                    std::size_t pixels);

/// How the network learns these images. Without scaling factors P(x | h) of binary pixels has none,
/// and that of real-valued ones has one for all steps: its variance.
[[nodiscard]] GsnLearnerOptions gsnLearnerOptions(const Parameters& parameters,
                                                  const NetworkImages& images);

} // namespace scorescope::gsn
