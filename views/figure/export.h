// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/figure_panel.h"

#include <QByteArray>
#include <QImage>
#include <QSizeF>
#include <QString>
#include <QStringList>

#include <memory>
#include <string>
#include <vector>

namespace scorescope::views {

/// Size and look of an exported figure.
struct ExportOptions {
    double widthMm = 85.0;
    double heightMm = 0.0; ///< 0 = from the panels' own aspect ratio
    double dpi = 300.0;    ///< PNG only
    double fontPt = 8.0;
    double lineWidthPt = 0.75;
    QString fontFamily; ///< empty = the system's sans
    QString title;      ///< above all panels; empty for none
    Theme theme = printTheme();
    bool transparent = false;
    bool embedScene = true;   ///< off for blind review
    bool panelLetters = true; ///< a, b, c … when there are several panels
    bool panelTitles = true;  ///< each panel's title above it when there are several
    bool tools = false;       ///< handles, proposals and whatever else only serves the hand
    int columns = 0;          ///< of several panels; 0 = as square as can be read
    /// Something to know of the picture, told in the file's metadata (PNG "Comment", SVG and PDF
    /// description). May be empty.
    QString comment;
};

/// The comment of a picture of these frames: that its run cannot be repeated, or nothing.
[[nodiscard]] QString commentOn(bool reproducible);

/// "single column" (85 mm, 8 pt), "double column" (178 mm, 8 pt), "slide" (254 × 143 mm, 16 pt).
[[nodiscard]] ExportOptions exportPreset(const QString& name);
[[nodiscard]] QStringList exportPresetNames();
/// Single column for one panel that can be read there, double for several and for a wide one.
[[nodiscard]] ExportOptions fittingPreset(const std::vector<const FigurePanel*>& panels);

/// Draws the panels as one figure into an image of `pixels` (the dialog's preview).
[[nodiscard]] QImage previewFigure(const std::vector<const FigurePanel*>& panels,
                                   const ExportOptions& options, const QSize& pixels,
                                   double devicePixelRatio);
/// Size of the figure on paper, height from the panels' aspect ratio where none is asked for.
[[nodiscard]] QSizeF figureSizeMm(const std::vector<const FigurePanel*>& panels,
                                  const ExportOptions& options);
/// The figure as a picture at its dpi, for the clipboard. Throws InputError for a size that is not
/// printable.
[[nodiscard]] QImage renderFigure(const std::vector<const FigurePanel*>& panels,
                                  const ExportOptions& options);
/// Writes one figure; the kind follows the file's ending: svg, pdf or png. `sceneJson` goes into
/// the file (PNG iTXt, SVG <metadata>, PDF attached metadata) unless embedScene is off. Written
/// beside and renamed; throws InputError for another ending, a size that is not printable, or
/// when the file cannot be written.
/// \returns the files written beside it: where a panel leaves data out, such as rows of a table
/// longer than its place, all of them go into NAME.csv (of several panels NAME-a.csv, NAME-b.csv
/// …).
QStringList exportFigure(const std::vector<const FigurePanel*>& panels,
                         const ExportOptions& options, const std::string& sceneJson,
                         const QString& path);
/// A picture as PNG bytes, with the scene where sceneFromFigure() looks for it and a comment, as
/// ExportOptions has it; both may be empty. Throws InputError when it cannot be encoded.
[[nodiscard]] QByteArray pngWithScene(const QImage& picture, const std::string& sceneJson,
                                      const QString& comment);
/// The same figure as the bytes of an SVG file. Throws InputError for a size that is not printable.
[[nodiscard]] QByteArray figureAsSvg(const std::vector<const FigurePanel*>& panels,
                                     const ExportOptions& options, const std::string& sceneJson);
/// The data behind panels as CSV. Complete, never thinned. Throws InputError when there are none.
[[nodiscard]] std::string dataAsCsv(const std::vector<const FigurePanel*>& panels);
/// Writes the data behind panels as .csv or .npz. Complete, never thinned. Throws InputError.
void exportData(const std::vector<const FigurePanel*>& panels, const QString& path);
/// The scene inside a figure written by exportFigure (PNG, SVG, PDF) or a film (MP4, GIF). Throws
/// InputError, naming the file, when it is no figure or carries no scene.
[[nodiscard]] std::string sceneFromFigure(const QString& path);

} // namespace scorescope::views
