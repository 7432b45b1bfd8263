// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/scene_thumbnail.h"

// In a static library nothing refers to the resources' own object file, so it must be asked for;
// Qt's macro cannot stand inside a namespace.
static void loadThumbnails() {
    Q_INIT_RESOURCE(thumbnails);
}

namespace scorescope::app {

QImage sceneThumbnail(const QString& id, bool dark) {
    return QImage(thumbnailAddress(id, dark));
}

QString thumbnailAddress(const QString& id, bool dark) {
    loadThumbnails();
    return QStringLiteral(":/thumbnails/%1/%2.png")
        .arg(dark ? QStringLiteral("dark") : QStringLiteral("light"), id);
}

} // namespace scorescope::app
