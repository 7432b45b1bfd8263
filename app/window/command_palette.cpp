// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/command_palette.h"

#include "app/window/text_search.h"

#include <QApplication>
#include <QFocusEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace scorescope::app {
namespace {

constexpr int rowHeight = 28;
constexpr int mostRows = 12;
constexpr int margin = 8;
constexpr int widest = 680;
constexpr int indexRole = Qt::UserRole;

/// Draws an entry: its name and where it belongs at the left, its detail and kind at the right.
class EntryDelegate : public QStyledItemDelegate {
public:
    EntryDelegate(const std::vector<PaletteEntry>& entries, const views::Theme& theme,
                  QObject* parent)
        : QStyledItemDelegate(parent), entries_(entries), theme_(theme) {}

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex&) const override {
        return {option.rect.width(), rowHeight};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const PaletteEntry& entry = entries_[index.data(indexRole).toUInt()];
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        if (selected) {
            painter->setPen(QPen(theme_.accent, 1.0));
            painter->setBrush(theme_.raised);
            painter->drawRoundedRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), 4.0, 4.0);
        }
        const QFontMetrics metrics(option.font);
        constexpr int kindWidth = 84;
        constexpr int gap = 12;
        QRect box = option.rect.adjusted(gap, 0, -gap, 0);
        const auto right = static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
        const auto left = static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
        painter->setPen(theme_.dim);
        painter->drawText(box, right, entry.kind);
        box.setRight(box.right() - kindWidth);
        const QString detail = metrics.elidedText(entry.detail, Qt::ElideRight, box.width() / 3);
        painter->drawText(box, right, detail);
        box.setRight(box.right() - metrics.horizontalAdvance(detail) - gap);
        painter->setPen(entry.enabled ? theme_.text : theme_.dim);
        const QString name = metrics.elidedText(entry.name, Qt::ElideRight, box.width());
        painter->drawText(box, left, name);
        box.setLeft(box.left() + metrics.horizontalAdvance(name) + gap);
        painter->setPen(theme_.dim);
        painter->drawText(box, left,
                          metrics.elidedText(entry.context, Qt::ElideRight, box.width()));
        painter->restore();
    }

private:
    const std::vector<PaletteEntry>& entries_; ///< the palette's, as is the theme
    const views::Theme& theme_;
};

} // namespace

CommandPalette::CommandPalette(QWidget* window)
    : QFrame(window), theme_(views::darkTheme()), words_(new QLineEdit(this)),
      found_(new QListWidget(this)), nothing_(new QLabel(this)) {
    setObjectName(QStringLiteral("command_palette"));
    setAccessibleName(tr("Find anything"));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(margin, margin, margin, margin);
    all->setSpacing(margin);
    words_->setObjectName(QStringLiteral("palette_words"));
    words_->setAccessibleName(tr("Find a command, a scene or a parameter"));
    words_->setPlaceholderText(tr("Find a command, a scene or a parameter"));
    words_->installEventFilter(this);
    all->addWidget(words_);
    found_->setObjectName(QStringLiteral("palette_found"));
    found_->setAccessibleName(tr("Found"));
    found_->setFocusPolicy(Qt::NoFocus); // the words stay under the hand
    found_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    found_->setUniformItemSizes(true);
    found_->setItemDelegate(new EntryDelegate(entries_, theme_, found_));
    all->addWidget(found_, 1);
    nothing_->setObjectName(QStringLiteral("palette_nothing"));
    nothing_->setContentsMargins(12, 0, 12, 0);
    nothing_->setTextFormat(Qt::PlainText);
    nothing_->hide();
    all->addWidget(nothing_, 1);
    connect(words_, &QLineEdit::textChanged, this, &CommandPalette::find);
    connect(found_, &QListWidget::itemClicked, this, &CommandPalette::choose);
    window->installEventFilter(this);
    hide();
}

void CommandPalette::setTheme(const views::Theme& theme) {
    theme_ = theme;
    found_->viewport()->update();
}

void CommandPalette::open(std::vector<PaletteEntry> entries) {
    if (!isVisible()) {
        before_ = QApplication::focusWidget();
    }
    found_->clear(); // its rows are of the entries before
    entries_ = std::move(entries);
    words_->clear();
    find({});
    show();
    place(); // sizes are those of the style sheet only now
    raise();
    words_->setFocus(Qt::ShortcutFocusReason);
}

void CommandPalette::dismiss() {
    if (!isVisible()) {
        return;
    }
    const bool hadKeyboard = words_->hasFocus();
    hide();
    if (hadKeyboard && before_ != nullptr) {
        before_->setFocus(Qt::OtherFocusReason);
    }
}

void CommandPalette::find(const QString& typed) {
    const QStringList words = searchWords(typed);
    std::vector<std::pair<int, std::size_t>> order; // rank, place
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const PaletteEntry& entry = entries_[i];
        const int rank = searchRank(searchForm(entry.name),
                                    searchForm(entry.context + QLatin1Char('\n') + entry.kind +
                                               QLatin1Char('\n') + entry.more),
                                    words);
        if (rank >= 0) {
            order.emplace_back(rank, i);
        }
    }
    std::sort(order.begin(), order.end());
    found_->clear();
    for (const auto& [rank, i] : order) {
        const PaletteEntry& entry = entries_[i];
        auto* item = new QListWidgetItem(entry.name, found_); // owned by the list
        item->setData(indexRole, static_cast<uint>(i));
        QStringList spoken = {entry.name, entry.kind, entry.context, entry.detail};
        spoken.removeAll(QString());
        if (!entry.enabled) {
            spoken << tr("not available now");
        }
        item->setData(Qt::AccessibleTextRole, spoken.join(QStringLiteral(", ")));
    }
    found_->setVisible(!order.empty());
    nothing_->setVisible(order.empty());
    nothing_->setText(tr("Nothing matches “%1”.").arg(typed.trimmed()));
    found_->setCurrentRow(0);
    found_->scrollToTop();
    place();
}

void CommandPalette::place() {
    const QWidget& window = *parentWidget();
    const int width = std::min(widest, window.width() - 4 * margin);
    const int rows = std::clamp(found_->count(), 1, mostRows);
    const int frames = 2 * (frameWidth() + found_->frameWidth() + 1);
    const int height = 3 * margin + words_->sizeHint().height() + rows * rowHeight + frames;
    const int top = 5 * margin;
    setGeometry((window.width() - width) / 2, top, width,
                std::min(height, window.height() - 2 * top));
}

void CommandPalette::move(int rows) {
    const int count = found_->count();
    if (count > 0) {
        const bool one = rows == 1 || rows == -1; // one step goes round, a page does not
        const int next = found_->currentRow() + rows;
        found_->setCurrentRow(one ? (next + count) % count : std::clamp(next, 0, count - 1));
    }
}

void CommandPalette::choose() {
    const QListWidgetItem* item = found_->currentItem();
    if (item == nullptr) {
        return;
    }
    const PaletteEntry entry = entries_[item->data(indexRole).toUInt()];
    if (!entry.enabled || !entry.act) {
        return;
    }
    dismiss();
    entry.act();
}

bool CommandPalette::answerKey(int key) {
    switch (key) {
    case Qt::Key_Up:
    case Qt::Key_Backtab:
        move(-1);
        return true;
    case Qt::Key_Down:
    case Qt::Key_Tab:
        move(1);
        return true;
    case Qt::Key_PageUp:
        move(-mostRows);
        return true;
    case Qt::Key_PageDown:
        move(mostRows);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose();
        return true;
    case Qt::Key_Escape:
        dismiss();
        return true;
    default:
        return false;
    }
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched == words_ && event->type() == QEvent::KeyPress &&
        answerKey(static_cast<QKeyEvent*>(event)->key())) {
        return true;
    }
    if (watched == words_ && event->type() == QEvent::FocusOut &&
        static_cast<QFocusEvent*>(event)->reason() != Qt::PopupFocusReason) {
        hide(); // the keyboard is somewhere else already, where the person wants it
    }
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) {
        place();
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace scorescope::app
