// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/figure/export.h"
#include "views/figure_panel.h"

#include <memory>
#include <string>
#include <vector>

class QMimeData;

/// What a view puts on the clipboard.
namespace scorescope::views {

/// The figure as a picture and as a drawing (image/svg+xml), for programs that take one: the
/// drawing carries the scene. Throws InputError for a size that is not printable.
[[nodiscard]] std::unique_ptr<QMimeData>
figureForClipboard(const std::vector<const FigurePanel*>& panels, const ExportOptions& options,
                   const std::string& sceneJson, const QImage& picture);
/// The data behind panels, complete: as text with tabs, which spreadsheets take, and as text/csv.
/// Throws InputError when there is none.
[[nodiscard]] std::unique_ptr<QMimeData>
dataForClipboard(const std::vector<const FigurePanel*>& panels);
/// A table of comma-separated values (RFC 4180) with tabs for commas; quoted cells stay as they
/// are.
[[nodiscard]] std::string tabSeparated(const std::string& csv);

} // namespace scorescope::views
