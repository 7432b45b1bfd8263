// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/mixing/chain_bound.h"

#include "engine/nn/products.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

namespace scorescope::gsn {
namespace {

constexpr std::size_t block = 256; ///< samples whose logits are one product
constexpr double printedSamples = 10000.0;

void check(const BoundRequest& request) {
    const std::size_t pixels = request.shape.units(0);
    if (request.samples == 0) {
        throw std::invalid_argument("a bound is of one sample, at least");
    }
    if (request.weights.size() != request.shape.parameters()) {
        throw std::invalid_argument("a network with " + std::to_string(request.weights.size()) +
                                    " parameters; its shape has " +
                                    std::to_string(request.shape.parameters()));
    }
    if (!(request.scale > 0.0F) || !std::isfinite(request.scale)) {
        throw std::invalid_argument("the scaling factor of P(x | h) must be above 0 and finite");
    }
    if (request.starts.empty() || request.starts.size() % pixels != 0) {
        throw std::invalid_argument("chains begin at whole images, at one at least");
    }
    if (!request.tests || request.tests->empty() || request.tests->size() % pixels != 0) {
        throw std::invalid_argument("a bound is of whole test images, of one at least");
    }
    if (!std::all_of(request.tests->begin(), request.tests->end(),
                     [](float x) { return x == 0.0F || x == 1.0F; })) {
        throw std::invalid_argument("a log-likelihood by P(x | h) is of test images of 0 and 1");
    }
}

/// α (b_0 + h_1 W_1ᵀ) of each row of h_1.
std::vector<float> logitsOf(const BoundRequest& request, const std::vector<float>& hidden,
                            int threads) {
    const GsnShape& shape = request.shape;
    const std::size_t pixels = shape.units(0);
    const std::size_t units = shape.units(1);
    const std::size_t rows = hidden.size() / units;
    const float* const bias = request.weights.data() + shape.biasAt(0);
    std::vector<float> logits;
    logits.reserve(rows * pixels);
    for (std::size_t row = 0; row < rows; ++row) {
        logits.insert(logits.end(), bias, bias + pixels);
    }
    const float* const weights = request.weights.data() + shape.weightAt(1);
    nn::multiply(nn::MatrixView::of(hidden.data(), rows, units),
                 nn::MatrixView::of(weights, pixels, units).t(), 1.0F, logits.data(), threads);
    for (float& logit : logits) {
        logit *= request.scale;
    }
    return logits;
}

} // namespace

stats::SampledLikelihood chainBound(const BoundRequest& request, const stats::LongWork& work) {
    check(request);
    const std::size_t pixels = request.shape.units(0);
    const std::size_t units = request.shape.units(1);
    const std::size_t chains = request.starts.size() / pixels;
    const std::size_t steps = request.burnIn + (request.samples + chains - 1) / chains;
    stats::BernoulliBound bound({request.tests->data(), request.tests->size() / pixels, pixels},
                                stats::closeDrawCounts(request.samples), work.threads);
    const GsnSampler sampler(request.shape, work.threads);
    GsnState state = beginChains(request.shape, request.starts);
    std::vector<float> hidden; // of samples whose logits are not formed yet
    const auto formLogits = [&] {
        const std::vector<float> logits = logitsOf(request, hidden, work.threads);
        bound.add({logits.data(), hidden.size() / units, pixels});
        hidden.clear();
    };
    for (std::size_t step = 0; step < steps; ++step) {
        report(work.progress, static_cast<double>(step) / static_cast<double>(steps));
        sampler.step(request.weights.data(), request.noise, {request.seed, step, 0}, state,
                     request.scale);
        if (step < request.burnIn) {
            continue;
        }
        const std::size_t before = (step - request.burnIn) * chains;
        const std::size_t taken = std::min(chains, request.samples - before);
        for (std::size_t c = 0; c < taken; ++c) {
            const float* const h = state.hidden[0].data() + c * units;
            hidden.insert(hidden.end(), h, h + units);
            if (hidden.size() == block * units) {
                formLogits();
            }
        }
    }
    if (!hidden.empty()) {
        formLogits();
    }
    report(work.progress, 1.0);
    return bound.result();
}

Artifact boundCurve(const std::vector<LabelledBound>& bounds, const std::string& given) {
    Lines lines;
    for (const LabelledBound& each : bounds) {
        Lines::Line line;
        line.label = each.label;
        for (std::size_t look = 0; look < each.bound.draws.size(); ++look) {
            const stats::MeanOverPoints& found = each.bound.bounds[look];
            line.x.push_back(static_cast<double>(each.bound.draws[look]));
            line.y.push_back(found.mean);
            line.low.push_back(found.mean - found.standardError);
            line.high.push_back(found.mean + found.standardError);
        }
        lines.lines.push_back(std::move(line));
    }
    for (const LabelledBound& each : bounds) { // after the curves, whose colours stay the same
        if (each.printed) {
            Lines::Line line;
            line.label = each.label + ", the thesis";
            line.x = {printedSamples};
            line.y = {*each.printed};
            line.style = Lines::Style::points;
            line.hollow = true;
            lines.lines.push_back(std::move(line));
        }
    }
    return {"bound_curve",
            "Bound on the log-likelihood of test images, ± their standard error",
            {"samples", ""},
            {"log mean P(x | " + given + ")", "nats"},
            {},
            std::move(lines)};
}

} // namespace scorescope::gsn
