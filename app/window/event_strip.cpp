// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/event_strip.h"

#include "app/window/style.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace scorescope::app {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("scorescope::app::EventStrip", text);
}

/// Values such as painted points are long; a tip is a line.
QString shortened(const std::string& text) {
    constexpr std::size_t longest = 24;
    return text.size() <= longest ? QString::fromStdString(text)
                                  : QString::fromStdString(text.substr(0, longest)) + QChar(u'…');
}

QString whatHappened(const RunEvent& event, const ParameterTable& table) {
    switch (event.kind) {
    case RunEvent::Kind::edit:
        return QStringLiteral("%1 %2 → %3")
            .arg(QString::fromStdString(table.contains(event.name) ? table.spec(event.name).label
                                                                   : event.name),
                 shortened(event.before), shortened(event.after));
    case RunEvent::Kind::action:
        return QString::fromStdString(event.name).replace(QLatin1Char('_'), QLatin1Char(' '));
    case RunEvent::Kind::analysis:
        return tr("%1 found").arg(QString::fromStdString(event.name));
    case RunEvent::Kind::branch:
        return tr("line %1 was left here").arg(QString::fromStdString(event.name));
    case RunEvent::Kind::saved:
        return tr("checkpoint saved");
    }
    return {};
}

} // namespace

std::vector<std::size_t> eventDensity(const std::vector<RunEvent>& events, std::uint64_t end,
                                      int columns) {
    std::vector<std::size_t> counts(static_cast<std::size_t>(std::max(0, columns)));
    if (counts.empty()) {
        return counts;
    }
    const double last = static_cast<double>(columns - 1);
    for (const RunEvent& each : events) {
        const double share =
            end == 0 ? 0.0
                     : static_cast<double>(std::min(each.step, end)) / static_cast<double>(end);
        ++counts[static_cast<std::size_t>(std::lround(share * last))];
    }
    return counts;
}

QString eventText(const RunEvent& event, const ParameterTable& table) {
    return tr("step %1: %2").arg(groupedNumber(event.step), whatHappened(event, table));
}

} // namespace scorescope::app
