// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/autoencoder/contraction.h"

#include <algorithm>
#include <cmath>

namespace scorescope::manifold {

Contraction contractionOf(nn::AutoEncoderModel& model, const std::vector<double>& weights,
                          const data::PointSet& points, std::size_t most) {
    const std::size_t count = std::min(points.size(), most);
    const auto criterion = [&](nn::Penalty penalty, double weight) {
        const nn::Criterion wanted{nn::ReconstructionLoss::squared, penalty, weight};
        return model.lossAndGradient(wanted, weights.data(), points.coordinates.data(),
                                     points.coordinates.data(), count, nullptr);
    };
    const double plain = criterion(nn::Penalty::none, 0.0);
    const auto penalty = [&](nn::Penalty which) {
        return std::max(0.0, criterion(which, 1.0) - plain);
    };
    return {std::sqrt(penalty(nn::Penalty::codeJacobian)),
            std::sqrt(penalty(nn::Penalty::reconstructionJacobian) /
                      static_cast<double>(model.options().inputDim))};
}

} // namespace scorescope::manifold
