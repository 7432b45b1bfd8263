// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/benchmark.h"
#include "engine/gsn/network/gsn_peer.h"

#include <cstddef>
#include <vector>

namespace scorescope::gsn {

/// What to measure. All counts ≥ 1.
struct GsnBenchOptions {
    int threads = 2;                                     ///< of both sides
    int rounds = 11;                                     ///< by turns (ours, reference, ours, …)
    std::vector<std::size_t> layers = {784, 1500, 1500}; ///< n_0 = 784: digits; two hidden layers
    std::size_t batch = 100;
    std::size_t walkback = 4;
    std::size_t manyChains = 64;
    std::size_t minibatches = 3;     ///< in one round
    std::size_t oneChainSteps = 150; ///< likewise
    std::size_t manyChainsSteps = 15;
};

/// How far ours is from the reference, with the noise switched off. Relative.
struct GsnAgreement {
    double loss = 0.0;     ///< of a whole walkback
    double gradient = 0.0; ///< its distance, by the reference's length
    double mean = 0.0;     ///< of P(x | h_1) after a step of chains, likewise
    double hidden = 0.0;   ///< h_2 after that step, likewise
};
/// Both on the same weights, drawn digits and visible layers: of the walkback, what ours draws.
/// Changes the reference's weights, minibatch and chains.
[[nodiscard]] GsnAgreement compareWithPeer(GsnPeer& peer, const GsnBenchOptions& options);

/// Measures a generative stochastic network of two hidden layers (§5.5.2) beside the same network
/// written in Python with PyTorch (tests/engine/gsn/peer_gsn.py), in float32, with noise on both
/// hidden layers. Rows: "gsn_training", minibatches of momentum SGD, rate in examples/s;
/// "gsn_chain" and "gsn_chains", steps of one chain and of many, rate in steps/s of all chains
/// together.
///
/// The reference is a process that waits during our turns. Its turns include some 0.1 ms of asking.
/// Before timing, demands agreement within 1e-4 and throws std::runtime_error without it. Where no
/// Python with PyTorch is found, our side is measured alone, and each row's note says why.
[[nodiscard]] std::vector<BenchRow> benchGsn(const GsnBenchOptions& options = {});

} // namespace scorescope::gsn
