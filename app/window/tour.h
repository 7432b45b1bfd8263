// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme.h"

#include <QFrame>
#include <QPointer>

#include <functional>
#include <vector>

class QLabel;
class QPushButton;

namespace scorescope::app {

/// A walk through the window: a card beside one part of it after the other, which is outlined while
/// the rest is dimmed. The window works on meanwhile: clicks and keys reach it. Enter goes on, Esc
/// ends the tour; it deletes itself then.
class Tour : public QFrame {
    Q_OBJECT

public:
    struct Stop {
        QString title;
        QString text;
        /// The part it is about, looked for when the stop is reached (it may have to be brought to
        /// the front first); a stop whose part is not on screen is passed over.
        std::function<QWidget*()> part;
    };

    /// Over `window`, which owns it.
    Tour(std::vector<Stop> stops, const views::Theme& theme, QWidget* window);
    ~Tour() override;

    [[nodiscard]] int current() const noexcept { return current_; }

Q_SIGNALS:
    void ended();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    class Veil;

    /// Goes `by` stops on, over those that are not on screen; beyond the last one it ends.
    void go(int by);
    void end();
    void place();

    std::vector<Stop> stops_;
    int current_ = -1;
    QPointer<QWidget> part_;
    Veil* veil_;
    QLabel* title_;
    QLabel* text_;
    QLabel* count_;
    QPushButton* back_;
    QPushButton* next_;
};

} // namespace scorescope::app
