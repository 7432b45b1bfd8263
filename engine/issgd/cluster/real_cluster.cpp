// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/cluster/real_cluster.h"

#include "engine/core/error.h"
#include "engine/core/text.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace scorescope::issgd {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds tellEvery{100};
constexpr std::size_t mostThreads = 1024;
constexpr double busyFor = 2.0;    ///< seconds after which one who is not heard waits
constexpr double lostAfter = 10.0; ///< and is lost, while there is work

void check(const ClusterOptions& options, const StoreLayout& layout) {
    if (options.block != layout.block) {
        throw std::invalid_argument("the size of blocks is fixed");
    }
    if (options.workers > mostThreads) {
        throw std::invalid_argument("there are 1024 threads that score at most");
    }
    if (options.pushEvery == 0 || options.readEvery == 0) {
        throw std::invalid_argument("every step is the most often");
    }
}

const char* adviceFor(StoreError::Kind kind) {
    switch (kind) {
    case StoreError::Kind::unreachable:
        return "see that the server runs and can be reached from here, then run again";
    case StoreError::Kind::refused:
        return "see to the server's password, rights and memory, then run again";
    case StoreError::Kind::taken:
        return "end the other one, or give this run another name";
    case StoreError::Kind::unreadable:
    case StoreError::Kind::otherRun:
        break;
    }
    return "see what else uses this database, or give this run another name";
}

} // namespace

RealCluster::RealCluster(Hello hello, const ClusterOptions& options, RealClusterOptions real,
                         OpenStore open, MakeScore makeScore)
    : hello_(std::move(hello)), layout_(hello_.layout), options_(options), real_(std::move(real)),
      open_(std::move(open)), makeScore_(std::move(makeScore)) {
    if (layout_.examples == 0 || layout_.parameters == 0) {
        throw std::invalid_argument("there is nothing to score");
    }
    known_ = ScoreTable(layout_.examples, layout_.block); // refuses blocks of nothing
    check(options, layout_);
    serials_.assign(layout_.blocks(), 0);
}

RealCluster::~RealCluster() = default;

void RealCluster::lead(WeightStore& store) {
    const StopFlag never;
    for (;;) {
        const SteadyClock::time_point begin = SteadyClock::now();
        try {
            store.lead(real_.leader, hello_, true);
            return;
        } catch (const StoreError& error) {
            if (error.kind() != StoreError::Kind::unreachable ||
                waiting_->silence > real_.patience) {
                throw;
            }
            if (real_.waiting && !real_.waiting(std::string("the store: ") + error.what())) {
                throw Cancelled();
            }
        }
        static_cast<void>(never.waitFor(tellEvery));
        waiting_->silence += SteadyClock::now() - begin;
    }
}

void RealCluster::begin(std::uint64_t step) {
    if (!waiting_) {
        waiting_ = Waiting{step, {}, 0, open_()};
    }
    const std::shared_ptr<WeightStore> store = waiting_->store;
    try {
        lead(*store);
        waiting_.reset();
    } catch (const StoreError& error) {
        waiting_.reset();
        throw RunError(error.what(), adviceFor(error.kind()));
    }
    clock_.set(beginsAt_);
    courier_ = std::make_unique<ClusterCourier>(store, real_.leader, hello_, clock_);
    crew_ =
        std::make_unique<WorkerCrew>(layout_, open_, makeScore_, real_.leader.token + 1, clock_);
    crew_->resize(options_.workers);
}

void RealCluster::setOptions(const ClusterOptions& options) {
    check(options, layout_);
    options_ = options;
    if (begun()) {
        crew_->resize(options_.workers);
    }
}

double RealCluster::seconds() const noexcept {
    return begun() ? clock_.seconds() : beginsAt_;
}

void RealCluster::beforeStep(std::uint64_t step, const std::vector<float>& parameters) {
    if (parameters.size() != layout_.parameters) {
        throw std::invalid_argument("those are not the parameters of this cluster");
    }
    if (waiting_ && waiting_->step != step) {
        waiting_.reset();
    }
    if (!begun()) {
        begin(step);
    }
    throwIfOver();
    takeWhatCame();
    const double now = seconds();
    for (std::size_t b = 0; b < serials_.size(); ++b) {
        if (serial_ > 0 && serials_[b] == serial_) {
            known_.times[b] = now; // scored again it would be the same
        }
    }
    const bool waitsOn = waitsAtBarrier() && !mustSend_;
    const bool sends = !waitsOn && (mustSend_ || step % options_.pushEvery == 0);
    if (sends) {
        send(step, parameters);
    }
    if ((sends || waitsOn) && options_.barriers) {
        if (!waitsOn) {
            waiting_ = Waiting{step, {}, missing()};
        }
        waitAtBarrier();
    } else if (step % options_.readEvery == 0) {
        courier_->fetch();
    }
    waiting_.reset();
    stepBegan_ = seconds();
}

void RealCluster::duringStep() {
    log_.did(ClusterLog::master, Deed::train, stepBegan_, seconds());
}

void RealCluster::send(std::uint64_t step, const std::vector<float>& parameters) {
    const double begin = seconds();
    courier_->send({++serial_, step, std::make_shared<const std::vector<float>>(parameters)});
    step_ = step;
    mustSend_ = false;
    log_.did(ClusterLog::master, Deed::push, begin, seconds());
}

void RealCluster::takeWhatCame() {
    const ClusterCourier::Arrival arrival = courier_->take();
    const double now = seconds();
    for (const ScoredBlock& block : arrival.blocks) {
        take(block, now);
    }
    for (std::uint64_t m = 0; m < arrival.traffic.messages; ++m) {
        log_.sent(m == 0 ? arrival.traffic.bytes : 0.0);
    }
    for (const std::vector<ClusterLog::Span>& spans : {arrival.spans, crew_->takeSpans()}) {
        for (const ClusterLog::Span& span : spans) {
            log_.did(span.who, span.deed, span.begin, span.end);
        }
    }
}

void RealCluster::take(const ScoredBlock& block, double now) {
    const std::size_t b = block.claim.block;
    if (!crew_->has(block.worker)) {
        auto stranger = std::find_if(strangers_.begin(), strangers_.end(),
                                     [&](const Stranger& s) { return s.worker == block.worker; });
        if (stranger == strangers_.end()) {
            strangers_.push_back({block.worker, now, 0, 0});
            stranger = strangers_.end() - 1;
        }
        const auto row = static_cast<std::size_t>(stranger - strangers_.begin()) + crew_->size();
        const double took = std::isfinite(block.seconds) ? std::max(block.seconds, 0.0F) : 0.0;
        log_.did(ClusterLog::firstWorker + row, Deed::score, std::max(0.0, now - took), now);
        stranger->heard = now;
        stranger->step = block.step;
        stranger->scored += block.scores.size();
    }
    if (b >= serials_.size() || block.scores.size() != known_.countOf(b) ||
        block.serial <= ignored_ || block.serial < serials_[b]) {
        return;
    }
    std::copy(block.scores.begin(), block.scores.end(),
              known_.scores.begin() + static_cast<std::ptrdiff_t>(known_.firstOf(b)));
    known_.steps[b] = block.step;
    known_.times[b] = now;
    known_.scored[b] = 1;
    serials_[b] = block.serial;
    notFinite_ += static_cast<std::uint64_t>(
        std::count_if(block.scores.begin(), block.scores.end(),
                      [](float score) { return !std::isfinite(score); }));
}

std::size_t RealCluster::missing() const {
    return static_cast<std::size_t>(
        std::count_if(serials_.begin(), serials_.end(),
                      [this](std::uint64_t serial) { return serial < serial_; }));
}

void RealCluster::waitAtBarrier() {
    const double begin = seconds();
    const auto waited = [&] { log_.did(ClusterLog::master, Deed::wait, begin, seconds()); };
    SteadyClock::time_point looked = SteadyClock::now();
    SteadyClock::time_point told = looked;
    courier_->fetchUntil(serial_);
    for (std::size_t left = missing(); left > 0; left = missing()) {
        if (left < waiting_->left) {
            waiting_->left = left;
            waiting_->silence = {};
        } else if (waiting_->silence > real_.patience) {
            const std::string whom = whomWeWaitFor();
            waited();
            waiting_.reset();
            throw RunError(whom, "start a worker, or switch the barriers off");
        }
        if (real_.waiting && looked - told >= tellEvery) {
            told = looked;
            if (!real_.waiting(whomWeWaitFor())) {
                waited();
                throw Cancelled();
            }
        }
        courier_->wait(tellEvery);
        throwIfOver();
        takeWhatCame();
        const SteadyClock::time_point now = SteadyClock::now();
        waiting_->silence += now - std::exchange(looked, now);
    }
    waited();
}

std::string RealCluster::whomWeWaitFor() const {
    std::string text = "the master waits at a barrier for " + std::to_string(missing()) + " of " +
                       std::to_string(serials_.size()) + " blocks under the parameters of step " +
                       std::to_string(step_);
    const std::vector<Member> all = members();
    const auto present = static_cast<std::size_t>(std::count_if(
        all.begin(), all.end(), [](const Member& each) { return each.now != Deed::lost; }));
    text += present == 0 ? ", and no worker is there"
                         : "; of " + std::to_string(all.size()) + " workers " +
                               std::to_string(present) + " are there";
    const auto silent =
        std::max_element(strangers_.begin(), strangers_.end(),
                         [](const Stranger& a, const Stranger& b) { return a.heard > b.heard; });
    if (silent != strangers_.end()) {
        const auto place = static_cast<std::size_t>(silent - strangers_.begin()) + crew_->size();
        text += "; worker " + std::to_string(place + 1) + " was last heard of " +
                number("%.0f s ago", seconds() - silent->heard);
    }
    const std::string more = trouble();
    return more.empty() ? text : text + " (" + more + ")";
}

void RealCluster::throwIfOver() const {
    const ClusterCourier::Status status = courier_->status();
    if (status.over) {
        throw RunError(status.trouble, "end the other one, or start this run under another name");
    }
}

void RealCluster::lose(std::size_t worker) {
    if (begun()) {
        crew_->lose(worker);
    }
}

void RealCluster::bringBack(std::size_t worker) {
    if (begun()) {
        crew_->bringBack(worker);
    }
}

std::vector<ScoringCluster::Member> RealCluster::members() const {
    std::vector<Member> members;
    if (!begun()) {
        return members;
    }
    members = crew_->members();
    const double now = seconds();
    const bool work = missing() > 0;
    for (const Stranger& stranger : strangers_) {
        const double silence = now - stranger.heard;
        Member member;
        member.now = silence < busyFor             ? Deed::score
                     : work && silence > lostAfter ? Deed::lost
                                                   : Deed::wait;
        member.since = stranger.heard;
        member.step = stranger.step;
        member.hasParameters = true;
        member.scored = stranger.scored;
        members.push_back(member);
    }
    return members;
}

std::optional<std::uint64_t> RealCluster::storedStep() const {
    if (!begun()) {
        return std::nullopt;
    }
    const ClusterCourier::Status status = courier_->status();
    return status.stored > 0 ? std::optional(status.storedStep) : std::nullopt;
}

std::string RealCluster::note() const {
    return !begun() ? std::string() : waitsAtBarrier() ? whomWeWaitFor() : trouble();
}

std::string RealCluster::trouble() const {
    const ClusterCourier::Status status = courier_->status();
    if (!status.trouble.empty()) {
        std::uint64_t newest = 0;
        bool any = false;
        for (std::size_t b = 0; b < known_.blocks(); ++b) {
            if (known_.scored[b] != 0) {
                newest = std::max(newest, known_.steps[b]);
                any = true;
            }
        }
        return "for " + number("%.0f", std::max(0.0, seconds() - status.since)) +
               " s the store has been of no use (" + status.trouble + "); the master goes on " +
               (any ? "with weights of step " + std::to_string(newest) + " and before"
                    : "without weights");
    }
    if (std::string ofWorker = crew_->trouble(); !ofWorker.empty()) {
        return ofWorker;
    }
    if (status.unreadable > 0) {
        return std::to_string(status.unreadable) +
               " blocks of weights could not be read and are scored again; of the last, " +
               status.unreadableTrouble;
    }
    if (notFinite_ > 0) {
        return std::to_string(notFinite_) + " scores that workers sent are not finite numbers";
    }
    return {};
}

void RealCluster::save(Checkpoint& checkpoint) const {
    saveTable(known_, "known_", checkpoint);
    checkpoint.put("clock", {seconds()});
    log_.save(checkpoint);
}

void RealCluster::load(const Checkpoint& checkpoint) {
    ScoreTable known = loadTable(known_, "known_", checkpoint);
    const double clock = checkpoint.doubles("clock", 1).front();
    if (!std::isfinite(clock)) {
        throw InputError("checkpoint", "/clock", "is not that of this cluster");
    }
    ClusterLog log;
    log.load(checkpoint);
    if (begun()) {
        static_cast<void>(courier_->take());
        clock_.set(clock);
    }
    beginsAt_ = clock;
    known_ = std::move(known);
    log_ = std::move(log);
    for (Stranger& stranger : strangers_) {
        stranger.heard = clock;
    }
    std::fill(serials_.begin(), serials_.end(), 0);
    ignored_ = serial_;
    mustSend_ = true;
    waiting_.reset();
}

} // namespace scorescope::issgd
