// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/likelihood/table_pictures.h"

#include "engine/core/text.h"
#include "engine/stats/estimate_cells.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace scorescope::gsn {
namespace {

TableCell withError(double mean, const std::optional<double>& error) {
    if (!error) {
        return numberCell("%.0f", mean);
    }
    return {number("%.1f", mean) + " ± " + number("%.1f", *error), {mean, *error}};
}

TableCell printed(const std::optional<PrintedScore>& score) {
    return score ? withError(score->mean, score->standardError) : TableCell("");
}

TableCell deviationCell(const ParzenScore& score) {
    // At the edge of what was tried the best one may lie beyond.
    return {number("%.3f", score.deviation) + (score.atEdge ? ", at the edge" : ""),
            score.deviation};
}

TableCell machineCell(const MachineLikelihood& machine) {
    std::string text =
        number("%.1f", machine.backward.value) + " to " + number("%.1f", machine.forward.value);
    std::vector<double> numbers{machine.backward.value, machine.forward.value};
    if (machine.exact) {
        text += "; exactly " + number("%.1f", *machine.exact);
        numbers.push_back(*machine.exact);
    }
    return {std::move(text), std::move(numbers)};
}

std::string whenMeasured(const TableMeasurement& measured) {
    if (measured.steps.empty()) {
        return "not measured yet";
    }
    const auto [first, last] =
        std::minmax_element(measured.steps.begin(), measured.steps.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; });
    const std::string range =
        first->second == last->second
            ? std::to_string(first->second)
            : std::to_string(first->second) + " to " + std::to_string(last->second);
    return "after " + range + " minibatches";
}

const RowMeasures* measuresOf(const TableMeasurement& measured, const TableRow& row) {
    const auto found = measured.rows.find(row.name);
    return found == measured.rows.end() ? nullptr : &found->second;
}

ImageGrid emptyGrid(std::size_t columns) {
    ImageGrid grid;
    grid.width = data::digitSide;
    grid.height = data::digitSide;
    grid.columns = columns;
    return grid;
}

/// What pictures of samples are of, beside their colours. Images and draws are of 0 and 1 or grey,
/// means of P(X | h) grey.
Quantity imagesOf(const data::Digits& digits) {
    return {digits.name, ""};
}

void addImage(const RowMeasures& row, std::size_t which, ImageGrid& grid) {
    const auto from = row.kept.begin() + static_cast<std::ptrdiff_t>(which * grid.imageSize());
    grid.pixels.insert(grid.pixels.end(), from,
                       from + static_cast<std::ptrdiff_t>(grid.imageSize()));
}

/// The next row of the table begins a row of the grid.
void fillRow(ImageGrid& grid) {
    const std::size_t row = grid.columns * grid.imageSize();
    grid.pixels.resize((grid.pixels.size() + row - 1) / row * row,
                       std::numeric_limits<float>::quiet_NaN());
}

/// One number of each row for each test image.
Artifact imageScores(const char* name, const char* title, Quantity value,
                     const std::vector<TableRow>& rows, const TableMeasurement& measured,
                     std::vector<double> RowMeasures::*which) {
    Heatmap map;
    for (const TableRow& row : rows) {
        const RowMeasures* found = measuresOf(measured, row);
        if (found == nullptr || (found->*which).empty()) {
            continue;
        }
        const std::vector<double>& scores = found->*which;
        if (map.rowLabels.empty()) {
            for (std::size_t image = 1; image <= scores.size(); ++image) {
                map.columnLabels.push_back(std::to_string(image));
                map.columnPositions.push_back(static_cast<double>(image));
            }
        }
        if (scores.size() != map.columns()) { // as only a damaged checkpoint has them
            continue;
        }
        map.rowLabels.push_back(row.title);
        std::transform(scores.begin(), scores.end(), std::back_inserter(map.values),
                       [](double score) { return static_cast<float>(score); });
    }
    return {name,
            title + whenMeasured(measured),
            {"test image", ""},
            {"", ""},
            std::move(value),
            std::move(map)};
}

} // namespace

Artifact likelihoodTable(const std::vector<TableRow>& rows, const TableMeasurement& measured,
                         bool binary) {
    Table table;
    table.columns = {"samples of",
                     binary ? "Parzen, 0/1 pixels" : "Parzen, as trained",
                     "the thesis: Table 5.1",
                     "Parzen, grey",
                     "by P(x | h)",
                     "the thesis: §5.5.1",
                     "log P(x), annealed"};
    for (const TableRow& row : rows) {
        std::vector<TableCell> cells{row.title};
        if (const RowMeasures* found = measuresOf(measured, row)) {
            cells.push_back(withError(found->parzen.mean, found->parzen.standardError));
            cells.push_back(printed(row.parzen));
            cells.push_back(withError(found->greyParzen.mean, found->greyParzen.standardError));
            cells.push_back(found->bound
                                ? withError(found->bound->mean, found->bound->standardError)
                                : TableCell("has none"));
        } else {
            cells.insert(cells.end(), {"not yet", printed(row.parzen), "", ""});
        }
        cells.push_back(printed(row.bound));
        const bool annealed = row.kind == RowKind::boltzmann && measured.machine;
        cells.push_back(annealed ? machineCell(*measured.machine) : TableCell(""));
        table.rows.push_back(std::move(cells));
    }
    table.rows.push_back(
        {"DBM-3, the thesis alone", "", printed(PrintedScore{32.0, 1.9}), "", "", "", ""});
    return {"likelihoods", "Table 5.1, nats, " + whenMeasured(measured), {}, {}, {}, table};
}

Artifact qualityTable(const std::vector<TableRow>& rows, const TableMeasurement& measured) {
    Table table;
    table.columns = {"samples of", "told from data", "energy distance",   "precision",
                     "recall",     "coverage",       "nearer to training"};
    for (const TableRow& row : rows) {
        const RowMeasures* found = measuresOf(measured, row);
        if (found == nullptr) {
            table.rows.push_back({row.title, "not yet", "", "", "", "", ""});
            continue;
        }
        table.rows.push_back({row.title, stats::estimateCell("%.3f", found->area),
                              stats::estimateCell("%.3f", found->energy),
                              stats::estimateCell("%.2f", found->precision),
                              stats::estimateCell("%.2f", found->recall),
                              stats::estimateCell("%.2f", found->coverage),
                              stats::estimateCell("%.2f", found->nearer)});
    }
    return {"quality", "Draws against test images, " + whenMeasured(measured), {}, {}, {}, table};
}

Artifact rowImages(const std::vector<TableRow>& rows, const TableMeasurement& measured,
                   const data::Digits& digits) {
    ImageGrid grid = emptyGrid(shownSamples);
    for (const TableRow& row : rows) {
        const RowMeasures* found = measuresOf(measured, row);
        if (found == nullptr) {
            continue;
        }
        grid.rowCaptions.push_back(row.title);
        const std::size_t there = found->kept.size() / grid.imageSize();
        const std::size_t shown = std::min(shownSamples, there);
        for (std::size_t i = 0; i < shown; ++i) {
            addImage(*found, i * there / shown, grid);
        }
        fillRow(grid);
    }
    return {
        "row_samples",  "Samples of each row, " + whenMeasured(measured), {}, {}, imagesOf(digits),
        std::move(grid)};
}

Artifact keptImages(const std::vector<TableRow>& rows, const TableMeasurement& measured,
                    const data::Digits& digits) {
    constexpr std::size_t columns = 25;
    ImageGrid grid = emptyGrid(columns);
    for (const TableRow& row : rows) {
        const RowMeasures* found = measuresOf(measured, row);
        if (found == nullptr) {
            continue;
        }
        const std::size_t there = found->kept.size() / grid.imageSize();
        for (std::size_t i = 0; i < there; ++i) {
            if (i % columns == 0) {
                grid.rowCaptions.push_back(i == 0 ? row.title : "");
            }
            addImage(*found, i, grid);
        }
        fillRow(grid);
    }
    return {"kept_samples",
            "Samples kept of each row, " + whenMeasured(measured),
            {},
            {},
            imagesOf(digits),
            std::move(grid)};
}

Artifact imageLikelihoods(const std::vector<TableRow>& rows, const TableMeasurement& measured) {
    return imageScores("image_likelihoods", "Parzen log-density of each test image, ",
                       {"Parzen", "nats"}, rows, measured, &RowMeasures::logDensities);
}

Artifact imageBounds(const std::vector<TableRow>& rows, const TableMeasurement& measured) {
    return imageScores("image_bounds", "Bound of each test image, ", {"bound", "nats"}, rows,
                       measured, &RowMeasures::bounds);
}

Artifact deviationCurves(const std::vector<TableRow>& rows, const TableMeasurement& measured,
                         const std::vector<double>& deviations) {
    Lines lines;
    for (const TableRow& row : rows) {
        const RowMeasures* found = measuresOf(measured, row);
        if (found != nullptr && found->validation.size() == deviations.size()) {
            Lines::Line line;
            line.label = row.title;
            line.x = deviations;
            line.y = found->validation;
            lines.lines.push_back(std::move(line));
        }
    }
    return {"deviation_curves",
            "Validation images under windows of width σ",
            {"σ", ""},
            {"mean log density", "nats"},
            {},
            std::move(lines)};
}

Artifact originTable(const std::vector<TableRow>& rows,
                     const std::map<std::string, RowOrigin>& origins,
                     const TableMeasurement& measured, const TrainingSoFar& training) {
    Table table;
    table.columns = {"samples of", "layers", "minibatches", "epochs",
                     "seed",       "σ",      "σ, grey",     "samples"};
    for (const TableRow& row : rows) {
        const auto found = origins.find(row.name);
        const RowOrigin origin = found == origins.end() ? RowOrigin{} : found->second;
        std::vector<TableCell> cells{row.title, origin.layers};
        if (origin.layers.empty()) {
            cells.insert(cells.end(), {"", "", ""});
        } else {
            cells.push_back(numberCell("%.0f", static_cast<double>(training.minibatches)));
            cells.push_back(numberCell("%.1f", training.epochs));
            cells.push_back(numberCell("%.0f", static_cast<double>(training.seed)));
        }
        const RowMeasures* measures = measuresOf(measured, row);
        cells.push_back(measures != nullptr ? deviationCell(measures->parzen) : TableCell(""));
        cells.push_back(measures != nullptr ? deviationCell(measures->greyParzen) : TableCell(""));
        cells.emplace_back(origin.note);
        table.rows.push_back(std::move(cells));
    }
    return {"runs", "How the rows came about", {}, {}, {}, table};
}

} // namespace scorescope::gsn
