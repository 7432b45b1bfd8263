// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/builtin_scenes.h"
#include "engine/core/experiment.h"
#include "engine/core/scene.h"

#include <QString>
#include <QStringList>

#include <map>
#include <string>
#include <vector>

namespace scorescope::app {

/// The scenes of the gallery: those inside the program.
class SceneLibrary {
public:
    /// Reads them all. Scenes that cannot be read are left out and told in problems().
    explicit SceneLibrary(const Registry& registry,
                          const std::vector<BuiltinScene>& scenes = builtinScenes());

    /// Sorted by chapter.
    [[nodiscard]] const std::vector<Scene>& scenes() const noexcept { return scenes_; }
    [[nodiscard]] const QStringList& problems() const noexcept { return problems_; }
    /// The scene of that id, or null.
    [[nodiscard]] const Scene* find(const std::string& id) const;
    /// The folder under scenes/ whose scenes are of that experiment, which is its lab's name; empty
    /// when no scene is.
    [[nodiscard]] std::string folderOf(const std::string& experiment) const;

private:
    std::vector<Scene> scenes_;
    QStringList problems_;
    std::map<std::string, std::string> folders_; ///< by experiment
};

/// Reads whatever carries a scene: a scene file, a run's run.json (or its folder), a figure
/// (PNG, SVG, PDF). Throws InputError.
[[nodiscard]] Scene readAnyScene(const QString& path, const Registry& registry);
/// The path when saving again may write over it (a scene file), or "" (a figure, a run's report).
[[nodiscard]] QString sceneFileOf(const QString& path);

} // namespace scorescope::app
