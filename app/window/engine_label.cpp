// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/engine_label.h"

#include <algorithm>

namespace scorescope::app {

EngineLabel::EngineLabel(int threads, const std::string& instructionSet, QWidget* parent)
    : QLabel(parent), processor_(QStringLiteral("%1 · %2").arg(
                          threads == 1 ? tr("1 thread") : tr("%1 threads").arg(threads),
                          QString::fromStdString(instructionSet))) {
    setPlacements({});
}

void EngineLabel::setPlacements(const std::vector<Placement>& placements) {
    const auto place = [](const Placement& each) {
        return QString::fromStdString(each.where).toUpper();
    };
    const bool same = std::all_of(placements.begin(), placements.end(), [&](const Placement& each) {
        return each.where == placements.front().where;
    });
    QStringList places;
    QStringList reasons;
    for (const Placement& each : placements) {
        const QString what = QString::fromStdString(each.what);
        places << QStringLiteral("%1 %2").arg(what, place(each));
        reasons << tr("%1 on %2: %3").arg(what, place(each), QString::fromStdString(each.why));
    }
    const QString where = placements.empty() ? tr("CPU")
                          : same             ? place(placements.front())
                                             : places.join(QStringLiteral(", "));
    const QString text = QStringLiteral("%1 · %2").arg(where, processor_);
    if (text != this->text()) {
        setText(text);
    }
    setToolTip(reasons.join(QLatin1Char('\n')));
}

} // namespace scorescope::app
