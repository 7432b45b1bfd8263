// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"
#include "engine/nn/lbfgs.h"
#include "engine/nn/named_parameters.h"
#include "engine/nn/optimizers.h"

#include <optional>
#include <string>
#include <vector>

namespace scorescope::nn {

/// How parameters are fitted.
struct TrainerOptions {
    std::string optimizer = "lbfgs"; ///< "lbfgs", "sgd", "momentum", "rmsprop" or "adam"
    std::size_t lbfgsPairs = 20;     ///< ≥ 1
    double learningRate = 1e-3;      ///< > 0; not of L-BFGS
    double momentum = 0.9;           ///< in [0, 1)
    /// A longer gradient is shortened to this length before the update; 0: never. ≥ 0; not of
    /// L-BFGS, whose line search finds its own length.
    double clipNorm = 0.0;
};

/// What one step did.
struct TrainerReport {
    double loss = 0.0;
    double gradientNorm = 0.0; ///< before it was shortened
    double stepLength = 0.0;   ///< α of the line search, or the length of the update
    bool finite = true;        ///< false: nothing changed
    bool stuck = false;        ///< L-BFGS found no decrease: another step on this objective won't
};

/// Parameters and the state of their optimizer, one step at a time. Deterministic; not thread-safe.
class Trainer {
public:
    /// Throws std::invalid_argument for options out of range.
    Trainer(TrainerOptions options, std::vector<double> start);

    [[nodiscard]] const std::vector<double>& weights() const noexcept {
        return lbfgs_ ? lbfgs_->state().x : weights_;
    }
    /// Whether every step wants the whole data (L-BFGS) rather than a minibatch.
    [[nodiscard]] bool fullBatch() const noexcept { return lbfgs_.has_value(); }
    /// Other learning rate, momentum or clipping from the next step on. Throws
    /// std::invalid_argument for options out of range; nothing changed then.
    void setOptions(const TrainerOptions& options);
    /// One step on this objective.
    [[nodiscard]] TrainerReport step(const Objective& objective);
    /// The next step meets another objective with the same expectation (fresh noise): L-BFGS keeps
    /// its curvature but not the value and gradient it knew.
    void objectiveRedrawn();
    /// The next step meets quite another objective: curvature is forgotten as well.
    void objectiveChanged();

    /// The weights as the tensors that `parts` name, the rest as state "lbfgs.…" or "optimizer.…".
    void save(Checkpoint& checkpoint, const std::vector<NamedPart>& parts) const;
    /// Throws InputError when it does not fit; nothing changed then.
    void load(const Checkpoint& checkpoint, const std::vector<NamedPart>& parts);

private:
    [[nodiscard]] LbfgsOptions lbfgsOptions() const;
    [[nodiscard]] static OptimizerOptions optimizerOptions(const TrainerOptions& of);

    TrainerOptions options_;
    std::optional<Lbfgs> lbfgs_;
    std::optional<Optimizer> gradient_;
    std::vector<double> weights_; ///< of the gradient methods; L-BFGS keeps its own
};

} // namespace scorescope::nn
