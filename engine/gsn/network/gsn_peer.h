// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/python_peer.h"
#include "engine/gsn/network/gsn_network.h"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::gsn {

/// The program in Python that GsnPeer runs: tests/engine/gsn/peer_gsn.py.
[[nodiscard]] const std::string& gsnPeerScript();

/// The same network in PyTorch, in a process of its own: two hidden layers, salt and pepper of 0.4
/// on x, noise of deviation 2 before and after the tanh of both layers; trained by momentum SGD at
/// the rate 0.02. It draws from PyTorch's generator. Used from one thread; throws
/// std::runtime_error when its process has ended.
class GsnPeer {
public:
    struct Started {
        std::unique_ptr<GsnPeer> peer; ///< null where there is no Python with PyTorch
        std::string words;             ///< which PyTorch by which Python; or why there is none
    };
    /// \param shape of depth 2, else std::invalid_argument
    /// \param walkback K ≥ 1
    /// \param threads of PyTorch, ≥ 1
    [[nodiscard]] static Started start(const GsnShape& shape, std::size_t walkback, int threads);

    /// From now on these parameters [shape.parameters()], and an optimizer that has done nothing.
    void setWeights(const std::vector<float>& weights);
    /// The minibatch x [rows × n_0].
    void setBatch(const std::vector<float>& x);
    /// Loss and gradient of one pass over the minibatch, with all noise switched off and nothing
    /// drawn: `visible` [K × rows × n_0] is what layer 0 holds at each step.
    [[nodiscard]] std::pair<double, std::vector<float>>
    lossAndGradient(const std::vector<float>& visible);
    /// So many minibatches, all of them the one that was set.
    void train(std::size_t minibatches);

    /// Chains at x [rows × n_0] and h_2 [rows × n_2].
    void setChains(const std::vector<float>& x, const std::vector<float>& h2);
    /// The mean of P(x | h_1) and h_2 one step without noise after the chains' place, where they
    /// stay.
    [[nodiscard]] std::pair<std::vector<float>, std::vector<float>> stepWithoutNoise();
    /// So many steps of all chains.
    void sample(std::size_t steps);

private:
    GsnPeer(GsnShape shape, std::unique_ptr<PythonPeer> process)
        : shape_(std::move(shape)), process_(std::move(process)) {}
    void demandOk();

    GsnShape shape_;
    std::unique_ptr<PythonPeer> process_;
    std::size_t chains_ = 0;
};

} // namespace scorescope::gsn
