// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace scorescope::data {

/// A grey image from 0 to 1, row-major from the top.
struct GreyImage {
    std::size_t width = 0;
    std::size_t height = 0;
    std::vector<float> pixels;
};

} // namespace scorescope::data
