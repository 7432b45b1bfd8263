// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QProcess>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

namespace scorescope::test {

/// What the program answered.
struct Outcome {
    int code = -1;
    QByteArray out;
    QByteArray err;
};

/// As from a shell without any display.
inline QProcessEnvironment withoutDisplay() {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) {
        environment.remove(QString::fromLatin1(name));
    }
    return environment;
}

/// Runs a command to its end, in `folder` when that is given.
inline Outcome outcomeOf(const QString& command, const QStringList& arguments,
                         const QString& folder = {}) {
    QProcess process;
    process.setProcessEnvironment(withoutDisplay());
    if (!folder.isEmpty()) {
        process.setWorkingDirectory(folder);
    }
    process.start(command, arguments);
    if (!process.waitForFinished(300000)) {
        process.kill();
        process.waitForFinished();
        return {};
    }
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

/// Runs the program to its end.
inline Outcome runProgram(const QStringList& arguments, const QString& folder = {}) {
    return outcomeOf(QStringLiteral(SCORESCOPE_PROGRAM), arguments, folder);
}

/// Runs a shell's command line to its end; "$0" in it is the program, "$1" and so on are `words`.
inline Outcome shell(const QString& line, const QStringList& words = {},
                     const QString& folder = {}) {
    return outcomeOf(QStringLiteral("sh"),
                     QStringList{QStringLiteral("-c"), line, QStringLiteral(SCORESCOPE_PROGRAM)} +
                         words,
                     folder);
}

} // namespace scorescope::test
