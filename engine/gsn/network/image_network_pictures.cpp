// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/image_network_pictures.h"

#include "engine/core/text.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <string>
#include <utility>

namespace scorescope::gsn {
namespace {

constexpr std::size_t shownFilters = 100;
constexpr float none = std::numeric_limits<float>::quiet_NaN();

ImageGrid emptyGrid(const NetworkImages& images, std::size_t columns) {
    ImageGrid grid;
    grid.width = images.width();
    grid.height = images.height();
    grid.columns = columns;
    grid.black = images.black();
    grid.white = images.white();
    return grid;
}

/// What images are of stands beside their colours: on the picture. Pixels are grey or of 0 and 1,
/// by how they were told to be; means of 0 and 1 are grey.
Quantity grey(const NetworkImages& images) {
    return {images.name(), ""};
}

std::string named(const NetworkImages& images, const std::string& title) {
    return images.drawn() ? title + " (" + images.name() + ")" : title;
}

/// Adds rows of x as greys.
void addGreys(const NetworkImages& images, const float* x, std::size_t rows, ImageGrid& grid) {
    const std::size_t at = grid.pixels.size();
    grid.pixels.insert(grid.pixels.end(), x, x + rows * images.pixels());
    images.toGreys(grid.pixels.data() + at, rows);
}

void addNothing(std::size_t pixels, ImageGrid& grid) {
    grid.pixels.insert(grid.pixels.end(), pixels, none);
}

Artifact recordImages(const char* name, const std::string& title, const NetworkImages& images,
                      const SampleRecord& record, SampleLayout layout,
                      std::vector<float> SampleRecord::Moment::*which, bool marks) {
    const auto& moments = record.moments();
    const bool several = record.chains() > 1;
    const std::size_t n = images.pixels();
    ImageGrid grid = emptyGrid(images, layout.columns + (layout.nearest ? 1 : 0));
    const auto show = [&](const SampleRecord::Moment& moment, std::size_t chain) {
        const float* from = (moment.*which).data() + chain * n;
        addGreys(images, from, 1, grid);
        if (marks) {
            const float* before = moment.before.data() + chain * n;
            for (std::size_t i = 0; i < n; ++i) {
                grid.marked.push_back(from[i] != before[i] ? 1 : 0);
            }
        }
    };
    std::vector<float> training(n);
    const auto endRow = [&](const SampleRecord::Moment& last, std::size_t chain,
                            std::size_t missing) {
        addNothing(missing * n, grid);
        if (layout.nearest && last.nearest.empty()) {
            addNothing(n, grid);
        } else if (layout.nearest) {
            images.copyTraining(last.nearest[chain], training.data());
            grid.framed.push_back(grid.images());
            addGreys(images, training.data(), 1, grid);
        }
        if (marks) {
            grid.marked.resize(grid.pixels.size(), std::uint8_t{0});
        }
    };
    for (std::size_t chain = 0; chain < record.chains(); ++chain) {
        for (std::size_t i = 0; i < moments.size(); ++i) {
            const std::size_t column = i % layout.columns;
            if (column == 0) {
                grid.rowCaptions.push_back(several ? "chain " + std::to_string(chain + 1)
                                                   : "step " + std::to_string(moments[i].step));
            }
            show(moments[i], chain);
            // The next chain begins a row of its own.
            if (column + 1 == layout.columns || (several && i + 1 == moments.size())) {
                endRow(moments[i], chain, layout.columns - column - 1);
            }
        }
    }
    std::string more =
        layout.every == 1 ? "" : ", every " + std::to_string(layout.every) + " steps";
    if (several && !moments.empty()) { // of one chain the rows have their steps
        more += ", from step " + std::to_string(moments.front().step);
        for (const SampleRecord::Moment& moment : moments) {
            grid.columnCaptions.push_back("+" + std::to_string(moment.step - moments.front().step));
        }
        grid.columnCaptions.resize(layout.columns);
        if (layout.nearest) {
            grid.columnCaptions.emplace_back("nearest");
        }
    }
    more += layout.nearest ? "; nearest training image framed" : "";
    return {name, named(images, title + more), {}, {}, grey(images), std::move(grid)};
}

void addNumbers(const std::vector<double>& values, ImageGrid& grid) {
    std::transform(values.begin(), values.end(), std::back_inserter(grid.pixels),
                   [](double value) { return static_cast<float>(value); });
}

/// How many groups of chains, whose completions are counted together, share a row: of many two, or
/// the picture would be high, narrow and small.
std::size_t groupsBeside(const Inpainting& inpainting) {
    constexpr std::size_t many = 5;
    return inpainting.groups() < many ? 1 : 2;
}

std::vector<std::string> groupRows(const Inpainting& inpainting) {
    if (inpainting.groups() == 1 && inpainting.together()) {
        return {"all chains"};
    }
    const std::size_t beside = groupsBeside(inpainting);
    std::vector<std::string> names;
    for (std::size_t first = 0; first < inpainting.groups(); first += beside) {
        const std::size_t last = std::min(first + beside, inpainting.groups());
        names.push_back("chain " + std::to_string(first + 1) +
                        (last == first + 1 ? "" : ", " + std::to_string(last)));
    }
    return names;
}

/// Units as a picture that is as near to a square as may be: its sides.
std::pair<std::size_t, std::size_t> squareOf(std::size_t units) {
    const auto width = static_cast<std::size_t>(
        std::ceil(std::sqrt(static_cast<double>(std::max<std::size_t>(units, 1)))));
    return {width, (units + width - 1) / width};
}

} // namespace

std::string givenName(std::size_t hiddenLayers) {
    return hiddenLayers == 1 ? "X̃" : "h";
}

Artifact trainingImages(const NetworkImages& images, std::vector<float> x) {
    ImageGrid grid = emptyGrid(images, 10);
    images.toGreys(x.data(), x.size() / images.pixels());
    grid.pixels = std::move(x);
    return {"data_images", named(images, "Training images"), {}, {}, grey(images), std::move(grid)};
}

Artifact sampleImages(const NetworkImages& images, const SampleRecord& record,
                      SampleLayout layout) {
    return recordImages("samples", "Consecutive samples", images, record, layout,
                        &SampleRecord::Moment::sample, false);
}

Artifact meanImages(const NetworkImages& images, const SampleRecord& record, SampleLayout layout) {
    return recordImages("means", "Means of P(X | " + layout.given + ")", images, record, layout,
                        &SampleRecord::Moment::mean, false);
}

Artifact corruptedImages(const NetworkImages& images, const SampleRecord& record,
                         SampleLayout layout) {
    layout.nearest = false;
    return recordImages("corrupted",
                        layout.marks ? "X̃ before each, changed pixels marked" : "X̃ before each",
                        images, record, layout, &SampleRecord::Moment::corrupted, layout.marks);
}

Artifact chainStepImages(const NetworkImages& images, const NetworkChains& chains) {
    const GsnState& state = chains.state();
    const std::size_t n = images.pixels();
    ImageGrid grid = emptyGrid(images, 4);
    grid.columnCaptions = {"X", "X̃", "P(X | " + givenName(state.hidden.size()) + ")", "next X"};
    // How many of the four are there, and which came last.
    const bool whole = chains.next() == StepPart::corrupt;
    const std::size_t there = whole ? 4 : 2;
    for (std::size_t chain = 0; chain < state.rows; ++chain) {
        grid.rowCaptions.push_back("chain " + std::to_string(chain + 1));
        std::size_t column = 0;
        for (const std::vector<float>* part :
             {&chains.before(), &state.corrupted, &state.mean, &state.x}) {
            if (column < there) {
                addGreys(images, part->data() + chain * n, 1, grid);
            } else {
                addNothing(n, grid);
            }
            ++column;
        }
        if (chains.next() != StepPart::decode) { // after that it is the hidden layers that are new
            grid.framed.push_back(chain * 4 + there - 1);
        }
    }
    const char* title = whole ? "The last step of each chain"
                        : chains.next() == StepPart::encode
                            ? "A step under way: X is corrupted"
                            : "A step under way: hidden layers are drawn";
    return {"chain_step", named(images, title), {}, {}, grey(images), std::move(grid)};
}

Artifact hiddenImages(const NetworkChains& chains) {
    const GsnState& state = chains.state();
    ImageGrid grid;
    grid.columns = state.hidden.size();
    for (const std::vector<float>& layer : state.hidden) {
        const auto [width, height] = squareOf(layer.size() / state.rows);
        grid.width = std::max(grid.width, width);
        grid.height = std::max(grid.height, height);
    }
    float largest = 0.0F;
    for (std::size_t k = 0; k < state.hidden.size(); ++k) {
        const std::size_t units = state.hidden[k].size() / state.rows;
        const std::size_t width = squareOf(units).first;
        std::vector<float> image(grid.width * grid.height, none);
        for (std::size_t unit = 0; unit < units; ++unit) {
            const float value = state.hidden[k][unit];
            image[unit / width * grid.width + unit % width] = value;
            largest = std::max(largest, std::abs(value));
        }
        grid.pixels.insert(grid.pixels.end(), image.begin(), image.end());
        grid.captions.push_back("h" + axisName(k + 1).substr(1));
    }
    grid.signedValues = true;
    grid.white = largest > 0.0F ? static_cast<double>(largest) : 1.0;
    grid.black = -grid.white;
    return {"hidden", "Hidden layers of chain 1", {}, {}, {"h", ""}, std::move(grid)};
}

Artifact drawingImage(const NetworkImages& images, const PixelMask& white) {
    ImageGrid grid = emptyGrid(images, 1);
    const auto range = grid.white - grid.black;
    for (const std::uint8_t each : white) {
        grid.pixels.push_back(static_cast<float>(grid.black + (each != 0 ? range : 0.0)));
    }
    grid.mask = white;
    grid.paints = "own_drawing";
    return {"drawing", "Your own X₀: paint it", {}, {}, {"grey", ""}, std::move(grid)};
}

Artifact walkbackImages(const NetworkImages& images, const Unrolling& unrolling,
                        const UnrolledActivations& activations) {
    ImageGrid grid = emptyGrid(images, unrolling.steps + 1);
    if (!activations.empty()) {
        std::vector<float> above;
        std::vector<float> below(images.pixels(), none);
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
        addGreys(images, above.data(), above.size() / images.pixels(), grid);
        addGreys(images, below.data(), below.size() / images.pixels(), grid);
        grid.rowCaptions = {"X, X̃", "P(X | " + givenName(unrolling.depth) + ")"};
        grid.columnCaptions.emplace_back("example");
        for (std::size_t t = 1; t <= unrolling.steps; ++t) {
            grid.columnCaptions.push_back("step " + std::to_string(t));
        }
        grid.framed = {0};
    }
    return {"walkback", "A walkback of training", {}, {}, grey(images), std::move(grid)};
}

Artifact filterImages(const NetworkImages& images, const GsnShape& shape,
                      const std::vector<float>& weights) {
    const std::size_t units = shape.units(1);
    ImageGrid grid = emptyGrid(images, 10);
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
    line.label = "αₖ";
    for (std::size_t t = 0; t < scales.size(); ++t) {
        line.x.push_back(static_cast<double>(t + 1));
        line.y.push_back(static_cast<double>(scales[t]));
    }
    line.style = Lines::Style::points;
    Lines lines;
    lines.lines.push_back(std::move(line));
    return {"scale_curve",   "Scaling factors", {"walkback step k", ""}, {"αₖ", ""}, {},
            std::move(lines)};
}

Artifact givenImage(const NetworkImages& images, const Inpainting& inpainting) {
    ImageGrid grid = emptyGrid(images, 1);
    grid.paints = "given_pixels";
    grid.mask = inpainting.held();
    addGreys(images, inpainting.images().data(), 1, grid);
    return {"given", named(images, "What is given"), {}, {}, grey(images), std::move(grid)};
}

Artifact completionImages(const NetworkImages& images, const Inpainting& inpainting) {
    const std::size_t beside = groupsBeside(inpainting);
    ImageGrid grid = emptyGrid(images, 2 * beside);
    for (std::size_t i = 0; i < beside; ++i) {
        grid.columnCaptions.insert(grid.columnCaptions.end(), {"image", "mean"});
    }
    grid.rowCaptions = groupRows(inpainting);
    grid.paints = "given_pixels";
    grid.mask = inpainting.held();
    for (std::size_t group = 0; group < inpainting.groups(); ++group) {
        addGreys(images, inpainting.images().data() + group * images.pixels(), 1, grid);
        if (inpainting.active()) {
            addNumbers(inpainting.mean(group), grid);
        } else {
            addNothing(images.pixels(), grid);
        }
    }
    return {"completions",
            named(images, "Images and the means of their completions"),
            {},
            {},
            grey(images),
            std::move(grid)};
}

Artifact deviationImages(const NetworkImages& images, const Inpainting& inpainting) {
    ImageGrid grid = emptyGrid(images, groupsBeside(inpainting));
    grid.rowCaptions = groupRows(inpainting);
    double largest = 0.0;
    for (std::size_t group = 0; group < inpainting.groups(); ++group) {
        if (!inpainting.active()) {
            addNothing(images.pixels(), grid);
            continue;
        }
        const std::vector<double> deviations = inpainting.deviation(group);
        addNumbers(deviations, grid);
        for (const double each : deviations) {
            largest = each > largest ? each : largest; // NaN is not
        }
    }
    grid.black = 0.0;
    grid.white = largest > 0.0 ? largest : 1.0;
    return {"completion_deviation",
            named(images, "Deviation of the completions"),
            {},
            {},
            {"deviation of the means", ""},
            std::move(grid)};
}

Artifact aboutRun(const NetworkImages& images, const GsnShape& shape, std::uint64_t trained,
                  std::uint64_t drawn) {
    const auto count = [](auto number) { return numberCell("%.0f", static_cast<double>(number)); };
    std::string layers = std::to_string(shape.units(0));
    for (std::size_t k = 1; k <= shape.depth(); ++k) {
        layers += "-" + std::to_string(shape.units(k));
    }
    Table table;
    table.columns = {"of this run", ""};
    table.rows = {{"images", images.name()},
                  {"to train on", count(images.trainingSize())},
                  {"to test on", count(images.testSize())},
                  {"network", layers},
                  {"parameters", count(shape.parameters())},
                  {"minibatches", count(trained)},
                  {"steps of each chain", count(drawn)}};
    return {"about", "About this run", {}, {}, {}, std::move(table)};
}

} // namespace scorescope::gsn
