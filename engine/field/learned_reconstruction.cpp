// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/field/learned_reconstruction.h"

#include <utility>

namespace scorescope::field {

LearnedReconstruction::LearnedReconstruction(const nn::ModelOptions& options,
                                             std::shared_ptr<const std::vector<double>> weights)
    : ownModel_(nn::makeAutoEncoder(options)), ownWeights_(std::move(weights)),
      model_(ownModel_.get()), weights_(ownWeights_.get()) {}

void LearnedReconstruction::reconstruct(const double* points, std::size_t count,
                                        double* out) const {
    model_->reconstruct(weights_->data(), points, count, out);
}

void LearnedReconstruction::reconstructWithJacobian(const double* points, std::size_t count,
                                                    double* reconstruction,
                                                    double* jacobian) const {
    model_->reconstructWithJacobian(weights_->data(), points, count, reconstruction, jacobian);
}

} // namespace scorescope::field
