// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFile>
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

/// A file's bytes; none when it cannot be read.
inline QByteArray readAll(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline bool write(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

/// Options for a run that takes no time, all but the number of steps; and with it.
inline QStringList smallScene() {
    return {QStringLiteral("--set"),     QStringLiteral("points=300"),
            QStringLiteral("--set"),     QStringLiteral("hidden_units=30"),
            QStringLiteral("--threads"), QStringLiteral("2")};
}
inline QStringList smallRun(int steps = 25) {
    return smallScene() << QStringLiteral("--steps") << QString::number(steps);
}

} // namespace scorescope::test
