// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/mixing/digit_classifier.h"

#include <algorithm>
#include <stdexcept>

namespace scorescope::gsn {
namespace {

float greyOf(std::uint8_t pixel) {
    return static_cast<float>(pixel) / 255.0F;
}

/// Whether there are labels. Throws where they are none of these images'.
bool hasLabels(const data::ImageSet& images) {
    if (images.labels.empty()) {
        return false;
    }
    if (images.labels.size() != images.size()) {
        throw std::invalid_argument("there must be a label for each image, or none at all");
    }
    if (*std::max_element(images.labels.begin(), images.labels.end()) >= digitClasses) {
        throw std::invalid_argument("labels of digits are 0 to 9");
    }
    return true;
}

/// Such that there are as many updates as wanted.
DigitClassifierOptions withUpdates(DigitClassifierOptions options, std::size_t images) {
    if (options.batch > 0 && options.epochs > 0 && images > 0) { // else it is refused
        const std::size_t inEpoch = (images + options.batch - 1) / options.batch;
        options.epochs = std::max(options.epochs, (options.updates + inEpoch - 1) / inEpoch);
    }
    return options;
}

/// As grey values; `images` must outlive it.
stats::PointRows rowsOf(const data::ImageSet& images) {
    return {images.size(), images.pixelsOfImage(), [&images](std::size_t i, float* row) {
                std::transform(images.image(i), images.image(i) + images.pixelsOfImage(), row,
                               greyOf);
            }};
}

} // namespace

std::vector<float> greysOf(const std::vector<std::uint8_t>& pixels) {
    std::vector<float> result(pixels.size());
    std::transform(pixels.begin(), pixels.end(), result.begin(), greyOf);
    return result;
}

std::optional<std::vector<double>> classShares(const data::ImageSet& images) {
    if (!hasLabels(images)) {
        return std::nullopt;
    }
    std::vector<double> shares(digitClasses, 0.0);
    for (const std::uint8_t label : images.labels) {
        shares[label] += 1.0;
    }
    for (double& share : shares) {
        share /= static_cast<double>(images.labels.size());
    }
    return shares;
}

std::optional<DigitClassifier> DigitClassifier::trained(const data::ImageSet& training,
                                                        const data::ImageSet& heldOut,
                                                        const DigitClassifierOptions& options,
                                                        const stats::LongWork& work) {
    const bool judged = hasLabels(heldOut);
    if (!hasLabels(training)) {
        return std::nullopt;
    }
    if (heldOut.size() > 0 &&
        (heldOut.width != training.width || heldOut.height != training.height)) {
        throw std::invalid_argument("held-out images must be as large as the training images");
    }
    DigitClassifier result(stats::ClassifierNetwork(training.pixelsOfImage(), digitClasses,
                                                    withUpdates(options, training.size())));
    result.network_.train(
        rowsOf(training),
        std::vector<std::uint32_t>(training.labels.begin(), training.labels.end()), work);
    if (judged) {
        const std::vector<std::uint8_t> named = result.likeliest(rowsOf(heldOut), work.threads);
        std::size_t right = 0;
        for (std::size_t i = 0; i < named.size(); ++i) {
            right += named[i] == heldOut.labels[i] ? 1 : 0;
        }
        result.accuracy_ = stats::shareOf(right, named.size());
    }
    return result;
}

std::vector<float> DigitClassifier::probabilities(const stats::Points& images, int threads) const {
    return network_.probabilities(stats::PointRows::of(images), threads);
}

std::vector<std::uint8_t> DigitClassifier::classesOf(const stats::Points& images,
                                                     int threads) const {
    return likeliest(stats::PointRows::of(images), threads);
}

std::vector<std::uint8_t> DigitClassifier::likeliest(const stats::PointRows& images,
                                                     int threads) const {
    const std::vector<float> logits = network_.logits(images, threads);
    std::vector<std::uint8_t> result;
    result.reserve(images.count);
    for (auto z = logits.begin(); z != logits.end(); z += digitClasses) {
        result.push_back(static_cast<std::uint8_t>(std::max_element(z, z + digitClasses) - z));
    }
    return result;
}

} // namespace scorescope::gsn
