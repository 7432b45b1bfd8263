// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme.h"

#include <QFrame>
#include <QTimer>

#include <functional>
#include <vector>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace scorescope::app {

/// One line above the pictures that tells what happened and offers what can be done. Not modal:
/// work goes on beside it. Messages wait in line behind errors that are still shown.
class MessageBar : public QFrame {
    Q_OBJECT

public:
    enum class Level { information, warning, error };
    struct Choice {
        QString text;
        QString objectName;
        std::function<void()> act;
    };
    struct Message {
        Level level = Level::information;
        QString text;
        std::vector<Choice> choices;
        QString topic; ///< a newer message of the same topic replaces an older one; may be empty
    };

    explicit MessageBar(QWidget* parent);

    void setTheme(const views::Theme& theme);
    void show(Message message);
    /// Takes messages of a topic away (the trouble is over).
    void withdraw(const QString& topic);
    [[nodiscard]] QString text() const;

private:
    void next();
    void present();

    views::Theme theme_;
    std::vector<Message> queue_; ///< front = on screen
    QLabel* icon_;
    QLabel* text_;
    QHBoxLayout* row_;
    QToolButton* close_;
    std::vector<QPushButton*> buttons_;
    QTimer timer_;
};

} // namespace scorescope::app
