// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/layers/chosen_network.h"

#include "engine/core/error.h"
#include "engine/data/image_choice.h"
#include "engine/nn/layers/classifier.h"

#include <stdexcept>
#include <utility>
#include <vector>

namespace scorescope::nn {
namespace {

constexpr std::size_t classesOfSets = 10; ///< all that can be chosen have as many

ImageShape chosenShape(const Parameters& parameters) {
    const std::size_t values = data::chosenImageValues(parameters);
    constexpr std::size_t digitSide = 28;
    constexpr std::size_t colourSide = 32;
    return values == digitSide * digitSide ? ImageShape{1, digitSide, digitSide}
                                           : ImageShape{3, colourSide, colourSide};
}

} // namespace

LayeredNetwork chosenNetwork(const Parameters& parameters, const ImageShape& input,
                             std::size_t classes) {
    try {
        std::vector<Layer> layers = parseLayers(parameters.text("layers"));
        layers.push_back(Layer::linear(classes));
        LayeredNetwork network(input, std::move(layers));
        static_cast<void>(Classifier(network)); // refuses what has no norms
        return network;
    } catch (const std::invalid_argument& error) {
        throw InputError("", "/parameters/layers", error.what());
    }
}

LayeredNetwork chosenNetwork(const Parameters& parameters) {
    return chosenNetwork(parameters, chosenShape(parameters), classesOfSets);
}

} // namespace scorescope::nn
