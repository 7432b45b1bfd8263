// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/paced_view.h"
#include "views/table/table_fit.h"
#include "views/table/table_panel.h"

#include <QFontMetrics>
#include <QModelIndex>

#include <memory>
#include <vector>

class QLabel;
class QTableView;

namespace scorescope::views {

class TableModel;

/// Shows a Table artifact as a table that can be read, selected and copied (Ctrl+C, or the context
/// menu: the selected cells, or all of them, as text between tabs), but not edited. Where the table
/// names a parameter, a click on a row or Enter selects it: it is bold, and the others are dim.
///
/// Columns share the width of the panel: headings and texts are wrapped at words, numbers and, as
/// long as there is room, intervals stay whole; where there is little, less of it stands between
/// the columns. One or two rows of more columns than fit are shown turned, headings down the left.
/// Only what fits neither way is scrolled. What is copied is the table as it is, however it is
/// shown.
class TableView : public PacedView {
    Q_OBJECT

public:
    /// Throws InputError for options: there are none.
    explicit TableView(ViewSpec spec, QWidget* parent = nullptr);

    [[nodiscard]] std::set<std::string> interest() const override;
    void setTheme(const Theme& theme) override;
    /// Gives the columns the width that they need again, after some were widened by hand.
    void fit() override;
    [[nodiscard]] std::unique_ptr<FigurePanel> figurePanel() const override;
    [[nodiscard]] QJsonObject state() const override { return {}; }
    void setState(const QJsonObject& state) override { static_cast<void>(state); }
    [[nodiscard]] QWidget* createControls(QWidget* parent) override;

    /// What Ctrl+C puts on the clipboard: the selection as a rectangle, or everything.
    [[nodiscard]] QString selectedText() const;
    /// The room for the text of a cell.
    [[nodiscard]] int widthOf(const QModelIndex& at) const;

protected:
    void rebuild() override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void adoptArtifact();
    void select(const QModelIndex& at);
    void copy() const;
    void setRowHeight();
    void applyStyle();
    void spanNotes();
    /// Shares the panel's width among the columns: see TableView.
    void arrange();
    void setWidths(int room);
    /// Breaks headings and cells as their columns ask for. Returns the height of all.
    int wrap();
    [[nodiscard]] std::vector<TextNeed> measure(bool turned) const;
    /// Widths of columns for these texts, and the padding that they leave room for: the larger one
    /// if it can be.
    struct Columns {
        std::vector<int> widths; ///< empty where the texts have no room
        int padding;
    };
    [[nodiscard]] Columns share(const std::vector<TextNeed>& texts, int room) const;
    [[nodiscard]] QFontMetrics headingMetrics() const;
    [[nodiscard]] QFontMetrics cellMetrics() const;

    quint64 gesture_ = 0;
    std::vector<TextNeed> needs_; ///< of the columns' texts, with what they lately took
    int padding_;                 ///< px beside a text, on both sides together
    bool arranging_ = false;
    bool byHand_ = false; ///< a person has set the width of a column
    std::shared_ptr<const Artifact> artifact_;
    TableModel* model_; ///< owned by Qt, as children
    QTableView* table_;
    QLabel* empty_; ///< stands in for rows while there are none
};

} // namespace scorescope::views
