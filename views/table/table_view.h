// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/paced_view.h"
#include "views/table/table_panel.h"

#include <memory>

class QLabel;
class QTableView;

namespace scorescope::views {

class TableModel;

/// Shows a Table artifact as a table that can be read, selected and copied (Ctrl+C, or the context
/// menu: the selected cells, or all of them, as text between tabs), but not edited. Where the table
/// names a parameter, a click on a row or Enter selects it: it is bold, and the others are dim.
class TableView : public PacedView {
    Q_OBJECT

public:
    /// Throws InputError for options: there are none.
    explicit TableView(ViewSpec spec, QWidget* parent = nullptr);

    [[nodiscard]] std::set<std::string> interest() const override;
    void setTheme(const Theme& theme) override;
    /// Makes every column as wide as its cells.
    void fit() override;
    [[nodiscard]] std::unique_ptr<FigurePanel> figurePanel() const override;
    [[nodiscard]] QJsonObject state() const override { return {}; }
    void setState(const QJsonObject& state) override { static_cast<void>(state); }
    [[nodiscard]] QWidget* createControls(QWidget* parent) override;

    /// What Ctrl+C puts on the clipboard: the selection as a rectangle, or everything.
    [[nodiscard]] QString selectedText() const;

protected:
    void rebuild() override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void adoptArtifact();
    void select(int row);
    void copy() const;
    void setRowHeight();
    void makeRoom();
    void spanNotes();

    quint64 gesture_ = 0;
    std::shared_ptr<const Artifact> artifact_;
    TableModel* model_; ///< owned by Qt, as children
    QTableView* table_;
    QLabel* empty_; ///< stands in for rows while there are none
};

} // namespace scorescope::views
