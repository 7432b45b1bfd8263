// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "views/theme.h"

#include <QFont>
#include <QRectF>
#include <QSizeF>
#include <QString>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

class QPainter;

namespace scorescope::views {

/// How a figure is drawn: colours, type and line weight. Lengths are in the painter's units, which
/// exporters make points (1/72 inch) and the screen makes logical pixels.
struct FigureStyle {
    Theme theme = printTheme();
    QFont font; ///< family; its size is `fontSize`
    double fontSize = 8.0;
    double lineWidth = 0.75; ///< of curves; axes are drawn at 0.6 of it
    /// Whether what only serves the hand is drawn, too: handles to drag, a chain's proposals.
    bool tools = true;
    /// Whether a file with the whole data will lie beside the figure: what is left out may refer to
    /// it.
    bool dataBeside = false;
};

/// A picture of artifacts, frozen at one moment: what a view shows, without the widget.
///
/// The same panel feeds the screen's overlay, the export dialog's preview, and the SVG, PDF and PNG
/// writers. Immutable and free of QWidget, so it can be drawn from any thread with no display.
class FigurePanel {
public:
    virtual ~FigurePanel() = default;
    /// Draws into `rect`, axes, labels, legend and colour bar included, nothing outside it.
    virtual void draw(QPainter& painter, const QRectF& rect, const FigureStyle& style) const = 0;
    [[nodiscard]] virtual QString title() const = 0;
    /// Whether draw() writes the title itself.
    [[nodiscard]] virtual bool writesTitle() const { return false; }
    /// Width over height that suits the picture.
    [[nodiscard]] virtual double aspectRatio() const { return 4.0 / 3.0; }
    /// Width below which the picture could not be read, in the style's units; 0 = any will do.
    [[nodiscard]] virtual double leastWidth(const FigureStyle& /*style*/) const { return 0.0; }
    /// Height that suits the picture at that width, both in the style's units.
    [[nodiscard]] virtual double heightFor(double width, const FigureStyle& /*style*/) const {
        return width / std::clamp(aspectRatio(), 0.05, 20.0);
    }
    /// Whether a picture of that size leaves some of data() out, such as rows of a table. It says
    /// so itself, and who writes it puts the data beside it.
    [[nodiscard]] virtual bool leavesOut(const QSizeF& /*size*/,
                                         const FigureStyle& /*style*/) const {
        return false;
    }
    /// A range that an axis or the colours take, and the view's option that fixes it.
    struct Limits {
        std::string option; ///< "x_range", as scenes write it
        double low;
        double high;
    };
    /// Those that jump from one picture of a run to the next unless they are fixed; none where
    /// there is nothing to see yet.
    [[nodiscard]] virtual std::vector<Limits> limits() const { return {}; }
    /// The data behind the picture, complete (not thinned), for CSV and NPZ.
    [[nodiscard]] virtual std::vector<std::shared_ptr<const Artifact>> data() const = 0;
};

} // namespace scorescope::views
