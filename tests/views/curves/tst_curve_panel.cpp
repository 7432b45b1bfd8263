// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/image_compare.h"
#include "views/curves/curve_view.h"
#include "views/figure/export.h"

#include <QPainter>
#include <QTest>

#include <cmath>
#include <limits>

using namespace scorescope;
using namespace scorescope::views;

namespace {

/// A decay with a band, a gap, a value that a log axis cannot show, and a reference.
std::unique_ptr<FigurePanel> panelOf(double shift) {
    Frame frame;
    ViewSpec spec;
    spec.name = "loss";
    spec.title = "Loss";
    spec.options["y_scale"] = "log";
    const auto add = [&](const std::string& name, SeriesArtifact series) {
        Artifact artifact;
        artifact.name = name;
        artifact.title = name;
        artifact.x = {"iteration", ""};
        artifact.y = {"loss", ""};
        artifact.data = std::move(series);
        frame.artifacts[name] = std::make_shared<const Artifact>(std::move(artifact));
        spec.artifacts.push_back(name);
    };
    std::vector<SeriesPoint> train;
    std::vector<SeriesPoint> low;
    std::vector<SeriesPoint> high;
    std::vector<SeriesPoint> optimum;
    for (int i = 0; i <= 400; ++i) {
        const double step = i;
        const double value = 0.05 * std::exp(-0.02 * step) + 4e-4 + shift;
        const bool lost = i > 200 && i < 240;
        train.push_back({step, lost ? std::numeric_limits<double>::quiet_NaN() : value});
        low.push_back({step, 0.6 * value});
        high.push_back({step, 1.6 * value});
        optimum.push_back({step, 2.5e-4});
    }
    train[300].value = 0.0;
    SeriesArtifact withBand;
    withBand.points = Series::of(train);
    withBand.low = Series::of(low);
    withBand.high = Series::of(high);
    withBand.bandLabel = "min–max of 5 seeds";
    add("train", withBand);
    SeriesArtifact reference;
    reference.points = Series::of(optimum);
    reference.reference = true;
    add("optimum", reference);
    return curvePanel(spec, frame);
}

} // namespace

class TestCurvePanel : public QObject {
    Q_OBJECT

public:
    static void initMain() {
        if (qEnvironmentVariableIsEmpty("DISPLAY") &&
            qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") &&
            qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
            qputenv("QT_QPA_PLATFORM", "offscreen");
        }
    }

private Q_SLOTS:
    void looksAsItDid() {
        ExportOptions options;
        options.fontFamily = QStringLiteral("DejaVu Sans");
        const auto panel = panelOf(0.0);
        const QImage now = previewFigure({panel.get()}, options, {480, 320}, 1.0);
        const QString file =
            QStringLiteral(SCORESCOPE_SOURCE_DIR "/tests/baselines/curve_panel.png");
        if (qEnvironmentVariableIsSet("SCORESCOPE_UPDATE_BASELINES")) {
            QVERIFY(now.save(file));
        }
        const QImage before(file);
        QVERIFY2(!before.isNull(), qPrintable(file));
        const double similarity = structuralSimilarity(now, before);
        QVERIFY2(similarity > 0.9, qPrintable(QString::number(similarity)));
        // The measure sees what a person would.
        const auto other = panelOf(3e-3);
        QVERIFY(structuralSimilarity(previewFigure({other.get()}, options, {480, 320}, 1.0),
                                     before) < similarity - 0.02);
    }

    void drawsInsideItsRectangle() {
        const auto panel = panelOf(0.0);
        QImage image(300, 200, QImage::Format_RGB32);
        image.fill(Qt::white);
        image.setDotsPerMeterX(2835);
        image.setDotsPerMeterY(2835);
        QPainter painter(&image);
        panel->draw(painter, QRectF(50, 40, 200, 120), FigureStyle());
        painter.end();
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (!QRect(49, 39, 202, 122).contains(x, y)) {
                    QVERIFY(image.pixelColor(x, y) == QColor(Qt::white));
                }
            }
        }
    }
};

QTEST_MAIN(TestCurvePanel)
#include "tst_curve_panel.moc"
