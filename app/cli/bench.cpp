// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench.h"

#include "app/cli/bench_publishing.h"
#include "engine/core/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <iostream>

namespace scorescope::app {

int bench(const Registry& registry, const std::vector<std::string>& names, int threads, bool json) {
    std::vector<std::string> known;
    for (const Benchmark& benchmark : registry.benchmarks()) {
        known.push_back(benchmark.name);
    }
    known.push_back("publishing");
    for (const std::string& name : names) {
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            std::string list;
            for (const std::string& each : known) {
                list += (list.empty() ? "" : ", ") + each;
            }
            throw InputError("bench", "",
                             "there is no benchmark '" + name + "'" + didYouMean(name, known) +
                                 "; known are " + list);
        }
    }
    const auto wanted = [&names](const std::string& name) {
        return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
    };
    std::vector<BenchRow> rows;
    for (const Benchmark& benchmark : registry.benchmarks()) {
        if (wanted(benchmark.name)) {
            std::cerr << "scorescope: " << benchmark.name << ": " << benchmark.title << '\n';
            const std::vector<BenchRow> more = benchmark.run(threads);
            rows.insert(rows.end(), more.begin(), more.end());
        }
    }
    if (wanted("publishing")) {
        std::cerr << "scorescope: publishing: share of the engine's time spent on pictures at 30 a "
                     "second\n";
        for (const BenchRow& row : benchPublishing(registry, threads)) {
            rows.push_back(row);
        }
    }
    if (json) {
        nlohmann::ordered_json list = nlohmann::ordered_json::array();
        for (const BenchRow& row : rows) {
            list.push_back({{"name", row.name},
                            {"size", row.size},
                            {"dtype", row.dtype},
                            {"threads", row.threads},
                            {"seconds", row.seconds},
                            {"reference_seconds", row.referenceSeconds},
                            {"ratio", row.ratio},
                            {"lowest_ratio", row.lowestRatio},
                            {"highest_ratio", row.highestRatio},
                            {"rate", row.gflops},
                            {"rate_unit", row.rateUnit}});
            if (row.share >= 0.0) {
                list.back()["share"] = row.share;
            }
            if (!row.note.empty()) {
                list.back()["note"] = row.note;
            }
        }
        std::cout << list.dump(2) << '\n';
        return 0;
    }
    std::printf("%-16s %-24s %-8s %7s %12s %12s %8s %12s %12s\n", "name", "size", "type", "threads",
                "seconds", "reference", "ratio", "of rounds", "rate");
    for (const BenchRow& row : rows) {
        std::printf("%-16s %-24s %-8s %7d %12.6f ", row.name.c_str(), row.size.c_str(),
                    row.dtype.c_str(), row.threads, row.seconds);
        if (row.share >= 0.0) {
            std::printf("%5.1f %% of the time\n", 100.0 * row.share);
            continue;
        }
        if (row.ratio > 0.0) {
            std::printf("%12.6f %8.2f ", row.referenceSeconds, row.ratio);
        } else {
            std::printf("%12s %8s ", "-", "-");
        }
        if (row.lowestRatio > 0.0) {
            std::printf("%6.2f-%-5.2f ", row.lowestRatio, row.highestRatio);
        } else {
            std::printf("%12s ", "-");
        }
        if (row.gflops > 0.0) {
            std::printf("%7.1f %s", row.gflops, row.rateUnit.c_str());
        }
        std::printf("\n");
    }
    std::string last; // rows of one benchmark often have the same
    for (const BenchRow& row : rows) {
        if (!row.note.empty() && row.note != last) {
            std::printf("%s: %s\n", row.name.c_str(), row.note.c_str());
            last = row.note;
        }
    }
    return 0;
}

} // namespace scorescope::app
