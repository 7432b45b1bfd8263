// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/network_images.h"

#include <algorithm>

namespace scorescope::gsn {
namespace {

template <class Copy>
std::vector<float> firstOf(std::size_t rows, std::size_t pixels, const Copy& copy) {
    std::vector<float> x(rows * pixels);
    for (std::size_t i = 0; i < rows; ++i) {
        copy(i, x.data() + i * pixels);
    }
    return x;
}

} // namespace

std::vector<float> NetworkImages::firstTraining(std::size_t count) const {
    return firstOf(std::min(count, trainingSize()), pixels(),
                   [this](std::size_t i, float* to) { copyTraining(i, to); });
}

std::vector<float> NetworkImages::firstTest(std::size_t count) const {
    return firstOf(std::min(count, testSize()), pixels(),
                   [this](std::size_t i, float* to) { copyTest(i, to); });
}

} // namespace scorescope::gsn
