// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/background_job.h"
#include "views/figure_panel.h"
#include "views/theme.h"

#include <QScrollArea>

#include <memory>
#include <vector>

class QGridLayout;

namespace scorescope::app {

/// Small multiples: panels of one size in rows, each a button. Drawn in the background, one after
/// the other.
class SweepGrid : public QScrollArea {
    Q_OBJECT

public:
    SweepGrid(const views::Theme& theme, QWidget* parent);
    ~SweepGrid() override;

    /// `names` are for who cannot see the pictures; `expected` cells are laid out, those without a
    /// panel yet stay empty.
    void present(const std::vector<std::shared_ptr<views::FigurePanel>>& panels,
                 const std::vector<QString>& names, std::size_t expected);
    /// 0 = as many as suit the room.
    void setColumns(int columns);
    [[nodiscard]] int columns() const;
    /// Whether every cell that was seen has its picture.
    [[nodiscard]] bool isDrawn() const;

Q_SIGNALS:
    void chosen(int cell);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    class Cell;
    void arrange();
    /// Draws the next cell whose picture is not that of its panel at its size, if one waits.
    void drawNext();

    views::Theme theme_;
    QWidget* page_;
    QGridLayout* grid_;
    std::vector<Cell*> cells_; ///< children of page_
    int columns_ = 0;
    double aspect_ = 4.0 / 3.0;
    std::size_t next_ = 0;            ///< the cell that was drawn last
    views::BackgroundJob drawing_{0}; ///< a person waits for it
};

} // namespace scorescope::app
