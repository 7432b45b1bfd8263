// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/chain_parzen.h"

#include "engine/core/error.h"
#include "engine/core/text.h"

#include <stdexcept>
#include <utility>

namespace scorescope::gsn {
namespace {

/// Chains draw with the same random numbers, so that what differs is the network.
constexpr std::uint64_t parzenChains = std::uint64_t{1} << 52U;
constexpr double lowestDeviation = 0.05;
constexpr double highestDeviation = 2.0;
constexpr std::size_t deviations = 25;

std::vector<float> meansOf(const ChainParzenRequest& request, const ParzenChain& chain,
                           const stats::LongWork& work) {
    const std::size_t n = request.shape.units(0);
    const GsnSampler sampler(request.shape, work.threads);
    GsnState state = beginChains(request.shape, request.starts);
    const std::size_t ofEach = (request.samples + state.rows - 1) / state.rows;
    std::vector<float> means;
    means.reserve(ofEach * state.mean.size());
    const std::size_t steps = request.leaveOut + ofEach;
    for (std::size_t i = 0; i < steps; ++i) {
        sampler.step(chain.weights.data(), chain.network.noise, {request.seed, parzenChains + i, 0},
                     state, chain.network.scaleOf(i), chain.network.output);
        if (i >= request.leaveOut) {
            means.insert(means.end(), state.mean.begin(), state.mean.end());
        }
        report(work.progress, static_cast<double>(i + 1) / static_cast<double>(steps));
    }
    means.resize(request.samples * n);
    return means;
}

} // namespace

std::vector<ChainParzenRow> chainParzen(const ChainParzenRequest& request,
                                        const stats::LongWork& work) {
    const std::size_t n = request.shape.units(0);
    if (request.starts.empty() || request.starts.size() % n != 0 || request.samples == 0) {
        throw std::invalid_argument("chainParzen: whole starts, and at least one sample");
    }
    const std::vector<double> grid =
        stats::deviationGrid(lowestDeviation, highestDeviation, deviations);
    const double length = 1.0 / static_cast<double>(request.chains.size() + 1);
    std::vector<ChainParzenRow> rows;
    const auto add = [&](ChainParzenRow row, const std::vector<float>& samples,
                         const stats::LongWork& part) {
        const auto points = [n](const std::vector<float>& values) {
            return stats::Points{values.data(), values.size() / n, n};
        };
        const stats::ParzenLikelihood found = stats::parzenLikelihood(
            points(samples), points(request.validation), points(request.test), grid, part);
        row.mean = found.test.mean;
        row.standardError = found.test.standardError;
        row.deviation = found.deviation;
        row.atEdge = found.atEdge;
        rows.push_back(std::move(row));
    };
    for (std::size_t i = 0; i < request.chains.size(); ++i) {
        const ParzenChain& chain = request.chains[i];
        const stats::LongWork part = work.part(static_cast<double>(i) * length, length);
        const std::vector<float> means = meansOf(request, chain, part.part(0.0, 0.7));
        add({chain.name, chain.title, chain.printed}, means, part.part(0.7, 0.3));
    }
    add({"training_images", "training images", request.trainingPrinted}, request.training,
        work.part(1.0 - length, length));
    return rows;
}

void saveParzenRows(const std::vector<ChainParzenRow>& rows, Checkpoint& checkpoint) {
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    std::vector<double> numbers;
    for (const ChainParzenRow& row : rows) {
        all.push_back({{"name", row.name}, {"title", row.title}, {"at_edge", row.atEdge}});
        numbers.insert(numbers.end(), {row.printed, row.mean, row.standardError, row.deviation});
    }
    checkpoint.meta["parzen_rows"] = std::move(all);
    checkpoint.put("parzen_numbers", numbers);
}

std::vector<ChainParzenRow> loadParzenRows(const Checkpoint& checkpoint) {
    const auto refuse = [] { throw InputError("checkpoint", "/parzen_rows", "are damaged"); };
    const auto found = checkpoint.meta.find("parzen_rows");
    if (found == checkpoint.meta.end() || !found->is_array()) {
        refuse();
    }
    constexpr std::size_t numbersOfRow = 4;
    const std::vector<double> numbers =
        checkpoint.doubles("parzen_numbers", numbersOfRow * found->size());
    std::vector<ChainParzenRow> rows;
    for (const auto& each : *found) {
        if (!each.is_object() || !each.contains("name") || !each["name"].is_string() ||
            !each.contains("title") || !each["title"].is_string() || !each.contains("at_edge") ||
            !each["at_edge"].is_boolean()) {
            refuse();
        }
        const double* values = numbers.data() + numbersOfRow * rows.size();
        rows.push_back({each["name"].get<std::string>(), each["title"].get<std::string>(),
                        values[0], values[1], values[2], values[3], each["at_edge"].get<bool>()});
    }
    return rows;
}

Artifact parzenTable(const std::vector<ChainParzenRow>& rows) {
    Table table;
    table.columns = {"samples of", "Parzen, nats", "σ", "thesis (TFD)"};
    for (const ChainParzenRow& row : rows) {
        table.rows.push_back(
            {row.title,
             TableCell(number("%.0f", row.mean) + " ± " + number("%.1f", row.standardError),
                       std::vector<double>{row.mean, row.standardError}),
             TableCell(number("%.3g", row.deviation) +
                           (row.atEdge ? " (the edge of those tried)" : ""),
                       row.deviation),
             row.printed == 0.0 ? TableCell("") : numberCell("%.0f", row.printed)});
    }
    return {"parzen", "Parzen estimates", {}, {}, {}, std::move(table)};
}

} // namespace scorescope::gsn
