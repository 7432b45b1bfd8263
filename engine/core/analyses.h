// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/analysis.h"
#include "engine/core/frame.h"
#include "engine/core/parameters.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace scorescope {

class Experiment;

struct AnalysesOptions {
    /// Linux' nice value of the thread (0 to 19): below the engine's, so that training comes first.
    int niceness = 0;
    /// Of what is stored of earlier scheduled results; older ones are computed again when a step
    /// back asks for them.
    std::size_t storedBytes = std::size_t{64} << 20U;
    /// Called on the analyses' thread when one has ended, or has something to show. Must return at
    /// once.
    std::function<void()> wake;
};

/// The analyses of one experiment: asks which are due, makes them one after another on a thread of
/// its own (scheduled ones first, in the order of their steps), and hands over what they found.
///
/// All functions belong to the thread that steps the experiment, and none but wait() waits. The
/// thread is started by the first analysis; the destructor cancels and joins.
class Analyses {
public:
    explicit Analyses(AnalysesOptions options = {});
    ~Analyses();
    Analyses(const Analyses&) = delete;
    Analyses& operator=(const Analyses&) = delete;

    /// For another experiment, or the same from its start: cancels and forgets everything.
    /// `inForce`: the parameters, which stored requests need to be made again.
    void restart(const Parameters& inForce);
    /// A live parameter was set.
    void parametersChanged(const Parameters& inForce);

    /// Asks the experiment what is due and begins it: after its creation, a step, a set, an act
    /// (nobody looking), and before a picture (`interest`). What is known already is handed over at
    /// once; an analysis by interest that nobody wants any more is cancelled, one whose moment has
    /// passed is finished first.
    void follow(Experiment& experiment, const Interest& interest);

    struct News {
        bool any = false;                    ///< a picture would show something new
        std::vector<std::string> complaints; ///< by interest: why something cannot be shown
        std::vector<RunEvent> ended;         ///< scheduled ones that have their result
    };
    /// Hands finished ones to the experiment: scalars of scheduled ones to its series, then take().
    /// Of those under way by interest, what they show already.
    /// Throws RunError when a scheduled one has failed.
    News deliver(Experiment& experiment);

    /// Whether the next step must wait: for a result it uses, or because more scheduled ones are
    /// waiting than may.
    [[nodiscard]] bool holdsStep() const;
    /// Whether scheduled ones are waiting or under way.
    [[nodiscard]] bool scheduledPending() const;
    [[nodiscard]] bool pending() const { return !jobs_.empty(); }
    [[nodiscard]] std::vector<AnalysisStatus> status() const;
    /// Waits until one has ended or has something to show, none is under way, or `seconds` have
    /// passed.
    void wait(double seconds) const;

    /// A person gives it up: it ends at its next report, and this moment's is not begun again. One
    /// that the next step waits for is begun again when the run goes on. \returns whether there was
    /// one of that name.
    bool cancel(const std::string& name);
    void cancelAll();

    /// The experiment was loaded with an earlier moment of the same run, to be replayed from there:
    /// it takes what was known at `step`, and what is known of later moments as it comes by them.
    void rejoin(Experiment& experiment, std::uint64_t step);
    /// The run goes on from `step` by another way: what is of later moments is cancelled or
    /// forgotten.
    void cutAfter(std::uint64_t step);

    /// Adds what is known to a picture; what is of an older state than the picture is marked so.
    void publish(FrameBuilder& frame) const;

    /// Results and requests under way as part of a checkpoint, under "analysis." names.
    void save(Checkpoint& checkpoint) const;
    /// Makes an experiment that is in the state of a stored moment, with these parameters.
    using Remake = std::function<std::unique_ptr<Experiment>(const Checkpoint& moment,
                                                             const nlohmann::ordered_json& values)>;
    /// Takes them from a checkpoint after `experiment` was loaded from it, and begins anew what was
    /// under way. Nothing without any. Throws InputError for damaged ones.
    void restore(Experiment& experiment, const Checkpoint& checkpoint, const Remake& remake);

private:
    struct Job;
    class Worker;
    using ResultPointer = std::shared_ptr<const AnalysisResult>;
    /// What is shown of an analysis by interest.
    struct Shown {
        AnalysisKey whole; ///< of the last one that has ended; empty before the first
        struct Item {
            std::shared_ptr<const Artifact> artifact;
            AnalysisKey key;
        };
        std::map<std::string, Item> items; ///< by the artifact's name
    };

    void begin(AnalysisRequest request, AnalysisWork work,
               std::shared_ptr<const Checkpoint> moment);
    void handOver(Experiment& experiment, const ResultPointer& result);
    void showPart(const AnalysisKey& key, std::shared_ptr<const Artifact> artifact);
    void forgetOldResults();
    [[nodiscard]] std::shared_ptr<Job> jobNamed(const AnalysisKey& key) const;

    AnalysesOptions options_;
    std::shared_ptr<const nlohmann::ordered_json> inForce_;
    std::vector<std::shared_ptr<Job>> jobs_;         ///< waiting or under way, in order
    std::map<AnalysisKey, ResultPointer> results_;   ///< of scheduled ones
    std::map<std::string, ResultPointer> scheduled_; ///< the newest taken, by name
    std::map<std::string, Shown> looks_;             ///< of those by interest, by name
    std::set<AnalysisKey> handedOver_; ///< scheduled ones that the experiment's state knows of
    std::set<AnalysisKey> declined_;   ///< failed or given up: not begun again
    std::map<std::string, AnalysisKey> current_; ///< of the present state, those by interest
    std::unique_ptr<Worker> worker_;
};

} // namespace scorescope
