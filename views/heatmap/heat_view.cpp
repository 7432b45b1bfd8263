// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/heatmap/heat_view.h"

#include "views/heatmap/heat_controls.h"
#include "views/text.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace scorescope::views {
namespace {

QString nameOf(const std::vector<std::string>& labels, const std::vector<double>& positions,
               std::size_t index) {
    return positions.empty() ? QString::fromStdString(labels[index]) : numberText(positions[index]);
}

} // namespace

HeatView::HeatView(ViewSpec viewSpec, QWidget* parent)
    : AxesView(std::move(viewSpec), parent), look_(HeatLook::fromOptions(spec())) {
    setHome(look_);
}

std::set<std::string> HeatView::interest() const {
    return {spec().artifacts.begin(), spec().artifacts.end()};
}

std::unique_ptr<FigurePanel> HeatView::figurePanel() const {
    return heatPanel(spec(), look_, frame());
}

QJsonObject HeatView::state() const {
    QJsonObject state{
        {"color_scale", look_.colorScale == ColorScale::logarithmic ? "log" : "linear"},
        {"marks", look_.marks}};
    look_.toState(state);
    if (look_.limits) {
        state["limits"] = QJsonArray{look_.limits->low, look_.limits->high};
    }
    return state;
}

void HeatView::setState(const QJsonObject& state) {
    look_.fromState(state);
    look_.colorScale = state["color_scale"].toString() == QLatin1String("log")
                           ? ColorScale::logarithmic
                           : ColorScale::linear;
    look_.marks = state["marks"].toBool(look_.marks);
    const auto limits = toInterval(state["limits"], Scale::linear);
    look_.limits = limits ? std::optional(ColorLimits{limits->low, limits->high}) : std::nullopt;
    changed();
    Q_EMIT lookChanged();
}

void HeatView::shareLimits(const std::vector<FigurePanel::Limits>& limits) {
    AxesView::shareLimits(limits);
    if (shared_.put(limitsNamed(limits, "limits"), look_.limits)) {
        changed();
        Q_EMIT lookChanged();
    }
}

QWidget* HeatView::createControls(QWidget* parent) {
    return new HeatControls(*this, parent);
}

void HeatView::setColorScale(ColorScale scale) {
    if (scale != look_.colorScale) {
        look_.colorScale = scale;
        look_.limits.reset(); // limits belong to their scale
        changed();
        Q_EMIT lookChanged();
    }
}

void HeatView::setLimitsLocked(bool locked) {
    if (locked != look_.limits.has_value()) {
        look_.limits = locked ? std::optional(content_.bar.limits) : std::nullopt;
        changed();
        Q_EMIT lookChanged();
    }
}

void HeatView::setMarks(bool shown) {
    if (shown != look_.marks) {
        look_.marks = shown;
        changed();
        Q_EMIT lookChanged();
    }
}

std::vector<Scale> HeatView::yScales() const {
    return {Scale::linear, Scale::log};
}

QRectF HeatView::rectOf(const HeatCell& cell) const {
    return layout_ ? cellRect(content_, layout_->frame, cell) : QRectF();
}

AxesFrame HeatView::layOut(const QRectF& outer) {
    content_ = frame() ? collectHeat(spec(), look_, *frame(), theme()) : HeatContent();
    layout_ = layOutHeat(content_, look_, outer, style(), this, width() >= 300 && height() >= 180);
    return layout_->frame;
}

void HeatView::drawPicture(QPainter& painter) const {
    drawHeat(painter, content_, look_, *layout_, style());
}

void HeatView::drawAbove(QPainter& painter) const {
    const auto cell = hovered() ? cellAt(*hovered()) : std::nullopt;
    if (cell) {
        painter.setPen(QPen(theme().text, 1.0));
        painter.drawRect(rectOf(*cell).intersected(plotArea()));
    }
}

std::optional<HeatCell> HeatView::cellAt(const QPointF& at) const {
    if (!layout_ || content_.heatmap() == nullptr || !plotArea().contains(at)) {
        return std::nullopt;
    }
    const QPointF value = layout_->frame.valueAt(at);
    return content_.cellAt(value.x(), value.y());
}

std::optional<HeatView::Target> HeatView::targetAt(const QPointF& at) const {
    const Heatmap* map = content_.heatmap();
    if (!layout_ || map == nullptr || (map->selectsRow.empty() && map->selectsColumn.empty())) {
        return std::nullopt;
    }
    const QRectF area = plotArea();
    const QPointF inside(std::clamp(at.x(), area.left(), area.right() - 0.01),
                         std::clamp(at.y(), area.top() + 0.01, area.bottom()));
    const auto cell = cellAt(inside);
    if (!cell) {
        return std::nullopt;
    }
    const bool beside = at.x() < area.left();
    const bool below = at.y() > area.bottom();
    if ((beside && below) || at.x() > area.right() || at.y() < area.top()) {
        return std::nullopt;
    }
    Target target;
    if (!below && !map->selectsRow.empty()) {
        target.row = cell->row;
    }
    if (!beside && !map->selectsColumn.empty()) {
        target.column = cell->column;
    }
    return target.row || target.column ? std::optional(target) : std::nullopt;
}

Readout HeatView::readoutAt(const QPointF& at) const {
    Readout said;
    const auto cell = cellAt(at);
    if (!cell) {
        return said;
    }
    const Heatmap& map = *content_.heatmap();
    const double value = static_cast<double>(content_.value(*cell));
    said.place =
        QStringLiteral("%1, %2").arg(nameOf(map.rowLabels, map.rowPositions, cell->row),
                                     nameOf(map.columnLabels, map.columnPositions, cell->column));
    const ColorBar& bar = content_.bar;
    const QColor color = bar.map.color(colorFraction(value, bar.limits, bar.scale));
    const QString title = bar.title.isEmpty() ? tr("value") : bar.title;
    if (content_.state(*cell) == Heatmap::CellState::notComputed) {
        said.lines.push_back({tr("not computed"), theme().dim});
        return said;
    }
    said.lines.push_back({QStringLiteral("%1: %2").arg(title, numberText(value)), color});
    if (content_.state(*cell) == Heatmap::CellState::notConverged) {
        said.lines.push_back({tr("not converged: what was reached"), theme().dim});
    } else if (content_.state(*cell) == Heatmap::CellState::tooFewExamples) {
        said.lines.push_back({tr("of too few examples"), theme().dim});
    }
    if (value < bar.limits.low || value > bar.limits.high) {
        said.lines.push_back({tr("beyond the colours"), theme().dim});
    }
    return said;
}

void HeatView::select(const Target& target) {
    const Heatmap& map = *content_.heatmap();
    QJsonObject values;
    if (target.row) {
        values[QString::fromStdString(map.selectsRow)] = static_cast<qint64>(*target.row);
    }
    if (target.column) {
        values[QString::fromStdString(map.selectsColumn)] = static_cast<qint64>(*target.column);
    }
    ++gesture_;
    Q_EMIT parametersEdited(values, gesture_);
}

bool HeatView::pressOwn(const QMouseEvent& event) {
    const bool plain = event.button() == Qt::LeftButton && event.modifiers() == Qt::NoModifier;
    pressed_ = plain ? targetAt(event.position()) : std::nullopt;
    return pressed_.has_value();
}

void HeatView::moveOwn(const QPointF& /*at*/) {
    if (becomePan()) {
        pressed_.reset();
    }
}

void HeatView::releaseOwn(const QPointF& at) {
    const auto pressed = std::exchange(pressed_, std::nullopt);
    if (pressed && targetAt(at) == pressed) {
        select(*pressed);
    }
}

Qt::CursorShape HeatView::hoverOwn(const QPointF& at) {
    return targetAt(at) ? Qt::PointingHandCursor : Qt::ArrowCursor;
}

bool HeatView::keepsDoubleClick(const QPointF& at) const {
    // The first click has selected; the second one means the same, not to fit.
    return targetAt(at).has_value();
}

void HeatView::moveCell(int down, int right) {
    const Heatmap* map = content_.heatmap();
    if (map == nullptr || map->values.empty()) {
        return;
    }
    const auto from = hovered() ? cellAt(*hovered()) : std::nullopt;
    const auto moved = [](std::size_t index, int by, std::size_t count) {
        const auto next = static_cast<std::ptrdiff_t>(index) + by;
        return static_cast<std::size_t>(
            std::clamp<std::ptrdiff_t>(next, 0, static_cast<std::ptrdiff_t>(count) - 1));
    };
    const int byRow = map->rowPositions.empty() ? down : -down; // rows with numbers go up
    const HeatCell cell = from ? HeatCell{moved(from->row, byRow, map->rows()),
                                          moved(from->column, right, map->columns())}
                               : HeatCell{0, 0};
    const QPointF middle = rectOf(cell).center();
    if (plotArea().contains(middle)) {
        hover(middle);
    }
}

void HeatView::keyPressEvent(QKeyEvent* event) {
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    if (control && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)) {
        moveCell(event->key() == Qt::Key_Down ? 1 : -1, 0);
    } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (const auto target = hovered() ? targetAt(*hovered()) : std::nullopt) {
            select(*target);
        }
    } else {
        AxesView::keyPressEvent(event);
    }
}

} // namespace scorescope::views
