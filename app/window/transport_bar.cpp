// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/transport_bar.h"

#include "app/window/run_moment.h"
#include "app/window/scrubber.h"
#include "app/window/style.h"
#include "app/window/work_lane.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace scorescope::app {
namespace {

/// "1.2 it/s · 9 min 54 s left"; below 0 seconds the end is not known.
QString rateText(double stepsPerSecond, double secondsLeft) {
    const QString rate =
        TransportBar::tr("%1 it/s").arg(stepsPerSecond, 0, 'f', stepsPerSecond < 10.0 ? 1 : 0);
    return secondsLeft < 0.0 ? rate
                             : rate + TransportBar::tr(" · %1 left").arg(durationText(secondsLeft));
}

/// The label may be wider than ever before, and stays so: it is never cut, and nothing beside it
/// jumps while its text changes.
void keepWide(QLabel& label) {
    label.setMinimumWidth(std::max(label.minimumWidth(), label.sizeHint().width()));
}

} // namespace

QString durationText(double seconds) {
    const auto whole = static_cast<long long>(std::ceil(seconds));
    if (whole < 60) {
        return TransportBar::tr("%1 s").arg(whole);
    }
    if (whole < 3600) {
        return TransportBar::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60);
    }
    return TransportBar::tr("%1 h %2 min")
        .arg(whole / 3600)
        .arg((whole / 60) % 60, 2, 10, QLatin1Char('0'));
}

TransportBar::TransportBar(const Actions& actions, QWidget* parent)
    : QFrame(parent), actions_(actions), theme_(views::darkTheme()) {
    setObjectName(QStringLiteral("transport_bar"));
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(12, 2, 12, 8);
    line->setSpacing(6);
    line->addWidget(button(actions_.reset, QStringLiteral("button_reset"), false));
    line->addWidget(button(actions_.stepBack, QStringLiteral("button_step_back"), false));
    run_ = button(actions_.run, QStringLiteral("button_run"), true);
    run_->setFixedWidth(48);
    line->addWidget(run_);
    line->addWidget(button(actions_.step, QStringLiteral("button_step"), false));
    line->addWidget(button(actions_.stepTen, QStringLiteral("button_step_ten"), false));
    line->addSpacing(6);

    auto* middle = new QVBoxLayout;
    middle->setSpacing(2);
    lane_ = new WorkLane(this);
    middle->addWidget(lane_);
    scrubber_ = new Scrubber(this);
    middle->addWidget(scrubber_);
    auto* below = new QHBoxLayout;
    below->setSpacing(8);
    below->addStrut(20); // the row keeps its height when its buttons come and go
    start_ = new QLabel(QStringLiteral("0"), this);
    start_->setObjectName(QStringLiteral("scrubber_hint"));
    moment_ = new QLabel(this);
    moment_->setObjectName(QStringLiteral("transport_moment"));
    moment_->setAccessibleName(tr("What is on screen"));
    moment_->setMinimumWidth(1); // words do not keep a window wide
    start_->setMinimumWidth(1);
    end_ = new QLabel(this);
    end_->setObjectName(QStringLiteral("scrubber_hint"));
    end_->setMinimumWidth(1);
    branch_ = textButton(actions_.branch, QStringLiteral("button_branch"));
    head_ = textButton(actions_.head, QStringLiteral("button_head"));
    raise_ = textButton(actions_.raise, QStringLiteral("button_raise_steps"));
    lines_ = textButton(actions_.lines->menuAction(), QStringLiteral("button_lines"));
    lines_->setMenu(actions_.lines);
    lines_->setPopupMode(QToolButton::InstantPopup);
    lines_->hide();
    raise_->hide();
    below->addWidget(start_);
    below->addWidget(lines_);
    below->addStretch(1);
    below->addWidget(moment_);
    below->addWidget(branch_);
    below->addWidget(head_);
    below->addWidget(raise_);
    below->addStretch(1);
    below->addWidget(end_);
    middle->addLayout(below);
    line->addLayout(middle, 1);
    line->addSpacing(6);

    speed_ = new QComboBox(this);
    speed_->setObjectName(QStringLiteral("speed"));
    speed_->setAccessibleName(tr("Speed"));
    speed_->setToolTip(tr("Speed: as fast as possible, or that many steps per second"));
    speed_->addItem(tr("full speed"), 0.0);
    for (const int rate : {100, 30, 10, 3, 1}) {
        speed_->addItem(tr("%1 it/s").arg(rate), static_cast<double>(rate));
    }
    connect(speed_, &QComboBox::activated, this,
            [this](int index) { Q_EMIT speedChosen(speed_->itemData(index).toDouble()); });
    line->addWidget(speed_);

    auto* numbers = new QVBoxLayout;
    numbers->setSpacing(2);
    iteration_ = new QLabel(this);
    iteration_->setObjectName(QStringLiteral("transport_iteration"));
    iteration_->setAccessibleName(tr("Iteration"));
    iteration_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    rate_ = new QLabel(this);
    rate_->setObjectName(QStringLiteral("transport_rate"));
    rate_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    rate_->setMinimumHeight(rate_->fontMetrics().height());
    for (const QString& longest :
         {rateText(888.0, 88.0 * 60.0 - 1.0), rateText(0.8, 888.0 * 3600.0)}) {
        rate_->setText(longest);
        keepWide(*rate_);
    }
    rate_->clear();
    unrepeatable_ = new QLabel(tr("cannot be repeated"), this);
    unrepeatable_->setObjectName(QStringLiteral("transport_unrepeatable"));
    unrepeatable_->setToolTip(tr("The numbers of this run depend on other machines: the same scene "
                                 "and seed would not give them again, and stepping back goes to "
                                 "moments that were stored."));
    unrepeatable_->setAccessibleDescription(unrepeatable_->toolTip());
    unrepeatable_->hide();
    below->insertWidget(1, unrepeatable_);
    numbers->addStretch(1);
    numbers->addWidget(iteration_);
    numbers->addWidget(rate_);
    numbers->addStretch(1);
    line->addLayout(numbers);

    connect(scrubber_, &Scrubber::sought, this, &TransportBar::sought);
}

QToolButton* TransportBar::button(QAction* action, const QString& name, bool accent) {
    auto* made = new QToolButton(this);
    made->setObjectName(name);
    made->setDefaultAction(action);
    made->setToolButtonStyle(Qt::ToolButtonIconOnly);
    made->setProperty("accent", accent);
    made->setFixedSize(34, 34);
    made->setIconSize(QSize(16, 16));
    made->setFocusPolicy(Qt::TabFocus);
    made->setAccessibleName(action->text());
    return made;
}

QToolButton* TransportBar::textButton(QAction* action, const QString& name) {
    auto* made = new QToolButton(this);
    made->setObjectName(name);
    made->setDefaultAction(action);
    made->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    made->setProperty("flat", true);
    made->setFocusPolicy(Qt::TabFocus);
    made->setAccessibleName(action->text());
    made->setFixedHeight(20);
    return made;
}

void TransportBar::updateRunButton(bool running) {
    running_ = running;
    const QColor ink = theme_.dark ? theme_.ground : QColor(Qt::white);
    actions_.run->setText(running ? tr("Pause") : tr("Run"));
    actions_.run->setIcon(
        themedIcon(running ? QStringLiteral("pause") : QStringLiteral("run"), theme_, ink));
    run_->setAccessibleName(actions_.run->text());
}

void TransportBar::setTheme(const views::Theme& theme) {
    theme_ = theme;
    scrubber_->setTheme(theme);
    lane_->setTheme(theme);
    actions_.reset->setIcon(themedIcon(QStringLiteral("reset"), theme));
    actions_.stepBack->setIcon(themedIcon(QStringLiteral("step_back"), theme));
    actions_.step->setIcon(themedIcon(QStringLiteral("step"), theme));
    actions_.stepTen->setIcon(themedIcon(QStringLiteral("step_ten"), theme));
    actions_.branch->setIcon(themedIcon(QStringLiteral("branch"), theme));
    actions_.head->setIcon(themedIcon(QStringLiteral("head"), theme));
    actions_.lines->menuAction()->setIcon(themedIcon(QStringLiteral("branch"), theme));
    updateRunButton(running_);
}

void TransportBar::showMoment(const Frame& frame) {
    const RunMoment moment = momentOf(frame);
    // The shapes of the scrubber's handle.
    const QString sign = moment == RunMoment::following     ? QStringLiteral("▶")
                         : moment == RunMoment::lookingBack ? QStringLiteral("◆")
                                                            : QStringLiteral("●");
    const QString text = momentText(frame);
    moment_->setText(QStringLiteral("<span style='color:%1'>%2 %3</span>")
                         .arg(momentColor(moment, theme_).name(), sign, text.toHtmlEscaped()));
    moment_->setAccessibleDescription(text);
    const bool past = moment == RunMoment::lookingBack;
    if (property("past").toBool() != past) {
        setProperty("past", past);
        repolish(*this);
    }
}

void TransportBar::setFrame(const Frame& frame) {
    const bool running = frame.status.state == RunState::running;
    const bool lookingBack = frame.head > frame.step;
    if (running != running_) {
        updateRunButton(running);
    }
    unrepeatable_->setVisible(!frame.reproducible);
    actions_.stepBack->setEnabled(frame.step > 0);
    actions_.branch->setVisible(lookingBack);
    actions_.head->setVisible(lookingBack);
    actions_.branch->setEnabled(lookingBack);
    actions_.head->setEnabled(lookingBack);
    branch_->setVisible(lookingBack);
    head_->setVisible(lookingBack);
    raise_->setVisible(actions_.raise->isEnabled());
    raise_->setAccessibleName(actions_.raise->text());
    lines_->setVisible(actions_.lines->isEnabled());
    showMoment(frame);
    scrubber_->setFrame(frame);
    lane_->setAnalyses(frame.analyses);
    end_->setText(groupedNumber(scrubber_->end()));

    const QString total =
        frame.totalSteps > 0 ? QStringLiteral("<span style='color:%1;font-weight:400'> / %2</span>")
                                   .arg(theme_.dim.name(), groupedNumber(frame.totalSteps))
                             : QString();
    iteration_->setText(QStringLiteral("<span style='font-size:15px'>%1</span>%2")
                            .arg(groupedNumber(frame.step), total));
    QString rate;
    if (running && frame.stepsPerSecond > 0.0) {
        const bool ends = frame.totalSteps > frame.step;
        rate = rateText(frame.stepsPerSecond,
                        ends ? static_cast<double>(frame.totalSteps - frame.step) /
                                   frame.stepsPerSecond
                             : -1.0);
    } else if (frame.step == 0) {
        rate = tr("at the start");
    } else if (frame.clock > 0.0) {
        rate = tr("%1 of computing").arg(durationText(frame.clock));
    }
    rate_->setText(rate);
    keepWide(*rate_);
    keepWide(*iteration_);
}

} // namespace scorescope::app
