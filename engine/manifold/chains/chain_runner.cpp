// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/chains/chain_runner.h"

#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/core/text.h"
#include "engine/manifold/random_purposes.h"
#include "engine/stats/chain_statistics.h"
#include "engine/stats/energy_distance.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace scorescope::manifold {
namespace {

constexpr std::size_t shownChains = 8;       ///< drawn as paths
constexpr std::size_t shownPathPoints = 400; ///< of each, the latest
constexpr std::size_t shownSamplePoints = 10000;
constexpr std::size_t comparedPoints = 1000;
constexpr std::size_t independentChains = 200;

stats::ChainTrace::Options traceOptions() {
    stats::ChainTrace::Options options;
    options.cloudBytes = 4U << 20U; // checkpoints carry it
    return options;
}

TableCell statisticCell(const char* format, const stats::Statistic& statistic) {
    return statistic.known() ? numberCell(format, statistic.value)
                             : TableCell("– (" + statistic.reason + ")", std::nan(""));
}

std::vector<float> singles(const std::vector<double>& values) {
    return std::vector<float>(values.begin(), values.end());
}

std::uint64_t sum(const std::vector<std::uint64_t>& values) {
    return std::accumulate(values.begin(), values.end(), std::uint64_t{0});
}

/// At most so many points of a cloud, spread over all of it: by multiples of the golden ratio,
/// because even strides would meet the same chains again and again.
std::vector<double> spread(const std::vector<double>& points, std::size_t d, std::size_t most) {
    const std::size_t count = points.size() / d;
    if (count <= most) {
        return points;
    }
    std::vector<double> chosen;
    chosen.reserve(most * d);
    for (std::size_t i = 0; i < most; ++i) {
        const double turn = static_cast<double>(i) * 0.61803398874989484820;
        const auto n =
            static_cast<std::size_t>((turn - std::floor(turn)) * static_cast<double>(count));
        chosen.insert(chosen.end(), points.begin() + static_cast<std::ptrdiff_t>(n * d),
                      points.begin() + static_cast<std::ptrdiff_t>((n + 1) * d));
    }
    return chosen;
}

} // namespace

ChainRunner::ChainRunner(std::size_t dimensions, SamplerOptions options)
    : chains_(dimensions, options), trace_(dimensions, traceOptions()) {}

void ChainRunner::setOptions(SamplerOptions options) {
    chains_.setOptions(std::move(options));
}

void ChainRunner::start(const double* x) {
    remember(x);
    chains_.add(x);
}

void ChainRunner::remember(const double* x) {
    // Not after a checkpoint from before starts were kept: they would be taken for other chains'.
    if (chains_.size() < shownChains && starts_.size() == chains_.size() * chains_.dimensions()) {
        starts_.insert(starts_.end(), x, x + chains_.dimensions());
    }
}

void ChainRunner::startMany(std::size_t count, ChainStart where, const data::PointSet& data,
                            double extent, std::uint64_t seed) {
    const std::size_t d = chains_.dimensions();
    std::vector<double> x(d);
    for (std::size_t c = 0; c < count; ++c) {
        if (where == ChainStart::box) {
            RandomStream stream(seed, purpose::chain, static_cast<std::uint32_t>(c));
            for (double& value : x) {
                value = stream.uniform(-extent, extent);
            }
            start(x.data());
        } else {
            start(data.point(where == ChainStart::data ? c % data.size() : 0));
        }
    }
}

void ChainRunner::clear() {
    chains_.clear();
    starts_.clear();
    trace_.clear();
    proposedBefore_ = 0;
    acceptedBefore_ = 0;
}

void ChainRunner::step(const field::ScoreFunction& score, const ChainKernel* kernel,
                       std::uint64_t proposals) {
    if (chains_.size() == 0) {
        return;
    }
    if (kernel != nullptr && chains_.options().kind == SamplerKind::metropolisHastings) {
        chains_.step(*kernel, proposals);
    } else {
        for (std::uint64_t i = 0; i < proposals; ++i) {
            chains_.step(score);
        }
    }
    trace_.append(chains_.positions());
}

void ChainRunner::measure(SeriesSet& series, double at, const ChainReference& reference) {
    if (chains_.size() == 0) {
        return;
    }
    const std::uint64_t proposed = sum(chains_.steps());
    const std::uint64_t accepted = sum(chains_.accepted());
    if (proposed > proposedBefore_) {
        series.append("acceptance_rate", at,
                      static_cast<double>(accepted - acceptedBefore_) /
                          static_cast<double>(proposed - proposedBefore_));
    }
    proposedBefore_ = proposed;
    acceptedBefore_ = accepted;
    const std::size_t d = chains_.dimensions();
    double largestRHat = NAN;
    double smallestEss = NAN;
    for (std::size_t k = 0; k < d; ++k) {
        const stats::Chains draws = trace_.chains(k);
        const stats::Statistic rHat = stats::rankRHat(draws);
        const stats::Statistic ess = stats::bulkEss(draws);
        if (rHat.known() && !(rHat.value <= largestRHat)) {
            largestRHat = rHat.value;
        }
        if (ess.known() && !(ess.value >= smallestEss)) {
            smallestEss = ess.value;
        }
    }
    if (std::isfinite(largestRHat)) {
        series.append("r_hat", at, largestRHat);
    }
    if (std::isfinite(smallestEss)) {
        series.append("effective_sample_size", at, smallestEss);
    }
    // Many chains are many independent points as they stand; of few ones their past helps.
    const std::vector<double> samples =
        spread(chains_.size() >= independentChains ? chains_.positions() : trace_.cloud(), d,
               comparedPoints);
    const std::size_t count = samples.size() / d;
    if (count < 100) {
        return; // too few for a distance that says anything
    }
    const std::size_t half = std::min(comparedPoints, reference.data.size() / 2);
    const double* smoothed = reference.smoothed.data();
    const int threads = chains_.options().threads;
    series.append("energy_distance", at,
                  stats::energyDistance(samples.data(), count, smoothed, half, d, threads));
    series.append("energy_distance_to_data", at,
                  stats::energyDistance(samples.data(), count, reference.data.coordinates.data(),
                                        half, d, threads));
    // What two independent samples of the smoothed data differ by: no sampler does better.
    series.append("energy_distance_floor", at,
                  stats::energyDistance(smoothed + half * d, std::min(half, count), smoothed, half,
                                        d, threads));
}

std::vector<double> ChainRunner::shownSamples(std::size_t most) const {
    return spread(trace_.cloud(), chains_.dimensions(), most);
}

void ChainRunner::publish(FrameBuilder& frame) const {
    const std::size_t d = chains_.dimensions();
    const Quantity first{axisName(0), ""};
    const Quantity second{axisName(1), ""};
    if (frame.wants("samples") && d == 2) {
        Scatter scatter;
        const std::vector<double> points = shownSamples(shownSamplePoints);
        for (std::size_t i = 0; i + 1 < points.size(); i += 2) {
            scatter.x.push_back(static_cast<float>(points[i]));
            scatter.y.push_back(static_cast<float>(points[i + 1]));
        }
        frame.add(Artifact{"samples", "Samples", first, second, {}, std::move(scatter)});
    }
    if (frame.wants("samples_cloud")) {
        PointCloud cloud{d, singles(shownSamples(shownSamplePoints)), {}};
        frame.add(Artifact{"samples_cloud", "Samples", first, second, {}, std::move(cloud)});
    }
    if (frame.wants("chains")) {
        frame.add(Artifact{"chains", "Chains", first, second, {}, paths()});
    }
    publishProposal(frame);
    publishDiagnostics(frame);
}

Trajectory ChainRunner::paths() const {
    const std::size_t d = chains_.dimensions();
    const bool decides = chains_.options().kind != SamplerKind::langevin;
    Trajectory paths;
    paths.dimensions = d;
    for (std::size_t c = 0; c < std::min(chains_.size(), shownChains); ++c) {
        std::vector<double> points;
        if ((c + 1) * d <= starts_.size()) {
            const auto begin = starts_.begin() + static_cast<std::ptrdiff_t>(c * d);
            points.assign(begin, begin + static_cast<std::ptrdiff_t>(d));
        }
        const std::vector<double> traced = trace_.path(c);
        points.insert(points.end(), traced.begin(), traced.end());
        if (!trace_.endsNow(c) && chains_.steps()[c] > 0) { // the newest was thinned out
            const auto now = chains_.positions().begin() + static_cast<std::ptrdiff_t>(c * d);
            points.insert(points.end(), now, now + static_cast<std::ptrdiff_t>(d));
        }
        paths.starts.push_back(paths.coordinates.size() / d);
        const std::size_t count = points.size() / d;
        for (std::size_t i = count - std::min(count, shownPathPoints); i < count; ++i) {
            const double* at = points.data() + i * d;
            paths.coordinates.insert(paths.coordinates.end(), at, at + d);
            if (decides) {
                paths.accepted.push_back(i == 0 || !std::equal(at, at + d, at - d) ? 1 : 0);
            }
        }
    }
    return paths;
}

void ChainRunner::publishProposal(FrameBuilder& frame) const {
    const std::size_t d = chains_.dimensions();
    if (d != 2 || (!frame.wants("proposal") && !frame.wants("proposal_points"))) {
        return;
    }
    Lines lines;
    Markers markers;
    for (std::size_t c = 0; c < std::min(chains_.size(), shownChains); ++c) {
        if (chains_.steps()[c] == 0) {
            markers.markers.push_back({chains_.positions()[2 * c], chains_.positions()[2 * c + 1],
                                       "current", chains_.size() == 1 ? "start" : "", "", ""});
            continue;
        }
        const Proposal& proposal = chains_.lastProposal(c);
        const std::size_t n = std::max<std::size_t>(2, chains_.options().pathPoints);
        Lines::Line line;
        line.dashed = !proposal.accepted;
        for (std::size_t i = 0; i < n; ++i) {
            const double t = static_cast<double>(i) / static_cast<double>(n - 1);
            line.x.push_back(proposal.from[0] + t * (proposal.to[0] - proposal.from[0]));
            line.y.push_back(proposal.from[1] + t * (proposal.to[1] - proposal.from[1]));
        }
        lines.lines.push_back(std::move(line));
        markers.markers.push_back({proposal.from[0], proposal.from[1], "current", "", "", ""});
        std::string label;
        if (chains_.size() <= 3) {
            label = "ΔE = " + number("%.3g", proposal.energyDifference) +
                    ", α = " + number("%.2g", proposal.acceptance) +
                    (proposal.accepted ? ": accepted" : ": rejected");
        }
        markers.markers.push_back({proposal.to[0], proposal.to[1],
                                   proposal.accepted ? "accepted" : "rejected", label, "", ""});
    }
    const Quantity first{axisName(0), ""};
    const Quantity second{axisName(1), ""};
    if (frame.wants("proposal")) {
        frame.add(Artifact{"proposal", "Last proposals", first, second, {}, std::move(lines)});
    }
    if (frame.wants("proposal_points")) {
        frame.add(
            Artifact{"proposal_points", "Last proposals", first, second, {}, std::move(markers)});
    }
}

void ChainRunner::publishDiagnostics(FrameBuilder& frame) const {
    const std::size_t d = chains_.dimensions();
    if (frame.wants("trace")) {
        Lines lines;
        for (std::size_t c = 0; c < std::min<std::size_t>(trace_.traced(), 4); ++c) {
            Lines::Line line;
            line.label = "chain " + std::to_string(c + 1);
            line.y = trace_.trace(c, 0);
            const auto begin = static_cast<double>(trace_.firstMoment(c));
            for (std::size_t i = 0; i < line.y.size(); ++i) {
                line.x.push_back(begin +
                                 static_cast<double>(i) * static_cast<double>(trace_.stride()));
            }
            lines.lines.push_back(std::move(line));
        }
        frame.add(Artifact{"trace",
                           "Trace of " + axisName(0),
                           {"sampling step", ""},
                           {axisName(0), ""},
                           {},
                           std::move(lines)});
    }
    if (frame.wants("autocorrelation")) {
        Lines lines;
        const stats::Chains draws = trace_.chains(0); // those of the statistics
        for (std::size_t c = 0; c < std::min<std::size_t>(draws.size(), 4); ++c) {
            const std::vector<double>& values = draws[c];
            Lines::Line line;
            line.label = "chain " + std::to_string(c + 1);
            line.y = stats::autocorrelation(values, std::min<std::size_t>(200, values.size() / 2));
            for (std::size_t lag = 0; lag < line.y.size(); ++lag) {
                line.x.push_back(static_cast<double>(lag) * static_cast<double>(trace_.stride()));
            }
            lines.lines.push_back(std::move(line));
        }
        frame.add(Artifact{"autocorrelation",
                           "Autocorrelation of " + axisName(0) + ", second half of the draws",
                           {"lag", "sampling steps"},
                           {"autocorrelation", ""},
                           {},
                           std::move(lines)});
    }
    if (frame.wants("chain_statistics")) {
        Table table;
        table.columns = {"coordinate", "mean",     "± MCSE",   "deviation", "split R̂",
                         "rank R̂",     "bulk ESS", "tail ESS", "of"};
        for (std::size_t k = 0; chains_.size() > 0 && k < d; ++k) {
            const stats::ChainSummary summary = stats::summarize(trace_.chains(k));
            table.rows.push_back(
                {axisName(k), numberCell("%.4f", summary.mean),
                 statisticCell("%.2g", summary.standardError),
                 numberCell("%.4f", summary.deviation), statisticCell("%.3f", summary.splitRHat),
                 statisticCell("%.3f", summary.rankRHat), statisticCell("%.0f", summary.bulkEss),
                 statisticCell("%.0f", summary.tailEss),
                 tracedText() + ", second half of the draws"});
        }
        frame.add(
            Artifact{"chain_statistics", "How well the chains mix", {}, {}, {}, std::move(table)});
    }
}

std::string ChainRunner::tracedText() const {
    if (chains_.size() == 0) {
        return {};
    }
    const std::string all =
        std::to_string(chains_.size()) + (chains_.size() == 1 ? " chain" : " chains");
    return trace_.traced() < chains_.size() ? std::to_string(trace_.traced()) + " of " + all : all;
}

void ChainRunner::save(Checkpoint& checkpoint) const {
    chains_.save(checkpoint, "chains.");
    checkpoint.put("chain_starts", starts_);
    trace_.save(checkpoint, "trace.");
    checkpoint.meta["chains_proposed_before"] = proposedBefore_;
    checkpoint.meta["chains_accepted_before"] = acceptedBefore_;
}

void ChainRunner::load(const Checkpoint& checkpoint) {
    ChainSet chains = chains_;
    stats::ChainTrace trace = trace_;
    chains.load(checkpoint, "chains.");
    trace.load(checkpoint, "trace.");
    const std::uint64_t proposed = checkpoint.count("chains_proposed_before");
    // Checkpoints from before starts were kept are without them.
    std::vector<double> starts = checkpoint.state.count("chain_starts") == 0
                                     ? std::vector<double>{}
                                     : checkpoint.doubles("chain_starts");
    if (starts.size() > shownChains * chains.dimensions() ||
        starts.size() % chains.dimensions() != 0) {
        throw InputError("checkpoint", "/chain_starts", "are not those of its chains");
    }
    acceptedBefore_ = checkpoint.count("chains_accepted_before");
    proposedBefore_ = proposed;
    starts_ = std::move(starts);
    chains_ = std::move(chains);
    trace_ = std::move(trace);
}

} // namespace scorescope::manifold
