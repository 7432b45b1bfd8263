// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/measures/information.h"

#include "engine/core/rng.h"
#include "engine/stats/classifier_network.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace scorescope::probes {
namespace {

constexpr Purpose sending = Purpose::named("order of an online code");
const double ln2 = std::log(2.0);

/// Where blocks end, in examples; none is empty.
std::vector<std::size_t> blockEnds(const std::vector<double>& shares, std::size_t count) {
    std::vector<std::size_t> ends;
    double before = 0.0;
    for (const double share : shares) {
        if (!(share > before) || !(share <= 1.0)) {
            throw std::invalid_argument("blocks of a code must end at rising shares of the "
                                        "examples, above 0 and up to 1");
        }
        before = share;
        const auto end =
            static_cast<std::size_t>(std::max(1.0, std::round(share * static_cast<double>(count))));
        if (ends.empty() || end > ends.back()) {
            ends.push_back(end);
        }
    }
    if (before != 1.0) {
        throw std::invalid_argument("the last block of a code must end with the last example");
    }
    return ends;
}

bool ofOneClass(const std::vector<std::uint32_t>& labels) {
    return std::adjacent_find(labels.begin(), labels.end(), std::not_equal_to<>()) == labels.end();
}

} // namespace

Judgement judgeByShares(const std::vector<std::uint32_t>& trainingLabels,
                        const std::vector<std::uint32_t>& labels, std::size_t classes) {
    if (trainingLabels.empty() || labels.empty()) {
        throw std::invalid_argument("shares of classes need labels to be counted and judged");
    }
    const auto check = [classes](std::uint32_t label) {
        if (label >= classes) {
            throw std::invalid_argument("label " + std::to_string(label) +
                                        " is not below the number of classes, " +
                                        std::to_string(classes));
        }
    };
    std::vector<double> counts(classes, 0.0);
    for (const std::uint32_t label : trainingLabels) {
        check(label);
        counts[label] += 1.0;
    }
    const auto unseen = static_cast<double>(std::count(counts.begin(), counts.end(), 0.0));
    const double whole = static_cast<double>(trainingLabels.size()) + unseen;
    const auto commonest =
        static_cast<std::uint32_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
    Judgement found;
    found.named.assign(labels.size(), commonest);
    for (const std::uint32_t label : labels) {
        check(label);
        found.losses.push_back(-std::log(std::max(1.0, counts[label]) / whole));
        found.errors += label == commonest ? 0 : 1;
    }
    return found;
}

stats::Estimate vInformation(const Judgement& probe, const Judgement& shares,
                             const BootstrapOptions& options) {
    if (probe.losses.size() != shares.losses.size()) {
        throw std::invalid_argument("a probe and the shares of classes must judge the same "
                                    "examples, not " +
                                    std::to_string(probe.losses.size()) + " and " +
                                    std::to_string(shares.losses.size()));
    }
    std::vector<double> bits(probe.losses.size());
    std::transform(shares.losses.begin(), shares.losses.end(), probe.losses.begin(), bits.begin(),
                   [](double a, double b) { return (a - b) / ln2; });
    return bootstrapMean(bits, options);
}

bool CodeLength::converged() const {
    return std::all_of(blocks.begin(), blocks.end(), [](const CodeBlock& block) {
        return block.certificate.examples == 0 || block.certificate.converged;
    });
}

CodeLength onlineCodeLength(const Features& features, const std::vector<std::uint32_t>& labels,
                            std::size_t classes, const CodeLengthOptions& options,
                            const stats::LongWork& work) {
    const std::size_t n = features.rows();
    if (labels.size() != n || n == 0 || classes < 2) {
        throw std::invalid_argument("a code of " + std::to_string(labels.size()) +
                                    " labels needs as many rows of features, and two classes; "
                                    "there are " +
                                    std::to_string(n) + " and " + std::to_string(classes));
    }
    const std::vector<std::size_t> ends = blockEnds(options.ends, n);
    const std::vector<std::size_t> order =
        stats::shuffledOrder(n, RandomStream(options.seed, sending));
    const ChosenFeatures sent(features, order);
    std::vector<std::uint32_t> sentLabels;
    for (const std::size_t row : order) {
        sentLabels.push_back(labels[row]);
    }
    const double perLabel = std::log2(static_cast<double>(classes));
    CodeLength code;
    code.uniformBits = static_cast<double>(n) * perLabel;
    std::optional<Probe> probe;
    std::size_t first = 0;
    std::size_t passed = 0; // examples in fits that are over, and in all
    const std::size_t whole = std::accumulate(ends.begin(), ends.end(), std::size_t(0)) - n;
    for (const std::size_t end : ends) {
        CodeBlock block;
        block.first = first;
        block.count = end - first;
        const std::vector<std::uint32_t> known(
            sentLabels.begin(), sentLabels.begin() + static_cast<std::ptrdiff_t>(first));
        if (first == 0 || ofOneClass(known)) {
            block.bits = static_cast<double>(block.count) * perLabel;
        } else {
            const stats::LongWork part =
                work.part(static_cast<double>(passed) / static_cast<double>(whole),
                          static_cast<double>(first) / static_cast<double>(whole));
            ProbeOptions fit = options.probe;
            fit.penalty *= static_cast<double>(n) / static_cast<double>(first);
            const RangeOfFeatures before(sent, 0, first);
            FitSurroundings surroundings;
            surroundings.start = probe ? &*probe : nullptr;
            FittedProbe fitted = fitProbe(prepare(before, fit, part.part(0.0, 0.1)), known, classes,
                                          fit, surroundings, part.part(0.1, 0.9));
            const RangeOfFeatures now(sent, first, block.count);
            const Judgement judged = judge(fitted.probe, now,
                                           {sentLabels.begin() + static_cast<std::ptrdiff_t>(first),
                                            sentLabels.begin() + static_cast<std::ptrdiff_t>(end)},
                                           {work.threads, {}});
            block.bits = std::accumulate(judged.losses.begin(), judged.losses.end(), 0.0) / ln2;
            block.certificate = fitted.certificate;
            probe = std::move(fitted.probe);
            passed += first;
        }
        code.bits += block.bits;
        code.blocks.push_back(block);
        first = end;
    }
    return code;
}

} // namespace scorescope::probes
