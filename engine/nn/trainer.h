// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"
#include "engine/nn/lbfgs.h"
#include "engine/nn/named_parameters.h"
#include "engine/nn/optimizers.h"

#include <functional>
#include <optional>
#include <string>
#include <type_traits>
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

/// The loss at `weights` and its gradient there (output), both as long as the weights. May return
/// NaN or infinity where it is undefined.
template <class Real>
using BasicObjective = std::function<double(const Real* weights, Real* gradient)>;

/// Parameters and the state of their optimizer, one step at a time. Deterministic; not thread-safe.
///
/// Real is the type of the weights, of the gradient and of what checkpoints hold of them: double or
/// float. Losses and norms are doubles either way. L-BFGS keeps its own state in double for floats
/// too, since in float it stalls after a dozen iterations: the objective then sees its point
/// rounded to float, and it is stuck when the decrease is below what floats can tell.
template <class Real> class BasicTrainer {
public:
    /// Throws std::invalid_argument for options out of range.
    BasicTrainer(TrainerOptions options, std::vector<Real> start);

    [[nodiscard]] const std::vector<Real>& weights() const noexcept {
        if constexpr (std::is_same_v<Real, double>) {
            return lbfgs_ ? lbfgs_->state().x : weights_;
        } else {
            return weights_;
        }
    }
    /// Whether every step wants the whole data (L-BFGS) rather than a minibatch.
    [[nodiscard]] bool fullBatch() const noexcept { return lbfgs_.has_value(); }
    /// Other learning rate, momentum or clipping from the next step on. Throws
    /// std::invalid_argument for options out of range; nothing changed then.
    void setOptions(const TrainerOptions& options);
    /// One step on this objective.
    [[nodiscard]] TrainerReport step(const BasicObjective<Real>& objective);
    /// The next step meets another objective with the same expectation (fresh noise): L-BFGS keeps
    /// its curvature but not the value and gradient it knew.
    void objectiveRedrawn();
    /// The next step meets quite another objective: curvature is forgotten as well.
    void objectiveChanged();

    /// The weights as the tensors that `parts` name, of type Real; the rest as state "lbfgs.…" (in
    /// double) or "optimizer.…" (of type Real).
    void save(Checkpoint& checkpoint, const std::vector<NamedPart>& parts) const;
    /// Throws InputError when it does not fit: another optimizer, shape, or type of numbers.
    /// Nothing changed then.
    void load(const Checkpoint& checkpoint, const std::vector<NamedPart>& parts);

private:
    [[nodiscard]] LbfgsOptions lbfgsOptions() const;
    [[nodiscard]] static OptimizerOptions optimizerOptions(const TrainerOptions& of);
    [[nodiscard]] TrainerReport lbfgsStep(const BasicObjective<Real>& objective);

    TrainerOptions options_;
    std::optional<Lbfgs> lbfgs_;
    std::optional<BasicOptimizer<Real>> gradient_;
    /// Of the gradient methods; of L-BFGS its point, rounded. L-BFGS in double keeps its own only.
    std::vector<Real> weights_;
};

using Trainer = BasicTrainer<double>;
using FloatTrainer = BasicTrainer<float>;

} // namespace scorescope::nn
