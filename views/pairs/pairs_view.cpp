// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/pairs/pairs_view.h"

#include "engine/core/error.h"
#include "views/pairs/pairs_controls.h"

#include <QFontInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace scorescope::views {
namespace {

constexpr double clickSlop = 4.0;   ///< pixels below which a drag is a click
constexpr double hoverReach = 14.0; ///< pixels within which a point answers
constexpr double deepestZoom = 1e-5;
constexpr double widestZoom = 50.0;

QJsonArray toJson(const QRectF& region) {
    return {region.left(), region.top(), region.right(), region.bottom()};
}

QVector<qsizetype> indicesOf(const std::vector<std::size_t>& points) {
    QVector<qsizetype> indices;
    indices.reserve(static_cast<qsizetype>(points.size()));
    for (const std::size_t point : points) {
        indices.push_back(static_cast<qsizetype>(point));
    }
    return indices;
}

} // namespace

PairsView::PairsView(ViewSpec viewSpec, QWidget* parent)
    : PacedView(std::move(viewSpec), parent), options_(pairsOptions(spec())),
      region_(options_.region) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(160, 120);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(QString::fromStdString(spec().title));
    setAccessibleDescription(
        tr("Dragging brushes points in all panels, Escape ends that; Shift and a click start a "
           "chain at a data point. Wheel or plus and minus zoom, Control and dragging or Shift "
           "and the arrow keys move, double-click or 0 shows everything."));
}

std::set<std::string> PairsView::interest() const {
    return {spec().artifacts.begin(), spec().artifacts.end()};
}

void PairsView::setFrame(FramePtr next) {
    if (next != frame()) {
        frameDirty_ = true;
        PacedView::setFrame(std::move(next));
    }
}

void PairsView::adoptFrame() {
    if (!frameDirty_ || !frame()) {
        return;
    }
    frameDirty_ = false;
    PairsData next = pairsData(spec(), *frame());
    bool same = next.problem == data_.problem;
    for (std::size_t cloud = 0; cloud < 2; ++cloud) {
        same = same && next.clouds[cloud].artifact == data_.clouds[cloud].artifact;
        // Brushed points keep their place in the cloud: a sample stays the sample of its chain.
        std::vector<std::size_t>& kept = next.clouds[cloud].brushed;
        kept = std::move(data_.clouds[cloud].brushed);
        kept.erase(std::lower_bound(kept.begin(), kept.end(), next.clouds[cloud].size()),
                   kept.end());
    }
    data_ = std::move(next);
    if (hovered_ && hovered_->point >= data_.clouds[hovered_->cloud].size()) {
        hovered_.reset();
    }
    dirty_ = dirty_ || !same;
}

void PairsView::setTheme(const Theme& theme) {
    dirty_ = true;
    PacedView::setTheme(theme);
}

void PairsView::redraw() {
    dirty_ = true;
    changed();
}

QRectF PairsView::visibleRegion() const {
    return region_.isNull() ? pairsExtent(options_, data_) : region_;
}

void PairsView::setRegion(const QRectF& region) {
    if (region == region_) {
        return;
    }
    region_ = region;
    endHover();
    redraw();
}

void PairsView::fit() {
    setRegion({});
}

void PairsView::zoom(double factor, const QPointF& about) {
    const QRectF now = visibleRegion();
    const double home = pairsExtent(options_, data_).width();
    const double f =
        std::clamp(factor, deepestZoom * home / now.width(), widestZoom * home / now.width());
    setRegion({about.x() + f * (now.left() - about.x()), about.y() + f * (now.top() - about.y()),
               f * now.width(), f * now.height()});
    Q_EMIT cameraChanged(camera());
}

PairsPicture PairsView::picture() const {
    PairsPicture picture;
    picture.data = data_;
    if (frameDirty_ && frame()) {
        picture.data = pairsData(spec(), *frame()); // a hidden view has not looked at it yet
    }
    picture.options = options_;
    picture.whole = region_.isNull();
    picture.region = picture.whole ? pairsExtent(options_, picture.data) : region_;
    return picture;
}

std::unique_ptr<FigurePanel> PairsView::figurePanel() const {
    return std::make_unique<PairsPanel>(QString::fromStdString(spec().title), picture());
}

QJsonObject PairsView::state() const {
    QJsonObject state{{QStringLiteral("layout"), options_.layout == PairsLayout::overlay
                                                     ? QStringLiteral("overlay")
                                                     : QStringLiteral("side_by_side")}};
    if (!region_.isNull()) {
        state.insert(QStringLiteral("region"), toJson(region_));
    }
    return state;
}

void PairsView::setState(const QJsonObject& state) {
    ViewSpec wanted = spec();
    wanted.options = nlohmann::ordered_json::parse(
        QJsonDocument(state).toJson(QJsonDocument::Compact).toStdString());
    const PairsOptions options = pairsOptions(wanted);
    setPairsLayout(options.layout);
    setRegion(options.region);
}

QJsonObject PairsView::camera() const {
    return {{QStringLiteral("region"), toJson(visibleRegion())}};
}

void PairsView::setCamera(const QJsonObject& camera) {
    const QJsonArray edges = camera.value(QStringLiteral("region")).toArray();
    if (edges.size() != 4) {
        return;
    }
    const QRectF region(QPointF(edges[0].toDouble(), edges[1].toDouble()),
                        QPointF(edges[2].toDouble(), edges[3].toDouble()));
    if (region.width() > 0.0 && region.height() > 0.0 && std::isfinite(region.width()) &&
        std::isfinite(region.height())) {
        setRegion(region);
    }
}

QWidget* PairsView::createControls(QWidget* parent) {
    return new PairsControls(this, parent);
}

void PairsView::setPairsLayout(PairsLayout layout) {
    if (layout == options_.layout) {
        return;
    }
    options_.layout = layout;
    endHover();
    redraw();
    Q_EMIT layoutChanged();
}

const std::vector<std::size_t>& PairsView::brushed(std::size_t cloud) const {
    return data_.clouds.at(cloud).brushed;
}

void PairsView::setBrushed(const QString& artifact, const QVector<qsizetype>& indices) {
    adoptFrame();
    for (PairsCloud& cloud : data_.clouds) {
        if (!cloud.artifact || QString::fromStdString(cloud.artifact->name) != artifact) {
            continue;
        }
        cloud.brushed.clear();
        for (const qsizetype index : indices) {
            if (index >= 0 && static_cast<std::size_t>(index) < cloud.size()) {
                cloud.brushed.push_back(static_cast<std::size_t>(index));
            }
        }
        std::sort(cloud.brushed.begin(), cloud.brushed.end());
        cloud.brushed.erase(std::unique(cloud.brushed.begin(), cloud.brushed.end()),
                            cloud.brushed.end());
        redraw();
    }
}

void PairsView::setBrush(std::size_t cloud, std::vector<std::size_t> points) {
    PairsCloud& shown = data_.clouds[cloud];
    if (points == shown.brushed) {
        return;
    }
    shown.brushed = std::move(points);
    redraw();
    if (shown.artifact) {
        Q_EMIT pointsBrushed(QString::fromStdString(shown.artifact->name),
                             indicesOf(shown.brushed));
    }
}

void PairsView::clearBrush() {
    setBrush(0, {});
    setBrush(1, {});
}

void PairsView::brush() {
    const QRectF box(toPoint(*dragPanel_, dragStart_), toPoint(*dragPanel_, dragNow_));
    const DimensionPair pair = shownPairs(options_, data_)[dragPanel_->pair];
    for (std::size_t cloud = 0; cloud < 2; ++cloud) {
        const bool meant = options_.layout == PairsLayout::overlay || cloud == dragPanel_->cloud;
        setBrush(cloud, meant && data_.clouds[cloud].size() > 0
                            ? pointsInside(*data_.clouds[cloud].points(), pair, box.normalized())
                            : std::vector<std::size_t>());
    }
}

void PairsView::act(const PairPanel& panel, const QPointF& position) {
    if (data_.clouds[0].size() == 0 || clickAction().empty()) {
        return;
    }
    const PointCloud& cloud = *data_.clouds[0].points();
    const auto nearest =
        nearestInPair(cloud, shownPairs(options_, data_)[panel.pair], toPoint(panel, position),
                      std::numeric_limits<double>::max());
    if (nearest) {
        const float* point = cloud.coordinates.data() + *nearest * cloud.dimensions;
        Q_EMIT actionRequested(Action{clickAction(), {point, point + cloud.dimensions}});
    }
}

void PairsView::hover(const QPointF& position) {
    const PairsPlaces where = places();
    const PairPanel* panel = where.at(position);
    std::optional<Hovered> found;
    if (panel != nullptr) {
        const DimensionPair pair = shownPairs(options_, data_)[panel->pair];
        const double reach = hoverReach * visibleRegion().width() / panel->plot.width();
        const bool overlay = options_.layout == PairsLayout::overlay;
        // In an overlay the data lie on top.
        for (const std::size_t cloud :
             overlay ? std::vector<std::size_t>{0, 1} : std::vector<std::size_t>{panel->cloud}) {
            if (data_.clouds[cloud].size() == 0 || found) {
                continue;
            }
            const auto nearest = nearestInPair(*data_.clouds[cloud].points(), pair,
                                               toPoint(*panel, position), reach);
            if (nearest) {
                found = Hovered{cloud, *nearest};
            }
        }
    }
    if (!found) {
        endHover();
        return;
    }
    if (hovered_ && hovered_->cloud == found->cloud && hovered_->point == found->point) {
        return;
    }
    hovered_ = found;
    update();
    const PointCloud& cloud = *data_.clouds[found->cloud].points();
    const float* point = cloud.coordinates.data() + found->point * cloud.dimensions;
    Q_EMIT cursorMoved(QVector<double>(point, point + cloud.dimensions));
}

void PairsView::endHover() {
    if (hovered_) {
        hovered_.reset();
        update();
        Q_EMIT cursorMoved({});
    }
}

FigureStyle PairsView::figureStyle() const {
    FigureStyle small = style();
    small.fontSize = std::max(9.0, 0.85 * QFontInfo(font()).pixelSize());
    small.lineWidth = 1.25;
    return small;
}

PairsPlaces PairsView::places() const {
    return placePairs(QRectF(rect()), shownPairs(options_, data_).size(), options_.layout,
                      figureStyle());
}

QPointF PairsView::toPoint(const PairPanel& panel, const QPointF& position) const {
    return toPanel(panel.plot, visibleRegion()).inverted().map(position);
}

void PairsView::rebuild() {
    adoptFrame();
    const double scale = devicePixelRatioF();
    const QSize pixels = (QSizeF(size()) * scale).toSize();
    if (dirty_ || cache_.size() != pixels) {
        dirty_ = false;
        cache_ = QImage(pixels, QImage::Format_RGB32);
        cache_.setDevicePixelRatio(scale);
        cache_.fill(theme().ground);
        QPainter painter(&cache_);
        drawPairs(painter, QRectF(rect()), picture(), figureStyle());
    }
    update();
}

void PairsView::paintEvent(QPaintEvent*) {
    if (frameDirty_ || dirty_ || isDue() || cache_.devicePixelRatio() != devicePixelRatioF()) {
        build();
    }
    QPainter painter(this);
    painter.drawImage(QPointF(0.0, 0.0), cache_);
    painter.setRenderHint(QPainter::Antialiasing);
    drawOverlay(painter);
}

void PairsView::drawOverlay(QPainter& painter) const {
    const PairsPlaces where = places();
    const std::vector<DimensionPair> pairs = shownPairs(options_, data_);
    if (hovered_) {
        const PointCloud& cloud = *data_.clouds[hovered_->cloud].points();
        const float* point = cloud.coordinates.data() + hovered_->point * cloud.dimensions;
        painter.setBrush(Qt::NoBrush);
        for (const PairPanel& panel : where.panels) {
            if (options_.layout == PairsLayout::sideBySide && panel.cloud != hovered_->cloud) {
                continue;
            }
            const DimensionPair& pair = pairs[panel.pair];
            const QPointF at = toPanel(panel.plot, visibleRegion())
                                   .map(QPointF(static_cast<double>(point[pair[0]]),
                                                static_cast<double>(point[pair[1]])));
            if (panel.plot.contains(at)) {
                painter.setPen(QPen(theme().ground, 4.0));
                painter.drawEllipse(at, 4.5, 4.5);
                painter.setPen(QPen(theme().text, 1.5));
                painter.drawEllipse(at, 4.5, 4.5);
            }
        }
    }
    if (drag_ == Drag::brush && dragPanel_) {
        QColor fill = theme().accent;
        fill.setAlphaF(0.15F);
        painter.setBrush(fill);
        painter.setPen(QPen(theme().accent, 1.0));
        painter.drawRect(QRectF(dragStart_, dragNow_).normalized().intersected(dragPanel_->plot));
    }
    drawFocus(painter);
}

bool PairsView::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        // Plain arrows step the run wherever the focus is; with Shift they belong to this view.
        auto* key = static_cast<QKeyEvent*>(event);
        const bool arrow = key->key() >= Qt::Key_Left && key->key() <= Qt::Key_Down;
        if (arrow && (key->modifiers() & ~Qt::KeypadModifier) == Qt::ShiftModifier) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::FontChange) {
        redraw();
    }
    return PacedView::event(event);
}

void PairsView::keyPressEvent(QKeyEvent* event) {
    const QRectF now = visibleRegion();
    const auto pan = [this, &now](double x, double y) {
        setRegion(now.translated(0.1 * x * now.width(), 0.1 * y * now.height()));
        Q_EMIT cameraChanged(camera());
    };
    const bool arrow = event->key() >= Qt::Key_Left && event->key() <= Qt::Key_Down;
    if (arrow && !event->modifiers().testFlag(Qt::ShiftModifier)) {
        PacedView::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoom(1.0 / 1.25, now.center());
        return;
    case Qt::Key_Minus:
        zoom(1.25, now.center());
        return;
    case Qt::Key_0:
        fit();
        Q_EMIT cameraChanged(camera());
        return;
    case Qt::Key_Left:
        pan(-1.0, 0.0);
        return;
    case Qt::Key_Right:
        pan(1.0, 0.0);
        return;
    case Qt::Key_Up:
        pan(0.0, 1.0);
        return;
    case Qt::Key_Down:
        pan(0.0, -1.0);
        return;
    case Qt::Key_Escape:
        if (drag_ == Drag::pan) {
            setRegion(dragRegion_);
        }
        if (drag_ != Drag::none || !brushed(0).empty() || !brushed(1).empty()) {
            drag_ = Drag::none;
            unsetCursor();
            clearBrush();
            update();
            return;
        }
        break;
    default:
        break;
    }
    PacedView::keyPressEvent(event);
}

void PairsView::mousePressEvent(QMouseEvent* event) {
    const PairsPlaces where = places();
    const PairPanel* panel = where.at(event->position());
    const bool left = event->button() == Qt::LeftButton;
    if (panel == nullptr || (!left && event->button() != Qt::MiddleButton)) {
        PacedView::mousePressEvent(event);
        return;
    }
    event->accept();
    if (left && event->modifiers().testFlag(Qt::ShiftModifier)) {
        act(*panel, event->position());
        return;
    }
    const bool pan = !left || event->modifiers().testFlag(Qt::ControlModifier);
    drag_ = pan ? Drag::pan : Drag::brush;
    if (pan) {
        setCursor(Qt::ClosedHandCursor);
    }
    dragPanel_ = *panel;
    dragStart_ = event->position();
    dragNow_ = dragStart_;
    dragRegion_ = region_;
}

void PairsView::mouseMoveEvent(QMouseEvent* event) {
    if (drag_ == Drag::none) {
        hover(event->position());
        return;
    }
    dragNow_ = event->position();
    if (drag_ == Drag::brush) {
        const QRectF& plot = dragPanel_->plot;
        dragNow_ = {std::clamp(dragNow_.x(), plot.left(), plot.right()),
                    std::clamp(dragNow_.y(), plot.top(), plot.bottom())};
        if ((dragNow_ - dragStart_).manhattanLength() >= clickSlop) {
            brush();
        }
        update();
        return;
    }
    const QRectF before = dragRegion_.isNull() ? pairsExtent(options_, data_) : dragRegion_;
    const QPointF moved = dragNow_ - dragStart_;
    setRegion(before.translated(-moved.x() / dragPanel_->plot.width() * before.width(),
                                moved.y() / dragPanel_->plot.height() * before.height()));
    Q_EMIT cameraChanged(camera());
}

void PairsView::mouseReleaseEvent(QMouseEvent* event) {
    if (drag_ == Drag::none) {
        PacedView::mouseReleaseEvent(event);
        return;
    }
    if (drag_ == Drag::brush && (dragNow_ - dragStart_).manhattanLength() < clickSlop) {
        clearBrush();
    }
    drag_ = Drag::none;
    unsetCursor();
    update();
}

void PairsView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) {
        drag_ = Drag::none;
        fit();
        Q_EMIT cameraChanged(camera());
    }
}

void PairsView::wheelEvent(QWheelEvent* event) {
    const PairsPlaces where = places();
    const PairPanel* panel = where.at(event->position());
    if (panel == nullptr || event->angleDelta().y() == 0) {
        event->ignore();
        return;
    }
    zoom(std::pow(1.25, -event->angleDelta().y() / 120.0), toPoint(*panel, event->position()));
    event->accept();
}

void PairsView::leaveEvent(QEvent* event) {
    endHover();
    PacedView::leaveEvent(event);
}

void PairsView::focusInEvent(QFocusEvent* event) {
    PacedView::focusInEvent(event);
    update();
}

void PairsView::focusOutEvent(QFocusEvent* event) {
    PacedView::focusOutEvent(event);
    update();
}

} // namespace scorescope::views
