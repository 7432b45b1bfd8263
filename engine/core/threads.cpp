// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/threads.h"

#include <sched.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#endif

namespace scorescope {
namespace {

using Clock = std::chrono::steady_clock;

/// How long a thread looks for news before it sleeps: about what waking it would take.
constexpr auto patience = std::chrono::microseconds(40);

void restABit() noexcept {
#if defined(__x86_64__) || defined(__i386__)
    _mm_pause();
#endif
}

/// Asks again and again, until the answer is yes or patience ends. \returns the last answer.
template <class Ask> bool lookFor(const Ask& ask) {
    constexpr int asksBetweenClocks = 64;
    const auto end = Clock::now() + patience;
    do {
        for (int i = 0; i < asksBetweenClocks; ++i) {
            if (ask()) {
                return true;
            }
            restABit();
        }
    } while (Clock::now() < end);
    return ask();
}

/// One loop: who works for it, and what.
struct Loop {
    void (*work)(const void*, std::size_t) = nullptr;
    const void* context = nullptr;
    std::size_t parts = 0;
    int threads = 0;
};

/// What the calling thread does for loops.
struct Place {
    int index = 0;       ///< among the threads of a loop
    bool within = false; ///< it is in a part of one
};

Place& place() noexcept {
    thread_local Place mine;
    return mine;
}

/// The helpers of one thread.
///
/// `gate_` holds the loop's number, whether helpers may still come in, and how many are inside. A
/// loop is described before its number is published, and described anew only after the gate was
/// closed and everybody left: so whoever came in reads what holds.
class Team {
public:
    Team() = default;
    ~Team() {
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            over_ = true;
            gate_ += oneLoop; // a number without an open gate: nothing but a call to look up
        }
        news_.notify_all();
        for (std::thread& helper : helpers_) {
            helper.join();
        }
    }
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;

    void run(const Loop& loop) noexcept {
        hire(loop.threads - 1);
        loop_ = loop;
        next_ = 0;
        gate_ = (number(gate_) + 1) * oneLoop | open;
        if (sleeping_ > 0) {
            { const std::lock_guard<std::mutex> lock(mutex_); }
            news_.notify_all();
        }
        takeParts(0);
        gate_ &= ~open;
        const auto left = [this] { return (gate_ & inside) == 0; };
        if (!lookFor(left)) {
            std::unique_lock<std::mutex> lock(mutex_);
            waiting_ = true;
            gone_.wait(lock, left);
            waiting_ = false;
        }
    }

private:
    using Gate = std::uint64_t;
    static constexpr Gate inside = 0xFFFF;
    static constexpr Gate open = 0x10000;
    static constexpr Gate oneLoop = 0x20000;

    static Gate number(Gate gate) noexcept { return gate / oneLoop; }

    /// As many helpers as there are to be, or as the system allows.
    void hire(int count) noexcept {
        try {
            while (helpers_.size() < static_cast<std::size_t>(std::max(count, 0))) {
                const int index = static_cast<int>(helpers_.size()) + 1;
                helpers_.reserve(helpers_.size() + 1);
                helpers_.emplace_back([this, index, seen = number(gate_)] { help(index, seen); });
            }
        } catch (const std::exception&) {
            // No more threads, or no memory: those that are there do the work.
        }
    }

    void help(int index, Gate seen) {
        place().index = index;
        const auto called = [&] { return number(gate_) != seen; };
        for (;;) {
            if (!lookFor(called)) {
                std::unique_lock<std::mutex> lock(mutex_);
                ++sleeping_;
                news_.wait(lock, called);
                --sleeping_;
            }
            if (over_) {
                return;
            }
            Gate gate = gate_;
            seen = number(gate);
            while ((gate & open) != 0) {
                if (gate_.compare_exchange_weak(gate, gate + 1)) {
                    seen = number(gate);
                    takeParts(index);
                    leave();
                    break;
                }
            }
        }
    }

    void takeParts(int index) noexcept {
        if (index >= loop_.threads) {
            return;
        }
        place().within = true;
        for (std::size_t part = next_++; part < loop_.parts; part = next_++) {
            loop_.work(loop_.context, part);
        }
        place().within = false;
    }

    void leave() {
        if (((--gate_) & inside) == 0 && waiting_) {
            { const std::lock_guard<std::mutex> lock(mutex_); }
            gone_.notify_one();
        }
    }

    Loop loop_;
    std::atomic<std::size_t> next_{0};
    std::atomic<Gate> gate_{0};
    std::atomic<int> sleeping_{0};     ///< helpers that must be called
    std::atomic<bool> waiting_{false}; ///< the owner must be told when everybody left
    std::atomic<bool> over_{false};
    std::mutex mutex_;
    std::condition_variable news_;
    std::condition_variable gone_;
    std::vector<std::thread> helpers_;
};

int& ownNumber() noexcept {
    thread_local int number = availableCores();
    return number;
}

} // namespace

int availableCores() noexcept {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0) {
        return std::max(1, CPU_COUNT(&set));
    }
    return std::max(1, static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN)));
}

int threadCount(int requested) noexcept {
    return requested > 0 ? requested : ownNumber();
}

void useThreads(int count) noexcept {
    ownNumber() = count;
}

int currentThread() noexcept {
    return place().index;
}

namespace detail {

void runParts(std::size_t parts, int threads, void (*work)(const void*, std::size_t),
              const void* context) noexcept {
    if (parts < 2 || threads < 2 || place().within) {
        // A loop inside a part is one of its own: who does it is its only thread.
        const int outer = std::exchange(place().index, 0);
        for (std::size_t part = 0; part < parts; ++part) {
            work(context, part);
        }
        place().index = outer;
        return;
    }
    constexpr int mostThreads = 1024;
    thread_local Team team;
    team.run({work, context, parts,
              static_cast<int>(std::min<std::size_t>(parts, std::min(threads, mostThreads)))});
}

} // namespace detail
} // namespace scorescope
