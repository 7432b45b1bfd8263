// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/curves/chart.h"

#include <QAreaSeries>
#include <QChart>
#include <QGraphicsLayout>
#include <QGraphicsScene>
#include <QImage>
#include <QLegend>
#include <QLineSeries>
#include <QPainter>
#include <QValueAxis>

#include <algorithm>
#include <cmath>
#include <utility>

namespace scorescope::views {
namespace {

/// More pieces than this are drawn as dots: each piece is an object of the chart library.
constexpr std::size_t maximumPieces = 64;

QImage dotOf(const QPen& pen) {
    const int size = std::max(3, static_cast<int>(std::ceil(pen.widthF() * 2.0)) + 1);
    QImage dot(size, size, QImage::Format_ARGB32_Premultiplied);
    dot.fill(Qt::transparent);
    QPainter painter(&dot);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(pen.color());
    painter.drawEllipse(QRectF(0.0, 0.0, size, size));
    return dot;
}

class QtChart : public Chart {
public:
    QtChart() {
        // The scene owns chart_, the chart its axes and series.
        auto chart = std::make_unique<QChart>();
        chart_ = chart.get();
        scene_.addItem(chart.release());
        scene_.setItemIndexMethod(QGraphicsScene::NoIndex);
        chart_->setBackgroundVisible(false);
        chart_->setAnimationOptions(QChart::NoAnimation);
        chart_->setMargins(QMargins());
        chart_->layout()->setContentsMargins(0, 0, 0, 0);
        chart_->legend()->hide();
        xAxis_ = addAxis(Qt::AlignBottom);
        yAxis_ = addAxis(Qt::AlignLeft);
    }

    void setGeometry(const QSizeF& size, const QRectF& plot) override {
        // Each of these makes the library compute every curve's shape anew.
        if (chart_->size() == size && plot_ == plot) {
            return;
        }
        chart_->setGeometry(QRectF(QPointF(), size));
        chart_->setPlotArea(plot);
        scene_.setSceneRect(QRectF(QPointF(), size));
        plot_ = plot;
        chart_->layout()->activate();
    }

    void setRange(const QRectF& range) override {
        xAxis_->setRange(range.left(), range.right());
        yAxis_->setRange(range.top(), range.bottom());
    }

    void setContent(const std::vector<ChartBand>& bands,
                    const std::vector<ChartLine>& lines) override {
        points_ = 0;
        dense_ = false;
        lone_.clear();
        usedAreas_ = 0;
        usedLines_ = 0;
        for (const ChartBand& band : bands) {
            addBand(band);
        }
        for (const ChartLine& line : lines) {
            addLine(line);
            dense_ = dense_ || line.pen.widthF() == 0.0;
        }
        for (std::size_t i = usedAreas_; i < areas_.size(); ++i) {
            areas_[i]->setVisible(false);
        }
        for (std::size_t i = usedLines_; i < lines_.size(); ++i) {
            lines_[i]->setVisible(false);
        }
    }

    void paint(QPainter& painter) override {
        chart_->layout()->activate();
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing, !dense_);
        painter.setClipRect(plot_.adjusted(-1.0, -1.0, 1.0, 1.0));
        scene_.render(&painter, scene_.sceneRect(), scene_.sceneRect());
        painter.restore();
        paintLone(painter);
    }

    [[nodiscard]] std::size_t pointCount() const override { return points_; }

private:
    QValueAxis* addAxis(Qt::Alignment side) {
        auto axis = std::make_unique<QValueAxis>();
        axis->setVisible(false);
        QValueAxis* raw = axis.get();
        chart_->addAxis(axis.release(), side);
        return raw;
    }

    void attach(QAbstractSeries* series) {
        chart_->addSeries(series);
        series->attachAxis(xAxis_);
        series->attachAxis(yAxis_);
    }

    QLineSeries& nextLine() {
        if (usedLines_ == lines_.size()) {
            auto series = std::make_unique<QLineSeries>();
            lines_.push_back(series.get());
            attach(series.release());
        }
        QLineSeries& line = *lines_[usedLines_++];
        line.setVisible(true);
        return line;
    }

    /// Sets only what differs: a new pen or marker, too, computes the shape anew.
    static void style(QLineSeries& series, const QPen& pen, bool dots) {
        const QPen wanted = dots ? QPen(Qt::NoPen) : pen;
        if (series.pen() != wanted) {
            series.setPen(wanted);
        }
        if (dots) {
            series.setLightMarker(dotOf(pen));
        } else if (!series.lightMarker().isNull()) {
            series.setLightMarker(QImage());
        }
    }

    void addBand(const ChartBand& band) {
        if (usedAreas_ == areas_.size()) {
            auto area = std::make_unique<QAreaSeries>();
            // An area does not own its edges.
            area->setLowerSeries(new QLineSeries(area.get()));
            area->setUpperSeries(new QLineSeries(area.get()));
            areas_.push_back(area.get());
            attach(area.release());
        }
        QAreaSeries& area = *areas_[usedAreas_++];
        area.lowerSeries()->replace(QList<QPointF>(band.low.begin(), band.low.end()));
        area.upperSeries()->replace(QList<QPointF>(band.high.begin(), band.high.end()));
        area.setPen(Qt::NoPen);
        area.setBrush(band.color);
        area.setVisible(true);
        points_ += band.low.size() + band.high.size();
    }

    void addLine(const ChartLine& line) {
        std::vector<QList<QPointF>> pieces;
        QList<QPointF> dots;
        QList<QPointF> piece;
        const auto finish = [&] {
            if (piece.size() == 1) {
                dots.append(piece.front());
            } else if (!piece.isEmpty()) {
                pieces.push_back(piece);
            }
            piece.clear();
        };
        for (const QPointF& point : line.points) {
            if (std::isfinite(point.x()) && std::isfinite(point.y())) {
                piece.append(point);
            } else {
                finish();
            }
        }
        finish();
        if (pieces.size() > maximumPieces) {
            for (const QList<QPointF>& one : pieces) {
                dots.append(one);
            }
            pieces.clear();
        }
        for (const QList<QPointF>& one : pieces) {
            QLineSeries& series = nextLine();
            style(series, line.pen, false);
            series.replace(one);
            points_ += static_cast<std::size_t>(one.size());
        }
        if (pieces.empty() && dots.size() == 1) {
            lone_.push_back({dots.front(), line.pen.color()});
            ++points_;
        } else if (!dots.isEmpty()) {
            QLineSeries& series = nextLine();
            style(series, line.pen, true);
            series.replace(dots);
            points_ += static_cast<std::size_t>(dots.size());
        }
    }

    /// Curves of one value: discs that may reach over the plot's border, where a run's first value
    /// lies.
    void paintLone(QPainter& painter) const {
        constexpr double radius = 3.0;
        const double width = xAxis_->max() - xAxis_->min();
        const double height = yAxis_->max() - yAxis_->min();
        if (lone_.empty() || !(width > 0.0) || !(height > 0.0)) {
            return;
        }
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        for (const auto& [point, color] : lone_) {
            const QPointF at(plot_.left() + plot_.width() * (point.x() - xAxis_->min()) / width,
                             plot_.bottom() -
                                 plot_.height() * (point.y() - yAxis_->min()) / height);
            if (plot_.adjusted(-1.0, -1.0, 1.0, 1.0).contains(at)) {
                painter.setBrush(color);
                painter.drawEllipse(at, radius, radius);
            }
        }
        painter.restore();
    }

    QGraphicsScene scene_;
    QChart* chart_ = nullptr;
    QValueAxis* xAxis_ = nullptr;
    QValueAxis* yAxis_ = nullptr;
    std::vector<QAreaSeries*> areas_;
    std::vector<QLineSeries*> lines_;
    std::size_t usedAreas_ = 0;
    std::size_t usedLines_ = 0;
    std::size_t points_ = 0;
    bool dense_ = false;
    std::vector<std::pair<QPointF, QColor>> lone_;
    QRectF plot_;
};

} // namespace

std::unique_ptr<Chart> createChart() {
    return std::make_unique<QtChart>();
}

} // namespace scorescope::views
