// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStandardPaths>
#include <QString>

namespace scorescope::app {

/// The person's folder of that kind; the home folder where there is none.
[[nodiscard]] QString homeFolder(QStandardPaths::StandardLocation location);
/// Where a file was opened or saved last; the documents at first.
[[nodiscard]] QString lastFolder();

} // namespace scorescope::app
