// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/graph/graph_painting.h"
#include "views/paced_view.h"
#include "views/shared_limits.h"

#include <QPixmap>
#include <QStringList>
#include <QTimer>

#include <memory>
#include <optional>
#include <set>
#include <string>

namespace scorescope::views {

/// Nodes and the arrows between them, live.
///
/// Wheel zooms about the cursor, dragging pans, double-click, F or 0 shows all; + and − zoom, Shift
/// with arrows pans. The mouse over a node marks its edges and tells what is known of it. A click
/// on a node sets the live parameter that the graph names (parametersEdited, a new gesture each
/// time); so does Ctrl with the arrows, which go along the edges with and against the flow, and
/// across it within a layer. Escape ends the reading. cursorMoved() tells a place in em from the
/// layout's left upper corner, y downwards.
///
/// Options and state: see GraphLook. Throws InputError for options that are not allowed.
class GraphView : public PacedView {
    Q_OBJECT

public:
    GraphView(ViewSpec spec, QWidget* parent);

    [[nodiscard]] std::set<std::string> interest() const override;
    void fit() override;
    /// As large a part of the graph as is on screen, in the direction that it has there.
    [[nodiscard]] std::unique_ptr<FigurePanel> figurePanel() const override;
    [[nodiscard]] QJsonObject state() const override { return look_.json(); }
    void setState(const QJsonObject& state) override;
    /// "zoom" and "center".
    [[nodiscard]] QJsonObject camera() const override { return look_.camera(); }
    void setCamera(const QJsonObject& camera) override;
    [[nodiscard]] QWidget* createControls(QWidget* parent) override;
    [[nodiscard]] QSize sizeHint() const override { return {480, 240}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 80}; }

    [[nodiscard]] const GraphLook& look() const noexcept { return look_; }
    void setDirection(GraphLook::Direction direction);
    void setValuesShown(bool shown);
    void setEdgeLabelsShown(bool shown);
    /// "color_range".
    void shareLimits(const std::vector<FigurePanel::Limits>& limits) override;
    /// Keeps the limits of the colours as they are, or lets them follow the values.
    void setLimitsLocked(bool locked);

    /// What is drawn and where, as of the last layout.
    [[nodiscard]] const GraphContent& content() const noexcept { return content_; }
    [[nodiscard]] const GraphPicture& picture() const noexcept { return picture_; }
    /// The node that is marked as selected, if any: what was clicked, until the engine answers.
    [[nodiscard]] std::optional<std::size_t> selected() const noexcept { return content_.selected; }
    /// The node that is read, and what is said of it, line by line.
    [[nodiscard]] std::optional<std::size_t> hovered() const noexcept { return hovered_; }
    [[nodiscard]] QStringList readout() const;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Press {
        QPointF at;
        QPointF center; ///< of the look
        bool moved = false;
    };

    void rebuild() override;
    void render();
    void describe();
    void drawTip(QPainter& painter) const;
    void zoom(const QPointF& about, double factor);
    void setCenter(const QPointF& center);
    void moveCamera();
    void select(std::size_t node);
    void step(int key);
    void reveal(std::size_t node);
    void hover(std::optional<std::size_t> node, const QPointF& at);

    GraphLook look_;
    SharedLimits shared_;
    GraphGeometries geometries_;
    GraphContent content_;
    GraphPicture picture_;
    QPixmap pixmap_;
    std::optional<std::size_t> hovered_;
    QPointF tipAt_;
    bool cursorInside_ = false;
    std::optional<Press> press_;
    std::optional<std::size_t> pending_; ///< selected here, not yet by a frame
    QTimer settleTimer_;                 ///< how long the engine has for its answer
    quint64 gesture_ = 0;
};

} // namespace scorescope::views
