// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/artifact_view.h"

#include <QFrame>

class QLabel;
class QProgressBar;
class QPushButton;
class QStackedLayout;

namespace scorescope::app {

/// One picture of a comparison: a title that says what it is, the view, or why there is none.
class ComparePane : public QFrame {
    Q_OBJECT

public:
    /// \param name of the object: compare_pane_NAME
    /// \param letter "A", "B" or "A − B"
    ComparePane(const QString& name, const QString& letter, QWidget* parent);

    /// Another view, named compare_picture_NAME; the old one goes. Null for none. Its controls
    /// stand in the title bar where they are wanted.
    void setView(std::unique_ptr<views::ArtifactView> view, bool controls = false);
    [[nodiscard]] views::ArtifactView* view() const noexcept { return view_; }
    void setLetter(const QString& letter);
    void setWhat(const QString& text);
    [[nodiscard]] QString title() const;
    void setTheme(const views::Theme& theme);
    /// Shows the view with this frame, and `note` under it when it is not empty.
    void showFrame(const FramePtr& frame, const QString& note = {});
    /// Shows a sentence instead of the view.
    void showMessage(const QString& text);
    /// Shows how far the work is, and Cancel; `share` below 0 when that is unknown.
    void showProgress(const QString& text, double share);
    /// Whether the view is on screen.
    [[nodiscard]] bool showsView() const;

Q_SIGNALS:
    void cancelled();

private:
    QStackedLayout* pages_;
    QWidget* picture_;
    QWidget* word_;
    QWidget* bar_;
    QWidget* controls_ = nullptr; ///< of the view, in the bar
    QLabel* letter_;
    QLabel* what_;
    QLabel* note_;
    QLabel* message_;
    QProgressBar* progress_;
    QPushButton* cancel_;
    views::ArtifactView* view_ = nullptr; ///< a child
    views::Theme theme_;
};

} // namespace scorescope::app
