// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/gsn/network/gsn_network.h"
#include "engine/gsn/network/walkback.h"

#include <cstddef>
#include <string>
#include <vector>

/// Walkback as a graph: the chain of Figure 5.5 (right), unrolled over its steps from an example,
/// with what each layer held. Pure; any thread.
namespace scorescope::gsn {

/// Which graph: a network of D hidden layers, K steps of the chain.
struct Unrolling {
    std::size_t depth = 2;    ///< D ≥ 1
    std::size_t steps = 4;    ///< K ≥ 1
    bool lastOnly = false;    ///< WalkbackOptions::lastOnly: one target, at the last step
    bool throughChain = true; ///< WalkbackOptions::throughChain: else steps end the gradient
};
[[nodiscard]] Unrolling unrollingOf(const GsnShape& shape, const WalkbackOptions& options);

/// More nodes than that no picture shows: enough for six layers and 40 steps.
inline constexpr std::size_t mostUnrolledNodes = 420;

/// What a node of the graph stands for. Step t = 1 … K corrupts x_{t−1}, updates the odd layers
/// from the even ones and then the even ones from the odd ones, and ends with P(x | h^(t)); x_t is
/// drawn from that, for t < K.
struct UnrolledNode {
    enum class Part {
        input,     ///< x_step: the example itself for step 0, else drawn
        corrupted, ///< x̃_step
        hidden,    ///< h_layer^(step); step 0: an even layer as the example began with it (H_0)
        mean,      ///< P(x | h^(step))
        target,    ///< x_0, of which P(x | h^(step)) is to make the most
    };
    Part part = Part::input;
    std::size_t step = 0;
    std::size_t layer = 0; ///< k = 1 … D of a hidden one

    friend bool operator==(const UnrolledNode& a, const UnrolledNode& b) noexcept {
        return a.part == b.part && a.step == b.step && a.layer == b.layer;
    }
};

/// The nodes in the graph's order, which is one in which they can be computed: ⌊D/2⌋ of H_0, then
/// D + 4 for each step (with lastOnly the target only in the last). Throws std::invalid_argument
/// for no layers, no steps or more than mostUnrolledNodes.
[[nodiscard]] std::vector<UnrolledNode> unrolledNodes(const Unrolling& unrolling);

/// The node in words: "h₂ of step 3", "x̃₂, corrupted".
[[nodiscard]] std::string unrolledNodeName(const UnrolledNode& node);

/// What each node held for one example, in the order of unrolledNodes(): [nodes][units].
using UnrolledActivations = std::vector<std::vector<float>>;

/// Copies what `pass` has after its run() with `options` and `draws`, for the example in `row` of
/// the minibatch. The pass does not keep x_1 … x_{K−1}: they are drawn again, with the same random
/// numbers, from the means that it has. (Logits that are taken back from a probability are rounded:
/// a pixel whose random number is within 1e-6 of its probability may come out otherwise.)
/// \param x [n_0] the example itself
/// \param first null (H_0 = 0), or the hidden layers h_1 … h_D with which the minibatch began,
///   [rows × n_k] each, of which the even ones are read: a copy of what run() had as `start`
[[nodiscard]] UnrolledActivations
unrolledActivations(const GsnShape& shape, const WalkbackOptions& options, const GsnDraws& draws,
                    const WalkbackPass& pass, const float* x, std::size_t row = 0,
                    const std::vector<std::vector<float>>* first = nullptr);

/// `unrolled`: the graph, K (2D + 3) − 1 edges (with lastOnly K − 1 fewer). Time runs to the right
/// by half steps, layers upwards from x; edges tell which weights lead along them ("W₂" upwards,
/// "W₂ᵀ" downwards), or what is drawn there. A node's value is its mean activation; there are none
/// where `activations` is empty. No gradient goes back through what is drawn (dotted), nor, where
/// steps end it, through edges with a diode.
/// \param selects the live parameter that follows a click on a node; may be empty
/// Throws std::invalid_argument as unrolledNodes(), and for activations of another graph.
[[nodiscard]] Artifact unrolledGraph(const Unrolling& unrolling,
                                     const UnrolledActivations& activations,
                                     const SelectionParameter& selects);

/// `unrolled_node`: the activations of one node as a picture, which says of which node and what
/// its black and white mean. x and P(x | h) are 28 × 28 where they have 784 pixels, from 0 to 1;
/// units of a hidden layer fill a picture that is as near to a square as may be, row by row, on one
/// range for all steps of the layer. No activations: an empty picture.
/// Throws std::invalid_argument as unrolledGraph(), and for a node that does not exist.
[[nodiscard]] Artifact unrolledNodeImage(const Unrolling& unrolling,
                                         const UnrolledActivations& activations, std::size_t node);

} // namespace scorescope::gsn
