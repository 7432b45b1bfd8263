// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plot/plot_view.h"

#include "views/plot/plot_controls.h"

#include <QAccessible>
#include <QFontMetricsF>
#include <QJsonArray>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace scorescope::views {
namespace {

constexpr int shortestInterval = 33; // ms: at most 30 pictures, and 30 edits, a second
constexpr int answerTime = 1000;     // ms that the engine has to confirm what was dragged
constexpr double reach = 10.0;       // pixels within which a marker is taken
constexpr double lineWidth = 1.5;

QJsonArray toArray(Interval range) {
    return {range.low, range.high};
}

std::optional<Interval> toInterval(const QJsonValue& value, Scale scale) {
    const QJsonArray array = value.toArray();
    if (array.size() != 2 || !array[0].isDouble() || !array[1].isDouble() ||
        !(array[1].toDouble() > array[0].toDouble()) ||
        (scale == Scale::log && !(array[0].toDouble() > 0.0))) {
        return std::nullopt;
    }
    return Interval{array[0].toDouble(), array[1].toDouble()};
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

PlotView::PlotView(ViewSpec spec, QWidget* parent)
    : ArtifactView(std::move(spec), parent), look_(PlotLook::fromOptions(this->spec())),
      home_(look_) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(QString::fromStdString(this->spec().title));
    drawTimer_.setSingleShot(true);
    connect(&drawTimer_, &QTimer::timeout, this, [this] {
        if (isVisible()) {
            rebuild();
        }
    });
    settleTimer_.setSingleShot(true);
    settleTimer_.setInterval(answerTime);
    connect(&settleTimer_, &QTimer::timeout, this, [this] {
        if (drag_ == Drag::none && marker_) {
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

void PlotView::setFrame(FramePtr frame) {
    frame_ = std::move(frame);
    schedule();
}

void PlotView::setTheme(const Theme& theme) {
    theme_ = theme;
    changed();
}

void PlotView::fit() {
    look_.x = look_.xScale == home_.xScale ? home_.x : std::nullopt;
    look_.y = look_.yScale == home_.yScale ? home_.y : std::nullopt;
    changed();
    Q_EMIT cameraChanged(camera());
}

void PlotView::setXScale(Scale scale) {
    if (scale != look_.xScale) {
        look_.xScale = scale;
        look_.x = scale == home_.xScale ? home_.x : std::nullopt;
        changed();
        Q_EMIT lookChanged();
    }
}

void PlotView::setYScale(Scale scale) {
    if (scale != look_.yScale) {
        look_.yScale = scale;
        look_.y = scale == home_.yScale ? home_.y : std::nullopt;
        changed();
        Q_EMIT lookChanged();
    }
}

void PlotView::setLegend(bool shown) {
    if (shown != look_.legend) {
        look_.legend = shown;
        changed();
        Q_EMIT lookChanged();
    }
}

std::unique_ptr<FigurePanel> PlotView::figurePanel() const {
    PlotContent content = frame_ ? collectPlot(spec(), look_, *frame_) : PlotContent();
    return plotPanel(QString::fromStdString(spec().title), std::move(content), look_);
}

QJsonObject PlotView::state() const {
    QJsonObject state{{"x_scale", QString::fromStdString(scaleName(look_.xScale))},
                      {"y_scale", QString::fromStdString(scaleName(look_.yScale))},
                      {"legend", look_.legend}};
    if (look_.x) {
        state["x_range"] = toArray(*look_.x);
    }
    if (look_.y) {
        state["y_range"] = toArray(*look_.y);
    }
    return state;
}

void PlotView::setState(const QJsonObject& state) {
    const auto scale = [&](const char* key, Scale now) {
        const auto named = scaleFromName(state[QLatin1String(key)].toString().toStdString());
        return named && *named != Scale::symlog ? *named : now;
    };
    look_.xScale = scale("x_scale", look_.xScale);
    look_.yScale = scale("y_scale", look_.yScale);
    look_.legend = state["legend"].toBool(look_.legend);
    look_.x = toInterval(state["x_range"], look_.xScale);
    look_.y = toInterval(state["y_range"], look_.yScale);
    changed();
    Q_EMIT lookChanged();
}

QJsonObject PlotView::camera() const {
    if (!layout_) {
        return {};
    }
    return {{"x_range", toArray(layout_->axes.xRange)}, {"y_range", toArray(layout_->axes.yRange)}};
}

void PlotView::setCamera(const QJsonObject& camera) {
    if (const auto x = toInterval(camera["x_range"], look_.xScale)) {
        look_.x = x;
    }
    if (const auto y = toInterval(camera["y_range"], look_.yScale)) {
        look_.y = y;
    }
    schedule();
}

QWidget* PlotView::createControls(QWidget* parent) {
    return new PlotControls(*this, parent);
}

QSize PlotView::sizeHint() const {
    return {360, 240};
}

QSize PlotView::minimumSizeHint() const {
    return {160, 100};
}

CurveAxes PlotView::axes() const {
    return layout_ ? layout_->axes : CurveAxes();
}

QPointF PlotView::positionOf(double x, double y) const {
    return layout_ ? layout_->frame.place(x, y) : QPointF();
}

QRectF PlotView::plotArea() const {
    return layout_ ? layout_->frame.plot() : QRectF();
}

FigureStyle PlotView::style() const {
    FigureStyle style;
    style.theme = theme_;
    style.font = font();
    style.fontSize =
        font().pixelSize() > 0 ? font().pixelSize() : font().pointSizeF() * logicalDpiY() / 72.0;
    style.lineWidth = lineWidth;
    return style;
}

void PlotView::schedule() {
    stale_ = true;
    if (!isVisible() || drawTimer_.isActive()) {
        return;
    }
    const qint64 since = sinceDrawn_.isValid() ? sinceDrawn_.elapsed() : shortestInterval;
    drawTimer_.start(
        static_cast<int>(std::clamp<qint64>(shortestInterval - since, 0, shortestInterval)));
}

void PlotView::changed() {
    stale_ = true;
    if (isVisible()) {
        rebuild();
    }
}

void PlotView::rebuild() {
    stale_ = false;
    sinceDrawn_.start();
    content_ = frame_ ? collectPlot(spec(), look_, *frame_) : PlotContent();
    if (marker_ && marker_->marker < content_.markers.size()) {
        // It is where the hand is or was, even before the engine has answered.
        Markers::Marker& held = content_.markers[marker_->marker];
        const double x = held.xParameter.empty() ? held.x : marker_->x;
        const double y = held.yParameter.empty() ? held.y : marker_->y;
        if (drag_ == Drag::none && held.x == x && held.y == y) {
            marker_.reset();
        }
        held.x = x;
        held.y = y;
    }
    // Axes that follow the data would run away under the hand.
    const bool frozen = drag_ == Drag::marker && pressedAxes_;
    const CurveAxes axes = frozen ? *pressedAxes_ : fitPlot(content_, look_);
    PlotPlacing placing;
    placing.outer = QRectF(rect()).adjusted(4.0, 2.0, -4.0, -4.0);
    placing.axisLabels = width() >= 300 && height() >= 180;
    placing.columns = static_cast<std::size_t>(
        std::max(1.0, std::ceil(static_cast<double>(width()) * devicePixelRatioF())));
    placing.legendPlace = layout_ ? layout_->legend.place : -1;
    layout_ = layOut(content_, look_, axes, placing, style(), this);
    picture_ = QPixmap();
    if (QAccessible::isActive() && hover_) {
        setAccessibleDescription(readout().join(QStringLiteral("; ")));
    }
    update();
}

void PlotView::render() {
    const double ratio = devicePixelRatioF();
    picture_ = QPixmap((QSizeF(size()) * ratio).toSize());
    picture_.setDevicePixelRatio(ratio);
    picture_.fill(theme_.ground);
    QPainter painter(&picture_);
    painter.setRenderHint(QPainter::Antialiasing);
    drawPlot(painter, content_, *layout_, style(),
             drag_ == Drag::marker ? std::optional(marker_->marker) : hoveredMarker_);
    if (content_.empty()) {
        painter.setPen(theme_.dim);
        painter.setFont(font());
        painter.drawText(plotArea(), Qt::AlignCenter | Qt::TextWordWrap, tr("No values yet"));
    }
}

void PlotView::paintEvent(QPaintEvent*) {
    if (!layout_ || (stale_ && !drawTimer_.isActive())) {
        rebuild();
    }
    if (picture_.isNull() || picture_.devicePixelRatio() != devicePixelRatioF()) {
        render();
    }
    QPainter painter(this);
    painter.drawPixmap(0, 0, picture_);
    if (hover_ && drag_ == Drag::none && !hoveredMarker_) {
        drawCrosshair(painter);
    }
    if (hasFocus()) {
        painter.setPen(QPen(theme_.accent, 1.0));
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
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

QStringList PlotView::readout() const {
    QStringList lines;
    if (!hover_ || !layout_) {
        return lines;
    }
    const double x = layout_->frame.valueAt(*hover_).x();
    const QString name = content_.set.xLabel.isEmpty() ? QStringLiteral("x") : content_.set.xLabel;
    const std::vector<Sample> samples = samplesAt(x);
    lines << QStringLiteral("%1 %2").arg(name,
                                         numberText(samples.empty() ? x : samples[0].point.x));
    for (const Sample& sample : samples) {
        lines << QStringLiteral("%1: %2").arg(
            content_.set.curves[sample.curve].title,
            std::isnan(sample.point.y) ? tr("none") : numberText(sample.point.y));
    }
    return lines;
}

void PlotView::drawCrosshair(QPainter& painter) const {
    const QRectF area = plotArea();
    const QStringList lines = readout();
    const std::vector<Sample> samples = samplesAt(layout_->frame.valueAt(*hover_).x());
    painter.setRenderHint(QPainter::Antialiasing);
    QColor thin = theme_.dim;
    thin.setAlphaF(0.6F);
    painter.setPen(QPen(thin, 1.0));
    painter.drawLine(QPointF(hover_->x(), area.top()), QPointF(hover_->x(), area.bottom()));
    painter.drawLine(QPointF(area.left(), hover_->y()), QPointF(area.right(), hover_->y()));
    for (const Sample& sample : samples) {
        const QPointF at = positionOf(sample.point.x, sample.point.y);
        if (area.adjusted(-1.0, -1.0, 1.0, 1.0).contains(at)) {
            painter.setPen(QPen(theme_.ground, 1.0));
            painter.setBrush(content_.set.curves[sample.curve].color(theme_));
            painter.drawEllipse(at, 3.5, 3.5);
        }
    }
    const FigureStyle style = this->style();
    const QFont small = figureFont(style, 0.9 * style.fontSize, this);
    const QFontMetricsF metrics(small, this);
    const double row = metrics.height() + 2.0;
    double widest = 0.0;
    for (const QString& line : lines) {
        widest = std::max(widest, metrics.horizontalAdvance(line));
    }
    const QSizeF box(std::min(widest + 28.0, width() - 8.0),
                     std::min(row * static_cast<double>(lines.size()) + 8.0, height() - 8.0));
    QPointF corner(hover_->x() + 12.0, hover_->y() - box.height() - 8.0);
    if (corner.x() + box.width() > width() - 4.0) {
        corner.setX(hover_->x() - 12.0 - box.width());
    }
    corner.setX(std::clamp(corner.x(), 4.0, std::max(4.0, width() - 4.0 - box.width())));
    corner.setY(std::clamp(corner.y(), 4.0, std::max(4.0, height() - 4.0 - box.height())));
    const QRectF frame(corner, box);
    painter.setPen(QPen(theme_.line, 1.0));
    painter.setBrush(theme_.raised);
    painter.drawRoundedRect(frame, 4.0, 4.0);
    painter.setBrush(Qt::NoBrush);
    painter.setFont(small);
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const double y = frame.top() + 4.0 + row * static_cast<double>(i);
        if (y + row > frame.bottom()) {
            break;
        }
        painter.setPen(i == 0 ? theme_.dim : theme_.text);
        painter.drawText(QPointF(frame.left() + (i == 0 ? 8.0 : 20.0), y + 1.0 + metrics.ascent()),
                         metrics.elidedText(lines[i], Qt::ElideRight, frame.width() - 26.0));
        if (i > 0) {
            const PlotCurve& curve =
                content_.set.curves[samples[static_cast<std::size_t>(i - 1)].curve];
            painter.setPen(QPen(curve.color(theme_), 2.0, curve.penStyle(), Qt::FlatCap));
            painter.drawLine(QPointF(frame.left() + 6.0, y + 0.5 * row),
                             QPointF(frame.left() + 16.0, y + 0.5 * row));
        }
    }
}

void PlotView::resizeEvent(QResizeEvent* event) {
    ArtifactView::resizeEvent(event);
    changed();
}

void PlotView::showEvent(QShowEvent* event) {
    ArtifactView::showEvent(event);
    if (stale_) {
        rebuild();
    }
}

void PlotView::changeEvent(QEvent* event) {
    ArtifactView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::LanguageChange) {
        changed();
    }
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

void PlotView::hover(std::optional<QPointF> at) {
    const bool had = hover_.has_value();
    hover_ = at;
    if (at) {
        const double x = layout_->frame.valueAt(*at).x();
        Q_EMIT cursorMoved({x});
        requestLook({x});
    } else if (had) {
        Q_EMIT cursorMoved({});
    }
    if (at || had) {
        update();
    }
}

void PlotView::mousePressEvent(QMouseEvent* event) {
    const QPointF at = event->position();
    const bool left = event->button() == Qt::LeftButton;
    if (!layout_ || drag_ != Drag::none || (!left && event->button() != Qt::MiddleButton)) {
        return;
    }
    pressed_ = at;
    pressedAxes_ = layout_->axes;
    const std::optional<std::size_t> marker = left ? markerAt(at) : std::nullopt;
    if (marker) {
        const Markers::Marker& taken = content_.markers[*marker];
        drag_ = Drag::marker;
        marker_ = MarkerDrag{*marker, positionOf(taken.x, taken.y) - at, taken.x, taken.y};
        ++gesture_;
        setCursor(Qt::ClosedHandCursor);
        picture_ = QPixmap();
        update();
    } else if (plotArea().contains(at)) {
        drag_ = Drag::pan;
    }
}

void PlotView::dragMarker(const QPointF& to) {
    const QRectF area = plotArea();
    const QPointF place = to + marker_->grip;
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

void PlotView::mouseMoveEvent(QMouseEvent* event) {
    const QPointF at = event->position();
    if (!layout_) {
        return;
    }
    if (drag_ == Drag::marker) {
        dragMarker(at);
        return;
    }
    if (drag_ == Drag::pan) {
        setCursor(Qt::ClosedHandCursor);
        pan(*pressedAxes_, at - pressed_);
        return;
    }
    const std::optional<std::size_t> marker = markerAt(at);
    if (marker != hoveredMarker_) {
        hoveredMarker_ = marker;
        picture_ = QPixmap();
        update();
    }
    setCursor(marker ? Qt::OpenHandCursor : Qt::ArrowCursor);
    hover(plotArea().contains(at) ? std::optional<QPointF>(at) : std::nullopt);
}

void PlotView::mouseReleaseEvent(QMouseEvent*) {
    if (drag_ == Drag::marker) {
        if (untold_) {
            tellMarker(); // the last place is never left out
        }
        hoveredMarker_ = marker_ ? std::optional(marker_->marker) : std::nullopt;
        settleTimer_.start();
    }
    const Drag done = std::exchange(drag_, Drag::none);
    pressedAxes_.reset();
    if (done == Drag::marker) {
        changed(); // at once: the next drag may begin where this one ended
    }
    setCursor(hoveredMarker_ ? Qt::OpenHandCursor : Qt::ArrowCursor);
    update();
}

void PlotView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && !markerAt(event->position())) {
        drag_ = Drag::none;
        fit();
    } else {
        mousePressEvent(event);
    }
}

void PlotView::setRanges(std::optional<Interval> x, std::optional<Interval> y) {
    look_.x = x ? x : look_.x;
    look_.y = y ? y : look_.y;
}

void PlotView::zoom(const QPointF& about, double factor, bool alongX, bool alongY) {
    if (!layout_) {
        return;
    }
    const CurveAxes axes = layout_->axes;
    const QRectF area = plotArea();
    const double u = std::clamp((about.x() - area.left()) / area.width(), 0.0, 1.0);
    const double v = std::clamp((area.bottom() - about.y()) / area.height(), 0.0, 1.0);
    const bool both = look_.equalAxes;
    setRanges(alongX || both ? zoomed(axes.x, axes.xRange, u, factor) : std::nullopt,
              alongY || both ? zoomed(axes.y, axes.yRange, v, factor) : std::nullopt);
    changed();
    Q_EMIT cameraChanged(camera());
}

void PlotView::pan(const CurveAxes& from, const QPointF& by) {
    const QRectF area = plotArea();
    setRanges(shifted(from.x, from.xRange, -by.x() / area.width()),
              shifted(from.y, from.yRange, by.y() / area.height()));
    schedule();
    // Not camera(): the picture follows when there is time for it.
    if (look_.x && look_.y) {
        Q_EMIT cameraChanged({{"x_range", toArray(*look_.x)}, {"y_range", toArray(*look_.y)}});
    }
}

void PlotView::wheelEvent(QWheelEvent* event) {
    const int turned =
        event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x();
    if (!layout_ || turned == 0) {
        event->ignore();
        return;
    }
    const QPointF at = event->position();
    const bool below = at.y() > plotArea().bottom();
    const bool beside = at.x() < plotArea().left();
    zoom(at, std::pow(2.0, -turned / 240.0), !beside || below, !below);
    event->accept();
}

void PlotView::leaveEvent(QEvent* event) {
    ArtifactView::leaveEvent(event);
    if (hoveredMarker_ && drag_ == Drag::none) {
        hoveredMarker_.reset();
        picture_ = QPixmap();
    }
    hover(std::nullopt);
}

void PlotView::moveReadout(int direction) {
    if (!layout_ || content_.set.curves.empty() || content_.set.curves[0].path.empty()) {
        return;
    }
    const QRectF area = plotArea();
    const QPointF from = hover_.value_or(area.center());
    const std::vector<CurvePoint>& path = content_.set.curves[0].path;
    // By a pixel at least: a thousand points in a small picture would take long to walk.
    const double step = direction * std::max(1.0, area.width() / static_cast<double>(path.size()));
    const double x = std::clamp(hover_ ? from.x() + step : from.x(), area.left(), area.right());
    const double value = layout_->frame.valueAt({x, from.y()}).x();
    const QPointF at = positionOf(value, samplesAt(value).front().point.y);
    hover(QPointF(x, std::isfinite(at.y()) ? std::clamp(at.y(), area.top(), area.bottom())
                                           : from.y()));
}

bool PlotView::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        // The arrows with a modifier belong to the view that has the focus, not to the transport.
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool arrow = key->key() == Qt::Key_Left || key->key() == Qt::Key_Right ||
                           key->key() == Qt::Key_Up || key->key() == Qt::Key_Down;
        if ((arrow && key->modifiers() != Qt::NoModifier) ||
            (key->modifiers() == Qt::NoModifier &&
             (key->key() == Qt::Key_F || key->key() == Qt::Key_L))) {
            event->accept();
            return true;
        }
    }
    return ArtifactView::event(event);
}

void PlotView::keyPressEvent(QKeyEvent* event) {
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    const QRectF area = plotArea();
    constexpr double share = 0.1; // of the plot, per key
    const auto panBy = [&](double x, double y) {
        if (layout_) {
            pan(layout_->axes, {x * area.width(), y * area.height()});
        }
    };
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoom(hover_.value_or(area.center()), 0.7, true, true);
        return;
    case Qt::Key_Minus:
        zoom(hover_.value_or(area.center()), 1.0 / 0.7, true, true);
        return;
    case Qt::Key_F:
    case Qt::Key_0:
        fit();
        return;
    case Qt::Key_L:
        setYScale(look_.yScale == Scale::linear ? Scale::log : Scale::linear);
        return;
    case Qt::Key_Left:
    case Qt::Key_Right: {
        const int direction = event->key() == Qt::Key_Left ? -1 : 1;
        if (control) {
            moveReadout(direction);
            return;
        }
        if (shift) {
            panBy(-direction * share, 0.0);
            return;
        }
        break;
    }
    case Qt::Key_Up:
    case Qt::Key_Down:
        if (shift) {
            panBy(0.0, event->key() == Qt::Key_Up ? share : -share);
            return;
        }
        break;
    case Qt::Key_Escape:
        if (drag_ != Drag::none || hover_) {
            drag_ = Drag::none;
            marker_.reset();
            untold_ = false;
            pressedAxes_.reset();
            hover(std::nullopt);
            changed();
            return;
        }
        break;
    default:
        break;
    }
    ArtifactView::keyPressEvent(event);
}

} // namespace scorescope::views
