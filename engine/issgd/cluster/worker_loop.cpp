// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/cluster/worker_loop.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace scorescope::issgd {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds shortestWait{5};
constexpr milliseconds longestWait{100};
constexpr milliseconds shortestTrouble{50};
constexpr milliseconds longestTrouble{2000};
/// After which a worker with nothing to do asks for a block again, though no newer parameters have
/// come: the store may have lost some.
constexpr milliseconds claimAgain{1000};

class WorkerLoop {
public:
    WorkerLoop(WeightStore& store, const StoreLayout& layout, const Score& score,
               std::uint64_t worker, const StopFlag& stop, const WorkerListener& listener)
        : store_(store), layout_(layout), score_(score), worker_(worker), stop_(stop),
          listener_(listener) {}

    void run() {
        tell();
        milliseconds trouble = shortestTrouble;
        while (!stop_.isSet()) {
            try {
                const std::uint64_t changes = store_.changes();
                if (!turn()) {
                    enter(Deed::wait);
                    store_.wait(changes, wait_, stop_);
                    wait_ = std::min(2 * wait_, longestWait);
                }
                trouble = shortestTrouble;
            } catch (const StoreError& error) {
                if (error.kind() == StoreError::Kind::otherRun) {
                    drop();
                    throw;
                }
                state_.trouble = error.what();
                state_.now = Deed::wait;
                tell();
                static_cast<void>(stop_.waitFor(trouble));
                trouble = std::min(2 * trouble, longestTrouble);
            }
        }
        drop();
    }

private:
    /// \returns whether there was anything to do.
    bool turn() {
        if (inHand_) {
            write();
            return true;
        }
        if (!fetch() && (!state_.hasParameters || (idle_ && Clock::now() - *idle_ < claimAgain))) {
            return false;
        }
        const std::optional<Claim> claim = store_.claim(parameters_.serial);
        well();
        if (!claim) {
            idle_ = Clock::now();
            return false;
        }
        idle_.reset();
        wait_ = shortestWait;
        score(*claim);
        return true;
    }

    /// \returns whether newer parameters have come.
    bool fetch() {
        std::optional<ParameterCopy> newer = store_.newer(parameters_.serial);
        well();
        if (!newer) {
            return false;
        }
        enter(Deed::fetch);
        parameters_ = std::move(*newer);
        state_.step = parameters_.step;
        state_.hasParameters = true;
        return true;
    }

    void score(const Claim& claim) {
        if (claim.block >= layout_.blocks()) {
            throw StoreError(StoreError::Kind::unreadable,
                             "the store gave out block " + std::to_string(claim.block) + " of " +
                                 std::to_string(layout_.blocks()));
        }
        enter(Deed::score);
        ScoredBlock block;
        block.claim = claim;
        block.serial = parameters_.serial;
        block.step = parameters_.step;
        block.worker = worker_;
        block.scores.resize(layout_.countOf(claim.block));
        const Clock::time_point begin = Clock::now();
        score_(*parameters_.values, layout_.firstOf(claim.block), block.scores.size(),
               block.scores.data());
        block.seconds = std::chrono::duration<float>(Clock::now() - begin).count();
        inHand_ = std::move(block);
    }

    void write() {
        enter(Deed::write);
        store_.write(*inHand_);
        state_.scored += inHand_->scores.size();
        inHand_.reset();
        well();
    }

    void drop() {
        if (inHand_) {
            state_.dropped += inHand_->scores.size();
            inHand_.reset();
        }
        state_.now = Deed::lost;
        tell();
    }

    void enter(Deed deed) {
        if (state_.now != deed) {
            state_.now = deed;
            tell();
        }
    }
    void well() {
        if (!state_.trouble.empty()) {
            state_.trouble.clear();
            tell();
        }
    }
    void tell() const {
        if (listener_) {
            listener_(state_);
        }
    }

    WeightStore& store_;
    const StoreLayout& layout_;
    const Score& score_;
    std::uint64_t worker_;
    const StopFlag& stop_;
    const WorkerListener& listener_;

    WorkerState state_;
    ParameterCopy parameters_;
    std::optional<ScoredBlock> inHand_;     ///< scored, and not yet written
    std::optional<Clock::time_point> idle_; ///< since when all was scored
    milliseconds wait_ = shortestWait;
};

} // namespace

void runWorker(WeightStore& store, const StoreLayout& layout, const Score& score,
               std::uint64_t worker, const StopFlag& stop, const WorkerListener& listener) {
    WorkerLoop(store, layout, score, worker, stop, listener).run();
}

} // namespace scorescope::issgd
