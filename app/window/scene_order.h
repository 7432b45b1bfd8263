// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/scene.h"

#include <QStringList>

#include <vector>

/// In which order scenes stand in the gallery, and which of them a search finds. Pure.
namespace scorescope::app {

/// By chapter; in a chapter figures first, by number (3.9 before 3.10), then tables, then what has
/// neither, by title. Equal ones keep their order.
[[nodiscard]] std::vector<const Scene*> inThesisOrder(const std::vector<Scene>& scenes);

/// Whether every word (searchWords()) is found in the scene: in its title, figure, chapter, tags,
/// notes, name or experiment. Without words all scenes are found.
[[nodiscard]] bool isFound(const Scene& scene, const QStringList& words);

} // namespace scorescope::app
