// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/tour.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace scorescope::app {
namespace {

constexpr int cardWidth = 340;
constexpr int gap = 12; ///< between the card and what it is about

} // namespace

/// Dims the window around one part of it, and lets everything through.
class Tour::Veil : public QWidget {
public:
    Veil(const views::Theme& theme, QWidget* window) : QWidget(window), accent_(theme.accent) {
        setObjectName(QStringLiteral("tour_veil"));
        setAttribute(Qt::WA_TransparentForMouseEvents);
        dim_ = theme.dark ? QColor(0, 0, 0, 120) : QColor(20, 26, 34, 80);
    }

    void setHole(const QRect& hole) {
        hole_ = hole;
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        QPainterPath around;
        around.addRect(rect());
        QPainterPath hole;
        hole.addRoundedRect(QRectF(hole_), 4, 4);
        painter.fillPath(around.subtracted(hole), dim_);
        painter.setPen(QPen(accent_, 2));
        painter.drawPath(hole);
    }

private:
    QColor accent_;
    QColor dim_;
    QRect hole_;
};

Tour::Tour(std::vector<Stop> stops, const views::Theme& theme, QWidget* window)
    : QFrame(window), stops_(std::move(stops)), veil_(new Veil(theme, window)) {
    setObjectName(QStringLiteral("tour"));
    setAccessibleName(tr("Tour"));
    setFocusPolicy(Qt::StrongFocus);
    setFixedWidth(cardWidth);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(16, 12, 16, 12);
    all->setSpacing(8);
    title_ = new QLabel(this);
    title_->setObjectName(QStringLiteral("tour_title"));
    text_ = new QLabel(this);
    text_->setObjectName(QStringLiteral("tour_text"));
    text_->setWordWrap(true);
    text_->setTextFormat(Qt::PlainText);
    all->addWidget(title_);
    all->addWidget(text_);
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    count_ = new QLabel(this);
    count_->setObjectName(QStringLiteral("view_note"));
    line->addWidget(count_);
    line->addStretch(1);
    const auto button = [&](const QString& text, const QString& name) {
        auto* made = new QPushButton(text, this);
        made->setObjectName(name);
        made->setFocusPolicy(Qt::TabFocus); // a click leaves the keys to the run
        line->addWidget(made);
        return made;
    };
    QPushButton* skip = button(tr("Skip"), QStringLiteral("tour_skip"));
    back_ = button(tr("Back"), QStringLiteral("tour_back"));
    next_ = button(tr("Next"), QStringLiteral("tour_next"));
    next_->setProperty("accent", true);
    connect(skip, &QPushButton::clicked, this, &Tour::end);
    connect(back_, &QPushButton::clicked, this, [this] { go(-1); });
    connect(next_, &QPushButton::clicked, this, [this] { go(1); });
    all->addLayout(line);
    window->installEventFilter(this);
    veil_->show();
    show();
    go(1);
    setFocus(Qt::OtherFocusReason);
}

Tour::~Tour() = default;

void Tour::go(int by) {
    const int count = static_cast<int>(stops_.size());
    int next = current_ + by;
    QWidget* part = nullptr;
    while (next >= 0 && next < count) {
        part = stops_[static_cast<std::size_t>(next)].part();
        if (part != nullptr && part->isVisible()) {
            break;
        }
        next += by;
    }
    if (next < 0) {
        return; // nothing before this one
    }
    if (next >= count) {
        end();
        return;
    }
    if (part_) {
        part_->removeEventFilter(this);
    }
    current_ = next;
    part_ = part;
    part_->installEventFilter(this);
    const Stop& stop = stops_[static_cast<std::size_t>(current_)];
    title_->setText(stop.title);
    text_->setText(stop.text);
    setAccessibleDescription(stop.title + QStringLiteral(". ") + stop.text);
    count_->setText(tr("%1 of %2").arg(current_ + 1).arg(count));
    back_->setEnabled(current_ > 0);
    next_->setText(current_ + 1 == count ? tr("Done") : tr("Next"));
    place();
}

void Tour::end() {
    veil_->deleteLater();
    hide();
    deleteLater();
    Q_EMIT ended();
}

void Tour::place() {
    QWidget* window = parentWidget();
    veil_->setGeometry(window->rect());
    veil_->raise();
    resize(cardWidth,
           std::max(layout()->totalHeightForWidth(cardWidth), minimumSizeHint().height()));
    if (!part_) {
        return;
    }
    const QRect part =
        QRect(part_->mapTo(window, QPoint(0, 0)), part_->size()).intersected(window->rect());
    veil_->setHole(part.adjusted(-2, -2, 2, 2));
    // Beside it where there is room: right, left, above, below; else at its foot.
    const QRect room = window->rect().adjusted(gap, gap, -gap, -gap);
    const std::vector<QPoint> places = {
        {part.right() + gap, part.top()},
        {part.left() - gap - width(), part.top()},
        {part.center().x() - width() / 2, part.top() - gap - height()},
        {part.center().x() - width() / 2, part.bottom() + gap},
    };
    QPoint chosen(part.center().x() - width() / 2, part.bottom() - height() - 2 * gap);
    for (QPoint place : places) {
        // Along the part it may slide to stay inside.
        const QPoint inside(std::clamp(place.x(), room.left(), room.right() - width()),
                            std::clamp(place.y(), room.top(), room.bottom() - height()));
        if (!QRect(inside, size()).intersects(part)) {
            chosen = inside;
            break;
        }
    }
    move(chosen);
    raise();
}

bool Tour::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize || event->type() == QEvent::Move) {
        place();
    }
    return QFrame::eventFilter(watched, event);
}

void Tour::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        go(1);
        break;
    case Qt::Key_Backspace:
        go(-1);
        break;
    case Qt::Key_Escape:
        end();
        break;
    default:
        QFrame::keyPressEvent(event);
    }
}

} // namespace scorescope::app
