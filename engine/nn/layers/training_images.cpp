// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/layers/training_images.h"

#include <utility>

namespace scorescope::nn {

TrainingImages::TrainingImages(std::shared_ptr<const data::ChosenImages> chosen)
    : chosen_(std::move(chosen)), pixels_(chosen_->scaling) {
    const data::LabelledImages& set = *chosen_->training.set;
    shape_ = {set.channels, set.height, set.width};
}

void TrainingImages::copy(const data::ImagePart& part, std::size_t which, float* to) const {
    if (shape_.channels == 1) {
        pixels_.copy(part, which, to);
        return;
    }
    // Channels lie side by side in the set, and one behind the other here.
    std::vector<float> sideBySide(shape_.size());
    pixels_.copy(part, which, sideBySide.data());
    for (std::size_t c = 0; c < shape_.channels; ++c) {
        for (std::size_t i = 0; i < shape_.positions(); ++i) {
            to[c * shape_.positions() + i] = sideBySide[i * shape_.channels + c];
        }
    }
}

ImageBatch TrainingImages::training(const std::vector<std::uint32_t>& which) const {
    ImageBatch batch;
    batch.images.resize(which.size() * shape_.size());
    for (std::size_t i = 0; i < which.size(); ++i) {
        copy(chosen_->training, which[i], batch.images.data() + i * shape_.size());
        batch.labels.push_back(chosen_->training.labels[which[i]]);
    }
    return batch;
}

ImageBatch TrainingImages::training(std::size_t first, std::size_t count) const {
    return part(chosen_->training, first, count);
}

ImageBatch TrainingImages::part(const data::ImagePart& from, std::size_t first,
                                std::size_t count) const {
    ImageBatch batch;
    batch.images.resize(count * shape_.size());
    for (std::size_t i = 0; i < count; ++i) {
        copy(from, first + i, batch.images.data() + i * shape_.size());
        batch.labels.push_back(from.labels[first + i]);
    }
    return batch;
}

} // namespace scorescope::nn
