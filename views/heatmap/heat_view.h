// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/axes/axes_view.h"
#include "views/heatmap/heat_painting.h"
#include "views/shared_limits.h"

#include <memory>
#include <optional>
#include <set>
#include <string>

namespace scorescope::views {

/// A matrix as colours: layer × step, class × class, whatever has rows and columns.
///
/// Mouse and keys: AxesView; a drag pans. A click selects the cell's row and column where the heat
/// map names parameters for them; a click on a name or a number beside the picture selects that row
/// or column alone. Ctrl with arrows moves the readout from cell to cell, Enter selects it.
///
/// Options and state: see HeatLook. Throws InputError for options that are not allowed.
class HeatView : public AxesView {
    Q_OBJECT

public:
    HeatView(ViewSpec spec, QWidget* parent);

    [[nodiscard]] std::set<std::string> interest() const override;
    [[nodiscard]] std::unique_ptr<FigurePanel> figurePanel() const override;
    [[nodiscard]] QJsonObject state() const override;
    void setState(const QJsonObject& state) override;
    [[nodiscard]] QJsonObject camera() const override { return limitsOnScreen(); }
    /// "limits" of the colours besides those of the axes.
    void shareLimits(const std::vector<FigurePanel::Limits>& limits) override;
    void setCamera(const QJsonObject& camera) override { followCamera(camera); }
    [[nodiscard]] QWidget* createControls(QWidget* parent) override;

    [[nodiscard]] const HeatLook& look() const noexcept { return look_; }
    void setColorScale(ColorScale scale);
    /// Keeps the limits of the colours as they are now, or lets them follow the values again.
    void setLimitsLocked(bool locked);
    void setMarks(bool shown);
    /// What is drawn (as of the last painting).
    [[nodiscard]] const HeatContent& content() const noexcept { return content_; }
    /// A cell's rectangle in the widget.
    [[nodiscard]] QRectF rectOf(const HeatCell& cell) const;

protected:
    [[nodiscard]] AxesLook& axesLook() override { return look_; }
    [[nodiscard]] const AxesLook& axesLook() const override { return look_; }
    AxesFrame layOut(const QRectF& outer) override;
    void drawPicture(QPainter& painter) const override;
    void drawAbove(QPainter& painter) const override;
    [[nodiscard]] Readout readoutAt(const QPointF& at) const override;
    void moveReadout(int direction) override { moveCell(0, direction); }
    [[nodiscard]] std::vector<Scale> yScales() const override;
    [[nodiscard]] bool linksCamera() const override { return true; }
    bool pressOwn(const QMouseEvent& event) override;
    void moveOwn(const QPointF& at) override;
    void releaseOwn(const QPointF& at) override;
    void cancelOwn() override { pressed_.reset(); }
    [[nodiscard]] Qt::CursorShape hoverOwn(const QPointF& at) override;
    [[nodiscard]] bool keepsDoubleClick(const QPointF& at) const override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    /// What a click there selects: a row, a column, or both.
    struct Target {
        std::optional<std::size_t> row;
        std::optional<std::size_t> column;
        friend bool operator==(const Target& a, const Target& b) noexcept {
            return a.row == b.row && a.column == b.column;
        }
    };
    [[nodiscard]] std::optional<Target> targetAt(const QPointF& at) const;
    [[nodiscard]] std::optional<HeatCell> cellAt(const QPointF& at) const;
    void select(const Target& target);
    void moveCell(int down, int right);

    HeatLook look_;
    SharedLimits shared_;
    HeatContent content_;
    std::optional<HeatLayout> layout_;
    std::optional<Target> pressed_;
    quint64 gesture_ = 0;
};

} // namespace scorescope::views
