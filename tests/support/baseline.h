// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/image_compare.h"
#include "views/figure_panel.h"

#include <QFont>
#include <QFontInfo>
#include <QImage>
#include <QPainter>
#include <QString>
#include <QtTest>

/// Panels as pictures, and pictures beside those that somebody looked at.
namespace scorescope::test {

/// The font of the baselines; whether it is installed: without it, nothing can be compared.
inline QFont baselineFont() {
    return QFont(QStringLiteral("DejaVu Sans"));
}
inline bool hasBaselineFont() {
    return QFontInfo(baselineFont()).family() == QStringLiteral("DejaVu Sans");
}

/// A panel on its theme's ground, `scale` pixels to a unit.
inline QImage drawn(const views::FigurePanel& panel, const views::FigureStyle& style,
                    const QSize& size, double scale = 2.0) {
    QImage image(size, QImage::Format_RGB32);
    image.fill(style.theme.ground);
    QPainter painter(&image);
    painter.scale(scale, scale);
    panel.draw(painter, QRectF(QPointF(), QSizeF(size) / scale), style);
    return image;
}

/// Fails where the picture is less like tests/baselines/views/NAME.png than that (image_compare.h
/// has the levels), and leaves it as NAME_now.png. SCORESCOPE_WRITE_BASELINES in the environment
/// writes the baseline first.
inline void compareWithBaseline(const QImage& image, const QString& name, double least) {
    const QString path = QStringLiteral(SCORESCOPE_SOURCE_DIR "/tests/baselines/views/") + name +
                         QStringLiteral(".png");
    if (qEnvironmentVariableIsSet("SCORESCOPE_WRITE_BASELINES")) {
        QVERIFY(image.save(path));
    }
    const QImage baseline(path);
    QVERIFY2(!baseline.isNull(), qPrintable(path));
    const double similarity = structuralSimilarity(image, baseline);
    if (similarity < least) {
        image.save(name + QStringLiteral("_now.png"));
    }
    QVERIFY2(similarity >= least, qPrintable(QString::number(similarity)));
}

} // namespace scorescope::test
