// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/probe/penalty_path.h"

#include <cmath>
#include <optional>
#include <stdexcept>
#include <utility>

namespace scorescope::probes {

std::vector<double> penaltyGrid(double high, double low, std::size_t count) {
    if (!(low > 0.0) || !(high >= low) || !std::isfinite(high) || count == 0) {
        throw std::invalid_argument("penalties go from one that is finite down to one above 0, and "
                                    "there is one at least");
    }
    std::vector<double> grid;
    for (std::size_t i = 0; i < count; ++i) {
        const double share =
            count == 1 ? 0.0 : static_cast<double>(i) / static_cast<double>(count - 1);
        grid.push_back(high * std::pow(low / high, share));
    }
    return grid;
}

PenaltyPath fitPenaltyPath(const PreparedFeatures& training,
                           const std::vector<std::uint32_t>& labels, std::size_t classes,
                           const HeldOut& validation, const std::vector<double>& penalties,
                           const ProbeOptions& options, const stats::LongWork& work,
                           PathExtent extent) {
    if (penalties.empty()) {
        throw std::invalid_argument("a path needs a penalty");
    }
    for (std::size_t i = 1; i < penalties.size(); ++i) {
        if (!(penalties[i] < penalties[i - 1])) {
            throw std::invalid_argument("the penalties of a path must fall");
        }
    }
    PenaltyPath path;
    std::optional<Probe> before;
    const auto count = static_cast<double>(penalties.size());
    for (std::size_t i = 0; i < penalties.size(); ++i) {
        ProbeOptions fit = options;
        fit.penalty = penalties[i];
        FitSurroundings surroundings;
        surroundings.start = before ? &*before : nullptr;
        surroundings.heldOut = &validation;
        const stats::LongWork part = work.part(static_cast<double>(i) / count, 1.0 / count);
        FittedProbe fitted = fitProbe(training, labels, classes, fit, surroundings, part);
        const Judgement judged =
            judge(fitted.probe, validation.features, validation.labels, {work.threads, {}});
        PathPoint point;
        point.penalty = penalties[i];
        point.trainingLoss = fitted.certificate.loss;
        point.validationLoss = judged.meanLoss();
        point.validationError = stats::shareOf(judged.errors, judged.count());
        point.certificate = fitted.certificate;
        before = fitted.probe;
        if (i == 0 || point.validationLoss < path.points[path.chosen].validationLoss) {
            path.chosen = i;
            path.fitted = std::move(fitted);
        }
        path.points.push_back(point);
        if (extent == PathExtent::untilLossRises && path.chosen < i) {
            break;
        }
    }
    path.atEdge = path.chosen == 0 || path.chosen + 1 == penalties.size();
    return path;
}

} // namespace scorescope::probes
