// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/curves/curve_plot.h"
#include "views/figure_panel.h"

#include <vector>

namespace scorescope::views {

/// Curves as a figure: axes, labels with units, legend, bands, references, and a note about values
/// that a log axis cannot show. Thinned to what the page resolves; text stays text.
class CurvePanel : public FigurePanel {
public:
    CurvePanel(QString title, CurveSet set, CurveLook look);

    void draw(QPainter& painter, const QRectF& rect, const FigureStyle& style) const override;
    [[nodiscard]] QString title() const override { return title_; }
    [[nodiscard]] double aspectRatio() const override { return 1.5; }
    [[nodiscard]] std::vector<std::shared_ptr<const Artifact>> data() const override {
        return set_.artifacts;
    }
    [[nodiscard]] std::vector<Limits> limits() const override;
    /// Higher for a legend of many entries.
    [[nodiscard]] double heightFor(double width, const FigureStyle& style) const override;

private:
    [[nodiscard]] std::vector<LegendEntry> legendFor(const FigureStyle& style) const;

    QString title_;
    CurveSet set_; ///< without the curves that are switched off
    CurveLook look_;
    Axes axes_;
    std::vector<Series> smoothed_; ///< one per curve, empty when there is no smoothing
};

} // namespace scorescope::views
