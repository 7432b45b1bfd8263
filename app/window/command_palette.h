// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme.h"

#include <QFrame>
#include <QPointer>
#include <QString>

#include <functional>
#include <vector>

class QLabel;
class QLineEdit;
class QListWidget;

namespace scorescope::app {

/// Something the palette finds.
struct PaletteEntry {
    QString name;
    QString context; ///< where it belongs: its menu, its group
    QString detail;  ///< its shortcut, its value, or why it cannot be had now
    QString kind;    ///< "command", "scene", "parameter"
    QString more;    ///< what else it is found by
    bool enabled = true;
    std::function<void()> act;
};

/// One box that finds everything by its words: those that begin as typed first. ↑ and ↓ move, Enter
/// does it, Escape or a click elsewhere closes. What cannot be done now is dim, and Enter leaves it
/// alone. It lies over the top of its window and gives the keyboard back when it goes.
class CommandPalette : public QFrame {
    Q_OBJECT

public:
    explicit CommandPalette(QWidget* window);

    void setTheme(const views::Theme& theme);
    /// Shows it with these entries, which keep their order where words fit them equally well.
    void open(std::vector<PaletteEntry> entries);
    /// Closes it; the keyboard goes back to where it was.
    void dismiss();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void find(const QString& typed);
    void place();
    void move(int rows);
    void choose();
    bool answerKey(int key);

    views::Theme theme_;
    std::vector<PaletteEntry> entries_;
    QLineEdit* words_;
    QListWidget* found_;
    QLabel* nothing_;          ///< in the list's place when nothing is found
    QPointer<QWidget> before_; ///< had the keyboard
};

} // namespace scorescope::app
