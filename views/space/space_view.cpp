// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/space/space_view.h"

#include "engine/core/error.h"
#include "views/axes/color_bar.h"
#include "views/axes/readout_box.h"
#include "views/gl/open_gl.h"
#include "views/gl/overlay.h"
#include "views/space/space_canvas.h"
#include "views/space/space_controls.h"
#include "views/space/space_panel.h"
#include "views/text.h"

#include <QFontInfo>
#include <QJsonDocument>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace scorescope::views {
namespace {

constexpr qint64 framePeriodMs = 16;  ///< at most 60 pictures a second
constexpr double paintBudget = 0.055; ///< of them, at least 15 must be possible while moving
constexpr int restMs = 250;           ///< without change: then everything is drawn, and finer
constexpr int sliceQuietMs = 80;
constexpr std::size_t mostThin = 16;
constexpr double longestRest = 0.4; ///< seconds a picture at rest may take

double fewDigits(double value) {
    return QString::number(value, 'g', 5).toDouble();
}

} // namespace

SpaceView::SpaceView(ViewSpec viewSpec, QWidget* parent)
    : PacedView(std::move(viewSpec), parent), options_(spaceOptions(spec())) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(160, 120);
    setAccessibleName(QString::fromStdString(spec().title));
    setAccessibleDescription(
        tr("Dragging or Shift and the arrow keys turn the picture, Shift and dragging moves it, "
           "the wheel or plus and minus zoom, double-click or 0 shows everything, 1, 2 and 3 look "
           "along an axis, Ctrl and a click on a point acts there, where the experiment can."));
    const SpaceCanvas::Source source = [this] { return picture(); };
    const SpaceCanvas::Painted painted = [this](const SpacePicture& picture, double seconds,
                                                bool counts) {
        notePaint(picture, seconds, counts);
    };
    if (openGlPays()) {
        canvas_ = new GlSpaceCanvas(source, painted, this);
    } else if (openGlAvailable()) {
        canvas_ = new ThreadSpaceCanvas(source, painted, this);
    } else {
        canvas_ = new PainterSpaceCanvas(source, painted, this);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(canvas_->widget());
    overlay_ = new Overlay([this](QPainter& painter) { drawOverlay(painter); }, this);
    overlay_->setObjectName(QStringLiteral("spaceOverlay"));
    overlay_->raise();
    for (QTimer* timer : {&rest_, &slice_}) {
        timer->setSingleShot(true);
    }
    connect(&rest_, &QTimer::timeout, this, [this] {
        if (canvas_->isBehind()) { // a picture of the movement is still on its way
            rest_.start(restMs);
            return;
        }
        resting_ = true;
        sceneDirty_ = sceneDirty_ || thin_ > 1;
        changed();
    });
    connect(&slice_, &QTimer::timeout, this, &SpaceView::requestSlice);
}

SpaceView::~SpaceView() = default;

bool SpaceView::idle() const {
    return resting_ && !asked_ && !(frameDirty_ && isVisible()) && !rest_.isActive() &&
           !slice_.isActive() && !canvas_->isBehind();
}

bool SpaceView::usesOpenGl() const noexcept {
    return canvas_->usesOpenGl();
}

std::set<std::string> SpaceView::interest() const {
    return shownInSpace(spec(), options_, known_);
}

void SpaceView::learnRoles() {
    const std::set<std::string> before = interest();
    for (const std::string& name : spec().artifacts) {
        if (const auto artifact = frame()->find(name)) {
            known_[name] = spaceRole(artifact->data);
        }
    }
    if (interest() != before) {
        Q_EMIT interestChanged();
    }
}

void SpaceView::setFrame(FramePtr next) {
    if (next == frame()) {
        return;
    }
    frameDirty_ = true;
    PacedView::setFrame(std::move(next));
    if (frame()) {
        learnRoles();
    }
}

void SpaceView::setTheme(const Theme& theme) {
    sceneDirty_ = true;
    markMoving();
    PacedView::setTheme(theme);
}

void SpaceView::adoptFrame() {
    if (!frameDirty_) {
        return;
    }
    frameDirty_ = false;
    if (!frame()) {
        return;
    }
    SpaceData newest = spaceData(spec(), *frame());
    if (newest == data_) {
        return;
    }
    const bool other = newest.flat() != data_.flat();
    data_ = std::move(newest);
    sceneDirty_ = true;
    markMoving();
    if (other) {
        box_ = {};
    }
    adoptBox();
}

void SpaceView::adoptBox() {
    const SpaceBox now = steadyBox(box_, spaceBox(data_, options_));
    if (!(now == box_)) {
        box_ = now;
        // Not from within a paint: controls follow by changing widgets.
        QMetaObject::invokeMethod(this, &SpaceView::optionsChanged, Qt::QueuedConnection);
    }
}

void SpaceView::prepare() {
    adoptFrame();
    if (!sceneDirty_) {
        return;
    }
    sceneDirty_ = false;
    SpaceBuild build;
    build.thin = resting_ ? 1 : thin_;
    build.brushed = brushed_;
    build.indices = brushedIndices_;
    scene_ =
        std::make_shared<const SpaceScene>(buildSpaceScene(data_, options_, box_, theme(), build));
    ++sceneVersion_;
}

SpacePicture SpaceView::picture() {
    prepare();
    SpacePicture picture;
    picture.scene = scene_;
    picture.box = box_;
    picture.style = figureStyle();
    picture.plot = layoutNow().plot;
    if (box_.valid() && !picture.plot.isNull()) {
        picture.projection = projectionNow();
    }
    // Four times the pixels: not where that would be felt as a stop.
    picture.fine = resting_ && 4.0 * motionSeconds_ < longestRest;
    return picture;
}

void SpaceView::notePaint(const SpacePicture& picture, double seconds, bool counts) {
    paintSeconds_ = seconds;
    ++paints_;
    if (!resting_) {
        rest_.start(restMs);
    }
    const std::size_t thin = picture.scene->thin;
    if (!counts || picture.fine) {
        return; // allowed to take its time
    }
    motionSeconds_ = seconds * static_cast<double>(thin);
    if (resting_ || thin != (data_.flat() ? 1 : thin_)) {
        return; // it says nothing of the pace that is kept now
    }
    recentPaints_.add(seconds);
    const auto typical = recentPaints_.typical();
    if (!typical) {
        return;
    }
    motionSeconds_ = *typical * static_cast<double>(thin);
    const std::size_t next =
        data_.flat() ? 1 : nextThinning(thin_, *typical, paintBudget, mostThin); // nothing to omit
    if (next != thin_) {
        thin_ = next;
        sceneDirty_ = true;
        recentPaints_.clear();
    }
}

void SpaceView::rebuild() {
    // What is new is built when it is painted, so that no more is built than is seen.
    asked_ = false;
    canvas_->widget()->update();
    overlay_->update();
}

qint64 SpaceView::interval() const {
    return framePeriodMs;
}

void SpaceView::markMoving() {
    rest_.start(restMs); // also where nothing can be drawn
    if (resting_) {
        resting_ = false;
        sceneDirty_ = sceneDirty_ || thin_ > 1;
    }
}

void SpaceView::scheduleRepaint() {
    markMoving();
    asked_ = isVisible();
    schedule();
}

void SpaceView::moveCamera(const SpaceCamera& camera) {
    const SpaceCamera lawful = camera.lawful();
    if (lawful == options_.camera) {
        return;
    }
    options_.camera = lawful;
    scheduleRepaint();
    Q_EMIT cameraChanged(this->camera());
}

void SpaceView::fit() {
    SpaceCamera camera = options_.camera;
    camera.zoom = 1.0;
    camera.target = {};
    moveCamera(camera);
}

QJsonObject SpaceView::camera() const {
    return toJson(options_.camera);
}

void SpaceView::setCamera(const QJsonObject& camera) {
    const SpaceCamera wanted = cameraFromJson(camera, options_.camera);
    if (!(wanted == options_.camera)) {
        options_.camera = wanted;
        scheduleRepaint();
    }
}

void SpaceView::setBrushed(const QString& artifact, const QVector<qsizetype>& indices) {
    std::vector<std::size_t> chosen;
    for (const qsizetype index : indices) {
        if (index >= 0) {
            chosen.push_back(static_cast<std::size_t>(index));
        }
    }
    if (artifact.toStdString() == brushed_ && chosen == brushedIndices_) {
        return;
    }
    brushed_ = artifact.toStdString();
    brushedIndices_ = std::move(chosen);
    sceneDirty_ = true;
    scheduleRepaint();
}

void SpaceView::shareLimits(const std::vector<FigurePanel::Limits>& limits) {
    SpaceOptions options = options_;
    if (shared_.put(limitsNamed(limits, "limits"), options.limits)) {
        setOptions(options);
    }
}

void SpaceView::setOptions(const SpaceOptions& options) {
    if (options == options_) {
        return;
    }
    const std::set<std::string> before = interest();
    const bool sliced = options.slice != options_.slice || options.sliceAt != options_.sliceAt;
    const bool sized = options.height != options_.height;
    options_ = options;
    if (sized) {
        box_ = {};
        adoptBox();
    }
    sceneDirty_ = true;
    scheduleRepaint();
    Q_EMIT optionsChanged();
    if (sliced && !options_.sliceAxisParameter.empty()) {
        slice_.start(sliceQuietMs);
    }
    if (interest() != before) {
        Q_EMIT interestChanged();
    }
}

void SpaceView::requestSlice() {
    QJsonObject values{{QString::fromStdString(options_.sliceAxisParameter),
                        QString::fromLatin1(sliceAxisName(options_.slice))}};
    if (options_.slice != SliceAxis::none && box_.valid()) {
        values.insert(QString::fromStdString(options_.slicePositionParameter),
                      fewDigits(slicePosition(options_, box_)));
    }
    Q_EMIT parametersRequested(values);
}

std::unique_ptr<FigurePanel> SpaceView::figurePanel() const {
    // A hidden view has not looked at its newest frame yet.
    SpaceData newest = frameDirty_ && frame() ? spaceData(spec(), *frame()) : data_;
    const SpaceBox box =
        newest == data_ && box_.valid() ? box_ : steadyBox(box_, spaceBox(newest, options_));
    return std::make_unique<SpacePanel>(QString::fromStdString(spec().title), std::move(newest),
                                        options_, box);
}

QJsonObject SpaceView::state() const {
    return QJsonDocument::fromJson(QByteArray::fromStdString(views::toJson(options_).dump()))
        .object();
}

void SpaceView::setState(const QJsonObject& state) {
    const std::string text = QJsonDocument(state).toJson(QJsonDocument::Compact).toStdString();
    setOptions(
        spaceOptions(nlohmann::ordered_json::parse(text), "/views/" + spec().name + "/options"));
}

QWidget* SpaceView::createControls(QWidget* parent) {
    return new SpaceControls(this, parent);
}

FigureStyle SpaceView::figureStyle() const {
    FigureStyle small = style();
    small.fontSize = std::max(9.0, 0.9 * QFontInfo(font()).pixelSize());
    small.lineWidth = 1.25;
    return small;
}

SpaceLayout SpaceView::layoutNow() const {
    SpaceLayout layout = spaceLayout(QRectF(rect()), scene_->bar.has_value(), figureStyle());
    // Whole pixels: VTK's viewport has no halves.
    layout.plot = QRectF(layout.plot.toRect());
    return layout;
}

SpaceProjection SpaceView::projectionNow() const {
    return spaceProjection(options_.camera, box_, layoutNow().plot, figureStyle());
}

QPointF SpaceView::toPosition(const std::array<double, 3>& point) const {
    return projectionNow().project(box_.toBox(point[0], point[1], point[2])).at;
}

void SpaceView::drawCursor(QPainter& painter, const SpaceProjection& projection,
                           const FigureStyle& style) const {
    const auto place = projection.project(hovered_->at);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().ground, 3.5));
    painter.drawEllipse(place.at, 6.0, 6.0);
    painter.setPen(QPen(theme().accent, 1.5));
    painter.drawEllipse(place.at, 6.0, 6.0);
    const std::array<QString, 3> names = titles();
    QString text;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        text += (axis > 0 ? QStringLiteral("   ") : QString()) +
                QStringLiteral("%1 = %2").arg(names[axis], numberText(hovered_->point[axis], 3));
    }
    drawReadout(painter, Readout{text}, place.at, size(), style);
}

SpacePicture SpaceView::seen() {
    SpacePicture now = picture();
    const SpacePicture* shown = canvas_->shown();
    return shown != nullptr && now.projection && shown->plot == now.plot ? *shown : now;
}

void SpaceView::drawOverlay(QPainter& painter) {
    const FigureStyle style = figureStyle();
    const SpacePicture picture = seen(); // axes, legend and colours belong to what is seen
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(figureFont(style, style.fontSize, painter.device()));
    const double em = style.fontSize;
    if (picture.projection) {
        const SpaceProjection& projection = *picture.projection;
        const SpaceAxes axes = spaceAxes(projection, picture.box, style);
        drawSpaceAxes(painter, projection, picture.box, axes, titles(), style);
        drawSpaceLegend(painter, picture.plot, *picture.scene, style);
        if (picture.scene->bar) {
            drawColorBar(painter, layoutNow().bar, *picture.scene->bar, style);
        }
        if (hovered_ && drag_ == Drag::none) {
            drawCursor(painter, projection, style);
        }
    } else {
        painter.setPen(theme().dim);
        const QString why = frame() ? whyNotInSpace(spec(), *frame()) : QString();
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap,
                         why.isEmpty() ? tr("Nothing to show yet") : why);
    }
    painter.setBrush(Qt::NoBrush);
    if (hasFocus()) {
        QColor color = theme().accent;
        color.setAlphaF(0.7F);
        painter.setPen(QPen(color, 1.0));
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
    if (!usesOpenGl()) {
        painter.setPen(theme().dim);
        painter.drawText(QRectF(rect()).adjusted(0.8 * em, 0.0, -0.8 * em, -0.5 * em),
                         Qt::AlignRight | Qt::AlignBottom,
                         tr("No OpenGL here: drawn in software, more slowly"));
    }
}

} // namespace scorescope::views
