// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plot/plot_view.h"

#include "views/axes/clipping.h"
#include "views/plot/plot_controls.h"
#include "views/text.h"

#include <QJsonObject>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace scorescope::views {
namespace {

constexpr int answerTime = 1000; // ms that the engine has to confirm what was dragged
constexpr double reach = 10.0;   // pixels within which a marker is taken
constexpr double near = 6.0;     // pixels within which a click means a line or a dot

/// Whether labels have room beside the axes; else they stand in the corners of the plot.
bool hasRoomForLabels(const QSize& size) {
    return size.width() >= 300 && size.height() >= 180;
}

/// The value rounded to the last decimal place that a pixel can tell apart.
double roundedToPixel(double value, double pixel) {
    if (!(pixel > 0.0) || !std::isfinite(pixel)) {
        return value;
    }
    const double place = std::pow(10.0, std::floor(std::log10(pixel)));
    const double steps = std::round(value / place);
    // Divided by a whole number where that is exact: 0.3 and not 0.30000000000000004.
    return place < 1.0 ? steps / std::round(1.0 / place) : steps * place;
}

} // namespace

PlotView::PlotView(ViewSpec viewSpec, QWidget* parent)
    : AxesView(std::move(viewSpec), parent), look_(PlotLook::fromOptions(spec())) {
    setHome(look_);
    settleTimer_.setSingleShot(true);
    settleTimer_.setInterval(answerTime);
    connect(&settleTimer_, &QTimer::timeout, this, [this] {
        if (!isDraggingOwn() && marker_) {
            marker_.reset(); // refused, or held at the end of its range: the frame is right
            schedule();
        }
    });
    tellTimer_.setSingleShot(true);
    tellTimer_.setInterval(shortestInterval);
    connect(&tellTimer_, &QTimer::timeout, this, [this] {
        if (untold_) {
            tellMarker();
        }
    });
}

std::set<std::string> PlotView::interest() const {
    return {spec().artifacts.begin(), spec().artifacts.end()};
}

void PlotView::setLegend(bool shown) {
    if (shown != look_.legend) {
        look_.legend = shown;
        changed();
        Q_EMIT lookChanged();
    }
}

void PlotView::setSmoothing(double steps) {
    if (steps >= 0.0 && std::isfinite(steps) && steps != look_.smoothing) {
        look_.smoothing = steps;
        changed();
        Q_EMIT lookChanged();
    }
}

std::unique_ptr<FigurePanel> PlotView::figurePanel() const {
    PlotContent content = frame() ? collectPlot(spec(), look_, *frame()) : PlotContent();
    return plotPanel(QString::fromStdString(spec().title), std::move(content), look_);
}

QJsonObject PlotView::state() const {
    QJsonObject state{{"legend", look_.legend}};
    look_.toState(state);
    if (look_.smoothing > 0.0) {
        state["smoothing"] = look_.smoothing;
    }
    return state;
}

void PlotView::setState(const QJsonObject& state) {
    look_.fromState(state);
    look_.legend = state["legend"].toBool(look_.legend);
    const double smoothing = state["smoothing"].toDouble(0.0);
    look_.smoothing = smoothing >= 0.0 && std::isfinite(smoothing) ? smoothing : 0.0;
    changed();
    Q_EMIT lookChanged();
}

QWidget* PlotView::createControls(QWidget* parent) {
    return new PlotControls(*this, parent);
}

void PlotView::holdMarker() {
    if (!marker_ || marker_->marker >= content_.markers.size()) {
        return;
    }
    // It is where the hand is or was, even before the engine has answered.
    Markers::Marker& held = content_.markers[marker_->marker];
    const double x = held.xParameter.empty() ? held.x : marker_->x;
    const double y = held.yParameter.empty() ? held.y : marker_->y;
    if (!isDraggingOwn() && held.x == x && held.y == y) {
        marker_.reset();
    }
    held.x = x;
    held.y = y;
}

AxesFrame PlotView::layOut(const QRectF& outer) {
    const bool before = content_.overSteps();
    content_ = frame() ? collectPlot(spec(), look_, *frame()) : PlotContent();
    if (content_.overSteps() != before) {
        Q_EMIT overStepsChanged();
    }
    holdMarker();
    // Axes that follow the data would run away under the hand.
    const Axes fitted = heldAxes_ ? *heldAxes_ : fitPlot(content_, look_);
    PlotPlacing placing;
    placing.outer = outer;
    placing.axisLabels = hasRoomForLabels(size());
    placing.columns = columnsIn(width());
    placing.legendPlace = layout_ ? layout_->legend.place : -1;
    layout_ = layOutPlot(content_, look_, fitted, placing, style(), this);
    return layout_->frame;
}

void PlotView::drawPicture(QPainter& painter) const {
    drawPlot(painter, content_, *layout_, style(),
             heldAxes_ && marker_ ? std::optional(marker_->marker) : hoveredMarker_);
    if (!hasRoomForLabels(size()) && !content_.empty()) {
        drawCornerLabels(painter, layout_->frame, content_.set.labels);
    }
    if (content_.empty()) {
        painter.setPen(theme().dim);
        painter.setFont(font());
        painter.drawText(layout_->frame.plot(), Qt::AlignCenter | Qt::TextWordWrap,
                         tr("No values yet"));
    }
}

std::vector<PlotView::Sample> PlotView::samplesAt(double x) const {
    std::vector<Sample> samples;
    for (std::size_t i = 0; i < content_.set.curves.size(); ++i) {
        const std::vector<CurvePoint>& path = content_.set.curves[i].path;
        if (path.empty()) {
            continue;
        }
        const auto nearest = std::min_element(path.begin(), path.end(),
                                              [x](const CurvePoint& a, const CurvePoint& b) {
                                                  return std::abs(a.x - x) < std::abs(b.x - x);
                                              });
        samples.push_back({i, *nearest});
    }
    return samples;
}

QPointF PlotView::placeOf(const PlotCurve& curve, const CurvePoint& point) const {
    return curve.right ? layout_->frame.placeRight(point.x, point.y)
                       : layout_->frame.place(point.x, point.y);
}

Readout PlotView::readoutAt(const QPointF& at) const {
    Readout said;
    const double x = layout_->frame.valueAt(at).x();
    const std::vector<Sample> samples = samplesAt(x);
    const QString& label = content_.set.labels.x;
    said.place = QStringLiteral("%1 %2").arg(label.isEmpty() ? QStringLiteral("x") : label,
                                             numberText(samples.empty() ? x : samples[0].point.x));
    for (const Sample& sample : samples) {
        const PlotCurve& curve = content_.set.curves[sample.curve];
        QString value = std::isnan(sample.point.y) ? tr("none") : numberText(sample.point.y);
        for (const BandPoint& bar : curve.bars) {
            if (bar.x == sample.point.x && std::isfinite(bar.low) && std::isfinite(bar.high)) {
                value = tr("%1 (%2 to %3)").arg(value, numberText(bar.low), numberText(bar.high));
            }
        }
        said.lines.push_back({QStringLiteral("%1: %2").arg(curve.title, value),
                              curve.color(theme()), curve.penStyle(),
                              placeOf(curve, sample.point)});
    }
    return said;
}

std::optional<std::size_t> PlotView::markerAt(const QPointF& at) const {
    std::optional<std::size_t> nearest;
    double best = reach * reach;
    for (std::size_t i = 0; layout_ && i < content_.markers.size(); ++i) {
        const Markers::Marker& marker = content_.markers[i];
        const QPointF by = positionOf(marker.x, marker.y) - at;
        const double squared = QPointF::dotProduct(by, by);
        if (!(marker.xParameter.empty() && marker.yParameter.empty()) && squared <= best) {
            nearest = i;
            best = squared;
        }
    }
    return nearest;
}

std::optional<PlotView::Item> PlotView::itemAt(const QPointF& at) const {
    if (!layout_ || !layout_->frame.plot().contains(at)) {
        return std::nullopt;
    }
    std::optional<Item> found;
    double best = near;
    const auto offer = [&](double distance, const SelectionParameter& parameter,
                           std::int64_t index) {
        if (!parameter.empty() && distance <= best) {
            best = distance;
            found = Item{parameter, index};
        }
    };
    for (std::size_t i = 0; i < content_.set.curves.size(); ++i) {
        const PlotCurve& curve = content_.set.curves[i];
        if (curve.selects.empty()) {
            continue;
        }
        for (const QPolygonF& piece : piecesOf(layout_->lines[i], layout_->frame, curve.right)) {
            offer(distanceTo(piece, at), curve.selects, curve.item);
        }
    }
    for (const PlotDots& dots : content_.dots) {
        for (std::size_t i = 0; i < dots.points.size() && !dots.selects.empty(); ++i) {
            const QPointF by = positionOf(dots.points[i].x, dots.points[i].y) - at;
            offer(std::hypot(by.x(), by.y()), dots.selects, static_cast<std::int64_t>(i));
        }
    }
    for (const PlotSpans& rows : content_.spans) {
        const auto& spans = std::get<Spans>(rows.artifact->data);
        const double row = -std::round(layout_->frame.valueAt(at).y());
        if (!found && row >= 0.0 && row < static_cast<double>(spans.rows.size())) {
            offer(0.0, spans.selects, static_cast<std::int64_t>(row));
        }
    }
    return found;
}

void PlotView::pointAt(const QPointF& value) {
    Q_EMIT cursorMoved({value.x()});
    requestLook({value.x()});
}

bool PlotView::pointsAt(const QPointF& at) const {
    return plotArea().contains(at) && !hoveredMarker_;
}

bool PlotView::pressOwn(const QMouseEvent& event) {
    const QPointF at = event.position();
    if (event.button() != Qt::LeftButton) {
        return false;
    }
    if (const auto marker = markerAt(at)) {
        const Markers::Marker& taken = content_.markers[*marker];
        heldAxes_ = layout_->axes;
        marker_ = MarkerDrag{*marker, positionOf(taken.x, taken.y) - at, taken.x, taken.y, taken.x,
                             taken.y};
        ++gesture_;
        setCursor(Qt::ClosedHandCursor);
        redraw();
        return true;
    }
    pressedItem_ = event.modifiers() == Qt::NoModifier ? itemAt(at) : std::nullopt;
    return pressedItem_.has_value();
}

void PlotView::moveOwn(const QPointF& at) {
    if (!heldAxes_) { // a click on something, unless it moves
        if (becomePan()) {
            pressedItem_.reset();
        }
        return;
    }
    const QRectF area = plotArea();
    const QPointF place = at + marker_->grip;
    const QPointF inside(std::clamp(place.x(), area.left(), area.right()),
                         std::clamp(place.y(), area.top(), area.bottom()));
    const QPointF value = layout_->frame.valueAt(inside);
    const QPointF beside = layout_->frame.valueAt(inside + QPointF(1.0, 1.0));
    marker_->x = roundedToPixel(value.x(), std::abs(beside.x() - value.x()));
    marker_->y = roundedToPixel(value.y(), std::abs(beside.y() - value.y()));
    untold_ = true;
    if (!tellTimer_.isActive()) {
        tellMarker();
    }
    schedule();
}

void PlotView::tellMarker() {
    untold_ = false;
    if (!marker_ || marker_->marker >= content_.markers.size()) {
        return;
    }
    const Markers::Marker& held = content_.markers[marker_->marker];
    QJsonObject values;
    if (!held.xParameter.empty()) {
        values[QString::fromStdString(held.xParameter)] = marker_->x;
    }
    if (!held.yParameter.empty()) {
        values[QString::fromStdString(held.yParameter)] = marker_->y;
    }
    tellTimer_.start();
    Q_EMIT parametersEdited(values, gesture_);
}

void PlotView::releaseOwn(const QPointF& at) {
    if (const auto item = std::exchange(pressedItem_, std::nullopt)) {
        const auto now = itemAt(at);
        if (now && now->parameter == item->parameter && now->index == item->index) {
            ++gesture_;
            Q_EMIT parametersEdited(
                {{QString::fromStdString(item->parameter), static_cast<qint64>(item->index)}},
                gesture_);
        }
        return;
    }
    if (untold_) {
        tellMarker(); // the last place is never left out
    }
    hoveredMarker_ = marker_ ? std::optional(marker_->marker) : std::nullopt;
    settleTimer_.start();
    heldAxes_.reset();
    changed(); // at once: the next drag may begin where this one ended
}

void PlotView::cancelOwn() {
    if (marker_ && heldAxes_) { // in the hand: its way so far has been told
        marker_->x = marker_->startX;
        marker_->y = marker_->startY;
        tellMarker();
    }
    marker_.reset();
    pressedItem_.reset();
    untold_ = false;
    heldAxes_.reset();
}

Qt::CursorShape PlotView::hoverOwn(const QPointF& at) {
    const std::optional<std::size_t> marker = markerAt(at);
    if (marker != hoveredMarker_) {
        hoveredMarker_ = marker;
        redraw();
    }
    if (marker) {
        return Qt::OpenHandCursor;
    }
    return itemAt(at) ? Qt::PointingHandCursor : Qt::ArrowCursor;
}

void PlotView::leaveOwn() {
    if (hoveredMarker_) {
        hoveredMarker_.reset();
        redraw();
    }
}

bool PlotView::keepsDoubleClick(const QPointF& at) const {
    return markerAt(at).has_value();
}

void PlotView::moveReadout(int direction) {
    if (content_.set.curves.empty() || content_.set.curves[0].path.empty()) {
        return;
    }
    const QRectF area = plotArea();
    const QPointF from = hovered().value_or(area.center());
    const std::vector<CurvePoint>& path = content_.set.curves[0].path;
    // By a pixel at least: a thousand points in a small picture would take long to walk.
    const double step = direction * std::max(1.0, area.width() / static_cast<double>(path.size()));
    const double x = std::clamp(hovered() ? from.x() + step : from.x(), area.left(), area.right());
    const double value = layout_->frame.valueAt({x, from.y()}).x();
    const QPointF at = placeOf(content_.set.curves[0], {value, samplesAt(value).front().point.y});
    hover(QPointF(x, std::isfinite(at.y()) ? std::clamp(at.y(), area.top(), area.bottom())
                                           : from.y()));
}

} // namespace scorescope::views
