// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "tests/support/baseline.h"
#include "tests/views/space/space_frames.h"
#include "views/figure/export.h"
#include "views/kinds/view_kinds.h"
#include "views/space/space_offscreen.h"
#include "views/space/space_panel.h"

#include <QElapsedTimer>
#include <QFile>
#include <QPainter>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <memory>
#include <set>
#include <string>
#include <thread>

using namespace scorescope;
using namespace scorescope::views;
using namespace scorescope::test;

class TestSpacePanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void looksAsItDid();
    void bothRenderersAgree();
    void groundStaysFree();
    void textsNeitherOverlapNorLeave();
    void anyThreadDraws();
    void worksWithoutADisplay();
    void exportsToFiles();
    void smallRectanglesAreHarmless();
    void dataIsWhatIsShown();
    void missingArtifactsAndKindsAreNamed();
    void pictures();
};

void TestSpacePanel::looksAsItDid() {
    FigureStyle style;
    style.font = baselineFont();
    if (!hasBaselineFont()) {
        QSKIP("the font DejaVu Sans, in which the baseline is set, is not installed");
    }
    if (!offscreenOpenGl().works) {
        QSKIP("no OpenGL without a display here, with which the baseline is drawn");
    }
    const QImage image = drawn(*spacePanel(doubleWellSpec(), doubleWellFrame()), style, {560, 430});
    compareWithBaseline(image, QStringLiteral("space_panel"), 0.9);
}

void TestSpacePanel::bothRenderersAgree() {
    if (!offscreenOpenGl().works) {
        QSKIP("no OpenGL without a display here to compare with");
    }
    const Frame frame = doubleWellFrame();
    const ViewSpec spec = doubleWellSpec();
    const SpaceData data = spaceData(spec, frame);
    SpaceOptions options = spaceOptions(spec);
    const SpaceBox box = spaceBox(data, options);
    const auto draw = [&](SpacePanel::Renderer renderer) {
        return drawn(SpacePanel({}, data, options, box, renderer), FigureStyle{}, {560, 430});
    };
    const QImage best = draw(SpacePanel::Renderer::best);
    const double same = structuralSimilarity(best, draw(SpacePanel::Renderer::painter));
    options.camera.azimuth += 20.0;
    const double turned = structuralSimilarity(best, draw(SpacePanel::Renderer::painter));
    // One light per triangle instead of smooth shading and no cutting: alike, not equal. Another
    // angle is a different picture.
    QVERIFY2(same > 0.85, qPrintable(QString::number(same)));
    QVERIFY2(turned < same - 0.1, qPrintable(QString::number(turned)));
}

void TestSpacePanel::groundStaysFree() {
    // A transparent figure: nothing is painted where nothing is, the slice shines through.
    ViewSpec spec = trefoilSpec();
    spec.options = {{"slice", "z"},
                    {"arrows", false},
                    {"points", false},
                    {"camera", {{"azimuth", -90}, {"elevation", 90}}}};
    QImage image(500, 420, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    spacePanel(spec, trefoilFrame(100, 5))->draw(painter, QRectF(0, 0, 500, 420), FigureStyle{});
    painter.end();
    QCOMPARE(qAlpha(image.pixel(4, 415)), 0);
    // 14 % of the accent in the middle of the slice, beside lines and chains; 12 % painted.
    int shining = 0;
    for (int x = 120; x < 300; ++x) {
        const int alpha = qAlpha(image.pixel(x, 200));
        shining += alpha > 20 && alpha < 50 ? 1 : 0;
    }
    QVERIFY2(shining > 90, qPrintable(QString::number(shining)));
}

void TestSpacePanel::textsNeitherOverlapNorLeave() {
    const SpaceData data = spaceData(trefoilSpec(), trefoilFrame(200, 4));
    const SpaceBox box = spaceBox(data, {});
    FigureStyle style;
    QImage image(400, 320, QImage::Format_RGB32);
    QPainter painter(&image);
    const QRectF plot(10.0, 10.0, 360.0, 300.0);
    for (double elevation = -90.0; elevation <= 90.0; elevation += 15.0) {
        for (double azimuth = -180.0; azimuth < 180.0; azimuth += 20.0) {
            SpaceCamera camera;
            camera.azimuth = azimuth;
            camera.elevation = elevation;
            const SpaceProjection projection = spaceProjection(camera, box, plot, style);
            const SpaceAxes axes = spaceAxes(projection, box, style);
            const auto texts =
                drawSpaceAxes(painter, projection, box, axes, axisTitles(data), style);
            // Two axes at least have numbers and a title from every angle.
            QVERIFY2(texts.size() >= 6,
                     qPrintable(QStringLiteral("%1 %2").arg(azimuth).arg(elevation)));
            for (std::size_t i = 0; i < texts.size(); ++i) {
                QVERIFY(plot.contains(texts[i]));
                for (std::size_t k = 0; k < i; ++k) {
                    QVERIFY(!texts[i].intersects(texts[k]));
                }
            }
        }
    }
}

void TestSpacePanel::anyThreadDraws() {
    const auto panel = spacePanel(trefoilSpec(), trefoilFrame(500, 5));
    const QImage here = drawn(*panel, FigureStyle{}, {360, 280});
    std::array<QImage, 2> there;
    std::array<std::thread, 2> threads;
    for (std::size_t i = 0; i < 2; ++i) {
        threads[i] = std::thread([&panel, &there, i] {
            there[i] = drawn(*panel, FigureStyle{}, {360, 280});
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    QVERIFY(there[0] == here);
    QVERIFY(there[1] == here);
}

/// Runs exportsToFiles() once more in a process that has no display at all.
void TestSpacePanel::worksWithoutADisplay() {
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(QStringLiteral("DISPLAY"));
    environment.remove(QStringLiteral("WAYLAND_DISPLAY"));
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QCoreApplication::applicationFilePath(), {QStringLiteral("exportsToFiles")});
    QVERIFY(process.waitForFinished(120000));
    const QByteArray output = process.readAll();
    QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0,
             output.constData());
    QVERIFY2(!output.contains("GLEW"), output.constData());
}

void TestSpacePanel::exportsToFiles() {
    QTemporaryDir folder;
    const auto panel = spacePanel(trefoilSpec(), trefoilFrame(500, 5));
    ExportOptions options;
    options.dpi = 120.0;
    for (const char* ending : {"pdf", "svg", "png"}) {
        const QString path = folder.filePath(QStringLiteral("figure.") + QLatin1String(ending));
        exportFigure({panel.get()}, options, "{}", path);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.size() > 5000);
        if (QLatin1String(ending) == QLatin1String("svg")) {
            const QByteArray text = file.readAll();
            QVERIFY(text.contains("<text"));                              // text is text …
            QVERIFY(!offscreenOpenGl().works || text.contains("<image")); // … the data a raster
        }
    }
    for (const char* ending : {"csv", "npz"}) {
        exportData({panel.get()}, folder.filePath(QStringLiteral("data.") + QLatin1String(ending)));
    }
    const QImage image(folder.filePath(QStringLiteral("figure.png")));
    QVERIFY(!image.isNull());
    int colourful = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width() * 3 / 4; ++x) {
            colourful += QColor(image.pixel(x, y)).saturation() > 60 ? 1 : 0;
        }
    }
    QVERIFY2(colourful > 1000, qPrintable(QString::number(colourful))); // arrows were drawn
}

void TestSpacePanel::smallRectanglesAreHarmless() {
    const auto panel = spacePanel(trefoilSpec(), trefoilFrame(50, 3));
    QImage image(50, 50, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    for (const QRectF& rect : {QRectF(0.0, 0.0, 20.0, 5.0), QRectF(), QRectF(0, 0, 40, 40)}) {
        panel->draw(painter, rect, FigureStyle{});
    }
    FigureStyle tiny;
    tiny.fontSize = 1.0;
    panel->draw(painter, QRectF(0.0, 0.0, 12.0, 9.0), tiny);
    QVERIFY(panel->aspectRatio() > 0.5 && panel->aspectRatio() < 3.0);
}

void TestSpacePanel::dataIsWhatIsShown() {
    const auto names = [](const FigurePanel& panel) {
        std::set<std::string> result;
        for (const auto& artifact : panel.data()) {
            result.insert(artifact->name);
        }
        return result;
    };
    ViewSpec spec = trefoilSpec();
    const Frame frame = trefoilFrame(50, 3);
    QVERIFY(names(*spacePanel(spec, frame)) ==
            (std::set<std::string>{"data", "field", "slice_field", "chains"}));
    spec.options = {{"points", false}, {"arrows", false}};
    QVERIFY(names(*spacePanel(spec, frame)) == (std::set<std::string>{"chains"}));
}

void TestSpacePanel::missingArtifactsAndKindsAreNamed() {
    ViewSpec spec = trefoilSpec();
    spec.artifacts.emplace_back("feld");
    try {
        static_cast<void>(createPanel(spec, trefoilFrame(50, 3)));
        QFAIL("an artifact that is not there was accepted");
    } catch (const InputError& error) {
        QVERIFY(std::string(error.what()).find("'field'") != std::string::npos);
    }
    spec = trefoilSpec();
    spec.options = {{"arows", true}};
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(createPanel(spec, trefoilFrame(50, 3))), InputError);
}

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
