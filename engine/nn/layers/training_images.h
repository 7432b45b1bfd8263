// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/image_choice.h"
#include "engine/nn/layers/classifier.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace scorescope::nn {

/// Images and labels as a classifier reads them, and their owner.
struct ImageBatch {
    std::vector<float> images; ///< [count × inputs], each as channels × rows × columns
    std::vector<std::uint32_t> labels;

    [[nodiscard]] LabelledImages view() const {
        return {images.data(), labels.data(), labels.size()};
    }
};

/// The images of a run, scaled and laid out when they are needed: bytes take a quarter of the
/// memory of floats. Immutable; any thread.
class TrainingImages {
public:
    explicit TrainingImages(std::shared_ptr<const data::ChosenImages> chosen);

    [[nodiscard]] const data::ChosenImages& chosen() const noexcept { return *chosen_; }
    [[nodiscard]] std::size_t size() const noexcept { return chosen_->training.size(); }
    [[nodiscard]] ImageShape shape() const noexcept { return shape_; }
    [[nodiscard]] std::size_t classes() const { return chosen_->training.set->classes.size(); }

    /// Training examples by their numbers, which are below size().
    [[nodiscard]] ImageBatch training(const std::vector<std::uint32_t>& which) const;
    /// Training examples first … first + count − 1.
    [[nodiscard]] ImageBatch training(std::size_t first, std::size_t count) const;
    [[nodiscard]] ImageBatch part(const data::ImagePart& part, std::size_t first,
                                  std::size_t count) const;

private:
    void copy(const data::ImagePart& part, std::size_t which, float* to) const;

    std::shared_ptr<const data::ChosenImages> chosen_;
    ImageShape shape_;
    data::ScaledPixels pixels_;
};

} // namespace scorescope::nn
