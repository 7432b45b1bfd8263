// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/run_controls.h"

#include "app/window/autosave.h"
#include "app/window/document.h"
#include "app/window/menu_action.h"
#include "app/window/session_link.h"
#include "app/window/style.h"
#include "app/window/transport_bar.h"
#include "app/window/work_lane.h"
#include "views/text.h"

#include <QAction>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QStatusBar>

#include <cmath>
#include <utility>

namespace scorescope::app {

RunControls::RunControls(SessionLink& link, const Document& document, QMenu* menu, QObject* parent)
    : QObject(parent), link_(link), document_(document), theme_(views::darkTheme()) {
    run_ = add(menu, QStringLiteral("run"), tr("Run"), {QKeySequence(Qt::Key_Space)},
               [this] { runOrPause(); });
    step_ = add(menu, QStringLiteral("step"), tr("Step"),
                {QKeySequence(Qt::Key_Right), QKeySequence(Qt::Key_Period)},
                [this] { link_.post(command::Step{1}); });
    stepBack_ = add(menu, QStringLiteral("step_back"), tr("Step back"),
                    {QKeySequence(Qt::Key_Left), QKeySequence(Qt::Key_Comma)},
                    [this] { link_.post(command::StepBack{1}); });
    stepTen_ =
        add(menu, QStringLiteral("step_ten"), tr("Ten steps"),
            {QKeySequence(Qt::SHIFT | Qt::Key_Right)}, [this] { link_.post(command::Step{10}); });
    reset_ = add(menu, QStringLiteral("reset"), tr("Reset to the same start"),
                 {QKeySequence(Qt::Key_Home)}, [this] {
                     Q_EMIT aboutToReset();
                     link_.post(command::Reset{});
                 });
    menu->addSeparator();
    branch_ = add(menu, QStringLiteral("branch"), tr("Branch from here"), {QKeySequence(Qt::Key_B)},
                  [this] {
                      if (const FramePtr now = link_.frame()) {
                          link_.post(command::Branch{now->step});
                      }
                  });
    head_ = add(menu, QStringLiteral("head"), tr("Back to the newest step"),
                {QKeySequence(Qt::Key_End)}, [this] {
                    if (const FramePtr now = link_.frame()) {
                        link_.post(command::Seek{now->head});
                    }
                });
    branch_->setEnabled(false);
    head_->setEnabled(false);

    connect(&link_, &SessionLink::workChanged, this, &RunControls::showWork);
    fpsTimer_.setInterval(1000);
    connect(&fpsTimer_, &QTimer::timeout, this, &RunControls::showFrameRate);
}

QAction* RunControls::add(QMenu* menu, const QString& name, const QString& text,
                          const QList<QKeySequence>& keys, std::function<void()> act) {
    QAction* action = addMenuAction(menu, name, text, keys);
    connect(action, &QAction::triggered, this, std::move(act));
    return action;
}

void RunControls::runOrPause() {
    const FramePtr now = link_.frame();
    if (now && now->status.state == RunState::running) {
        link_.post(command::Pause{});
    } else {
        link_.post(command::Run{});
    }
}

QWidget* RunControls::createTransport(QWidget* parent) {
    transport_ =
        new TransportBar({reset_, stepBack_, run_, step_, stepTen_, branch_, head_}, parent);
    connect(transport_, &TransportBar::sought, this, [this](quint64 step) {
        link_.post(command::Seek{step});
        Q_EMIT momentSought();
    });
    connect(transport_, &TransportBar::speedChosen, this,
            [this](double speed) { link_.setSpeed(speed); });
    const WorkLane& lane = transport_->lane();
    connect(&lane, &WorkLane::workCancelled, this, [this] { link_.cancelWork(); });
    connect(&lane, &WorkLane::analysisCancelled, this, [this](const QString& name) {
        link_.post(command::CancelAnalysis{name.toStdString()});
    });
    return transport_;
}

void RunControls::fillStatusBar(QStatusBar* bar, QWidget* engine) {
    const auto label = [bar](const QString& name, const QString& accessible) {
        auto* made = new QLabel(bar);
        made->setObjectName(name);
        made->setAccessibleName(accessible);
        return made;
    };
    state_ = label(QStringLiteral("status_state"), tr("State"));
    fps_ = label(QStringLiteral("status_fps"), tr("Frames per second"));
    history_ = label(QStringLiteral("status_history"), tr("Memory of the history"));
    headline_ = label(QStringLiteral("status_headline"), tr("How the run is doing"));
    for (QWidget* each : {static_cast<QWidget*>(state_), engine, static_cast<QWidget*>(fps_),
                          static_cast<QWidget*>(history_)}) {
        bar->addWidget(each);
    }
    bar->addPermanentWidget(headline_);
}

void RunControls::setTheme(const views::Theme& theme) {
    theme_ = theme;
    transport_->setTheme(theme);
}

void RunControls::showFrame() {
    const FramePtr frame = link_.frame();
    transport_->setFrame(*frame);
    ++framesShown_;
    if (frame->status.state == RunState::running && !fpsTimer_.isActive()) {
        framesShown_ = 0;
        fpsTimer_.start();
    }
    if (frame->status.state != lastState_) {
        showStateChange(*frame);
        lastState_ = frame->status.state;
    }
    showState();
    showHistory(*frame);
    showHeadline(*frame);
    if (frame->head == frame->step) {
        Q_EMIT messageWithdrawn(QStringLiteral("past"));
    }
}

bool RunControls::mayAct() {
    const FramePtr now = link_.frame();
    if (!now || now->head <= now->step) {
        return true;
    }
    // It would change the head, which is not on screen.
    Q_EMIT messageRaised(
        {MessageBar::Level::information,
         tr("This is a past moment, step %1 of %2: what you do would change the newest one, "
            "unseen.")
             .arg(groupedNumber(now->step), groupedNumber(now->head)),
         {{tr("Branch from here"), QStringLiteral("message_branch"),
           [this] { branch_->trigger(); }},
          {tr("Back to the head"), QStringLiteral("message_head"), [this] { head_->trigger(); }}},
         QStringLiteral("past")});
    return false;
}

void RunControls::showStateChange(const Frame& frame) {
    const RunState state = frame.status.state;
    Q_EMIT runningChanged(state == RunState::running);
    if (state == RunState::failed) {
        QString text = QString::fromStdString(frame.status.message);
        if (!frame.status.advice.empty()) {
            text += QStringLiteral(" — ") + QString::fromStdString(frame.status.advice);
        }
        Q_EMIT messageRaised({MessageBar::Level::error,
                              text,
                              {{tr("Back to the last good step"), QStringLiteral("message_go_back"),
                                [this, step = frame.step] { link_.post(command::Branch{step}); }}},
                              QStringLiteral("failed")});
    } else if (lastState_ == RunState::failed) {
        Q_EMIT messageWithdrawn(QStringLiteral("failed"));
    }
}

void RunControls::showWork() {
    transport_->lane().setWork(link_.work());
    showState();
}

void RunControls::showState() {
    const FramePtr frame = link_.frame();
    const RunState state = frame ? frame->status.state : RunState::paused;
    QColor dot = state == RunState::running  ? theme_.running
                 : state == RunState::failed ? theme_.error
                                             : theme_.dim;
    QString word = QString::fromStdString(stateName(state));
    if (!link_.work().what.empty()) {
        dot = theme_.warning;
        word = tr("busy"); // the lane says with what
    } else if (frame && frame->head > frame->step) {
        word = tr("looking back");
    }
    state_->setText(
        QStringLiteral("<span style='color:%1'>●</span> %2").arg(dot.name(), word.toHtmlEscaped()));
}

void RunControls::showHistory(const Frame& frame) {
    history_->setText(tr("history %1 MB")
                          .arg(static_cast<double>(frame.historyBytes) / 1e6, 0, 'f',
                               frame.historyBytes < 10'000'000 ? 1 : 0));
    history_->setToolTip(
        frame.seriesDiskBytes == 0
            ? QString()
            : tr("Curves of this run take %1 on disk, in %2, until the window closes.")
                  .arg(QLocale().formattedDataSize(static_cast<qint64>(frame.seriesDiskBytes)),
                       Autosave::seriesFolder()));
}

void RunControls::showHeadline(const Frame& frame) {
    const Headline& headline = document_.kind().headline;
    const double value = headline.series.empty() ? NAN : frame.lastValue(headline.series);
    if (!std::isfinite(value)) {
        headline_->clear();
        return;
    }
    const QString text = value < 1000.0 ? views::numberText(value, 3)
                                        : groupedNumber(static_cast<qulonglong>(value));
    headline_->setText(QString::fromStdString(headline.label).arg(text));
}

void RunControls::showFrameRate() {
    fps_->setText(tr("%1 fps").arg(framesShown_));
    if (framesShown_ == 0) {
        fpsTimer_.stop(); // an idle window costs nothing
        fps_->clear();
    }
    framesShown_ = 0;
}

} // namespace scorescope::app
