// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/cluster/cluster_courier.h"

#include "engine/core/error.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace scorescope::issgd {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds shortestTrouble{50};
constexpr milliseconds longestTrouble{2000};
constexpr milliseconds lookAgain{50}; ///< at a barrier, into a store that does not tell of changes
constexpr milliseconds farewell{500}; ///< for giving up the lead
constexpr std::size_t mostSpans = 4000;

} // namespace

ClusterCourier::ClusterCourier(std::shared_ptr<WeightStore> store, Leader leader, Hello hello,
                               const MasterClock& clock)
    : store_(std::move(store)), leader_(std::move(leader)), hello_(std::move(hello)), clock_(clock),
      seen_(hello_.layout.blocks()), counted_(store_->traffic()), thread_([this] { carry(); }) {}

ClusterCourier::~ClusterCourier() {
    stop_.set();
    {
        std::unique_lock<std::mutex> lock(mutex_);
        errands_.notify_all();
        arrivals_.wait_for(lock, farewell, [this] { return ended_; });
    }
    store_->interrupt(); // what still waits for the network need not end well
    thread_.join();
}

void ClusterCourier::send(ParameterCopy copy) {
    const std::lock_guard<std::mutex> lock(mutex_);
    errand_.copy = std::move(copy);
    errands_.notify_all();
}

void ClusterCourier::fetch() {
    const std::lock_guard<std::mutex> lock(mutex_);
    errand_.fetch = true;
    errands_.notify_all();
}

void ClusterCourier::fetchUntil(std::uint64_t serial) {
    const std::lock_guard<std::mutex> lock(mutex_);
    errand_.until = serial;
    errands_.notify_all();
}

ClusterCourier::Arrival ClusterCourier::take() {
    const std::lock_guard<std::mutex> lock(mutex_);
    news_ = false;
    return std::exchange(arrived_, {});
}

void ClusterCourier::wait(milliseconds atMost) {
    std::unique_lock<std::mutex> lock(mutex_);
    arrivals_.wait_for(lock, atMost, [this] { return news_; });
}

ClusterCourier::Status ClusterCourier::status() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return status_;
}

void ClusterCourier::carry() {
    milliseconds trouble = shortestTrouble;
    bool over = false;
    while (!over && !stop_.isSet()) {
        const Errand errand = nextErrand();
        if (stop_.isSet()) {
            break;
        }
        try {
            go(errand);
            trouble = shortestTrouble;
        } catch (const StoreError& error) {
            {
                const std::lock_guard<std::mutex> lock(mutex_);
                errand_.fetch = errand_.fetch || errand.fetch;
            }
            inTrouble(error);
            over = error.kind() == StoreError::Kind::taken;
            if (!over) {
                static_cast<void>(stop_.waitFor(trouble));
                trouble = std::min(2 * trouble, longestTrouble);
            }
        } catch (const Cancelled&) {
            over = true;
        }
    }
    store_->leave(leader_);
    const std::lock_guard<std::mutex> lock(mutex_);
    ended_ = true;
    arrivals_.notify_all();
}

ClusterCourier::Errand ClusterCourier::nextErrand() {
    std::unique_lock<std::mutex> lock(mutex_);
    const bool again = !leading_ || (last_ && pushed_ < last_->serial);
    errands_.wait_until(lock, again ? Clock::now() : renewed_ + leader_.lease / 3, [this] {
        return stop_.isSet() || errand_.copy || errand_.fetch || errand_.until > 0;
    });
    Errand errand = std::move(errand_);
    errand_ = {};
    errand_.until = errand.until; // until it is done
    return errand;
}

void ClusterCourier::inTrouble(const StoreError& error) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (status_.trouble.empty()) {
        status_.since = clock_.seconds();
    }
    status_.trouble = error.what();
    status_.over = error.kind() == StoreError::Kind::taken;
    news_ = true;
    arrivals_.notify_all();
}

void ClusterCourier::go(Errand errand) {
    if (errand.copy) {
        last_ = std::move(errand.copy);
    }
    const std::uint64_t changes = store_->changes();
    if (!leading_) {
        store_->lead(leader_, hello_, false);
        leading_ = true;
        renewed_ = Clock::now();
        pushed_ = 0;
    }
    if (last_ && pushed_ < last_->serial) {
        push(*last_);
    }
    if (errand.fetch || errand.until > 0) {
        read();
    }
    renewWhenDue();
    if (leading_) {
        const std::lock_guard<std::mutex> lock(mutex_);
        status_.trouble.clear();
    }
    if (!leading_ || (last_ && pushed_ < last_->serial)) {
        static_cast<void>(stop_.waitFor(lookAgain)); // a store may forget again and again
    }
    if (errand.until > 0) {
        if (allSeen(errand.until)) {
            const std::lock_guard<std::mutex> lock(mutex_);
            errand_.until = errand_.until > errand.until ? errand_.until : 0;
        } else {
            store_->wait(changes, lookAgain, stop_);
        }
    }
}

void ClusterCourier::push(const ParameterCopy& copy) {
    const double begin = clock_.seconds();
    store_->push(copy);
    pushed_ = copy.serial;
    did(ClusterLog::store, Deed::push, begin);
    const std::lock_guard<std::mutex> lock(mutex_);
    status_.stored = copy.serial;
    status_.storedStep = copy.step;
}

void ClusterCourier::read() {
    const double begin = clock_.seconds();
    StoreNews news = store_->read(leader_, seen_);
    leading_ = news.leading;
    if (news.newest < pushed_) { // it forgot them
        pushed_ = news.newest;
    }
    if (!news.blocks.empty()) {
        did(ClusterLog::store, Deed::store, begin);
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    std::move(news.blocks.begin(), news.blocks.end(), std::back_inserter(arrived_.blocks));
    status_.unreadable += news.unreadable;
    if (news.unreadable > 0) {
        status_.unreadableTrouble = news.trouble;
    }
    news_ = true;
    arrivals_.notify_all();
}

void ClusterCourier::renewWhenDue() {
    if (leading_ && Clock::now() - renewed_ >= leader_.lease / 3) {
        leading_ = store_->renew(leader_);
        renewed_ = Clock::now();
    }
}

void ClusterCourier::did(std::size_t who, Deed deed, double begin) {
    const double end = clock_.seconds();
    const StoreTraffic traffic = store_->traffic();
    const std::lock_guard<std::mutex> lock(mutex_);
    if (arrived_.spans.size() < mostSpans) {
        arrived_.spans.push_back({who, deed, begin, end});
    }
    if (traffic.messages >= counted_.messages) { // a store that was replaced counts anew
        arrived_.traffic.messages += traffic.messages - counted_.messages;
        arrived_.traffic.bytes += traffic.bytes - counted_.bytes;
    }
    counted_ = traffic;
}

bool ClusterCourier::allSeen(std::uint64_t serial) const {
    return std::all_of(seen_.begin(), seen_.end(),
                       [&](const BlockStamp& stamp) { return stamp.serial >= serial; });
}

} // namespace scorescope::issgd
