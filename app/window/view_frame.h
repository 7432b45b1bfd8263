// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/artifact_view.h"

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace scorescope::app {

/// A view with its title bar: title, the view's own controls, pin, maximize, export, copy.
///
/// A pinned view keeps its picture while the run goes on, to compare a moment with a later one.
class ViewFrame : public QFrame {
    Q_OBJECT

public:
    ViewFrame(std::unique_ptr<views::ArtifactView> view, QWidget* parent);

    [[nodiscard]] views::ArtifactView& view() const noexcept { return *view_; }
    [[nodiscard]] QWidget* titleBar() const noexcept { return bar_; }
    void setFrame(const FramePtr& frame);
    void setTheme(const views::Theme& theme);
    /// The view that keys and menu entries speak to.
    void setActive(bool active);
    void setMaximized(bool maximized);
    [[nodiscard]] bool isPinned() const;

Q_SIGNALS:
    void activated();
    void maximizeRequested();
    void exportRequested();
    void copyRequested();
    void closeRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitControls();
    void showAge();
    void popUpControls();
    /// Where the tools among the controls stand: a person must see them at any width.
    enum class ToolPlace { withControls, bar, row };
    void placeControls(bool narrow, ToolPlace tools);
    QToolButton* barButton(const QString& name, const QString& icon, const QString& text);

    views::ArtifactView* view_; ///< a child of this widget
    FramePtr newest_;
    QFrame* bar_;
    QHBoxLayout* line_;
    QLabel* title_;
    QLabel* note_;
    QLabel* age_;                 ///< of which step it is, when that is not the frame's
    QLabel* missing_;             ///< in the view's place, where its data can show nothing
    QWidget* controls_ = nullptr; ///< in the bar, or behind `options_` where the bar is too short
    QFrame* popup_ = nullptr;
    QToolButton* options_ = nullptr;
    QWidget* barTools_ = nullptr; ///< the part of the controls that never goes behind `options_`
    QFrame* toolRow_ = nullptr;   ///< below the bar, for tools that it has no room for
    bool narrow_ = false;         ///< the other controls are behind `options_`
    ToolPlace toolPlace_ = ToolPlace::withControls;
    QToolButton* pin_;
    QToolButton* copy_;
    QToolButton* maximize_;
    bool maximized_ = false;
    views::Theme theme_;
};

} // namespace scorescope::app
