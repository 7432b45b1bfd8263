// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/artifact_view.h"

#include <QElapsedTimer>
#include <QTimer>

class QPainter;

namespace scorescope::views {

/// A view that builds its picture from the newest frame, at most 30 times a second (or as often as
/// interval() says) and only while it is seen: when one has come, at once when the person changed
/// something, and when size, font or language are others. GUI thread only.
class PacedView : public ArtifactView {
    Q_OBJECT

public:
    PacedView(ViewSpec spec, QWidget* parent);

    void setFrame(FramePtr frame) override;
    void setTheme(const Theme& theme) override;
    [[nodiscard]] std::uint64_t pictures() const override { return pictures_; }

protected:
    /// Builds the picture from frame(), theme() and size.
    virtual void rebuild() = 0;
    /// Milliseconds from one building to the next.
    [[nodiscard]] virtual qint64 interval() const { return shortestInterval; }

    [[nodiscard]] const FramePtr& frame() const noexcept { return frame_; }
    [[nodiscard]] const Theme& theme() const noexcept { return theme_; }
    /// Colours, type and lines of the screen.
    [[nodiscard]] FigureStyle style() const;
    /// Builds soon, not more often than is good.
    void schedule();
    /// Builds at once: the person waits for it.
    void changed();
    /// Whether a painting should build first.
    [[nodiscard]] bool isDue() const { return stale_ && !timer_.isActive(); }
    /// Builds now, seen or not.
    void build();
    /// The frame that shows where the keyboard is.
    void drawFocus(QPainter& painter) const;

    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

    static constexpr qint64 shortestInterval = 33; ///< ms: 30 a second

private:
    Theme theme_ = darkTheme();
    FramePtr frame_;
    std::uint64_t pictures_ = 0;
    QTimer timer_; ///< runs until the next building
    QElapsedTimer sinceBuilt_;
    bool stale_ = true;
};

} // namespace scorescope::views
