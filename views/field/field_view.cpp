// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_view.h"

#include "views/field/field_canvas.h"
#include "views/field/field_controls.h"
#include "views/field/field_regions.h"
#include "views/gl/open_gl.h"
#include "views/gl/overlay.h"

#include <QJsonDocument>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace scorescope::views {
namespace {

constexpr int editPeriodMs = 67; ///< at most 15 a second
constexpr int patienceMs = 1500; ///< for the engine to agree with an edit

} // namespace

FieldView::FieldView(ViewSpec viewSpec, QWidget* parent)
    : PacedView(std::move(viewSpec), parent), options_(fieldOptions(spec())), cast_(spec()),
      tools_(fieldTools(spec())), tool_(firstTool(spec())) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(160, 120);
    setAccessibleName(QString::fromStdString(spec().title));
    setAccessibleDescription(
        tr("Wheel or plus and minus zoom, dragging or Shift and the arrow keys move, double-click "
           "or 0 shows "
           "everything, Shift and dragging opens a close-up, Ctrl and dragging zooms in."));
    const FieldCanvas::Source source = [this] { return picture(); };
    const FieldCanvas::Painted painted = [this](double seconds, bool counts) {
        notePaint(seconds, counts);
    };
    if (openGlPays()) {
        canvas_ = new GlFieldCanvas(source, painted, this);
    } else {
        canvas_ = new PainterFieldCanvas(source, painted, this);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(canvas_->widget());
    overlay_ = new Overlay(
        [this](QPainter& painter) {
            prepare();
            drawOverlay(painter);
        },
        this);
    overlay_->setObjectName(QStringLiteral("fieldOverlay"));
    overlay_->raise();
    for (QTimer* timer : {&rest_, &resample_, &editing_, &waiting_}) {
        timer->setSingleShot(true);
    }
    editing_.setInterval(editPeriodMs);
    waiting_.setInterval(patienceMs);
    connect(&rest_, &QTimer::timeout, this, [this] {
        resting_ = true;
        sceneDirty_ = true;
        changed();
    });
    connect(&resample_, &QTimer::timeout, this, &FieldView::requestResample);
    connect(&editing_, &QTimer::timeout, this, &FieldView::sendEdit);
    connect(&waiting_, &QTimer::timeout, this, [this] {
        pending_.clear();
        frameDirty_ = frame() != nullptr;
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

void FieldView::setFrame(FramePtr next) {
    if (next == frame()) {
        return;
    }
    frameDirty_ = true;
    PacedView::setFrame(std::move(next));
    const std::set<std::string> before = interest();
    const bool news = frame() && cast_.learn(*frame());
    if (news) {
        Q_EMIT optionsChanged();
        if (interest() != before) {
            Q_EMIT interestChanged();
        }
    }
}

void FieldView::setTheme(const Theme& theme) {
    sceneDirty_ = true;
    beginMotion();
    PacedView::setTheme(theme);
}

void FieldView::adoptFrame() {
    if (!frameDirty_) {
        return;
    }
    frameDirty_ = false;
    if (frame()) {
        FieldData newest = fieldData(spec(), cast_, options_, *frame());
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
    beginMotion(); // not with every frame: one that answers the cursor alone changes no field
    if (!destination_.isNull() && askForRegion(destination_)) {
        destination_ = QRectF();
    }
    const QRectF extent = dataExtent(data_);
    if (extent.isNull() || sameRegion(extent, extent_)) {
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
    } else if (fitted_ || data_.hasGrid()) {
        visible_ = home_;
        fitted_ = true;
    }
}

void FieldView::prepare() {
    adoptFrame();
    if (!sceneDirty_) {
        return;
    }
    sceneDirty_ = false;
    FieldOptions options = options_;
    options.stride = resting_ ? 1 : stride_;
    scene_ = std::make_shared<const FieldScene>(buildFieldScene(data_, options, theme()));
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
    frameDirty_ = frame() != nullptr; // another heat map may have been chosen
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
        if (scene_->bar) {
            options.locked = scene_->bar->limits;
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

std::unique_ptr<FigurePanel> FieldView::figurePanel() const {
    // A hidden view has not looked at its newest frame yet.
    FieldData newest =
        frameDirty_ && frame() ? fieldData(spec(), cast_, options_, *frame()) : data_;
    newest.brushed = brushed_;
    const QRectF region = visible_.isNull() ? regionAround(dataExtent(newest)) : visible_;
    return std::make_unique<FieldPanel>(QString::fromStdString(spec().title), std::move(newest),
                                        options_, region);
}

QJsonObject FieldView::state() const {
    QJsonObject state =
        QJsonDocument::fromJson(QByteArray::fromStdString(views::toJson(options_).dump())).object();
    if (!fitted_ && !visible_.isNull()) {
        state.insert(QStringLiteral("region"), regionJson(visible_));
        if (!homeExtent_.isNull()) {
            state.insert(QStringLiteral("home"), regionJson(homeExtent_));
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
    const QRectF home = regionFromJson(state.value(QStringLiteral("home")));
    if (!home.isNull()) {
        homeExtent_ = home;
        home_ = regionAround(home);
        if (!extent_.isNull()) {
            requested_.push_back(extent_);
        }
    }
    const QRectF region = regionFromJson(state.value(QStringLiteral("region")));
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
    frameDirty_ = frame() != nullptr;
    scheduleRepaint();
}

void FieldView::resizeEvent(QResizeEvent* event) {
    overlay_->setGeometry(rect());
    paintTimes_ = {}; // another size, another pace
    smooth_ = true;
    beginMotion();
    PacedView::resizeEvent(event);
}

void FieldView::focusInEvent(QFocusEvent* event) {
    PacedView::focusInEvent(event);
    overlay_->update();
}

void FieldView::focusOutEvent(QFocusEvent* event) {
    PacedView::focusOutEvent(event);
    overlay_->update();
}

double FieldView::aspect() const {
    return home_.isNull() || !(home_.height() > 0.0) ? 1.0 : home_.width() / home_.height();
}

} // namespace scorescope::views
