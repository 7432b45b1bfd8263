// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/training/run_records.h"

#include "engine/core/text.h"
#include "engine/stats/estimate_cells.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <utility>

namespace scorescope::issgd {
namespace {

double meanOf(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::vector<double> inPercent(std::vector<double> shares) {
    for (double& share : shares) {
        share *= 100.0;
    }
    return shares;
}

/// Of one method's groups, the one with the least validation error; test errors where there is no
/// image to validate with are not looked at.
std::optional<std::size_t> bestOf(const std::vector<RunGroup>& groups, const RunRecords& records,
                                  bool importance) {
    std::optional<std::size_t> best;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t g = 0; g < groups.size(); ++g) {
        if (groups[g].importance != importance) {
            continue;
        }
        const std::vector<double> errors = records.lastTenth(g, Measured::validationError);
        if (errors.empty()) {
            continue;
        }
        const double mean = meanOf(errors);
        if (!best || mean < least) {
            best = g;
            least = mean;
        }
    }
    return best;
}

} // namespace

const char* measuredName(Measured kind) {
    static const std::array<const char*, measuredKinds> names = {
        "train_loss",     "train_error",  "validation_error", "test_error",
        "spread_uniform", "spread_stale", "spread_in_use",    "spread_ideal"};
    return names.at(static_cast<std::size_t>(kind));
}

void RunRecords::add(std::size_t group, std::uint64_t step, std::vector<double> values) {
    if (values.size() != runs_ * measuredKinds ||
        (!entries_.at(group).empty() && entries_[group].back().step > step)) {
        throw std::invalid_argument("a measurement is of all runs of a group, one after the other");
    }
    if (!entries_[group].empty() && entries_[group].back().step == step) {
        entries_[group].pop_back();
    }
    entries_[group].push_back({step, std::move(values)});
}

void RunRecords::clear() {
    entries_.assign(groups_, {});
}

std::vector<double> RunRecords::lastTenth(std::size_t group, Measured kind) const {
    const std::vector<Entry>& entries = entries_.at(group);
    if (entries.empty()) {
        return {};
    }
    const std::uint64_t last = entries.back().step;
    const std::uint64_t from = last - last / 10;
    std::vector<double> sums(runs_, 0.0);
    std::size_t count = 0;
    for (const Entry& entry : entries) {
        if (entry.step < from) {
            continue;
        }
        ++count;
        for (std::size_t r = 0; r < runs_; ++r) {
            sums[r] += entry.values[r * measuredKinds + static_cast<std::size_t>(kind)];
        }
    }
    for (double& sum : sums) {
        sum /= static_cast<double>(count);
    }
    return sums;
}

Artifact table71(const std::vector<RunGroup>& groups, const RunRecords& records,
                 const std::string& images) {
    Table table;
    table.columns = {"model", "test error, % (95 %)", "validation error, %", "setting",
                     "the thesis, SVHN, %"};
    table.rows.push_back({"SGD (Davis and Arel 2013)", "", "", "", numberCell("%.2f", 9.31)});
    const auto row = [&](const char* name, bool importance, double thesis) {
        std::vector<TableCell> cells = {name};
        const std::optional<std::size_t> best = bestOf(groups, records, importance);
        if (best) {
            const auto cell = [&](Measured kind) {
                return stats::estimateCell(
                    "%.2f", stats::meanOfRepetitions(inPercent(records.lastTenth(*best, kind))));
            };
            cells.push_back(cell(Measured::testError));
            cells.push_back(cell(Measured::validationError));
            cells.push_back(TableCell(groups[*best].title));
        } else {
            cells.insert(cells.end(), 3, TableCell(""));
        }
        cells.push_back(numberCell("%.2f", thesis));
        table.rows.push_back(std::move(cells));
    };
    row("SGD", false, 7.54);
    row("Importance-sampling SGD", true, 7.56);
    table.rows.push_back({"Ours: " + images + ", " + std::to_string(records.runs()) +
                              " seeds, mean over the last tenth of the steps, the setting with the "
                              "least validation error",
                          "", "", "", ""});
    return {"table_7_1", "Test errors", {}, {}, {}, std::move(table)};
}

} // namespace scorescope::issgd
