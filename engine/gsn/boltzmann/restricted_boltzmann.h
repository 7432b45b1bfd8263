// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/stats/parzen_likelihood.h"

#include <cstddef>
#include <cstdint>
#include <vector>

/// Restricted Boltzmann machines, the rows RBM and DBN-2 of Table 5.1.
namespace scorescope::gsn {

/// A machine of binary units: P(v, h) = exp(b·v + c·h + v·W h)/Z.
struct RestrictedBoltzmann {
    std::size_t visible = 0;
    std::size_t hidden = 0;
    std::vector<float> weights;     ///< W, [visible × hidden]
    std::vector<float> visibleBias; ///< b
    std::vector<float> hiddenBias;  ///< c
};

/// W ~ N(0, 0.01²) from (seed, Purpose::initialization), c = 0, and b the logits of the data's
/// means [visible], kept within [0.01, 0.99]; b = 0 where `means` is empty. Throws
/// std::invalid_argument for no units or means of another size or outside [0, 1].
[[nodiscard]] RestrictedBoltzmann initialBoltzmann(std::size_t visible, std::size_t hidden,
                                                   const std::vector<float>& means,
                                                   std::uint64_t seed);

/// The mean of each unit over rows of [rows × units], as initialBoltzmann() takes them.
[[nodiscard]] std::vector<float> unitMeans(const std::vector<float>& values, std::size_t units);

/// Whose random numbers a chain takes: (seed, a purpose for each layer, row, step).
struct BoltzmannDraws {
    std::uint64_t seed = 1;
    std::uint64_t step = 0;
};

/// P(h = 1 | v) = sigmoid(c + v W) of `rows` examples and draws from it, both [rows × hidden];
/// either may be null. The same numbers for any number of threads, as all of the below.
void hiddenGivenVisible(const RestrictedBoltzmann& machine, const float* v, std::size_t rows,
                        const BoltzmannDraws& draws, float* mean, float* sample, int threads = 0);
/// P(v = 1 | h) = sigmoid(b + h Wᵀ), [rows × visible].
void visibleGivenHidden(const RestrictedBoltzmann& machine, const float* h, std::size_t rows,
                        const BoltzmannDraws& draws, float* mean, float* sample, int threads = 0);

/// Chains of Gibbs sampling, h | v then v | h.
struct GibbsChains {
    std::size_t rows = 0;
    std::vector<float> v;    ///< [rows × visible] the last draws
    std::vector<float> mean; ///< [rows × visible] of P(v | h) of the last step
    std::vector<float> h;    ///< [rows × hidden] of the last step
    std::uint64_t steps = 0; ///< done so far; the next one's random numbers
};
[[nodiscard]] GibbsChains gibbsChains(const RestrictedBoltzmann& machine, std::vector<float> v);
/// `steps` steps of all chains.
void gibbsSteps(const RestrictedBoltzmann& machine, GibbsChains& chains, std::uint64_t seed,
                std::size_t steps, int threads = 0);

/// The free energy F(v) = −b·v − Σ_j log(1 + exp(c_j + (v W)_j)) of each row: P(v) = exp(−F(v))/Z.
[[nodiscard]] std::vector<double> freeEnergies(const RestrictedBoltzmann& machine, const float* v,
                                               std::size_t rows, int threads = 0);

/// Persistent contrastive divergence (T. Tieleman, ICML 2008).
struct PersistentOptions {
    std::size_t batch = 100; ///< examples in an update; ≥ 1
    std::size_t chains = 100;
    std::size_t steps = 1;   ///< of the chains for an update; ≥ 1
    double rate = 0.05;      ///< > 0
    double lastRate = 0.0;   ///< the rate falls to this in a straight line over the training; ≥ 0
    double momentum = 0.5;   ///< in [0, 1); 0: plain
    double decay = 0.0;      ///< ½ decay ‖W‖² is taken off the log-likelihood; ≥ 0
    std::size_t epochs = 10; ///< ≥ 1
    std::uint64_t seed = 1;
};

/// What goes on between updates. Plain values: a copy continues by itself.
struct PersistentState {
    GibbsChains chains;
    std::vector<float> velocity; ///< of W, b and c, one after the other
    std::uint64_t updates = 0;
};
/// Chains that begin as draws with every unit on or off, each as likely. Throws
/// std::invalid_argument for options out of range.
[[nodiscard]] PersistentState persistentState(const RestrictedBoltzmann& machine,
                                              const PersistentOptions& options);

/// One step up the log-likelihood's gradient: ⟨v hᵀ⟩ of the examples less that of the chains, which
/// are stepped first.
void persistentUpdate(RestrictedBoltzmann& machine, PersistentState& state, const float* examples,
                      std::size_t rows, double rate, const PersistentOptions& options,
                      int threads = 0);

/// Trains on examples [rows × visible] in [0, 1], in another order in each epoch. Gives the chains
/// as they are at the end. Throws std::invalid_argument for options out of range, no examples or
/// one outside [0, 1]; RunError when a weight is not finite any more; Cancelled when asked to stop.
PersistentState trainBoltzmann(RestrictedBoltzmann& machine, const std::vector<float>& examples,
                               const PersistentOptions& options, const stats::LongWork& work = {});

/// A deep belief network of two layers, greedily from two machines (Hinton, Osindero & Teh 2006):
/// the upper one is trained on P(h = 1 | v) of the lower one.
struct DeepBelief {
    RestrictedBoltzmann lower;
    RestrictedBoltzmann upper;
};
[[nodiscard]] DeepBelief trainDeepBelief(const std::vector<float>& examples, std::size_t visible,
                                         std::size_t lowerHidden, std::size_t upperHidden,
                                         const PersistentOptions& options,
                                         const stats::LongWork& work = {});

/// `steps` of Gibbs sampling in the upper machine, whose visible units are the lower one's hidden
/// ones, and P(v = 1 | those) [chains.rows × visible].
[[nodiscard]] std::vector<float> sampleDeepBelief(const DeepBelief& network, GibbsChains& chains,
                                                  std::uint64_t seed, std::size_t steps,
                                                  int threads = 0);

} // namespace scorescope::gsn
