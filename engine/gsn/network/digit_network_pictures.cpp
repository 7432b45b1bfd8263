// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/digit_network_pictures.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <string>
#include <utility>

namespace scorescope::gsn {
namespace {

constexpr std::size_t side = data::digitSide;
constexpr std::size_t pixelsOfImage = side * side;
constexpr std::size_t shownFilters = 100;

ImageGrid emptyGrid(std::size_t columns) {
    ImageGrid grid;
    grid.width = side;
    grid.height = side;
    grid.columns = columns;
    return grid;
}

/// What images are of stands beside their colours: on the picture.
Quantity grey(const data::Digits& digits) {
    return {digits.name + ", grey", ""};
}

std::string named(const data::Digits& digits, const std::string& title) {
    return digits.drawn ? title + " (" + digits.name + ")" : title;
}

Artifact recordImages(const char* name, const std::string& title, const data::Digits& digits,
                      const SampleRecord& record, SampleLayout layout,
                      std::vector<std::uint8_t> SampleRecord::Moment::*which, bool marks) {
    const auto& moments = record.moments();
    const bool several = record.chains() > 1;
    ImageGrid grid = emptyGrid(layout.columns);
    const auto show = [&](const SampleRecord::Moment& moment, std::size_t chain) {
        const std::uint8_t* from = (moment.*which).data() + chain * pixelsOfImage;
        std::transform(from, from + pixelsOfImage, std::back_inserter(grid.pixels),
                       [](std::uint8_t grey) { return static_cast<float>(grey) / 255.0F; });
        if (marks) {
            const std::uint8_t* before = moment.before.data() + chain * pixelsOfImage;
            for (std::size_t i = 0; i < pixelsOfImage; ++i) {
                grid.marked.push_back(from[i] != before[i] ? 1 : 0);
            }
        }
    };
    for (std::size_t chain = 0; chain < record.chains(); ++chain) {
        for (std::size_t i = 0; i < moments.size(); ++i) {
            if (i % layout.columns == 0) {
                grid.rowCaptions.push_back(several ? "chain " + std::to_string(chain + 1)
                                                   : "step " + std::to_string(moments[i].step));
            }
            show(moments[i], chain);
        }
        if (several) { // the next chain begins a row of its own
            const std::size_t missing = layout.columns - std::min(layout.columns, moments.size());
            grid.pixels.insert(grid.pixels.end(), missing * pixelsOfImage,
                               std::numeric_limits<float>::quiet_NaN());
            if (marks) {
                grid.marked.insert(grid.marked.end(), missing * pixelsOfImage, std::uint8_t{0});
            }
        }
    }
    const std::string pace =
        layout.every == 1 ? "" : ", every " + std::to_string(layout.every) + " steps";
    return {name, named(digits, title + pace), {}, {}, grey(digits), std::move(grid)};
}

} // namespace

Artifact trainingImages(const data::Digits& digits, std::vector<float> pixels) {
    ImageGrid grid = emptyGrid(10);
    grid.pixels = std::move(pixels);
    return {"data_images", named(digits, "Training images"), {}, {}, grey(digits), std::move(grid)};
}

Artifact sampleImages(const data::Digits& digits, const SampleRecord& record, SampleLayout layout) {
    return recordImages("samples", "Consecutive samples", digits, record, layout,
                        &SampleRecord::Moment::sample, false);
}

Artifact meanImages(const data::Digits& digits, const SampleRecord& record, SampleLayout layout) {
    return recordImages("means", "Means of P(X | h)", digits, record, layout,
                        &SampleRecord::Moment::mean, false);
}

Artifact corruptedImages(const data::Digits& digits, const SampleRecord& record,
                         SampleLayout layout) {
    return recordImages("corrupted", "X̃ before each, changed pixels marked", digits, record, layout,
                        &SampleRecord::Moment::corrupted, true);
}

Artifact walkbackImages(const data::Digits& digits, const Unrolling& unrolling,
                        const UnrolledActivations& activations) {
    ImageGrid grid = emptyGrid(unrolling.steps + 1);
    if (!activations.empty()) {
        std::vector<float> above;
        std::vector<float> below(pixelsOfImage, std::numeric_limits<float>::quiet_NaN());
        const std::vector<UnrolledNode> nodes = unrolledNodes(unrolling);
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            using Part = UnrolledNode::Part;
            const bool example = nodes[i].part == Part::input && nodes[i].step == 0;
            if (example || nodes[i].part == Part::corrupted) {
                above.insert(above.end(), activations[i].begin(), activations[i].end());
            } else if (nodes[i].part == Part::mean) {
                below.insert(below.end(), activations[i].begin(), activations[i].end());
            }
        }
        grid.pixels = std::move(above);
        grid.pixels.insert(grid.pixels.end(), below.begin(), below.end());
        grid.rowCaptions = {"x, X̃", "P(X | h)"};
        grid.columnCaptions.emplace_back("example");
        for (std::size_t t = 1; t <= unrolling.steps; ++t) {
            grid.columnCaptions.push_back("step " + std::to_string(t));
        }
        grid.framed = {0};
    }
    return {"walkback", "A walkback of training", {}, {}, grey(digits), std::move(grid)};
}

Artifact filterImages(const GsnShape& shape, const std::vector<float>& weights) {
    const std::size_t units = shape.units(1);
    ImageGrid grid = emptyGrid(10);
    double largest = 0.0;
    for (std::size_t j = 0; j < std::min(units, shownFilters); ++j) {
        for (std::size_t i = 0; i < shape.units(0); ++i) {
            const float w = weights[shape.weightAt(1) + i * units + j];
            grid.pixels.push_back(w);
            largest = std::max(largest, std::abs(static_cast<double>(w)));
        }
    }
    grid.signedValues = true;
    grid.black = -largest;
    grid.white = largest;
    return {"filters", "Weights of the first layer", {}, {}, {"W₁", ""}, std::move(grid)};
}

Artifact scaleCurve(const std::vector<float>& scales) {
    Lines::Line line;
    line.label = "α_k";
    for (std::size_t t = 0; t < scales.size(); ++t) {
        line.x.push_back(static_cast<double>(t + 1));
        line.y.push_back(static_cast<double>(scales[t]));
    }
    line.style = Lines::Style::points;
    Lines lines;
    lines.lines.push_back(std::move(line));
    return {"scale_curve",   "Scaling factors", {"walkback step k", ""}, {"α_k", ""}, {},
            std::move(lines)};
}

Artifact completionImages(const data::Digits& digits, const Inpainting& inpainting) {
    constexpr float none = std::numeric_limits<float>::quiet_NaN();
    ImageGrid grid = emptyGrid(3);
    grid.columnCaptions = {"image", "mean", "deviation"};
    grid.paints = "given_pixels";
    grid.mask = inpainting.held();
    const auto add = [&grid](const std::vector<double>& values) {
        std::transform(values.begin(), values.end(), std::back_inserter(grid.pixels),
                       [](double value) { return static_cast<float>(value); });
    };
    for (std::size_t group = 0; group < inpainting.groups(); ++group) {
        grid.rowCaptions.push_back(inpainting.groups() == 1 && inpainting.together()
                                       ? "all chains"
                                       : "chain " + std::to_string(group + 1));
        const auto image =
            inpainting.images().begin() + static_cast<std::ptrdiff_t>(group * pixelsOfImage);
        grid.pixels.insert(grid.pixels.end(), image, image + pixelsOfImage);
        if (!inpainting.active()) {
            grid.pixels.insert(grid.pixels.end(), 2 * pixelsOfImage, none);
            continue;
        }
        add(inpainting.mean(group));
        add(inpainting.deviation(group));
    }
    return {"completions",  named(digits, "Completions, mean and deviation"), {}, {}, grey(digits),
            std::move(grid)};
}

Artifact aboutRun(const data::Digits& digits, const GsnShape& shape, std::uint64_t trained,
                  std::uint64_t drawn) {
    const auto count = [](auto number) { return numberCell("%.0f", static_cast<double>(number)); };
    std::string layers = std::to_string(shape.units(0));
    for (std::size_t k = 1; k <= shape.depth(); ++k) {
        layers += "-" + std::to_string(shape.units(k));
    }
    Table table;
    table.columns = {"of this run", ""};
    table.rows = {{"images", digits.name},
                  {"to train on", count(digits.training.size())},
                  {"to test on", count(digits.test.size())},
                  {"network", layers},
                  {"parameters", count(shape.parameters())},
                  {"minibatches", count(trained)},
                  {"steps of each chain", count(drawn)}};
    return {"about", "About this run", {}, {}, {}, std::move(table)};
}

} // namespace scorescope::gsn
