// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/run_window.h"

#include "app/window/main_window.h"
#include "app/window/scene_library.h"
#include "app/window/style.h"
#include "engine/core/error.h"
#include "views/settings.h"

#include <QAction>
#include <QApplication>
#include <QFileInfo>

#include <array>
#include <cstdio>
#include <optional>

namespace scorescope::app {
namespace {

/// The scene of the last time: a file, or the name of a built-in one.
QString rememberedScene(const SceneLibrary& library) {
    const QString last = views::Settings().value(QStringLiteral("files/last")).toString();
    return library.find(last.toStdString()) != nullptr || QFileInfo::exists(last) ? last
                                                                                  : QString();
}

} // namespace

int runWindow(const Registry& registry, const WindowRequest& request) {
    // Without a platform that works Qt ends the program; with one to fall back on, it can be told
    // in a line what is missing.
    const bool asked = !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
    if (!asked) {
        qputenv("QT_QPA_PLATFORM", qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")
                                       ? "xcb;wayland;offscreen"
                                       : "wayland;xcb;offscreen");
    }
    // Qt keeps the addresses for as long as the application lives.
    std::array<char, 11> name{"scorescope"};
    std::array<char*, 2> arguments{name.data(), nullptr};
    int count = 1;
    QApplication application(count, arguments.data());
    if (!asked && QGuiApplication::platformName() == QLatin1String("offscreen")) {
        throw InputError("", "",
                         "there is no display for the window; try: scorescope run " +
                             (request.scene.empty() ? std::string("fig_3_5") : request.scene) +
                             " --out DIR");
    }
    QCoreApplication::setApplicationName(QStringLiteral("scorescope"));
    QCoreApplication::setOrganizationName(QStringLiteral("scorescope"));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Scorescope"));
    QGuiApplication::setDesktopFileName(QStringLiteral("org.scorescope.Scorescope"));

    const SceneLibrary library(registry);
    if (library.scenes().empty()) {
        std::fprintf(stderr, "scorescope: error: none of the built-in scenes can be read: %s\n",
                     library.problems().join(QStringLiteral("; ")).toLocal8Bit().constData());
        return 2;
    }
    const Scene* usual = library.find("fig_3_5");
    Scene first = usual != nullptr ? *usual : library.scenes().front();
    QString file;
    QString wanted = QString::fromStdString(request.scene);
    if (wanted.isEmpty()) {
        wanted = rememberedScene(library);
    }
    QString trouble;
    if (const Scene* builtin = library.find(wanted.toStdString())) {
        first = *builtin;
    } else if (!wanted.isEmpty()) {
        try {
            first = readAnyScene(wanted, registry);
            file = sceneFileOf(wanted);
        } catch (const InputError& error) {
            trouble = QString::fromLocal8Bit(error.what());
        }
    }
    std::optional<MainWindow> window;
    try {
        window.emplace(registry, request, first, file);
    } catch (const InputError& error) {
        trouble = QString::fromLocal8Bit(error.what());
        try {
            window.emplace(registry, request, library.scenes().front(), QString());
        } catch (const InputError& second) {
            std::fprintf(stderr, "scorescope: error: %s\n", second.what());
            return 2;
        }
    }
    window->show();
    if (!trouble.isEmpty()) {
        window->showError(MainWindow::tr("The scene cannot be opened"), trouble);
    } else if (request.run) {
        window->findChild<QAction*>(QStringLiteral("action_run"))->trigger();
    } else {
        window->introduce();
    }
    return QApplication::exec();
}

} // namespace scorescope::app
