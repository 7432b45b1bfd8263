// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/measures/bootstrap.h"

#include "engine/core/rng.h"
#include "engine/core/threads.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace scorescope::probes {
namespace {

constexpr Purpose resampling = Purpose::named("probe bootstrap");

/// The statistic of each resample.
std::vector<double>
resampled(std::size_t count,
          const std::function<double(const std::vector<std::uint32_t>& times)>& statistic,
          const BootstrapOptions& options) {
    if (count == 0) {
        throw std::invalid_argument("there are no examples to draw anew");
    }
    if (options.resamples < 40) {
        throw std::invalid_argument("an interval of 95 % needs at least 40 resamples, not " +
                                    std::to_string(options.resamples));
    }
    std::vector<double> found(options.resamples);
    shareOut(
        options.resamples, options.threads, 8,
        [count] { return std::vector<std::uint32_t>(count); },
        [&](std::size_t resample, std::vector<std::uint32_t>& times) {
            RandomStream random(options.seed, resampling, 0, resample);
            std::fill(times.begin(), times.end(), 0U);
            for (std::size_t i = 0; i < count; ++i) {
                ++times[random.below(count)];
            }
            found[resample] = statistic(times);
        });
    return found;
}

stats::Estimate middle(double value, std::vector<double> resamples) {
    std::sort(resamples.begin(), resamples.end());
    const std::size_t outside = resamples.size() / 40;
    return {value, resamples[outside], resamples[resamples.size() - 1 - outside]};
}

std::function<double(const std::vector<std::uint32_t>&)> meanOf(const std::vector<double>& values) {
    return [&values](const std::vector<std::uint32_t>& times) {
        double sum = 0.0;
        for (std::size_t i = 0; i < values.size(); ++i) {
            sum += static_cast<double>(times[i]) * values[i];
        }
        return sum / static_cast<double>(values.size());
    };
}

} // namespace

stats::Estimate
bootstrap(std::size_t count,
          const std::function<double(const std::vector<std::uint32_t>& times)>& statistic,
          const BootstrapOptions& options) {
    std::vector<double> resamples = resampled(count, statistic, options);
    return middle(statistic(std::vector<std::uint32_t>(count, 1U)), std::move(resamples));
}

stats::Estimate bootstrapMean(const std::vector<double>& values, const BootstrapOptions& options) {
    return bootstrap(values.size(), meanOf(values), options);
}

PairedDifference pairedDifference(const std::vector<double>& first,
                                  const std::vector<double>& second,
                                  const BootstrapOptions& options) {
    if (first.size() != second.size()) {
        throw std::invalid_argument("probes are compared on the same examples, and there are " +
                                    std::to_string(first.size()) + " and " +
                                    std::to_string(second.size()));
    }
    std::vector<double> differences(first.size());
    std::transform(first.begin(), first.end(), second.begin(), differences.begin(),
                   [](double a, double b) { return a - b; });
    const auto mean = meanOf(differences);
    std::vector<double> resamples = resampled(differences.size(), mean, options);
    const auto all = static_cast<double>(resamples.size());
    const auto share = [&](auto test) {
        return static_cast<double>(std::count_if(resamples.begin(), resamples.end(), test)) / all;
    };
    const double below = share([](double value) { return value <= 0.0; });
    const double above = share([](double value) { return value >= 0.0; });
    PairedDifference found;
    found.pValue = std::clamp(2.0 * std::min(below, above), 1.0 / all, 1.0);
    found.difference =
        middle(mean(std::vector<std::uint32_t>(differences.size(), 1U)), std::move(resamples));
    return found;
}

} // namespace scorescope::probes
