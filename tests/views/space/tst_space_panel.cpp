// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "tests/support/image_compare.h"
#include "tests/support/near.h"
#include "tests/views/space/space_frames.h"
#include "views/figure/export.h"
#include "views/space/space_offscreen.h"
#include "views/space/space_panel.h"

#include <QElapsedTimer>
#include <QFile>
#include <QFontInfo>
#include <QPainter>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <memory>
#include <string>
#include <thread>

using namespace scorescope;
using namespace scorescope::views;
using namespace scorescope::test;

namespace {

QImage drawn(const FigurePanel& panel, const FigureStyle& style, const QSize& size,
             double scale = 2.0) {
    QImage image(size, QImage::Format_RGB32);
    image.fill(style.theme.ground);
    QPainter painter(&image);
    painter.scale(scale, scale);
    panel.draw(painter, QRectF(QPointF(), QSizeF(size) / scale), style);
    painter.end();
    return image;
}

} // namespace

class TestSpacePanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pictures();
};

/// Pictures for a person to look at, when a folder is named.
void TestSpacePanel::pictures() {
    const QString folder = qEnvironmentVariable("SCORESCOPE_PICTURES");
    if (folder.isEmpty()) {
        QSKIP("no folder named in SCORESCOPE_PICTURES");
    }
    const Frame trefoil = trefoilFrame();
    const Frame well = doubleWellFrame();
    for (const bool dark : {true, false}) {
        FigureStyle style;
        style.theme = dark ? darkTheme() : printTheme();
        const QString tone = dark ? QStringLiteral("dark") : QStringLiteral("light");
        int k = 0;
        for (const auto& camera : {nlohmann::ordered_json{{"azimuth", -60}, {"elevation", 25}},
                                   nlohmann::ordered_json{{"azimuth", 30}, {"elevation", 60}},
                                   nlohmann::ordered_json{{"azimuth", 0}, {"elevation", 0}},
                                   nlohmann::ordered_json{{"azimuth", 140}, {"elevation", -30}}}) {
            ViewSpec spec = trefoilSpec();
            spec.options["camera"] = camera;
            if (k == 1) {
                spec.options["slice"] = "z";
                spec.options["slice_at"] = 0.0;
            }
            QElapsedTimer clock;
            clock.start();
            drawn(*spacePanel(spec, trefoil), style, {1000, 870})
                .save(QStringLiteral("%1/trefoil_%2_%3.png").arg(folder, tone).arg(k));
            qInfo("trefoil %d: %lld ms", k, clock.elapsed());
            ViewSpec surface = doubleWellSpec();
            surface.options["camera"] = camera;
            drawn(*spacePanel(surface, well), style, {1000, 870})
                .save(QStringLiteral("%1/well_%2_%3.png").arg(folder, tone).arg(k));
            if (k < 2) {
                SpaceData data = spaceData(spec, trefoil);
                SpaceOptions options = spaceOptions(spec);
                SpaceBox box = spaceBox(data, options);
                drawn(SpacePanel({}, data, options, box, SpacePanel::Renderer::painter), style,
                      {1000, 870})
                    .save(QStringLiteral("%1/trefoil_painted_%2_%3.png").arg(folder, tone).arg(k));
                data = spaceData(surface, well);
                options = spaceOptions(surface);
                box = spaceBox(data, options);
                drawn(SpacePanel({}, data, options, box, SpacePanel::Renderer::painter), style,
                      {1000, 870})
                    .save(QStringLiteral("%1/well_painted_%2_%3.png").arg(folder, tone).arg(k));
            }
            ++k;
        }
    }
}

QTEST_MAIN(TestSpacePanel)
#include "tst_space_panel.moc"
