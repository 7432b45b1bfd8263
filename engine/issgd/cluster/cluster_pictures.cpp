// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/cluster/cluster_pictures.h"

#include "engine/core/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::issgd {
namespace {

const char* const memberParameter = "member";

/// In the order of Deed.
const std::array<const char*, deeds> deedNames = {"trains",   "sends parameters", "waits",
                                                  "fetches",  "scores",           "writes weights",
                                                  "receives", "is lost"};

} // namespace

std::vector<double> weightAges(const ScoringCluster& cluster) {
    const ScoreTable& known = cluster.known();
    std::vector<double> ages;
    for (std::size_t b = 0; b < known.blocks(); ++b) {
        if (known.scored[b] != 0) {
            ages.push_back(cluster.seconds() - known.times[b]);
        }
    }
    return ages;
}

Artifact clusterSpans(const ScoringCluster& cluster, double seconds) {
    const double end = cluster.seconds();
    const double begin = std::max(0.0, end - seconds);
    Spans spans;
    spans.categories.assign(deedNames.begin(), deedNames.end());
    spans.selects = memberParameter;
    const std::vector<ScoringCluster::Member> members = cluster.members();
    for (std::size_t row = 0; row < ClusterLog::firstWorker + members.size(); ++row) {
        spans.rows.push_back(cluster.nameOf(row));
    }
    const auto add = [&](std::size_t row, Deed deed, double from, double to) {
        if (to > begin && row < spans.rows.size()) {
            spans.spans.push_back(
                {row, std::max(from, begin), std::min(to, end), static_cast<std::size_t>(deed)});
        }
    };
    for (const ClusterLog::Span& span : cluster.log().spans()) {
        add(span.who, span.deed, span.begin, span.end);
    }
    for (std::size_t w = 0; w < members.size(); ++w) { // what is under way
        if (members[w].since < end) {
            add(ClusterLog::firstWorker + w, members[w].now, members[w].since, end);
        }
    }
    return {"cluster_spans", "Who does what", {"time", "s"}, {}, {}, std::move(spans)};
}

Artifact clusterMembers(const ScoringCluster& cluster, std::uint64_t step) {
    Table table;
    table.columns = {"", "now", "has step", "behind", "scored", "dropped", "lost"};
    table.selects = memberParameter;
    table.rows.push_back({cluster.nameOf(ClusterLog::master), "trains",
                          numberCell("%.0f", static_cast<double>(step)), "", "", "", ""});
    const auto parameters = [&](bool has, std::uint64_t of, std::vector<TableCell>& row) {
        row.push_back(has ? numberCell("%.0f", static_cast<double>(of)) : TableCell("none"));
        row.push_back(has ? numberCell("%.0f", static_cast<double>(step - std::min(step, of)))
                          : TableCell(""));
    };
    std::vector<TableCell> store = {cluster.nameOf(ClusterLog::store), ""};
    parameters(cluster.storedStep().has_value(), cluster.storedStep().value_or(0), store);
    store.insert(store.end(), 3, TableCell(""));
    table.rows.push_back(std::move(store));
    const std::vector<ScoringCluster::Member> members = cluster.members();
    for (std::size_t w = 0; w < members.size(); ++w) {
        const ScoringCluster::Member& worker = members[w];
        std::vector<TableCell> row = {cluster.nameOf(ClusterLog::firstWorker + w),
                                      deedNames[static_cast<std::size_t>(worker.now)]};
        parameters(worker.hasParameters, worker.step, row);
        for (const std::uint64_t count : {worker.scored, worker.dropped, worker.losses}) {
            row.push_back(numberCell("%.0f", static_cast<double>(count)));
        }
        table.rows.push_back(std::move(row));
    }
    return {"cluster_members", "Master, store, workers", {}, {}, {}, std::move(table)};
}

Artifact clusterTraffic(const ScoringCluster& cluster, std::uint64_t step) {
    Table table;
    table.columns = {"of the cluster", "value"};
    const double seconds = cluster.seconds();
    const auto row = [&](const char* name, TableCell cell) {
        table.rows.push_back({name, std::move(cell)});
    };
    row("clock", numberCell("%.3g s", seconds));
    if (seconds > 0.0) {
        row("steps per second", numberCell("%.3g", static_cast<double>(step) / seconds));
        row("messages per second",
            numberCell("%.3g", static_cast<double>(cluster.log().messages()) / seconds));
        row("kilobytes per second", numberCell("%.3g", cluster.log().bytes() / 1000.0 / seconds));
    }
    std::vector<double> ages = weightAges(cluster);
    const std::size_t blocks = cluster.known().blocks();
    if (!ages.empty()) {
        std::sort(ages.begin(), ages.end());
        row("age of the weights, median", numberCell("%.3g s", ages[ages.size() / 2]));
        row("oldest", numberCell("%.3g s", ages.back()));
    }
    row("blocks never scored",
        TableCell(std::to_string(blocks - ages.size()) + " of " + std::to_string(blocks),
                  static_cast<double>(blocks - ages.size())));
    if (const std::string note = cluster.note(); !note.empty()) {
        row("note", TableCell(note));
    }
    return {"cluster_traffic", "The cluster", {}, {}, {}, std::move(table)};
}

} // namespace scorescope::issgd
