// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/message_bar.h"
#include "engine/core/frame.h"
#include "views/artifact_view.h"
#include "views/theme.h"

#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <optional>

class QAction;
class QLabel;
class QMenu;
class QStatusBar;

namespace scorescope::app {

class Document;
class SessionLink;
class TransportBar;

/// The run as a person drives it: its actions in the menu and in the transport bar, and what the
/// status bar tells of it. Asks the engine through the link, and never waits for it. GUI thread
/// only.
class RunControls : public QObject {
    Q_OBJECT

public:
    /// Fills `menu` with the run's actions. `link` and `document` must outlive it.
    RunControls(SessionLink& link, Document& document, QMenu* menu, QObject* parent);

    /// Makes the transport bar, once; `parent` owns it.
    [[nodiscard]] QWidget* createTransport(QWidget* parent);
    /// Puts state, `engine`, pictures per second and memory at the left of `bar`, and the number
    /// that tells how the run is doing at its right, once. `watched` says whose pictures are
    /// counted; null for none.
    void fillStatusBar(QStatusBar* bar, QWidget* engine,
                       std::function<const views::ArtifactView*()> watched);
    void setTheme(const views::Theme& theme);
    /// The link has a new frame. After the transport bar and the status labels were made.
    void showFrame();

    /// Whether what a person does in a view may be done to what is on screen. If not, says why and
    /// what can be done (messageRaised).
    [[nodiscard]] bool mayAct();
    /// Seconds of training behind the newest step, whatever moment is on screen.
    [[nodiscard]] double trainedSeconds() const noexcept { return trainedSeconds_; }
    /// Goes on with a line that was left (Frame::lines), soon; says so when it is no longer kept.
    void returnToLine(std::uint64_t line);

Q_SIGNALS:
    /// The run on screen is another line now, by a branch, a reset or a return. `last`: the newest
    /// frame of the one that was left, which differs from this one after step `from`.
    void lineLeft(const scorescope::FramePtr& last, quint64 from);
    /// Something for the message bar.
    void messageRaised(const scorescope::app::MessageBar::Message& message);
    /// The messages of that topic hold no more.
    void messageWithdrawn(const QString& topic);
    /// It began to run, or stopped.
    void runningChanged(bool running);
    /// Another moment was asked for with the scrubber.
    void momentSought();

private:
    QAction* add(QMenu* menu, const QString& name, const QString& text,
                 const QList<QKeySequence>& keys, std::function<void()> act);
    void runOrPause();
    void showWork();
    void showState();
    void showStateChange(const Frame& frame);
    void showHistory(const Frame& frame);
    void showHeadline(const Frame& frame);
    void showFrameRate();
    /// Pictures of the watched view since the last call; none where it is another one.
    std::optional<std::uint64_t> countPictures();
    void showRaise(const Frame& frame);
    void raiseSteps();
    void fillLines();
    void followLine(const Frame& frame);
    /// The document's live parameters become those of the line that was returned to.
    void takeParameters(const Frame& frame);

    SessionLink& link_;
    Document& document_;
    views::Theme theme_;
    QAction* run_ = nullptr;
    QAction* reset_ = nullptr;
    QAction* step_ = nullptr;
    QAction* stepBack_ = nullptr;
    QAction* stepTen_ = nullptr;
    QAction* branch_ = nullptr;
    QAction* head_ = nullptr;
    QAction* raise_ = nullptr;
    QMenu* lines_ = nullptr;
    TransportBar* transport_ = nullptr;
    QLabel* state_ = nullptr;
    QLabel* fps_ = nullptr;
    QLabel* history_ = nullptr;
    QLabel* headline_ = nullptr;
    QTimer fpsTimer_;
    std::function<const views::ArtifactView*()> watched_;
    const views::ArtifactView* watchedBefore_ = nullptr; ///< only compared
    std::uint64_t picturesBefore_ = 0;                   ///< of it, at the last look
    int framesArrived_ = 0;
    RunState lastState_ = RunState::paused;
    double trainedSeconds_ = 0.0;
    FramePtr newest_;                ///< of the line at the head
    std::uint64_t expectedLine_ = 0; ///< undo or redo is about to return to it; 0 = none
};

} // namespace scorescope::app
