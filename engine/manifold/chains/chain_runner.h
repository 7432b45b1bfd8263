// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"
#include "engine/core/frame.h"
#include "engine/core/series.h"
#include "engine/data/point_set.h"
#include "engine/manifold/chains/chain_kernel.h"
#include "engine/manifold/chains/samplers.h"
#include "engine/stats/chain_trace.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace scorescope::manifold {

/// Where chains start that nobody clicked for.
enum class ChainStart {
    data,  ///< chain c at training example c
    box,   ///< uniform over [−extent, extent]^d, by (seed, purpose::chain, c)
    point, ///< all at the first training example
};

/// What the samples are measured against.
struct ChainReference {
    const data::PointSet& data;          ///< held-out clean points
    const std::vector<double>& smoothed; ///< the same, corrupted by N(0, σ²I)
    std::uint64_t seed = 1;
};

/// The chains of an experiment: moves them, remembers where they were, measures how well they have
/// mixed and draws them. Not thread-safe; publish() draws no random numbers.
///
/// Artifacts: samples (d = 2), samples_cloud, chains, proposal, proposal_points, trace,
/// autocorrelation, chain_statistics. Series: acceptance_rate, r_hat, effective_sample_size,
/// energy_distance, energy_distance_to_data, energy_distance_floor.
class ChainRunner {
public:
    ChainRunner(std::size_t dimensions, SamplerOptions options);

    [[nodiscard]] std::size_t size() const noexcept { return chains_.size(); }
    [[nodiscard]] const ChainSet& chains() const noexcept { return chains_; }
    void setOptions(SamplerOptions options);
    void start(const double* x);
    void startMany(std::size_t count, ChainStart where, const data::PointSet& data, double extent,
                   std::uint64_t seed);
    void clear();

    /// `proposals` of every chain, then one moment is remembered. Nothing without chains.
    /// `kernel` is used where it can be; it may be null.
    void step(const field::ScoreFunction& score, const ChainKernel* kernel,
              std::uint64_t proposals);
    /// Appends what can be said about the chains now. Energy distances are between up to 1000
    /// points of each sample.
    void measure(SeriesSet& series, double at, const ChainReference& reference);
    void publish(FrameBuilder& frame) const;
    /// Whose past the statistics are of: "16 of 1000 chains"; empty without chains.
    [[nodiscard]] std::string tracedText() const;

    void save(Checkpoint& checkpoint) const;
    void load(const Checkpoint& checkpoint);

private:
    /// The newest points of the first chains, from the start of each while it is among them. With
    /// Metropolis–Hastings and MALA `accepted` tells whether the chain moved since the point
    /// before.
    [[nodiscard]] Trajectory paths() const;
    void publishProposal(FrameBuilder& frame) const;
    void publishDiagnostics(FrameBuilder& frame) const;
    [[nodiscard]] std::vector<double> shownSamples(std::size_t most) const;

    void remember(const double* x);

    ChainSet chains_;
    stats::ChainTrace trace_;
    std::vector<double> starts_;       ///< where the chains that are drawn began, [up to 8 × d]
    std::uint64_t proposedBefore_ = 0; ///< at the last measurement
    std::uint64_t acceptedBefore_ = 0;
};

} // namespace scorescope::manifold
