// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/figure_panel.h"
#include "views/pairs/pairs_scene.h"

#include <QTransform>

#include <memory>
#include <vector>

class QPainter;

namespace scorescope::views {

/// Everything a picture of pairs is made from.
struct PairsPicture {
    PairsData data;
    PairsOptions options;
    QRectF region;     ///< what the axes of all panels span; top() is the lowest y
    bool whole = true; ///< nobody zoomed: then points outside are worth a word
};

/// From axis units to the painter's units inside a panel, y upwards.
[[nodiscard]] QTransform toPanel(const QRectF& plot, const QRectF& region);
/// Diameter and opacity of the dots of a cloud of `count` points: many are small and light, so that
/// their density shows. `em` is the type size.
struct DotLook {
    double diameter = 1.0;
    double opacity = 1.0;
};
[[nodiscard]] DotLook dotLook(std::size_t count, double pointSize, double em);
/// Colour of data (0) and samples (1).
[[nodiscard]] QColor cloudColor(std::size_t cloud, const Theme& theme);

/// Draws header, panels, axes and points. On a raster the overlap of dots adds up to opacity, pixel
/// by pixel, in time that hardly depends on their number; in a vector file dots are round and,
/// above `mostDots` of them, those that fall on the same spot are drawn once, which the header
/// says.
void drawPairs(QPainter& painter, const QRectF& rect, const PairsPicture& picture,
               const FigureStyle& style);
inline constexpr std::size_t mostDots = 20000;

/// Point clouds as pairs of dimensions for export.
class PairsPanel : public FigurePanel {
public:
    PairsPanel(QString title, PairsPicture picture);

    void draw(QPainter& painter, const QRectF& rect, const FigureStyle& style) const override;
    [[nodiscard]] QString title() const override { return title_; }
    [[nodiscard]] double aspectRatio() const override;
    [[nodiscard]] double leastWidth(const FigureStyle& style) const override;
    [[nodiscard]] double heightFor(double width, const FigureStyle& style) const override;
    [[nodiscard]] std::vector<std::shared_ptr<const Artifact>> data() const override;

private:
    QString title_;
    PairsPicture picture_;
};

/// The picture with the options of the scene. Throws InputError when the frame lacks the data, when
/// an artifact is no cloud of points in two dimensions or more, or an option is not allowed. The
/// samples may be missing: then their panels are empty and say so.
[[nodiscard]] std::unique_ptr<FigurePanel> pairsPanel(const ViewSpec& spec, const Frame& frame);

} // namespace scorescope::views
