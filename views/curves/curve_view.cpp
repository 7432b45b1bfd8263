// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/curves/curve_view.h"

#include "engine/core/error.h"
#include "views/curves/chart.h"
#include "views/curves/curve_controls.h"
#include "views/curves/curve_panel.h"

#include <QAccessible>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QJsonArray>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace scorescope::views {
namespace {

constexpr int shortestInterval = 33; // ms: at most 30 fillings a second
constexpr int longestInterval = 500;
constexpr double brushThreshold = 6.0;
constexpr double lineWidth = 1.5;
/// Points per pixel column from which a curve is a dense one.
constexpr std::size_t denseShare = 1;

QJsonArray toArray(Interval range) {
    return {range.low, range.high};
}

std::optional<Interval> toInterval(const QJsonValue& value) {
    const QJsonArray array = value.toArray();
    if (array.size() != 2 || !array[0].isDouble() || !array[1].isDouble() ||
        !(array[1].toDouble() > array[0].toDouble())) {
        return std::nullopt;
    }
    return Interval{array[0].toDouble(), array[1].toDouble()};
}

std::vector<QPointF> chartPointsOf(const std::vector<CurvePoint>& points, const CurveAxes& axes) {
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

void addBands(std::vector<ChartBand>& bands, const std::vector<BandPoint>& points,
              const CurveAxes& axes, QColor color) {
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

CurveView::CurveView(ViewSpec spec, QWidget* parent)
    : ArtifactView(std::move(spec), parent), look_(CurveLook::fromOptions(this->spec())),
      chart_(createChart()) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(QString::fromStdString(this->spec().title));
    timer_.setSingleShot(true);
    connect(&timer_, &QTimer::timeout, this, [this] {
        if (isVisible()) {
            rebuild();
        }
    });
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
    frame_ = std::move(frame);
    schedule();
}

void CurveView::takeHead(const FramePtr& frame) {
    const bool sameRun = headFrame_ && headFrame_->head == frame->head &&
                         frame->step < frame->head && beginsLike(spec(), *headFrame_, *frame);
    if (!sameRun) {
        headFrame_ = frame;
    }
}

void CurveView::setTheme(const Theme& theme) {
    theme_ = theme;
    changed();
}

void CurveView::fit() {
    look_.x.reset();
    look_.y.reset();
    changed();
}

void CurveView::setYScale(Scale scale) {
    if (scale != look_.yScale) {
        look_.yScale = scale;
        look_.y.reset();
        changed();
        Q_EMIT lookChanged();
    }
}

void CurveView::setXScale(Scale scale) {
    if (scale != look_.xScale) {
        look_.xScale = scale;
        look_.x.reset();
        changed();
        Q_EMIT lookChanged();
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

std::unique_ptr<FigurePanel> CurveView::figurePanel() const {
    CurveSet set;
    if (frame_) {
        set = collectCurves(spec(), headFrame_ ? *headFrame_ : *frame_);
        set.step = frame_->step;
        set.head = frame_->head;
    }
    return std::make_unique<CurvePanel>(QString::fromStdString(spec().title), std::move(set),
                                        look_);
}

QJsonObject CurveView::state() const {
    QJsonObject state{{"y_scale", QString::fromStdString(scaleName(look_.yScale))},
                      {"x_scale", QString::fromStdString(scaleName(look_.xScale))},
                      {"smoothing", look_.smoothing}};
    if (!look_.hidden.empty()) {
        QJsonArray hidden;
        for (const std::string& name : look_.hidden) {
            hidden.append(QString::fromStdString(name));
        }
        state["hidden"] = hidden;
    }
    if (look_.x) {
        state["x_range"] = toArray(*look_.x);
    }
    if (look_.y) {
        state["y_range"] = toArray(*look_.y);
    }
    return state;
}

void CurveView::setState(const QJsonObject& state) {
    const auto scale = [&](const char* key, Scale now) {
        return scaleFromName(state[QLatin1String(key)].toString().toStdString()).value_or(now);
    };
    look_.yScale = scale("y_scale", look_.yScale);
    const Scale xScale = scale("x_scale", look_.xScale);
    look_.xScale = xScale == Scale::symlog ? look_.xScale : xScale;
    const double smoothing = state["smoothing"].toDouble(look_.smoothing);
    look_.smoothing = smoothing >= 0.0 && std::isfinite(smoothing) ? smoothing : look_.smoothing;
    look_.hidden.clear();
    for (const QJsonValue& name : state["hidden"].toArray()) {
        look_.hidden.insert(name.toString().toStdString());
    }
    look_.x = toInterval(state["x_range"]);
    look_.y = toInterval(state["y_range"]);
    changed();
    Q_EMIT lookChanged();
}

QWidget* CurveView::createControls(QWidget* parent) {
    return new CurveControls(*this, parent);
}

QSize CurveView::sizeHint() const {
    return {320, 220};
}

QSize CurveView::minimumSizeHint() const {
    return {160, 100};
}

std::vector<LegendEntry> CurveView::curves() const {
    return legendEntries(set_, look_, theme_);
}

QPointF CurveView::positionOf(double x, double y) const {
    return plot_ ? plot_->place(x, y) : QPointF();
}

QRectF CurveView::legendBox(const std::string& name) const {
    for (std::size_t i = 0; i < legend_.boxes.size(); ++i) {
        if (entries_[i].name == name) {
            return legend_.boxes[i];
        }
    }
    return {};
}

QRectF CurveView::plotArea() const {
    return plot_ ? plot_->plot() : QRectF();
}

std::size_t CurveView::chartPoints() const {
    return chart_->pointCount();
}

FigureStyle CurveView::style() const {
    FigureStyle style;
    style.theme = theme_;
    style.font = font();
    style.fontSize =
        font().pixelSize() > 0 ? font().pixelSize() : font().pointSizeF() * logicalDpiY() / 72.0;
    style.lineWidth = lineWidth;
    return style;
}

void CurveView::schedule() {
    stale_ = true;
    if (!isVisible() || timer_.isActive()) {
        return;
    }
    // Curves that are dear to draw are drawn less often: the window must stay free for the person.
    const qint64 interval =
        std::clamp<qint64>(4 * (buildCost_ + paintCost_), shortestInterval, longestInterval);
    const qint64 since = sinceUpdate_.isValid() ? sinceUpdate_.elapsed() : interval;
    timer_.start(static_cast<int>(std::clamp<qint64>(interval - since, 0, interval)));
}

void CurveView::changed() {
    stale_ = true;
    if (isVisible()) {
        rebuild();
    }
}

void CurveView::rebuild() {
    stale_ = false;
    sinceUpdate_.start();
    std::vector<std::string> before;
    for (const LegendEntry& entry : entries_) {
        before.push_back(entry.name);
    }
    set_ = frame_ ? collectCurves(spec(), headFrame_ ? *headFrame_ : *frame_) : CurveSet();
    if (frame_) {
        set_.step = frame_->step;
        set_.head = frame_->head;
    }
    axes_ = fitAxes(set_, look_);
    const FigureStyle style = this->style();
    entries_ =
        set_.curves.size() > 1 ? legendEntries(set_, look_, theme_) : std::vector<LegendEntry>();

    const bool roomy = width() >= 420 && height() >= 280;
    const QRectF outer = QRectF(rect()).adjusted(4.0, 2.0, -4.0, -4.0);
    PlotFrame frame(set_, axes_, outer, style, this, {roomy, 0.0});
    const auto columns = static_cast<std::size_t>(
        std::max(1.0, std::ceil(frame.plot().width() * devicePixelRatioF())));

    std::vector<ChartBand> bands;
    std::vector<ChartLine> lines;
    std::vector<ChartLine> above;
    std::vector<QPolygonF> obstacles;
    smoothLooks_.assign(set_.curves.size(), Series());
    for (std::size_t i = 0; i < set_.curves.size(); ++i) {
        const PlotCurve& curve = set_.curves[i];
        if (!look_.shows(curve)) {
            continue;
        }
        const QColor color = curve.color(theme_);
        QPen pen(color, lineWidth, curve.penStyle(), Qt::FlatCap, Qt::RoundJoin);
        const std::vector<CurvePoint> points =
            curve.isPath ? decimatePath(curve.path, axes_.x, axes_.y, axes_.xRange, columns)
                         : decimate(curve.points, axes_.x, axes_.y, axes_.xRange, columns);
        for (QPolygonF& piece : piecesOf(points, frame)) {
            obstacles.push_back(std::move(piece));
        }
        if (curve.filled) {
            std::vector<BandPoint> area;
            const double floor = axes_.y.shows(0.0) ? 0.0 : axes_.yRange.low;
            for (const CurvePoint& point : points) {
                area.push_back({point.x, std::isnan(point.y) ? point.y : floor, point.y});
            }
            addBands(bands, area, axes_, color);
        } else if (!curve.low.empty()) {
            addBands(bands,
                     decimateBand(curve.low, curve.high, axes_.x, axes_.y, axes_.xRange, columns,
                                  axes_.yRange.low),
                     axes_, color);
        }
        if (points.size() > denseShare * columns) {
            // Peak beside peak: dashes would be noise, and a thick pen costs ten times as much.
            pen.setStyle(Qt::SolidLine);
            pen.setWidthF(0.0);
        }
        if (look_.smoothing > 0.0 && !curve.isPath && !curve.reference) {
            smoothLooks_[i] = smoothed_[curve.name].update(curve.points, look_.smoothing);
            above.push_back(
                {chartPointsOf(decimate(smoothLooks_[i], axes_.x, axes_.y, axes_.xRange, columns),
                               axes_),
                 pen});
            QColor faint = color;
            faint.setAlphaF(0.3F);
            pen.setColor(faint);
            pen.setWidthF(std::min(pen.widthF(), 1.0));
        }
        lines.push_back({chartPointsOf(points, axes_), pen});
    }
    lines.insert(lines.end(), std::make_move_iterator(above.begin()),
                 std::make_move_iterator(above.end()));

    legend_ = frame.placeLegend(entries_, obstacles, legend_.place);
    if (legend_.outside) {
        frame = PlotFrame(set_, axes_, outer, style, this,
                          {roomy, legend_.frame.bottom() - outer.top()});
        legend_ = frame.legendStrip(entries_);
    }
    plot_ = std::make_unique<PlotFrame>(frame);
    const Interval x = mapped(axes_.x, axes_.xRange);
    const Interval y = mapped(axes_.y, axes_.yRange);
    chart_->setGeometry(size(), plot_->plot());
    chart_->setRange(QRectF(x.low, y.low, x.length(), y.length()));
    chart_->setContent(bands, lines);
    ++updates_;
    picture_ = QPixmap();

    std::vector<std::string> after;
    for (const LegendEntry& entry : entries_) {
        after.push_back(entry.name);
    }
    buildCost_ = sinceUpdate_.elapsed();
    if (before != after) {
        Q_EMIT curvesChanged();
    }
    if (QAccessible::isActive() && !set_.curves.empty() && frame_) {
        QStringList values;
        for (const PlotCurve& curve : set_.curves) {
            values << QStringLiteral("%1: %2").arg(curve.title,
                                                   numberText(frame_->lastValue(curve.name)));
        }
        setAccessibleDescription(values.join(QStringLiteral("; ")));
    }
    update();
}

void CurveView::render() {
    QElapsedTimer clock;
    clock.start();
    const double ratio = devicePixelRatioF();
    picture_ = QPixmap((QSizeF(size()) * ratio).toSize());
    picture_.setDevicePixelRatio(ratio);
    picture_.fill(theme_.ground);
    QPainter painter(&picture_);
    plot_->drawGrid(painter);
    chart_->paint(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    plot_->drawAxes(painter);
    plot_->drawLegend(painter, entries_, legend_);
    const bool nothing = std::none_of(set_.curves.begin(), set_.curves.end(), [&](const auto& c) {
        return look_.shows(c) && (!c.points.empty() || !c.path.empty());
    });
    if (nothing) {
        painter.setPen(theme_.dim);
        painter.setFont(font());
        painter.drawText(plot_->plot(), Qt::AlignCenter | Qt::TextWordWrap,
                         set_.curves.empty() || look_.hidden.empty() ? tr("No values yet")
                                                                     : tr("All curves are hidden"));
    }
    paintCost_ = clock.elapsed();
}

void CurveView::paintEvent(QPaintEvent*) {
    if (stale_ && !timer_.isActive()) {
        rebuild();
    }
    if (plot_ && (picture_.isNull() || picture_.devicePixelRatio() != devicePixelRatioF())) {
        render();
    }
    QPainter painter(this);
    if (!plot_) {
        painter.fillRect(rect(), theme_.ground);
        return;
    }
    painter.drawPixmap(0, 0, picture_);
    const QRectF area = plot_->plot();
    if (set_.overSteps && set_.step < set_.head) {
        const double x = plot_->place(static_cast<double>(set_.step), axes_.yRange.low).x();
        if (x >= area.left() && x <= area.right()) {
            painter.setPen(QPen(theme_.text, 1.0));
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        }
    }
    if (drag_ == Drag::brush) {
        QColor color = theme_.accent;
        painter.setPen(QPen(color, 1.0));
        color.setAlphaF(0.15F);
        painter.setBrush(color);
        painter.drawRect(QRectF(pressed_, dragged_).normalized().intersected(area));
        painter.setBrush(Qt::NoBrush);
    } else if (hover_ && drag_ == Drag::none) {
        drawCrosshair(painter);
    }
    if (hasFocus()) {
        painter.setPen(QPen(theme_.accent, 1.0));
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

std::vector<CurveView::Sample> CurveView::samplesAt(const QPointF& at) const {
    std::vector<Sample> samples;
    if (!plot_) {
        return samples;
    }
    const double x = plot_->valueAt(at).x();
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

QStringList CurveView::readout() const {
    QStringList lines;
    if (!hover_) {
        return lines;
    }
    const std::vector<Sample> samples = samplesAt(*hover_);
    if (samples.empty()) {
        return lines;
    }
    const QString x = set_.xLabel.isEmpty() ? QStringLiteral("x") : set_.xLabel;
    // The place of the curve nearest to the cursor stands for all.
    double nearest = samples.front().x;
    const double cursor = plot_->valueAt(*hover_).x();
    for (const Sample& sample : samples) {
        nearest = std::abs(sample.x - cursor) < std::abs(nearest - cursor) ? sample.x : nearest;
    }
    lines << QStringLiteral("%1 %2").arg(x, numberText(nearest, 7));
    for (const Sample& sample : samples) {
        QString value = numberText(sample.value);
        if (!std::isnan(sample.smoothed)) {
            value = tr("%1, smoothed %2").arg(value, numberText(sample.smoothed));
        }
        if (sample.x != nearest) {
            value = tr("%1 at %2").arg(value, numberText(sample.x, 7));
        }
        lines << QStringLiteral("%1: %2").arg(set_.curves[sample.curve].title, value);
    }
    return lines;
}

void CurveView::drawCrosshair(QPainter& painter) const {
    const QRectF area = plot_->plot();
    const std::vector<Sample> samples = samplesAt(*hover_);
    const QStringList lines = readout();
    painter.setRenderHint(QPainter::Antialiasing);
    QColor thin = theme_.dim;
    thin.setAlphaF(0.6F);
    painter.setPen(QPen(thin, 1.0));
    painter.drawLine(QPointF(hover_->x(), area.top()), QPointF(hover_->x(), area.bottom()));
    painter.drawLine(QPointF(area.left(), hover_->y()), QPointF(area.right(), hover_->y()));
    if (lines.isEmpty()) {
        return;
    }
    for (const Sample& sample : samples) {
        const QPointF at = plot_->place(sample.x, sample.value);
        if (std::isfinite(at.x()) && std::isfinite(at.y()) &&
            area.adjusted(-1.0, -1.0, 1.0, 1.0).contains(at)) {
            painter.setPen(QPen(theme_.ground, 1.0));
            painter.setBrush(set_.curves[sample.curve].color(theme_));
            painter.drawEllipse(at, 3.5, 3.5);
        }
    }
    const FigureStyle style = this->style();
    const QFont small = figureFont(style, 0.9 * style.fontSize, this);
    const QFontMetricsF metrics(small, this);
    const double row = metrics.height() + 2.0;
    const auto most = static_cast<qsizetype>(std::max(2.0, (height() - 16.0) / row));
    const qsizetype shown = std::min(most, lines.size());
    double textWidth = 0.0;
    for (qsizetype i = 0; i < shown; ++i) {
        textWidth = std::max(textWidth, metrics.horizontalAdvance(lines[i]));
    }
    const QSizeF box(std::min(textWidth + 26.0, width() - 8.0),
                     row * static_cast<double>(shown) + 8.0);
    QPointF corner(hover_->x() + 12.0, hover_->y() - box.height() - 8.0);
    if (corner.x() + box.width() > width() - 4.0) {
        corner.setX(hover_->x() - 12.0 - box.width());
    }
    corner.setX(std::clamp(corner.x(), 4.0, std::max(4.0, width() - 4.0 - box.width())));
    corner.setY(std::clamp(corner.y(), 4.0, std::max(4.0, height() - 4.0 - box.height())));
    const QRectF frame(corner, box);
    painter.setPen(QPen(theme_.line, 1.0));
    painter.setBrush(theme_.raised);
    painter.drawRoundedRect(frame, 4.0, 4.0);
    painter.setFont(small);
    for (qsizetype i = 0; i < shown; ++i) {
        const double y = frame.top() + 4.0 + row * static_cast<double>(i);
        painter.setPen(i == 0 ? theme_.dim : theme_.text);
        const bool more = i + 1 == shown && shown < lines.size();
        const QString text = more ? tr("… and %1 more").arg(lines.size() - i) : lines[i];
        painter.drawText(QPointF(frame.left() + (i == 0 ? 8.0 : 20.0), y + 1.0 + metrics.ascent()),
                         metrics.elidedText(text, Qt::ElideRight, frame.width() - 26.0));
        if (i > 0 && !more) {
            const PlotCurve& curve = set_.curves[samples[static_cast<std::size_t>(i - 1)].curve];
            painter.setPen(QPen(curve.color(theme_), 2.0, curve.penStyle(), Qt::FlatCap));
            painter.drawLine(QPointF(frame.left() + 6.0, y + 0.5 * row),
                             QPointF(frame.left() + 16.0, y + 0.5 * row));
        }
    }
    painter.setBrush(Qt::NoBrush);
}

void CurveView::resizeEvent(QResizeEvent* event) {
    ArtifactView::resizeEvent(event);
    changed();
}

void CurveView::showEvent(QShowEvent* event) {
    ArtifactView::showEvent(event);
    if (stale_) {
        rebuild();
    }
}

void CurveView::changeEvent(QEvent* event) {
    ArtifactView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::LanguageChange) {
        changed();
    }
}

std::string CurveView::legendNameAt(const QPointF& at) const {
    for (std::size_t i = 0; i < legend_.boxes.size(); ++i) {
        if (legend_.boxes[i].contains(at)) {
            return entries_[i].name;
        }
    }
    return {};
}

void CurveView::hover(std::optional<QPointF> at) {
    const bool had = hover_.has_value();
    hover_ = at;
    if (at) {
        const QPointF value = plot_->valueAt(*at);
        Q_EMIT cursorMoved({value.x(), value.y()});
    } else if (had) {
        Q_EMIT cursorMoved({});
    }
    if (at || had) {
        update();
    }
}

void CurveView::mousePressEvent(QMouseEvent* event) {
    const QPointF at = event->position();
    if (!plot_) {
        return;
    }
    pressedEntry_ = event->button() == Qt::LeftButton ? legendNameAt(at) : std::string();
    const bool panning =
        event->button() == Qt::MiddleButton ||
        (event->button() == Qt::LeftButton && event->modifiers().testFlag(Qt::ShiftModifier));
    if (!pressedEntry_.empty() || !plot_->plot().contains(at) ||
        (event->button() != Qt::LeftButton && !panning)) {
        return;
    }
    drag_ = panning ? Drag::pan : Drag::brush;
    pressed_ = dragged_ = at;
    pressedAxes_ = axes_;
}

void CurveView::mouseMoveEvent(QMouseEvent* event) {
    const QPointF at = event->position();
    if (!plot_) {
        return;
    }
    dragged_ = at;
    if (drag_ == Drag::pan) {
        pan(pressedAxes_, at - pressed_);
    } else if (drag_ == Drag::brush) {
        update();
    }
    const bool entry = drag_ == Drag::none && !legendNameAt(at).empty();
    setCursor(entry                ? Qt::PointingHandCursor
              : drag_ == Drag::pan ? Qt::ClosedHandCursor
                                   : Qt::ArrowCursor);
    hover(plot_->plot().contains(at) && !entry ? std::optional<QPointF>(at) : std::nullopt);
}

void CurveView::mouseReleaseEvent(QMouseEvent* event) {
    const QPointF at = event->position();
    const Drag done = std::exchange(drag_, Drag::none);
    const std::string name = std::exchange(pressedEntry_, std::string());
    if (!name.empty() && legendNameAt(at) == name) {
        setCurveVisible(name, look_.hidden.count(name) != 0);
    } else if (done == Drag::brush) {
        brush(QRectF(pressed_, at).normalized());
    }
    setCursor(Qt::ArrowCursor);
    update();
}

void CurveView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && legendNameAt(event->position()).empty()) {
        drag_ = Drag::none;
        fit();
    } else {
        mousePressEvent(event);
    }
}

void CurveView::brush(const QRectF& region) {
    const QRectF inside = region.intersected(plot_->plot());
    const bool wide = inside.width() >= brushThreshold;
    const bool tall = inside.height() >= brushThreshold;
    const QPointF low = plot_->valueAt(inside.bottomLeft());
    const QPointF high = plot_->valueAt(inside.topRight());
    // A flat or narrow brush is meant along one axis.
    if (wide && high.x() > low.x()) {
        look_.x = Interval{low.x(), high.x()};
    }
    if (tall && high.y() > low.y()) {
        look_.y = Interval{low.y(), high.y()};
    }
    if (wide || tall) {
        changed();
    }
}

void CurveView::zoom(const QPointF& about, double factor, bool alongX, bool alongY) {
    if (!plot_) {
        return;
    }
    const QRectF area = plot_->plot();
    if (alongX) {
        const double t = std::clamp((about.x() - area.left()) / area.width(), 0.0, 1.0);
        if (const auto range = zoomed(axes_.x, axes_.xRange, t, factor)) {
            look_.x = range;
        }
    }
    if (alongY) {
        const double t = std::clamp((area.bottom() - about.y()) / area.height(), 0.0, 1.0);
        if (const auto range = zoomed(axes_.y, axes_.yRange, t, factor)) {
            look_.y = range;
        }
    }
    changed();
}

void CurveView::pan(const CurveAxes& from, const QPointF& by) {
    const QRectF area = plot_->plot();
    if (const auto range = shifted(from.x, from.xRange, -by.x() / area.width())) {
        look_.x = range;
    }
    if (const auto range = shifted(from.y, from.yRange, by.y() / area.height())) {
        look_.y = range;
    }
    // A drag sends more moves than a screen shows.
    schedule();
}

void CurveView::wheelEvent(QWheelEvent* event) {
    const int turned =
        event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x();
    if (!plot_ || turned == 0) {
        event->ignore();
        return;
    }
    const QPointF at = event->position();
    const QRectF area = plot_->plot();
    const bool below = at.y() > area.bottom();
    const bool beside = at.x() < area.left();
    zoom(at, std::pow(2.0, -turned / 240.0), !beside || below, !below);
    event->accept();
}

void CurveView::leaveEvent(QEvent* event) {
    ArtifactView::leaveEvent(event);
    hover(std::nullopt);
}

void CurveView::moveReadout(int direction) {
    if (!plot_) {
        return;
    }
    const QRectF area = plot_->plot();
    const QPointF from = hover_.value_or(area.center());
    for (const PlotCurve& curve : set_.curves) {
        if (!look_.shows(curve) || curve.points.empty()) {
            continue;
        }
        const double x = plot_->valueAt(from).x();
        std::size_t k = std::min(curve.points.lowerBound(x), curve.points.size() - 1);
        if (k > 0 && x - curve.points.at(k - 1).step < curve.points.at(k).step - x) {
            --k;
        }
        if (hover_) {
            k = direction < 0 ? (k > 0 ? k - 1 : 0) : std::min(k + 1, curve.points.size() - 1);
        }
        const QPointF at = plot_->place(curve.points.at(k).step, curve.points.at(k).value);
        if (std::isfinite(at.x())) {
            const double y = std::isfinite(at.y()) ? at.y() : from.y();
            hover(QPointF(at.x(), std::clamp(y, area.top(), area.bottom())));
        }
        return;
    }
}

bool CurveView::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        // The arrows with a modifier belong to the view that has the focus, not to the transport.
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool arrow = key->key() == Qt::Key_Left || key->key() == Qt::Key_Right ||
                           key->key() == Qt::Key_Up || key->key() == Qt::Key_Down;
        if ((arrow && key->modifiers() != Qt::NoModifier) ||
            (key->modifiers() == Qt::NoModifier &&
             (key->key() == Qt::Key_F || key->key() == Qt::Key_L))) {
            event->accept();
            return true;
        }
    }
    return ArtifactView::event(event);
}

void CurveView::keyPressEvent(QKeyEvent* event) {
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    const QRectF area = plotArea();
    constexpr double share = 0.1; // of the plot, per key
    const auto panBy = [&](double x, double y) {
        if (plot_) {
            pan(axes_, {x * area.width(), y * area.height()});
        }
    };
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoom(hover_.value_or(area.center()), 0.7, true, true);
        return;
    case Qt::Key_Minus:
        zoom(hover_.value_or(area.center()), 1.0 / 0.7, true, true);
        return;
    case Qt::Key_F:
    case Qt::Key_0:
        fit();
        return;
    case Qt::Key_L:
        setYScale(look_.yScale == Scale::linear ? Scale::log
                  : look_.yScale == Scale::log  ? Scale::symlog
                                                : Scale::linear);
        return;
    case Qt::Key_Left:
    case Qt::Key_Right: {
        const int direction = event->key() == Qt::Key_Left ? -1 : 1;
        if (control) {
            moveReadout(direction);
            return;
        }
        if (shift) {
            panBy(-direction * share, 0.0);
            return;
        }
        break;
    }
    case Qt::Key_Up:
    case Qt::Key_Down:
        if (shift) {
            panBy(0.0, event->key() == Qt::Key_Up ? share : -share);
            return;
        }
        break;
    case Qt::Key_Escape:
        if (drag_ != Drag::none || hover_) {
            drag_ = Drag::none;
            hover(std::nullopt);
            update();
            return;
        }
        break;
    default:
        break;
    }
    ArtifactView::keyPressEvent(event);
}

std::unique_ptr<FigurePanel> curvePanel(const ViewSpec& spec, const Frame& frame) {
    CurveLook look = CurveLook::fromOptions(spec);
    CurveSet set = collectCurves(spec, frame);
    if (!set.problem.isEmpty()) {
        throw InputError("", "/views", "view '" + spec.name + "': " + set.problem.toStdString());
    }
    return std::make_unique<CurvePanel>(QString::fromStdString(spec.title), std::move(set),
                                        std::move(look));
}

} // namespace scorescope::views
