// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace scorescope::app {

/// Tells when the GUI thread stood still: a thread of its own asks the event loop fifty times a
/// second for a sign and measures how long the answer takes. For tests and for people who build the
/// program; the window has one where the logging category "scorescope.stalls" is enabled (in debug
/// builds it is; else QT_LOGGING_RULES="scorescope.stalls.debug=true").
class StallWatch : public QObject {
    Q_OBJECT

public:
    /// Watches the thread it is made in; answers later than `limit` are stalls.
    explicit StallWatch(std::chrono::milliseconds limit, QObject* parent = nullptr);
    ~StallWatch() override;

    [[nodiscard]] std::chrono::milliseconds longest() const noexcept { return longest_; }
    [[nodiscard]] int stalls() const noexcept { return stalls_; }

Q_SIGNALS:
    /// In the watched thread, as soon as it goes on.
    void stalled(qint64 milliseconds);

private:
    void ask();
    void answer(std::chrono::steady_clock::time_point asked);

    std::chrono::milliseconds limit_;
    std::chrono::milliseconds longest_{0};
    int stalls_ = 0;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool waiting_ = false; ///< for an answer
    bool stop_ = false;
    std::thread thread_; ///< last: it uses the rest
};

} // namespace scorescope::app
