// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/inspector.h"

#include "app/window/style.h"
#include "views/text.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QVBoxLayout>

#include <set>
#include <utility>
#include <vector>

namespace scorescope::app {
Inspector::Inspector(QWidget* parent) : QWidget(parent), theme_(views::darkTheme()) {
    setObjectName(QStringLiteral("inspector"));
    setAttribute(Qt::WA_StyledBackground);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    auto* bar = new QFrame(this);
    bar->setObjectName(QStringLiteral("view_title_bar"));
    bar->setFixedHeight(30);
    auto* barLine = new QHBoxLayout(bar);
    barLine->setContentsMargins(12, 0, 8, 0);
    barLine->setSpacing(8);
    auto* title = new QLabel(tr("Inspector"), bar);
    title->setObjectName(QStringLiteral("inspector_title"));
    note_ = new QLabel(tr("under the cursor"), bar);
    note_->setObjectName(QStringLiteral("inspector_note"));
    barLine->addWidget(title);
    barLine->addWidget(note_);
    barLine->addStretch(1);
    all->addWidget(bar);

    hint_ = new QLabel(tr("Move the cursor over a picture to read its numbers here."), this);
    hint_->setObjectName(QStringLiteral("inspector_note"));
    hint_->setWordWrap(true);
    hint_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    hint_->setMargin(12); // not contents margins: those the style sheet sets to nothing
    all->addWidget(hint_);

    table_ = new QTableWidget(0, 2, this);
    table_->setObjectName(QStringLiteral("inspector_table"));
    table_->setAccessibleName(tr("Inspector"));
    table_->horizontalHeader()->hide();
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(22);
    table_->verticalHeader()->setMinimumSectionSize(22);
    table_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    table_->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    table_->setShowGrid(false);
    table_->setFrameShape(QFrame::NoFrame);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setTextElideMode(Qt::ElideRight);
    table_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table_->setTabKeyNavigation(false);
    all->addWidget(table_, 1);
    auto* copy = new QAction(tr("Copy"), table_);
    copy->setObjectName(QStringLiteral("action_copy_inspector"));
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    connect(copy, &QAction::triggered, this, &Inspector::copySelection);
    table_->addAction(copy);
    table_->setContextMenuPolicy(Qt::ActionsContextMenu);
    fill();
}

void Inspector::setTheme(const views::Theme& theme) {
    theme_ = theme;
    fill();
}

void Inspector::setCursor(const QVector<double>& point) {
    pointed_ = !point.isEmpty();
    showNote();
    if (!point.isEmpty()) {
        point_ = point;
        fill();
    }
}

void Inspector::showNote() {
    const QString where = pointed_ ? tr("under the cursor") : tr("where the cursor was");
    note_->setText(past_ ? tr("%1, at step %2").arg(where, groupedNumber(*past_)) : where);
}

void Inspector::setFrame(const Frame& frame) {
    const auto past = frame.head > frame.step ? std::optional(frame.step) : std::nullopt;
    if (past != past_) {
        past_ = past;
        showNote();
    }
    std::shared_ptr<const Artifact> artifact = frame.find("inspector");
    if (artifact != artifact_ && (!artifact || std::holds_alternative<Table>(artifact->data))) {
        artifact_ = std::move(artifact);
        fill();
    }
}

void Inspector::fill() {
    std::vector<std::pair<QString, QString>> rows;
    std::set<QString> labels;
    if (!point_.isEmpty()) {
        QStringList numbers;
        for (const double coordinate : point_) {
            numbers << views::numberText(coordinate);
        }
        rows.emplace_back(QStringLiteral("x"),
                          numbers.size() == 1 ? numbers.front()
                                              : QStringLiteral("(%1)").arg(numbers.join(", ")));
        labels.insert(QStringLiteral("x"));
    }
    if (artifact_) {
        for (const std::vector<TableCell>& row : std::get<Table>(artifact_->data).rows) {
            const QString label =
                row.empty() ? QString() : QString::fromStdString(row.front().text);
            if (row.size() >= 2 && labels.insert(label).second) {
                rows.emplace_back(label,
                                  views::withMinusSigns(QString::fromStdString(row[1].text)));
            }
        }
    }
    hint_->setVisible(rows.empty());
    table_->setVisible(!rows.empty());
    table_->setRowCount(static_cast<int>(rows.size()));
    int line = 0;
    for (const auto& [label, value] : rows) {
        for (const int column : {0, 1}) {
            QTableWidgetItem* item = table_->item(line, column);
            if (item == nullptr) {
                item = new QTableWidgetItem; // owned by the table
                table_->setItem(line, column, item);
            }
            item->setText(column == 0 ? label : value);
            item->setForeground(column == 0 ? theme_.dim : theme_.text);
            item->setTextAlignment((column == 0 ? Qt::AlignLeft : Qt::AlignRight) |
                                   Qt::AlignVCenter);
            item->setToolTip(item->text());
        }
        ++line;
    }
}

QString Inspector::text() const {
    QStringList lines;
    for (int row = 0; row < table_->rowCount(); ++row) {
        lines << table_->item(row, 0)->text() + QLatin1Char('\t') + table_->item(row, 1)->text();
    }
    return lines.join(QLatin1Char('\n'));
}

void Inspector::copySelection() const {
    const QStringList lines = text().split(QLatin1Char('\n'));
    QStringList chosen;
    for (int row = 0; row < table_->rowCount(); ++row) {
        if (table_->item(row, 0)->isSelected() || table_->selectedItems().isEmpty()) {
            chosen << lines.at(row);
        }
    }
    QApplication::clipboard()->setText(chosen.join(QLatin1Char('\n')));
}

} // namespace scorescope::app
