// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/graph_view.h"

#include "views/axes/readout_box.h"
#include "views/device_pixels.h"
#include "views/graph/graph_controls.h"
#include "views/graph/graph_panel.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>
#include <utility>

namespace scorescope::views {
namespace {

constexpr int answerTime = 1000; // ms that the engine has to confirm a selection

} // namespace

GraphView::GraphView(ViewSpec spec, QWidget* parent)
    : PacedView(std::move(spec), parent), look_(GraphLook::fromOptions(this->spec())) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(QString::fromStdString(this->spec().title));
    settleTimer_.setSingleShot(true);
    settleTimer_.setInterval(answerTime);
    connect(&settleTimer_, &QTimer::timeout, this, [this] {
        pending_.reset(); // refused: the frame is right
        schedule();
    });
}

std::set<std::string> GraphView::interest() const {
    return {spec().artifacts.begin(), spec().artifacts.end()};
}

void GraphView::setDirection(GraphLook::Direction direction) {
    if (direction != look_.direction) {
        look_.direction = direction;
        look_.zoom = 1.0; // another picture: nothing of the old place is left
        look_.center = {0.5, 0.5};
        changed();
        Q_EMIT lookChanged();
        Q_EMIT cameraChanged(camera());
    }
}

void GraphView::setValuesShown(bool shown) {
    if (shown != look_.values) {
        look_.values = shown;
        changed();
        Q_EMIT lookChanged();
    }
}

void GraphView::setEdgeLabelsShown(bool shown) {
    if (shown != look_.edgeLabels) {
        look_.edgeLabels = shown;
        changed();
        Q_EMIT lookChanged();
    }
}

void GraphView::setLimitsLocked(bool locked) {
    if (locked != look_.colorRange.has_value()) {
        look_.colorRange = locked ? std::optional(content_.limits) : std::nullopt;
        changed();
        Q_EMIT lookChanged();
    }
}

void GraphView::shareLimits(const std::vector<FigurePanel::Limits>& limits) {
    if (shared_.put(limitsNamed(limits, "color_range"), look_.colorRange)) {
        changed();
        Q_EMIT lookChanged();
    }
}

std::unique_ptr<FigurePanel> GraphView::figurePanel() const {
    GraphContent content = frame() ? collectGraph(spec(), look_, *frame()) : GraphContent();
    content.selected = pending_ ? pending_ : content.selected;
    // What was never on screen has no direction yet.
    GraphGeometries geometries = geometries_;
    auto geometry = layOutGraph(content, look_, geometries, QRectF(rect()), style()).geometry;
    return std::make_unique<GraphPanel>(QString::fromStdString(spec().title), std::move(content),
                                        look_, std::move(geometry));
}

void GraphView::setState(const QJsonObject& state) {
    look_.colorRange.reset();
    look_.read(state);
    changed();
    Q_EMIT lookChanged();
}

void GraphView::setCamera(const QJsonObject& camera) {
    QJsonObject known;
    for (const char* key : {"zoom", "center"}) {
        known[QLatin1String(key)] = camera[QLatin1String(key)];
    }
    look_.read(known);
    schedule();
}

QWidget* GraphView::createControls(QWidget* parent) {
    return new GraphControls(*this, parent);
}

void GraphView::rebuild() {
    content_ = frame() ? collectGraph(spec(), look_, *frame()) : GraphContent();
    if (pending_) {
        if (content_.empty() || *pending_ >= content_.graph->nodes.size() ||
            content_.selected == pending_) {
            pending_.reset();
        } else {
            content_.selected = pending_;
        }
    }
    picture_ = layOutGraph(content_, look_, geometries_,
                           QRectF(rect()).adjusted(4.0, 4.0, -4.0, -4.0), style());
    if (hovered_ && (content_.empty() || *hovered_ >= content_.graph->nodes.size())) {
        hovered_.reset();
    }
    pixmap_ = QPixmap();
    describe();
    update();
}

void GraphView::describe() {
    const auto node = content_.selected ? content_.selected : hovered_;
    const QString text =
        node ? nodeLines(content_, *node).join(QStringLiteral(", "))
             : tr("%n node(s)", nullptr,
                  content_.empty() ? 0 : static_cast<int>(content_.graph->nodes.size()));
    if (text != accessibleDescription()) {
        setAccessibleDescription(text);
    }
}

void GraphView::render() {
    const double ratio = devicePixelRatioF();
    pixmap_ = QPixmap(devicePixels(*this));
    pixmap_.setDevicePixelRatio(ratio);
    pixmap_.fill(theme().ground);
    QPainter painter(&pixmap_);
    drawGraph(painter, content_, look_, picture_, style());
    if (content_.empty()) {
        painter.setPen(theme().dim);
        painter.setFont(font());
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap,
                         content_.graph == nullptr ? tr("No graph yet")
                                                   : tr("A graph of no nodes"));
    }
}

void GraphView::paintEvent(QPaintEvent*) {
    if (isDue()) {
        build();
    }
    if (pixmap_.isNull() || pixmap_.devicePixelRatio() != devicePixelRatioF()) {
        render();
    }
    QPainter painter(this);
    painter.drawPixmap(0, 0, pixmap_);
    if (hovered_) {
        drawEmphasized(painter, content_, look_, picture_, style(), *hovered_);
        if (!press_ || !press_->moved) {
            drawTip(painter);
        }
    }
    drawFocus(painter);
}

QStringList GraphView::readout() const {
    return hovered_ ? nodeLines(content_, *hovered_) : QStringList();
}

void GraphView::drawTip(QPainter& painter) const {
    painter.setRenderHint(QPainter::Antialiasing);
    drawReadout(painter, plainReadout(readout()), tipAt_, size(), style());
}

} // namespace scorescope::views
