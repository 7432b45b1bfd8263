// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/training/probe_pictures.h"

#include "engine/core/text.h"
#include "engine/stats/estimates.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace scorescope::probes {
namespace {

const char* const layerParameter = "probed_layer";
const Quantity errorQuantity{"test error", ""};
constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> namesOf(const ProbedNetwork& network) {
    std::vector<std::string> names;
    for (const ProbePoint& point : network.points) {
        names.push_back(point.name);
    }
    return names;
}

std::string stepText(std::uint64_t step) {
    return step == 0 ? "untrained" : "step " + std::to_string(step);
}

stats::Estimate wilson(double error, std::size_t count) {
    const double n = static_cast<double>(count);
    return stats::shareOf(static_cast<std::size_t>(std::llround(error * n)), count);
}

/// Numbers of all points at one moment, against 0, 1, 2, …
template <class Value>
Lines::Line lineOf(const ProbeMoment& moment, const std::string& label, const Value& value) {
    Lines::Line line;
    line.label = label;
    for (std::size_t k = 0; k < moment.findings.size(); ++k) {
        line.x.push_back(static_cast<double>(k));
        line.y.push_back(value(moment.findings[k]));
    }
    return line;
}

/// The first moment, hollow, and the newest, where it is another.
template <class Value>
Lines firstAndNewest(const std::vector<ProbeMoment>& moments, const Value& value) {
    Lines lines;
    lines.selects = ""; // a line is a moment, and a moment is chosen on the timeline
    if (moments.empty()) {
        return lines;
    }
    if (moments.size() > 1) {
        lines.lines.push_back(lineOf(moments.back(), stepText(moments.back().step), value));
    }
    lines.lines.push_back(lineOf(moments.front(), stepText(moments.front().step), value));
    lines.lines.back().dashed = true;
    lines.lines.back().hollow = true;
    return lines;
}

} // namespace

Artifact probeHeatmap(const ProbedNetwork& network, const std::vector<ProbeMoment>& moments,
                      double errorGap) {
    Heatmap map;
    map.rowLabels = namesOf(network);
    map.columnsAreSteps = true;
    map.selectsRow = layerParameter;
    const std::size_t columns = moments.size();
    for (const ProbeMoment& moment : moments) {
        map.columnLabels.push_back(std::to_string(moment.step));
        map.columnPositions.push_back(static_cast<double>(moment.step));
    }
    map.values.assign(map.rowLabels.size() * columns, std::numeric_limits<float>::quiet_NaN());
    map.states.assign(map.values.size(), Heatmap::CellState::notComputed);
    for (std::size_t c = 0; c < columns; ++c) {
        for (std::size_t r = 0; r < moments[c].findings.size(); ++r) {
            const ProbeFinding& finding = moments[c].findings[r];
            map.values[r * columns + c] = static_cast<float>(finding.testError);
            map.states[r * columns + c] =
                finding.tooFewExamples()      ? Heatmap::CellState::tooFewExamples
                : finding.errorGap > errorGap ? Heatmap::CellState::notConverged
                                              : Heatmap::CellState::measured;
        }
    }
    map.references.push_back({network.priorError, "chance"});
    if (!moments.empty()) {
        map.references.push_back({moments.back().findings.front().testError, "pixels"});
    }
    return {"probe_heatmap", "Test error of each layer's probe, " + network.images,
            {"step", ""},    {"layer", ""},
            errorQuantity,   std::move(map)};
}

Artifact probeErrors(const ProbedNetwork& network, const std::vector<ProbeMoment>& moments) {
    Lines lines =
        firstAndNewest(moments, [](const ProbeFinding& finding) { return finding.testError; });
    const auto addBars = [&](Lines::Line& line, const ProbeMoment& moment) {
        for (const ProbeFinding& finding : moment.findings) {
            const stats::Estimate share = wilson(finding.testError, network.testImages);
            line.low.push_back(share.low);
            line.high.push_back(share.high);
        }
    };
    if (!moments.empty()) {
        addBars(lines.lines.front(), moments.back());
        Lines::Line whole;
        whole.label = "the network itself, " + stepText(moments.back().step);
        whole.x = {0.0, static_cast<double>(network.points.size() - 1)};
        whole.y = {moments.back().networkError, moments.back().networkError};
        whole.dashed = true;
        lines.lines.push_back(std::move(whole));
    }
    return {"probe_errors",
            "Test error of linear probes by layer (95 %), " + network.images,
            {"layer", ""},
            errorQuantity,
            {},
            std::move(lines)};
}

Artifact probeBits(const ProbedNetwork& network, const std::vector<ProbeMoment>& moments) {
    return {"probe_bits",
            "What a linear reader can use, by layer",
            {"layer", ""},
            {"H(Y) − cross-entropy", "bits"},
            {},
            firstAndNewest(moments, [&network](const ProbeFinding& finding) {
                return finding.usableBits(network.priorLoss);
            })};
}

Artifact networkDiagram(const ProbedNetwork& network, const std::vector<ProbeMoment>& moments) {
    Graph graph;
    graph.selects = layerParameter;
    const std::size_t points = network.points.size();
    const auto errorAt = [&](std::size_t k) {
        return moments.empty() ? notANumber : moments.back().findings[k].testError;
    };
    for (std::size_t k = 0; k < points; ++k) {
        const ProbePoint& point = network.points[k];
        std::string shape = std::to_string(point.shape.channels);
        if (!point.shape.flat()) {
            shape += " @ " + std::to_string(point.shape.rows) + " × " +
                     std::to_string(point.shape.columns);
        }
        graph.nodes.push_back({point.name, point.kind, errorAt(k), shape,
                               std::array<double, 2>{static_cast<double>(k), 0.0}});
    }
    for (std::size_t k = 0; k < points; ++k) {
        const double error = errorAt(k);
        graph.nodes.push_back({"", "diode", error,
                               std::isfinite(error) ? number("%.1f %%", 100.0 * error) : "",
                               std::array<double, 2>{static_cast<double>(k), 1.0}});
        graph.edges.push_back({k, points + k, "diode"});
        if (k + 1 < points) {
            graph.edges.push_back({k, k + 1, "forward", notANumber, ""});
        }
    }
    return {"network_diagram", "The network and its probes", {}, {}, errorQuantity,
            std::move(graph)};
}

Artifact probeTable(const ProbedNetwork& network, const ProbeMoment& moment) {
    Table table;
    table.selects = layerParameter;
    table.columns = {"point",          "features read", "examples", "test error (95 %)",
                     "training error", "usable bits",   "λ",        "gap, nats",
                     "open, %"};
    for (std::size_t k = 0; k < moment.findings.size(); ++k) {
        const ProbeFinding& finding = moment.findings[k];
        const stats::Estimate share = wilson(finding.testError, network.testImages);
        const std::string interval =
            number("%.2f", 100.0 * share.low) + " to " + number("%.2f", 100.0 * share.high);
        table.rows.push_back(
            {TableCell(network.points[k].name), TableCell(network.reductions[k]),
             TableCell(std::to_string(finding.examples) +
                           (finding.tooFewExamples() ? ", fewer than features" : ""),
                       static_cast<double>(finding.examples)),
             TableCell(number("%.2f %%", 100.0 * finding.testError) + " (" + interval + ")",
                       {finding.testError, share.low, share.high}),
             TableCell(number("%.2f %%", 100.0 * finding.trainError), finding.trainError),
             numberCell("%.2f", finding.usableBits(network.priorLoss)),
             numberCell("%.3g", finding.penalty), numberCell("%.2g", finding.gap),
             numberCell("%.2g", 100.0 * finding.errorGap)});
    }
    return {"probe_table", "Probes at " + stepText(moment.step), {}, {}, {}, std::move(table)};
}

Artifact confusion(const ProbedNetwork& network, const data::ImagePart& test,
                   const ProbeAnswers& answers, std::size_t point) {
    const std::size_t classes = network.classes.size();
    std::vector<double> counts(classes * classes, 0.0);
    std::vector<double> of(classes, 0.0);
    const std::uint32_t* said = answers.of(point);
    for (std::size_t i = 0; i < answers.images; ++i) {
        counts[test.labels[i] * classes + said[i]] += 1.0;
        of[test.labels[i]] += 1.0;
    }
    Heatmap map;
    map.rowLabels = network.classes;
    map.columnLabels = network.classes;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const double all = of[i / classes];
        map.values.push_back(static_cast<float>(all > 0.0 ? counts[i] / all : notANumber));
    }
    return {"confusion",    "What the probe of " + network.points[point].name + " answers",
            {"answer", ""}, {"class", ""},
            {"share", ""},  std::move(map)};
}

Artifact misclassified(const ProbedNetwork& network, const nn::TrainingImages& images,
                       const ProbeAnswers& answers, std::size_t point, std::size_t most) {
    const data::ImagePart& test = images.chosen().test;
    const data::LabelledImages& set = *test.set;
    ImageGrid grid;
    grid.width = set.width;
    grid.height = set.height;
    grid.channels = set.channels;
    constexpr std::size_t widest = 10;
    grid.columns = widest;
    const std::uint32_t* said = answers.of(point);
    std::size_t wrong = 0;
    constexpr float largestByte = 255.0F;
    for (std::size_t i = 0; i < answers.images; ++i) {
        if (said[i] == test.labels[i] || ++wrong > most) {
            continue;
        }
        const std::uint8_t* image = test.image(i);
        for (std::size_t p = 0; p < set.valuesOfImage(); ++p) {
            grid.pixels.push_back(static_cast<float>(image[p]) / largestByte);
        }
        grid.captions.push_back(network.classes[test.labels[i]] + " as " +
                                network.classes[said[i]]);
    }
    std::string title = std::to_string(wrong) + " of " + std::to_string(answers.images) +
                        " test images that the probe of " + network.points[point].name +
                        " takes for others";
    if (wrong > most) {
        title += ", the first " + std::to_string(most);
    }
    return {"misclassified", std::move(title), {}, {}, {"grey", ""}, std::move(grid)};
}

} // namespace scorescope::probes
