// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_view.h"

#include "engine/core/error.h"
#include "views/axes/color_bar.h"
#include "views/field/field_canvas.h"
#include "views/field/field_controls.h"
#include "views/field/field_marks.h"
#include "views/gl/open_gl.h"
#include "views/text.h"

#include <QFontInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace scorescope::views {
namespace {

constexpr int framePeriodMs = 16;     ///< at most 60 pictures a second
constexpr double paintBudget = 0.030; ///< of them, at least 30 must be possible
constexpr int restMs = 250;           ///< without change: then every arrow is drawn
constexpr int resampleQuietMs = 120;
constexpr double deepestZoom = 1e-5; ///< of the home region
constexpr double widestZoom = 50.0;
constexpr int editPeriodMs = 67; ///< at most 15 a second
constexpr int patienceMs = 1500; ///< for the engine to agree with an edit

bool same(const QRectF& a, const QRectF& b) {
    const double slack =
        1e-9 * std::max({std::abs(a.width()), std::abs(a.height()), std::abs(b.width())});
    return std::abs(a.left() - b.left()) <= slack && std::abs(a.right() - b.right()) <= slack &&
           std::abs(a.top() - b.top()) <= slack && std::abs(a.bottom() - b.bottom()) <= slack;
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
    : ArtifactView(std::move(viewSpec), parent), options_(fieldOptions(spec())), cast_(spec()),
      tools_(fieldTools(spec())) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(160, 120);
    setAccessibleName(QString::fromStdString(spec().title));
    setAccessibleDescription(
        tr("Wheel or plus and minus zoom, dragging or Shift and the arrow keys move, double-click "
           "or 0 shows "
           "everything, Shift and dragging opens a close-up, Ctrl and dragging zooms in."));
    if (openGlPays()) {
        canvas_ = new GlFieldCanvas(this);
    } else {
        canvas_ = new PainterFieldCanvas(this);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(canvas_->widget());
    overlay_ = new FieldOverlay(this);
    overlay_->raise();
    for (QTimer* timer : {&repaint_, &rest_, &resample_, &editing_, &waiting_}) {
        timer->setSingleShot(true);
    }
    editing_.setInterval(editPeriodMs);
    waiting_.setInterval(patienceMs);
    connect(&repaint_, &QTimer::timeout, this, &FieldView::repaintNow);
    connect(&rest_, &QTimer::timeout, this, [this] {
        resting_ = true;
        sceneDirty_ = true;
        repaintNow();
    });
    connect(&resample_, &QTimer::timeout, this, &FieldView::requestResample);
    connect(&editing_, &QTimer::timeout, this, &FieldView::sendEdit);
    connect(&waiting_, &QTimer::timeout, this, [this] {
        pending_.clear();
        frameDirty_ = frame_ != nullptr;
        scheduleRepaint();
    });
}

FieldView::~FieldView() = default;

bool FieldView::usesOpenGl() const noexcept {
    return canvas_->usesOpenGl();
}

std::set<std::string> FieldView::interest() const {
    return cast_.shown(options_);
}

void FieldView::setFrame(FramePtr frame) {
    if (frame == frame_) {
        return;
    }
    frame_ = std::move(frame);
    frameDirty_ = true;
    const std::set<std::string> before = interest();
    const bool news = frame_ && cast_.learn(*frame_);
    if (isVisible()) {
        scheduleRepaint();
    }
    if (news) {
        Q_EMIT optionsChanged();
        if (interest() != before) {
            Q_EMIT interestChanged();
        }
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
        FieldData newest = fieldData(spec(), cast_, options_, *frame_);
        newest.brushed = brushed_;
        pending_.apply(newest, !edit_);
        adoptData(std::move(newest));
    }
}

void FieldView::adoptData(FieldData newData) {
    if (newData == data_) {
        return;
    }
    data_ = std::move(newData);
    sceneDirty_ = true;
    if (!destination_.isNull() && askForRegion(destination_)) {
        destination_ = QRectF();
    }
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
    tellCamera();
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
    tellCamera();
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
    frameDirty_ = frame_ != nullptr; // another heat map may have been chosen
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

void FieldView::shareLimits(const std::vector<FigurePanel::Limits>& limits) {
    FieldOptions options = options_;
    if (shared_.put(limitsNamed(limits, "limits"), options.locked)) {
        setOptions(options);
    }
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
    if (askForRegion(wanted)) {
        requested_.push_back(wanted);
        while (requested_.size() > 32) {
            requested_.pop_front();
        }
    }
}

bool FieldView::askForRegion(const QRectF& region) {
    const RegionParameters names = views::regionParameters(data_);
    if (!names.movable()) {
        return false;
    }
    Q_EMIT parametersRequested(QJsonObject{{QString::fromStdString(names.xMin), region.left()},
                                           {QString::fromStdString(names.xMax), region.right()},
                                           {QString::fromStdString(names.yMin), region.top()},
                                           {QString::fromStdString(names.yMax), region.bottom()}});
    return true;
}

RegionParameters FieldView::regionParameters() const {
    return views::regionParameters(data_);
}

void FieldView::moveTo(const QRectF& region) {
    if (!(region.width() > 0.0) || !(region.height() > 0.0)) {
        return;
    }
    fit();
    resample_.stop(); // it would ask for the old whole
    requested_.clear();
    // Its names are not known before the first picture of it.
    destination_ = askForRegion(region) ? QRectF() : region;
}

std::unique_ptr<FigurePanel> FieldView::figurePanel() const {
    // A hidden view has not looked at its newest frame yet.
    FieldData newest = frameDirty_ && frame_ ? fieldData(spec(), cast_, options_, *frame_) : data_;
    newest.brushed = brushed_;
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
    const FigureStyle style = figureStyle();
    FieldLayout layout =
        fieldLayout(QRectF(rect()), shape.width() / shape.height(), scene_.bar.has_value(), style,
                    fieldLegendWidth(scene_, style));
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

QJsonObject FieldView::camera() const {
    return visible_.isNull() ? QJsonObject()
                             : QJsonObject{{QStringLiteral("region"), toJson(visible_)}};
}

void FieldView::setCamera(const QJsonObject& camera) {
    const QRectF region = regionFrom(camera.value(QStringLiteral("region")));
    if (region.isNull()) {
        return;
    }
    setVisibleRegion(region);
    // Another view may have the answer to this one's question sooner.
    requested_.push_back(withFewDigits(visible_));
}

void FieldView::tellCamera() {
    Q_EMIT cameraChanged(camera());
}

void FieldView::setBrushed(const QString& artifact, const QVector<qsizetype>& indices) {
    std::vector<std::size_t> brushed;
    for (const qsizetype index : indices) {
        if (index >= 0) {
            brushed.push_back(static_cast<std::size_t>(index));
        }
    }
    const std::string name = artifact.toStdString();
    if (brushed.empty()) {
        brushed_.erase(name);
    } else {
        brushed_[name] = std::move(brushed);
    }
    frameDirty_ = frame_ != nullptr;
    scheduleRepaint();
}

void FieldView::drawMarkedRegion(QPainter& painter, const FieldLayout& layout,
                                 const QTransform& map, const FigureStyle& style) const {
    QPen pen(theme_.warning, 1.5);
    pen.setJoinStyle(Qt::MiterJoin);
    const QRectF box = map.mapRect(marked_);
    // A casing in the ground's colour keeps it visible on any heat map.
    painter.setPen(QPen(theme_.ground, 3.5, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    painter.drawRect(box);
    painter.setPen(pen);
    painter.drawRect(box);
    const double top = box.top() - 1.5 * style.fontSize;
    painter.drawText(QRectF(box.left(), top >= layout.plot.top() ? top : box.top() + 2.0,
                            std::max(box.width(), 10.0 * style.fontSize), 1.4 * style.fontSize),
                     Qt::AlignLeft | Qt::AlignVCenter, tr("close-up"));
}

void FieldView::drawOverlay(QPainter& painter) const {
    const FigureStyle style = figureStyle();
    const FieldLayout layout = layoutNow();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(figureFont(style, style.fontSize, painter.device()));
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
        drawMarkedRegion(painter, layout, map, style);
    }
    if (cursor_ && drag_ == Drag::none && !usesBrush()) {
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

    drawFieldMarks(painter, layout, region, scene_, style);
    painter.save();
    painter.setClipRect(plot);
    drawTool(painter, layout, map);
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
    drawFieldLegend(painter, layout, scene_, style);
    painter.setPen(theme_.dim);
    if (data_.empty()) {
        painter.drawText(plot, Qt::AlignCenter, tr("Nothing to show yet"));
    }
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
