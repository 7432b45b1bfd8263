// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"
#include "engine/gsn/boltzmann/restricted_boltzmann.h"
#include "engine/gsn/network/gsn_learner.h"
#include "engine/stats/parzen_likelihood.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

/// The models of Table 5.1: trained side by side on the same minibatches, one of them a step, and
/// sampled from copies.
namespace scorescope::gsn {

/// Samples of one row of the table, [count × pixels] each.
struct RowSamples {
    std::vector<float> means; ///< of P(X | h), or the images themselves: what windows stand on
    std::vector<float> draws; ///< of 0 and 1, from the means
    bool conditional = true;  ///< the means are of P(X | h), so that they bound log P(x)
};

struct SampleRequest {
    std::size_t count = 1000;
    std::size_t chains = 1;    ///< in parallel; each gives count / chains samples, rounded up
    std::size_t every = 1;     ///< steps of a chain from one sample to the next, ≥ 1
    std::size_t burnIn = 0;    ///< steps before the first
    std::vector<float> starts; ///< [chains × pixels]: where they begin
    std::uint64_t seed = 1;    ///< equal for every moment: what changes is the model
};

/// Draws samples of a model as it was. Samples of one chain lie in the order in which they were
/// drawn, chain by chain. Throws Cancelled when asked to stop.
using SampleSource = std::function<RowSamples(const SampleRequest&, const stats::LongWork&)>;

class TableModel {
public:
    virtual ~TableModel() = default;
    TableModel() = default;
    TableModel(const TableModel&) = delete;
    TableModel& operator=(const TableModel&) = delete;

    /// One minibatch, as GsnLearner::step(). Throws RunError when numbers stop being finite.
    virtual void step(const std::vector<float>& batch, const std::vector<std::size_t>& chosen,
                      std::uint64_t number) = 0;
    /// −log P(x | h) of the first reconstruction of the last minibatch, nats per image; NaN before,
    /// and for what has none.
    [[nodiscard]] virtual double loss() const { return std::numeric_limits<double>::quiet_NaN(); }
    /// The rate that epochs begin with, from now on; of networks alone.
    virtual void setRate(double rate) { static_cast<void>(rate); }
    /// Whether there is something to sample from yet.
    [[nodiscard]] virtual bool draws() const { return true; }
    /// From a copy of the model in its present state; may outlive it. Empty unless it draws().
    [[nodiscard]] virtual SampleSource source() const = 0;
    /// Its layers: "784-500-500".
    [[nodiscard]] virtual std::string layers() const = 0;
    /// The machine whose log Z is looked for; null where there is none.
    [[nodiscard]] virtual const RestrictedBoltzmann* machine() const { return nullptr; }
    virtual void save(Checkpoint& checkpoint) const = 0;
    /// A model of the same options in the state that was saved. Throws InputError.
    [[nodiscard]] virtual std::unique_ptr<TableModel>
    restored(const Checkpoint& checkpoint) const = 0;
};

/// A denoising auto-encoder or a GSN. Its rate is that of the options, times `rateDecay` after each
/// epoch of `batches` minibatches.
struct NetworkModelOptions {
    GsnShape shape;
    GsnLearnerOptions learner;
    double rateDecay = 1.0;
    std::size_t batches = 1;
    std::vector<double> means; ///< of the data's pixels: where the biases of x begin
    std::uint64_t seed = 1;
    int threads = 0;
};
[[nodiscard]] std::unique_ptr<TableModel> networkModel(NetworkModelOptions options);

/// Restricted Boltzmann machines by persistent contrastive divergence. The rate falls in a straight
/// line to 0 over `updates`, and stays above a hundredth of what it was.
struct BoltzmannModelOptions {
    std::size_t hidden = 500;
    std::size_t updates = 1000;
    PersistentOptions training;
    std::vector<float> means; ///< of the data's pixels
    std::uint64_t seed = 1;
    int threads = 0;
};
[[nodiscard]] std::unique_ptr<TableModel> boltzmannModel(BoltzmannModelOptions options);

/// DBN-2, greedily: the lower machine for the first half of the updates, then the upper one on
/// P(h = 1 | v) of the lower. Before that there is nothing to sample from. `upperHidden` units of
/// the upper machine.
[[nodiscard]] std::unique_ptr<TableModel> deepBeliefModel(BoltzmannModelOptions options,
                                                          std::size_t upperHidden);

/// The draws that belong to means in [0, 1]: 1 with that probability, each.
[[nodiscard]] std::vector<float> drawsFrom(const std::vector<float>& means, std::uint64_t seed);

} // namespace scorescope::gsn
