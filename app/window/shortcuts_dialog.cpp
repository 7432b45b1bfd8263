// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/shortcuts_dialog.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace scorescope::app {
namespace {

constexpr int columnWidth = 300;
constexpr int columnGap = 28;
constexpr int mostColumns = 4;
constexpr int edge = 20;

/// A heading and the lines below it.
struct Section {
    QString title;
    std::vector<std::pair<QString, QString>> lines; ///< what it does, by which keys

    [[nodiscard]] int height() const { return static_cast<int>(lines.size()) + 2; }
};

void addActions(const QMenu& menu, Section& section) {
    for (const QAction* action : menu.actions()) {
        if (const QMenu* submenu = action->menu()) {
            addActions(*submenu, section);
        } else if (!action->shortcut().isEmpty()) {
            QStringList keys;
            for (const QKeySequence& key : action->shortcuts()) {
                keys << key.toString(QKeySequence::NativeText);
            }
            section.lines.emplace_back(action->text().remove(QLatin1Char('&')),
                                       keys.join(ShortcutsDialog::tr(" or ")));
        }
    }
}

std::vector<Section> sectionsOf(const QList<QMenu*>& menus,
                                const std::vector<views::GestureGroup>& gestures) {
    std::vector<Section> sections;
    for (const QMenu* menu : menus) {
        Section section{menu->title().remove(QLatin1Char('&')), {}};
        addActions(*menu, section);
        if (!section.lines.empty()) {
            sections.push_back(std::move(section));
        }
    }
    for (const views::GestureGroup& group : gestures) {
        Section section{group.title, {}};
        for (const views::Gesture& gesture : group.gestures) {
            const QString& effect = gesture.effect;
            section.lines.emplace_back(effect.left(1).toUpper() + effect.mid(1), gesture.input);
        }
        sections.push_back(std::move(section));
    }
    return sections;
}

/// What a line does at its left, wrapped where it must be, and by which keys at its right.
QVBoxLayout* makeLines(const Section& section, QWidget* parent) {
    auto* lines = new QVBoxLayout;
    lines->setSpacing(4);
    for (const auto& [what, keys] : section.lines) {
        auto* name = new QLabel(what, parent);
        name->setWordWrap(true);
        name->setAccessibleName(QStringLiteral("%1: %2").arg(keys, what));
        auto* key = new QLabel(keys, parent);
        key->setObjectName(QStringLiteral("view_note"));
        auto* line = new QHBoxLayout;
        line->setSpacing(12);
        line->addWidget(name, 1, Qt::AlignTop);
        line->addWidget(key, 0, Qt::AlignTop);
        lines->addLayout(line);
    }
    return lines;
}

} // namespace

ShortcutsDialog::ShortcutsDialog(const QList<QMenu*>& menus,
                                 const std::vector<views::GestureGroup>& gestures, QWidget* parent)
    : QDialog(parent) {
    setObjectName(QStringLiteral("shortcuts_dialog"));
    setWindowTitle(tr("Keyboard and mouse"));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 12);
    all->setSpacing(12);
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("shortcuts_scroll"));
    scroll->setAccessibleName(windowTitle());
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::StrongFocus); // arrows and page keys scroll
    auto* inside = new QWidget(scroll);
    auto* columns = new QHBoxLayout(inside);
    columns->setContentsMargins(edge, 16, edge, 4);
    columns->setSpacing(columnGap);

    const QSize room = parent != nullptr ? parent->window()->size() : QSize(1024, 700);
    const int count =
        std::clamp((room.width() - 2 * edge) / (columnWidth + columnGap), 1, mostColumns);
    std::vector<Section> sections = sectionsOf(menus, gestures);
    int left = 0;
    for (const Section& section : sections) {
        left += section.height();
    }
    auto section = sections.begin();
    for (int i = 0; i < count; ++i) {
        auto* column = new QVBoxLayout;
        column->setSpacing(10);
        const int share = left / (count - i); // of what is left, this column's
        int used = 0;
        while (section != sections.end() &&
               (used == 0 || i + 1 == count || used + section->height() / 2 <= share)) {
            auto* heading = new QLabel(section->title, inside);
            heading->setObjectName(QStringLiteral("parameter_group"));
            QFont strong = heading->font();
            strong.setWeight(QFont::DemiBold);
            heading->setFont(strong);
            column->addWidget(heading);
            column->addLayout(makeLines(*section, inside));
            column->addSpacing(8);
            used += section->height();
            ++section;
        }
        left -= used;
        column->addStretch(1);
        columns->addLayout(column, 1);
    }
    scroll->setWidget(inside);
    all->addWidget(scroll, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->setObjectName(QStringLiteral("shortcuts_close"));
    buttons->setContentsMargins(edge, 0, edge, 0);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    all->addWidget(buttons);
    const int width = count * (columnWidth + columnGap) + 2 * edge;
    const int below = buttons->sizeHint().height() + all->contentsMargins().bottom() + 2 * edge;
    resize(std::min(width, room.width() - edge),
           std::min(columns->totalHeightForWidth(width - edge) + below, room.height() - 2 * edge));
    scroll->setFocus();
}

} // namespace scorescope::app
