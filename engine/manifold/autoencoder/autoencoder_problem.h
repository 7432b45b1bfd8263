// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cuda/placed_autoencoder.h"
#include "engine/data/point_set.h"
#include "engine/field/reconstruction.h"
#include "engine/nn/autoencoder_model.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::manifold {

/// What is minimized, §3.2.
enum class CriterionKind {
    denoising,                 ///< DAE (3.2): corrupted inputs, clean targets
    reconstructionContractive, ///< RCAE (3.6): clean inputs, penalty σ² on ∂r/∂x
    contractive,               ///< CAE (3.1): clean inputs, penalty λ on ∂f/∂x
};

/// Data, criterion and network of an auto-encoder of chapter 3. Defaults are those of §3.3.4.
struct ProblemOptions {
    std::string data = "spiral"; ///< a toy set's name, or "given"
    /// The points of "given"; neither null nor empty then. Shared by all who read the same file.
    std::shared_ptr<const data::PointSet> given;
    double dataNoise = 0.0; ///< ≥ 0, added to toy sets
    bool unitScale = false; ///< data scaled from [−extent, extent] into [0, 1]
    std::size_t examples = 10000;
    std::size_t heldOutExamples = 10000;
    CriterionKind criterion = CriterionKind::denoising;
    nn::ReconstructionLoss loss = nn::ReconstructionLoss::squared;
    double sigma = 0.01;         ///< corruption, > 0; RCAE: σ² is the penalty
    double contraction = 0.01;   ///< λ of the CAE, ≥ 0
    bool fixedCorruption = true; ///< the same noise at every step, as in the thesis
    std::size_t walkback = 0;    ///< most steps that walk() takes examples away from the data
    double walkbackNoise = 0.05; ///< corruption of these steps, > 0
    nn::ModelOptions model;
    /// What it computes on besides the processor; null for the processor alone.
    std::shared_ptr<const cuda::Workplace> workplace;
    std::uint64_t seed = 1;
};

/// How close a trained auto-encoder is to the optimum of (3.3), on held-out examples.
struct ReconstructionQuality {
    double heldOutLoss = 0.0; ///< (1/M) Σ ‖r(x̃) − x‖²
    double optimalLoss = 0.0; ///< the same for r*
    double lossRatio = 0.0;   ///< heldOutLoss / optimalLoss, 1 is perfect
    /// Relative error of the field, √(Σ ‖r − r*‖² / Σ ‖r* − x̃‖²); 0 is perfect, 1 is r(x) = x.
    double fieldError = 0.0;
};

/// The numbers of the experiment, without any notion of frames or windows: data, corruption,
/// held-out set, optimum, objective and quality. Not thread-safe.
class AutoEncoderProblem {
public:
    /// Draws everything. Throws std::invalid_argument for options out of range, InputError
    /// ("/parameters/loss") when cross-entropy is asked for on data outside [0, 1].
    explicit AutoEncoderProblem(ProblemOptions options);

    [[nodiscard]] const ProblemOptions& options() const noexcept { return options_; }
    [[nodiscard]] std::size_t dimensions() const noexcept { return targets_->dimensions; }
    [[nodiscard]] cuda::PlacedAutoEncoder& model() noexcept { return *model_; }
    [[nodiscard]] const cuda::PlacedAutoEncoder& model() const noexcept { return *model_; }
    [[nodiscard]] std::size_t parameterCount() const { return model_->parameterCount(); }
    /// Largest |x_i| that data can take; the region [−extent, extent]^d holds it ([0, 1]^d when
    /// scaled).
    [[nodiscard]] double extent() const noexcept { return extent_; }

    /// Clean examples.
    [[nodiscard]] const data::PointSet& targets() const noexcept { return *targets_; }
    /// The same, for work on another thread that may outlive this.
    [[nodiscard]] std::shared_ptr<const data::PointSet> sharedTargets() const noexcept {
        return targets_;
    }
    /// What the network sees at the present step: corrupted or walked, or the clean ones.
    [[nodiscard]] const std::vector<double>& inputs() const noexcept { return inputs_; }
    [[nodiscard]] const data::PointSet& heldOutTargets() const noexcept { return heldOut_; }
    [[nodiscard]] const std::vector<double>& heldOutInputs() const noexcept {
        return heldOutInputs_;
    }

    /// The optimum (3.3): exact for curves and mixtures, that of the training set for other data.
    [[nodiscard]] const field::Reconstruction& optimum() const noexcept;
    /// "(3.3)", or "(3.3) on the training set".
    [[nodiscard]] const std::string& optimumName() const noexcept { return optimumName_; }
    /// log p_σ, the corrupted density that the optimum belongs to, at the points, [count].
    void logDensity(const double* points, std::size_t count, double* out) const;

    /// First parameters; reproducible from the seed.
    [[nodiscard]] std::vector<double> initialParameters() const;
    [[nodiscard]] nn::Criterion criterion() const;

    /// Draws what the network sees, keyed by `key` (a step, an epoch): fresh corruption, or the
    /// same as ever when it is fixed. \returns whether it changed.
    bool prepareStep(std::uint64_t key);
    /// Corrupts examples anew and lets the network walk every second one of them: it is
    /// reconstructed and corrupted again, by `walkbackNoise`, 1 to `walkback` times, so that what
    /// the model's own chain reaches from the data is trained to lead back to it. The other half
    /// keeps the criterion what it is near the data. Keyed by `key` and the weights alone; walkback
    /// ≥ 1.
    void walk(std::uint64_t key, const double* weights, const std::vector<std::size_t>& who);
    /// Puts back inputs that walk() made (a checkpoint's). [N × d].
    void setInputs(std::vector<double> inputs) { inputs_ = std::move(inputs); }
    /// The criterion over all examples; `gradient` may be null.
    double lossAndGradient(const double* weights, double* gradient);
    /// The same over some of them.
    double lossAndGradient(const double* weights, double* gradient,
                           const std::vector<std::size_t>& batch);

    /// Another corruption (and penalty): held-out set and optimum follow. Fixed corruption is
    /// drawn anew by the next prepareStep().
    void setSigma(double sigma);
    /// Another number of walkback steps; the inputs are drawn anew by the next prepareStep().
    void setWalkback(std::size_t steps, double noise);
    /// Other λ of the CAE.
    void setContraction(double lambda) { options_.contraction = lambda; }

    /// Compares with the optimum on the held-out examples, in double.
    [[nodiscard]] ReconstructionQuality quality(const double* weights);

private:
    class Optimum;
    void drawData();
    void makeOptimum();

    ProblemOptions options_;
    std::unique_ptr<cuda::PlacedAutoEncoder> model_;
    double extent_ = 1.0;
    double scale_ = 1.0; ///< length that suits the first units' hinges
    std::shared_ptr<const data::PointSet> targets_;
    data::PointSet heldOut_;
    std::vector<double> inputs_;
    std::vector<double> heldOutInputs_;
    std::vector<double> heldOutOptimum_;
    std::shared_ptr<const Optimum> density_;
    std::string optimumName_;
};

} // namespace scorescope::manifold
