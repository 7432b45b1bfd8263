// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/frame.h"
#include "engine/core/scene.h"
#include "views/axes/color_bar.h"
#include "views/graph/graph_geometry.h"

#include <QJsonObject>
#include <QPointF>
#include <QString>
#include <QStringList>

#include <map>
#include <memory>
#include <optional>
#include <string>

/// What a graph shows of a frame and how it is set up. Free of widgets; any thread.
namespace scorescope::views {

/// How a graph is set up, by its scene and by hand.
struct GraphLook {
    /// Which way it flows. `automatic`: the way in which it is drawn larger.
    enum class Direction { automatic, right, down };
    static constexpr double leastZoom = 0.5;
    static constexpr double mostZoom = 1000.0;

    Direction direction = Direction::automatic;
    bool values = true;     ///< values as colours and numbers
    bool edgeLabels = true; ///< labels of edges
    double zoom = 1.0;      ///< 1 shows all of it
    /// What is in the middle of the view, as shares of the graph's width and height from its left
    /// upper corner, each from 0 to 1: the graph cannot be lost.
    QPointF center{0.5, 0.5};
    std::optional<ColorLimits> colorRange; ///< locked limits of the colours

    /// From the options direction ("auto", "right", "down"), values, edge_labels, zoom, center
    /// ([x, y]), color_range ([low, high]). Throws InputError for unknown ones and for values that
    /// are not allowed.
    [[nodiscard]] static GraphLook fromOptions(const ViewSpec& spec);
    /// The same from a view's state: what is missing or not allowed there stays as it is.
    void read(const QJsonObject& state);
    [[nodiscard]] QJsonObject json() const;
    /// "zoom" and "center".
    [[nodiscard]] QJsonObject camera() const;
};

/// A graph of a frame.
struct GraphContent {
    std::shared_ptr<const Artifact> artifact; ///< null when there is none
    const Graph* graph = nullptr;             ///< in the artifact
    bool measured = false;                    ///< a node has a value
    ColorLimits limits;                       ///< of the colours
    double mostWeight = 0.0;                  ///< largest |weight|; 0 when no edge has one
    bool signedWeights = false;
    std::optional<std::size_t> selected; ///< by the parameter that the graph names
    QString problem;                     ///< why it is not shown, or what of it is not

    [[nodiscard]] bool empty() const { return graph == nullptr || graph->nodes.empty(); }
};
[[nodiscard]] GraphContent collectGraph(const ViewSpec& spec, const GraphLook& look,
                                        const Frame& frame);
/// The colours of its values on a ground.
[[nodiscard]] Colormap graphColors(const Graph& graph, const Theme& theme);
/// "conv1", "convolution", "20 @ 12 × 12", "test error: 8.4 %": what is known of a node, line by
/// line.
[[nodiscard]] QStringList nodeLines(const GraphContent& content, std::size_t node);
/// A value with its unit where that is short.
[[nodiscard]] QString valueText(const GraphContent& content, double value);

/// The geometry of the graph shown last, made again only when its structure changes.
class GraphGeometries {
public:
    [[nodiscard]] std::shared_ptr<const GraphGeometry>
    find(const GraphContent& content, const GraphLook& look, GraphDirection direction);

private:
    std::string structure_;
    GraphRooms rooms_;
    std::map<GraphDirection, std::shared_ptr<const GraphGeometry>> made_;
};

} // namespace scorescope::views
