// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <utility>

namespace scorescope {

class Checkpoint;
class SceneRun;

struct RecoveryOptions {
    std::string folder;         ///< for the checkpoints, made when needed; empty: none is kept
    double afterSeconds = 10.0; ///< of training: a shorter run is soon made again
    double everySeconds = 50.0; ///< at least, between two of them, by the clock on the wall
    std::size_t largestBytes = std::size_t{256} << 20U; ///< what is larger is not kept
    /// Series that take more are left out, and the state is kept without them: they would be copied
    /// and written whole every time.
    std::size_t largestSeriesBytes = std::size_t{32} << 20U;
};

/// A checkpoint that was kept.
struct RecoverableRun {
    std::string folder;     ///< for loadCheckpoint()
    std::uint64_t step = 0; ///< of its run
};
/// The one written last of those in a folder of RecoveryOptions that are whole, if there is one.
/// Its step may be the smaller one: a run can go back.
[[nodiscard]] std::optional<RecoverableRun> newestKept(const std::string& folder);

/// Keeps the newest state of a running scene on disk as a checkpoint (saveCheckpoint), from which a
/// run can go on after the program was killed. Two take turns in folders of their own, so that one
/// is whole at any moment. A run that ends in good order leaves nothing.
///
/// All of it on the engine's thread, which takes the checkpoint and never waits for the disk: a
/// thread of its own writes, one checkpoint at a time, and what comes while it does is left out.
class Recovery {
public:
    explicit Recovery(RecoveryOptions options) : options_(std::move(options)) {}
    /// The run ended in good order: as forget().
    ~Recovery() { forget(); }
    Recovery(const Recovery&) = delete;
    Recovery& operator=(const Recovery&) = delete;

    /// Keeps `run`, which has trained for that long, when it is time to. `describe` adds to the
    /// checkpoint what its owner knows of it; may be empty.
    void follow(const SceneRun& run, double trainedSeconds,
                const std::function<void(Checkpoint&)>& describe = {});
    /// Another run begins: removes what is kept of this one.
    void forget();
    /// What the person should know, once for each run: why it could not be kept. Empty: nothing
    /// new. What the disk refused is tried again when it is time for the next.
    [[nodiscard]] std::string takeComplaint();

private:
    void takeResult();
    void complain(const std::string& why);

    RecoveryOptions options_;
    std::future<std::string> writing_; ///< gives what went wrong
    std::chrono::steady_clock::time_point keptAt_;
    std::uint64_t keptStep_ = 0;
    std::uint64_t count_ = 0; ///< of those begun: even ones go into the first folder
    bool kept_ = false;       ///< something of this run may be on disk
    std::string complaint_;
    bool complained_ = false;
    bool tooLarge_ = false;
};

} // namespace scorescope
