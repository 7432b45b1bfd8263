// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/scene_library.h"

#include "engine/core/error.h"
#include "views/figure/export.h"

#include <QDir>
#include <QFileInfo>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace scorescope::app {

SceneLibrary::SceneLibrary(const Registry& registry, const std::vector<BuiltinScene>& scenes) {
    for (const BuiltinScene& scene : scenes) {
        try {
            scenes_.push_back(parseScene(scene.json, scene.id, registry));
            folders_.emplace(scenes_.back().experiment, scene.folder);
        } catch (const InputError& error) {
            problems_ << QString::fromLocal8Bit(error.what());
        }
    }
    std::stable_sort(scenes_.begin(), scenes_.end(),
                     [](const Scene& a, const Scene& b) { return a.chapter < b.chapter; });
}

const Scene* SceneLibrary::find(const std::string& id) const {
    const auto found = std::find_if(scenes_.begin(), scenes_.end(),
                                    [&id](const Scene& scene) { return scene.id == id; });
    return found == scenes_.end() ? nullptr : &*found;
}

std::string SceneLibrary::folderOf(const std::string& experiment) const {
    const auto found = folders_.find(experiment);
    return found == folders_.end() ? std::string() : found->second;
}

Scene readAnyScene(const QString& path, const Registry& registry) {
    QFileInfo info(path);
    if (info.isDir()) {
        info = QFileInfo(QDir(path), QStringLiteral("run.json"));
    }
    const std::string name = info.filePath().toStdString();
    const QString ending = info.suffix().toLower();
    if (ending == QLatin1String("png") || ending == QLatin1String("svg") ||
        ending == QLatin1String("pdf") || ending == QLatin1String("mp4") ||
        ending == QLatin1String("gif")) {
        return parseScene(views::sceneFromFigure(info.filePath()), name, registry);
    }
    // Only its name tells a run's report from a scene.
    return info.fileName() == QLatin1String("run.json") ? loadRunScene(name, registry)
                                                        : loadScene(name, registry);
}

QString sceneFileOf(const QString& path) {
    const QFileInfo info(path);
    const bool scene = info.isFile() && info.suffix().toLower() == QLatin1String("json") &&
                       info.fileName() != QLatin1String("run.json");
    return scene ? info.absoluteFilePath() : QString();
}

} // namespace scorescope::app
