// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/standard_folders.h"

#include "views/settings.h"

#include <QDir>

namespace scorescope::app {

QString homeFolder(QStandardPaths::StandardLocation location) {
    const QString folder = QStandardPaths::writableLocation(location);
    return QDir(folder).exists() ? folder : QDir::homePath();
}

QString lastFolder() {
    const QString folder = views::Settings().value(QStringLiteral("files/folder")).toString();
    return QDir(folder).exists() && !folder.isEmpty()
               ? folder
               : homeFolder(QStandardPaths::DocumentsLocation);
}

} // namespace scorescope::app
