// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/probe/probe.h"

#include "engine/probes/probe/certificate.h"
#include "engine/probes/probe/softmax_loss.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>

namespace scorescope::probes {
namespace {

void check(const Probe& probe, const Features& features, const std::vector<std::uint32_t>& labels) {
    if (features.rows() == 0 || labels.size() != features.rows()) {
        throw std::invalid_argument("a probe cannot judge " + std::to_string(features.rows()) +
                                    " rows of features by " + std::to_string(labels.size()) +
                                    " labels");
    }
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels[i] >= probe.classes) {
            throw std::invalid_argument(
                "label " + std::to_string(labels[i]) + " of row " + std::to_string(i) +
                " is not below the number of classes, " + std::to_string(probe.classes));
        }
    }
}

} // namespace

double Judgement::errorRate() const {
    return static_cast<double>(errors) / static_cast<double>(count());
}

double Judgement::meanLoss() const {
    return std::accumulate(losses.begin(), losses.end(), 0.0) / static_cast<double>(count());
}

std::vector<double> Judgement::mistakes(const std::vector<std::uint32_t>& labels) const {
    if (labels.size() != named.size()) {
        throw std::invalid_argument("a probe judged " + std::to_string(named.size()) +
                                    " examples, and there are " + std::to_string(labels.size()) +
                                    " labels");
    }
    std::vector<double> wrong(named.size());
    std::transform(named.begin(), named.end(), labels.begin(), wrong.begin(),
                   [](std::uint32_t a, std::uint32_t b) { return a == b ? 0.0 : 1.0; });
    return wrong;
}

Judgement judge(const Probe& probe, const Features& features,
                const std::vector<std::uint32_t>& labels, const stats::LongWork& work) {
    check(probe, features, labels);
    const FoldedWeights folded = fold(probe.weights.data(), probe.bias, probe.standardization);
    const std::size_t known = probe.known.size();
    const auto unseen = static_cast<double>(probe.classes - known);
    const double kept = static_cast<double>(probe.examples) / //
                        (static_cast<double>(probe.examples) + unseen);
    std::vector<std::size_t> place(probe.classes, known);
    for (std::size_t c = 0; c < known; ++c) {
        place[probe.known[c]] = c;
    }
    Judgement found;
    found.named.resize(labels.size());
    found.losses.resize(labels.size());
    found.changeCosts.resize(labels.size());
    Logits(features, folded).visit(work, [&](std::size_t first, std::size_t count, const float* z) {
        std::vector<double> p(known);
        for (std::size_t i = first; i < first + count; ++i, z += known) {
            for (std::size_t c = 0; c < known; ++c) {
                p[c] = static_cast<double>(z[c]) + folded.bias[c];
            }
            const auto top = std::max_element(p.begin(), p.end());
            const double largest = *top;
            const auto at = static_cast<std::size_t>(top - p.begin());
            const std::size_t label = place[labels[i]];
            const double ofLabel = label < known ? p[label] - largest : 0.0;
            double sum = 0.0;
            double second = 0.0;
            for (std::size_t c = 0; c < known; ++c) {
                const double each = std::exp(p[c] - largest);
                sum += each;
                second = c == at ? second : std::max(second, each);
            }
            found.named[i] = probe.known[at];
            found.losses[i] = label < known ? std::log(sum) - ofLabel - std::log(kept)
                                            : -std::log((1.0 - kept) / unseen);
            found.changeCosts[i] = costOfAnotherClass(1.0 / sum, second / sum);
        }
    });
    for (std::size_t i = 0; i < labels.size(); ++i) {
        found.errors += found.named[i] == labels[i] ? 0 : 1;
    }
    return found;
}

} // namespace scorescope::probes
