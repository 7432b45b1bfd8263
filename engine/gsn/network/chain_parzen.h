// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/checkpoint.h"
#include "engine/gsn/network/network_chains.h"
#include "engine/stats/parzen_likelihood.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// The Parzen estimate of a chain's samples (§5.5.3: 1044 without scaling factors, 1215 and 1189
/// with them). Pure; any thread.
namespace scorescope::gsn {

/// One chain of a network, which a ChainNetwork without weights and these weights make.
struct ParzenChain {
    std::string name;     ///< snake_case, of the series
    std::string title;    ///< as a person reads it
    double printed = 0.0; ///< the thesis' number; 0: none
    std::vector<float> weights;
    ChainNetwork network;
};

struct ChainParzenRequest {
    GsnShape shape{{1, 1}};
    std::vector<ParzenChain> chains;
    /// x where chains of each begin, [chains × n_0]. The thesis has one chain; several that began
    /// at different images depend less on where a slow one happens to be.
    std::vector<float> starts;
    std::size_t samples = 1000; ///< consecutive means of P(X | h), of all chains together
    std::size_t leaveOut = 100; ///< steps of each chain before the first of them
    /// Training images, a row that learned nothing: [count × n_0].
    std::vector<float> training;
    double trainingPrinted = 0.0;
    std::vector<float> validation; ///< chooses σ, [count × n_0]
    std::vector<float> test;       ///< [count × n_0]
    std::uint64_t seed = 1;
};

struct ChainParzenRow {
    std::string name;
    std::string title;
    double printed = 0.0;
    double mean = 0.0;          ///< nats per image
    double standardError = 0.0; ///< over the test images
    double deviation = 0.0;     ///< σ that the validation images chose
    bool atEdge = false;        ///< of those tried
};

/// A row for each chain, and one for the training images. σ is one of 25 from 0.05 to 2. Throws
/// std::invalid_argument for parts that do not fit; Cancelled when asked to stop.
[[nodiscard]] std::vector<ChainParzenRow> chainParzen(const ChainParzenRequest& request,
                                                      const stats::LongWork& work);

/// Into a checkpoint and back; load throws InputError when they are damaged.
void saveParzenRows(const std::vector<ChainParzenRow>& rows, Checkpoint& checkpoint);
[[nodiscard]] std::vector<ChainParzenRow> loadParzenRows(const Checkpoint& checkpoint);

/// `parzen`: the table of them, with the thesis' numbers beside.
[[nodiscard]] Artifact parzenTable(const std::vector<ChainParzenRow>& rows);

} // namespace scorescope::gsn
