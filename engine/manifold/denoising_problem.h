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
/// starts near zero and the field r(x) - x visibly turns during training.
///
/// Why these defaults: the field turns within a few sigma of the curve, so units must be steep
/// enough (1/20 = 5 sigma) and their hinges must lie where the data is. Measured with the thesis'
/// sizes (N 10 000, H 1000, sigma 0.01, fixed corruption, 1000 iterations of L-BFGS with 20 pairs,
/// float pass), DenoisingQuality of seeds 1 to 5: lossRatio 1.016 1.019 1.016 1.011 1.014
/// (median 1.016), fieldError 0.122 0.129 0.123 0.113 0.118 (median 0.122), training loss 0.997
/// to 1.001 of the optimum's, 1065 to 1075 evaluations, 3.6 to 5.3 s on two cores; at 300
/// iterations 1.026 to 1.037 and 0.16 to 0.18. Others, seed 1: length 5 to 5 with b ~ N(0, 1), V
/// 0.01: 1.265 and 0.51; the same with hinges on data: 1.271; 10 to 30 with b ~ N(0, 1): 1.107; 3
/// to 20 on data with V 0.01: 1.021 and 0.139; 2 to 40: 1.028 and 0.160; 30 pairs instead of
/// 20: 1.016 and 0.119.
struct AutoEncoderInitialization {
    double encoderLow = 3.0;   ///< 1/length of x, > 0
    double encoderHigh = 20.0; ///< >= encoderLow
    bool hingesOnData = true;
    double biasScale = 1.0;
    double decoderScale = 0.001; ///< length of x
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
