// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QObject>
#include <QString>

#include <exception>
#include <functional>
#include <memory>
#include <thread>
#include <type_traits>
#include <utility>

namespace scorescope::views {

/// Work of the window on a thread of its own, which gives way to the window's and the engine's: a
/// film, a sweep, a run to compare with, small pictures of scenes.
///
/// One piece of work at a time. Starting another supersedes the one before: it is told that nobody
/// wants it, nothing of it is delivered any more, and the new one begins once the old has looked
/// up. There is no thread while there is no work.
///
/// The owner lives on the GUI thread, and so do all calls of this class and everything that is
/// delivered. News waits in a queue of the job's own; of all of it only one wake-up is under way
/// through Qt at any time. Nothing is delivered after drop() or destruction. What is delivered may
/// start, drop or destroy the job.
class BackgroundJob {
    Q_DECLARE_TR_FUNCTIONS(scorescope::views::BackgroundJob)

    struct Errand;  // one piece of work
    struct Channel; // what both threads know of

public:
    /// The work's end of the job: handed to the work, and valid until it returns. For its thread
    /// alone.
    class Link {
    public:
        /// False once nobody wants the work: cancelled, superseded, or the owner goes. The work is
        /// to ask at least every 100 ms, and then to return whatever it has.
        [[nodiscard]] bool wanted() const noexcept;
        /// Has `news` run on the GUI thread, after all that was told before; never left out.
        void tell(std::function<void()> news);
        /// Has `news` run on the GUI thread; replaces a report that was not run yet. For progress,
        /// of which only the newest matters.
        void report(std::function<void()> news);
        /// Sleeps until BackgroundJob::nudge() was called since the last time, or the work is not
        /// wanted any more. \returns wanted().
        [[nodiscard]] bool waitForNudge();

    private:
        friend class BackgroundJob;
        Link(Channel& channel, std::shared_ptr<Errand> errand)
            : channel_(channel), errand_(std::move(errand)) {}
        Channel& channel_;
        std::shared_ptr<Errand> errand_;
    };
    /// Takes what went wrong, in words for a person.
    using Failed = std::function<void(const QString& why)>;

    /// \param niceness how much the thread, and those it starts, give way (Linux' nice value, 0 to
    /// 19): by default more than the engine's.
    explicit BackgroundJob(int niceness = 10);
    /// Nobody wants the work any more; waits until it has looked up.
    ~BackgroundJob();
    BackgroundJob(const BackgroundJob&) = delete;
    BackgroundJob& operator=(const BackgroundJob&) = delete;

    /// Starts `work(Link&)` on the other thread; returns at once. It owns or shares all it uses,
    /// which is let go of on that thread. `done(result)`, or `done()` when it returns nothing, is
    /// delivered after all else; `failed` instead when it throws. After cancel() one of the two
    /// still comes.
    template <class Work, class Done> void start(Work work, Done done, Failed failed) {
        using Result = std::invoke_result_t<Work&, Link&>;
        begin(
            [work = std::move(work), done = std::move(done)](Link& link) mutable {
                if constexpr (std::is_void_v<Result>) {
                    work(link);
                    return std::function<void()>(std::move(done));
                } else {
                    return std::function<void()>(
                        [done = std::move(done), result = work(link)]() mutable {
                            done(std::move(result));
                        });
                }
            },
            std::move(failed));
    }
    /// Asks the work to end; returns at once. What it came to is delivered.
    void cancel();
    /// Asks the work to end and delivers nothing of it any more; returns at once.
    void drop();
    /// Wakes work that sleeps in waitForNudge().
    void nudge();
    /// From start() until the end is delivered, or drop().
    [[nodiscard]] bool isBusy() const noexcept;

private:
    /// Does the work; \returns how its end is delivered.
    using Perform = std::function<std::function<void()>(Link&)>;

    void begin(Perform perform, Failed failed);
    static void run(const std::shared_ptr<Channel>& channel, int niceness);
    static QString inWords(const std::exception_ptr& trouble);

    int niceness_;
    QObject receiver_; ///< what the wake-up is addressed to: it goes with it
    std::shared_ptr<Channel> channel_;
    std::thread thread_;
};

} // namespace scorescope::views
