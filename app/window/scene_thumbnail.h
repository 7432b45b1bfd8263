// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QSize>
#include <QString>

namespace scorescope::app {

/// Pixels of the pictures under resources/thumbnails/THEME/SCENE.png, which are three to a unit in
/// a narrow gallery. tst_thumbnails makes and checks them.
constexpr QSize thumbnailSize(240, 150);

/// The main view of one of the program's scenes as it is at its end, on the ground of the theme;
/// null for a scene that has none kept (somebody's own).
[[nodiscard]] QImage sceneThumbnail(const QString& id, bool dark);
/// Where it lies among the program's resources, there or not.
[[nodiscard]] QString thumbnailAddress(const QString& id, bool dark);

} // namespace scorescope::app
