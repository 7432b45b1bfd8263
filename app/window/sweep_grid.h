// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/figure_panel.h"
#include "views/theme.h"

#include <QPixmap>
#include <QScrollArea>

#include <memory>
#include <vector>

class QGridLayout;

namespace scorescope::app {

/// Small multiples: panels of one size in rows, each a button.
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

Q_SIGNALS:
    void chosen(int cell);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    class Cell;
    void arrange();

    views::Theme theme_;
    QWidget* page_;
    QGridLayout* grid_;
    std::vector<Cell*> cells_; ///< children of page_
    int columns_ = 0;
    double aspect_ = 4.0 / 3.0;
};

} // namespace scorescope::app
