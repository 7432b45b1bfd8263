// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/inspector.h"

#include "app/window/elided_label.h"
#include "app/window/style.h"
#include "views/selection_text.h"
#include "views/text.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
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
    bar_ = bar;
    auto* barLine = new QHBoxLayout(bar);
    barLine->setContentsMargins(12, 0, 8, 0);
    barLine->setSpacing(8);
    auto* title = new QLabel(tr("Inspector"), bar);
    title->setObjectName(QStringLiteral("inspector_title"));
    note_ = new ElidedLabel(tr("under the cursor"), bar); // it never keeps the column wide
    note_->setObjectName(QStringLiteral("inspector_note"));
    barLine->addWidget(title);
    barLine->addWidget(note_, 1);
    pin_ = new QToolButton(bar);
    pin_->setObjectName(QStringLiteral("pin_inspector"));
    pin_->setProperty("flat", true);
    pin_->setCheckable(true);
    pin_->setFixedSize(24, 24);
    pin_->setToolTip(tr("Hold these numbers while the cursor and the run go on"));
    pin_->setAccessibleName(tr("Inspector: hold these numbers"));
    pin_->setFocusPolicy(Qt::TabFocus);
    connect(pin_, &QToolButton::toggled, this, [this](bool held) {
        if (!held) {
            Q_EMIT released();
        }
        fill();
    });
    barLine->addWidget(pin_);
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
    table_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Fixed);
    table_->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    table_->setShowGrid(false);
    table_->setFrameShape(QFrame::NoFrame);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setWordWrap(true);
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
    pin_->setIcon(themedIcon(QStringLiteral("pin"), theme, theme.dim));
    fill();
}

void Inspector::setCursor(const QVector<double>& point) {
    pointed_ = !point.isEmpty();
    if (pin_->isChecked()) {
        return;
    }
    showNote();
    if (pointed_) {
        point_ = point;
        fill();
    }
}

void Inspector::showNote() {
    const QString where = pointed_ ? tr("under the cursor") : tr("where the cursor was");
    if (pin_->isChecked()) {
        note_->setText(tr("held at step %1").arg(groupedNumber(step_)));
        return;
    }
    note_->setText(past_ ? tr("%1, at step %2").arg(where, groupedNumber(*past_)) : where);
}

void Inspector::setFrame(const Frame& frame) {
    if (pin_->isChecked()) {
        return;
    }
    step_ = frame.step;
    const auto past = frame.head > frame.step ? std::optional(frame.step) : std::nullopt;
    if (past != past_) {
        past_ = past;
        showNote();
    }
    std::shared_ptr<const Artifact> artifact = frame.find("inspector");
    Rows selected;
    for (const auto& [label, value] : views::describeSelection(frame)) {
        selected.emplace_back(label, value);
    }
    const bool another =
        artifact != artifact_ && (!artifact || std::holds_alternative<Table>(artifact->data));
    if (another || selected != selected_) {
        artifact_ = another ? std::move(artifact) : artifact_;
        selected_ = std::move(selected);
        fill();
    }
}

Inspector::Rows Inspector::rows() const {
    Rows rows;
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
    rows.insert(rows.end(), selected_.begin(), selected_.end());
    return rows;
}

void Inspector::fill() {
    showNote();
    const Rows all = rows();
    hint_->setVisible(all.empty());
    table_->setVisible(!all.empty());
    table_->setRowCount(static_cast<int>(all.size()));
    int line = 0;
    for (const auto& [label, value] : all) {
        for (const int column : {0, 1}) {
            QTableWidgetItem* item = table_->item(line, column);
            if (item == nullptr) {
                item = new QTableWidgetItem; // owned by the table
                table_->setItem(line, column, item);
            }
            item->setText(column == 0 ? label : value);
            item->setForeground(column == 0 ? theme_.dim : theme_.text);
            item->setTextAlignment((column == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignTop);
            item->setToolTip(item->text());
        }
        ++line;
    }
    fitRows();
}

void Inspector::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fitRows();
}

void Inspector::fitRows() {
    // Labels take what they need up to half, values wrap in the rest.
    constexpr int padding = 12; ///< around an item's text, both sides
    int labels = 0;
    for (int row = 0; row < table_->rowCount(); ++row) {
        labels =
            std::max(labels, table_->fontMetrics().horizontalAdvance(table_->item(row, 0)->text()));
    }
    table_->setColumnWidth(0, std::min(labels + padding, width() / 2));
    table_->resizeRowsToContents();
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
