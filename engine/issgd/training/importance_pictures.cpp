// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/training/importance_pictures.h"

#include "engine/core/text.h"
#include "engine/issgd/variance/concentration.h"
#include "engine/stats/estimate_cells.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace scorescope::issgd {
namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

std::vector<double> above0(const std::vector<double>& weights) {
    std::vector<double> kept;
    std::copy_if(weights.begin(), weights.end(), std::back_inserter(kept),
                 [](double w) { return w > 0.0; });
    return kept;
}

std::string percent(double share) {
    return number("%.1f %%", 100.0 * share);
}

} // namespace

Artifact weightsPicture(const Proposal& proposal) {
    constexpr std::size_t bins = 50;
    const WeightHistogram counts = weightHistogram(above0(proposal.weights), bins);
    Histogram histogram;
    for (const double edge : counts.edges) {
        histogram.edges.push_back(std::log10(edge));
    }
    histogram.count.assign(counts.counts.begin(), counts.counts.end());
    return {"weights", "Probability weights in use", {"log₁₀ weight", ""}, {"examples", ""},
            {},        std::move(histogram)};
}

Artifact lorenzPicture(const Proposal& proposal) {
    const LorenzCurve curve = lorenzCurve(proposal.weights);
    Lines lines;
    Lines::Line own;
    own.label = "in use, Gini " + number("%.2f", curve.gini);
    own.x = curve.examples;
    own.y = curve.weight;
    Lines::Line even;
    even.label = "uniform";
    even.x = {0.0, 1.0};
    even.y = {0.0, 1.0};
    even.dashed = true;
    lines.lines = {std::move(own), std::move(even)};
    return {"lorenz",
            "Lorenz curve of the weights",
            {"share of the examples", ""},
            {"share of all chances", ""},
            {},
            std::move(lines)};
}

Artifact agesPicture(const ExampleScores& scores, double now) {
    constexpr std::size_t bins = 40;
    std::vector<double> ages;
    for (const double time : scores.times) {
        if (time != ExampleScores::never) {
            ages.push_back(now - time);
        }
    }
    Histogram histogram;
    if (!ages.empty()) {
        const double oldest = std::max(*std::max_element(ages.begin(), ages.end()), 1e-9);
        histogram.count.assign(bins, 0.0);
        for (std::size_t i = 0; i <= bins; ++i) {
            histogram.edges.push_back(oldest * static_cast<double>(i) / bins);
        }
        for (const double age : ages) {
            const double place = std::max(0.0, age) / oldest * static_cast<double>(bins);
            ++histogram.count[std::min(bins - 1, static_cast<std::size_t>(place))];
        }
    }
    return {"weight_ages",
            "Age of the weights",
            {"since they came to the store", "s"},
            {"examples", ""},
            {},
            std::move(histogram)};
}

Artifact informativeExamples(const nn::TrainingImages& images, const ExampleScores& scores,
                             std::size_t count) {
    std::vector<std::size_t> known;
    for (std::size_t i = 0; i < scores.scores.size(); ++i) {
        if (scores.times[i] != ExampleScores::never && std::isfinite(scores.scores[i])) {
            known.push_back(i);
        }
    }
    const std::size_t shown = std::min(count, known.size() / 2);
    const auto middle = static_cast<std::ptrdiff_t>(shown);
    const auto higher = [&](std::size_t a, std::size_t b) {
        return scores.scores[a] > scores.scores[b] ||
               (scores.scores[a] == scores.scores[b] && a < b);
    };
    std::partial_sort(known.begin(), known.begin() + middle, known.end(), higher);
    std::vector<std::size_t> chosen(known.begin(), known.begin() + middle);
    std::partial_sort(known.begin(), known.begin() + middle, known.end(),
                      [&](std::size_t a, std::size_t b) { return higher(b, a); });
    chosen.insert(chosen.end(), known.begin(), known.begin() + middle);

    const data::ChosenImages& set = images.chosen();
    const data::LabelledImages& pictures = *set.training.set;
    ImageGrid grid;
    grid.width = pictures.width;
    grid.height = pictures.height;
    grid.channels = pictures.channels;
    grid.columns = std::max<std::size_t>(shown, 1);
    grid.rowCaptions =
        shown == 0 ? std::vector<std::string>{} : std::vector<std::string>{"most", "least"};
    constexpr float largestByte = 255.0F;
    for (std::size_t k = 0; k < chosen.size(); ++k) {
        const std::size_t i = chosen[k];
        const std::uint8_t* image = set.training.image(i);
        for (std::size_t p = 0; p < pictures.valuesOfImage(); ++p) {
            grid.pixels.push_back(static_cast<float>(image[p]) / largestByte);
        }
        grid.captions.push_back(pictures.classes[set.training.labels[i]] + ": " +
                                number("%.3g", scores.scores[i]));
        if (std::binary_search(set.wrong.begin(), set.wrong.end(), i)) {
            grid.framed.push_back(k);
        }
    }
    return {"informative",
            "Most and least informative: label and score, " + set.name,
            {},
            {},
            {"grey", ""},
            std::move(grid)};
}

Artifact samplingTable(const Proposal& proposal, double largestShare) {
    Table table;
    table.columns = {"of the proposal", "value"};
    const auto row = [&](const std::string& name, TableCell cell) {
        table.rows.push_back({name, std::move(cell)});
    };
    const auto n = static_cast<double>(proposal.included);
    row("examples drawn from", TableCell(std::to_string(proposal.included) + " of " +
                                             std::to_string(proposal.weights.size()),
                                         n));
    row("effective sample size ESS / N",
        TableCell(percent(proposal.effectiveShare), proposal.effectiveShare));
    row("τ = √(N / ESS)", numberCell("%.3g", proposal.tau));
    row("entropy / log N", numberCell("%.4g", proposal.entropyShare));
    row("smoothing constant in use", numberCell("%.4g", proposal.smoothing));
    row("never scored: have the mean weight",
        numberCell("%.0f", static_cast<double>(proposal.counts.neverScored)));
    row("too old: left out", numberCell("%.0f", static_cast<double>(proposal.counts.stale)));
    row("largest factor's share of the minibatch", TableCell(percent(largestShare), largestShare));
    if (proposal.concentrated()) {
        row("caution", TableCell("few examples have most of the weight: estimates jump"));
    }
    if (!proposal.note.empty()) {
        row("note", TableCell(proposal.note));
    }
    return {"sampling", "What minibatches are drawn by", {}, {}, {}, std::move(table)};
}

Artifact verdictTable(const Verdict& verdict, double costRatio) {
    Table table;
    table.columns = {"does it pay here?", "value (95 %)"};
    const auto row = [&](const std::string& name, TableCell cell) {
        table.rows.push_back({name, std::move(cell)});
    };
    const char* const answer = verdict.answer == Answer::yes  ? "yes"
                               : verdict.answer == Answer::no ? "no"
                                                              : "not certain";
    row(verdict.sentence, TableCell(""));
    row("answer", TableCell(answer));
    row("R, as used", stats::estimateCell("%.3g", verdict.reduction));
    row("R, ideal", stats::estimateCell("%.3g", verdict.idealReduction));
    row("noise κ", stats::estimateCell("%.3g", verdict.noise));
    row("step gain E", stats::estimateCell("%.3g", verdict.stepGain));
    row("step gain, ideal", stats::estimateCell("%.3g", verdict.idealStepGain));
    row("cost ratio C, measured here", numberCell("%.3g", costRatio));
    row("gain in time E / C", stats::estimateCell("%.3g", verdict.timeGain));
    if (verdict.timeGainWithWorkers) {
        row("with the workers' computing",
            stats::estimateCell("%.3g", *verdict.timeGainWithWorkers));
    }
    row(verdictCondition, TableCell(""));
    return {"verdict", "Does importance sampling pay here?", {}, {}, {}, std::move(table)};
}

Artifact byClock(const std::string& name, const std::string& title, const Quantity& value,
                 const std::vector<ClockedSeries>& lines, const SeriesSet& series) {
    Lines found;
    for (const ClockedSeries& each : lines) {
        const Series values = series.look(each.series);
        const Series clock = series.look(each.clock);
        Lines::Line line;
        line.label = each.label;
        line.dashed = each.dashed;
        for (std::size_t i = 0; i < values.size(); ++i) {
            const SeriesPoint point = values.at(i);
            const std::size_t at = clock.lowerBound(point.step);
            const bool there = at < clock.size() && clock.at(at).step == point.step;
            line.x.push_back(there ? clock.at(at).value : notANumber);
            line.y.push_back(point.value);
        }
        found.lines.push_back(std::move(line));
    }
    return {name, title, {"time", "s"}, value, {}, std::move(found)};
}

} // namespace scorescope::issgd
