// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/document.h"
#include "views/theme.h"

#include <QWidget>

#include <map>
#include <string>
#include <vector>

class QFrame;
class QLabel;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace scorescope::app {

class ParameterRow;

/// The scene's parameters, generated from its experiment's table. Edits go to the document, which
/// makes them undoable; the panel never talks to the engine.
class ParameterPanel : public QWidget {
    Q_OBJECT

public:
    /// `document` must outlive the panel.
    ParameterPanel(Document& document, QWidget* parent);

    void setTheme(const views::Theme& theme);

Q_SIGNALS:
    void restartRequested();

private:
    void rebuild();
    void updatePending();
    /// Hides rows that are of no use with the present values or whose group is folded, and headings
    /// of groups without any row.
    void updateVisibility();
    [[nodiscard]] QToolButton* makeHeading(const QString& group);

    Document& document_;
    views::Theme theme_;
    QFrame* banner_;
    QLabel* bannerText_;
    QVBoxLayout* list_;
    QLabel* help_;
    QLabel* legendDot_;
    std::map<std::string, ParameterRow*> rows_;
    std::vector<ParameterSpec> specs_;           ///< of the rows
    std::map<std::string, QToolButton*> groups_; ///< headings; checked = unfolded
};

} // namespace scorescope::app
