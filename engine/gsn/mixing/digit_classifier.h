// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/digits.h"
#include "engine/stats/classifier_network.h"
#include "engine/stats/estimates.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace scorescope::gsn {

/// Digits are of ten classes, 0 to 9.
inline constexpr std::size_t digitClasses = 10;

/// Pixels 0 … 255 as grey values in [0, 1].
[[nodiscard]] std::vector<float> greysOf(const std::vector<std::uint8_t>& pixels);

/// The share of each class among the labels, [digitClasses]; nothing where there are no labels.
/// Throws std::invalid_argument as DigitClassifier::trained().
[[nodiscard]] std::optional<std::vector<double>> classShares(const data::ImageSet& images);

/// How the classifier is trained. With these it takes a few seconds of one core, whatever the
/// number of images.
struct DigitClassifierOptions : stats::NetworkOptions {
    DigitClassifierOptions() {
        hidden = 128;
        epochs = 3;
    }
    std::size_t updates = 1500; ///< at least: few images are seen in more epochs
};

/// Tells which digit an image shows: a network of one layer of rectified units
/// (stats::ClassifierNetwork), trained in place on the labelled images of the data. It is there to
/// name what a chain visits, so it gives every image a class, also one that shows no digit.
///
/// A value; const functions may be called by several threads at once. The same numbers for any
/// number of threads.
class DigitClassifier {
public:
    /// Nothing where the training images have no labels. Its accuracy is that on `heldOut`, which
    /// must not be among the training images.
    ///
    /// Throws std::invalid_argument for no training images, sets of images of different sizes,
    /// labels that are not one for each image or above 9, and options out of range; RunError when
    /// training diverges; Cancelled when asked to stop.
    [[nodiscard]] static std::optional<DigitClassifier>
    trained(const data::ImageSet& training, const data::ImageSet& heldOut,
            const DigitClassifierOptions& options = {}, const stats::LongWork& work = {});

    [[nodiscard]] std::size_t pixels() const noexcept { return network_.dimension(); }
    /// The share of held-out images that it names rightly, with Wilson's interval; nothing where
    /// they have no labels or there are none.
    [[nodiscard]] const std::optional<stats::Estimate>& accuracy() const noexcept {
        return accuracy_;
    }
    /// P(class | image), [count × digitClasses], of images in grey values from 0 to 1. Throws
    /// std::invalid_argument for another number of pixels, as below.
    [[nodiscard]] std::vector<float> probabilities(const stats::Points& images,
                                                   int threads = 0) const;
    /// The likeliest class of each, the first of equal ones: [count].
    [[nodiscard]] std::vector<std::uint8_t> classesOf(const stats::Points& images,
                                                      int threads = 0) const;

private:
    explicit DigitClassifier(stats::ClassifierNetwork network) : network_(std::move(network)) {}
    [[nodiscard]] std::vector<std::uint8_t> likeliest(const stats::PointRows& images,
                                                      int threads) const;

    stats::ClassifierNetwork network_;
    std::optional<stats::Estimate> accuracy_;
};

} // namespace scorescope::gsn
