// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/figure_panel.h"

#include <QString>

#include <vector>

class QWidget;

namespace scorescope::views {

/// Asks for a file and writes the data behind panels as CSV or NPZ, complete. An error is shown and
/// the question asked again with the same name. GUI thread only; modal.
/// \returns the file written, or "" when the person changed their mind.
QString askAndExportData(const std::vector<const FigurePanel*>& panels, const QString& name,
                         QWidget* parent);

} // namespace scorescope::views
