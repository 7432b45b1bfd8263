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
#include <numeric>
#include <utility>

namespace scorescope::views {
namespace {

constexpr double rowHeight = 1.7; ///< em
constexpr double columnGap = 1.6;
constexpr double margin = 0.8;
constexpr double smallestScale = 0.6; ///< narrower than that, cells are cut

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
    const QFontMetricsF metrics(painter.font(), painter.device());
    const std::size_t columns = table->columns.size();
    std::vector<double> widths(columns);
    std::vector<bool> numbers(columns);
    for (std::size_t c = 0; c < columns; ++c) {
        numbers[c] = isNumberColumn(*table, c);
        widths[c] = metrics.horizontalAdvance(QString::fromStdString(table->columns[c]));
        for (std::size_t r = 0; r < table->rows.size(); ++r) {
            widths[c] = std::max(widths[c], metrics.horizontalAdvance(cell(*table, r, c)));
        }
    }
    const QRectF inside = rect.adjusted(margin * em, margin * em, -margin * em, -margin * em);
    const double gaps = columnGap * em * static_cast<double>(columns);
    double needed = std::accumulate(widths.begin(), widths.end(), gaps);
    // A table a little too wide is drawn smaller, one far too wide loses the ends of its cells.
    const double scale = std::clamp(inside.width() / needed, smallestScale, 1.0);
    painter.translate(inside.topLeft());
    painter.scale(scale, scale);
    const double width = inside.width() / scale;
    const double height = inside.height() / scale;
    if (needed > width) {
        const double share = std::max(0.0, (width - gaps) / (needed - gaps));
        for (double& each : widths) {
            each *= share;
        }
        needed = width;
    }
    const double line = rowHeight * em;
    const auto fits = static_cast<std::size_t>(std::max(0.0, std::floor(height / line - 1.0)));
    const bool cut = table->rows.size() > fits;
    const std::size_t rows = cut ? (fits > 0 ? fits - 1 : 0) : table->rows.size();
    const auto drawLine = [&](double y, double weight) {
        QPen pen(style.theme.dim);
        pen.setWidthF(weight * style.lineWidth);
        pen.setCapStyle(Qt::FlatCap);
        painter.setPen(pen);
        painter.drawLine(QPointF(0.0, y), QPointF(needed, y));
    };
    const auto drawRow = [&](double y, const auto& text) {
        double x = 0.5 * columnGap * em;
        for (std::size_t c = 0; c < columns; ++c) {
            const QString shown =
                metrics.elidedText(text(c), Qt::ElideRight, widths[c] + 0.01 * em);
            // A little room beyond the measured width: rounding must not wrap or clip a letter.
            const double room = 0.4 * em;
            painter.drawText(numbers[c] ? QRectF(x - room, y, widths[c] + room, line)
                                        : QRectF(x, y, widths[c] + room, line),
                             (numbers[c] ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter |
                                 Qt::TextSingleLine,
                             shown);
            x += widths[c] + columnGap * em;
        }
    };
    drawLine(0.0, 1.2);
    painter.setPen(style.theme.text);
    drawRow(0.0, [&](std::size_t c) { return QString::fromStdString(table->columns[c]); });
    drawLine(line, 0.7);
    painter.setPen(style.theme.text);
    for (std::size_t r = 0; r < rows; ++r) {
        drawRow(line * static_cast<double>(r + 1),
                [&](std::size_t c) { return cell(*table, r, c); });
    }
    const double end = line * static_cast<double>(rows + 1);
    drawLine(end, 1.2);
    if (cut) {
        painter.setPen(style.theme.dim);
        painter.drawText(QRectF(0.5 * columnGap * em, end, width, line),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         Text::tr("%n more row(s)", nullptr,
                                  static_cast<int>(std::min<std::size_t>(table->rows.size() - rows,
                                                                         1'000'000'000))));
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
