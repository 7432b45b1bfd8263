// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The plot as a person uses it: real events, and pictures whose pixels are looked at.
#include "engine/core/error.h"
#include "tests/support/near.h"
#include "views/plot/plot_view.h"

#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

#include <cmath>
#include <limits>
#include <memory>

using namespace scorescope;
using namespace scorescope::views;
using scorescope::test::near;

Q_DECLARE_METATYPE(scorescope::Action)

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

template <class Kind> std::shared_ptr<const Artifact> artifact(const std::string& name, Kind data) {
    return std::make_shared<const Artifact>(
        Artifact{name, "Title of " + name, {"x", ""}, {"y", "nat"}, {}, std::move(data)});
}

Lines parabola() {
    Lines lines;
    lines.lines.push_back({"parabola", {}, {}, false});
    lines.lines.push_back({"identity", {-1.0, 1.0}, {-1.0, 1.0}, true});
    for (int i = 0; i <= 100; ++i) {
        const double x = -1.0 + 0.02 * i;
        lines.lines[0].x.push_back(x);
        lines.lines[0].y.push_back(x * x);
    }
    return lines;
}

Markers handle(double x, double y) {
    Markers markers;
    markers.markers.push_back({x, y, "handle", "1", "mean_1", "height_1"});
    markers.markers.push_back({-0.5, 0.1, "saddle", "", "", ""});
    return markers;
}

FramePtr frameOf(std::vector<std::shared_ptr<const Artifact>> artifacts) {
    auto frame = std::make_shared<Frame>();
    for (auto& each : artifacts) {
        frame->artifacts[each->name] = std::move(each);
    }
    return frame;
}

ViewSpec specOf(std::vector<std::string> artifacts, const char* options = "{}") {
    ViewSpec spec;
    spec.name = "picture";
    spec.kind = "plot";
    spec.title = "Picture";
    spec.artifacts = std::move(artifacts);
    spec.options = nlohmann::ordered_json::parse(options);
    return spec;
}

void open(PlotView& view, const FramePtr& frame, QSize size = {600, 400}) {
    view.resize(size);
    view.setFrame(frame);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QTRY_VERIFY(!view.plotArea().isEmpty());
}

/// Pixels of a picture near a colour.
int countNear(const QImage& image, const QColor& color, const QRect& within) {
    int count = 0;
    for (int y = within.top(); y <= within.bottom(); ++y) {
        for (int x = within.left(); x <= within.right(); ++x) {
            const QColor c = image.pixelColor(x, y);
            const int distance = std::abs(c.red() - color.red()) +
                                 std::abs(c.green() - color.green()) +
                                 std::abs(c.blue() - color.blue());
            count += distance < 60 ? 1 : 0;
        }
    }
    return count;
}

QImage drawn(const FigurePanel& panel, QSize size = {600, 400}) {
    QImage image(size, QImage::Format_RGB32);
    const Theme theme = printTheme();
    image.fill(theme.ground);
    QPainter painter(&image);
    FigureStyle style;
    style.theme = theme;
    style.fontSize = 12.0;
    style.lineWidth = 1.5;
    panel.draw(painter, QRectF(QPointF(0.0, 0.0), QSizeF(size)), style);
    return image;
}

} // namespace

class TestPlotView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qRegisterMetaType<scorescope::Action>(); }

    void fitsTheData() {
        PlotView view(specOf({"curve"}), nullptr);
        open(view, frameOf({artifact("curve", parabola())}));
        QVERIFY(view.axes().xRange.low == -1.0 && view.axes().xRange.high == 1.0);
        QVERIFY(view.axes().yRange.low <= -1.0 && view.axes().yRange.high >= 1.0);
        const QPointF middle = view.positionOf(0.0, 0.0);
        QVERIFY(view.plotArea().contains(middle));
        QVERIFY(std::abs(middle.x() - view.plotArea().center().x()) < 1.0);
        QCOMPARE(view.interest(), std::set<std::string>{"curve"});
    }

    void drawsEveryKind() {
        Scatter scatter;
        scatter.x = {0.1F, 0.2F, 0.3F};
        scatter.y = {0.5F, 0.6F, 0.7F};
        Histogram histogram;
        histogram.edges = {-1.0, 0.0, 1.0};
        histogram.count = {0.4, 0.9};
        VectorCloud arrows;
        arrows.dimensions = 1;
        arrows.coordinates = {-0.8F, 0.0F, 0.8F};
        arrows.vectors = {0.2F, 0.1F, -0.2F};
        const char* options =
            R"({"colors": {"parabola": "green", "dots": "purple", "bars": "sky",
                "arrows": "vermilion", "identity": "gray"}, "legend": false})";
        const FramePtr frame = frameOf({artifact("curve", parabola()), artifact("dots", scatter),
                                        artifact("bars", histogram), artifact("arrows", arrows),
                                        artifact("handles", handle(0.5, 0.8))});
        ViewSpec spec = specOf({"curve", "dots", "arrows", "handles"}, options);
        const auto panel = plotPanel(spec, *frame);
        QCOMPARE(panel->data().size(), std::size_t{4});
        const QImage image = drawn(*panel);
        const Theme theme = printTheme();
        QVERIFY(countNear(image, theme.seriesColor(2), image.rect()) > 200); // the parabola
        QVERIFY(countNear(image, theme.seriesColor(3), image.rect()) > 20);  // three dots
        QVERIFY(countNear(image, theme.seriesColor(6), image.rect()) > 20);  // arrows
        QVERIFY(countNear(image, theme.accent, image.rect()) > 20);          // the handle's ring
        QVERIFY(countNear(image, theme.seriesColor(1), image.rect()) > 20);  // the saddle
        const auto bars = drawn(*plotPanel(specOf({"bars"}), *frame));
        QColor pale = theme.seriesColor(0);
        pale = QColor::fromRgbF(0.2F * pale.redF() + 0.8F, 0.2F * pale.greenF() + 0.8F,
                                0.2F * pale.blueF() + 0.8F);
        QVERIFY(countNear(bars, pale, bars.rect()) > 10000);
    }

    void refusesWhatItCannotShow_data() {
        QTest::addColumn<QString>("options");
        QTest::addColumn<QString>("part");
        QTest::newRow("unknown") << R"({"y_scal": "log"})"
                                 << "y_scale";
        QTest::newRow("scale") << R"({"y_scale": "logarithmic"})"
                               << "linear, log or symlog";
        QTest::newRow("range") << R"({"x_range": [1, 0]})"
                               << "x_range";
        QTest::newRow("log range") << R"({"x_scale": "log", "x_range": [0, 1]})"
                                   << "above 0";
        QTest::newRow("legend") << R"({"legend": 1})"
                                << "true or false";
        QTest::newRow("color") << R"({"colors": {"a": "gren"}})"
                               << "green";
        QTest::newRow("colors") << R"({"colors": "red"})"
                                << "colors";
    }
    void refusesWhatItCannotShow() {
        QFETCH(QString, options);
        QFETCH(QString, part);
        try {
            PlotView view(specOf({"curve"}, options.toUtf8().constData()), nullptr);
            QFAIL("not refused");
        } catch (const InputError& error) {
            QVERIFY2(QString::fromUtf8(error.what()).contains(part), error.what());
        }
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(plotPanel(specOf({"missing"}), Frame())),
                                 InputError);
        VectorCloud cloud;
        cloud.dimensions = 3;
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(plotPanel(specOf({"c"}), *frameOf({artifact("c", cloud)}))),
            InputError);
    }

    void gapsStayGaps() {
        Lines lines;
        lines.lines.push_back(
            {"broken", {0.0, 0.2, 0.4, 0.6, 0.8, 1.0}, {1.0, 1.0, none, none, 1.0, 1.0}, false});
        PlotView view(specOf({"curve"}, R"({"y_range": [0, 2]})"), nullptr);
        open(view, frameOf({artifact("curve", lines)}));
        const QImage image = view.grab().toImage();
        const QColor color = darkTheme().seriesColor(0);
        const auto at = [&](double x) {
            const QPoint p = view.positionOf(x, 1.0).toPoint();
            return countNear(image, color, QRect(p - QPoint(2, 2), p + QPoint(2, 2)));
        };
        QVERIFY(at(0.1) > 0);
        QVERIFY(at(0.9) > 0);
        QCOMPARE(at(0.5), 0);
    }

    void logAxesLeaveOutWhatHasNoPlace() {
        Lines lines;
        lines.lines.push_back({"a", {0.0, 0.01, 0.1, 1.0}, {1.0, -1.0, 0.1, 0.01}, false});
        PlotView view(specOf({"curve"}), nullptr);
        open(view, frameOf({artifact("curve", lines)}));
        QWidget host;
        QWidget* controls = view.createControls(&host);
        auto* logX = controls->findChild<QToolButton*>("view_picture_log_x");
        auto* logY = controls->findChild<QToolButton*>("view_picture_log_y");
        QVERIFY(logX != nullptr && logY != nullptr);
        QTest::mouseClick(logX, Qt::LeftButton);
        QTest::mouseClick(logY, Qt::LeftButton);
        QVERIFY(view.look().xScale == Scale::log && view.look().yScale == Scale::log);
        QVERIFY(view.axes().xRange.low > 0.0 && view.axes().yRange.low > 0.0);
        QVERIFY2(view.axes().note.contains(QStringLiteral("≤ 0")), qPrintable(view.axes().note));
        // Equal ratios are equal distances.
        std::string message;
        const double a = view.positionOf(0.1, 0.1).x() - view.positionOf(0.01, 0.1).x();
        const double b = view.positionOf(1.0, 0.1).x() - view.positionOf(0.1, 0.1).x();
        QVERIFY2(near(a, b, 1e-9, 0.0, &message), message.c_str());
        QTest::keyClick(&view, Qt::Key_L);
        QVERIFY(view.look().yScale == Scale::symlog);
        QVERIFY(!logY->isChecked());
        QTest::keyClick(&view, Qt::Key_L);
        QVERIFY(view.look().yScale == Scale::linear);
    }

    void errorBarsAskForRoomAndAreRead() {
        Lines lines;
        lines.lines.push_back({"measured", {1.0, 2.0}, {1.0, 1.5}});
        lines.lines[0].style = Lines::Style::points;
        lines.lines[0].low = {0.5, 1.0};
        lines.lines[0].high = {1.5, 6.0};
        PlotView view(specOf({"curve"}), nullptr);
        open(view, frameOf({artifact("curve", lines)}));
        QVERIFY(view.axes().yRange.low <= 0.5 && view.axes().yRange.high >= 6.0);
        QTest::mouseMove(&view, view.positionOf(2.0, 3.0).toPoint() - QPoint(2, 0));
        QTRY_VERIFY(view.readout().join(QLatin1Char(' ')).contains(QStringLiteral("(1 to 6)")));
    }

    void aSecondAxisHasLimitsOfItsOwn() {
        Lines lines;
        lines.lines.push_back({"loss", {0.0, 1.0}, {1.0, 2.0}});
        lines.lines.push_back({"speed", {0.0, 1.0}, {1000.0, 3000.0}});
        lines.lines[1].secondAxis = true;
        lines.second = {"speed", "1/s"};
        PlotView view(specOf({"curve"}), nullptr);
        open(view, frameOf({artifact("curve", lines)}));
        const Axes axes = view.axes();
        QVERIFY(axes.yRange.high < 10.0);
        QVERIFY(axes.right && axes.right->range.high >= 3000.0);
        QCOMPARE(view.content().set.labels.right, QStringLiteral("speed [1/s]"));
    }

    void spansAreRowsThatAClickSelects() {
        Spans spans;
        spans.rows = {"master", "worker 1", "worker 2"};
        spans.categories = {"trains", "scores"};
        spans.spans = {{0, 0.0, 4.0, 0, ""}, {1, 1.0, 3.0, 1, ""}, {2, 2.0, 4.0, 1, ""}};
        spans.selects = "worker";
        PlotView view(specOf({"who"}), nullptr);
        open(view, frameOf({artifact("who", spans)}));
        QCOMPARE(view.axes().yNames.size(), std::size_t{3});
        const QSignalSpy edits(&view, &ArtifactView::parametersEdited);
        QTest::mouseClick(&view, Qt::LeftButton, {}, view.positionOf(1.5, -1.0).toPoint());
        QCOMPARE(edits.count(), 1);
        QCOMPARE(edits[0][0].toJsonObject(), (QJsonObject{{"worker", 1}}));
    }

    void wheelZoomsAboutTheCursor() {
        PlotView view(specOf({"curve"}), nullptr);
        open(view, frameOf({artifact("curve", parabola())}));
        QSignalSpy moved(&view, &ArtifactView::cameraChanged);
        const QPointF at = view.positionOf(0.5, 0.25);
        const double before = view.axes().xRange.length();
        QWheelEvent wheel(at, view.mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&view, &wheel);
        QVERIFY(view.axes().xRange.length() < 0.8 * before);
        // What was under the cursor stays there; wider tick labels may move the frame a little.
        QVERIFY(QLineF(view.positionOf(0.5, 0.25), at).length() < 15.0);
        QCOMPARE(moved.count(), 1);
        const QJsonObject camera = view.camera();
        PlotView other(specOf({"curve"}), nullptr);
        open(other, frameOf({artifact("curve", parabola())}));
        QSignalSpy silent(&other, &ArtifactView::cameraChanged);
        other.setCamera(camera);
        QTRY_VERIFY(other.axes().xRange == view.axes().xRange);
        QCOMPARE(silent.count(), 0);
        QTest::mouseDClick(&view, Qt::LeftButton, {}, at.toPoint());
        QVERIFY(view.axes().xRange.length() == before);
    }

    void dragPansAndKeysMove() {
        PlotView view(specOf({"curve"}), nullptr);
        open(view, frameOf({artifact("curve", parabola())}));
        const QPoint from = view.plotArea().center().toPoint();
        const double width = view.plotArea().width();
        QTest::mousePress(&view, Qt::LeftButton, {}, from);
        QTest::mouseMove(&view, from + QPoint(50, 0));
        QTest::mouseRelease(&view, Qt::LeftButton, {}, from + QPoint(50, 0));
        std::string message;
        QTRY_VERIFY2(near(view.axes().xRange.low, -1.0 - 50.0 * 2.0 / width, 1e-6, 0.0, &message),
                     message.c_str());
        QTest::keyClick(&view, Qt::Key_F);
        QVERIFY(view.axes().xRange.low == -1.0);
        QTest::keyClick(&view, Qt::Key_Plus);
        QVERIFY(view.axes().xRange.length() < 2.0);
    }

    void fitGoesBackToTheScenesLimits() {
        PlotView view(specOf({"curve"}, R"({"y_range": [-3, 3]})"), nullptr);
        open(view, frameOf({artifact("curve", parabola())}));
        QTest::keyClick(&view, Qt::Key_Minus);
        QVERIFY(view.axes().yRange.length() > 6.0);
        view.fit();
        QVERIFY(view.axes().yRange.low == -3.0 && view.axes().yRange.high == 3.0);
    }

    void hoverReadsAndProbes() {
        PlotView view(specOf({"curve"}), nullptr);
        open(view, frameOf({artifact("curve", parabola())}));
        QSignalSpy cursor(&view, &ArtifactView::cursorMoved);
        QSignalSpy looks(&view, &ArtifactView::lookRequested);
        QTest::mouseMove(&view, view.positionOf(0.5, 0.5).toPoint());
        QTRY_VERIFY(!looks.isEmpty());
        const auto point = looks.last().first().value<QVector<double>>();
        QCOMPARE(point.size(), 1);
        QVERIFY(std::abs(point[0] - 0.5) < 0.01); // a pixel is 0.004
        QCOMPARE(cursor.last().first().value<QVector<double>>().size(), 1);
        const QStringList lines = view.readout();
        QCOMPARE(lines.size(), 3);
        QVERIFY2(lines[0].startsWith(QStringLiteral("x 0.5")), qPrintable(lines[0]));
        QVERIFY2(lines[1].startsWith(QStringLiteral("parabola: 0.25")), qPrintable(lines[1]));
        QTest::keyClick(&view, Qt::Key_Escape);
        QVERIFY(view.readout().isEmpty());
    }

    void escapeGivesADragUp() {
        PlotView view(specOf({"curve", "handles"}), nullptr);
        open(view, frameOf({artifact("curve", parabola()), artifact("handles", handle(0.5, 0.6))}));
        QSignalSpy edits(&view, &ArtifactView::parametersEdited);
        const QPoint from = view.positionOf(0.5, 0.6).toPoint();
        QTest::mousePress(&view, Qt::LeftButton, {}, from);
        QTest::mouseMove(&view, from + QPoint(30, -20));
        QTRY_VERIFY(!edits.isEmpty());
        const QJsonObject moved = edits.last().first().toJsonObject();
        QTest::keyClick(&view, Qt::Key_Escape);
        QTest::mouseRelease(&view, Qt::LeftButton, {}, from + QPoint(30, -20));
        // Where it was, in the same gesture: one step of undo covers both.
        const QJsonObject last = edits.last().first().toJsonObject();
        QVERIFY(last != moved);
        QCOMPARE(last.keys(), moved.keys());
        QCOMPARE(last["mean_1"].toDouble(), 0.5);
        QCOMPARE(last["height_1"].toDouble(), 0.6);
        QCOMPARE(edits.last().at(1), edits.first().at(1));
    }

    void handlesAreDraggedAsOneGesture() {
        PlotView view(specOf({"curve", "handles"}), nullptr);
        open(view, frameOf({artifact("curve", parabola()), artifact("handles", handle(0.5, 0.6))}));
        QSignalSpy edits(&view, &ArtifactView::parametersEdited);
        const QPoint from = view.positionOf(0.5, 0.6).toPoint();
        QTest::mouseMove(&view, from);
        QTRY_COMPARE(view.cursor().shape(), Qt::OpenHandCursor);
        const Axes before = view.axes();
        QTest::mousePress(&view, Qt::LeftButton, {}, from);
        QCOMPARE(view.cursor().shape(), Qt::ClosedHandCursor);
        for (int i = 1; i <= 40; ++i) {
            QTest::mouseMove(&view, from + QPoint(i, -i));
        }
        QCoreApplication::processEvents();
        const QPointF asked = view.positionOf(0.5, 0.6) + QPointF(40.0, -40.0);
        // It stands under the hand before any engine has answered, and the axes hold still.
        QTRY_VERIFY(
            QLineF(view.positionOf(view.content().markers[0].x, view.content().markers[0].y), asked)
                .length() < 2.0);
        QVERIFY(view.axes().yRange == before.yRange);
        QTest::mouseRelease(&view, Qt::LeftButton, {}, from + QPoint(40, -40));
        QVERIFY(!edits.isEmpty());
        QVERIFY2(edits.size() < 30, "at most thirty a second, and this took no second");
        const auto gesture = edits.first().at(1).value<quint64>();
        QVERIFY(gesture > 0);
        for (const auto& edit : edits) {
            QCOMPARE(edit.at(1).value<quint64>(), gesture);
        }
        const QJsonObject last = edits.last().first().toJsonObject();
        const double x = 0.5 + 40.0 * before.xRange.length() / view.plotArea().width();
        const double y = 0.6 + 40.0 * before.yRange.length() / view.plotArea().height();
        QVERIFY(std::abs(last["mean_1"].toDouble() - x) < 0.01); // within a pixel
        QVERIFY(std::abs(last["height_1"].toDouble() - y) < 0.01);
        edits.clear();
        // Let go, it stays until the engine has had time to answer; then the frame is right.
        QCoreApplication::processEvents();
        QVERIFY(view.content().markers[0].x == last["mean_1"].toDouble());
        QTRY_VERIFY(view.content().markers[0].x == 0.5);
        const QPoint again = view.positionOf(0.5, 0.6).toPoint();
        QTest::mousePress(&view, Qt::LeftButton, {}, again);
        QTest::mouseMove(&view, again + QPoint(5, 0));
        QTest::mouseRelease(&view, Qt::LeftButton, {}, again + QPoint(5, 0));
        QVERIFY(!edits.isEmpty());
        QVERIFY(edits.last().at(1).value<quint64>() != gesture);
    }

    void markersWithoutParametersStay() {
        PlotView view(specOf({"curve", "handles"}), nullptr);
        open(view, frameOf({artifact("curve", parabola()), artifact("handles", handle(0.5, 0.6))}));
        QSignalSpy edits(&view, &ArtifactView::parametersEdited);
        const QPoint at = view.positionOf(-0.5, 0.1).toPoint();
        QTest::mousePress(&view, Qt::LeftButton, {}, at);
        QTest::mouseMove(&view, at + QPoint(30, 0));
        QTest::mouseRelease(&view, Qt::LeftButton, {}, at + QPoint(30, 0));
        QVERIFY(edits.isEmpty());
    }

    void equalAxes() {
        PlotView view(specOf({"curve"}, R"({"equal_axes": true})"), nullptr);
        open(view, frameOf({artifact("curve", parabola())}), {700, 300});
        const QPointF origin = view.positionOf(0.0, 0.0);
        const double along = view.positionOf(0.5, 0.0).x() - origin.x();
        const double up = origin.y() - view.positionOf(0.0, 0.5).y();
        std::string message;
        // Two rounds of layout leave what the width of the labels changes.
        QVERIFY2(near(along, up, 0.02, 0.0, &message), message.c_str());
    }

    void keepsItsState() {
        PlotView view(specOf({"curve"}), nullptr);
        open(view, frameOf({artifact("curve", parabola())}));
        view.setLegend(false);
        QTest::keyClick(&view, Qt::Key_Plus);
        const QJsonObject state = view.state();
        const auto json = nlohmann::ordered_json::parse(
            QJsonDocument(state).toJson(QJsonDocument::Compact).toStdString());
        ViewSpec spec = specOf({"curve"});
        spec.options = json; // a saved scene is read back with it
        PlotView other(spec, nullptr);
        open(other, frameOf({artifact("curve", parabola())}));
        QVERIFY(!other.look().legend);
        QVERIFY(other.axes().xRange == view.axes().xRange);
        PlotView third(specOf({"curve"}), nullptr);
        third.setState(state);
        QCOMPARE(third.state(), state);
    }

    void survivesEmptyAndHugeData() {
        PlotView view(specOf({"curve", "handles"}), nullptr);
        open(view, nullptr);
        view.setFrame(frameOf({artifact("curve", Lines{}), artifact("handles", Markers{})}));
        QCoreApplication::processEvents();
        static_cast<void>(view.grab());
        Lines odd;
        odd.lines.push_back({"odd", {none, 1e308, -1e308, 0.0}, {1.0, none, 1e308, -1e308}, false});
        odd.lines.push_back({"uneven", {1.0, 2.0, 3.0}, {1.0}, false});
        view.setFrame(frameOf({artifact("curve", odd), artifact("handles", handle(none, 1.0))}));
        QCoreApplication::processEvents();
        static_cast<void>(view.grab());
        QTest::mouseMove(&view, view.plotArea().center().toPoint());
        QTest::keyClick(&view, Qt::Key_Right, Qt::ControlModifier);
        static_cast<void>(view.figurePanel());
        QVERIFY(view.axes().xRange.low <= view.axes().xRange.high);
    }

    /// For a person to look at: set SCORESCOPE_PICTURES to a folder.
    void picturesToLookAt() {
        const QString folder = qEnvironmentVariable("SCORESCOPE_PICTURES");
        if (folder.isEmpty()) {
            QSKIP("SCORESCOPE_PICTURES is not set");
        }
        Markers kinds;
        double x = -0.9;
        for (const char* kind : {"attractor", "spurious_attractor", "saddle", "source", "current",
                                 "predicted", "accepted", "rejected", "handle", "point"}) {
            kinds.markers.push_back({x, 0.5, kind, kind, "", ""});
            x += 0.22;
        }
        for (const bool dark : {true, false}) {
            PlotView view(specOf({"curve", "kinds"}), nullptr);
            view.setTheme(dark ? darkTheme() : lightTheme());
            open(view, frameOf({artifact("curve", parabola()), artifact("kinds", kinds)}),
                 {900, 500});
            QVERIFY(view.grab().save(folder + (dark ? "/plot_dark.png" : "/plot_light.png")));
        }
    }
};

QTEST_MAIN(TestPlotView)
#include "tst_plot_view.moc"
