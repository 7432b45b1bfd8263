// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/toy_manifolds.h"
#include "engine/manifold/optimal_denoiser.h"
#include "engine/nn/fused_autoencoder.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace scorescope::manifold {

/// How the first parameters are drawn (stream Purpose::initialization). Every unit's row of W has a
/// uniformly random direction and a log-uniform length in [encoderLow, encoderHigh]; b makes its
/// hinge, the line where b + W x = 0, pass through a random corrupted training example
/// (hingesOnData) or is N(0, biasScale^2); V ~ N(0, decoderScale^2); c = 0. V is small, so that r
/// starts near a constant and the field r(x) - x visibly turns during training.
struct AutoEncoderInitialization {
    double encoderLow = 5.0;  ///< 1/length of x, > 0
    double encoderHigh = 5.0; ///< >= encoderLow
    bool hingesOnData = true;
    double biasScale = 1.0;
    double decoderScale = 0.01; ///< length of x
};

/// The spiral experiment of §3.3.4. Defaults are the thesis'.
struct DenoisingOptions {
    data::ToyManifold manifold;
    double sigma = 0.01;          ///< corruption, > 0
    std::size_t examples = 10000; ///< N
    std::size_t heldOutExamples = 10000;
    std::size_t hiddenUnits = 1000;
    bool tied = false;
    bool fixedCorruption = true; ///< the same noise at every step, as in the thesis
    bool singlePrecision =
        true; ///< the pass over the data in float; sums and parameters are double anyway
    std::uint64_t seed = 1;
    AutoEncoderInitialization initialization;
    nn::FusedOptions fused;
};

/// How close a trained auto-encoder is to the exact optimum of eq. (3.3), on held-out examples.
struct DenoisingQuality {
    double heldOutLoss = 0.0; ///< (1/M) sum ||r(x~) - x||^2
    double optimalLoss = 0.0; ///< the same for r*
    double lossRatio = 0.0;   ///< heldOutLoss / optimalLoss, 1 is perfect
    /// Relative error of the field, sqrt(sum ||r - r*||^2 / sum ||r* - x~||^2); 0 is perfect, 1 is
    /// r(x) = x.
    double fieldError = 0.0;
};

/// The numbers of the experiment, without any notion of frames or windows: data, corruption,
/// held-out set, first parameters, objective and quality. Not thread-safe.
class DenoisingProblem {
public:
    /// Draws everything. Throws std::invalid_argument for options out of range.
    explicit DenoisingProblem(const DenoisingOptions& options);

    const DenoisingOptions& options() const { return options_; }
    nn::AutoEncoderShape shape() const { return autoEncoder_.shape(); }
    const OptimalDenoiser& optimum() const { return optimum_; }
    nn::FusedAutoEncoder& autoEncoder() { return autoEncoder_; }

    /// Clean examples, [N x 2].
    const std::vector<double>& targets() const { return targets_; }
    /// Corrupted examples of the present step, [N x 2].
    const std::vector<double>& inputs() const { return inputs_; }
    const std::vector<double>& heldOutTargets() const { return heldOutTargets_; }
    const std::vector<double>& heldOutInputs() const { return heldOutInputs_; }

    /// First parameters, in the layout of nn::parameterLayout.
    std::vector<double> initialParameters() const;

    /// Diagonal for nn::LbfgsOptions::metric that suits this problem.
    std::vector<double> metric() const;

    /// Draws the corruption of a step, keyed by the step alone. Nothing happens with fixed
    /// corruption.
    void corruptForStep(std::uint64_t step);

    /// Training loss and gradient at the parameters, on inputs() and targets().
    double lossAndGradient(const double* parameters, double* gradient);

    /// Training loss of the exact optimum on inputs() and targets().
    double optimalTrainingLoss() const;

    /// Compares with the exact optimum on the held-out examples, in double.
    DenoisingQuality quality(const double* parameters);

private:
    void drawCorruption(std::uint64_t step);

    DenoisingOptions options_;
    OptimalDenoiser optimum_;
    nn::FusedAutoEncoder autoEncoder_;
    std::vector<double> targets_;
    std::vector<double> inputs_;
    std::vector<float> targetsSingle_;
    std::vector<float> inputsSingle_;
    std::vector<double> heldOutTargets_;
    std::vector<double> heldOutInputs_;
    std::vector<double> heldOutOptimum_;
};

} // namespace scorescope::manifold
