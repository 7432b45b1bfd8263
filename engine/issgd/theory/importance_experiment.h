// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"
#include "engine/issgd/theory/estimate_spread.h"
#include "engine/issgd/theory/finite_expectation.h"

#include <Eigen/Core>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace scorescope::issgd {

/// What is drawn by hand: p and q over K points, ≥ 0 and not 0 everywhere, in any unit; f [K × d].
struct DrawnSetting {
    Eigen::VectorXd p;
    Eigen::MatrixXd f;
    Eigen::VectorXd q;
};

/// The parameters that every ImportanceExperiment's table has: the proposal in use, the share of p
/// in the mixture, and how many estimates of how many draws a step makes.
[[nodiscard]] std::vector<ParameterSpec> estimateParameters();

/// What both pictures of Theorem 1 are: an expectation E_p[f] over finitely many points, of which
/// all is known exactly, and Monte-Carlo estimates of it beside that. One step makes so many
/// estimates by the proposal in use and appends to the series. What changes p, f, the proposal in
/// use or the draws of an estimate begins the statistics anew; repetitions go on, so that no draw
/// is used twice. Until the next step, what that step will draw is shown: a person who drags sees
/// estimates at once, whether it runs or not. A checkpoint holds the statistics; all else follows
/// from the parameters.
class ImportanceExperiment : public Experiment {
public:
    void step() final;
    [[nodiscard]] std::uint64_t stepsDone() const final { return steps_; }
    void set(const std::string& name, const ParameterValue& value) final;
    void save(Checkpoint& checkpoint) const final;
    void load(const Checkpoint& checkpoint) final;
    /// The series, the table `spread`, and what is kept.
    void publish(FrameBuilder& frame) const override;

protected:
    explicit ImportanceExperiment(const ExperimentContext& context);
    /// Computes all that follows from the parameters: called once, by the constructor of what is
    /// derived.
    void begin() { rebuild(); }

    /// p, f and q as the parameters have them now.
    [[nodiscard]] virtual DrawnSetting setting() const = 0;
    /// What is shown and does not change with a step is to be made anew, and kept (keep()).
    virtual void changed() = 0;
    /// Statistics begin anew, for these p, f and proposal.
    virtual void restarted() = 0;
    /// Estimates, [count × d].
    virtual void taken(const Eigen::MatrixXd& estimates) = 0;
    /// What is kept of the estimates for pictures. Loading throws InputError before it changes
    /// anything.
    virtual void savePictures(Checkpoint& checkpoint) const = 0;
    virtual void loadPictures(const Checkpoint& checkpoint) = 0;

    [[nodiscard]] const Parameters& parameters() const noexcept { return parameters_; }
    [[nodiscard]] const DrawnSetting& drawn() const noexcept { return drawn_; }
    [[nodiscard]] const FiniteExpectation& expectation() const { return *expectation_; }
    /// q as drawn by hand, q* and the one that draws are from: each comes to 1.
    [[nodiscard]] const Eigen::VectorXd& byHand() const noexcept { return byHand_; }
    [[nodiscard]] const Eigen::VectorXd& optimal() const noexcept { return optimal_; }
    [[nodiscard]] const Eigen::VectorXd& inUse() const noexcept { return inUse_; }
    [[nodiscard]] const ProposalTrace& trace() const noexcept { return trace_; }
    /// Tr Σ(p) and Tr Σ(q*).
    [[nodiscard]] double plainTrace() const noexcept { return plainTrace_; }
    [[nodiscard]] double optimalTrace() const noexcept { return optimalTrace_; }
    /// N.
    [[nodiscard]] std::size_t draws() const { return parameters_.count("estimate_draws"); }
    [[nodiscard]] const EstimateSpread& spread() const noexcept { return spread_; }
    /// The proposal in use: "q", "p", "q*" or "mixture".
    [[nodiscard]] std::string nameInUse() const;
    /// Shows an artifact from now on, in place of the one that had its name.
    void keep(Artifact artifact);

private:
    void rebuild();
    [[nodiscard]] Eigen::VectorXd proposal() const;
    void clearStatistics();
    /// The estimates that the next step makes.
    [[nodiscard]] Eigen::MatrixXd nextEstimates() const;
    void preview();
    /// 0 for a trace that is nothing but what rounding leaves of a difference from ‖μ‖² (q* where f
    /// has one sign): on a logarithmic axis it would be all that one sees. NaN stays.
    [[nodiscard]] double withoutRounding(double trace) const;
    /// Of E‖f‖, what lies where the proposal in use is 0.
    [[nodiscard]] double missedShare() const;
    [[nodiscard]] Artifact spreadTable() const;

    Parameters parameters_;
    std::uint64_t seed_;
    int threads_;
    DrawnSetting drawn_;
    std::optional<FiniteExpectation> expectation_;
    std::optional<ImportanceEstimator> estimator_;
    Eigen::VectorXd byHand_;
    Eigen::VectorXd optimal_;
    Eigen::VectorXd inUse_;
    ProposalTrace trace_;
    double plainTrace_ = 0.0;
    double optimalTrace_ = 0.0;
    std::size_t drawsInUse_ = 0; ///< those that the statistics are of
    EstimateSpread spread_;
    bool previewing_ = false; ///< the statistics are of the next step's estimates, not of any past
    std::uint64_t steps_ = 0;
    std::uint64_t repetitions_ = 0; ///< since the start, over all settings
    std::map<std::string, std::shared_ptr<const Artifact>> kept_;
};

/// p and q have to be above 0 somewhere. Throws InputError at /parameters/`parameter`.
void requireWeight(const Eigen::VectorXd& weights, const std::string& parameter,
                   const std::string& what);

} // namespace scorescope::issgd
