// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"
#include "engine/gsn/finite/sampled_chain.h"

#include <Eigen/Core>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace scorescope::gsn {

/// The live parameter `draws`, which every ChainExperiment's table has.
[[nodiscard]] ParameterSpec drawsParameter();

/// The states of a chain: values of x alone, or of x and something hidden. State x + values · h
/// shows x.
struct ChainStates {
    std::size_t values = 0;
    std::size_t hidden = 1;
};

/// How far two distributions are apart at present, Σ |p − q|: the latest point of a series.
struct ChainDistance {
    const char* series;
    const char* title;
    double value;
    const char* axis = "ℓ₁ distance"; ///< of what is no distance of distributions over x
};

/// What all experiments on finite chains are: a matrix that is known exactly, and samples of its
/// chain, whose distribution comes to the one that was computed. One step draws `draws` samples and
/// appends the distances to their series. A checkpoint holds the samples alone; all else follows
/// from the parameters.
class ChainExperiment : public Experiment {
public:
    void step() final;
    [[nodiscard]] std::uint64_t stepsDone() const final { return steps_; }
    void set(const std::string& name, const ParameterValue& value) final;
    void save(Checkpoint& checkpoint) const final;
    void load(const Checkpoint& checkpoint) final;
    /// The series, `distributions`, and what is kept.
    void publish(FrameBuilder& frame) const override;

protected:
    /// The chain begins in state 0. Draws of step s come from (seed, purpose, 0, s).
    ChainExperiment(const ExperimentContext& context, Purpose purpose, ChainStates states);

    /// The matrix that samples are drawn with: column s holds what follows state s.
    [[nodiscard]] virtual const Eigen::MatrixXd& transition() const = 0;
    /// One for every series, given the shares of the samples, [values]; all of them 0 before the
    /// first sample.
    [[nodiscard]] virtual std::vector<ChainDistance>
    distances(const Eigen::VectorXd& samples) const = 0;
    /// The artifact `distributions`, which has the samples in it (addSamples()).
    [[nodiscard]] virtual Artifact distributions() const = 0;
    /// A live parameter other than `draws` has another value now.
    virtual void changed(const std::string& name) = 0;
    /// The chain is where a checkpoint says.
    virtual void loaded() {}

    [[nodiscard]] const Parameters& parameters() const noexcept { return parameters_; }
    /// Where the chain is.
    [[nodiscard]] std::size_t state() const noexcept { return chain_.state(); }
    /// Counts samples anew, from a state.
    void restartAt(std::size_t state) { chain_.restart(state); }
    /// Shows an artifact from now on, in place of the one that had its name: for what does not
    /// change with a step.
    void keep(Artifact artifact);
    /// The artifact `chain_path`: the latest states, on an axis of that name.
    [[nodiscard]] Artifact chainPath(const Quantity& axis) const;
    /// Adds the shares of the samples to a plot of distributions over x, once there are any.
    void addSamples(Lines& lines, std::string label = "samples of the chain") const;

private:
    [[nodiscard]] Eigen::VectorXd shares() const;

    Parameters parameters_;
    std::size_t values_;
    SampledChain chain_;
    std::uint64_t steps_ = 0;
    std::map<std::string, std::shared_ptr<const Artifact>> kept_;
};

} // namespace scorescope::gsn
