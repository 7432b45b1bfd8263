// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/curves/curve_view.h"

#include "engine/core/error.h"
#include "views/axes/clipping.h"
#include "views/curves/chart.h"
#include "views/curves/curve_controls.h"
#include "views/curves/curve_painting.h"
#include "views/curves/curve_panel.h"
#include "views/missing.h"
#include "views/text.h"

#include <QAccessible>
#include <QJsonArray>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace scorescope::views {
namespace {

constexpr double lineWidth = 1.5;
constexpr double near = 6.0;      ///< pixels within which a click means a curve
constexpr double clickSlop = 4.0; ///< pixels below which a drag is a click
constexpr double thinWidth = 1.0; // of other runs

/// Whether labels have room beside the axes; else they stand in the corners of the plot.
bool hasRoomForLabels(const QSize& size) {
    return size.width() >= 420 && size.height() >= 280;
}

/// Points per pixel column from which a curve is a dense one.
constexpr std::size_t denseShare = 1;

std::vector<QPointF> chartPointsOf(const std::vector<CurvePoint>& points, const Axes& axes) {
    // Far points would lose the near ones' digits in the chart's arithmetic.
    const Interval y = mapped(axes.y, axes.yRange);
    const double reach = 1000.0 * y.length();
    std::vector<QPointF> result;
    result.reserve(points.size());
    for (const CurvePoint& point : points) {
        const double value = axes.y.forward(point.y);
        result.emplace_back(axes.x.forward(point.x),
                            std::isnan(value) ? value
                                              : std::clamp(value, y.low - reach, y.high + reach));
    }
    return result;
}

void addBands(std::vector<ChartBand>& bands, const std::vector<BandPoint>& points, const Axes& axes,
              QColor color) {
    color.setAlphaF(0.2F);
    std::vector<CurvePoint> low;
    std::vector<CurvePoint> high;
    const auto finish = [&] {
        if (low.size() > 1) {
            bands.push_back({chartPointsOf(low, axes), chartPointsOf(high, axes), color});
        }
        low.clear();
        high.clear();
    };
    for (const BandPoint& point : points) {
        if (std::isnan(point.low)) {
            finish();
        } else {
            low.push_back({point.x, point.low});
            high.push_back({point.x, point.high});
        }
    }
    finish();
}

/// Whether everything a frame shows is the beginning of what another one shows.
bool beginsLike(const ViewSpec& spec, const Frame& longer, const Frame& shorter) {
    for (const std::string& name : spec.artifacts) {
        const auto a = longer.find(name);
        const auto b = shorter.find(name);
        const auto* whole = a ? std::get_if<SeriesArtifact>(&a->data) : nullptr;
        const auto* part = b ? std::get_if<SeriesArtifact>(&b->data) : nullptr;
        if (whole == nullptr || part == nullptr || !continues(whole->points, part->points)) {
            return false;
        }
    }
    return true;
}

} // namespace

CurveView::CurveView(ViewSpec viewSpec, QWidget* parent)
    : AxesView(std::move(viewSpec), parent), look_(CurveLook::fromOptions(spec())),
      chart_(createChart()) {
    setPlainDrag(PlainDrag::zooms);
}

CurveView::~CurveView() = default;

std::set<std::string> CurveView::interest() const {
    return {spec().artifacts.begin(), spec().artifacts.end()};
}

void CurveView::setFrame(FramePtr frame) {
    if (frame) {
        takeHead(frame);
    } else {
        headFrame_.reset();
    }
    AxesView::setFrame(std::move(frame));
}

void CurveView::setCompanions(std::vector<Companion> companions) {
    if (companions.empty() && companions_.empty()) {
        return;
    }
    companions_ = std::move(companions);
    changed();
}

void CurveView::takeHead(const FramePtr& frame) {
    const bool sameRun = headFrame_ && headFrame_->head == frame->head &&
                         frame->step < frame->head && beginsLike(spec(), *headFrame_, *frame);
    if (!sameRun) {
        headFrame_ = frame;
    }
}

void CurveView::setSmoothing(double steps) {
    if (steps >= 0.0 && std::isfinite(steps) && steps != look_.smoothing) {
        look_.smoothing = steps;
        changed();
        Q_EMIT lookChanged();
    }
}

void CurveView::setCurveVisible(const std::string& name, bool visible) {
    const bool did = visible ? look_.hidden.erase(name) > 0 : look_.hidden.insert(name).second;
    if (did) {
        changed();
        Q_EMIT lookChanged();
    }
}

CurveSet CurveView::collect() const {
    CurveSet set;
    if (frame()) {
        set = collectCurves(spec(), headFrame_ ? *headFrame_ : *frame());
        set.step = frame()->step;
        set.head = frame()->head;
        addCompanions(set, spec(), companions_);
    }
    return set;
}

std::unique_ptr<FigurePanel> CurveView::figurePanel() const {
    return std::make_unique<CurvePanel>(QString::fromStdString(spec().title), collect(), look_);
}

QJsonObject CurveView::state() const {
    QJsonObject state{{"smoothing", look_.smoothing}};
    look_.toState(state);
    if (!look_.hidden.empty()) {
        QJsonArray hidden;
        for (const std::string& name : look_.hidden) {
            const bool own =
                std::none_of(companions_.begin(), companions_.end(),
                             [&](const Companion& other) { return other.key == name; });
            if (own) {
                hidden.append(QString::fromStdString(name));
            }
        }
        if (!hidden.isEmpty()) {
            state["hidden"] = hidden;
        }
    }
    return state;
}

void CurveView::setState(const QJsonObject& state) {
    const Scale xScale = look_.xScale;
    look_.fromState(state);
    look_.xScale = look_.xScale == Scale::symlog ? xScale : look_.xScale;
    const double smoothing = state["smoothing"].toDouble(look_.smoothing);
    look_.smoothing = smoothing >= 0.0 && std::isfinite(smoothing) ? smoothing : look_.smoothing;
    look_.hidden.clear();
    for (const QJsonValue& name : state["hidden"].toArray()) {
        look_.hidden.insert(name.toString().toStdString());
    }
    changed();
    Q_EMIT lookChanged();
}

QJsonObject CurveView::comparedLook() const {
    QJsonObject look = AxesView::comparedLook();
    look.insert(QStringLiteral("smoothing"), look_.smoothing);
    return look;
}

void CurveView::setComparedLook(const QJsonObject& look) {
    AxesView::setComparedLook(look);
    setSmoothing(look[QStringLiteral("smoothing")].toDouble(look_.smoothing));
}

QWidget* CurveView::createControls(QWidget* parent) {
    return new CurveControls(*this, parent);
}

std::vector<LegendEntry> CurveView::curves() const {
    return legendEntries(set_, look_, theme());
}

QRectF CurveView::legendBox(const std::string& name) const {
    for (std::size_t i = 0; i < legend_.boxes.size(); ++i) {
        if (entries_[i].name == name) {
            return legend_.boxes[i];
        }
    }
    return {};
}

std::size_t CurveView::chartPoints() const {
    return chart_->pointCount();
}

AxesFrame CurveView::layOut(const QRectF& outer) {
    const std::vector<LegendEntry> before = entries_;
    set_ = collect();
    selection_.clear();
    for (const PlotCurve& curve : set_.curves) {
        noteSelected(selection_, *frame(), curve.selects);
    }
    const Axes axes = fitAxes(set_, look_);
    entries_ =
        set_.curves.size() > 1 ? legendEntries(set_, look_, theme()) : std::vector<LegendEntry>();
    for (LegendEntry& entry : entries_) {
        entry.selected =
            std::any_of(set_.curves.begin(), set_.curves.end(), [&](const PlotCurve& curve) {
                return curve.name == entry.name && isSelected(curve);
            });
    }
    const bool roomy = hasRoomForLabels(size());
    AxesFrame placed(set_.labels, axes, outer, style(), this, {roomy, 0.0});
    std::vector<QPolygonF> obstacles;
    if (!roomy) {
        const CornerLabels corners = cornerLabels(placed, set_.labels);
        obstacles = {QPolygonF(corners.x), QPolygonF(corners.y)};
    }
    fillChart(placed, obstacles);
    legend_ = placeLegend(placed, entries_, obstacles, legend_.place);
    if (legend_.outside) {
        placed = AxesFrame(set_.labels, axes, outer, style(), this,
                           {roomy, legend_.frame.bottom() - outer.top()});
        legend_ = legendStrip(placed, entries_);
    }
    const Interval x = mapped(axes.x, axes.xRange);
    const Interval y = mapped(axes.y, axes.yRange);
    chart_->setGeometry(size(), placed.plot());
    chart_->setRange(QRectF(x.low, y.low, x.length(), y.length()));
    ++updates_;
    tellCurves(before);
    return placed;
}

void CurveView::tellCurves(const std::vector<LegendEntry>& before) {
    const bool same = before.size() == entries_.size() &&
                      std::equal(before.begin(), before.end(), entries_.begin(),
                                 [](const auto& a, const auto& b) { return a.name == b.name; });
    if (!same) {
        Q_EMIT curvesChanged();
    }
    if (QAccessible::isActive() && !set_.curves.empty() && frame()) {
        QStringList values;
        for (const PlotCurve& curve : set_.curves) {
            values << QStringLiteral("%1: %2").arg(curve.title,
                                                   numberText(frame()->lastValue(curve.name)));
        }
        setAccessibleDescription(values.join(QStringLiteral("; ")));
    }
}

void CurveView::fillChart(const AxesFrame& frame, std::vector<QPolygonF>& obstacles) {
    const Axes& axes = frame.axes();
    const std::size_t columns = columnsIn(frame.plot().width());
    std::vector<ChartBand> bands;
    std::vector<ChartLine> below; // other runs
    std::vector<ChartLine> lines;
    std::vector<ChartLine> above;
    smoothLooks_.assign(set_.curves.size(), Series());
    drawn_.assign(set_.curves.size(), {});
    for (std::size_t i = 0; i < set_.curves.size(); ++i) {
        const PlotCurve& curve = set_.curves[i];
        if (!look_.shows(curve)) {
            continue;
        }
        const bool dotted = curve.isPath && curve.style != Lines::Style::line;
        const bool other = !curve.run.empty();
        QPen pen = penOf(curve);
        const QColor color = pen.color();
        const Interval part = shownPart(curve, axes.xRange);
        drawn_[i] = curve.isPath ? decimatePath(curve.path, axes.x, axes.y, axes.xRange, columns)
                                 : decimate(curve.points, axes.x, axes.y, part, columns);
        const std::vector<CurvePoint>& points = drawn_[i];
        for (QPolygonF& piece : piecesOf(points, frame, curve.right)) {
            obstacles.push_back(std::move(piece));
        }
        if (dotted || curve.right) {
            continue; // drawn with the axes
        }
        if (curve.filled) {
            std::vector<BandPoint> area;
            const double floor = axes.y.shows(0.0) ? 0.0 : axes.yRange.low;
            for (const CurvePoint& point : points) {
                area.push_back({point.x, std::isnan(point.y) ? point.y : floor, point.y});
            }
            addBands(bands, area, axes, color);
        } else if (!curve.low.empty()) {
            addBands(
                bands,
                decimateBand(curve.low, curve.high, axes.x, axes.y, part, columns, axes.yRange.low),
                axes, color);
        }
        if (points.size() > denseShare * columns) {
            // Peak beside peak: dashes would be noise, and a thick pen costs ten times as much.
            pen.setStyle(Qt::SolidLine);
            pen.setWidthF(0.0);
        }
        if (look_.smoothing > 0.0 && !curve.isPath && !curve.reference) {
            smoothLooks_[i] = smoothed_[curve.name].update(curve.points, look_.smoothing);
            (other ? below : above)
                .push_back(
                    {chartPointsOf(decimate(smoothLooks_[i], axes.x, axes.y, part, columns), axes),
                     pen});
            QColor faint = color;
            faint.setAlphaF(0.3F);
            pen.setColor(faint);
            pen.setWidthF(std::min(pen.widthF(), 1.0));
        }
        (other ? below : lines).push_back({chartPointsOf(points, axes), pen});
    }
    lines.insert(lines.begin(), std::make_move_iterator(below.begin()),
                 std::make_move_iterator(below.end()));
    lines.insert(lines.end(), std::make_move_iterator(above.begin()),
                 std::make_move_iterator(above.end()));
    chart_->setContent(bands, lines);
}

void CurveView::drawPicture(QPainter& painter) const {
    const AxesFrame& placed = *layoutFrame();
    const FigureStyle look = style();
    placed.drawGrid(painter);
    painter.setRenderHint(QPainter::Antialiasing, false);
    chart_->paint(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const PlotCurve& curve : set_.curves) {
        if (!look_.shows(curve)) {
            continue;
        }
        if (curve.right && curve.style == Lines::Style::line) {
            drawLine(painter, piecesOf(curve.path, placed, true), placed.plot(), penOf(curve));
        }
        drawPathMarks(painter, curve, placed, look);
    }
    placed.drawAxes(painter);
    if (!hasRoomForLabels(size()) && !set_.curves.empty()) {
        drawCornerLabels(painter, placed, set_.labels);
    }
    drawLegend(painter, placed, entries_, legend_);
    const bool nothing = std::none_of(set_.curves.begin(), set_.curves.end(), [&](const auto& c) {
        return look_.shows(c) && (!c.points.empty() || !c.path.empty());
    });
    if (nothing) {
        painter.setPen(theme().dim);
        painter.setFont(font());
        painter.drawText(placed.plot(), Qt::AlignCenter | Qt::TextWordWrap,
                         set_.curves.empty() || look_.hidden.empty() ? tr("No values yet")
                                                                     : tr("All curves are hidden"));
    }
}

void CurveView::drawAbove(QPainter& painter) const {
    if (!set_.overSteps || set_.step >= set_.head) {
        return;
    }
    const QRectF area = plotArea();
    const double x = positionOf(static_cast<double>(set_.step), axes().yRange.low).x();
    if (x >= area.left() && x <= area.right()) {
        painter.setPen(QPen(theme().text, 1.0));
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    }
}

std::vector<CurveView::Sample> CurveView::samplesAt(const QPointF& at) const {
    std::vector<Sample> samples;
    if (!layoutFrame()) {
        return samples;
    }
    const double x = layoutFrame()->valueAt(at).x();
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t i = 0; i < set_.curves.size(); ++i) {
        const PlotCurve& curve = set_.curves[i];
        if (!look_.shows(curve)) {
            continue;
        }
        if (!curve.points.empty()) {
            std::size_t k = std::min(curve.points.lowerBound(x), curve.points.size() - 1);
            if (k > 0 && x - curve.points.at(k - 1).step < curve.points.at(k).step - x) {
                --k;
            }
            const SeriesPoint point = curve.points.at(k);
            if (point.step < curve.fromStep) {
                continue; // not drawn there
            }
            const bool smooth = i < smoothLooks_.size() && k < smoothLooks_[i].size();
            samples.push_back(
                {i, point.step, point.value, smooth ? smoothLooks_[i].at(k).value : none});
        }
        if (!curve.path.empty()) {
            const auto nearest = std::min_element(curve.path.begin(), curve.path.end(),
                                                  [x](const CurvePoint& a, const CurvePoint& b) {
                                                      return std::abs(a.x - x) < std::abs(b.x - x);
                                                  });
            samples.push_back({i, nearest->x, nearest->y, none});
        }
    }
    return samples;
}

Readout CurveView::readoutAt(const QPointF& at) const {
    Readout said;
    const std::vector<Sample> samples = samplesAt(at);
    if (samples.empty()) {
        return said;
    }
    // The place of the curve nearest to the cursor stands for all.
    double nearest = samples.front().x;
    const double cursor = layoutFrame()->valueAt(at).x();
    for (const Sample& sample : samples) {
        nearest = std::abs(sample.x - cursor) < std::abs(nearest - cursor) ? sample.x : nearest;
    }
    said.place = QStringLiteral("%1 %2").arg(
        set_.labels.x.isEmpty() ? QStringLiteral("x") : set_.labels.x, numberText(nearest, 7));
    for (const Sample& sample : samples) {
        QString value = numberText(sample.value);
        if (!std::isnan(sample.smoothed)) {
            value = tr("%1, smoothed %2").arg(value, numberText(sample.smoothed));
        }
        if (sample.x != nearest) {
            value = tr("%1 at %2").arg(value, numberText(sample.x, 7));
        }
        const PlotCurve& curve = set_.curves[sample.curve];
        const QPointF mark = curve.right ? layoutFrame()->placeRight(sample.x, sample.value)
                                         : layoutFrame()->place(sample.x, sample.value);
        said.lines.push_back({QStringLiteral("%1: %2").arg(curve.title, value),
                              curve.color(theme()), curve.penStyle(), mark});
    }
    return said;
}

std::string CurveView::legendNameAt(const QPointF& at) const {
    for (std::size_t i = 0; i < legend_.boxes.size(); ++i) {
        if (legend_.boxes[i].contains(at)) {
            return entries_[i].name;
        }
    }
    return {};
}

bool CurveView::isSelected(const PlotCurve& curve) const {
    const auto found = selection_.find(curve.selects);
    return found != selection_.end() && found->second == curve.item;
}

QPen CurveView::penOf(const PlotCurve& curve) const {
    const bool chosen = isSelected(curve);
    const bool beside =
        !chosen && std::any_of(set_.curves.begin(), set_.curves.end(), [&](const PlotCurve& other) {
            return other.selects == curve.selects && look_.shows(other) && isSelected(other);
        });
    const QColor own = curve.color(theme());
    return QPen(beside ? dimmed(own, theme().ground) : own,
                (chosen ? 2.0 : 1.0) * (curve.run.empty() ? lineWidth : thinWidth),
                curve.penStyle(), Qt::FlatCap, Qt::RoundJoin);
}

std::optional<std::size_t> CurveView::curveNear(const QPointF& at, double reach) const {
    std::optional<std::size_t> found;
    const QRectF area = plotArea().adjusted(-near, -near, near, near); // some lie on its edge
    for (std::size_t i = 0; i < drawn_.size() && area.contains(at); ++i) {
        const PlotCurve& curve = set_.curves[i];
        if (curve.selects.empty()) {
            continue;
        }
        for (const QPolygonF& piece : piecesOf(drawn_[i], *layoutFrame(), curve.right)) {
            const double distance = distanceTo(piece, at);
            if (distance <= reach) {
                reach = distance;
                found = i;
            }
        }
    }
    return found;
}

void CurveView::select(const PlotCurve& curve) {
    ++gesture_;
    Q_EMIT parametersEdited(
        {{QString::fromStdString(curve.selects), static_cast<qint64>(curve.item)}}, gesture_);
}

void CurveView::mouseReleaseEvent(QMouseEvent* event) {
    const bool click = event->button() == Qt::LeftButton && event->modifiers() == Qt::NoModifier &&
                       !isDraggingOwn() &&
                       (event->position() - pressedAt_).manhattanLength() < clickSlop;
    AxesView::mouseReleaseEvent(event);
    if (const auto curve = click ? curveNear(event->position(), near) : std::nullopt) {
        select(set_.curves[*curve]);
    }
}

void CurveView::keyPressEvent(QKeyEvent* event) {
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const auto curve = enter && hovered()
                           ? curveNear(*hovered(), std::numeric_limits<double>::infinity())
                           : std::nullopt;
    if (curve) {
        select(set_.curves[*curve]);
    } else {
        AxesView::keyPressEvent(event);
    }
}

bool CurveView::pressOwn(const QMouseEvent& event) {
    pressedAt_ = event.position();
    pressedEntry_ =
        event.button() == Qt::LeftButton ? legendNameAt(event.position()) : std::string();
    return !pressedEntry_.empty();
}

void CurveView::releaseOwn(const QPointF& at) {
    const std::string name = std::exchange(pressedEntry_, std::string());
    if (legendNameAt(at) == name) {
        setCurveVisible(name, look_.hidden.count(name) != 0);
    }
}

Qt::CursorShape CurveView::hoverOwn(const QPointF& at) {
    return legendNameAt(at).empty() && !curveNear(at, near) ? Qt::ArrowCursor
                                                            : Qt::PointingHandCursor;
}

bool CurveView::keepsDoubleClick(const QPointF& at) const {
    return !legendNameAt(at).empty();
}

bool CurveView::pointsAt(const QPointF& at) const {
    return plotArea().contains(at) && legendNameAt(at).empty();
}

void CurveView::moveReadout(int direction) {
    const QRectF area = plotArea();
    const QPointF from = hovered().value_or(area.center());
    for (const PlotCurve& curve : set_.curves) {
        if (!look_.shows(curve) || curve.points.empty()) {
            continue;
        }
        const double x = layoutFrame()->valueAt(from).x();
        std::size_t k = std::min(curve.points.lowerBound(x), curve.points.size() - 1);
        if (k > 0 && x - curve.points.at(k - 1).step < curve.points.at(k).step - x) {
            --k;
        }
        if (hovered()) {
            k = direction < 0 ? (k > 0 ? k - 1 : 0) : std::min(k + 1, curve.points.size() - 1);
        }
        const QPointF at = positionOf(curve.points.at(k).step, curve.points.at(k).value);
        if (std::isfinite(at.x())) {
            const double y = std::isfinite(at.y()) ? at.y() : from.y();
            hover(QPointF(at.x(), std::clamp(y, area.top(), area.bottom())));
        }
        return;
    }
}

std::unique_ptr<FigurePanel> curvePanel(const ViewSpec& spec, const Frame& frame) {
    CurveLook look = CurveLook::fromOptions(spec);
    refuseAnyMissing(spec, frame);
    CurveSet set = collectCurves(spec, frame);
    if (!set.problem.isEmpty()) {
        throw InputError("", "/views", "view '" + spec.name + "': " + set.problem.toStdString());
    }
    return std::make_unique<CurvePanel>(QString::fromStdString(spec.title), std::move(set),
                                        std::move(look));
}

} // namespace scorescope::views
