// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "views/curves/curve_view.h"
#include "views/figure/export.h"
#include "views/figure/figure_layout.h"

#include <QFile>
#include <QImage>
#include <QPainter>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>
#include <QtEndian>

#include <cmath>

using namespace scorescope;
using namespace scorescope::views;

namespace {

/// A scene with everything that could break a container.
const std::string scene = "{\n  \"title\": \"r(x) − x,  two  spaces ]]> <b> & \\u0000 σ²\",\r\n"
                          "  \"scorescope:scene\": \"</metadata>\"\n}\n";

/// It, as it comes back from a file of that name: XML readers make one line end of two characters.
std::string sceneReadBack(const QString& file) {
    std::string expected = scene;
    if (file.endsWith("svg")) {
        expected.erase(expected.find('\r'), 1);
    }
    return expected;
}

std::unique_ptr<FigurePanel> panelOf(const std::string& scale, int points = 500) {
    std::vector<SeriesPoint> values;
    for (int i = 0; i < points; ++i) {
        values.push_back({static_cast<double>(i), std::exp(-0.01 * i) * (1.1 + std::sin(0.3 * i))});
    }
    values[10].value = -1.0;
    Frame frame;
    ViewSpec spec;
    spec.name = "loss";
    spec.title = "Loss & field";
    spec.options["y_scale"] = scale;
    for (const std::string& name : {std::string("train"), std::string("held-out")}) {
        Artifact artifact;
        artifact.name = name;
        artifact.title = name;
        artifact.x = {"iteration", ""};
        artifact.y = {"loss", "nat"};
        SeriesArtifact series;
        series.points = Series::of(values);
        artifact.data = series;
        frame.artifacts[name] = std::make_shared<const Artifact>(artifact);
        spec.artifacts.push_back(name);
        for (SeriesPoint& point : values) {
            point.value *= 1.7;
        }
    }
    return curvePanel(spec, frame);
}

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void spoil(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

/// A chunk of a PNG file: length, type, body and check sum.
QByteArray chunk(const QByteArray& type, const QByteArray& body) {
    const auto bigEndian = [](quint32 number) {
        QByteArray bytes(4, '\0');
        qToBigEndian(number, bytes.data());
        return bytes;
    };
    const QByteArray summed = type + body;
    quint32 sum = 0xFFFFFFFF;
    for (const char each : summed) {
        sum ^= static_cast<quint8>(each);
        for (int bit = 0; bit < 8; ++bit) {
            sum = (sum >> 1U) ^ ((sum & 1U) != 0 ? 0xEDB88320U : 0U);
        }
    }
    return bigEndian(static_cast<quint32>(body.size())) + summed + bigEndian(~sum);
}

/// A gray image of that size, of which only the beginning is there, with another chunk in it.
QByteArray pngOf(quint32 width, quint32 height, const QByteArray& more) {
    QByteArray head(13, '\0');
    qToBigEndian(width, head.data());
    qToBigEndian(height, head.data() + 4);
    head[8] = 8; // bits
    return QByteArray("\x89PNG\r\n\x1a\n", 8) + chunk("IHDR", head) + more +
           chunk("IDAT", qCompress(QByteArray(20, '\0')).mid(4)) + chunk("IEND", {});
}

template <typename Call> QString refusal(Call call) {
    try {
        call();
    } catch (const InputError& error) {
        return QString::fromStdString(error.where() + ": " + error.message());
    }
    return {};
}

} // namespace

class TestFigureExport : public QObject {
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
    void sceneTravelsInEachFormat_data() {
        QTest::addColumn<QString>("file");
        QTest::newRow("png") << "f.png";
        QTest::newRow("svg") << "f.svg";
        QTest::newRow("pdf") << "f.PDF";
    }

    void sceneTravelsInEachFormat() {
        QFETCH(QString, file);
        QTemporaryDir folder;
        const QString path = folder.filePath(file);
        const auto panel = panelOf("log");
        exportFigure({panel.get()}, {}, scene, path);
        QCOMPARE(sceneFromFigure(path), sceneReadBack(file));
        ExportOptions blind;
        blind.embedScene = false;
        exportFigure({panel.get()}, blind, scene, path);
        const QString message = refusal([&] { static_cast<void>(sceneFromFigure(path)); });
        QVERIFY(message.contains(path) && message.contains(QStringLiteral("no scene")));
    }

    void whatCannotBeRepeatedIsSaidInEachFormat_data() {
        QTest::addColumn<QString>("ending");
        QTest::addColumn<bool>("embed");
        for (const char* ending : {"svg", "pdf", "png"}) {
            QTest::addRow("%s", ending) << QString(ending) << true;
            QTest::addRow("%s, no scene", ending) << QString(ending) << false;
        }
    }

    void whatCannotBeRepeatedIsSaidInEachFormat() {
        QFETCH(const QString, ending);
        QFETCH(const bool, embed);
        QTemporaryDir folder;
        const QString path = folder.filePath("figure." + ending);
        const auto panel = panelOf("log");
        ExportOptions options;
        options.embedScene = embed;
        exportFigure({panel.get()}, options, scene, path);
        QVERIFY(!contentOf(path).contains("other machines"));
        QVERIFY(commentOn(true).isEmpty());
        options.comment = commentOn(false);
        exportFigure({panel.get()}, options, scene, path);
        QVERIFY(contentOf(path).contains("other machines"));
        if (embed) {
            QCOMPARE(sceneFromFigure(path), sceneReadBack(ending));
        } else {
            QVERIFY(!refusal([&] { static_cast<void>(sceneFromFigure(path)); }).isEmpty());
        }
    }

    void aPanelSaysWhichLimitsItTakes() {
        const auto panel = panelOf("linear");
        const std::vector<FigurePanel::Limits> limits = panel->limits();
        QCOMPARE(limits.size(), std::size_t{2});
        QCOMPARE(limits[0].option, std::string("x_range"));
        QCOMPARE(limits[1].option, std::string("y_range"));
        QVERIFY(limits[0].low < limits[0].high && limits[1].low < limits[1].high);
        QVERIFY(panelOf("linear", 11)->limits()[0].high < limits[0].high);
    }

    void svgIsXmlWithTextAndTheAskedSize() {
        QTemporaryDir folder;
        const QString path = folder.filePath("figure.svg");
        const auto panel = panelOf("log");
        ExportOptions options;
        options.widthMm = 85.5;
        options.heightMm = 60.25;
        exportFigure({panel.get()}, options, scene, path);
        QXmlStreamReader xml(contentOf(path));
        QStringList texts;
        int styles = 0;
        QString width;
        QString height;
        while (!xml.atEnd()) {
            if (xml.readNext() == QXmlStreamReader::StartElement) {
                if (xml.name() == QLatin1String("svg")) {
                    width = xml.attributes().value("width").toString();
                    height = xml.attributes().value("height").toString();
                }
                styles += xml.name() == QLatin1String("style") ? 1 : 0;
                if (xml.name() == QLatin1String("text")) {
                    texts << xml.readElementText().trimmed();
                }
            }
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QCOMPARE(width, QStringLiteral("85.500mm"));
        QCOMPARE(height, QStringLiteral("60.250mm"));
        QCOMPARE(styles, 0);
        QVERIFY(texts.contains("iteration") && texts.contains("loss [nat]"));
        QVERIFY(texts.contains("train") && texts.contains("held-out"));
        QVERIFY(texts.contains("2 values ≤ 0 not shown"));
    }

    void svgStaysSmallWhateverTheData() {
        QTemporaryDir folder;
        const QString path = folder.filePath("figure.svg");
        const auto panel = panelOf("linear", 1000000);
        exportFigure({panel.get()}, {}, scene, path);
        QVERIFY(QFile(path).size() < 300000);
    }

    void nothingLeavesThePlot() {
        // Far values are cut, not drawn over axes: vector writers know no clipping.
        QTemporaryDir folder;
        const QString path = folder.filePath("figure.svg");
        const auto panel = panelOf("linear");
        exportFigure({panel.get()}, {}, std::string(), path);
        QXmlStreamReader xml(contentOf(path));
        int points = 0;
        while (!xml.atEnd()) {
            if (xml.readNext() == QXmlStreamReader::StartElement &&
                xml.name() == QLatin1String("polyline")) {
                for (const QString& point :
                     xml.attributes().value("points").toString().split(' ', Qt::SkipEmptyParts)) {
                    const double x = point.section(',', 0, 0).toDouble();
                    const double y = point.section(',', 1, 1).toDouble();
                    QVERIFY(x > -1.0 && x < 242.0 && y > -1.0 && y < 162.0);
                    ++points;
                }
            }
        }
        QVERIFY(points > 100);
    }

    void pdfIsAPdf() {
        QTemporaryDir folder;
        const QString path = folder.filePath("figure.pdf");
        const auto panel = panelOf("log");
        exportFigure({panel.get()}, {}, scene, path);
        const QByteArray bytes = contentOf(path);
        QVERIFY(bytes.startsWith("%PDF"));
        QVERIFY(bytes.trimmed().endsWith("%%EOF"));
        QVERIFY(bytes.contains("/Font"));
    }

    void pngHasItsSizeAndResolution() {
        QTemporaryDir folder;
        const QString path = folder.filePath("figure.png");
        const auto panel = panelOf("log");
        ExportOptions options;
        options.widthMm = 50.8;
        options.heightMm = 25.4;
        options.dpi = 150.0;
        exportFigure({panel.get()}, options, scene, path);
        const QImage image(path);
        QCOMPARE(image.size(), QSize(300, 150));
        QCOMPARE(image.dotsPerMeterX(), 5906);
        QCOMPARE(image.pixelColor(299, 0), QColor(Qt::white));
        // Other readers see the text too.
        QVERIFY(image.text("scorescope-scene").contains(QStringLiteral("σ²")));
        options.transparent = true;
        exportFigure({panel.get()}, options, scene, path);
        QCOMPARE(QImage(path).pixelColor(299, 0).alpha(), 0);
    }

    void sceneWrittenAnewByAnotherProgramIsFound() {
        QTemporaryDir folder;
        const QString path = folder.filePath("other.png");
        QImage image(4, 4, QImage::Format_RGB32);
        image.fill(Qt::white);
        image.setText("scorescope-scene", "{\"scorescope\": 2}");
        QVERIFY(image.save(path));
        QCOMPARE(sceneFromFigure(path), std::string("{\"scorescope\": 2}"));
    }

    void filesWithoutASceneAreRefusedByName() {
        QTemporaryDir folder;
        const auto refused = [&](const QString& name, const QByteArray& bytes) {
            const QString path = folder.filePath(name);
            spoil(path, bytes);
            const QString message = refusal([&] { static_cast<void>(sceneFromFigure(path)); });
            QVERIFY2(message.contains(path), qPrintable(message));
        };
        refused("text.png", "hello");
        refused("empty.svg", "");
        refused("cut.png", QByteArray("\x89PNG\r\n\x1a\n\x7f\xff\xff\xffIHDR", 16));
        refused("cut.svg", "<svg><metadata id=\"scorescope-scene\"><![CDATA[{");
        refused("page.svg", "<html/>");
        refused("cut.pdf", "%PDF-1.4 <scorescope:scene>e30");
        refused("bad.pdf", "%PDF-1.4 <scorescope:scene>!!</scorescope:scene>");
        const QString none = folder.filePath("none.png");
        QVERIFY(refusal([&] { static_cast<void>(sceneFromFigure(none)); }).contains(none));
    }

    /// What grows when it is read is refused before it has grown.
    void bombsAreRefused() {
        QTemporaryDir folder;
        const auto refused = [&](const QString& name, const QByteArray& bytes) {
            const QString path = folder.filePath(name);
            spoil(path, bytes);
            const QString message = refusal([&] { static_cast<void>(sceneFromFigure(path)); });
            QVERIFY2(message.contains(path), qPrintable(name + message));
        };
        QByteArray laughs = "<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY e0 \"ha\">";
        for (int i = 1; i <= 30; ++i) {
            laughs +=
                QStringLiteral("<!ENTITY e%1 \"&e%2;&e%2;&e%2;\">").arg(i).arg(i - 1).toLatin1();
        }
        refused("laughs.svg",
                laughs + "]><svg><metadata id=\"scorescope-scene\">&e30;</metadata></svg>");
        spoil(folder.filePath("secret"), "{\"scorescope\": 2}");
        refused("external.svg",
                "<!DOCTYPE svg [<!ENTITY secret SYSTEM \"" + folder.filePath("secret").toUtf8() +
                    "\">]><svg><metadata id=\"scorescope-scene\">&secret;</metadata></svg>");
        // Of 64 MB of text, packed; and of 60000 × 60000 pixels.
        const QByteArray packed = qCompress(QByteArray(64 << 20, ' '), 9).mid(4);
        refused("text.png",
                pngOf(4, 4, chunk("zTXt", QByteArray("scorescope-scene") + '\0' + '\0' + packed)));
        refused("pixels.png", pngOf(60000, 60000, {}));
    }

    void whatCannotBeWrittenIsSaid() {
        QTemporaryDir folder;
        const auto panel = panelOf("log");
        const auto refused = [&](const QString& path, const ExportOptions& options) {
            return refusal([&] { exportFigure({panel.get()}, options, scene, path); });
        };
        QVERIFY(!refused(folder.filePath("figure.bmp"), {}).isEmpty());
        QVERIFY(!refused(folder.filePath("missing/figure.png"), {}).isEmpty());
        spoil(folder.filePath("file"), "x");
        QVERIFY(!refused(folder.filePath("file/figure.svg"), {}).isEmpty());
        ExportOptions tiny;
        tiny.widthMm = 0.0;
        QVERIFY(refused(folder.filePath("figure.pdf"), tiny).contains("width"));
        ExportOptions vast;
        vast.widthMm = 2000.0;
        vast.dpi = 2400.0;
        QVERIFY(refused(folder.filePath("figure.png"), vast).contains("pixels"));
        ExportOptions broken;
        broken.heightMm = std::nan("");
        QVERIFY(refused(folder.filePath("figure.pdf"), broken).contains("height"));
        QVERIFY(!refusal([&] { exportFigure({}, {}, scene, folder.filePath("a.png")); }).isEmpty());
        // An old figure survives a failed export.
        const QString old = folder.filePath("old.png");
        spoil(old, "old");
        QVERIFY(!refused(old, vast).isEmpty());
        QCOMPARE(contentOf(old), QByteArray("old"));
    }

    void severalPanelsGetLetters() {
        QTemporaryDir folder;
        const auto one = panelOf("log");
        const auto two = panelOf("linear");
        const QString path = folder.filePath("figure.svg");
        exportFigure({one.get(), two.get(), one.get()}, exportPreset("double column"), scene, path);
        const QByteArray bytes = contentOf(path);
        for (const char* letter : {">a</text>", ">b</text>", ">c</text>"}) {
            QVERIFY(bytes.contains(letter));
        }
        ExportOptions plain;
        plain.panelLetters = false;
        exportFigure({one.get(), two.get()}, plain, scene, path);
        QVERIFY(!contentOf(path).contains(">a</text>"));
    }

    void severalPanelsGetTitles() {
        QTemporaryDir folder;
        const auto one = panelOf("log");
        const QString path = folder.filePath("figure.svg");
        const auto written = [&](const std::vector<const FigurePanel*>& panels, bool titles) {
            ExportOptions options;
            options.panelTitles = titles;
            exportFigure(panels, options, {}, path);
            return contentOf(path).count(">Loss &amp; field</text>");
        };
        QCOMPARE(written({one.get(), one.get()}, true), 2);
        QCOMPARE(written({one.get(), one.get()}, false), 0);
        QCOMPARE(written({one.get()}, true), 0); // the caption names it
    }

    /// A long title goes on in a second line.
    void titlesAreWhole() {
        QTemporaryDir folder;
        const auto one = panelOf("log");
        const QString path = folder.filePath("figure.svg");
        ExportOptions options;
        const double untitled = figureSizeMm({one.get()}, options).height();
        options.title = QStringLiteral("Short");
        const double line = figureSizeMm({one.get()}, options).height() - untitled;
        options.title = QStringLiteral("A title that nobody could set in a single line of one "
                                       "column of a page, whatever they tried");
        QVERIFY(figureSizeMm({one.get()}, options).height() - untitled > 1.5 * line);
        exportFigure({one.get()}, options, {}, path);
        QVERIFY(contentOf(path).contains("they tried"));
        QVERIFY(!contentOf(path).contains("…"));
    }

    /// A panel that cannot be read in a column gets a row; the last row is filled.
    void widePanelsGetARow() {
        class Wide final : public FigurePanel {
        public:
            void draw(QPainter&, const QRectF&, const FigureStyle&) const override {}
            [[nodiscard]] QString title() const override { return {}; }
            [[nodiscard]] double leastWidth(const FigureStyle&) const override { return 300.0; }
            [[nodiscard]] double heightFor(double, const FigureStyle&) const override {
                return 50.0;
            }
            [[nodiscard]] std::vector<std::shared_ptr<const Artifact>> data() const override {
                return {};
            }
        };
        const auto one = panelOf("log");
        const Wide wide;
        ExportOptions options = exportPreset("double column");
        const FigureLayout layout = layOutFigure({one.get(), one.get(), &wide, one.get()}, options);
        QCOMPARE(layout.cells.size(), std::size_t{4});
        QCOMPARE(layout.cells[0].top(), layout.cells[1].top());
        QVERIFY(layout.cells[1].right() <= layout.size.width());
        QVERIFY(layout.cells[2].top() > layout.cells[0].bottom());
        QVERIFY(layout.cells[2].width() > 1.9 * layout.cells[0].width());
        QVERIFY(layout.cells[2].height() < 70.0);
        QVERIFY(layout.cells[3].top() > layout.cells[2].bottom());
        QVERIFY(layout.cells[3].width() > 1.9 * layout.cells[0].width());
        QVERIFY(layout.cells[3].bottom() <= layout.size.height());
        options.columns = 2; // asked for: the grid is kept
        QVERIFY(layOutFigure({one.get(), one.get(), one.get()}, options).cells[2].width() <
                0.6 * layout.size.width());
        QCOMPARE(fittingPreset({one.get()}).widthMm, 85.0);
        QCOMPARE(fittingPreset({&wide}).widthMm, 178.0);
    }

    void presets() {
        for (const QString& name : exportPresetNames()) {
            const ExportOptions options = exportPreset(name);
            QVERIFY(!options.theme.dark);
            QVERIFY(options.widthMm > 0.0);
        }
        QVERIFY(exportPreset("slide").fontPt == 16.0);
    }

    void previewHasTheFiguresLook() {
        const auto panel = panelOf("log");
        const QImage preview = previewFigure({panel.get()}, {}, {300, 200}, 2.0);
        QCOMPARE(preview.size(), QSize(600, 400));
        QCOMPARE(preview.devicePixelRatio(), 2.0);
        QVERIFY(!previewFigure({}, {}, {10, 10}, 1.0).isNull());
    }

    void dataIsComplete() {
        QTemporaryDir folder;
        const auto panel = panelOf("log", 12345);
        const QString csv = folder.filePath("data.csv");
        exportData({panel.get(), panel.get()}, csv);
        QVERIFY(contentOf(csv).count('\n') >= 2 * 12345);
        QVERIFY(contentOf(csv).count('\n') < 2 * 12345 + 10);
        const QString npz = folder.filePath("data.npz");
        exportData({panel.get()}, npz);
        QVERIFY(contentOf(npz).startsWith("PK"));
        QVERIFY(
            !refusal([&] { exportData({panel.get()}, folder.filePath("data.xls")); }).isEmpty());
        QVERIFY(!refusal([&] { exportData({}, csv); }).isEmpty());
    }
};

QTEST_MAIN(TestFigureExport)
#include "tst_figure_export.moc"
