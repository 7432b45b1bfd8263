// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/run_moment.h"
#include "engine/core/frame.h"
#include "engine/core/scene.h"
#include "views/theme.h"

#include <QAbstractSlider>

#include <cstdint>
#include <vector>

namespace scorescope::app {

/// The run as a bar: how far it came, its phases by name, which moments can be shown again, which
/// one is on screen. Over it a strip tells how many events fall where, with marks of edits, actions
/// and branches that the tip explains.
///
/// The handle tells what the picture is of: an arrowhead that follows the newest step, a disc where
/// the run stands, a diamond on a past moment, with the way to the newest step hatched.
/// Dragging asks for a moment; the arrow keys go from one kept moment to the next.
class Scrubber : public QAbstractSlider {
    Q_OBJECT

public:
    explicit Scrubber(QWidget* parent);

    void setTheme(const views::Theme& theme);
    void setFrame(const Frame& frame);
    /// The end of the bar, in steps.
    [[nodiscard]] std::uint64_t end() const noexcept { return end_; }
    /// Middle of the handle for a step, in widget coordinates.
    [[nodiscard]] int positionOf(std::uint64_t step) const;
    /// What the handle tells.
    [[nodiscard]] RunMoment moment() const noexcept { return moment_; }
    /// What happened within a few pixels of `x`, a line each; empty for nothing.
    [[nodiscard]] QString eventsAt(int x) const;
    [[nodiscard]] QSize sizeHint() const override { return {400, 34}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, 34}; }

Q_SIGNALS:
    void sought(quint64 step);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void seekAt(double x);
    void drawStrip(QPainter& painter) const;
    void drawBar(QPainter& painter) const;
    void drawPhases(QPainter& painter) const;
    void drawHandle(QPainter& painter) const;
    [[nodiscard]] QRect bar() const;

    views::Theme theme_;
    std::vector<std::uint64_t> moments_;
    std::vector<Phase> phases_; ///< as the scene names them
    ParameterTable parameters_; ///< of the scene, for what edits are called
    RunEventList events_;
    RunMoment moment_ = RunMoment::paused;
    std::uint64_t step_ = 0;
    std::uint64_t head_ = 0;
    std::uint64_t end_ = 1;
    std::uint64_t wanted_ = 0;
    bool dragging_ = false;
};

} // namespace scorescope::app
