// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/controls/sign_button.h"

#include <QPainter>
#include <QPainterPath>
#include <QStyleOptionToolButton>
#include <QStylePainter>

namespace scorescope::views {
namespace {

/// Signs live in a square of 16 × 16 units.
void drawSign(QPainter& painter, SignButton::Sign sign, const QColor& color) {
    QPen pen(color, 1.3);
    pen.setCapStyle(Qt::RoundCap);
    pen.setJoinStyle(Qt::RoundJoin);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    const auto solid = [&](const QRectF& rect, double opacity) {
        QColor c = color;
        c.setAlphaF(static_cast<float>(opacity));
        painter.fillRect(rect, c);
    };
    QPainterPath path;
    switch (sign) {
    case SignButton::Sign::heat:
        for (int row = 0; row < 3; ++row) {
            for (int column = 0; column < 3; ++column) {
                solid(QRectF(2.0 + 4.2 * column, 2.0 + 4.2 * row, 3.6, 3.6),
                      0.25 + 0.1875 * (column + 2 - row));
            }
        }
        break;
    case SignButton::Sign::streamlines:
        for (const double y : {4.0, 8.0, 12.0}) {
            path.moveTo(2.0, y + 1.0);
            path.cubicTo(6.0, y - 3.0, 10.0, y + 4.0, 14.0, y - 1.0);
        }
        painter.drawPath(path);
        break;
    case SignButton::Sign::optimum: // two arrows from one point
        path.moveTo(2.5, 13.0);
        path.lineTo(13.5, 8.5);
        path.moveTo(10.3, 7.6);
        path.lineTo(13.5, 8.5);
        path.lineTo(11.8, 11.4);
        painter.drawPath(path);
        pen.setWidthF(0.9);
        painter.setPen(pen);
        path.clear();
        path.moveTo(2.5, 13.0);
        path.lineTo(9.5, 2.5);
        path.moveTo(6.6, 4.2);
        path.lineTo(9.5, 2.5);
        path.lineTo(10.0, 5.8);
        painter.drawPath(path);
        break;
    case SignButton::Sign::points:
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        for (const QPointF& at : {QPointF(3.5, 11.0), QPointF(5.0, 6.0), QPointF(9.0, 3.5),
                                  QPointF(12.5, 6.5), QPointF(11.5, 11.5), QPointF(7.5, 9.5)}) {
            painter.drawEllipse(at, 1.3, 1.3);
        }
        break;
    case SignButton::Sign::lock:
        painter.drawRoundedRect(QRectF(3.5, 7.0, 9.0, 6.5), 1.2, 1.2);
        path.moveTo(5.5, 7.0);
        path.lineTo(5.5, 5.0);
        path.arcTo(QRectF(5.5, 2.5, 5.0, 5.0), 180.0, -180.0);
        path.lineTo(10.5, 7.0);
        painter.drawPath(path);
        break;
    case SignButton::Sign::closeup:
        pen.setStyle(Qt::CustomDashLine);
        pen.setDashPattern({1.6, 1.6});
        painter.setPen(pen);
        painter.drawRect(QRectF(2.5, 2.5, 7.5, 7.5));
        pen.setStyle(Qt::SolidLine);
        painter.setPen(pen);
        painter.drawLine(QPointF(9.0, 11.5), QPointF(14.0, 11.5));
        painter.drawLine(QPointF(11.5, 9.0), QPointF(11.5, 14.0));
        break;
    case SignButton::Sign::fit:
        for (const double x : {2.5, 13.5}) {
            for (const double y : {2.5, 13.5}) {
                const double inward = x < 8.0 ? 3.5 : -3.5;
                const double down = y < 8.0 ? 3.5 : -3.5;
                path.moveTo(x + inward, y);
                path.lineTo(x, y);
                path.lineTo(x, y + down);
            }
        }
        painter.drawPath(path);
        break;
    }
}

} // namespace

SignButton::SignButton(Sign sign, QWidget* parent) : QToolButton(parent), sign_(sign) {
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
}

QSize SignButton::sizeHint() const {
    return {24, 24};
}

void SignButton::paintEvent(QPaintEvent*) {
    QStylePainter painter(this);
    QStyleOptionToolButton option;
    initStyleOption(&option);
    option.text.clear();
    option.icon = QIcon();
    painter.drawComplexControl(QStyle::CC_ToolButton, option);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(0.5 * (width() - 16), 0.5 * (height() - 16));
    QColor color =
        palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::ButtonText);
    if (isCheckable() && !isChecked()) {
        color.setAlphaF(0.65F);
    }
    drawSign(painter, sign_, color);
}

} // namespace scorescope::views
