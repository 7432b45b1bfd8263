// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/paced_view.h"
#include "views/pairs/pairs_panel.h"

#include <QImage>
#include <QPointF>
#include <QRectF>

#include <optional>

namespace scorescope::views {

/// Shows point clouds in d ≥ 2 dimensions as pairs of dimensions, data against samples (Figure
/// 3.6), all panels with the same axes.
///
/// Drag: brush, which emphasizes the points in every panel and, through pointsBrushed(), in other
/// views; in an overlay both clouds are brushed. Click or Esc: end that. Shift+click: the
/// experiment's first action at the nearest data point. Wheel, + and −: zoom; Ctrl+drag, middle
/// drag or Shift with arrows: move; double-click or 0: everything.
class PairsView : public PacedView {
    Q_OBJECT

public:
    /// Throws InputError when an option of the spec is not allowed.
    explicit PairsView(ViewSpec spec, QWidget* parent = nullptr);

    [[nodiscard]] std::set<std::string> interest() const override;
    void setFrame(FramePtr frame) override;
    void setTheme(const Theme& theme) override;
    void fit() override;
    [[nodiscard]] double aspect() const override { return 1.0; }
    [[nodiscard]] std::unique_ptr<FigurePanel> figurePanel() const override;
    /// {"layout", "region" when zoomed}.
    [[nodiscard]] QJsonObject state() const override;
    void setState(const QJsonObject& state) override;
    /// {"region": [x min, y min, x max, y max]}.
    [[nodiscard]] QJsonObject camera() const override;
    void setCamera(const QJsonObject& camera) override;
    void setBrushed(const QString& artifact, const QVector<qsizetype>& indices) override;
    [[nodiscard]] QWidget* createControls(QWidget* parent) override;

    [[nodiscard]] PairsLayout pairsLayout() const noexcept { return options_.layout; }
    void setPairsLayout(PairsLayout layout);
    /// What the axes span; top() is the lowest y.
    [[nodiscard]] QRectF visibleRegion() const;
    /// Panels where they stand on screen.
    [[nodiscard]] PairsPlaces places() const;
    /// Brushed points of data (0) or samples (1).
    [[nodiscard]] const std::vector<std::size_t>& brushed(std::size_t cloud) const;

Q_SIGNALS:
    void layoutChanged();

protected:
    void rebuild() override;
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    enum class Drag { none, brush, pan };
    struct Hovered {
        std::size_t cloud = 0;
        std::size_t point = 0;
    };

    void adoptFrame();
    void redraw();
    void setRegion(const QRectF& region);
    void zoom(double factor, const QPointF& about);
    void brush();
    void clearBrush();
    void setBrush(std::size_t cloud, std::vector<std::size_t> points);
    void act(const PairPanel& panel, const QPointF& position);
    void hover(const QPointF& position);
    void endHover();
    void drawOverlay(QPainter& painter) const;
    [[nodiscard]] QPointF toPoint(const PairPanel& panel, const QPointF& position) const;
    [[nodiscard]] PairsPicture picture() const;
    [[nodiscard]] FigureStyle figureStyle() const;

    PairsOptions options_;
    bool frameDirty_ = false;
    PairsData data_;
    QRectF region_; ///< null = everything
    QImage cache_;  ///< the picture without what moves with the mouse
    bool dirty_ = true;

    Drag drag_ = Drag::none;
    std::optional<PairPanel> dragPanel_;
    QPointF dragStart_;
    QPointF dragNow_;
    QRectF dragRegion_;
    std::optional<Hovered> hovered_;
};

} // namespace scorescope::views
