// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/run_controls.h"

#include "app/window/autosave.h"
#include "app/window/document.h"
#include "app/window/menu_action.h"
#include "app/window/run_moment.h"
#include "app/window/session_link.h"
#include "app/window/style.h"
#include "app/window/transport_bar.h"
#include "app/window/work_lane.h"
#include "engine/core/error.h"
#include "views/text.h"

#include <QAction>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QStatusBar>
#include <QUndoCommand>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace scorescope::app {
namespace {

/// A change of line that has been made.
class LineCommand : public QUndoCommand {
public:
    LineCommand(std::function<void(std::uint64_t)> go, std::uint64_t before, std::uint64_t after,
                const QString& text)
        : QUndoCommand(text), go_(std::move(go)), before_(before), after_(after) {}

    [[nodiscard]] int id() const override { return Document::lineCommandId; }
    void undo() override { go_(before_); }
    void redo() override {
        if (std::exchange(made_, true)) {
            go_(after_);
        }
    }

private:
    std::function<void(std::uint64_t)> go_;
    std::uint64_t before_;
    std::uint64_t after_;
    bool made_ = false; ///< the stack redoes what is pushed
};

const RunLine* lineOf(const Frame& frame, std::uint64_t id) {
    if (!frame.lines) {
        return nullptr;
    }
    const auto found = std::find_if(frame.lines->begin(), frame.lines->end(),
                                    [id](const RunLine& each) { return each.id == id; });
    return found == frame.lines->end() ? nullptr : &*found;
}

/// Whether there is something in it that the run on screen has not.
bool isWorthShowing(const RunLine& line) {
    return line.to > line.from;
}

} // namespace

RunControls::RunControls(SessionLink& link, Document& document, QMenu* menu, QObject* parent)
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
                 {QKeySequence(Qt::Key_Home)}, [this] { link_.post(command::Reset{}); });
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
    branch_->setToolTip(tr("Goes on from this moment (B). What came after it stays as a line that "
                           "you can return to."));
    lines_ = menu->addMenu(tr("Lines"));
    lines_->setObjectName(QStringLiteral("menu_lines"));
    lines_->setToolTipsVisible(true);
    lines_->menuAction()->setToolTip(tr("Runs that a branch or a reset has left"));
    lines_->setEnabled(false);
    connect(lines_, &QMenu::aboutToShow, this, &RunControls::fillLines);
    raise_ = add(menu, QStringLiteral("raise_steps"), tr("Raise the number of steps"), {},
                 [this] { raiseSteps(); });
    raise_->setEnabled(false);

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
    transport_ = new TransportBar(
        {reset_, stepBack_, run_, step_, stepTen_, branch_, head_, raise_, lines_}, parent);
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

void RunControls::fillStatusBar(QStatusBar* bar, QWidget* engine,
                                std::function<const views::ArtifactView*()> watched) {
    watched_ = std::move(watched);
    const auto label = [bar](const QString& name, const QString& accessible) {
        auto* made = new QLabel(bar);
        made->setObjectName(name);
        made->setAccessibleName(accessible);
        return made;
    };
    state_ = label(QStringLiteral("status_state"), tr("State"));
    fps_ = label(QStringLiteral("status_fps"), tr("Pictures per second of the largest view"));
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
    followLine(*frame);
    if (frame->head == frame->step) {
        newest_ = frame;
        trainedSeconds_ = frame->clock;
    }
    showRaise(*frame);
    lines_->setEnabled(frame->lines &&
                       std::any_of(frame->lines->begin(), frame->lines->end(), isWorthShowing));
    transport_->setFrame(*frame);
    ++framesArrived_;
    if (frame->status.state == RunState::running && !fpsTimer_.isActive()) {
        countPictures();
        framesArrived_ = 0;
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
    QColor dot = frame ? momentColor(momentOf(*frame), theme_) : theme_.dim;
    if (state == RunState::failed) {
        dot = theme_.error;
    }
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
    const auto point = headline.series.empty() ? std::nullopt : frame.valueNow(headline.series);
    if (!point) {
        headline_->clear();
        return;
    }
    const QString number = point->value < 1000.0
                               ? views::numberText(point->value, 3)
                               : groupedNumber(static_cast<qulonglong>(point->value));
    const QString text = QString::fromStdString(headline.label).arg(number);
    // Some are measured every few steps only: then it is told of which one.
    const auto measured = static_cast<std::uint64_t>(point->step);
    headline_->setText(
        measured == frame.step ? text : tr("%1 at step %2").arg(text, groupedNumber(measured)));
}

void RunControls::showRaise(const Frame& frame) {
    const bool ended = frame.head == frame.step && frame.totalSteps > 0 &&
                       frame.step >= frame.totalSteps && frame.status.state != RunState::running &&
                       frame.status.state != RunState::failed &&
                       !document_.scene().parameters.table().contains("steps");
    raise_->setEnabled(ended);
    raise_->setText(ended ? tr("Go on to %1 steps").arg(groupedNumber(2 * frame.totalSteps))
                          : tr("Raise the number of steps"));
    raise_->setToolTip(tr("Raises the number of steps, which can be undone, and runs on"));
}

void RunControls::raiseSteps() {
    const FramePtr now = link_.frame();
    try {
        document_.edit("steps", static_cast<std::int64_t>(2 * now->totalSteps));
    } catch (const InputError& error) {
        Q_EMIT messageRaised({MessageBar::Level::information,
                              QString::fromStdString(error.message()),
                              {},
                              QStringLiteral("raise_steps")});
        return;
    }
    link_.post(command::Run{});
}

void RunControls::returnToLine(std::uint64_t line) {
    const FramePtr now = link_.frame();
    if (now && lineOf(*now, line) == nullptr) {
        Q_EMIT messageRaised({MessageBar::Level::information,
                              tr("That line of the run is no longer kept."),
                              {},
                              QStringLiteral("line")});
        return;
    }
    link_.post(command::Return{line});
}

void RunControls::fillLines() {
    lines_->clear();
    const FramePtr now = link_.frame();
    if (!now || !now->lines) {
        return;
    }
    for (const RunLine& each : *now->lines) {
        if (!isWorthShowing(each)) {
            continue;
        }
        const QString name =
            tr("line %1: to step %2").arg(groupedNumber(each.number), groupedNumber(each.to));
        QAction* back = lines_->addAction(tr("Return to %1").arg(name));
        back->setObjectName(QStringLiteral("action_return_%1").arg(each.number));
        back->setToolTip(tr("It was left at step %1, after %2 of computing")
                             .arg(groupedNumber(each.from), durationText(each.clock)));
        connect(back, &QAction::triggered, this, [this, id = each.id] { returnToLine(id); });
        QAction* forget = lines_->addAction(tr("Delete %1").arg(name));
        forget->setObjectName(QStringLiteral("action_forget_%1").arg(each.number));
        connect(forget, &QAction::triggered, this,
                [this, id = each.id] { link_.post(command::Forget{id}); });
    }
}

void RunControls::followLine(const Frame& frame) {
    const std::uint64_t before = newest_ ? newest_->line : 0;
    if (before == frame.line) {
        return;
    }
    const bool byUndo = std::exchange(expectedLine_, 0) == frame.line;
    const RunLine* const left = lineOf(frame, before);
    if (left == nullptr) {
        return; // another scene, which has no lines yet
    }
    const bool returned = lineOf(*newest_, frame.line) != nullptr;
    if (returned) {
        takeParameters(frame);
    }
    Q_EMIT lineLeft(newest_, left->from);
    if (!byUndo) {
        const QString text = returned         ? tr("return to another line")
                             : left->from > 0 ? tr("branch from step %1").arg(left->from)
                                              : tr("return to the start");
        document_.undoStack().push(new LineCommand(
            [this](std::uint64_t line) {
                expectedLine_ = line;
                returnToLine(line);
            },
            before, frame.line, text)); // the stack owns it
    }
}

void RunControls::takeParameters(const Frame& frame) {
    if (!frame.scene || frame.head != frame.step) {
        return;
    }
    const auto differences = liveDifferences(document_.scene().parameters, frame.scene->parameters);
    try {
        document_.follow(differences);
    } catch (const InputError& error) { // the scene's rules forbid what is in force: not here
        Q_EMIT messageRaised({MessageBar::Level::warning,
                              QString::fromStdString(error.message()),
                              {},
                              QStringLiteral("line")});
        return;
    }
    for (const auto& each : differences) {
        document_.told(each.first);
    }
}

std::optional<std::uint64_t> RunControls::countPictures() {
    const views::ArtifactView* view = watched_();
    const std::uint64_t now = view != nullptr ? view->pictures() : 0;
    const std::uint64_t before = std::exchange(picturesBefore_, now);
    const bool same = std::exchange(watchedBefore_, view) == view;
    return same && view != nullptr && now >= before ? std::optional(now - before) : std::nullopt;
}

void RunControls::showFrameRate() {
    const std::optional<std::uint64_t> pictures = countPictures();
    const bool idle = std::exchange(framesArrived_, 0) == 0;
    if (idle) {
        fpsTimer_.stop(); // an idle window costs nothing
    }
    fps_->setText(pictures && !idle ? tr("%1 fps").arg(*pictures) : QString());
}

} // namespace scorescope::app
