// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "views/text.h"

#include <QAbstractTableModel>
#include <QColor>
#include <QFont>
#include <QSize>
#include <QString>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace scorescope::views {

/// The artifact's cells as Qt asks for them; only what is in sight is ever turned into text.
/// Turned, its columns stand one below the other: their headings at the left, a column for each
/// row.
class TableModel : public QAbstractTableModel {
public:
    using QAbstractTableModel::QAbstractTableModel;

    void setArtifact(std::shared_ptr<const Artifact> artifact) {
        const Table* next = artifact ? std::get_if<Table>(&artifact->data) : nullptr;
        const Table* now = table();
        const bool sameShape = now != nullptr && next != nullptr && now->columns == next->columns &&
                               now->rows.size() == next->rows.size();
        if (!sameShape) {
            beginResetModel();
        }
        artifact_ = std::move(artifact);
        numbers_.clear();
        for (std::size_t c = 0; next != nullptr && c < next->columns.size(); ++c) {
            numbers_.push_back(isNumberColumn(*next, c));
        }
        if (!sameShape) {
            endResetModel();
        } else if (!next->rows.empty() && !next->columns.empty()) {
            // The selection and the place in the list stay.
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        }
    }
    /// The selected row, drawn before the others; −1 for none.
    void setChosen(int row, const Theme& theme) {
        if (row != chosen_ || theme.dim != dim_ || theme.text != text_) {
            chosen_ = row;
            dim_ = theme.dim;
            text_ = theme.text;
            if (rowCount() > 0 && columnCount() > 0) {
                Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1),
                                   {Qt::FontRole, Qt::ForegroundRole});
            }
        }
    }
    void setTurned(bool turned) {
        if (turned != turned_) {
            beginResetModel();
            turned_ = turned;
            endResetModel();
        }
    }
    [[nodiscard]] bool turned() const { return turned_; }
    /// The headings as they are shown: with line ends where they are broken.
    void setHeadings(std::vector<QString> headings) {
        if (headings != headings_) {
            headings_ = std::move(headings);
            if (!turned_ && columnCount() > 0) {
                Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
            }
        }
    }
    /// The row of the table that a cell belongs to; none for a heading.
    [[nodiscard]] std::optional<std::size_t> rowOf(const QModelIndex& at) const {
        const int row = turned_ ? at.column() - 1 : at.row();
        return row >= 0 ? std::optional(static_cast<std::size_t>(row)) : std::nullopt;
    }
    [[nodiscard]] std::size_t columnOf(const QModelIndex& at) const {
        return static_cast<std::size_t>(turned_ ? at.row() : at.column());
    }
    /// A cell, or the heading of a column where the row has none.
    [[nodiscard]] QString textOf(std::optional<std::size_t> row, std::size_t column) const {
        if (!row) {
            return QString::fromStdString(table()->columns[column]);
        }
        const std::vector<TableCell>& cells = table()->rows[*row];
        return column < cells.size() ? withMinusSigns(QString::fromStdString(cells[column].text))
                                     : QString();
    }
    [[nodiscard]] int chosen() const { return chosen_; }
    [[nodiscard]] const Table* table() const {
        return artifact_ ? std::get_if<Table>(&artifact_->data) : nullptr;
    }
    /// A row that says something about the whole table: only its first cell holds text.
    [[nodiscard]] static bool isNote(const std::vector<TableCell>& row) {
        return row.size() > 1 && !row.front().text.empty() &&
               std::all_of(row.begin() + 1, row.end(),
                           [](const TableCell& cell) { return cell.text.empty(); });
    }
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override {
        if (table() == nullptr || parent.isValid()) {
            return 0;
        }
        return static_cast<int>(turned_ ? table()->columns.size() : table()->rows.size());
    }
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override {
        if (table() == nullptr || parent.isValid()) {
            return 0;
        }
        return static_cast<int>(turned_ ? table()->rows.size() + 1 : table()->columns.size());
    }
    [[nodiscard]] QVariant data(const QModelIndex& at, int role) const override {
        const std::size_t column = columnOf(at);
        const std::optional<std::size_t> row = rowOf(at);
        if (role == Qt::TextAlignmentRole) {
            return alignment(column);
        }
        if (role == Qt::DisplayRole || role == Qt::ToolTipRole) {
            return textOf(row, column);
        }
        if (!row) {
            return headingLook(role);
        }
        const bool note = isNote(table()->rows[*row]);
        if (role == Qt::SizeHintRole && note) {
            return QSize(0, 0); // it runs on below the other columns
        }
        const bool oneChosen =
            chosen_ >= 0 && static_cast<std::size_t>(chosen_) < table()->rows.size();
        const bool isChosen = oneChosen && *row == static_cast<std::size_t>(chosen_);
        if (role == Qt::FontRole && isChosen) {
            QFont bold;
            bold.setBold(true);
            return bold;
        }
        if (role == Qt::ForegroundRole && oneChosen && !note) {
            return isChosen ? text_ : dim_;
        }
        return {};
    }
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override {
        if (orientation != Qt::Horizontal || table() == nullptr || turned_) {
            return {};
        }
        const auto column = static_cast<std::size_t>(section);
        if (role == Qt::TextAlignmentRole) {
            return alignment(column);
        }
        if (role != Qt::DisplayRole) {
            return {};
        }
        return column < headings_.size() ? headings_[column] : textOf(std::nullopt, column);
    }

private:
    [[nodiscard]] int alignment(std::size_t column) const {
        const bool right = !turned_ && column < numbers_.size() && numbers_[column];
        return static_cast<int>((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    [[nodiscard]] QVariant headingLook(int role) const {
        if (role == Qt::FontRole) {
            QFont heading;
            heading.setWeight(QFont::DemiBold);
            return heading;
        }
        return role == Qt::ForegroundRole && dim_.isValid() ? QVariant(dim_) : QVariant();
    }

    std::shared_ptr<const Artifact> artifact_;
    std::vector<bool> numbers_;
    std::vector<QString> headings_;
    bool turned_ = false;
    int chosen_ = -1;
    QColor dim_;
    QColor text_;
};

} // namespace scorescope::views
