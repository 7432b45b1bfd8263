// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/table/table_view.h"

#include "views/selection.h"
#include "views/text.h"
#include "views/view_options.h"

#include <QAbstractTableModel>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QColor>
#include <QEvent>
#include <QFont>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace scorescope::views {
namespace {

constexpr int widestGrowth = 240;               ///< px to which a column widens by itself
constexpr std::size_t longestSpanned = 100'000; ///< rows beyond which no row is a note

} // namespace

/// The artifact's cells as Qt asks for them; only what is in sight is ever turned into text.
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
        return table() == nullptr || parent.isValid() ? 0 : static_cast<int>(table()->rows.size());
    }
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override {
        return table() == nullptr || parent.isValid() ? 0
                                                      : static_cast<int>(table()->columns.size());
    }
    [[nodiscard]] QVariant data(const QModelIndex& at, int role) const override {
        const auto column = static_cast<std::size_t>(at.column());
        if (role == Qt::TextAlignmentRole) {
            return alignment(column);
        }
        const std::vector<TableCell>& row = table()->rows[static_cast<std::size_t>(at.row())];
        if (role == Qt::SizeHintRole && isNote(row)) {
            return QSize(0, 0); // it runs on below the other columns
        }
        const bool oneChosen = chosen_ >= 0 && chosen_ < rowCount();
        if (role == Qt::FontRole && oneChosen && at.row() == chosen_) {
            QFont bold;
            bold.setBold(true);
            return bold;
        }
        if (role == Qt::ForegroundRole && oneChosen && !isNote(row)) {
            return at.row() == chosen_ ? text_ : dim_;
        }
        if (role != Qt::DisplayRole && role != Qt::ToolTipRole) {
            return {};
        }
        return column < row.size() ? withMinusSigns(QString::fromStdString(row[column].text))
                                   : QString();
    }
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override {
        if (orientation != Qt::Horizontal || table() == nullptr) {
            return {};
        }
        const auto column = static_cast<std::size_t>(section);
        if (role == Qt::TextAlignmentRole) {
            return alignment(column);
        }
        return role == Qt::DisplayRole ? QString::fromStdString(table()->columns[column])
                                       : QVariant();
    }

private:
    [[nodiscard]] int alignment(std::size_t column) const {
        return static_cast<int>(
            (column < numbers_.size() && numbers_[column] ? Qt::AlignRight : Qt::AlignLeft) |
            Qt::AlignVCenter);
    }

    std::shared_ptr<const Artifact> artifact_;
    std::vector<bool> numbers_;
    int chosen_ = -1;
    QColor dim_;
    QColor text_;
};

TableView::TableView(ViewSpec viewSpec, QWidget* parent)
    : PacedView(std::move(viewSpec), parent), model_(new TableModel(this)),
      table_(new QTableView(this)) {
    refuseUnknownOptions(spec(), {});
    setMinimumSize(160, 96);
    setFocusProxy(table_);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(table_);
    table_->setObjectName(QStringLiteral("table_") + QString::fromStdString(spec().name));
    table_->setAccessibleName(QString::fromStdString(spec().title));
    table_->setModel(model_);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    table_->setTabKeyNavigation(false);
    table_->setWordWrap(false);
    table_->setShowGrid(false);
    table_->setFrameShape(QFrame::NoFrame);
    table_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table_->verticalHeader()->hide();
    QHeaderView* headings = table_->horizontalHeader();
    headings->setHighlightSections(false);
    headings->setSectionsClickable(false);
    headings->setMinimumSectionSize(48);
    headings->setStretchLastSection(false);
    // A sample of rows sets the widths: a table of a million rows must not be measured whole.
    headings->setResizeContentsPrecision(200);
    auto* copy = new QAction(tr("Copy"), table_);
    copy->setObjectName(QStringLiteral("copy_cells"));
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    table_->addAction(copy);
    table_->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(copy, &QAction::triggered, this, &TableView::copy);
    // Enter, and a double click, which has been a click before.
    connect(table_, &QTableView::activated, this,
            [this](const QModelIndex& at) { select(at.row()); });
    connect(table_, &QTableView::clicked, this, [this](const QModelIndex& at) {
        // With Ctrl or Shift a person gathers cells to copy.
        if (QApplication::keyboardModifiers() == Qt::NoModifier) {
            select(at.row());
        }
    });
    empty_ = new QLabel(tr("No values yet"), this);
    empty_->setObjectName(QStringLiteral("table_empty"));
    empty_->setAttribute(Qt::WA_TransparentForMouseEvents);
    empty_->setAlignment(Qt::AlignCenter);
    setTheme(theme());
    setRowHeight();
}

void TableView::resizeEvent(QResizeEvent* event) {
    PacedView::resizeEvent(event);
    empty_->setGeometry(rect().adjusted(0, table_->horizontalHeader()->height(), 0, 0));
}

std::set<std::string> TableView::interest() const {
    return {spec().artifacts.begin(), spec().artifacts.end()};
}

void TableView::rebuild() {
    if (!frame() || spec().artifacts.empty()) {
        return;
    }
    adoptArtifact();
    const Table* table = model_->table();
    const auto row = table != nullptr ? selectedItem(*frame(), table->selects) : std::nullopt;
    const bool inside = row && *row >= 0 && *row < model_->rowCount();
    model_->setChosen(inside ? static_cast<int>(*row) : -1, theme());
}

void TableView::select(int row) {
    const Table* table = model_->table();
    if (table == nullptr || table->selects.empty() || row == model_->chosen() ||
        TableModel::isNote(table->rows[static_cast<std::size_t>(row)])) {
        return;
    }
    ++gesture_;
    Q_EMIT parametersEdited({{QString::fromStdString(table->selects), static_cast<qint64>(row)}},
                            gesture_);
}

void TableView::adoptArtifact() {
    std::shared_ptr<const Artifact> artifact = frame()->find(spec().artifacts.front());
    if (artifact == artifact_ || (artifact && !std::holds_alternative<Table>(artifact->data))) {
        return;
    }
    const int columns = model_->columnCount();
    const int rows = model_->rowCount();
    artifact_ = artifact;
    model_->setArtifact(std::move(artifact));
    if (model_->columnCount() != columns || (rows == 0 && model_->rowCount() > 0)) {
        fit();
    } else {
        makeRoom();
    }
    spanNotes();
    empty_->setVisible(model_->rowCount() == 0);
}

void TableView::makeRoom() {
    for (int c = 0; c < model_->columnCount(); ++c) {
        const int now = table_->columnWidth(c);
        table_->resizeColumnToContents(c);
        const int needed = std::min(table_->columnWidth(c), widestGrowth);
        // Columns do not twitch with every digit. One that held a sentence ("not yet, because …")
        // and holds numbers now gives the room back.
        table_->setColumnWidth(c, 2 * needed < now ? needed : std::max(now, needed));
    }
}

void TableView::spanNotes() {
    table_->clearSpans();
    const Table* table = model_->table();
    if (table == nullptr || table->columns.size() < 2 || table->rows.size() > longestSpanned) {
        return;
    }
    for (std::size_t r = 0; r < table->rows.size(); ++r) {
        if (TableModel::isNote(table->rows[r])) {
            table_->setSpan(static_cast<int>(r), 0, 1, model_->columnCount());
        }
    }
}

void TableView::setTheme(const Theme& theme) {
    PacedView::setTheme(theme);
    QPalette palette = table_->palette();
    palette.setColor(QPalette::Base, theme.ground);
    palette.setColor(QPalette::Text, theme.text);
    palette.setColor(QPalette::Highlight, theme.raised);
    palette.setColor(QPalette::HighlightedText, theme.text);
    table_->setPalette(palette);
    empty_->setStyleSheet(QStringLiteral("color: %1").arg(theme.dim.name()));
    // The application's sheet colours tables like panels; a picture stands on the ground.
    table_->setStyleSheet(
        QStringLiteral("QTableView { background: %1; color: %2; border: none; "
                       "selection-background-color: %3; selection-color: %2; }"
                       "QTableView::item { padding: 0 10px; border-bottom: 1px solid %4; }"
                       "QHeaderView { background: %1; border: none; }"
                       "QHeaderView::section { background: %1; color: %5; border: none; "
                       "border-bottom: 1px solid %5; padding: 4px 13px; font-weight: 600; }")
            .arg(theme.ground.name(), theme.text.name(), theme.raised.name(), theme.line.name(),
                 theme.dim.name()));
}

void TableView::setRowHeight() {
    const int height = fontMetrics().height() + 10;
    table_->verticalHeader()->setMinimumSectionSize(height);
    table_->verticalHeader()->setDefaultSectionSize(height);
}

void TableView::fit() {
    table_->resizeColumnsToContents();
}

std::unique_ptr<FigurePanel> TableView::figurePanel() const {
    // A hidden view has not looked at its newest frame yet.
    std::shared_ptr<const Artifact> newest =
        frame() && !spec().artifacts.empty() ? frame()->find(spec().artifacts.front()) : artifact_;
    return std::make_unique<TablePanel>(QString::fromStdString(spec().title), std::move(newest));
}

QWidget* TableView::createControls(QWidget* parent) {
    static_cast<void>(parent);
    return nullptr;
}

QString TableView::selectedText() const {
    const Table* table = model_->table();
    if (table == nullptr) {
        return {};
    }
    std::set<std::size_t> rows;
    std::set<std::size_t> columns;
    for (const QModelIndex& index : table_->selectionModel()->selectedIndexes()) {
        rows.insert(static_cast<std::size_t>(index.row()));
        columns.insert(static_cast<std::size_t>(index.column()));
    }
    return rows.empty()
               ? tableAsText(*table)
               : tableAsText(*table, {rows.begin(), rows.end()}, {columns.begin(), columns.end()});
}

void TableView::copy() const {
    QApplication::clipboard()->setText(selectedText());
}

void TableView::changeEvent(QEvent* event) {
    PacedView::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        setRowHeight();
    }
}

} // namespace scorescope::views
