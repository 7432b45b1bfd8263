// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/axes/axes_view.h"
#include "views/plot/plot_content.h"

#include <QTimer>

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace scorescope::views {

/// y over x, live: lines, measured points with error bars, stems, dots, bars, spans of time, arrows
/// along the axis, and markers to drag.
///
/// Mouse and keys: AxesView; a drag pans. A marker with parameters can be dragged: the view asks
/// for their new values at most 30 times a second, under one gesture number per drag, and the axes
/// hold still meanwhile. A click on a line, a dot or a row of spans that can be selected asks for
/// the parameter that selects it. The cursor's place is told (cursorMoved {x}) and looked at
/// (lookRequested {x}).
///
/// Lines over steps are smoothed when asked, with the raw ones behind.
///
/// Options and state: see PlotLook. Throws InputError for options that are not allowed.
class PlotView : public AxesView {
    Q_OBJECT

public:
    PlotView(ViewSpec spec, QWidget* parent);

    [[nodiscard]] std::set<std::string> interest() const override;
    [[nodiscard]] std::unique_ptr<FigurePanel> figurePanel() const override;
    [[nodiscard]] QJsonObject state() const override;
    void setState(const QJsonObject& state) override;
    /// "x_range" and "y_range" as they are on screen.
    [[nodiscard]] QJsonObject camera() const override { return limitsOnScreen(); }
    void setCamera(const QJsonObject& camera) override { followCamera(camera); }
    [[nodiscard]] QWidget* createControls(QWidget* parent) override;

    [[nodiscard]] const PlotLook& look() const noexcept { return look_; }
    void setLegend(bool shown);
    /// \param steps time constant in steps, 0 = none; only lines over steps follow it
    void setSmoothing(double steps);
    /// What is drawn (as of the last painting).
    [[nodiscard]] const PlotContent& content() const noexcept { return content_; }

Q_SIGNALS:
    /// Whether it shows lines over steps.
    void overStepsChanged();

protected:
    [[nodiscard]] AxesLook& axesLook() override { return look_; }
    [[nodiscard]] const AxesLook& axesLook() const override { return look_; }
    AxesFrame layOut(const QRectF& outer) override;
    void drawPicture(QPainter& painter) const override;
    [[nodiscard]] Readout readoutAt(const QPointF& at) const override;
    void moveReadout(int direction) override;
    void pointAt(const QPointF& value) override;
    [[nodiscard]] bool linksCamera() const override { return true; }
    [[nodiscard]] bool equalUnits() const override { return look_.equalAxes; }
    bool pressOwn(const QMouseEvent& event) override;
    void moveOwn(const QPointF& at) override;
    void releaseOwn(const QPointF& at) override;
    void cancelOwn() override;
    [[nodiscard]] Qt::CursorShape hoverOwn(const QPointF& at) override;
    void leaveOwn() override;
    [[nodiscard]] bool keepsDoubleClick(const QPointF& at) const override;
    [[nodiscard]] bool pointsAt(const QPointF& at) const override;

private:
    struct Sample {
        std::size_t curve = 0;
        CurvePoint point;
    };
    struct MarkerDrag {
        std::size_t marker = 0;
        QPointF grip; ///< from the cursor to the marker's middle when it was taken
        double x = 0.0;
        double y = 0.0;
        double startX = 0.0; ///< where it was taken
        double startY = 0.0;
    };
    /// Something that a click selects.
    struct Item {
        SelectionParameter parameter;
        std::int64_t index = 0;
    };

    void holdMarker();
    void tellMarker();
    [[nodiscard]] std::optional<std::size_t> markerAt(const QPointF& at) const;
    [[nodiscard]] std::optional<Item> itemAt(const QPointF& at) const;
    [[nodiscard]] std::vector<Sample> samplesAt(double x) const;
    [[nodiscard]] QPointF placeOf(const PlotCurve& curve, const CurvePoint& point) const;

    PlotLook look_;
    PlotContent content_;
    std::optional<PlotLayout> layout_;
    std::optional<std::size_t> hoveredMarker_;
    std::optional<Axes> heldAxes_;     ///< while a marker is dragged
    std::optional<MarkerDrag> marker_; ///< in the hand, or let go and not yet confirmed
    std::optional<Item> pressedItem_;
    QTimer tellTimer_;   ///< at most 30 edits a second
    QTimer settleTimer_; ///< how long a marker that was let go waits for the engine's answer
    bool untold_ = false;
    quint64 gesture_ = 0;
};

} // namespace scorescope::views
