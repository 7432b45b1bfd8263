// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A comparison of every kind of view, with frames made by hand: a difference is drawn, or a plain
// sentence says why there is none.
#include "app/window/compare_area.h"
#include "engine/core/experiment.h"
#include "views/kinds/view_kinds.h"

#include <QAbstractButton>
#include <QLabel>
#include <QTest>

#include <cmath>
#include <memory>
#include <utility>

using namespace scorescope;
using namespace scorescope::app;

namespace {

constexpr int patience = 20'000; // ms

/// What each view shows in two moments; the second has other values.
ArtifactData dataOf(const std::string& kind, double by) {
    const auto f = static_cast<float>(by);
    const Grid grid{-1.0, 1.0, -1.0, 1.0, 3, 3};
    if (kind == "curves") {
        SeriesArtifact series;
        series.points = Series::of({{0.0, 1.0}, {1.0, 2.0 * by}, {2.0, 3.0 * by}});
        return series;
    }
    if (kind == "field") {
        VectorField field;
        field.grid = grid;
        field.u = {f, 0, f, 0, f, 0, f, 0, f};
        field.v = {0, f, 0, f, 0, f, 0, f, 0};
        return field;
    }
    if (kind == "graph") {
        Graph graph;
        graph.nodes = {{"in", "input", by}, {"out", "output", 2.0 * by}};
        graph.edges = {{0, 1, "forward"}};
        return graph;
    }
    if (kind == "heatmap") {
        return Heatmap{{"a", "b"}, {"c", "d"}, {f, 2 * f, 3 * f, 4 * f}};
    }
    if (kind == "images") {
        ImageGrid images;
        images.width = 2;
        images.height = 2;
        images.columns = 1;
        images.pixels = {0.1F * f, 0.2F, 0.3F * f, 0.4F};
        return images;
    }
    if (kind == "pairs") {
        return PointCloud{3, {f, 0, 0, 0, f, 0, 0, 0, f}, {}};
    }
    if (kind == "plot") {
        Lines lines;
        lines.lines.push_back({"line", {0.0, 1.0, 2.0}, {by, 2.0 * by, 4.0 * by}});
        return lines;
    }
    if (kind == "space") {
        return VectorCloud{3, {0, 0, 0, 1, 0, 0, 0, 1, 1}, {f, 0, 0, 0, f, 0, 0, 0, f}};
    }
    if (kind == "table") {
        Table table;
        table.columns = {"what", "value"};
        table.rows = {{"rate", numberCell("%.3g", by)}};
        return table;
    }
    return {};
}

FramePtr frameOf(const std::string& kind, std::uint64_t step, double by) {
    auto frame = std::make_shared<Frame>();
    frame->step = step;
    frame->head = step;
    frame->artifacts["shown"] = std::make_shared<const Artifact>(
        Artifact{"shown", "What is shown", {"x", ""}, {"y", ""}, {"v", ""}, dataOf(kind, by)});
    return frame;
}

} // namespace

class TestCompareKinds : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        area_ = std::make_unique<CompareArea>(registry_, Device(), 1, nullptr);
        area_->resize(1100, 560);
        area_->show();
        QVERIFY(QTest::qWaitForWindowExposed(area_.get()));
    }
    void cleanup() { area_.reset(); }

    void everyKindHasADifferenceOrSaysWhy_data() {
        QTest::addColumn<QString>("kind");
        for (const std::string& kind : views::viewKinds()) {
            QTest::newRow(kind.c_str()) << QString::fromStdString(kind);
        }
    }
    void everyKindHasADifferenceOrSaysWhy() {
        QFETCH(QString, kind);
        const std::string name = kind.toStdString();
        ViewSpec spec;
        spec.name = "one";
        spec.kind = name;
        spec.title = "One view";
        spec.artifacts = {"shown"};
        const FramePtr before = frameOf(name, 3, 1.0);
        const FramePtr now = frameOf(name, 7, 2.0);
        area_->open({spec}, "one", now);
        area_->setMoments({before, now});
        // Two different moments, the earlier at the left.
        area_->setMode(CompareMode::all);
        QTRY_COMPARE_WITH_TIMEOUT(what("a"), QStringLiteral("step 3"), patience);
        QCOMPARE(what("b"), QStringLiteral("now, step 7"));
        auto* message = pane("difference")->findChild<QLabel*>(QStringLiteral("compare_message"));
        auto* picture =
            pane("difference")->findChild<QWidget*>(QStringLiteral("compare_picture_difference"));
        QVERIFY(message != nullptr && picture != nullptr);
        const auto told = [&] { return picture->isVisible() || message->isVisible(); };
        QTRY_VERIFY_WITH_TIMEOUT(told(), patience);
        if (name == "pairs") { // the only one without
            QVERIFY(message->isVisible());
            QCOMPARE(message->text(),
                     QStringLiteral("“What is shown” has no difference: it shows points, and no "
                                    "point of one belongs to a point of the other; look at both "
                                    "side by side"));
            QCOMPARE(area_->figures().size(), std::size_t{2});
            return;
        }
        QVERIFY(picture->isVisible());
        const auto figures = area_->figures();
        QCOMPARE(figures.size(), std::size_t{3});
        const auto data = figures[2].panel->data();
        QVERIFY(!data.empty());
        QCOMPARE(firstNumber(data.front()->data),
                 firstNumber(dataOf(name, 1.0)) - firstNumber(dataOf(name, 2.0)));
        // Both are drawn between the same limits, where the view has limits.
        area_->setMode(CompareMode::sideBySide);
        QTRY_COMPARE_WITH_TIMEOUT(area_->figures().size(), std::size_t{2}, patience);
        const auto same = [&] {
            const auto both = area_->figures();
            return limitsOf("a") == limitsOf("b") && both.size() == 2;
        };
        QTRY_VERIFY_WITH_TIMEOUT(same(), patience);
        if (name != "images" && name != "table") {
            QVERIFY(!limitsOf("a").empty());
        }
    }

    void theSameMomentHasNoDifference() {
        ViewSpec spec;
        spec.name = "one";
        spec.kind = "heatmap";
        spec.artifacts = {"shown"};
        const FramePtr now = frameOf("heatmap", 7, 2.0);
        area_->open({spec}, "one", now);
        area_->setMoments({now});
        area_->setMode(CompareMode::difference);
        auto* message = pane("difference")->findChild<QLabel*>(QStringLiteral("compare_message"));
        QTRY_VERIFY_WITH_TIMEOUT(message->isVisible(), patience);
        QVERIFY(message->text().contains(QStringLiteral("same moment")));
        area_->setFrame(frameOf("heatmap", 8, 3.0));
        QTRY_VERIFY_WITH_TIMEOUT(!message->isVisible(), patience);
        QCOMPARE(area_->figures().size(), std::size_t{1});
    }

    void modesAreChosenByMouse() {
        ViewSpec curves;
        curves.name = "curves";
        curves.kind = "curves";
        curves.artifacts = {"shown"};
        ViewSpec map = curves;
        map.name = "map";
        map.kind = "heatmap";
        area_->open({map, curves}, "map", frameOf("heatmap", 7, 2.0));
        QVERIFY(!button("compare_overlay")->isVisible()); // there is nothing to put in one chart
        QTest::mouseClick(button("compare_difference_only"), Qt::LeftButton);
        QCOMPARE(area_->mode(), CompareMode::difference);
        area_->showView("curves");
        QVERIFY(button("compare_overlay")->isVisible());
        QCOMPARE(area_->mode(), CompareMode::overlay);
        area_->showView("map"); // comes back as it was left
        QCOMPARE(area_->mode(), CompareMode::difference);
        QTest::mouseClick(button("compare_side_by_side"), Qt::LeftButton);
        QVERIFY(pane("a")->isVisible() && pane("b")->isVisible());
        QVERIFY(!pane("difference")->isVisible());
    }

private:
    QWidget* pane(const char* name) {
        return area_->findChild<QWidget*>(QStringLiteral("compare_pane_") +
                                          QString::fromLatin1(name));
    }
    QAbstractButton* button(const char* name) {
        return area_->findChild<QAbstractButton*>(QString::fromLatin1(name));
    }
    QString what(const char* name) {
        return pane(name)->findChild<QLabel*>(QStringLiteral("compare_what"))->text();
    }
    std::vector<std::pair<double, double>> limitsOf(const char* name) {
        auto* view = pane(name)->findChild<views::ArtifactView*>(
            QStringLiteral("compare_picture_") + QString::fromLatin1(name));
        std::vector<std::pair<double, double>> limits;
        for (const auto& each : view->figurePanel()->limits()) {
            limits.emplace_back(each.low, each.high);
        }
        return limits;
    }
    static double firstNumber(const ArtifactData& data) {
        if (const auto* field = std::get_if<VectorField>(&data)) {
            return static_cast<double>(field->u.front());
        }
        if (const auto* series = std::get_if<SeriesArtifact>(&data)) {
            return series->points.back().value;
        }
        if (const auto* graph = std::get_if<Graph>(&data)) {
            return graph->nodes.front().value;
        }
        if (const auto* map = std::get_if<Heatmap>(&data)) {
            return static_cast<double>(map->values.front());
        }
        if (const auto* images = std::get_if<ImageGrid>(&data)) {
            return static_cast<double>(images->pixels.front());
        }
        if (const auto* lines = std::get_if<Lines>(&data)) {
            return lines->lines.front().y.front();
        }
        if (const auto* cloud = std::get_if<VectorCloud>(&data)) {
            return static_cast<double>(cloud->vectors.front());
        }
        if (const auto* table = std::get_if<Table>(&data)) {
            return table->rows.front().back().numbers.front();
        }
        return std::nan("");
    }

    Registry registry_;
    std::unique_ptr<CompareArea> area_;
};

QTEST_MAIN(TestCompareKinds)
#include "tst_compare_kinds.moc"
