// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/table/table_view.h"

#include "views/selection.h"
#include "views/table/table_fit.h"
#include "views/table/table_model.h"
#include "views/text.h"
#include "views/view_options.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QColor>
#include <QEvent>
#include <QFont>
#include <QHeaderView>
#include <QLabel>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace scorescope::views {
namespace {

constexpr int widestGrowth = 240;               ///< px that a text takes where nothing fits
constexpr std::size_t longestSpanned = 100'000; ///< rows beyond which no row is a note
constexpr std::size_t longestWrapped = 200;     ///< rows beyond which texts stay on one line
constexpr std::size_t mostMeasured = 200;       ///< rows of a table longer than that
constexpr int roomyPadding = 27;                ///< px beside a text, on both sides together
constexpr int tightPadding = 15;                ///< where the columns have no room otherwise
constexpr int rowPadding = 10;                  ///< px above and below it, together
constexpr int narrowest = 48;                   ///< px of a column with the roomy padding
constexpr int mostLines = 3; ///< of a heading or cell, beyond which few rows are turned

int linesOf(const QString& text) {
    return static_cast<int>(text.count(QLatin1Char('\n'))) + 1;
}

/// Draws texts in the lines that the width of their column gives.
class CellDelegate : public QStyledItemDelegate {
public:
    CellDelegate(const TableView& view, QObject* parent)
        : QStyledItemDelegate(parent), view_(view) {}

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& at) const override {
        QStyledItemDelegate::initStyleOption(option, at);
        option->text = wrappedText(option->text, view_.widthOf(at), option->fontMetrics)
                           .replace(QLatin1Char('\n'), QChar(QChar::LineSeparator));
    }

private:
    const TableView& view_;
};

} // namespace

TableView::TableView(ViewSpec viewSpec, QWidget* parent)
    : PacedView(std::move(viewSpec), parent), padding_(roomyPadding), model_(new TableModel(this)),
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
    table_->setItemDelegate(new CellDelegate(*this, table_));
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
    headings->setMinimumSectionSize(narrowest - roomyPadding + tightPadding);
    headings->setStretchLastSection(false);
    headings->setTextElideMode(Qt::ElideNone);
    connect(headings, &QHeaderView::sectionResized, this, [this] {
        if (!arranging_ &&
            model_->table() != nullptr) { // by hand: only what is in the column follows
            byHand_ = true;
            wrap();
        }
    });
    auto* copy = new QAction(tr("Copy"), table_);
    copy->setObjectName(QStringLiteral("copy_cells"));
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    table_->addAction(copy);
    table_->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(copy, &QAction::triggered, this, &TableView::copy);
    // Enter, and a double click, which has been a click before.
    connect(table_, &QTableView::activated, this, [this](const QModelIndex& at) { select(at); });
    connect(table_, &QTableView::clicked, this, [this](const QModelIndex& at) {
        // With Ctrl or Shift a person gathers cells to copy.
        if (QApplication::keyboardModifiers() == Qt::NoModifier) {
            select(at);
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
    arrange();
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
    const bool inside =
        row && *row >= 0 &&
        static_cast<std::size_t>(*row) < (table != nullptr ? table->rows.size() : 0);
    model_->setChosen(inside ? static_cast<int>(*row) : -1, theme());
}

void TableView::select(const QModelIndex& at) {
    const Table* table = model_->table();
    const std::optional<std::size_t> row = table != nullptr ? model_->rowOf(at) : std::nullopt;
    if (!row || table->selects.empty() || static_cast<int>(*row) == model_->chosen() ||
        TableModel::isNote(table->rows[*row])) {
        return;
    }
    ++gesture_;
    Q_EMIT parametersEdited({{QString::fromStdString(table->selects), static_cast<qint64>(*row)}},
                            gesture_);
}

void TableView::adoptArtifact() {
    std::shared_ptr<const Artifact> artifact = frame()->find(spec().artifacts.front());
    if (artifact == artifact_ || (artifact && !std::holds_alternative<Table>(artifact->data))) {
        return;
    }
    const Table* before = model_->table();
    const std::size_t columns = before != nullptr ? before->columns.size() : 0;
    const bool wasEmpty = before == nullptr || before->rows.empty();
    artifact_ = artifact;
    {
        const QScopedValueRollback guard(arranging_, true);
        model_->setArtifact(std::move(artifact));
    }
    const Table* table = model_->table();
    const bool others = table != nullptr && table->columns.size() != columns;
    if (others || (wasEmpty && table != nullptr && !table->rows.empty())) {
        fit();
    } else {
        arrange();
    }
    spanNotes();
    empty_->setVisible(table == nullptr || table->rows.empty());
}

int TableView::widthOf(const QModelIndex& at) const {
    const Table* table = model_->table();
    const std::optional<std::size_t> row = table != nullptr ? model_->rowOf(at) : std::nullopt;
    if (row && !model_->turned() && TableModel::isNote(table->rows[*row])) {
        return table_->horizontalHeader()->length() - padding_;
    }
    return table_->columnWidth(at.column()) - padding_;
}

QFontMetrics TableView::headingMetrics() const {
    QFont heading = table_->font();
    heading.setWeight(QFont::DemiBold);
    return QFontMetrics(heading);
}

QFontMetrics TableView::cellMetrics() const {
    // A row that can be chosen is bold then, and must not be broken anew for that.
    QFont cells = table_->font();
    cells.setBold(model_->table() != nullptr && !model_->table()->selects.empty());
    return QFontMetrics(cells);
}

std::vector<TextNeed> TableView::measure(bool turned) const {
    const Table& table = *model_->table();
    const QFontMetrics headings = headingMetrics();
    const QFontMetrics cells = cellMetrics();
    // A sample of rows sets the widths: a table of a million rows must not be measured whole.
    const bool wraps = table.rows.size() <= longestWrapped;
    const std::size_t rows = wraps ? table.rows.size() : mostMeasured;
    std::vector<TextNeed> needs(turned ? rows + 1 : table.columns.size());
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        needs[turned ? 0 : c].include(needOf(model_->textOf(std::nullopt, c), headings));
        for (std::size_t r = 0; r < rows; ++r) {
            if (turned || !TableModel::isNote(table.rows[r])) {
                needs[turned ? r + 1 : c].include(needOf(model_->textOf(r, c), cells));
            }
        }
    }
    for (TextNeed& need : needs) {
        need.least = wraps ? need.least : need.whole;
        need.neat = wraps ? need.neat : need.whole;
    }
    return needs;
}

TableView::Columns TableView::share(const std::vector<TextNeed>& texts, int room) const {
    for (const bool neat : {true, false}) {
        for (const int padding : {roomyPadding, tightPadding}) {
            std::vector<TextNeed> needs = texts;
            for (TextNeed& need : needs) {
                const int least = narrowest - roomyPadding + padding;
                need.whole = std::max(least, need.whole + padding);
                need.least = std::max(least, (neat ? std::max(need.least, need.neat) : need.least) +
                                                 padding);
            }
            std::vector<int> widths = sharedWidths(needs, room);
            if (!widths.empty()) {
                return {std::move(widths), padding};
            }
        }
    }
    return {{}, roomyPadding};
}

void TableView::arrange() {
    const Table* table = model_->table();
    if (table == nullptr || table->columns.empty()) {
        return;
    }
    std::vector<TextNeed> needs = measure(false);
    // Columns do not twitch with every digit. One that held a sentence ("not yet, because …") and
    // holds numbers now gives the room back.
    for (std::size_t c = 0; needs.size() == needs_.size() && c < needs.size(); ++c) {
        if (2 * needs[c].whole >= needs_[c].whole) {
            needs[c].include(needs_[c]);
        }
    }
    needs_ = needs;
    const QScopedValueRollback guard(arranging_, true);
    if (byHand_) {
        wrap();
        return;
    }
    // Once without and, where rows do not all have room, once with the vertical scroll bar.
    int room = width();
    setWidths(room);
    if (wrap() > height()) {
        room -= table_->verticalScrollBar()->sizeHint().width();
        setWidths(room);
        wrap();
    }
}

void TableView::setWidths(int room) {
    const Table& table = *model_->table();
    const auto deepest = [&](const Columns& columns) {
        int lines = 1;
        for (std::size_t c = 0; c < columns.widths.size(); ++c) {
            const int inside = columns.widths[c] - columns.padding;
            lines = std::max(lines, linesOf(wrappedText(model_->textOf(std::nullopt, c), inside,
                                                        headingMetrics())));
            for (std::size_t r = 0; r < table.rows.size(); ++r) {
                lines = std::max(lines,
                                 linesOf(wrappedText(model_->textOf(r, c), inside, cellMetrics())));
            }
        }
        return lines;
    };
    Columns columns = share(needs_, room);
    const bool few = !table.rows.empty() && table.rows.size() <= 2 &&
                     table.columns.size() > table.rows.size() + 1 &&
                     std::none_of(table.rows.begin(), table.rows.end(), TableModel::isNote);
    bool turned = false;
    if (few && (columns.widths.empty() || deepest(columns) > mostLines)) {
        Columns upright = share(measure(true), room);
        turned = !upright.widths.empty();
        if (turned) {
            columns = std::move(upright);
        }
    }
    std::vector<int>& widths = columns.widths;
    for (std::size_t c = 0; widths.size() < needs_.size() && !turned && c < needs_.size(); ++c) {
        const TextNeed& need = needs_[c];
        widths.push_back(std::max(need.least, std::min(need.whole, widestGrowth)) +
                         columns.padding);
    }
    if (columns.padding != padding_) {
        padding_ = columns.padding;
        applyStyle();
    }
    if (turned != model_->turned()) {
        model_->setTurned(turned);
        table_->horizontalHeader()->setVisible(!turned);
        spanNotes();
    }
    for (std::size_t c = 0; c < widths.size(); ++c) {
        if (table_->columnWidth(static_cast<int>(c)) != widths[c]) {
            table_->setColumnWidth(static_cast<int>(c), widths[c]);
        }
    }
}

int TableView::wrap() {
    const Table& table = *model_->table();
    const QFontMetrics headings = headingMetrics();
    const QFontMetrics cells = cellMetrics();
    int lines = 1;
    std::vector<QString> texts;
    for (std::size_t c = 0; !model_->turned() && c < table.columns.size(); ++c) {
        texts.push_back(wrappedText(model_->textOf(std::nullopt, c),
                                    table_->columnWidth(static_cast<int>(c)) - padding_, headings));
        lines = std::max(lines, linesOf(texts.back()));
    }
    model_->setHeadings(std::move(texts));
    constexpr int headingPadding = 11;
    const int headingHeight = lines * headings.lineSpacing() + headingPadding;
    if (table_->horizontalHeader()->minimumHeight() != headingHeight) {
        table_->horizontalHeader()->setFixedHeight(headingHeight);
        table_->doItemsLayout();
    }
    const int rows = model_->rowCount();
    const int one = table_->verticalHeader()->defaultSectionSize();
    int all = model_->turned() ? 0 : headingHeight;
    if (table.rows.size() > longestWrapped) {
        return all + std::min(rows, 1'000'000) * one;
    }
    for (int r = 0; r < rows; ++r) {
        int deepest = 1;
        for (int c = 0; c < model_->columnCount(); ++c) {
            const QModelIndex at = model_->index(r, c);
            const std::optional<std::size_t> row = model_->rowOf(at);
            deepest =
                std::max(deepest, linesOf(wrappedText(model_->textOf(row, model_->columnOf(at)),
                                                      widthOf(at), row ? cells : headings)));
        }
        const int tall = one + (deepest - 1) * cells.lineSpacing();
        if (table_->rowHeight(r) != tall) {
            table_->setRowHeight(r, tall);
        }
        all += tall;
    }
    return all;
}

void TableView::spanNotes() {
    table_->clearSpans();
    const Table* table = model_->table();
    if (table == nullptr || table->columns.size() < 2 || table->rows.size() > longestSpanned ||
        model_->turned()) {
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
    applyStyle();
}

void TableView::applyStyle() {
    // The application's sheet colours tables like panels; a picture stands on the ground. The style
    // itself puts a few pixels beside a cell's text.
    constexpr int ofTheStyle = 7;
    const Theme& look = theme();
    table_->setStyleSheet(
        QStringLiteral("QTableView { background: %1; color: %2; border: none; "
                       "selection-background-color: %3; selection-color: %2; }"
                       "QTableView::item { padding: 0 %6px; border-bottom: 1px solid %4; }"
                       "QHeaderView { background: %1; border: none; }"
                       "QHeaderView::section { background: %1; color: %5; border: none; "
                       "border-bottom: 1px solid %5; padding: 4px %7px; font-weight: 600; }")
            .arg(look.ground.name(), look.text.name(), look.raised.name(), look.line.name(),
                 look.dim.name())
            .arg((padding_ - ofTheStyle) / 2)
            .arg((padding_ - 1) / 2));
}

void TableView::setRowHeight() {
    const int height = fontMetrics().height() + rowPadding;
    table_->verticalHeader()->setMinimumSectionSize(height);
    table_->verticalHeader()->setDefaultSectionSize(height);
}

void TableView::fit() {
    needs_.clear();
    byHand_ = false;
    arrange();
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
        columns.insert(model_->columnOf(index));
        if (const std::optional<std::size_t> row = model_->rowOf(index)) {
            rows.insert(*row);
        }
    }
    if (rows.empty() && !columns.empty()) { // headings alone: of all rows
        for (std::size_t row = 0; row < table->rows.size(); ++row) {
            rows.insert(row);
        }
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
        needs_.clear();
        arrange();
    }
}

} // namespace scorescope::views
