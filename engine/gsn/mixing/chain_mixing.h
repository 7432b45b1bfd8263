// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/data/digit_choice.h"
#include "engine/gsn/mixing/digit_classifier.h"
#include "engine/gsn/network/gsn_network.h"
#include "engine/stats/class_visits.h"
#include "engine/stats/principal_components.h"
#include "engine/stats/r_star.h"
#include "engine/stats/scalar_mixing.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

/// How well chains of a network mix: chains of their own, run from copies of its weights, so that
/// looking changes nothing.
namespace scorescope::gsn {

/// What chains are compared with: formed once for a data set, by the first who asks. Any thread.
class MixingReference {
public:
    explicit MixingReference(std::shared_ptr<const data::Digits> digits)
        : digits_(std::move(digits)) {}

    struct Parts {
        std::shared_ptr<const DigitClassifier> classifier; ///< null where images have no labels
        std::optional<std::vector<double>> shares;         ///< of the classes in the data
        std::shared_ptr<const stats::PrincipalComponents> components;
        std::vector<double> places; ///< of some training images along them, [images × 2]
    };
    /// Throws Cancelled when asked to stop; the next one to ask begins again.
    [[nodiscard]] const Parts& parts(const stats::LongWork& work);
    [[nodiscard]] const data::Digits& digits() const noexcept { return *digits_; }

private:
    std::shared_ptr<const data::Digits> digits_;
    std::mutex mutex_;
    std::optional<Parts> parts_; ///< under mutex_ until it is there
};

struct MixingRequest {
    GsnShape shape{{784, 1}};
    std::vector<float> weights;
    GsnNoise noise;
    float scale = 1.0F;        ///< of the logits of P(X | h)
    std::vector<float> starts; ///< [chains × pixels]
    std::size_t draws = 400; ///< of each chain, ≥ 20; as many before them are the burn-in's, / 4
    std::uint64_t seed = 1;
};

/// Of the means of P(X | h) at successive steps of the chains.
struct ChainMixing {
    std::size_t chains = 0;
    std::size_t draws = 0;
    std::optional<stats::Estimate> accuracy;     ///< of the classifier, on images to test
    std::optional<stats::ClassVisits> visits;    ///< where there is a classifier
    std::optional<std::vector<double>> expected; ///< visits if the data's shares held
    std::vector<std::uint8_t> classes; ///< [draws × chains], in the order drawn; empty without
    std::vector<stats::ScalarMixing> scalars;
    std::string caution; ///< what speaks against trusting them, or empty
    stats::RStar rStar;
    double secondsPerStep = 0.0; ///< of all chains together, by the clock: no two runs' are equal
    std::vector<double> places;  ///< [chains × draws × 2] along the data's principal components
    std::vector<double> dataPlaces;
    std::vector<double> componentShares; ///< of the data's variance
};

/// The same numbers for any number of threads. Throws std::invalid_argument for fewer than two
/// chains or 20 draws; Cancelled when asked to stop.
[[nodiscard]] ChainMixing chainMixing(const MixingRequest& request, MixingReference& reference,
                                      const stats::LongWork& work);

/// `mixing`: visits, R* and the classifier, with their intervals, or why there are none.
[[nodiscard]] Artifact mixingTable(const ChainMixing& mixing);
/// `mixing_scalars`: of each scalar R̂, effective sample size (ESS), or why there is none, and ESS
/// for 1000 steps of a chain, all chains' steps together and those of the burn-in left out. Its
/// last column, ESS for a second of drawing, is the only one that comes from the clock: it tells of
/// this machine, and how busy it was.
[[nodiscard]] Artifact scalarsTable(const ChainMixing& mixing);
/// `class_visits`: how often each chain was in each class. Empty without a classifier.
[[nodiscard]] Artifact visitsMap(const ChainMixing& mixing);
/// `class_sequences`: in which class each chain was at each of its steps, [chains × draws]. The
/// steps are counted from the chains' beginning, the burn-in's are left out. Empty without a
/// classifier.
[[nodiscard]] Artifact sequencesMap(const ChainMixing& mixing);
/// `chain_map`: the paths of the first two chains over the data, along the data's first two
/// principal components.
[[nodiscard]] Artifact chainMap(const ChainMixing& mixing);

} // namespace scorescope::gsn
