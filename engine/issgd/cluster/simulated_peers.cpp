// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/cluster/simulated_peers.h"

#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/issgd/cluster/simulated_cluster.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>
#include <utility>

namespace scorescope::issgd {
namespace {

constexpr Purpose messageDelays = Purpose::named("issgd peers' messages");
constexpr Purpose peerLosses = Purpose::named("issgd peers' losses");
constexpr double never = std::numeric_limits<double>::infinity();
constexpr double requestBytes = 64.0; ///< a command with its header
constexpr double bytesOfWeight = 8.0; ///< a float, and whose it is

} // namespace

SimulatedPeers::SimulatedPeers(std::size_t examples, const ClusterOptions& options,
                               std::uint64_t seed, Draw draw)
    : seed_(seed), draw_(std::move(draw)) {
    if (examples == 0) {
        throw std::invalid_argument("there are no examples to learn from");
    }
    known_ = ScoreTable(examples, 1);
    setOptions(options);
}

void SimulatedPeers::setOptions(const ClusterOptions& options) {
    checkSimulated(options);
    const bool otherLosses = options.secondsBetweenLosses != options_.secondsBetweenLosses;
    options_ = options;
    for (std::size_t p = options_.workers; p < peers_.size(); ++p) {
        logWork(p, now_);
    }
    const std::size_t before = std::min(peers_.size(), options_.workers);
    peers_.resize(options_.workers);
    for (std::size_t p = 0; p < peers_.size(); ++p) {
        if (p >= before) {
            peers_[p].since = now_;
        }
        if (p >= before || otherLosses) {
            peers_[p].losesAt = peers_[p].phase == Phase::lost ? never : drawnLoss(p, now_);
        }
    }
}

void SimulatedPeers::beforeStep(std::uint64_t step, const std::vector<float>& parameters) {
    step_ = step;
    parameters_ = std::make_shared<const std::vector<float>>(parameters);
    for (std::size_t p = 0; p < peers_.size(); ++p) {
        if (peers_[p].phase == Phase::idle) {
            begin(p, now_);
        }
    }
    for (;;) {
        std::size_t next = peers_.size();
        double time = never;
        for (std::size_t p = 0; p < peers_.size(); ++p) {
            const double its = std::min(peers_[p].until, peers_[p].losesAt);
            if (its < time) {
                time = its;
                next = p;
            }
        }
        if (next == peers_.size()) {
            throw std::runtime_error("no gradient will come: no peer is left");
        }
        now_ = std::max(now_, time);
        Peer& peer = peers_[next];
        if (peer.losesAt <= peer.until) {
            loseAt(next, time,
                   time + drawnSeconds(next, 2 * peer.losses + 1, options_.secondsLost));
        } else if (peer.phase == Phase::lost) {
            log_.did(ClusterLog::firstWorker + next, Deed::lost, peer.since, time);
            peer.losesAt = drawnLoss(next, time);
            begin(next, time);
        } else {
            arrive(next);
            return;
        }
    }
}

void SimulatedPeers::begin(std::size_t p, double time) {
    Peer& peer = peers_[p];
    const auto news = static_cast<double>(
        std::min<std::uint64_t>(shared_ - std::min(peer.seen, shared_), known_.size()));
    peer.seen = shared_;
    peer.work = {step_, parameters_, draw_(drawn_++)};
    const double minibatch =
        bytesOfWeight * static_cast<double>(peer.work.minibatch.indices.size());
    peer.phase = Phase::working;
    peer.since = time;
    peer.fetched =
        time + transfer(p, requestBytes + options_.parameterBytes + bytesOfWeight * news);
    peer.computed = peer.fetched + options_.stepSeconds;
    peer.until = peer.computed + transfer(p, requestBytes + options_.parameterBytes + minibatch);
}

void SimulatedPeers::arrive(std::size_t p) {
    Peer& peer = peers_[p];
    logWork(p, peer.until);
    log_.did(
        ClusterLog::store, Deed::store,
        std::max(peer.computed, peer.until - options_.parameterBytes / options_.bytesPerSecond),
        peer.until);
    peer.scored += peer.work.minibatch.indices.size();
    came_ = std::exchange(peer.work, {});
    peer.phase = Phase::idle;
    peer.since = peer.until;
    peer.until = never;
}

void SimulatedPeers::share(const std::vector<double>& scores) {
    for (std::size_t m = 0; m < came_.minibatch.indices.size(); ++m) {
        const std::uint32_t i = came_.minibatch.indices[m];
        known_.scores[i] = static_cast<float>(scores.at(m));
        known_.steps[i] = came_.step;
        known_.times[i] = now_;
        known_.scored[i] = 1;
    }
    shared_ += came_.minibatch.indices.size();
}

void SimulatedPeers::logWork(std::size_t p, double until) {
    const Peer& peer = peers_[p];
    const std::size_t row = ClusterLog::firstWorker + p;
    if (peer.phase == Phase::lost) {
        log_.did(row, Deed::lost, peer.since, until);
    } else if (peer.phase == Phase::working) {
        log_.did(row, Deed::fetch, peer.since, std::min(peer.fetched, until));
        log_.did(row, Deed::train, peer.fetched, std::min(peer.computed, until));
        log_.did(row, Deed::write, peer.computed, until);
    }
}

void SimulatedPeers::loseAt(std::size_t p, double time, double comesBack) {
    Peer& peer = peers_[p];
    logWork(p, time);
    peer.dropped += peer.work.minibatch.indices.size();
    peer.work = {};
    ++peer.losses;
    peer.phase = Phase::lost;
    peer.since = time;
    peer.until = comesBack;
    peer.losesAt = never;
}

void SimulatedPeers::lose(std::size_t p) {
    if (p < peers_.size() && peers_[p].phase != Phase::lost) {
        loseAt(p, now_, never);
    }
}

void SimulatedPeers::bringBack(std::size_t p) {
    if (p < peers_.size() && peers_[p].phase == Phase::lost) {
        logWork(p, now_);
        peers_[p].phase = Phase::idle; // begins with the next step
        peers_[p].since = now_;
        peers_[p].until = never;
        peers_[p].losesAt = drawnLoss(p, now_);
    }
}

std::string SimulatedPeers::nameOf(std::size_t row) const {
    return row == ClusterLog::master  ? "server"
           : row == ClusterLog::store ? "its store"
                                      : "peer " + std::to_string(row - ClusterLog::firstWorker + 1);
}

std::vector<ScoringCluster::Member> SimulatedPeers::members() const {
    std::vector<Member> members;
    for (const Peer& peer : peers_) {
        Member member;
        member.since = peer.since;
        member.scored = peer.scored;
        member.dropped = peer.dropped;
        member.losses = peer.losses;
        member.now = peer.phase == Phase::lost ? Deed::lost : Deed::wait;
        if (peer.phase == Phase::working) {
            member.now = now_ < peer.fetched    ? Deed::fetch
                         : now_ < peer.computed ? Deed::train
                                                : Deed::write;
            member.since = now_ < peer.fetched    ? peer.since
                           : now_ < peer.computed ? peer.fetched
                                                  : peer.computed;
            member.step = peer.work.step;
            member.hasParameters = now_ >= peer.fetched;
        }
        members.push_back(member);
    }
    return members;
}

double SimulatedPeers::transfer(std::size_t p, double bytes) {
    log_.sent(bytes);
    RandomStream stream(seed_, messageDelays, static_cast<std::uint32_t>(p), peers_[p].messages++);
    return options_.delaySeconds * (1.0 + options_.jitter * stream.uniform(-1.0, 1.0)) +
           bytes / options_.bytesPerSecond;
}

double SimulatedPeers::drawnSeconds(std::size_t p, std::uint64_t which, double mean) const {
    RandomStream stream(seed_, peerLosses, static_cast<std::uint32_t>(p), which);
    return -mean * std::log1p(-stream.uniform());
}

double SimulatedPeers::drawnLoss(std::size_t p, double time) const {
    return options_.secondsBetweenLosses > 0.0
               ? time + drawnSeconds(p, 2 * peers_[p].losses, options_.secondsBetweenLosses)
               : never;
}

void SimulatedPeers::save(Checkpoint& checkpoint) const {
    saveTable(known_, "known_", checkpoint);
    checkpoint.put("clock", {now_});
    checkpoint.meta["step"] = step_;
    checkpoint.meta["drawn"] = drawn_;
    checkpoint.meta["shared"] = shared_;
    std::map<std::uint64_t, Weights> weights;
    std::vector<double> fields;
    std::vector<double> drawn; // of all minibatches in hand: example and factor
    for (const Peer& peer : peers_) {
        fields.insert(fields.end(),
                      {static_cast<double>(peer.phase), peer.since, peer.fetched, peer.computed,
                       peer.until, peer.losesAt, static_cast<double>(peer.work.step),
                       static_cast<double>(peer.seen), static_cast<double>(peer.messages),
                       static_cast<double>(peer.losses), static_cast<double>(peer.scored),
                       static_cast<double>(peer.dropped), peer.work.minibatch.largestShare,
                       static_cast<double>(peer.work.minibatch.indices.size())});
        for (std::size_t m = 0; m < peer.work.minibatch.indices.size(); ++m) {
            drawn.insert(drawn.end(), {static_cast<double>(peer.work.minibatch.indices[m]),
                                       peer.work.minibatch.factors[m]});
        }
        if (peer.phase == Phase::working) {
            weights[peer.work.step] = peer.work.parameters;
        }
    }
    checkpoint.put("peers", std::move(fields));
    checkpoint.put("minibatches", std::move(drawn));
    std::vector<double> steps;
    for (const auto& [step, values] : weights) {
        const std::string name = "weights_" + std::to_string(steps.size());
        checkpoint.state[name] = StoredTensor{{values->size()}, *values};
        steps.push_back(static_cast<double>(step));
    }
    checkpoint.put("weights_steps", std::move(steps));
    log_.save(checkpoint);
}

void SimulatedPeers::load(const Checkpoint& checkpoint) {
    const auto refuse = [](const std::string& name) {
        return InputError("checkpoint", "/" + name, "is not that of these peers");
    };
    constexpr double most = 9e15;
    const auto countAt = [&](double value, double limit) {
        if (!(value >= 0.0 && value <= limit && value == std::floor(value))) {
            throw refuse("peers");
        }
        return static_cast<std::uint64_t>(value);
    };
    ScoreTable known = loadTable(known_, "known_", checkpoint);
    std::map<std::uint64_t, Weights> weights;
    const std::vector<double> steps = checkpoint.state.count("weights_steps") != 0
                                          ? checkpoint.doubles("weights_steps")
                                          : std::vector<double>{};
    for (std::size_t k = 0; k < steps.size(); ++k) {
        const auto& values = storedValues<float>(checkpoint.state, "weights_" + std::to_string(k));
        weights[countAt(steps[k], most)] =
            std::make_shared<const std::vector<float>>(values.toVector());
    }
    constexpr std::size_t numbers = 14;
    const std::vector<double> fields = checkpoint.doubles("peers");
    const std::vector<double> drawn = checkpoint.doubles("minibatches");
    if (fields.size() != numbers * options_.workers) {
        throw refuse("peers");
    }
    std::vector<Peer> peers(options_.workers);
    std::size_t taken = 0;
    for (std::size_t p = 0; p < peers.size(); ++p) {
        const double* field = fields.data() + p * numbers;
        Peer& peer = peers[p];
        peer.phase = static_cast<Phase>(countAt(field[0], 2.0));
        peer.since = field[1];
        peer.fetched = field[2];
        peer.computed = field[3];
        peer.until = field[4];
        peer.losesAt = field[5];
        peer.work.step = countAt(field[6], most);
        peer.seen = countAt(field[7], most);
        peer.messages = countAt(field[8], most);
        peer.losses = countAt(field[9], most);
        peer.scored = countAt(field[10], most);
        peer.dropped = countAt(field[11], most);
        peer.work.minibatch.largestShare = field[12];
        const std::size_t count = countAt(field[13], most);
        const bool works = peer.phase == Phase::working;
        if (!std::isfinite(peer.since) || std::isnan(peer.until) || std::isnan(peer.losesAt) ||
            (works && weights.count(peer.work.step) == 0) || (!works && count != 0) ||
            2 * (taken + count) > drawn.size()) {
            throw refuse("peers");
        }
        for (std::size_t m = taken; m < taken + count; ++m) {
            peer.work.minibatch.indices.push_back(static_cast<std::uint32_t>(
                countAt(drawn[2 * m], static_cast<double>(known.size() - 1))));
            peer.work.minibatch.factors.push_back(drawn[2 * m + 1]);
        }
        taken += count;
        if (works) {
            peer.work.parameters = weights.at(peer.work.step);
        }
    }
    const double clock = checkpoint.doubles("clock", 1).front();
    if (!std::isfinite(clock)) {
        throw refuse("clock");
    }
    const std::uint64_t step = checkpoint.count("step");
    const std::uint64_t drawnBefore = checkpoint.count("drawn");
    const std::uint64_t shared = checkpoint.count("shared");
    ClusterLog log;
    log.load(checkpoint);

    known_ = std::move(known);
    peers_ = std::move(peers);
    now_ = clock;
    step_ = step;
    drawn_ = drawnBefore;
    shared_ = shared;
    came_ = {};
    log_ = std::move(log);
}

} // namespace scorescope::issgd
