// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/table/table_panel.h"

#include "engine/core/error.h"
#include "views/colormap.h"
#include "views/missing.h"
#include "views/text.h"
#include "views/view_options.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace scorescope::views {
namespace {

constexpr double rowHeight = 1.7; ///< em
constexpr double columnGap = 1.6;
constexpr double margin = 0.8;
constexpr double smallestScale = 0.8; ///< narrower than that, columns go into another block
constexpr double blockGap = 0.5;      ///< lines between two blocks of columns
constexpr std::size_t mostRows = 20;  ///< that a table asks room for

struct Text {
    Q_DECLARE_TR_FUNCTIONS(scorescope::views::Table)
};

QString cell(const Table& table, std::size_t row, std::size_t column) {
    return column < table.rows[row].size() ? QString::fromStdString(table.rows[row][column].text)
                                           : QString();
}

bool readsAsNumber(const QString& text) {
    static const QRegularExpression number(
        QStringLiteral("^[+\\-−±]?(\\d[\\d\\x{2009}\\x{202f}\\x{00a0}  ]*)?(\\.\\d+|\\d)?"
                       "([eE][+\\-−]?\\d+)?(\\s*×\\s*10[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]*)?\\s*%?$|^[+\\-−]?(∞|inf|"
                       "nan|NaN)$|^[—–-]$"));
    return number.match(text).hasMatch();
}

const Table* tableOf(const std::shared_ptr<const Artifact>& artifact) {
    return artifact ? std::get_if<Table>(&artifact->data) : nullptr;
}

std::vector<std::size_t> all(std::size_t count) {
    std::vector<std::size_t> indices(count);
    std::iota(indices.begin(), indices.end(), std::size_t{0});
    return indices;
}

/// A cell as it is printed: with true minus signs.
QString shownCell(const Table& table, std::size_t row, std::size_t column) {
    return withMinusSigns(cell(table, row, column));
}

/// Whether the row is a remark: words in the first cell, which may run on over the empty others.
bool isRemark(const Table& table, std::size_t row) {
    for (std::size_t c = 1; c < table.columns.size(); ++c) {
        if (!cell(table, row, c).isEmpty()) {
            return false;
        }
    }
    return table.columns.size() > 1;
}

/// How a table stands in its place. Lengths are in the style's units before `scale`.
struct TableLayout {
    std::vector<double> widths; ///< of the columns
    std::vector<std::vector<std::size_t>> blocks;
    double scale = 1.0;
    std::size_t rows = 0; ///< drawn of each block
};

double widthOf(const std::vector<std::size_t>& columns, const std::vector<double>& widths,
               double em) {
    double sum = 0.0;
    for (const std::size_t column : columns) {
        sum += widths[column] + columnGap * em;
    }
    return sum;
}

std::vector<double> columnWidths(const Table& table, const FigureStyle& style) {
    constexpr double slack = 1.03; // devices differ a little
    std::vector<double> widths;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        double widest = textWidth(style, QString::fromStdString(table.columns[c]));
        for (std::size_t r = 0; r < table.rows.size(); ++r) {
            if (c > 0 || !isRemark(table, r)) {
                widest = std::max(widest, textWidth(style, shownCell(table, r, c)));
            }
        }
        widths.push_back(slack * widest);
    }
    return widths;
}

/// Lines of type that so many rows take, headings included.
double linesOf(const TableLayout& layout, std::size_t rows) {
    const auto blocks = static_cast<double>(layout.blocks.size());
    return blocks * static_cast<double>(rows + 1) + blockGap * (blocks - 1.0);
}

/// The columns placed in that width; rows are left to whoever knows the height.
TableLayout placeColumns(const Table& table, double width, const FigureStyle& style) {
    const double em = style.fontSize;
    TableLayout layout;
    layout.widths = columnWidths(table, style);
    const double inside = std::max(1.0, width - 2.0 * margin * em);
    std::vector<std::size_t> columns = all(table.columns.size());
    if (widthOf(columns, layout.widths, em) * smallestScale <= inside) {
        layout.blocks.push_back(std::move(columns));
    } else {
        layout.blocks.push_back({0});
        for (std::size_t c = 1; c < columns.size(); ++c) {
            std::vector<std::size_t>& block = layout.blocks.back();
            block.push_back(c);
            if (block.size() > 2 && widthOf(block, layout.widths, em) * smallestScale > inside) {
                block.pop_back();
                layout.blocks.push_back({0, c});
            }
        }
    }
    double widest = 0.0;
    for (const std::vector<std::size_t>& block : layout.blocks) {
        widest = std::max(widest, widthOf(block, layout.widths, em));
    }
    layout.scale = std::min(1.0, inside / std::max(widest, 1e-9));
    return layout;
}

TableLayout placeTable(const Table& table, const QSizeF& size, const FigureStyle& style) {
    TableLayout layout = placeColumns(table, size.width(), style);
    const double height = (size.height() - 2.0 * margin * style.fontSize) / layout.scale;
    const double lines = height / (rowHeight * style.fontSize) + 1e-6;
    if (linesOf(layout, table.rows.size()) <= lines) {
        layout.rows = table.rows.size();
        return layout;
    }
    const double spare = lines - 1.0 - linesOf(layout, 0); // a line for the note
    layout.rows = static_cast<std::size_t>(
        std::max(0.0, std::floor(spare / static_cast<double>(layout.blocks.size()))));
    return layout;
}

/// One line of text at the left of its place; too long for it, it is drawn smaller.
void drawWithin(QPainter& painter, const QRectF& place, const QString& text) {
    const double width = QFontMetricsF(painter.font(), painter.device()).horizontalAdvance(text);
    const double scale = width > place.width() ? place.width() / width : 1.0;
    painter.save();
    painter.translate(place.left(), place.center().y());
    painter.scale(scale, scale);
    painter.drawText(QRectF(0.0, -0.5 * place.height(), 1.1 * width + 1.0, place.height()),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
    painter.restore();
}

} // namespace

bool isNumberColumn(const Table& table, std::size_t column) {
    bool any = false;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        const QString text = cell(table, row, column).trimmed();
        if (text.isEmpty()) {
            continue;
        }
        if (!readsAsNumber(text)) {
            return false;
        }
        any = true;
    }
    return any;
}

QString tableAsText(const Table& table, const std::vector<std::size_t>& rows,
                    const std::vector<std::size_t>& columns) {
    const auto clean = [](QString text) {
        return text.replace(QLatin1Char('\t'), QLatin1Char(' '))
            .replace(QLatin1Char('\n'), QLatin1Char(' '))
            .replace(QLatin1Char('\r'), QLatin1Char(' '));
    };
    QString text;
    const auto line = [&](const auto& at) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            text += (i > 0 ? QStringLiteral("\t") : QString()) + clean(at(columns[i]));
        }
        text += QLatin1Char('\n');
    };
    line([&](std::size_t column) {
        return column < table.columns.size() ? QString::fromStdString(table.columns[column])
                                             : QString();
    });
    for (const std::size_t row : rows) {
        line([&](std::size_t column) { return cell(table, row, column); });
    }
    return text;
}

QString tableAsText(const Table& table) {
    return tableAsText(table, all(table.rows.size()), all(table.columns.size()));
}

TablePanel::TablePanel(QString title, std::shared_ptr<const Artifact> artifact)
    : title_(std::move(title)), artifact_(std::move(artifact)) {}

void TablePanel::draw(QPainter& painter, const QRectF& rect, const FigureStyle& style) const {
    painter.save();
    painter.setClipRect(rect);
    painter.setFont(figureFont(style, style.fontSize, painter.device()));
    const Table* table = tableOf(artifact_);
    if (table == nullptr || table->columns.empty()) {
        painter.setPen(style.theme.dim);
        painter.drawText(rect, Qt::AlignCenter, Text::tr("Nothing to show yet"));
        painter.restore();
        return;
    }
    const double em = style.fontSize;
    const TableLayout layout = placeTable(*table, rect.size(), style);
    std::vector<bool> numbers;
    for (std::size_t c = 0; c < table->columns.size(); ++c) {
        numbers.push_back(isNumberColumn(*table, c));
    }
    painter.translate(rect.topLeft() + QPointF(margin * em, margin * em));
    painter.scale(layout.scale, layout.scale);
    const double line = rowHeight * em;
    double y = 0.0;
    const auto drawLine = [&](double width, double weight) {
        QPen pen(style.theme.dim);
        pen.setWidthF(weight * style.lineWidth);
        pen.setCapStyle(Qt::FlatCap);
        painter.setPen(pen);
        painter.drawLine(QPointF(0.0, y), QPointF(width, y));
    };
    const auto drawRow = [&](const std::vector<std::size_t>& columns, const auto& text) {
        painter.setPen(style.theme.text);
        double x = 0.5 * columnGap * em;
        for (const std::size_t c : columns) {
            // A little room beyond the measured width: rounding must not wrap or clip a letter.
            const double room = 0.4 * em;
            const double width = layout.widths[c];
            painter.drawText(numbers[c] ? QRectF(x - room, y, width + room, line)
                                        : QRectF(x, y, width + room, line),
                             (numbers[c] ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter |
                                 Qt::TextSingleLine,
                             text(c));
            x += width + columnGap * em;
        }
        y += line;
    };
    for (std::size_t b = 0; b < layout.blocks.size(); ++b) {
        const std::vector<std::size_t>& columns = layout.blocks[b];
        const double width = widthOf(columns, layout.widths, em);
        y += b > 0 ? blockGap * line : 0.0;
        drawLine(width, 1.2);
        drawRow(columns, [&](std::size_t c) { return QString::fromStdString(table->columns[c]); });
        drawLine(width, 0.7);
        for (std::size_t r = 0; r < layout.rows; ++r) {
            if (isRemark(*table, r)) {
                painter.setPen(style.theme.text);
                drawWithin(painter,
                           QRectF(0.5 * columnGap * em, y,
                                  rect.width() / layout.scale - 2.0 * margin * em, line),
                           b == 0 ? shownCell(*table, r, 0) : QString());
                y += line;
                continue;
            }
            drawRow(columns, [&](std::size_t c) { return shownCell(*table, r, c); });
        }
        drawLine(width, 1.2);
    }
    if (layout.rows < table->rows.size()) {
        const QString more = counted(table->rows.size() - layout.rows, Text::tr("… and 1 more row"),
                                     Text::tr("… and %1 more rows"));
        painter.setPen(style.theme.dim);
        painter.drawText(QRectF(0.5 * columnGap * em, y, 100.0 * em, line),
                         Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         style.dataBeside ? Text::tr("%1, see CSV").arg(more) : more);
    }
    painter.restore();
}

double TablePanel::aspectRatio() const {
    const Table* table = tableOf(artifact_);
    if (table == nullptr || table->columns.empty()) {
        return 4.0 / 3.0;
    }
    // A letter is about 0.6 of the type size wide.
    double width = 2.0 * margin;
    for (std::size_t c = 0; c < table->columns.size(); ++c) {
        auto longest = QString::fromStdString(table->columns[c]).size();
        for (std::size_t r = 0; r < table->rows.size(); ++r) {
            longest = std::max(longest, cell(*table, r, c).size());
        }
        width += 0.6 * static_cast<double>(longest) + columnGap;
    }
    const double height =
        2.0 * margin + rowHeight * static_cast<double>(table->rows.size() + 1) + 0.2;
    return std::clamp(std::max(width, 20.0) / height, 0.6, 5.0);
}

double TablePanel::leastWidth(const FigureStyle& style) const {
    const Table* table = tableOf(artifact_);
    if (table == nullptr || table->columns.empty()) {
        return 0.0;
    }
    const double em = style.fontSize;
    return smallestScale * widthOf(all(table->columns.size()), columnWidths(*table, style), em) +
           2.0 * margin * em;
}

double TablePanel::heightFor(double width, const FigureStyle& style) const {
    const Table* table = tableOf(artifact_);
    if (table == nullptr || table->columns.empty()) {
        return FigurePanel::heightFor(width, style);
    }
    const TableLayout layout = placeColumns(*table, width, style);
    const double note = table->rows.size() > mostRows ? 1.0 : 0.0;
    const double lines = linesOf(layout, std::min(table->rows.size(), mostRows)) + note;
    return (2.0 * margin + rowHeight * lines * layout.scale + 0.2) * style.fontSize;
}

bool TablePanel::leavesOut(const QSizeF& size, const FigureStyle& style) const {
    const Table* table = tableOf(artifact_);
    return table != nullptr && !table->columns.empty() &&
           placeTable(*table, size, style).rows < table->rows.size();
}

std::vector<std::shared_ptr<const Artifact>> TablePanel::data() const {
    return artifact_ ? std::vector<std::shared_ptr<const Artifact>>{artifact_}
                     : std::vector<std::shared_ptr<const Artifact>>{};
}

std::unique_ptr<FigurePanel> tablePanel(const ViewSpec& spec, const Frame& frame) {
    refuseUnknownOptions(spec, {});
    const std::string place = "/views/" + spec.name + "/artifacts";
    if (spec.artifacts.size() != 1) {
        throw InputError("", place, "must name one table");
    }
    std::shared_ptr<const Artifact> artifact = frame.find(spec.artifacts.front());
    if (!artifact) {
        refuseMissing(spec, spec.artifacts.front(), frame);
    }
    if (tableOf(artifact) == nullptr) {
        throw InputError("", place, "'" + spec.artifacts.front() + "' is no table");
    }
    return std::make_unique<TablePanel>(QString::fromStdString(spec.title), std::move(artifact));
}

} // namespace scorescope::views
