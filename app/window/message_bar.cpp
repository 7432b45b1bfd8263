// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/message_bar.h"

#include "app/window/style.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace scorescope::app {

MessageBar::MessageBar(QWidget* parent) : QFrame(parent), theme_(views::darkTheme()) {
    setObjectName(QStringLiteral("message_bar"));
    setAccessibleName(tr("Messages"));
    row_ = new QHBoxLayout(this);
    row_->setContentsMargins(12, 6, 8, 6);
    row_->setSpacing(8);
    icon_ = new QLabel(this);
    text_ = new QLabel(this);
    text_->setObjectName(QStringLiteral("message_text"));
    text_->setWordWrap(true);
    text_->setTextFormat(Qt::PlainText);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    close_ = new QToolButton(this);
    close_->setObjectName(QStringLiteral("message_close"));
    close_->setAccessibleName(tr("Close the message"));
    close_->setToolTip(tr("Close"));
    close_->setProperty("flat", true);
    row_->addWidget(icon_, 0, Qt::AlignTop);
    row_->addWidget(text_, 1);
    row_->addWidget(close_, 0, Qt::AlignTop);
    connect(close_, &QToolButton::clicked, this, [this] { next(); });
    parent->installEventFilter(this);
    timer_.setSingleShot(true);
    connect(&timer_, &QTimer::timeout, this, [this] { next(); });
    hide();
}

void MessageBar::place() {
    constexpr int margin = 12;
    constexpr int widest = 760;
    const int width = std::min(widest, parentWidget()->width() - 2 * margin);
    const int height = std::max(minimumSizeHint().height(), row_->totalHeightForWidth(width));
    setGeometry((parentWidget()->width() - width) / 2, parentWidget()->height() - height - margin,
                width, height);
    raise();
}

bool MessageBar::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parent() && event->type() == QEvent::Resize && !isHidden()) {
        place();
    }
    return QFrame::eventFilter(watched, event);
}

void MessageBar::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        next();
        return;
    }
    QFrame::keyPressEvent(event);
}

void MessageBar::setTheme(const views::Theme& theme) {
    theme_ = theme;
    close_->setIcon(themedIcon(QStringLiteral("close"), theme_));
    if (!queue_.empty()) {
        present();
    }
}

void MessageBar::show(Message message) {
    // What only informs gives way to anything newer; a newer word on the same topic replaces.
    queue_.erase(std::remove_if(queue_.begin(), queue_.end(),
                                [&message](const Message& old) {
                                    return (old.level == Level::information &&
                                            old.choices.empty()) ||
                                           (!message.topic.isEmpty() && old.topic == message.topic);
                                }),
                 queue_.end());
    const auto place =
        message.level == Level::error
            ? queue_.begin()
            : std::find_if(queue_.begin(), queue_.end(), [&message](const Message& old) {
                  return old.level == Level::hint && message.level != Level::hint;
              });
    queue_.insert(place, std::move(message));
    present();
}

void MessageBar::withdraw(const QString& topic) {
    queue_.erase(std::remove_if(queue_.begin(), queue_.end(),
                                [&topic](const Message& old) { return old.topic == topic; }),
                 queue_.end());
    present();
}

QString MessageBar::text() const {
    return queue_.empty() ? QString() : queue_.front().text;
}

void MessageBar::next() {
    if (!queue_.empty()) {
        queue_.erase(queue_.begin());
    }
    present();
}

void MessageBar::present() {
    timer_.stop();
    for (QPushButton* button : buttons_) {
        button->hide();
        button->deleteLater(); // one of them may be the sender
    }
    buttons_.clear();
    if (queue_.empty()) {
        hide();
        return;
    }
    const Message& message = queue_.front();
    const char* word = "information";
    QColor color = theme_.accent;
    if (message.level == Level::error) {
        word = "error";
        color = theme_.error;
    } else if (message.level == Level::warning) {
        word = "warning";
        color = theme_.warning;
    }
    setProperty("level", QString::fromLatin1(word));
    repolish(*this);
    icon_->setPixmap(themedIcon(QString::fromLatin1(word), theme_, color).pixmap(16, 16));
    text_->setText(message.text);
    setAccessibleDescription(message.text);
    int slot = 2;
    for (const Choice& choice : message.choices) {
        auto* button = new QPushButton(choice.text, this);
        button->setObjectName(choice.objectName);
        button->setAccessibleName(choice.text);
        connect(button, &QPushButton::clicked, this, [this, act = choice.act] {
            next();
            act();
        });
        row_->insertWidget(slot++, button, 0, Qt::AlignTop);
        buttons_.push_back(button);
    }
    QFrame::show();
    place();
    if (message.level == Level::information && message.choices.empty()) {
        timer_.start(8000);
    }
}

} // namespace scorescope::app
