// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/gsn/mixing/digit_classifier.h"
#include "engine/stats/principal_components.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace scorescope::gsn {

/// Which numbers are taken of an image, so that chains of images have traces, R̂ and effective
/// sample sizes (stats/scalar_mixing.h). Always: the mean grey value, and the share of ink in the
/// upper half. (Pixels one by one would always alarm: of 784, some never change.)
///
/// They are one function of the image for all chains. A chain's first class is not: what R̂ compares
/// would be P(7 | x) in one chain and P(3 | x) in the next, which differ however well both mix. So
/// the class is named here, say the first class of the first chain, and is the same for all.
struct ImageScalars {
    std::size_t width = 0;
    std::size_t height = 0;
    /// With it, P(class | image) of these classes, each below digitClasses.
    std::shared_ptr<const DigitClassifier> classifier;
    std::vector<std::size_t> classes;
    /// With them, the place along each.
    std::shared_ptr<const stats::PrincipalComponents> components;
};

/// "mean grey value", "ink in the upper half", "P(3 | x)", "component 1", in the order of
/// scalarsOf().
[[nodiscard]] std::vector<std::string> scalarNames(const ImageScalars& scalars);

/// [count × names] of images in grey values from 0 to 1, row-major from the top. In an image of odd
/// height the middle row belongs to both halves by half; of an image without ink, half is in the
/// upper one. A moment of some chains gives what stats::ChainTrace::append() takes. The same
/// numbers for any number of threads.
///
/// Throws std::invalid_argument for images, a classifier or components of another number of pixels,
/// or a class that is none.
[[nodiscard]] std::vector<double> scalarsOf(const ImageScalars& scalars,
                                            const stats::Points& images, int threads = 0);

} // namespace scorescope::gsn
