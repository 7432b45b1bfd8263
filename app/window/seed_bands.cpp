// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/seed_bands.h"

#include <QCoreApplication>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <limits>

namespace scorescope::app {
namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(scorescope::app::SeedBands)
};

struct Band {
    double middle = 0.0;
    double low = 0.0;
    double high = 0.0;
};

Band bandOf(const std::vector<double>& values, BandStatistic statistic) {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    const auto n = static_cast<double>(values.size());
    double sum = 0.0;
    for (const double value : values) {
        if (!std::isfinite(value)) {
            return {none, none, none};
        }
        sum += value;
    }
    const double mean = sum / n;
    if (statistic == BandStatistic::range) {
        const auto [low, high] = std::minmax_element(values.begin(), values.end());
        return {mean, *low, *high};
    }
    double squares = 0.0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    const double error = std::sqrt(squares / (n - 1.0) / n);
    return {mean, mean - error, mean + error};
}

} // namespace

SeriesArtifact seedBand(const std::vector<Series>& series, BandStatistic statistic,
                        const std::function<bool()>& goOn) {
    assert(series.size() >= 2);
    constexpr std::size_t between = 4096;
    SeriesRecorder middle;
    SeriesRecorder low;
    SeriesRecorder high;
    std::vector<std::size_t> at(series.size(), 0);
    std::vector<double> values(series.size());
    const auto ended = [&] {
        for (std::size_t i = 0; i < series.size(); ++i) {
            if (at[i] >= series[i].size()) {
                return true;
            }
        }
        return false;
    };
    for (std::size_t visited = 0; !ended(); ++visited) {
        if (visited % between == 0 && goOn && !goOn()) {
            break;
        }
        double step = -std::numeric_limits<double>::infinity();
        for (std::size_t i = 0; i < series.size(); ++i) {
            step = std::max(step, series[i].at(at[i]).step);
        }
        bool all = true;
        for (std::size_t i = 0; i < series.size(); ++i) {
            const SeriesPoint point = series[i].at(at[i]);
            values[i] = point.value;
            if (point.step < step) {
                ++at[i];
                all = false;
            }
        }
        if (!all) {
            continue; // some had no value there
        }
        const Band band = bandOf(values, statistic);
        middle.append(step, band.middle);
        low.append(step, band.low);
        high.append(step, band.high);
        for (std::size_t& each : at) {
            ++each;
        }
    }
    SeriesArtifact result;
    result.points = middle.look();
    result.low = low.look();
    result.high = high.look();
    const QString label = statistic == BandStatistic::range ? Text::tr("mean, min–max of %1 seeds")
                                                            : Text::tr("mean ± s.e. of %1 seeds");
    result.bandLabel = label.arg(series.size()).toStdString();
    return result;
}

} // namespace scorescope::app
