// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/recovery.h"

#include "engine/core/checkpoint.h"
#include "engine/core/error.h"
#include "engine/core/run.h"

#include <array>
#include <filesystem>
#include <memory>
#include <utility>

namespace scorescope {
namespace {

/// In a checkpoint's meta: how many were begun before it.
const std::string numberKey = "kept_number";

std::array<std::string, 2> slotsIn(const std::string& folder) {
    return {folder + "/first", folder + "/second"};
}

} // namespace

std::optional<RecoverableRun> newestKept(const std::string& folder) {
    std::optional<RecoverableRun> newest;
    std::uint64_t last = 0;
    for (const std::string& slot : slotsIn(folder)) {
        std::error_code failure;
        if (!std::filesystem::exists(slot, failure)) {
            continue;
        }
        try {
            const Checkpoint found = loadCheckpointMeta(slot);
            if (const std::uint64_t number = found.count(numberKey); !newest || number > last) {
                newest = RecoverableRun{slot, found.count("step")};
                last = number;
            }
        } catch (const InputError&) {
            // Being written when the program was killed: the other one is whole.
        }
    }
    return newest;
}

void Recovery::follow(const SceneRun& run, double trainedSeconds,
                      const std::function<void(Checkpoint&)>& describe) {
    takeResult();
    const auto now = std::chrono::steady_clock::now();
    const std::uint64_t step = run.step();
    if (options_.folder.empty() || tooLarge_ || writing_.valid() ||
        trainedSeconds < options_.afterSeconds ||
        (kept_ && (step == keptStep_ ||
                   std::chrono::duration<double>(now - keptAt_).count() < options_.everySeconds))) {
        return;
    }
    kept_ = true;
    keptStep_ = step;
    keptAt_ = now;
    try {
        auto checkpoint = std::make_shared<Checkpoint>(fullCheckpoint(
            run.experiment(), &run.analyses(), run.scene(), options_.largestSeriesBytes));
        if (describe) {
            describe(*checkpoint);
        }
        checkpoint->meta[numberKey] = count_;
        if (const std::size_t bytes = checkpoint->memoryBytes(); bytes > options_.largestBytes) {
            tooLarge_ = true;
            complain("its state takes " + std::to_string(bytes / 1'000'000) + " MB, and at most " +
                     std::to_string(options_.largestBytes / 1'000'000) +
                     " MB are kept; save a checkpoint by hand to keep it");
            return;
        }
        const std::string folder = slotsIn(options_.folder)[count_ % 2];
        ++count_;
        writing_ = std::async(std::launch::async, [checkpoint, folder] {
            try {
                saveCheckpoint(*checkpoint, folder);
                return std::string();
            } catch (const std::exception& error) {
                return std::string(error.what());
            }
        });
    } catch (const std::exception& error) { // no memory, no thread
        complain(error.what());
    }
}

void Recovery::takeResult() {
    if (writing_.valid() &&
        writing_.wait_for(std::chrono::seconds(0)) == std::future_status::ready) {
        if (const std::string trouble = writing_.get(); !trouble.empty()) {
            complain(trouble);
        }
    }
}

void Recovery::complain(const std::string& why) {
    if (!std::exchange(complained_, true)) {
        complaint_ = "this run cannot be recovered if the program is killed: " + why;
    }
}

void Recovery::forget() {
    if (writing_.valid()) {
        writing_.wait();
        takeResult();
    }
    if (kept_) {
        std::error_code failure; // what cannot be removed is offered once too often
        std::filesystem::remove_all(options_.folder, failure);
    }
    kept_ = complained_ = tooLarge_ = false;
}

std::string Recovery::takeComplaint() {
    return std::exchange(complaint_, {});
}

} // namespace scorescope
