// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/frame.h"
#include "engine/core/scene.h"
#include "views/figure_panel.h"

#include <QString>

#include <memory>
#include <vector>

namespace scorescope::views {

/// Whether every cell of the column that is not empty reads as a number: then it stands at the
/// right. A real minus sign, blanks between groups of digits, "× 10ⁿ", percent and "—" for nothing
/// count as parts of numbers; a column without any cell is not one of numbers.
[[nodiscard]] bool isNumberColumn(const Table& table, std::size_t column);
/// The whole table, or the given rows and columns, as lines of cells between tabs, with a line of
/// headings. Tabs and line ends inside cells become blanks.
[[nodiscard]] QString tableAsText(const Table& table, const std::vector<std::size_t>& rows,
                                  const std::vector<std::size_t>& columns);
[[nodiscard]] QString tableAsText(const Table& table);

/// A table drawn for a page: headings between two lines, numbers at the right. No cell is cut: a
/// table a little too wide is drawn smaller, one far too wide is broken into blocks of columns, one
/// below the other, each with the first column. Where there are more rows than fit, a note says how
/// many.
class TablePanel : public FigurePanel {
public:
    TablePanel(QString title, std::shared_ptr<const Artifact> artifact);

    void draw(QPainter& painter, const QRectF& rect, const FigureStyle& style) const override;
    [[nodiscard]] QString title() const override { return title_; }
    [[nodiscard]] double aspectRatio() const override;
    [[nodiscard]] double leastWidth(const FigureStyle& style) const override;
    /// Of the whole table, at most of twenty rows.
    [[nodiscard]] double heightFor(double width, const FigureStyle& style) const override;
    [[nodiscard]] bool leavesOut(const QSizeF& size, const FigureStyle& style) const override;
    [[nodiscard]] std::vector<std::shared_ptr<const Artifact>> data() const override;

private:
    QString title_;
    std::shared_ptr<const Artifact> artifact_; ///< holds a Table, or null
};

/// Throws InputError when the frame lacks the artifact, when it is no table, or for options (there
/// are none).
[[nodiscard]] std::unique_ptr<FigurePanel> tablePanel(const ViewSpec& spec, const Frame& frame);

} // namespace scorescope::views
