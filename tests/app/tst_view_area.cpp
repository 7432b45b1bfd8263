// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/view_area.h"
#include "engine/data/toy_sets.h"
#include "views/pairs/pairs_view.h"

#include <QMouseEvent>
#include <QTest>
#include <nlohmann/json.hpp>

#include <memory>
#include <vector>

using namespace scorescope;
using namespace scorescope::app;

namespace {

FramePtr trefoilFrame() {
    const data::PointSet points = data::sampleToySet("trefoil", 0.0, 1, 200);
    PointCloud cloud;
    cloud.dimensions = points.dimensions;
    cloud.coordinates.assign(points.coordinates.begin(), points.coordinates.end());
    auto frame = std::make_shared<Frame>();
    frame->artifacts["data"] =
        std::make_shared<const Artifact>(Artifact{"data", "data", {}, {}, {}, cloud});
    return frame;
}

ViewSpec pairsSpec(const char* name, const char* options) {
    ViewSpec spec;
    spec.name = name;
    spec.kind = "pairs";
    spec.title = name;
    spec.artifacts = {"data", "samples"};
    spec.options = nlohmann::ordered_json::parse(options);
    return spec;
}

} // namespace

class TestViewArea : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void brushesAreLinked();
};

void TestViewArea::brushesAreLinked() {
    ViewArea area(nullptr);
    area.resize(1200, 700);
    area.build(ViewArea::makeViews(
        {pairsSpec("left", R"({"layout": "overlay"})"), pairsSpec("right", "{}")}, {}));
    area.setFrame(trefoilFrame());
    area.show();
    QVERIFY(QTest::qWaitForWindowExposed(&area));
    std::vector<views::PairsView*> shown;
    for (ViewFrame* frame : area.frames()) {
        shown.push_back(qobject_cast<views::PairsView*>(&frame->view()));
        QVERIFY(shown.back() != nullptr);
        shown.back()->grab();
        QVERIFY(!shown.back()->places().panels.empty());
    }
    const QRect plot = shown[0]->places().panels[0].plot.toRect().adjusted(3, 3, -3, -3);
    QTest::mousePress(shown[0], Qt::LeftButton, Qt::NoModifier, plot.topLeft());
    QMouseEvent move(QEvent::MouseMove, plot.center(), shown[0]->mapToGlobal(plot.center()),
                     Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(shown[0], &move);
    QTest::mouseRelease(shown[0], Qt::LeftButton, Qt::NoModifier, plot.center());
    QVERIFY(!shown[0]->brushed(0).empty());
    QVERIFY(shown[0]->brushed(0).size() < 200);
    QVERIFY(shown[1]->brushed(0) == shown[0]->brushed(0));
    QTest::keyClick(shown[0], Qt::Key_Escape);
    QVERIFY(shown[0]->brushed(0).empty());
    QVERIFY(shown[1]->brushed(0).empty());
}

QTEST_MAIN(TestViewArea)
#include "tst_view_area.moc"
