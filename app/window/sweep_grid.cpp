// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/sweep_grid.h"

#include "views/device_pixels.h"

#include <QAbstractButton>
#include <QFontInfo>
#include <QGridLayout>
#include <QImage>
#include <QPainter>
#include <QSize>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace scorescope::app {
namespace {

constexpr int gap = 8;
constexpr int smallestWidth = 220;
constexpr int largestWidth = 520;

} // namespace

/// Asks for its picture once for each size, and when it is really on screen.
class SweepGrid::Cell : public QAbstractButton {
public:
    Cell(const views::Theme& theme, SweepGrid* grid, QWidget* parent)
        : QAbstractButton(parent), theme_(theme), grid_(grid) {
        setCursor(Qt::PointingHandCursor);
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
        setEnabled(false);
    }
    /// What was drawn before stays to be seen until its successor is there.
    void present(std::shared_ptr<const views::FigurePanel> panel) {
        panel_ = std::move(panel);
        setEnabled(panel_ != nullptr);
        if (!panel_) {
            take(nullptr, QImage());
        }
        update();
    }
    /// What draws the picture, on any thread; null while it has it, or nobody sees it.
    [[nodiscard]] std::function<QImage()> wanted() const {
        if (!panel_ || !seen_ || (drawn_ == panel_ && drawnSize_ == views::devicePixels(*this))) {
            return nullptr;
        }
        views::FigureStyle style;
        style.theme = theme_;
        style.theme.ground = theme_.panel;
        style.font = font();
        style.fontSize = std::max(9.0, 0.9 * QFontInfo(font()).pixelSize());
        style.lineWidth = 1.25;
        return [panel = panel_, style, pixels = views::devicePixels(*this), place = QRectF(rect()),
                ratio = devicePixelRatioF()] {
            QImage picture(pixels, QImage::Format_RGB32);
            picture.setDevicePixelRatio(ratio);
            picture.fill(style.theme.ground);
            QPainter painter(&picture);
            painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
            panel->draw(painter, place.adjusted(4, 4, -4, -4), style);
            return picture;
        };
    }
    /// The picture of a panel; null where it could not be drawn.
    void take(std::shared_ptr<const views::FigurePanel> of, QImage picture) {
        drawn_ = std::move(of);
        drawnSize_ = views::devicePixels(*this);
        picture_ = std::move(picture);
        update();
    }
    [[nodiscard]] const std::shared_ptr<const views::FigurePanel>& panel() const { return panel_; }
    [[nodiscard]] QSize sizeHint() const override { return {smallestWidth, smallestWidth}; }

protected:
    void paintEvent(QPaintEvent*) override {
        seen_ = true;
        grid_->drawNext();
        QPainter painter(this);
        painter.fillRect(rect(), theme_.panel);
        if (!picture_.isNull()) {
            painter.drawImage(rect(), picture_); // scaled, until that of a new size is there
        } else {
            painter.setPen(theme_.dim);
            painter.drawText(rect(), static_cast<int>(Qt::AlignCenter), accessibleName());
        }
        const bool marked = isEnabled() && (underMouse() || hasFocus());
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(marked ? theme_.accent : theme_.line, 1.0));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4.0, 4.0);
    }

private:
    views::Theme theme_;
    SweepGrid* grid_;
    std::shared_ptr<const views::FigurePanel> panel_;
    std::shared_ptr<const views::FigurePanel> drawn_; ///< what the picture is of, and its size then
    QSize drawnSize_;
    QImage picture_;
    bool seen_ = false; ///< it was painted: before, nobody waits for its picture
};

SweepGrid::SweepGrid(const views::Theme& theme, QWidget* parent)
    : QScrollArea(parent), theme_(theme), page_(new QWidget(this)), grid_(new QGridLayout(page_)) {
    setObjectName(QStringLiteral("sweep_grid"));
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setSpacing(gap);
    grid_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    setWidget(page_);
    setMinimumSize(smallestWidth + 16, 200);
}

SweepGrid::~SweepGrid() = default;

void SweepGrid::present(const std::vector<std::shared_ptr<views::FigurePanel>>& panels,
                        const std::vector<QString>& names, std::size_t expected) {
    while (cells_.size() > expected) {
        delete cells_.back();
        cells_.pop_back();
    }
    while (cells_.size() < expected) {
        auto* cell = new Cell(theme_, this, page_);
        const int index = static_cast<int>(cells_.size());
        cell->setObjectName(QStringLiteral("sweep_cell_%1").arg(index));
        connect(cell, &QAbstractButton::clicked, this, [this, index] { Q_EMIT chosen(index); });
        cells_.push_back(cell);
    }
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        cells_[i]->present(i < panels.size() ? panels[i] : nullptr);
        cells_[i]->setAccessibleName(i < names.size() ? names[i] : QString());
        cells_[i]->setToolTip(i < panels.size() && panels[i] ? tr("Opens this run's scene")
                                                             : QString());
    }
    const auto some = std::find_if(panels.begin(), panels.end(),
                                   [](const auto& panel) { return panel != nullptr; });
    aspect_ = some == panels.end() ? 4.0 / 3.0 : std::clamp((*some)->aspectRatio(), 0.3, 3.0);
    arrange();
}

void SweepGrid::drawNext() {
    if (drawing_.isBusy()) {
        return;
    }
    // Round and round, so that none waits for ever where results come fast.
    for (std::size_t tried = 0; tried < cells_.size(); ++tried) {
        next_ = (next_ + 1) % cells_.size();
        Cell* const cell = cells_[next_];
        auto draw = cell->wanted();
        if (!draw) {
            continue;
        }
        const auto end = [this, cell, panel = cell->panel()](QImage picture) {
            if (std::find(cells_.begin(), cells_.end(), cell) != cells_.end()) { // it may be gone
                cell->take(panel, std::move(picture));
            }
            drawNext();
        };
        drawing_.start([draw = std::move(draw)](views::BackgroundJob::Link&) { return draw(); },
                       end, [end](const QString&) { end(QImage()); });
        return;
    }
}

bool SweepGrid::isDrawn() const {
    return !drawing_.isBusy() && std::none_of(cells_.begin(), cells_.end(), [](const Cell* cell) {
        return cell->wanted() != nullptr;
    });
}

void SweepGrid::setColumns(int columns) {
    columns_ = columns;
    arrange();
}

int SweepGrid::columns() const {
    const int count = std::max(1, static_cast<int>(cells_.size()));
    const int fitting = std::max(1, (viewport()->width() + gap) / (smallestWidth + gap));
    const int square = static_cast<int>(std::ceil(std::sqrt(static_cast<double>(count))));
    const int wanted = columns_ > 0 ? columns_ : std::max(square, std::min(count, 3));
    return std::clamp(wanted, 1, std::min(count, fitting));
}

void SweepGrid::arrange() {
    if (cells_.empty()) {
        return;
    }
    const int across = columns();
    const int width = std::min(largestWidth, (viewport()->width() - gap * (across - 1)) / across);
    const int strip = 2 * QFontInfo(font()).pixelSize(); // the line with the label
    const int height = static_cast<int>(std::lround(width / aspect_)) + strip;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        cells_[i]->setFixedSize(width, height);
        grid_->addWidget(cells_[i], static_cast<int>(i) / across, static_cast<int>(i) % across);
    }
}

void SweepGrid::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    arrange();
}

} // namespace scorescope::app
