// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/session.h"

#include <QObject>

#include <memory>
#include <vector>

namespace scorescope::app {

/// The window's end of a Session: turns its wake-up into Qt signals on the GUI thread.
///
/// The engine's wake-up posts one queued call; payloads are taken from the Session's own mailbox,
/// so nothing but that call crosses threads through Qt.
class SessionLink : public QObject {
    Q_OBJECT

public:
    /// Starts the engine. `registry` must outlive the link; `options.wake` is replaced.
    SessionLink(const Registry& registry, Scene scene, SessionOptions options,
                QObject* parent = nullptr);
    /// Stops the engine; waits for at most one step.
    ~SessionLink() override;

    void post(Command command) { session_->post(std::move(command)); }
    void setSpeed(double stepsPerSecond) { session_->setSpeed(stepsPerSecond); }
    /// Gives up the opening or the replay under way.
    void cancelWork() { session_->cancelWork(); }
    /// Long work of the engine itself; its `what` is empty when there is none.
    [[nodiscard]] const EngineWork& work() const noexcept { return work_; }
    /// The newest frame; null before the first.
    [[nodiscard]] const FramePtr& frame() const noexcept { return frame_; }

Q_SIGNALS:
    void frameArrived();
    void workChanged();
    void noticeArrived(bool error, const QString& text);
    /// The answer to command::Moments.
    void momentsArrived(const std::shared_ptr<const std::vector<scorescope::FramePtr>>& moments);

private:
    void takeMail();

    FramePtr frame_;
    EngineWork work_;
    std::unique_ptr<Session> session_;
};

} // namespace scorescope::app
