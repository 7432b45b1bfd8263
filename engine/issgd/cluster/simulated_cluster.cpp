// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/cluster/simulated_cluster.h"

#include "engine/core/error.h"
#include "engine/core/rng.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <stdexcept>
#include <utility>

namespace scorescope::issgd {
namespace {

constexpr Purpose messageDelays = Purpose::named("issgd simulated messages");
constexpr Purpose workerLosses = Purpose::named("issgd simulated losses");
constexpr double never = std::numeric_limits<double>::infinity();
constexpr double requestBytes = 64.0; ///< a command with its header
constexpr double bytesOfScore = 4.0;  ///< a float
constexpr std::size_t mostWorkers = 100000;

Deed deedOf(SimulatedCluster::Phase phase) {
    switch (phase) {
    case SimulatedCluster::Phase::asking:
    case SimulatedCluster::Phase::fetching:
        return Deed::fetch;
    case SimulatedCluster::Phase::scoring:
        return Deed::score;
    case SimulatedCluster::Phase::writing:
        return Deed::write;
    case SimulatedCluster::Phase::waiting:
        return Deed::wait;
    case SimulatedCluster::Phase::lost:
        break;
    }
    return Deed::lost;
}

} // namespace

void checkSimulated(const ClusterOptions& options) {
    const auto demand = [](bool holds, const char* what) {
        if (!holds) {
            throw std::invalid_argument(what);
        }
    };
    demand(options.block >= 1, "a block holds an example at least");
    demand(options.workers <= mostWorkers, "there are 100 000 workers at most");
    demand(options.stepSeconds > 0.0 && options.stepSeconds < never, "a step takes some seconds");
    demand(options.scoresPerSecond > 0.0 && options.scoresPerSecond < never,
           "a worker scores more than none in a second");
    demand(options.delaySeconds >= 0.0 && options.delaySeconds < never && options.jitter >= 0.0 &&
               options.jitter <= 1.0,
           "a delay is not negative, and varies by all of it at most");
    demand(options.bytesPerSecond > 0.0, "a connection carries more than none in a second");
    demand(options.parameterBytes >= 0.0 && options.parameterBytes < never,
           "parameters have no negative length");
    demand(options.pushEvery >= 1 && options.readEvery >= 1, "every step is the most often");
    demand(options.secondsBetweenLosses >= 0.0 && options.secondsLost >= 0.0,
           "times between losses are not negative");
}

SimulatedCluster::SimulatedCluster(std::size_t examples, const ClusterOptions& options,
                                   std::uint64_t seed, Score score)
    : seed_(seed), score_(std::move(score)) {
    checkSimulated(options);
    if (examples == 0) {
        throw std::invalid_argument("there are no examples to score");
    }
    store_ = ScoreTable(examples, options.block);
    known_ = store_;
    changed_.assign(store_.blocks(), 0);
    setOptions(options);
}

void SimulatedCluster::setOptions(const ClusterOptions& options) {
    checkSimulated(options);
    if (options.block != store_.block) {
        throw std::invalid_argument("the size of blocks is fixed");
    }
    const bool otherLosses = options.secondsBetweenLosses != options_.secondsBetweenLosses;
    options_ = options;
    for (std::size_t w = options_.workers; w < workers_.size(); ++w) {
        enter(w, now_, Phase::lost, never); // its last span is logged
    }
    const std::size_t before = std::min(workers_.size(), options_.workers);
    workers_.resize(options_.workers);
    for (std::size_t w = 0; w < workers_.size(); ++w) {
        if (w >= before) {
            workers_[w].since = now_;
            workers_[w].until =
                now_ + transfer(w, workers_[w].messages, requestBytes); // it asks for parameters
        }
        if (w >= before || otherLosses) {
            workers_[w].losesAt = workers_[w].phase == Phase::lost ? never : drawnLoss(w, now_);
        }
    }
    wakeThoseWaiting(now_); // blocks of those that are gone
}

std::vector<ScoringCluster::Member> SimulatedCluster::members() const {
    std::vector<Member> members;
    for (const Worker& worker : workers_) {
        members.push_back({deedOf(worker.phase), worker.since, worker.step, worker.hasParameters,
                           worker.scored, worker.dropped, worker.losses});
    }
    return members;
}

std::optional<std::uint64_t> SimulatedCluster::storedStep() const {
    return stored_;
}

void SimulatedCluster::beforeStep(std::uint64_t step, const std::vector<float>& parameters) {
    const bool pushes = step % options_.pushEvery == 0;
    if (pushes) {
        weights_[step] = std::make_shared<const std::vector<float>>(parameters);
        const double arrives = now_ + transfer(workers_.size(), masterMessages_,
                                               requestBytes + options_.parameterBytes);
        // One connection: what was sent earlier comes earlier.
        pushes_.push_back(
            {pushes_.empty() ? arrives : std::max(arrives, pushes_.back().arrives), step});
        const double sent = now_ + options_.parameterBytes / options_.bytesPerSecond;
        log_.did(ClusterLog::master, Deed::push, now_, sent);
        runUntil(sent);
        now_ = sent;
        if (options_.barriers) {
            waitAtBarrier(step);
        }
    }
    if (step % options_.readEvery == 0 || (pushes && options_.barriers)) {
        read();
    }
}

void SimulatedCluster::duringStep() {
    const double end = now_ + options_.stepSeconds;
    log_.did(ClusterLog::master, Deed::train, now_, end);
    runUntil(end);
    now_ = end;
}

void SimulatedCluster::waitAtBarrier(std::uint64_t step) {
    const double begin = now_;
    while (!allScoredUnder(step)) {
        const double next = nextTime();
        if (!(next < never)) {
            throw std::runtime_error(
                "the master waits for the weights at a barrier, and no worker is left");
        }
        now_ = std::max(now_, next);
        happen();
    }
    log_.did(ClusterLog::master, Deed::wait, begin, now_);
}

void SimulatedCluster::read() {
    const double begin = now_;
    const double asked = now_ + transfer(workers_.size(), masterMessages_, requestBytes);
    runUntil(asked);
    double bytes = requestBytes;
    for (std::size_t b = 0; b < store_.blocks(); ++b) {
        if (changed_[b] != 0) {
            changed_[b] = 0;
            const auto first = static_cast<std::ptrdiff_t>(store_.firstOf(b));
            const auto count = static_cast<std::ptrdiff_t>(store_.countOf(b));
            std::copy_n(store_.scores.begin() + first, count, known_.scores.begin() + first);
            known_.steps[b] = store_.steps[b];
            known_.times[b] = store_.times[b];
            known_.scored[b] = 1;
            bytes += bytesOfScore * static_cast<double>(count);
        }
    }
    now_ = asked + transfer(workers_.size(), masterMessages_, bytes);
    log_.did(ClusterLog::master, Deed::fetch, begin, now_);
    runUntil(now_);
}

double SimulatedCluster::nextTime() const {
    double next = pushes_.empty() ? never : pushes_.front().arrives;
    for (const Worker& worker : workers_) {
        next = std::min({next, worker.until, worker.losesAt});
    }
    return next;
}

void SimulatedCluster::runUntil(double time) {
    while (nextTime() <= time) {
        happen();
    }
}

void SimulatedCluster::happen() {
    const double time = nextTime();
    if (!pushes_.empty() && pushes_.front().arrives <= time) {
        pushArrives();
        return;
    }
    for (std::size_t w = 0; w < workers_.size(); ++w) {
        if (workers_[w].losesAt <= time) {
            const double seconds =
                drawnSeconds(w, 2 * workers_[w].losses + 1, options_.secondsLost);
            loseAt(w, time, time + seconds);
            return;
        }
        if (workers_[w].until <= time) {
            turnOf(w);
            return;
        }
    }
}

void SimulatedCluster::pushArrives() {
    const Push push = pushes_.front();
    pushes_.pop_front();
    stored_ = push.step;
    log_.did(ClusterLog::store, Deed::push,
             push.arrives - options_.parameterBytes / options_.bytesPerSecond, push.arrives);
    wakeThoseWaiting(push.arrives);
    keepWeightsInUse();
}

void SimulatedCluster::wakeThoseWaiting(double time) {
    for (std::size_t w = 0; w < workers_.size(); ++w) {
        if (workers_[w].phase == Phase::waiting) {
            goOn(w, time);
        }
    }
}

void SimulatedCluster::turnOf(std::size_t w) {
    Worker& worker = workers_[w];
    const double time = worker.until;
    switch (worker.phase) {
    case Phase::asking: // the store has the request
        goOn(w, time);
        return;
    case Phase::fetching:
        worker.hasParameters = true;
        claim(w, time);
        return;
    case Phase::scoring:
        enter(w, time, Phase::writing,
              transfer(w, worker.messages,
                       requestBytes + bytesOfScore * static_cast<double>(worker.scores.size())));
        return;
    case Phase::writing: {
        const std::size_t b = worker.block;
        std::copy(worker.scores.begin(), worker.scores.end(),
                  store_.scores.begin() + static_cast<std::ptrdiff_t>(store_.firstOf(b)));
        store_.steps[b] = worker.step;
        store_.times[b] = time;
        store_.scored[b] = 1;
        changed_[b] = 1;
        log_.did(ClusterLog::store, Deed::store,
                 time - (requestBytes + bytesOfScore * static_cast<double>(worker.scores.size())) /
                            options_.bytesPerSecond,
                 time);
        worker.scored += worker.scores.size();
        worker.scores.clear();
        goOn(w, time);
        return;
    }
    case Phase::waiting:
        return;
    case Phase::lost:
        worker.losesAt = drawnLoss(w, time);
        enter(w, time, Phase::asking, transfer(w, worker.messages, requestBytes));
        return;
    }
}

void SimulatedCluster::enter(std::size_t w, double time, Phase phase, double seconds) {
    Worker& worker = workers_[w];
    log_.did(ClusterLog::firstWorker + w, deedOf(worker.phase), worker.since, time);
    worker.phase = phase;
    worker.since = time;
    worker.until = time + seconds;
}

void SimulatedCluster::goOn(std::size_t w, double time) {
    Worker& worker = workers_[w];
    if (stored_ && (!worker.hasParameters || *stored_ > worker.step)) {
        worker.step = *stored_;
        worker.hasParameters = false;
        enter(w, time, Phase::fetching,
              transfer(w, worker.messages, requestBytes + options_.parameterBytes));
        return;
    }
    if (!worker.hasParameters) {
        enter(w, time, Phase::waiting, never);
        return;
    }
    claim(w, time);
}

void SimulatedCluster::claim(std::size_t w, double time) {
    Worker& worker = workers_[w];
    const std::optional<std::size_t> block = unclaimed(worker.step);
    if (!block) {
        if (worker.phase != Phase::waiting) {
            enter(w, time, Phase::waiting, never);
        }
        return;
    }
    worker.block = *block;
    const std::size_t count = store_.countOf(*block);
    worker.scores.assign(count, 0.0F);
    score_(*weights_.at(worker.step), store_.firstOf(*block), count, worker.scores.data());
    enter(w, time, Phase::scoring, static_cast<double>(count) / options_.scoresPerSecond);
}

std::optional<std::size_t> SimulatedCluster::unclaimed(std::uint64_t step) {
    if (!options_.barriers) {
        return static_cast<std::size_t>(claims_++ % blocks());
    }
    for (std::size_t k = 0; k < blocks(); ++k) {
        const auto b = static_cast<std::size_t>((claims_ + k) % blocks());
        const bool done = store_.scored[b] != 0 && store_.steps[b] >= step;
        if (!done && !inHand(b, step)) {
            claims_ += k + 1;
            return b;
        }
    }
    return std::nullopt;
}

bool SimulatedCluster::inHand(std::size_t block, std::uint64_t step) const {
    return std::any_of(workers_.begin(), workers_.end(), [&](const Worker& worker) {
        return (worker.phase == Phase::scoring || worker.phase == Phase::writing) &&
               worker.block == block && worker.step >= step;
    });
}

bool SimulatedCluster::allScoredUnder(std::uint64_t step) const {
    for (std::size_t b = 0; b < store_.blocks(); ++b) {
        if (store_.scored[b] == 0 || store_.steps[b] < step) {
            return false;
        }
    }
    return true;
}

void SimulatedCluster::loseAt(std::size_t w, double time, double comesBack) {
    Worker& worker = workers_[w];
    worker.dropped += worker.scores.size();
    worker.scores.clear();
    worker.hasParameters = false;
    ++worker.losses;
    worker.losesAt = never;
    enter(w, time, Phase::lost, comesBack - time);
    wakeThoseWaiting(time); // for its block
}

void SimulatedCluster::lose(std::size_t w) {
    if (w < workers_.size() && workers_[w].phase != Phase::lost) {
        loseAt(w, now_, never);
    }
}

void SimulatedCluster::bringBack(std::size_t w) {
    if (w < workers_.size() && workers_[w].phase == Phase::lost) {
        workers_[w].losesAt = drawnLoss(w, now_);
        enter(w, now_, Phase::asking, transfer(w, workers_[w].messages, requestBytes));
    }
}

double SimulatedCluster::transfer(std::size_t sender, std::uint64_t& messages, double bytes) {
    log_.sent(bytes);
    const auto chain = static_cast<std::uint32_t>(sender == workers_.size() ? mostWorkers : sender);
    RandomStream stream(seed_, messageDelays, chain, messages++);
    return options_.delaySeconds * (1.0 + options_.jitter * stream.uniform(-1.0, 1.0)) +
           bytes / options_.bytesPerSecond;
}

double SimulatedCluster::drawnSeconds(std::size_t worker, std::uint64_t which, double mean) const {
    RandomStream stream(seed_, workerLosses, static_cast<std::uint32_t>(worker), which);
    return -mean * std::log1p(-stream.uniform());
}

double SimulatedCluster::drawnLoss(std::size_t worker, double time) const {
    return options_.secondsBetweenLosses > 0.0
               ? time + drawnSeconds(worker, 2 * workers_[worker].losses,
                                     options_.secondsBetweenLosses)
               : never;
}

void SimulatedCluster::keepWeightsInUse() {
    std::set<std::uint64_t> used;
    if (stored_) {
        used.insert(*stored_);
    }
    for (const Push& push : pushes_) {
        used.insert(push.step);
    }
    for (const Worker& worker : workers_) {
        if (worker.hasParameters || worker.phase == Phase::fetching) {
            used.insert(worker.step);
        }
    }
    for (auto each = weights_.begin(); each != weights_.end();) {
        each = used.count(each->first) == 0 ? weights_.erase(each) : std::next(each);
    }
}

void SimulatedCluster::save(Checkpoint& checkpoint) const {
    const auto putFloats = [&](const std::string& name, const std::vector<float>& values) {
        checkpoint.state[name] = StoredTensor{{values.size()}, values};
    };
    saveTable(store_, "store_", checkpoint);
    saveTable(known_, "known_", checkpoint);
    checkpoint.put("changed", std::vector<double>(changed_.begin(), changed_.end()));
    checkpoint.put("clock", {now_});
    checkpoint.meta["claims"] = claims_;
    checkpoint.meta["master_messages"] = masterMessages_;
    checkpoint.meta["stored"] = stored_ ? nlohmann::ordered_json(*stored_) : nullptr;
    std::vector<double> pushes;
    for (const Push& push : pushes_) {
        pushes.insert(pushes.end(), {push.arrives, static_cast<double>(push.step)});
    }
    checkpoint.put("pushes", std::move(pushes));
    std::vector<double> steps;
    for (const auto& [step, weights] : weights_) {
        steps.push_back(static_cast<double>(step));
        putFloats("weights_" + std::to_string(steps.size() - 1), *weights);
    }
    checkpoint.put("weights_steps", std::move(steps));
    std::vector<double> workers;
    std::vector<float> scores;
    for (const Worker& each : workers_) {
        workers.insert(workers.end(),
                       {static_cast<double>(each.phase), each.since, each.until, each.losesAt,
                        static_cast<double>(each.step), each.hasParameters ? 1.0 : 0.0,
                        static_cast<double>(each.block), static_cast<double>(each.messages),
                        static_cast<double>(each.losses), static_cast<double>(each.scored),
                        static_cast<double>(each.dropped),
                        static_cast<double>(each.scores.size())});
        scores.insert(scores.end(), each.scores.begin(), each.scores.end());
    }
    checkpoint.put("workers", std::move(workers));
    putFloats("in_hand", scores);
    log_.save(checkpoint);
}

void SimulatedCluster::load(const Checkpoint& checkpoint) {
    const auto refuse = [](const std::string& name) {
        return InputError("checkpoint", "/" + name, "is not that of this cluster");
    };
    const auto countAt = [&](const std::string& name, double value, double most) {
        if (!(value >= 0.0 && value <= most && value == std::floor(value))) {
            throw refuse(name);
        }
        return static_cast<std::uint64_t>(value);
    };
    constexpr double mostSteps = 9e15;
    ScoreTable store = loadTable(store_, "store_", checkpoint);
    ScoreTable known = loadTable(store_, "known_", checkpoint);
    std::vector<std::uint8_t> changed;
    for (const double each : checkpoint.doubles("changed", store_.blocks())) {
        changed.push_back(static_cast<std::uint8_t>(countAt("changed", each, 1.0)));
    }
    std::map<std::uint64_t, Weights> weights;
    const std::vector<double> steps = checkpoint.state.count("weights_steps") != 0
                                          ? checkpoint.doubles("weights_steps")
                                          : std::vector<double>{};
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto& values = storedValues<float>(checkpoint.state, "weights_" + std::to_string(i));
        weights[countAt("weights_steps", steps[i], mostSteps)] =
            std::make_shared<const std::vector<float>>(values.toVector());
    }
    std::optional<std::uint64_t> stored;
    if (!checkpoint.meta.contains("stored")) {
        throw refuse("stored");
    }
    if (!checkpoint.meta["stored"].is_null()) {
        stored = checkpoint.count("stored");
        if (weights.count(*stored) == 0) {
            throw refuse("stored");
        }
    }
    std::deque<Push> pushes;
    const std::vector<double> arrivals = checkpoint.doubles("pushes");
    for (std::size_t i = 0; i + 1 < arrivals.size(); i += 2) {
        pushes.push_back({arrivals[i], countAt("pushes", arrivals[i + 1], mostSteps)});
        if (weights.count(pushes.back().step) == 0) {
            throw refuse("pushes");
        }
    }
    constexpr std::size_t numbers = 12;
    const std::vector<double> fields = checkpoint.doubles("workers");
    if (fields.size() % numbers != 0 || fields.size() / numbers != options_.workers) {
        throw refuse("workers");
    }
    const auto& inHand = storedValues<float>(checkpoint.state, "in_hand");
    std::size_t taken = 0;
    std::vector<Worker> workers(options_.workers);
    for (std::size_t w = 0; w < workers.size(); ++w) {
        const double* field = fields.data() + w * numbers;
        Worker& each = workers[w];
        each.phase = static_cast<Phase>(countAt("workers", field[0], 5.0));
        each.since = field[1];
        each.until = field[2];
        each.losesAt = field[3];
        each.step = countAt("workers", field[4], mostSteps);
        each.hasParameters = countAt("workers", field[5], 1.0) != 0;
        each.block = countAt("workers", field[6], static_cast<double>(store_.blocks() - 1));
        each.messages = countAt("workers", field[7], mostSteps);
        each.losses = countAt("workers", field[8], mostSteps);
        each.scored = countAt("workers", field[9], mostSteps);
        each.dropped = countAt("workers", field[10], mostSteps);
        const std::size_t count = countAt("workers", field[11], static_cast<double>(store_.block));
        const bool holds = each.phase == Phase::scoring || each.phase == Phase::writing;
        const bool needsWeights = each.hasParameters || each.phase == Phase::fetching;
        if (std::isnan(each.until) || std::isnan(each.losesAt) || !std::isfinite(each.since) ||
            taken + count > inHand.size() || count != (holds ? store_.countOf(each.block) : 0) ||
            (needsWeights && weights.count(each.step) == 0)) {
            throw refuse("workers");
        }
        each.scores.assign(inHand.begin() + taken, inHand.begin() + taken + count);
        taken += count;
    }
    const double clock = checkpoint.doubles("clock", 1).front();
    if (!std::isfinite(clock)) {
        throw refuse("clock");
    }
    const std::uint64_t claims = checkpoint.count("claims");
    const std::uint64_t messages = checkpoint.count("master_messages");
    ClusterLog log;
    log.load(checkpoint);

    store_ = std::move(store);
    known_ = std::move(known);
    changed_ = std::move(changed);
    weights_ = std::move(weights);
    stored_ = stored;
    pushes_ = std::move(pushes);
    workers_ = std::move(workers);
    now_ = clock;
    claims_ = claims;
    masterMessages_ = messages;
    log_ = std::move(log);
}

} // namespace scorescope::issgd
