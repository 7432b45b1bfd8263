// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/axes/color_bar.h"
#include "views/axes/readout_box.h"
#include "views/field/field_canvas.h"
#include "views/field/field_figure.h"
#include "views/field/field_marks.h"
#include "views/field/field_tools.h"
#include "views/field/field_view.h"
#include "views/text.h"

#include <QFontInfo>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

/// How a FieldView paints, and how often.
namespace scorescope::views {
namespace {

constexpr qint64 framePeriodMs = 16;  ///< at most 60 pictures a second
constexpr double paintBudget = 0.030; ///< of them, at least 30 must be possible
constexpr int restMs = 250;           ///< without change: then every arrow is drawn

} // namespace

FieldPicture FieldView::picture() {
    prepare();
    FieldPicture picture;
    picture.scene = scene_;
    picture.data = data_;
    picture.options = options_;
    picture.region = visible_;
    picture.home = home_;
    picture.layout = layoutNow();
    picture.style = figureStyle();
    picture.smooth = smooth_ || resting_;
    return picture;
}

void FieldView::notePaint(double seconds, bool counts) {
    ++paints_;
    if (!counts) {
        return;
    }
    paintSeconds_ = seconds;
    if (resting_) {
        return; // allowed to take its time
    }
    recentPaints_.add(seconds);
    if (const auto typical = recentPaints_.typical()) {
        if (smooth_ && *typical > paintBudget && usesOpenGl()) {
            smooth_ = false;
            recentPaints_.clear();
        } else {
            paintTimes_[stride_] = *typical;
            const std::size_t next = nextStride(stride_, paintTimes_, paintBudget);
            if (next != stride_) {
                stride_ = next;
                recentPaints_.clear();
                sceneDirty_ = true;
            }
        }
    }
    restLater();
}

void FieldView::restLater() {
    // Whether or not anything is painted meanwhile: a movement may change nothing that is drawn.
    if (!resting_ && (stride_ > 1 || !smooth_)) {
        rest_.start(restMs);
    } else {
        rest_.stop();
    }
}

void FieldView::rebuild() {
    // What is new is built when it is painted, so that no more is built than is seen.
    canvas_->widget()->update();
    overlay_->update();
}

qint64 FieldView::interval() const {
    return framePeriodMs;
}

void FieldView::beginMotion() {
    if (resting_) {
        resting_ = false;
        sceneDirty_ = true;
    }
    restLater();
}

void FieldView::scheduleRepaint() {
    beginMotion();
    schedule();
}

FigureStyle FieldView::figureStyle() const {
    FigureStyle small = style();
    small.fontSize = std::max(9.0, 0.9 * QFontInfo(font()).pixelSize());
    small.lineWidth = 1.25;
    return small;
}

const FieldFigure& FieldView::figureNow() const {
    const QRectF shape = home_.isNull() ? QRectF(0.0, 0.0, 1.0, 1.0) : home_;
    const double aspect = shape.width() / shape.height();
    const FigureStyle style = figureStyle();
    Placed& placed = placed_;
    if (placed.scene != scene_ || placed.size != size() || placed.aspect != aspect ||
        placed.fontSize != style.fontSize || placed.font != style.font) {
        placed = {scene_,     size(),
                  aspect,     style.fontSize,
                  style.font, placeFieldOnScreen(QRectF(rect()), aspect, *scene_, style)};
        // Whole pixels: VTK's viewport has no halves, and frame lines stay sharp.
        placed.figure.layout.plot = QRectF(placed.figure.layout.plot.toRect());
    }
    return placed.figure;
}

const FieldLayout& FieldView::layoutNow() const {
    return figureNow().layout;
}

void FieldView::drawMarkedRegion(QPainter& painter, const FieldLayout& layout,
                                 const QTransform& map, const FigureStyle& style) const {
    QPen pen(theme().warning, 1.5);
    pen.setJoinStyle(Qt::MiterJoin);
    const QRectF box = map.mapRect(marked_);
    // A casing in the ground's colour keeps it visible on any heat map.
    painter.setPen(QPen(theme().ground, 3.5, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    painter.drawRect(box);
    painter.setPen(pen);
    painter.drawRect(box);
    if (drag_ == Drag::none || drag_ == Drag::pan) {
        const double em = style.fontSize;
        const QString text = tr("close-up");
        const QFontMetricsF metrics(painter.font(), painter.device());
        const double above = box.top() - 1.9 * em;
        const QRectF label(box.left(), above >= layout.plot.top() ? above : box.top() + 0.3 * em,
                           metrics.horizontalAdvance(text) + 0.8 * em, 1.6 * em);
        drawGround(painter, label, style);
        painter.setPen(theme().warning);
        painter.drawText(label, Qt::AlignCenter, text);
    }
}

QString FieldView::reducedText() const {
    return scene_->stride > 1 ? tr("reduced: 1 arrow in %1").arg(scene_->stride * scene_->stride)
                              : QString();
}

QStringList FieldView::footNotes() const {
    QStringList notes;
    if (tool_ != FieldTool::probe && !toolUsed_ && drag_ == Drag::none) {
        notes << toolHelp(tool_, actions());
    }
    if (scene_->stride > 1) {
        notes << reducedText();
    }
    return notes;
}

void FieldView::drawFootNotes(QPainter& painter, const QRectF& plot,
                              const FigureStyle& style) const {
    const double em = style.fontSize;
    const QFontMetricsF metrics(painter.font(), painter.device());
    double bottom = plot.bottom() - 0.5 * em;
    const QStringList notes = footNotes();
    for (auto note = notes.rbegin(); note != notes.rend(); ++note) {
        const double room = plot.width() - 1.8 * em;
        const QRectF words = metrics.boundingRect(QRectF(0.0, 0.0, room, 20.0 * em),
                                                  Qt::TextWordWrap | Qt::AlignLeft, *note);
        const QRectF box(plot.left() + 0.5 * em, bottom - words.height() - 0.4 * em,
                         words.width() + 0.8 * em, words.height() + 0.4 * em);
        drawGround(painter, box, style);
        painter.setPen(theme().dim);
        painter.drawText(box.adjusted(0.4 * em, 0.0, 0.0, 0.0),
                         Qt::TextWordWrap | Qt::AlignLeft | Qt::AlignVCenter, *note);
        bottom = box.top() - 0.3 * em;
    }
}

void FieldView::drawOverlay(QPainter& painter) const {
    const FigureStyle style = figureStyle();
    const FieldFigure figure = figureNow();
    const FieldLayout& layout = figure.layout;
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
    drawFieldGaps(painter, layout, region, *scene_, style);
    if (!marked_.isNull()) {
        drawMarkedRegion(painter, layout, map, style);
    }
    if (cursor_ && drag_ == Drag::none && !usesBrush()) {
        QColor color = theme().text;
        color.setAlphaF(0.30F);
        painter.setPen(QPen(color, 1.0));
        const QPointF at(std::floor(cursor_->x()) + 0.5, std::floor(cursor_->y()) + 0.5);
        painter.drawLine(QPointF(plot.left(), at.y()), QPointF(plot.right(), at.y()));
        painter.drawLine(QPointF(at.x(), plot.top()), QPointF(at.x(), plot.bottom()));
    }
    if (drag_ == Drag::closeup || drag_ == Drag::zoom) {
        const QColor color = drag_ == Drag::closeup ? theme().warning : theme().accent;
        QColor fill = color;
        fill.setAlphaF(0.15F);
        painter.setBrush(fill);
        painter.setPen(QPen(color, 1.0));
        painter.drawRect(map.mapRect(dragRegion()));
    }
    painter.restore();

    // Words would stand between the hand and what it works on.
    const bool labels = drag_ == Drag::none || drag_ == Drag::pan;
    drawFieldMarks(painter, layout, region, *scene_, style, labels);
    painter.save();
    painter.setClipRect(plot);
    drawTool(painter, layout, map);
    painter.restore();
    drawFootNotes(painter, plot, style);
    drawFieldAxes(painter, layout, region, axisLabels(data_), style);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        QColor color = theme().accent;
        color.setAlphaF(0.7F);
        painter.setPen(QPen(color, 1.0));
        painter.drawRect(plot);
    }
    if (scene_->bar) {
        drawColorBar(painter, layout.bar, *scene_->bar, style);
    }
    drawFieldNotes(painter, figure, *scene_, style);
    drawShortNote(painter, layout, width(), axisLabels(data_), *scene_, style);
    painter.setPen(theme().dim);
    if (data_.empty()) {
        painter.drawText(plot, Qt::AlignCenter, tr("Nothing to show yet"));
    }
}

} // namespace scorescope::views
