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

/// A note over the foot of its parent that tells what happened and offers what can be done. Not
/// modal: work goes on beside it, and nothing moves when it comes and goes. Messages wait in line
/// behind errors that are still shown.
class MessageBar : public QFrame {
    Q_OBJECT

public:
    /// A hint waits until nothing else is to be said, and stays until it is withdrawn or closed.
    enum class Level { hint, information, warning, error };
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

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void place();
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
