// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/benchmark.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

/// What benchmarks share: timing two sides in turns, and refusing to time nonsense.
namespace scorescope::bench {

template <typename Work> double secondsOf(const Work& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    return elapsed.count();
}

inline double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

inline double relativeError(const std::vector<double>& a, const std::vector<double>& reference) {
    double difference = 0.0;
    double length = 0.0;
    for (std::size_t i = 0; i < reference.size(); ++i) {
        difference += (a[i] - reference[i]) * (a[i] - reference[i]);
        length += reference[i] * reference[i];
    }
    return std::sqrt(difference / length);
}

inline void demand(bool agree, const std::string& what) {
    if (!agree) {
        throw std::runtime_error("benchmark: fused and LibTorch disagree on " + what);
    }
}

/// Of `rounds` after one that does not count.
template <typename Work> double medianSeconds(int rounds, const Work& work) {
    work();
    std::vector<double> seconds;
    for (int round = 0; round < rounds; ++round) {
        seconds.push_back(secondsOf(work));
    }
    return median(seconds);
}

/// Interleaves the two sides so that a busy neighbour hurts both alike.
template <typename Ours, typename Reference>
void compare(int rounds, const Ours& ours, const Reference& reference, BenchRow& row) {
    std::vector<double> first;
    std::vector<double> second;
    ours();
    reference();
    for (int round = 0; round < rounds; ++round) {
        first.push_back(secondsOf(ours));
        second.push_back(secondsOf(reference));
        const double ratio = second.back() / first.back();
        row.lowestRatio = round == 0 ? ratio : std::min(row.lowestRatio, ratio);
        row.highestRatio = round == 0 ? ratio : std::max(row.highestRatio, ratio);
    }
    row.seconds = median(first);
    row.referenceSeconds = median(second);
    row.ratio = row.referenceSeconds / row.seconds;
}

} // namespace scorescope::bench
