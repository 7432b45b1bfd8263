// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/history.h"

#include <iterator>
#include <limits>
#include <utility>

namespace scorescope {
namespace {

/// More than a scrubber has pixels.
constexpr std::size_t mostMoments = 4000;

/// Among the moments that are `counted`, the one that `mayGo` and leaves the smallest hole relative
/// to its age; never the first nor the last. end() when there is none.
template <class Moments, class Counted, class MayGo>
typename Moments::iterator leastMissed(Moments& moments, const Counted& counted,
                                       const MayGo& mayGo) {
    auto least = moments.end();
    if (moments.empty()) {
        return least;
    }
    double smallest = std::numeric_limits<double>::infinity();
    const auto newest = static_cast<double>(moments.rbegin()->first);
    auto before = moments.end();
    auto middle = moments.end();
    for (auto after = moments.begin(); after != moments.end(); ++after) {
        if (!counted(after->second)) {
            continue;
        }
        if (before != moments.end() && mayGo(middle->second)) {
            const auto hole = static_cast<double>(after->first - before->first);
            const double age = newest - static_cast<double>(middle->first) + 1.0;
            if (hole / age < smallest) {
                smallest = hole / age;
                least = middle;
            }
        }
        before = middle;
        middle = after;
    }
    return least;
}

} // namespace

History::History(std::size_t budgetBytes, SecondsClock clock)
    : budget_(budgetBytes), clock_(std::move(clock)) {
    last_.budgetBytes = budgetBytes;
}

bool History::wants(std::uint64_t step, Occasion occasion) const {
    if (moments_.empty()) {
        return true;
    }
    return step > moments_.rbegin()->first &&
           clock_() - lastStored_ >= secondsUntilNextMoment(last_, occasion);
}

void History::store(const std::function<Moment()>& make) {
    const double begin = clock_();
    // The next moment will be about as large as the last one; while both are there, the budget
    // holds as well.
    thin(budget_ > last_.bytes ? budget_ - last_.bytes : 0);
    last_.bytes = insert(make());
    thin(budget_);
    lastStored_ = clock_();
    last_.seconds = lastStored_ - begin;
    storingSeconds_ += last_.seconds;
}

void History::add(FramePtr frame, std::shared_ptr<const Checkpoint> checkpoint) {
    insert({std::move(frame), std::move(checkpoint)});
    thin(budget_);
}

std::size_t History::insert(Moment moment) {
    const std::uint64_t step = moment.frame->step;
    if (moment.checkpoint) {
        auto sharing = std::make_shared<Checkpoint>(*moment.checkpoint);
        if (const auto before = checkpointAtOrBefore(step)) {
            sharing->shareWith(*before);
        }
        moment.checkpoint = std::move(sharing);
    }
    const std::size_t before = bytes();
    frameBytes_.hold(moment.frame.get(), sizeof(Frame));
    for (const auto& entry : moment.frame->artifacts) {
        frameBytes_.hold(entry.second.get(), memoryBytes(*entry.second));
    }
    if (moment.checkpoint) {
        moment.checkpoint->holdIn(checkpointBytes_);
    }
    const std::size_t added = bytes() - before;
    if (const auto old = moments_.find(step); old != moments_.end()) {
        erase(old);
    }
    moments_.emplace(step, std::move(moment));
    return added;
}

History::Moments::iterator History::erase(Moments::iterator moment) {
    const Frame& frame = *moment->second.frame;
    for (const auto& entry : frame.artifacts) {
        frameBytes_.release(entry.second.get(), memoryBytes(*entry.second));
    }
    frameBytes_.release(&frame, sizeof(Frame));
    if (moment->second.checkpoint) {
        moment->second.checkpoint->releaseFrom(checkpointBytes_);
    }
    return moments_.erase(moment);
}

void History::setBudget(std::size_t bytes) {
    budget_ = bytes;
    last_.budgetBytes = bytes;
    thin(budget_);
}

void History::clear() {
    moments_.clear();
    frameBytes_ = {};
    checkpointBytes_ = {};
    last_ = {0.0, 0, budget_};
}

void History::truncateAfter(std::uint64_t step) {
    for (auto moment = moments_.upper_bound(step); moment != moments_.end();) {
        moment = erase(moment);
    }
}

FramePtr History::nearestFrame(std::uint64_t step) const {
    if (moments_.empty()) {
        return nullptr;
    }
    const auto after = moments_.lower_bound(step);
    if (after == moments_.end()) {
        return std::prev(after)->second.frame;
    }
    if (after == moments_.begin() || after->first == step) {
        return after->second.frame;
    }
    const auto before = std::prev(after);
    return step - before->first <= after->first - step ? before->second.frame : after->second.frame;
}

std::shared_ptr<const Checkpoint> History::checkpointAtOrBefore(std::uint64_t step) const {
    for (auto moment = moments_.upper_bound(step); moment != moments_.begin();) {
        --moment;
        if (moment->second.checkpoint) {
            return moment->second.checkpoint;
        }
    }
    return nullptr;
}

std::vector<std::uint64_t> History::steps() const {
    std::vector<std::uint64_t> all;
    all.reserve(moments_.size());
    for (const auto& moment : moments_) {
        all.push_back(moment.first);
    }
    return all;
}

std::vector<FramePtr> History::frames() const {
    std::vector<FramePtr> all;
    all.reserve(moments_.size());
    for (const auto& moment : moments_) {
        all.push_back(moment.second.frame);
    }
    return all;
}

std::size_t History::bytes() const noexcept {
    return frameBytes_.total() + checkpointBytes_.total();
}

void History::thin(std::size_t allowedBytes) {
    bool thinned = true;
    while (thinned && (bytes() > allowedBytes || moments_.size() > mostMoments)) {
        thinned = checkpointsTakeMost(allowedBytes) ? dropCheckpoint() || dropFrame()
                                                    : dropFrame() || dropCheckpoint();
    }
}

bool History::checkpointsTakeMost(std::size_t allowedBytes) const {
    const auto newest = checkpointAtOrBefore(UINT64_MAX);
    // What the newest one holds stays whatever goes, tensors shared with older ones included.
    const std::size_t stays = newest ? newest->memoryBytes() : 0;
    return allowedBytes <= stays || checkpointBytes_.total() - stays > (allowedBytes - stays) / 2;
}

bool History::dropCheckpoint() {
    const auto victim = leastMissed(
        moments_, [](const Moment& moment) { return moment.checkpoint != nullptr; },
        [](const Moment&) { return true; });
    if (victim == moments_.end()) {
        return false;
    }
    victim->second.checkpoint->releaseFrom(checkpointBytes_);
    victim->second.checkpoint = nullptr;
    return true;
}

bool History::dropFrame() {
    const auto victim = leastMissed(
        moments_, [](const Moment&) { return true; },
        [](const Moment& moment) { return moment.checkpoint == nullptr; });
    if (victim == moments_.end()) {
        return false;
    }
    erase(victim);
    return true;
}

} // namespace scorescope
