// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/axes/ticks.h"
#include "views/field/field_dots.h"
#include "views/field/field_scene.h"
#include "views/figure_panel.h"

#include <QString>
#include <QTransform>

#include <memory>
#include <optional>
#include <vector>

namespace scorescope::views {

class DotLayer;

/// Names on the axes of a field, "x₀" or "x₀ [m]".
struct AxisLabels {
    QString x;
    QString y;
};

/// Where the parts of a field's picture stand. The plot keeps the aspect ratio of its region, so
/// that a unit is as long upwards as sideways, and does not move when the labels change.
struct FieldLayout {
    QRectF plot;   ///< the box in which data is drawn
    QRectF bar;    ///< colour bar with title and ticks; null without one
    QRectF legend; ///< below the bar; null without one or without room

    /// From axis units to the painter's units, y upwards.
    [[nodiscard]] QTransform toPicture(const QRectF& region) const;
};

/// Fits a plot of the region's aspect ratio with axes (and a colour bar) into `rect`. The plot is
/// null when `rect` is too small for it. `legendWidth` is what a legend beside it would like, 0 for
/// none.
[[nodiscard]] FieldLayout fieldLayout(const QRectF& rect, double aspect, bool withBar,
                                      const FigureStyle& style, double legendWidth = 0.0);
/// Room above the plot, and below it for tick labels and the x axis' label.
[[nodiscard]] double fieldTopMargin(const FigureStyle& style);
[[nodiscard]] double fieldBottomMargin(const FigureStyle& style);
struct FieldTicks {
    std::vector<Tick> x;
    std::vector<Tick> y;
};
[[nodiscard]] FieldTicks fieldTicks(const FieldLayout& layout, const QRectF& region,
                                    const FigureStyle& style);
[[nodiscard]] QColor gridColor(const Theme& theme);
/// Grid lines, which belong behind the data.
void drawFieldGrid(QPainter& painter, const FieldLayout& layout, const QRectF& region,
                   const FigureStyle& style);
/// Hatches what the heat map does not know.
void drawFieldGaps(QPainter& painter, const FieldLayout& layout, const QRectF& region,
                   const FieldScene& scene, const FigureStyle& style);
/// Frame, ticks and labels.
void drawFieldAxes(QPainter& painter, const FieldLayout& layout, const QRectF& region,
                   const AxisLabels& labels, const FigureStyle& style);
/// The data itself, clipped to the plot. With a layer, which keeps them, dots are pixels: for
/// screens, not for files.
void drawFieldData(QPainter& painter, const FieldLayout& layout, const QRectF& region,
                   const FieldData& data, const FieldOptions& options, const FieldScene& scene,
                   const FigureStyle& style, DotLayer* layer = nullptr);
/// Axis labels from the first artifact that has some.
[[nodiscard]] AxisLabels axisLabels(const FieldData& data);
/// Size of the raster on which points of a plot are thinned: cells of 0.6 of the painter's units.
[[nodiscard]] QSize pointRaster(const QSizeF& plot, double devicePixelRatio);

/// The picture of fields, points and chains in vector form.
class FieldPanel : public FigurePanel {
public:
    /// `region` is what the axes span.
    FieldPanel(QString title, FieldData data, FieldOptions options, const QRectF& region);

    void draw(QPainter& painter, const QRectF& rect, const FigureStyle& style) const override;
    [[nodiscard]] QString title() const override { return title_; }
    [[nodiscard]] double aspectRatio() const override;
    [[nodiscard]] double heightFor(double width, const FigureStyle& style) const override;
    /// What is drawn, the optimum and the heat map only when they are.
    [[nodiscard]] std::vector<std::shared_ptr<const Artifact>> data() const override;
    /// Of the colours.
    [[nodiscard]] std::vector<Limits> limits() const override;

private:
    [[nodiscard]] FieldScene sceneFor(const FigureStyle& style) const;

    QString title_;
    FieldData data_;
    FieldOptions options_;
    QRectF region_;
};

/// The whole field with the options of the scene. Throws InputError when the frame lacks an
/// artifact that these options show, or an option is not allowed.
[[nodiscard]] std::unique_ptr<FigurePanel> fieldPanel(const ViewSpec& spec, const Frame& frame);

} // namespace scorescope::views
