// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/builtin_scenes.h"
#include "app/window/autosave.h"
#include "app/window/main_window.h"
#include "views/settings.h"

#include <QApplication>
#include <QDir>
#include <QSettings>
#include <QTemporaryDir>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

namespace scorescope::test {

/// A scene about auto-encoders (Figure 3.5's, unless another is named), with a network that trains
/// in no time.
inline std::string smallSceneJson(const std::string& id = "fig_3_5") {
    for (const app::BuiltinScene& scene : app::builtinScenes()) {
        if (scene.id == id) {
            auto json = nlohmann::ordered_json::parse(scene.json);
            json["parameters"].update({{"hidden_units", 32}, {"points", 200}, {"resolution", 8}});
            return json.dump(2);
        }
    }
    throw std::logic_error("the scene " + id + " is missing");
}

/// That scene with other numbers; nothing is expected of it.
inline Scene smallScene(const Registry& registry, std::uint64_t steps, double corruption = 0.01,
                        int resolution = 8) {
    auto json = nlohmann::ordered_json::parse(smallSceneJson());
    json["parameters"].update({{"corruption", corruption}, {"resolution", resolution}});
    json["steps"] = steps;
    json["expect"] = nlohmann::ordered_json::array();
    return parseScene(json.dump(), "small", registry);
}

/// The window with that scene; not shown yet.
inline std::unique_ptr<app::MainWindow> makeWindow(const Registry& registry,
                                                   double preciousSeconds = 10.0) {
    app::WindowRequest request;
    request.threads = 1;
    request.preciousSeconds = preciousSeconds;
    return std::make_unique<app::MainWindow>(
        registry, request, parseScene(smallSceneJson(), "small", registry), QString());
}

/// Such a window as for somebody who has none of the program's settings and files yet: shown, and
/// asked to be active, because shortcuts reach the active window only and without a window manager
/// nobody else makes it so.
inline std::unique_ptr<app::MainWindow> openFreshWindow(const Registry& registry) {
    views::Settings().clear();
    QDir(app::Autosave::standardFolder()).removeRecursively();
    std::unique_ptr<app::MainWindow> window = makeWindow(registry);
    window->show();
    window->activateWindow();
    return window;
}

/// Settings and recovery files of the test, not of the person who runs it. Made before the
/// application; a child process of the test inherits the folder.
class WindowTestHome {
public:
    WindowTestHome() {
        if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM") &&
            !qEnvironmentVariableIsSet("DISPLAY")) {
            qputenv("QT_QPA_PLATFORM", "offscreen");
        }
        if (!qEnvironmentVariableIsSet("SCORESCOPE_TEST_HOME")) {
            qputenv("SCORESCOPE_TEST_HOME", home_.path().toLocal8Bit());
        }
        const QString place = qEnvironmentVariable("SCORESCOPE_TEST_HOME");
        for (const char* name : {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"}) {
            qputenv(name, place.toLocal8Bit());
        }
        QCoreApplication::setOrganizationName(QStringLiteral("scorescope"));
        QCoreApplication::setApplicationName(QStringLiteral("scorescope-test"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, place);
    }

private:
    QTemporaryDir home_;
};

} // namespace scorescope::test
