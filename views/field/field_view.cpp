// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_view.h"

#include "engine/core/error.h"
#include "views/field/field_canvas.h"
#include "views/field/field_controls.h"

#include <QFontInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace scorescope::views {
namespace {

constexpr int framePeriodMs = 16;     ///< at most 60 pictures a second
constexpr double paintBudget = 0.030; ///< of them, at least 30 must be possible
constexpr int restMs = 250;           ///< without change: then every arrow is drawn
constexpr int resampleQuietMs = 120;
constexpr int probePeriodMs = 34;    ///< at most 30 a second
constexpr double deepestZoom = 1e-5; ///< of the home region
constexpr double widestZoom = 50.0;
constexpr double clickSlop = 4.0; ///< pixels below which a drag is a click

bool same(const QRectF& a, const QRectF& b) {
    const double slack =
        1e-9 * std::max({std::abs(a.width()), std::abs(a.height()), std::abs(b.width())});
    return std::abs(a.left() - b.left()) <= slack && std::abs(a.right() - b.right()) <= slack &&
           std::abs(a.top() - b.top()) <= slack && std::abs(a.bottom() - b.bottom()) <= slack;
}

/// A region with as many digits as a person would give it: a thousandth of its width.
QRectF withFewDigits(const QRectF& region) {
    const double size = std::min(region.width(), region.height());
    if (!(size > 0.0) || !std::isfinite(size)) {
        return region;
    }
    const int decimals = std::clamp(3 - static_cast<int>(std::floor(std::log10(size))), 0, 15);
    const auto rounded = [decimals](double value) {
        return QString::number(value, 'f', decimals).toDouble();
    };
    return {QPointF(rounded(region.left()), rounded(region.top())),
            QPointF(rounded(region.right()), rounded(region.bottom()))};
}

QJsonArray toJson(const QRectF& region) {
    return {region.left(), region.top(), region.right(), region.bottom()};
}

QRectF regionFrom(const QJsonValue& value) {
    const QJsonArray numbers = value.toArray();
    if (numbers.size() != 4) {
        return {};
    }
    const QRectF region(QPointF(numbers[0].toDouble(), numbers[1].toDouble()),
                        QPointF(numbers[2].toDouble(), numbers[3].toDouble()));
    return region.width() > 0.0 && region.height() > 0.0 && std::isfinite(region.width()) &&
                   std::isfinite(region.height())
               ? region
               : QRectF();
}

bool hasGrid(const FieldData& data) {
    return data.field || data.optimum || data.heat;
}

} // namespace

FieldView::FieldView(ViewSpec viewSpec, QWidget* parent)
    : ArtifactView(std::move(viewSpec), parent), options_(fieldOptions(spec())) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(160, 120);
    setAccessibleName(QString::fromStdString(spec().title));
    setAccessibleDescription(
        tr("Wheel or plus and minus zoom, dragging or Shift and the arrow keys move, double-click "
           "or 0 shows "
           "everything, Shift and dragging opens a close-up, Ctrl and dragging zooms in."));
    if (GlFieldCanvas::available()) {
        canvas_ = new GlFieldCanvas(this);
    } else {
        canvas_ = new PainterFieldCanvas(this);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(canvas_->widget());
    overlay_ = new FieldOverlay(this);
    overlay_->raise();
    for (QTimer* timer : {&repaint_, &rest_, &resample_, &probe_}) {
        timer->setSingleShot(true);
    }
    connect(&repaint_, &QTimer::timeout, this, &FieldView::repaintNow);
    connect(&rest_, &QTimer::timeout, this, [this] {
        resting_ = true;
        sceneDirty_ = true;
        repaintNow();
    });
    connect(&resample_, &QTimer::timeout, this, &FieldView::requestResample);
    connect(&probe_, &QTimer::timeout, this, &FieldView::sendProbe);
}

FieldView::~FieldView() = default;

bool FieldView::usesOpenGl() const noexcept {
    return canvas_->usesOpenGl();
}

std::set<std::string> FieldView::interest() const {
    return shownArtifacts(spec(), options_, frame_.get());
}

void FieldView::setFrame(FramePtr frame) {
    if (frame == frame_) {
        return;
    }
    frame_ = std::move(frame);
    frameDirty_ = true;
    if (isVisible()) {
        scheduleRepaint();
    }
}

void FieldView::setTheme(const Theme& theme) {
    theme_ = theme;
    sceneDirty_ = true;
    scheduleRepaint();
}

void FieldView::adoptFrame() {
    if (!frameDirty_) {
        return;
    }
    frameDirty_ = false;
    if (frame_) {
        adoptData(fieldData(spec(), *frame_));
    }
}

void FieldView::adoptData(FieldData newData) {
    if (newData == data_) {
        return;
    }
    data_ = std::move(newData);
    sceneDirty_ = true;
    const QRectF extent = dataExtent(data_);
    if (extent.isNull() || same(extent, extent_)) {
        return;
    }
    extent_ = extent;
    if (knownExtent(extent)) {
        return; // the answer to our own request, or a look back at one
    }
    const bool first = home_.isNull();
    homeExtent_ = extent;
    home_ = regionAround(extent);
    requested_.clear();
    if (first && !fitted_) {
        visible_ = shaped(visible_); // a restored state waits for the shape of the plot
        scheduleResample();
    } else if (fitted_ || hasGrid(data_)) {
        visible_ = home_;
        fitted_ = true;
    }
}

bool FieldView::knownExtent(const QRectF& extent) const {
    return same(extent, homeExtent_) ||
           std::any_of(requested_.begin(), requested_.end(),
                       [&](const QRectF& region) { return same(extent, region); });
}

void FieldView::prepare() {
    adoptFrame();
    if (!sceneDirty_) {
        return;
    }
    sceneDirty_ = false;
    FieldOptions options = options_;
    options.stride = resting_ ? 1 : stride_;
    scene_ = buildFieldScene(data_, options, theme_);
    ++sceneVersion_;
}

void FieldView::notePaint(double seconds) {
    sincePaint_.start();
    paintSeconds_ = seconds;
    if (resting_) {
        return; // allowed to take its time
    }
    recentPaints_[paints_ % recentPaints_.size()] = seconds;
    ++paints_;
    if (paints_ >= recentPaints_.size()) {
        // The fastest of three: one hiccup of a busy machine is no reason to thin the picture.
        const double typical = *std::min_element(recentPaints_.begin(), recentPaints_.end());
        if (smooth_ && typical > paintBudget && usesOpenGl()) {
            smooth_ = false;
            paints_ = 0;
        } else {
            paintTimes_[stride_] = typical;
            const std::size_t next = nextStride(stride_, paintTimes_, paintBudget);
            if (next != stride_) {
                stride_ = next;
                paints_ = 0;
                sceneDirty_ = true;
            }
        }
    }
    if (stride_ > 1 || !smooth_) {
        rest_.start(restMs);
    }
}

void FieldView::repaintNow() {
    canvas_->widget()->update();
    overlay_->update();
}

void FieldView::scheduleRepaint() {
    rest_.stop();
    if (resting_) {
        resting_ = false;
        sceneDirty_ = true;
    }
    if (!isVisible() || repaint_.isActive()) {
        return;
    }
    const qint64 since = sincePaint_.isValid() ? sincePaint_.elapsed() : framePeriodMs;
    repaint_.start(static_cast<int>(std::clamp<qint64>(framePeriodMs - since, 0, framePeriodMs)));
}

void FieldView::showHome() {
    fitted_ = true;
    visible_ = home_;
}

void FieldView::fit() {
    if (home_.isNull()) {
        return;
    }
    showHome();
    scheduleResample();
    scheduleRepaint();
}

QRectF FieldView::shaped(const QRectF& region) const {
    if (home_.isNull()) {
        return region;
    }
    const double aspect = home_.width() / home_.height();
    const double width = std::clamp(std::max(region.width(), region.height() * aspect),
                                    deepestZoom * home_.width(), widestZoom * home_.width());
    const double height = width / aspect;
    return {region.center().x() - 0.5 * width, region.center().y() - 0.5 * height, width, height};
}

void FieldView::setVisibleRegion(const QRectF& region) {
    if (!(region.width() > 0.0) || !(region.height() > 0.0)) {
        return;
    }
    visible_ = shaped(region);
    fitted_ = false;
    if (!home_.isNull()) {
        scheduleResample();
    }
    scheduleRepaint();
}

void FieldView::zoom(double factor, const QPointF& about) {
    if (home_.isNull() || !(factor > 0.0)) {
        return;
    }
    const double least = deepestZoom * home_.width() / visible_.width();
    const double most = widestZoom * home_.width() / visible_.width();
    const double f = std::clamp(factor, least, most);
    setVisibleRegion(QRectF(about.x() + f * (visible_.left() - about.x()),
                            about.y() + f * (visible_.top() - about.y()), f * visible_.width(),
                            f * visible_.height()));
}

void FieldView::setMarkedRegion(const QRectF& region) {
    if (marked_ != region) {
        marked_ = region;
        scheduleRepaint();
    }
}

void FieldView::setCloseupMode(bool on) {
    if (closeupMode_ != on) {
        closeupMode_ = on;
        updateCursor();
        Q_EMIT optionsChanged();
    }
}

void FieldView::setOptions(const FieldOptions& options) {
    if (options == options_) {
        return;
    }
    const std::set<std::string> before = interest();
    options_ = options;
    options_.stride = 1;
    sceneDirty_ = true;
    scheduleRepaint();
    Q_EMIT optionsChanged();
    if (interest() != before) {
        Q_EMIT interestChanged();
    }
}

void FieldView::setLimitsLocked(bool locked) {
    FieldOptions options = options_;
    options.locked.reset();
    if (locked) {
        prepare();
        if (scene_.bar) {
            options.locked = scene_.bar->limits;
        }
    }
    setOptions(options);
}

void FieldView::scheduleResample() {
    resample_.start(resampleQuietMs);
}

void FieldView::requestResample() {
    if (!hasGrid(data_) || homeExtent_.isNull()) {
        return;
    }
    const QRectF wanted = fitted_ ? homeExtent_ : withFewDigits(visible_);
    if (same(wanted, extent_)) {
        return;
    }
    requested_.push_back(wanted);
    while (requested_.size() > 32) {
        requested_.pop_front();
    }
    const auto& names = spec().artifacts;
    const bool closeup = std::any_of(names.begin(), names.end(), [](const std::string& name) {
        return name.rfind("closeup_", 0) == 0;
    });
    const QString prefix = closeup ? QStringLiteral("closeup_") : QString();
    Q_EMIT parametersRequested(QJsonObject{{prefix + QStringLiteral("x_min"), wanted.left()},
                                           {prefix + QStringLiteral("x_max"), wanted.right()},
                                           {prefix + QStringLiteral("y_min"), wanted.top()},
                                           {prefix + QStringLiteral("y_max"), wanted.bottom()}});
}

std::unique_ptr<FigurePanel> FieldView::figurePanel() const {
    // A hidden view has not looked at its newest frame yet.
    FieldData newest = frameDirty_ && frame_ ? fieldData(spec(), *frame_) : data_;
    const QRectF region = visible_.isNull() ? regionAround(dataExtent(newest)) : visible_;
    return std::make_unique<FieldPanel>(QString::fromStdString(spec().title), std::move(newest),
                                        options_, region);
}

QJsonObject FieldView::state() const {
    QJsonObject state =
        QJsonDocument::fromJson(QByteArray::fromStdString(views::toJson(options_).dump())).object();
    if (!fitted_ && !visible_.isNull()) {
        state.insert(QStringLiteral("region"), toJson(visible_));
        if (!homeExtent_.isNull()) {
            state.insert(QStringLiteral("home"), toJson(homeExtent_));
        }
    }
    return state;
}

void FieldView::setState(const QJsonObject& state) {
    const std::string text = QJsonDocument(state).toJson(QJsonDocument::Compact).toStdString();
    setOptions(
        fieldOptions(nlohmann::ordered_json::parse(text), "/views/" + spec().name + "/options"));
    adoptFrame();
    // The parameters may still ask for the zoomed field; then this is the only trace of the whole.
    const QRectF home = regionFrom(state.value(QStringLiteral("home")));
    if (!home.isNull()) {
        homeExtent_ = home;
        home_ = regionAround(home);
        if (!extent_.isNull()) {
            requested_.push_back(extent_);
        }
    }
    const QRectF region = regionFrom(state.value(QStringLiteral("region")));
    if (!region.isNull()) {
        requested_.push_back(region);
        setVisibleRegion(region);
    } else {
        fit();
    }
}

QWidget* FieldView::createControls(QWidget* parent) {
    return new FieldControls(this, parent);
}

FigureStyle FieldView::figureStyle() const {
    FigureStyle style;
    style.theme = theme_;
    style.font = font();
    style.fontSize = std::max(9.0, 0.9 * QFontInfo(font()).pixelSize());
    style.lineWidth = 1.25;
    return style;
}

FieldLayout FieldView::layoutNow() const {
    const QRectF shape = home_.isNull() ? QRectF(0.0, 0.0, 1.0, 1.0) : home_;
    FieldLayout layout = fieldLayout(QRectF(rect()), shape.width() / shape.height(),
                                     scene_.bar.has_value(), figureStyle());
    // Whole pixels: VTK's viewport has no halves, and frame lines stay sharp.
    layout.plot = QRectF(layout.plot.toRect());
    return layout;
}

QPointF FieldView::toPoint(const QPointF& position) const {
    const QRectF plot = layoutNow().plot;
    if (plot.isEmpty() || visible_.isNull()) {
        return {};
    }
    return {visible_.left() + (position.x() - plot.left()) / plot.width() * visible_.width(),
            visible_.top() + (plot.bottom() - position.y()) / plot.height() * visible_.height()};
}

QPointF FieldView::toPosition(const QPointF& point) const {
    return visible_.isNull() ? QPointF() : layoutNow().toPicture(visible_).map(point);
}

QRectF FieldView::dragRegion() const {
    const QRectF plot = layoutNow().plot;
    const auto clamped = [&plot](const QPointF& p) {
        return QPointF(std::clamp(p.x(), plot.left(), plot.right()),
                       std::clamp(p.y(), plot.top(), plot.bottom()));
    };
    return QRectF(toPoint(clamped(dragStart_)), toPoint(clamped(dragNow_))).normalized();
}

void FieldView::drawOverlay(QPainter& painter) const {
    const FigureStyle style = figureStyle();
    const FieldLayout layout = layoutNow();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(fontInPainterUnits(painter, style));
    if (layout.plot.isEmpty()) {
        return;
    }
    const QRectF& plot = layout.plot;
    const QRectF region = visible_.isNull() ? QRectF(-1.0, -1.0, 2.0, 2.0) : visible_;
    const QTransform map = layout.toPicture(region);

    painter.save();
    painter.setClipRect(plot);
    drawFieldGaps(painter, layout, region, scene_, style);
    if (!marked_.isNull()) {
        QPen pen(theme_.warning, 1.5);
        pen.setJoinStyle(Qt::MiterJoin);
        const QRectF box = map.mapRect(marked_);
        // A casing in the ground's colour keeps it visible on any heat map.
        painter.setPen(QPen(theme_.ground, 3.5, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
        painter.drawRect(box);
        painter.setPen(pen);
        painter.drawRect(box);
        const double top = box.top() - 1.5 * style.fontSize;
        painter.drawText(QRectF(box.left(), top >= plot.top() ? top : box.top() + 2.0,
                                std::max(box.width(), 10.0 * style.fontSize), 1.4 * style.fontSize),
                         Qt::AlignLeft | Qt::AlignVCenter, tr("close-up"));
    }
    if (cursor_ && drag_ == Drag::none) {
        QColor color = theme_.text;
        color.setAlphaF(0.30F);
        painter.setPen(QPen(color, 1.0));
        const QPointF at(std::floor(cursor_->x()) + 0.5, std::floor(cursor_->y()) + 0.5);
        painter.drawLine(QPointF(plot.left(), at.y()), QPointF(plot.right(), at.y()));
        painter.drawLine(QPointF(at.x(), plot.top()), QPointF(at.x(), plot.bottom()));
    }
    if (drag_ == Drag::closeup || drag_ == Drag::zoom) {
        const QColor color = drag_ == Drag::closeup ? theme_.warning : theme_.accent;
        QColor fill = color;
        fill.setAlphaF(0.15F);
        painter.setBrush(fill);
        painter.setPen(QPen(color, 1.0));
        painter.drawRect(map.mapRect(dragRegion()));
    }
    painter.restore();

    drawFieldAxes(painter, layout, region, axisLabels(data_), style);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        QColor color = theme_.accent;
        color.setAlphaF(0.7F);
        painter.setPen(QPen(color, 1.0));
        painter.drawRect(plot);
    }
    if (scene_.bar) {
        drawColorBar(painter, layout.bar, *scene_.bar, style);
    }
    painter.setPen(theme_.dim);
    if (data_.empty()) {
        painter.drawText(plot, Qt::AlignCenter, tr("Nothing to show yet"));
    }
    if (!usesOpenGl()) {
        painter.drawText(
            QRectF(plot.left() + 0.6 * style.fontSize, plot.top() + 0.4 * style.fontSize,
                   plot.width(), 1.6 * style.fontSize),
            Qt::AlignLeft | Qt::AlignVCenter, tr("No OpenGL here: drawn in software, more slowly"));
    }
}

void FieldView::updateCursor() {
    switch (drag_) {
    case Drag::pan:
        setCursor(Qt::ClosedHandCursor);
        return;
    case Drag::closeup:
    case Drag::zoom:
        setCursor(Qt::CrossCursor);
        return;
    case Drag::none:
        break;
    }
    setCursor(closeupMode_ ? Qt::CrossCursor : Qt::ArrowCursor);
}

void FieldView::endDrag() {
    drag_ = Drag::none;
    updateCursor();
    scheduleRepaint();
}

void FieldView::sendProbe() {
    if (!cursor_) {
        return;
    }
    sinceProbe_.start();
    const QPointF point = toPoint(*cursor_);
    Q_EMIT actionRequested(Action{"probe", {point.x(), point.y()}});
}

bool FieldView::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        // Plain arrows step the run wherever the focus is; with Shift they belong to this view.
        auto* key = static_cast<QKeyEvent*>(event);
        const bool shift = (key->modifiers() & ~Qt::KeypadModifier) == Qt::ShiftModifier;
        switch (key->key()) {
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down:
            if (shift) {
                event->accept();
                return true;
            }
            break;
        default:
            break;
        }
    }
    if (event->type() == QEvent::FontChange) {
        scheduleRepaint();
    }
    return ArtifactView::event(event);
}

void FieldView::keyPressEvent(QKeyEvent* event) {
    const auto pan = [this](double x, double y) {
        setVisibleRegion(
            visible_.translated(0.1 * x * visible_.width(), 0.1 * y * visible_.height()));
    };
    const bool arrow = event->key() >= Qt::Key_Left && event->key() <= Qt::Key_Down;
    if (arrow && !event->modifiers().testFlag(Qt::ShiftModifier)) {
        ArtifactView::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoom(1.0 / 1.25, visible_.center());
        return;
    case Qt::Key_Minus:
        zoom(1.25, visible_.center());
        return;
    case Qt::Key_0:
        fit();
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
        if (drag_ != Drag::none) {
            if (drag_ == Drag::pan) {
                setVisibleRegion(dragVisible_);
            }
            endDrag();
            return;
        }
        if (closeupMode_) {
            setCloseupMode(false);
            return;
        }
        break;
    default:
        break;
    }
    ArtifactView::keyPressEvent(event);
}

void FieldView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || home_.isNull() ||
        !layoutNow().plot.contains(event->position())) {
        ArtifactView::mousePressEvent(event);
        return;
    }
    dragStart_ = event->position();
    dragNow_ = dragStart_;
    dragVisible_ = visible_;
    if ((event->modifiers() & Qt::ShiftModifier) != 0 || closeupMode_) {
        drag_ = Drag::closeup;
    } else if ((event->modifiers() & Qt::ControlModifier) != 0) {
        drag_ = Drag::zoom;
    } else {
        drag_ = Drag::pan;
    }
    updateCursor();
    event->accept();
}

void FieldView::mouseMoveEvent(QMouseEvent* event) {
    const QRectF plot = layoutNow().plot;
    if (drag_ != Drag::none) {
        dragNow_ = event->position();
        if (drag_ == Drag::pan) {
            const QPointF moved = dragNow_ - dragStart_;
            if (!(fitted_ && moved.manhattanLength() < clickSlop)) {
                setVisibleRegion(
                    dragVisible_.translated(-moved.x() / plot.width() * visible_.width(),
                                            moved.y() / plot.height() * visible_.height()));
            }
        }
        scheduleRepaint();
    }
    if (visible_.isNull() || !plot.contains(event->position())) {
        if (cursor_) {
            cursor_.reset();
            Q_EMIT cursorMoved({});
            scheduleRepaint();
        }
        return;
    }
    cursor_ = event->position();
    const QPointF point = toPoint(*cursor_);
    Q_EMIT cursorMoved({point.x(), point.y()});
    if (!sinceProbe_.isValid() || sinceProbe_.elapsed() >= probePeriodMs) {
        sendProbe();
    } else if (!probe_.isActive()) {
        probe_.start(probePeriodMs - static_cast<int>(sinceProbe_.elapsed()));
    }
    scheduleRepaint();
}

void FieldView::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || drag_ == Drag::none) {
        ArtifactView::mouseReleaseEvent(event);
        return;
    }
    dragNow_ = event->position();
    const Drag finished = drag_;
    const QRectF region = dragRegion();
    const QPointF moved = dragNow_ - dragStart_;
    endDrag();
    if (std::abs(moved.x()) < clickSlop || std::abs(moved.y()) < clickSlop) {
        return;
    }
    if (finished == Drag::closeup) {
        setCloseupMode(false);
        Q_EMIT closeupRequested(withFewDigits(region.normalized()));
    } else if (finished == Drag::zoom) {
        setVisibleRegion(region);
    }
}

void FieldView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) {
        fit();
        event->accept();
    }
}

void FieldView::wheelEvent(QWheelEvent* event) {
    if (home_.isNull() || !layoutNow().plot.contains(event->position())) {
        event->ignore();
        return;
    }
    // One notch (120) is a fifth.
    const double notches = event->angleDelta().y() / 120.0;
    if (notches != 0.0) {
        zoom(std::pow(1.2, -notches), toPoint(event->position()));
    }
    event->accept();
}

void FieldView::leaveEvent(QEvent* event) {
    if (cursor_) {
        cursor_.reset();
        Q_EMIT cursorMoved({});
        scheduleRepaint();
    }
    ArtifactView::leaveEvent(event);
}

void FieldView::resizeEvent(QResizeEvent* event) {
    ArtifactView::resizeEvent(event);
    overlay_->setGeometry(rect());
    paintTimes_ = {}; // another size, another pace
    smooth_ = true;
    scheduleRepaint();
}

void FieldView::showEvent(QShowEvent* event) {
    ArtifactView::showEvent(event);
    scheduleRepaint();
}

void FieldView::focusInEvent(QFocusEvent* event) {
    ArtifactView::focusInEvent(event);
    scheduleRepaint();
}

void FieldView::focusOutEvent(QFocusEvent* event) {
    ArtifactView::focusOutEvent(event);
    scheduleRepaint();
}

} // namespace scorescope::views
