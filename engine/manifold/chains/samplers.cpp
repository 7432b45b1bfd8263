// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/chains/samplers.h"

#include "engine/core/error.h"
#include "engine/core/finite.h"
#include "engine/core/rng.h"
#include "engine/core/threads.h"
#include "engine/manifold/chains/chain_kernel.h"
#include "engine/manifold/random_purposes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

namespace scorescope::manifold {

namespace {

/// Numbers in one call of the score function: 8 MiB in and out.
constexpr std::size_t maxValues = std::size_t(1) << 20U;

void check(const SamplerOptions& options) {
    if (!(options.scale > 0.0) || !std::isfinite(options.scale)) {
        throw std::invalid_argument("the proposals' scale must be positive and finite");
    }
    if (options.pathPoints == 0) {
        throw std::invalid_argument("a path needs at least one point");
    }
    if (options.threads < 0) {
        throw std::invalid_argument("the number of threads must be 0 (all) or more");
    }
}

/// Where x_i, i = 0 … n − 1, of a path lies between its ends.
double fractionAt(std::size_t i, std::size_t n) {
    return n > 1 ? static_cast<double>(i) / static_cast<double>(n - 1) : 0.0;
}

void pathPoint(const double* from, const double* to, std::size_t d, std::size_t i, std::size_t n,
               double* out) {
    if (i + 1 == n && n > 1) {
        std::copy(to, to + d, out); // exactly
        return;
    }
    const double t = fractionAt(i, n);
    for (std::size_t k = 0; k < d; ++k) {
        out[k] = from[k] + t * (to[k] - from[k]);
    }
}

/// −(1/n) Σ_i score_i · (to − from) from the scores along the path, [n × d].
double differenceOf(const double* scores, const double* from, const double* to, std::size_t d,
                    std::size_t n) {
    double sum = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < d; ++k) {
            sum += scores[i * d + k] * (to[k] - from[k]);
        }
    }
    return -sum / static_cast<double>(n);
}

/// ‖to − from − (ε²/2) score‖²/(2 ε²): −log q(to|from) of Langevin's proposal without its constant.
double proposalCost(const double* from, const double* to, const double* score, std::size_t d,
                    double epsilon) {
    double sum = 0.0;
    for (std::size_t k = 0; k < d; ++k) {
        const double noise = to[k] - from[k] - 0.5 * epsilon * epsilon * score[k];
        sum += noise * noise;
    }
    return sum / (2.0 * epsilon * epsilon);
}

std::vector<std::uint64_t> storedCounts(const Checkpoint& checkpoint, const std::string& name,
                                        std::size_t size) {
    const auto& values = storedValues<std::int64_t>(checkpoint.state, name);
    if (values.size() != size) {
        throw InputError("checkpoint", "/" + name,
                         "must hold " + std::to_string(size) + " whole numbers, one per chain");
    }
    std::vector<std::uint64_t> counts;
    for (const std::int64_t value : values) {
        if (value < 0) {
            throw InputError("checkpoint", "/" + name, "holds a negative count");
        }
        counts.push_back(static_cast<std::uint64_t>(value));
    }
    return counts;
}

StoredTensor countsToStore(const std::vector<std::uint64_t>& counts) {
    std::vector<std::int64_t> values;
    for (const std::uint64_t count : counts) {
        values.push_back(static_cast<std::int64_t>(count));
    }
    return {{counts.size()}, std::move(values)};
}

} // namespace

ChainSet::ChainSet(std::size_t dimensions, SamplerOptions options)
    : dimensions_(dimensions), options_(options) {
    if (dimensions == 0) {
        throw std::invalid_argument("chains need at least one dimension");
    }
    check(options);
}

void ChainSet::setOptions(SamplerOptions options) {
    check(options);
    options_ = options;
}

std::size_t ChainSet::add(const double* x) {
    if (size() >= std::numeric_limits<std::uint32_t>::max()) {
        throw std::length_error("no more chains: their numbers have 32 bits");
    }
    positions_.insert(positions_.end(), x, x + dimensions_);
    steps_.push_back(0);
    accepted_.push_back(0);
    if (proposals_.size() < kept) {
        Proposal proposal;
        proposal.from.assign(x, x + dimensions_);
        proposal.to = proposal.from;
        proposals_.push_back(std::move(proposal));
    }
    return size() - 1;
}

void ChainSet::clear() {
    positions_.clear();
    steps_.clear();
    accepted_.clear();
    proposals_.clear();
    notFinite_ = 0;
}

void ChainSet::step(const field::ScoreFunction& score) {
    if (score.dimensions() != dimensions_) {
        throw std::invalid_argument("the score function has other dimensions than the chains");
    }
    const std::size_t perChain = options_.pathPoints * dimensions_;
    const std::size_t block = std::max<std::size_t>(1, maxValues / perChain);
    for (std::size_t first = 0; first < size(); first += block) {
        propose(score, first, std::min(block, size() - first));
    }
}

void ChainSet::propose(const field::ScoreFunction& score, std::size_t first, std::size_t count) {
    const std::size_t d = dimensions_;
    const bool drift = options_.kind != SamplerKind::metropolisHastings;
    const bool decides = options_.kind != SamplerKind::langevin;
    const double scale = options_.scale;
    const double* positions = positions_.data() + first * d;

    std::vector<double> startScores(drift ? count * d : 0);
    if (drift) {
        score.score(positions, count, startScores.data());
    }
    // Points of which the score is still wanted: the path, of which MALA knows the first point but
    // needs the last one for its way back.
    const std::size_t n = options_.pathPoints;
    const std::size_t skipped = drift && n > 1 ? 1 : 0;
    const std::size_t asked = !decides ? 0 : n - skipped;
    std::vector<double> proposed(count * d);
    std::vector<double> uniforms(count);
    std::vector<double> points(count * asked * d);
    std::vector<double> scores(points.size());
    // A few hundred chains are proposed sooner than threads are woken.
    constexpr std::size_t chainsAtOnce = 512;
    const auto propose = [&](std::size_t c) {
        RandomStream stream(options_.seed, purpose::proposal, static_cast<std::uint32_t>(first + c),
                            steps_[first + c]);
        for (std::size_t k = 0; k < d; ++k) {
            const double mean =
                positions[c * d + k] + (drift ? 0.5 * scale * scale * startScores[c * d + k] : 0.0);
            proposed[c * d + k] = mean + scale * stream.normal();
        }
        uniforms[c] = stream.uniform();
        for (std::size_t j = 0; j < asked; ++j) {
            double* point = points.data() + (c * asked + j) * d;
            if (drift && n == 1) {
                std::copy(proposed.data() + c * d, proposed.data() + (c + 1) * d, point);
            } else {
                pathPoint(positions + c * d, proposed.data() + c * d, d, j + skipped, n, point);
            }
        }
    };
    parallelFor(count, options_.threads, chainsAtOnce, [&](std::size_t from, std::size_t to) {
        for (std::size_t c = from; c < to; ++c) {
            propose(c);
        }
    });
    if (asked > 0) {
        score.score(points.data(), count * asked, scores.data());
    }

    std::vector<double> path(n * d);
    for (std::size_t c = 0; c < count; ++c) {
        double* from = positions_.data() + (first + c) * d;
        const double* to = proposed.data() + c * d;
        double energy = 0.0;
        double logRatio = 0.0;
        if (decides) {
            const double* asScored = scores.data() + c * asked * d;
            const double* start = startScores.data() + c * d;
            if (!drift) {
                energy = differenceOf(asScored, from, to, d, n);
                logRatio = -energy;
            } else {
                std::copy(start, start + d, path.data());
                if (n > 1) {
                    std::copy(asScored, asScored + asked * d, path.data() + d);
                }
                energy = differenceOf(path.data(), from, to, d, n);
                const double* end = asScored + (asked - 1) * d;
                logRatio = -energy + proposalCost(from, to, start, d, scale) -
                           proposalCost(to, from, end, d, scale);
            }
        }
        const bool finite = allFinite(to, d) && std::isfinite(energy) && std::isfinite(logRatio);
        const double acceptance = !finite ? 0.0 : logRatio >= 0.0 ? 1.0 : std::exp(logRatio);
        const bool accept = uniforms[c] < acceptance;
        if (first + c < proposals_.size()) {
            Proposal& last = proposals_[first + c];
            last.from.assign(from, from + d);
            last.to.assign(to, to + d);
            last.energyDifference = energy;
            last.acceptance = acceptance;
            last.uniform = uniforms[c];
            last.accepted = accept;
        }
        notFinite_ += finite ? 0 : 1;
        if (accept) {
            ++accepted_[first + c];
            std::copy(to, to + d, from);
        }
        ++steps_[first + c];
    }
}

void ChainSet::step(const ChainKernel& kernel, std::uint64_t count) {
    if (options_.kind != SamplerKind::metropolisHastings) {
        throw std::invalid_argument("the kernels of chains are Metropolis-Hastings only");
    }
    if (kernel.dimensions() != dimensions_) {
        throw std::invalid_argument("the network has other dimensions than the chains");
    }
    std::vector<FusedChain> chains(size());
    for (std::size_t c = 0; c < size(); ++c) {
        chains[c].position = positions_.data() + c * dimensions_;
        chains[c].number = static_cast<std::uint32_t>(c);
        chains[c].step = steps_[c];
        if (c < proposals_.size()) {
            chains[c].origin = proposals_[c].from.data();
            chains[c].proposed = proposals_[c].to.data();
        }
    }
    kernel.run(chains.data(), size(), options_.seed, options_.scale, options_.pathPoints, count,
               options_.threads);
    for (std::size_t c = 0; c < size(); ++c) {
        steps_[c] += count;
        accepted_[c] += chains[c].accepted;
        notFinite_ += chains[c].notFinite;
        if (c < proposals_.size() && count > 0) {
            proposals_[c].energyDifference = chains[c].energyDifference;
            proposals_[c].acceptance = chains[c].acceptance;
            proposals_[c].uniform = chains[c].uniform;
            proposals_[c].accepted = chains[c].lastAccepted;
        }
    }
}

void ChainSet::save(Checkpoint& checkpoint, const std::string& prefix) const {
    checkpoint.meta[prefix + "chains"] = size();
    checkpoint.meta[prefix + "not_finite"] = notFinite_;
    checkpoint.put(prefix + "positions", positions_, {size(), dimensions_});
    checkpoint.state[prefix + "steps"] = countsToStore(steps_);
    checkpoint.state[prefix + "accepted"] = countsToStore(accepted_);
    // Per kept chain: from, to, energy difference, acceptance, uniform, accepted.
    const std::size_t width = 2 * dimensions_ + 4;
    std::vector<double> values;
    for (const Proposal& proposal : proposals_) {
        values.insert(values.end(), proposal.from.begin(), proposal.from.end());
        values.insert(values.end(), proposal.to.begin(), proposal.to.end());
        values.insert(values.end(), {proposal.energyDifference, proposal.acceptance,
                                     proposal.uniform, proposal.accepted ? 1.0 : 0.0});
    }
    checkpoint.put(prefix + "proposals", std::move(values), {proposals_.size(), width});
}

void ChainSet::load(const Checkpoint& checkpoint, const std::string& prefix) {
    const auto chains = static_cast<std::size_t>(checkpoint.count(prefix + "chains"));
    const std::uint64_t notFinite = checkpoint.count(prefix + "not_finite");
    const std::size_t d = dimensions_;
    const std::vector<double>& positions = checkpoint.doubles(prefix + "positions");
    if (positions.size() % d != 0 || positions.size() / d != chains) {
        throw InputError("checkpoint", "/" + prefix + "positions",
                         "must hold " + std::to_string(d) + " numbers for each of " +
                             std::to_string(chains) + " chains");
    }
    std::vector<std::uint64_t> steps = storedCounts(checkpoint, prefix + "steps", chains);
    std::vector<std::uint64_t> accepted = storedCounts(checkpoint, prefix + "accepted", chains);
    const std::size_t width = 2 * d + 4;
    const std::size_t count = std::min(chains, kept);
    const std::vector<double>& values = checkpoint.doubles(prefix + "proposals");
    if (values.size() != count * width) {
        throw InputError("checkpoint", "/" + prefix + "proposals",
                         "must hold " + std::to_string(width) + " numbers for each of " +
                             std::to_string(count) + " chains");
    }
    std::vector<Proposal> proposals(count);
    for (std::size_t c = 0; c < count; ++c) {
        const double* at = values.data() + c * width;
        proposals[c].from.assign(at, at + d);
        proposals[c].to.assign(at + d, at + 2 * d);
        proposals[c].energyDifference = at[2 * d];
        proposals[c].acceptance = at[2 * d + 1];
        proposals[c].uniform = at[2 * d + 2];
        proposals[c].accepted = at[2 * d + 3] != 0.0;
    }
    positions_ = positions;
    steps_ = std::move(steps);
    accepted_ = std::move(accepted);
    proposals_ = std::move(proposals);
    notFinite_ = notFinite;
}

} // namespace scorescope::manifold
