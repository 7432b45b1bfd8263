// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/run_moment.h"

#include "app/window/style.h"

#include <QCoreApplication>

namespace scorescope::app {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("scorescope::app::RunMoment", text);
}

} // namespace

RunMoment momentOf(const Frame& frame) {
    if (frame.head > frame.step) {
        return RunMoment::lookingBack;
    }
    return frame.status.state == RunState::running ? RunMoment::following : RunMoment::paused;
}

QString momentText(const Frame& frame) {
    switch (momentOf(frame)) {
    case RunMoment::following:
        return tr("following the newest step");
    case RunMoment::lookingBack:
        return tr("looking back: step %1 of %2")
            .arg(groupedNumber(frame.step), groupedNumber(frame.head));
    case RunMoment::paused:
        break;
    }
    if (frame.status.state == RunState::failed) {
        return tr("stopped by trouble at step %1").arg(groupedNumber(frame.step));
    }
    if (frame.status.state == RunState::finished) {
        return tr("finished at step %1").arg(groupedNumber(frame.step));
    }
    return frame.step == 0 ? tr("paused at the start")
                           : tr("paused at step %1").arg(groupedNumber(frame.step));
}

QColor momentColor(RunMoment moment, const views::Theme& theme) {
    switch (moment) {
    case RunMoment::following:
        return theme.running;
    case RunMoment::lookingBack:
        return theme.warning;
    case RunMoment::paused:
        break;
    }
    return theme.text;
}

} // namespace scorescope::app
