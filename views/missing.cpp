// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/missing.h"

#include "engine/core/error.h"

#include <QCoreApplication>
#include <QStringList>

#include <vector>

namespace scorescope::views {

bool isMissing(const Frame& frame, const std::string& artifact) {
    return !frame.find(artifact) && frame.unavailable.count(artifact) == 0;
}

void refuseMissing(const ViewSpec& spec, const std::string& artifact, const Frame& frame) {
    std::vector<std::string> names;
    for (const auto& [known, found] : frame.artifacts) {
        names.push_back(known);
    }
    throw InputError("", "/views/" + spec.name + "/artifacts",
                     "the experiment publishes no artifact '" + artifact + "'" +
                         didYouMean(artifact, names));
}

QString whyNothing(const ViewSpec& spec, const Frame& frame) {
    QStringList lines;
    for (const std::string& name : spec.artifacts) {
        const auto why = frame.unavailable.find(name);
        if (why == frame.unavailable.end()) {
            return {};
        }
        lines << QStringLiteral("“%1” %2").arg(QString::fromStdString(name),
                                               QString::fromStdString(why->second));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace scorescope::views
