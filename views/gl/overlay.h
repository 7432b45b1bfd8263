// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <functional>

class QPainter;

namespace scorescope::views {

/// Axes, text and rubber bands over a canvas. Painted by QPainter's raster engine, so that text is
/// as crisp as in the rest of the window and VTK's and Qt's ideas of OpenGL's state never meet. The
/// mouse passes through it.
class Overlay : public QWidget {
    Q_OBJECT

public:
    using Paint = std::function<void(QPainter&)>;
    Overlay(Paint paint, QWidget* parent);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Paint paint_;
};

} // namespace scorescope::views
