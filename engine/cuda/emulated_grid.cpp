// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cuda/emulated_grid.h"

#include <ucontext.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#endif

namespace scorescope::cuda {

namespace {

constexpr std::size_t stackBytes = std::size_t(128) * 1024;

enum class Waiting { no, forWarp, forBlock, finished };

/// A stack of its own and where it stands. The sanitizers are told of every change of stacks.
struct Fiber {
    ucontext_t context{};
    std::vector<char> stack;
    Waiting waiting = Waiting::finished;
    unsigned exchanges = 0;
    std::array<std::array<char, sizeof(double)>, 2> offers{};
    void* fakeStack = nullptr;
    void* tsan = nullptr;
};

} // namespace

struct EmulatedBlock::State {
    explicit State(const kernels::Launch& launch, ThreadOrder how)
        : order(how), fibers(launch.threads), memory(new char[launch.sharedBytes]),
          bytes(launch.sharedBytes) {}

    ThreadOrder order;
    std::vector<Fiber> fibers;
    std::unique_ptr<char[]> memory;
    std::size_t bytes;
    ucontext_t scheduler{};
    void* fakeStack = nullptr;
    const void* schedulerStack = nullptr;
    std::size_t schedulerBytes = 0;
    void* tsan = nullptr;
    unsigned current = 0;
    const std::function<void(unsigned)>* body = nullptr;
    std::exception_ptr failure;

    static void enter(unsigned high, unsigned low) {
        const auto address = (static_cast<std::uintptr_t>(high) << 32U) | low;
        auto* state = reinterpret_cast<State*>(address);
        state->arrived(nullptr);
        try {
            (*state->body)(state->current);
        } catch (...) {
            state->failure = std::current_exception();
        }
        state->fibers[state->current].waiting = Waiting::finished;
        state->leave(true);
    }

    void arrived([[maybe_unused]] void* fake) {
#if defined(__SANITIZE_ADDRESS__)
        __sanitizer_finish_switch_fiber(fake, &schedulerStack, &schedulerBytes);
#endif
    }

    /// From the running fiber back to the scheduler.
    void leave([[maybe_unused]] bool forEver) {
        Fiber& fiber = fibers[current];
#if defined(__SANITIZE_ADDRESS__)
        __sanitizer_start_switch_fiber(forEver ? nullptr : &fiber.fakeStack, schedulerStack,
                                       schedulerBytes);
#endif
#if defined(__SANITIZE_THREAD__)
        __tsan_switch_to_fiber(tsan, 0);
#endif
        swapcontext(&fiber.context, &scheduler);
        arrived(fiber.fakeStack);
    }

    void resume(unsigned thread) {
        current = thread;
        Fiber& fiber = fibers[thread];
        fiber.waiting = Waiting::no;
#if defined(__SANITIZE_ADDRESS__)
        __sanitizer_start_switch_fiber(&fakeStack, fiber.stack.data(), fiber.stack.size());
#endif
#if defined(__SANITIZE_THREAD__)
        __tsan_switch_to_fiber(fiber.tsan, 0);
#endif
        swapcontext(&scheduler, &fiber.context);
#if defined(__SANITIZE_ADDRESS__)
        __sanitizer_finish_switch_fiber(fakeStack, nullptr, nullptr);
#endif
    }

    /// Whether all threads of [first, last) that have not finished wait for `what`; some must.
    [[nodiscard]] bool complete(std::size_t first, std::size_t last, Waiting what) const {
        bool some = false;
        for (std::size_t i = first; i < last; ++i) {
            if (fibers[i].waiting != Waiting::finished && fibers[i].waiting != what) {
                return false;
            }
            some = some || fibers[i].waiting == what;
        }
        return some;
    }
};

EmulatedBlock::EmulatedBlock(const kernels::Launch& launch, ThreadOrder order)
    : state_(std::make_unique<State>(launch, order)) {
    for (Fiber& fiber : state_->fibers) {
        fiber.stack.resize(stackBytes);
#if defined(__SANITIZE_THREAD__)
        fiber.tsan = __tsan_create_fiber(0);
#endif
    }
#if defined(__SANITIZE_THREAD__)
    state_->tsan = __tsan_get_current_fiber();
#endif
}

EmulatedBlock::~EmulatedBlock() {
#if defined(__SANITIZE_THREAD__)
    for (const Fiber& fiber : state_->fibers) {
        __tsan_destroy_fiber(fiber.tsan);
    }
#endif
}

void EmulatedBlock::run(const std::function<void(unsigned)>& body) {
    State& s = *state_;
    s.body = &body;
    s.failure = nullptr;
    std::memset(s.memory.get(), 0xFF, s.bytes); // NaN in float and in double
    const auto address = reinterpret_cast<std::uintptr_t>(&s);
    for (Fiber& fiber : s.fibers) {
        getcontext(&fiber.context);
        fiber.context.uc_stack.ss_sp = fiber.stack.data();
        fiber.context.uc_stack.ss_size = fiber.stack.size();
        fiber.context.uc_link = nullptr;
        makecontext(&fiber.context, reinterpret_cast<void (*)()>(State::enter), 2,
                    static_cast<unsigned>(address >> 32U), static_cast<unsigned>(address));
        fiber.waiting = Waiting::no;
        fiber.exchanges = 0;
    }
    const std::size_t count = s.fibers.size();
    std::vector<bool> runnable(count, true);
    for (bool moved = true; moved;) {
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t thread = s.order == ThreadOrder::ascending ? i : count - 1 - i;
            if (runnable[thread]) {
                s.resume(static_cast<unsigned>(thread));
            }
        }
        runnable.assign(count, false);
        moved = false;
        const auto wake = [&](std::size_t first, std::size_t last) {
            for (std::size_t i = first; i < last; ++i) {
                runnable[i] = s.fibers[i].waiting != Waiting::finished;
            }
            moved = true;
        };
        for (std::size_t first = 0; first < count; first += kernels::lanes) {
            const std::size_t last = std::min<std::size_t>(first + kernels::lanes, count);
            if (s.complete(first, last, Waiting::forWarp)) {
                wake(first, last);
            }
        }
        if (!moved && s.complete(0, count, Waiting::forBlock)) {
            wake(0, count);
        }
    }
    if (s.failure) {
        std::rethrow_exception(s.failure);
    }
    for (const Fiber& fiber : s.fibers) {
        if (fiber.waiting != Waiting::finished) {
            throw std::logic_error("a kernel's threads diverged: some wait for their warp and "
                                   "others for the block");
        }
    }
}

double* EmulatedBlock::shared() const {
    return reinterpret_cast<double*>(state_->memory.get());
}

void EmulatedBlock::waitForBlock() {
    state_->fibers[state_->current].waiting = Waiting::forBlock;
    state_->leave(false);
}

void EmulatedBlock::waitForWarp() {
    state_->fibers[state_->current].waiting = Waiting::forWarp;
    state_->leave(false);
}

void EmulatedBlock::offer(const void* value, std::size_t bytes) {
    Fiber& fiber = state_->fibers[state_->current];
    ++fiber.exchanges;
    std::memcpy(fiber.offers[fiber.exchanges % 2].data(), value, bytes);
}

const void* EmulatedBlock::offered(unsigned lane) const {
    const unsigned thread = state_->current / kernels::lanes * kernels::lanes + lane;
    const Fiber& other = state_->fibers.at(thread);
    const Fiber& own = state_->fibers[state_->current];
    // The other lane may have gone one exchange ahead already, never two.
    if (other.exchanges != own.exchanges && other.exchanges != own.exchanges + 1) {
        throw std::logic_error("a kernel's threads diverged at an exchange");
    }
    return other.offers[own.exchanges % 2].data();
}

} // namespace scorescope::cuda
