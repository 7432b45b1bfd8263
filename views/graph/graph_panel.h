// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/figure_panel.h"
#include "views/graph/graph_content.h"

#include <QString>

#include <memory>
#include <vector>

namespace scorescope::views {

/// A graph as a figure: shapes, lines and text, the colour bar's strip excepted.
class GraphPanel : public FigurePanel {
public:
    /// \param geometry of the content's graph; null when it has none
    GraphPanel(QString title, GraphContent content, GraphLook look,
               std::shared_ptr<const GraphGeometry> geometry);

    void draw(QPainter& painter, const QRectF& rect, const FigureStyle& style) const override;
    [[nodiscard]] QString title() const override { return title_; }
    /// The graph's own, and its colour bar's, between 2 : 5 and 6 : 1.
    [[nodiscard]] double aspectRatio() const override;
    [[nodiscard]] std::vector<Limits> limits() const override;
    [[nodiscard]] std::vector<std::shared_ptr<const Artifact>> data() const override;

private:
    QString title_;
    GraphContent content_;
    GraphLook look_;
    std::shared_ptr<const GraphGeometry> geometry_;
};

/// The graph of a spec as a figure, which takes its shape from the graph: with the direction "auto"
/// it flows to the right. Throws InputError when the frame lacks the
/// artifact, when it is no graph, or for options that are not allowed.
[[nodiscard]] std::unique_ptr<FigurePanel> graphPanel(const ViewSpec& spec, const Frame& frame);

} // namespace scorescope::views
