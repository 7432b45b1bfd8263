// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/document.h"
#include "engine/core/frame.h"
#include "views/theme.h"

#include <QWidget>

#include <cstdint>
#include <map>
#include <memory>
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
    /// Rows tell what held at the moment shown, where that was something else.
    void setFrame(const Frame& frame);

Q_SIGNALS:
    void restartRequested();

private:
    void rebuild();
    void updatePending();
    void updateThen();
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
    std::shared_ptr<const Scene> then_; ///< of the past moment shown; null at the head
    std::uint64_t thenStep_ = 0;
    std::vector<ParameterSpec> specs_;           ///< of the rows
    std::map<std::string, QToolButton*> groups_; ///< headings; checked = unfolded
};

} // namespace scorescope::app
