// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/frame.h"
#include "engine/core/parameters.h"
#include "engine/core/scene.h"

#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/// Hand-made grids of images.
namespace scorescope::test {

/// A ring that is `turn` of a circle long, on black: like a digit, and each is another.
inline void addRing(std::vector<float>& pixels, std::size_t width, std::size_t height,
                    double turn) {
    const double radius = 0.32 * static_cast<double>(std::min(width, height));
    for (std::size_t y = 0; y < height; ++y) {
        for (std::size_t x = 0; x < width; ++x) {
            const double dx = static_cast<double>(x) + 0.5 - 0.5 * static_cast<double>(width);
            const double dy = static_cast<double>(y) + 0.5 - 0.5 * static_cast<double>(height);
            const double angle = std::atan2(dy, dx) / 6.2831853 + 0.5;
            const double distance = std::abs(std::hypot(dx, dy) - radius);
            const double ink = angle <= turn ? 1.6 - 0.7 * distance : 0.0;
            pixels.push_back(static_cast<float>(std::min(1.0, std::max(0.0, ink))));
        }
    }
}

/// `images` rings of 28 × 28 pixels.
inline ImageGrid ringGrid(std::size_t images, std::size_t columns) {
    ImageGrid grid;
    grid.width = 28;
    grid.height = 28;
    grid.columns = columns;
    grid.pixels.reserve(images * 784);
    for (std::size_t i = 0; i < images; ++i) {
        addRing(grid.pixels, 28, 28, 0.2 + 0.08 * static_cast<double>(i * 7 % 11));
    }
    return grid;
}

inline std::shared_ptr<const Artifact> imageArtifact(const std::string& name, ImageGrid grid) {
    return std::make_shared<const Artifact>(
        Artifact{name, "Samples", {}, {}, {"p", ""}, std::move(grid)});
}

/// What a grid needs to be clicked and painted: the live parameters "image" and "clamped".
inline Parameters imageParameters(std::int64_t selected = 0, const std::string& mask = {}) {
    Parameters parameters(ParameterTable(
        {live(integer("image", "image", "View", 0, 0, 1e6, "The image that is selected")),
         live(textParameter("clamped", "clamped", "View", "", "The pixels that are clamped"))}));
    parameters.setValue("image", selected);
    parameters.setValue("clamped", mask);
    return parameters;
}

inline FramePtr imageFrame(std::vector<std::shared_ptr<const Artifact>> artifacts,
                           const Parameters& parameters = imageParameters()) {
    auto frame = std::make_shared<Frame>();
    for (auto& each : artifacts) {
        frame->artifacts[each->name] = std::move(each);
    }
    Scene scene;
    scene.parameters = parameters;
    frame->scene = std::make_shared<const Scene>(std::move(scene));
    return frame;
}

inline ViewSpec imageSpec(std::vector<std::string> artifacts = {"images"},
                          const char* options = "{}") {
    ViewSpec spec;
    spec.name = "samples";
    spec.kind = "images";
    spec.title = "Samples";
    spec.artifacts = std::move(artifacts);
    spec.options = nlohmann::ordered_json::parse(options);
    return spec;
}

/// Everything at once: captions, frames, marks, a mask, values without a number and beyond white.
inline ImageGrid richGrid() {
    ImageGrid grid = ringGrid(15, 5);
    grid.captions.clear();
    for (std::size_t i = 0; i < 15; ++i) {
        grid.captions.push_back("d = " +
                                std::to_string(1.25 + 0.5 * static_cast<double>(i)).substr(0, 4));
    }
    grid.rowCaptions = {"chain 1", "chain 2", "nearest"};
    grid.columnCaptions = {"0", "10", "20", "50", "100"};
    grid.framed = {10, 11, 12};
    grid.marked.assign(15 * 784, 0);
    for (std::size_t i = 0; i < 5 * 784; i += 23) {
        grid.marked[i] = 1;
    }
    grid.mask.assign(784, 0);
    for (std::size_t i = 14 * 28; i < 784; ++i) {
        grid.mask[i] = 1;
    }
    for (std::size_t i = 784 * 9; i < 784 * 9 + 28 * 12; ++i) {
        grid.pixels[i] = std::numeric_limits<float>::quiet_NaN();
    }
    grid.pixels[3] = 1.5F;
    grid.pixels[4] = -0.5F;
    grid.selects = "image";
    grid.paints = "clamped";
    return grid;
}

} // namespace scorescope::test
