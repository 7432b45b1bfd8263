// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/axes/axes_view.h"

#include "views/device_pixels.h"
#include "views/keys.h"
#include "views/shared_limits.h"

#include <QAccessible>
#include <QElapsedTimer>
#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace scorescope::views {
namespace {

constexpr qint64 longestInterval = 500; // ms
constexpr double regionThreshold = 6.0; // px: what is smaller is no region

bool sameInterval(const std::optional<Interval>& a, const std::optional<Interval>& b) {
    return a.has_value() == b.has_value() && (!a || (a->low == b->low && a->high == b->high));
}

} // namespace

AxesView::AxesView(ViewSpec viewSpec, QWidget* parent) : PacedView(std::move(viewSpec), parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(QString::fromStdString(spec().title));
}

void AxesView::fit() {
    AxesLook& look = axesLook();
    look.x = look.xScale == home_.xScale ? home_.x : std::nullopt;
    look.y = look.yScale == home_.yScale ? home_.y : std::nullopt;
    changed();
    tellCamera();
}

void AxesView::shareLimits(const std::vector<FigurePanel::Limits>& limits) {
    AxesLook& look = axesLook();
    bool any = false;
    const auto share = [&](const char* option, Scale AxesLook::*scale,
                           std::optional<Interval> AxesLook::*range,
                           std::optional<Interval>& shared) {
        const auto wanted = limitsNamed(limits, option);
        const auto next =
            wanted ? std::optional(Interval{wanted->low, wanted->high}) : std::nullopt;
        if (!sameInterval(home_.*range, shared) || sameInterval(next, shared)) {
            return; // the scene's own limits, or no news
        }
        const bool atHome = sameInterval(look.*range, shared) && look.*scale == home_.*scale;
        shared = next;
        home_.*range = next;
        if (atHome) {
            look.*range = next;
            any = true;
        }
    };
    share("x_range", &AxesLook::xScale, &AxesLook::x, sharedX_);
    share("y_range", &AxesLook::yScale, &AxesLook::y, sharedY_);
    if (any) {
        changed();
    }
}

Axes AxesView::axes() const {
    return placed_ ? placed_->axes() : Axes();
}

void AxesView::setScale(Scale AxesLook::*scale, std::optional<Interval> AxesLook::*limits,
                        Scale to) {
    AxesLook& look = axesLook();
    if (to != look.*scale) {
        look.*scale = to;
        look.*limits = to == home_.*scale ? home_.*limits : std::nullopt;
        changed();
        Q_EMIT lookChanged();
    }
}

void AxesView::setXScale(Scale scale) {
    setScale(&AxesLook::xScale, &AxesLook::x, scale);
}

void AxesView::setYScale(Scale scale) {
    setScale(&AxesLook::yScale, &AxesLook::y, scale);
}

QJsonObject AxesView::comparedLook() const {
    const auto name = [](Scale scale) { return QString::fromStdString(scaleName(scale)); };
    return {{"x_scale", name(axesLook().xScale)}, {"y_scale", name(axesLook().yScale)}};
}

void AxesView::setComparedLook(const QJsonObject& look) {
    const auto scale = [&look](const char* key) {
        return scaleFromName(look[QLatin1String(key)].toString().toStdString());
    };
    if (const auto x = scale("x_scale")) {
        setXScale(*x);
    }
    if (const auto y = scale("y_scale")) {
        setYScale(*y);
    }
}

QPointF AxesView::positionOf(double x, double y) const {
    return placed_ ? placed_->place(x, y) : QPointF();
}

QRectF AxesView::plotArea() const {
    return placed_ ? placed_->plot() : QRectF();
}

QStringList AxesView::readout() const {
    return hover_ && placed_ ? readoutAt(*hover_).texts() : QStringList();
}

std::vector<Scale> AxesView::yScales() const {
    return {Scale::linear, Scale::log, Scale::symlog};
}

std::size_t AxesView::columnsIn(double width) const {
    return static_cast<std::size_t>(std::max(1.0, std::ceil(width * devicePixelRatioF())));
}

QJsonObject AxesView::limitsOnScreen() const {
    if (!placed_) {
        return {};
    }
    return {{"x_range", toJson(placed_->axes().xRange)},
            {"y_range", toJson(placed_->axes().yRange)}};
}

void AxesView::followCamera(const QJsonObject& camera) {
    AxesLook& look = axesLook();
    if (const auto x = toInterval(camera["x_range"], look.xScale)) {
        look.x = x;
    }
    if (const auto y = toInterval(camera["y_range"], look.yScale)) {
        look.y = y;
    }
    schedule();
}

void AxesView::tellCamera() {
    if (linksCamera()) {
        Q_EMIT cameraChanged(limitsOnScreen());
    }
}

void AxesView::redraw() {
    picture_ = QPixmap();
    update();
}

qint64 AxesView::interval() const {
    // What is dear to draw is drawn less often: the window must stay free for the person.
    return std::clamp<qint64>(4 * (buildCost_ + drawCost_), shortestInterval, longestInterval);
}

void AxesView::rebuild() {
    QElapsedTimer clock;
    clock.start();
    placed_ = layOut(QRectF(rect()).adjusted(4.0, 2.0, -4.0, -4.0));
    picture_ = QPixmap();
    buildCost_ = clock.elapsed();
    if (QAccessible::isActive() && hover_) {
        setAccessibleDescription(readout().join(QStringLiteral("; ")));
    }
    update();
}

void AxesView::render() {
    QElapsedTimer clock;
    clock.start();
    const double ratio = devicePixelRatioF();
    picture_ = QPixmap(devicePixels(*this));
    picture_.setDevicePixelRatio(ratio);
    picture_.fill(theme().ground);
    QPainter painter(&picture_);
    painter.setRenderHint(QPainter::Antialiasing);
    drawPicture(painter);
    drawCost_ = clock.elapsed();
}

void AxesView::paintEvent(QPaintEvent* /*event*/) {
    // Another pixel ratio has other columns to thin curves by.
    const bool otherPixels =
        !picture_.isNull() && picture_.devicePixelRatio() != devicePixelRatioF();
    if (!placed_ || isDue() || otherPixels) {
        build();
    }
    if (picture_.isNull() || otherPixels) {
        render();
    }
    QPainter painter(this);
    painter.drawPixmap(0, 0, picture_);
    drawAbove(painter);
    if (drag_ == Drag::region) {
        QColor color = theme().accent;
        painter.setPen(QPen(color, 1.0));
        color.setAlphaF(0.15F);
        painter.setBrush(color);
        painter.drawRect(QRectF(pressed_, dragged_).normalized().intersected(plotArea()));
        painter.setBrush(Qt::NoBrush);
    } else if (hover_ && drag_ == Drag::none) {
        drawCrosshair(painter);
    }
    drawFocus(painter);
}

void AxesView::drawCrosshair(QPainter& painter) const {
    const QRectF area = plotArea();
    painter.setRenderHint(QPainter::Antialiasing);
    QColor thin = theme().dim;
    thin.setAlphaF(0.6F);
    painter.setPen(QPen(thin, 1.0));
    painter.drawLine(QPointF(hover_->x(), area.top()), QPointF(hover_->x(), area.bottom()));
    painter.drawLine(QPointF(area.left(), hover_->y()), QPointF(area.right(), hover_->y()));
    const Readout said = readoutAt(*hover_);
    if (said.empty()) {
        return;
    }
    for (const ReadoutLine& line : said.lines) {
        if (line.mark && area.adjusted(-1.0, -1.0, 1.0, 1.0).contains(*line.mark)) {
            painter.setPen(QPen(theme().ground, 1.0));
            painter.setBrush(line.color);
            painter.drawEllipse(*line.mark, 3.5, 3.5);
        }
    }
    painter.setBrush(Qt::NoBrush);
    drawReadout(painter, said, *hover_, size(), style());
}

void AxesView::hover(std::optional<QPointF> at) {
    const bool had = hover_.has_value();
    hover_ = at && placed_ ? at : std::nullopt;
    if (hover_) {
        pointAt(placed_->valueAt(*hover_));
    } else if (had) {
        Q_EMIT cursorMoved({});
    }
    if (hover_ || had) {
        update();
    }
}

bool AxesView::becomePan() {
    const bool moved = (dragged_ - pressed_).manhattanLength() > regionThreshold;
    drag_ = moved ? Drag::pan : drag_;
    return moved;
}

void AxesView::mousePressEvent(QMouseEvent* event) {
    if (!placed_ || drag_ != Drag::none) {
        return;
    }
    pressed_ = dragged_ = event->position();
    pressedAxes_ = placed_->axes();
    if (pressOwn(*event)) {
        drag_ = Drag::own;
        return;
    }
    const bool left = event->button() == Qt::LeftButton;
    const bool panning =
        event->button() == Qt::MiddleButton ||
        (left && (plainDrag_ == PlainDrag::pans || event->modifiers() == Qt::ShiftModifier));
    if (plotArea().contains(pressed_) && (left || panning)) {
        drag_ = panning ? Drag::pan : Drag::region;
    }
}

void AxesView::mouseMoveEvent(QMouseEvent* event) {
    if (!placed_) {
        return;
    }
    dragged_ = event->position();
    switch (drag_) {
    case Drag::own:
        moveOwn(dragged_);
        return;
    case Drag::pan:
        setCursor(Qt::ClosedHandCursor);
        pan(pressedAxes_, dragged_ - pressed_);
        return;
    case Drag::region:
        update();
        break;
    case Drag::none:
        setCursor(hoverOwn(dragged_));
        break;
    }
    hover(pointsAt(dragged_) ? std::optional<QPointF>(dragged_) : std::nullopt);
}

void AxesView::mouseReleaseEvent(QMouseEvent* event) {
    const QPointF at = event->position();
    const Drag done = std::exchange(drag_, Drag::none);
    if (done == Drag::own) {
        releaseOwn(at);
    } else if (done == Drag::region) {
        zoomInto(QRectF(pressed_, at).normalized());
    }
    setCursor(placed_ ? hoverOwn(at) : Qt::ArrowCursor);
    update();
}

void AxesView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && !keepsDoubleClick(event->position())) {
        drag_ = Drag::none;
        fit();
    } else {
        mousePressEvent(event);
    }
}

void AxesView::zoomInto(const QRectF& region) {
    const QRectF inside = region.intersected(plotArea());
    const bool wide = inside.width() >= regionThreshold;
    const bool tall = inside.height() >= regionThreshold;
    const QPointF low = placed_->valueAt(inside.bottomLeft());
    const QPointF high = placed_->valueAt(inside.topRight());
    // A flat or narrow region is meant along one axis.
    if (wide && high.x() > low.x()) {
        axesLook().x = Interval{low.x(), high.x()};
    }
    if (tall && high.y() > low.y()) {
        axesLook().y = Interval{low.y(), high.y()};
    }
    if (wide || tall) {
        changed();
        tellCamera();
    }
}

void AxesView::zoom(const QPointF& about, double factor, bool alongX, bool alongY) {
    if (!placed_) {
        return;
    }
    const Axes axes = placed_->axes();
    const QRectF area = plotArea();
    const double u = std::clamp((about.x() - area.left()) / area.width(), 0.0, 1.0);
    const double v = std::clamp((area.bottom() - about.y()) / area.height(), 0.0, 1.0);
    AxesLook& look = axesLook();
    if (alongX || equalUnits()) {
        const auto range = zoomed(axes.x, axes.xRange, u, factor);
        look.x = range ? range : look.x;
    }
    if (alongY || equalUnits()) {
        const auto range = zoomed(axes.y, axes.yRange, v, factor);
        look.y = range ? range : look.y;
    }
    changed();
    tellCamera();
}

void AxesView::pan(const Axes& from, const QPointF& by) {
    const QRectF area = plotArea();
    AxesLook& look = axesLook();
    const auto x = shifted(from.x, from.xRange, -by.x() / area.width());
    const auto y = shifted(from.y, from.yRange, by.y() / area.height());
    look.x = x ? x : look.x;
    look.y = y ? y : look.y;
    schedule(); // a drag sends more moves than a screen shows
    // Not limitsOnScreen(): the picture follows when there is time for it.
    if (linksCamera() && look.x && look.y) {
        Q_EMIT cameraChanged({{"x_range", toJson(*look.x)}, {"y_range", toJson(*look.y)}});
    }
}

void AxesView::wheelEvent(QWheelEvent* event) {
    const int turned =
        event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x();
    if (!placed_ || turned == 0) {
        event->ignore();
        return;
    }
    const QPointF at = event->position();
    const bool below = at.y() > plotArea().bottom();
    const bool beside = at.x() < plotArea().left();
    zoom(at, std::pow(2.0, -turned / 240.0), !beside || below, !below);
    event->accept();
}

void AxesView::leaveEvent(QEvent* event) {
    PacedView::leaveEvent(event);
    if (drag_ == Drag::none) {
        leaveOwn();
    }
    hover(std::nullopt);
}

bool AxesView::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        // The arrows with a modifier belong to the view that has the focus, not to the transport.
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool plain = key->modifiers() == Qt::NoModifier;
        if ((isArrowKey(key->key()) && !plain) ||
            (plain && (key->key() == Qt::Key_F || key->key() == Qt::Key_L))) {
            event->accept();
            return true;
        }
    }
    return PacedView::event(event);
}

void AxesView::escape() {
    const bool own = drag_ == Drag::own;
    drag_ = Drag::none;
    if (own) {
        cancelOwn();
    }
    hover(std::nullopt);
    changed();
}

void AxesView::keyPressEvent(QKeyEvent* event) {
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    const QRectF area = plotArea();
    const QPointF about = hover_.value_or(area.center());
    constexpr double share = 0.1; // of the plot, per key
    constexpr double in = 0.7;    // of what was seen, per key
    const int key = event->key();
    if (key == Qt::Key_Plus || key == Qt::Key_Equal) {
        zoom(about, in, true, true);
    } else if (key == Qt::Key_Minus) {
        zoom(about, 1.0 / in, true, true);
    } else if (key == Qt::Key_F || key == Qt::Key_0) {
        fit();
    } else if (key == Qt::Key_L) {
        const std::vector<Scale> scales = yScales();
        const auto now = std::find(scales.begin(), scales.end(), axesLook().yScale);
        setYScale(now == scales.end() || now + 1 == scales.end() ? scales.front() : *(now + 1));
    } else if (isArrowKey(key) && shift && placed_) {
        const double x = key == Qt::Key_Left ? share : key == Qt::Key_Right ? -share : 0.0;
        const double y = key == Qt::Key_Up ? share : key == Qt::Key_Down ? -share : 0.0;
        pan(placed_->axes(), {x * area.width(), y * area.height()});
    } else if ((key == Qt::Key_Left || key == Qt::Key_Right) && control && placed_) {
        moveReadout(key == Qt::Key_Left ? -1 : 1);
    } else if (key == Qt::Key_Escape && (drag_ != Drag::none || hover_)) {
        escape();
    } else {
        PacedView::keyPressEvent(event);
    }
}

} // namespace scorescope::views
