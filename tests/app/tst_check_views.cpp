// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a run with figures asks before it begins: views of what an analysis is to bring are no
// mistake, views of what nobody publishes are.
#include "app/figures/figure_writer.h"
#include "engine/core/error.h"
#include "views/kinds/view_kinds.h"

#include <QTest>

#include <set>
#include <string>

using namespace scorescope;

namespace {

Scene sceneOf(const std::string& kind) {
    ViewSpec view;
    view.name = "paths";
    view.kind = kind;
    view.title = "Paths";
    view.artifacts = {"chain_map"};
    Scene scene;
    scene.views = {view};
    return scene;
}

/// What is refused of the views, or "accepted".
std::string refusal(const Scene& scene, const Frame& frame, const std::set<std::string>& awaited) {
    try {
        app::checkViews(scene, frame, awaited);
    } catch (const InputError& error) {
        return error.pointer() + ": " + error.message();
    }
    return "accepted";
}

} // namespace

class TestCheckViews : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void analysesMayBringWhatViewsShow_data() {
        QTest::addColumn<QString>("kind");
        for (const std::string& kind : views::viewKinds()) {
            QTest::newRow(kind.c_str()) << QString::fromStdString(kind);
        }
    }
    void analysesMayBringWhatViewsShow() {
        QFETCH(QString, kind);
        const Scene scene = sceneOf(kind.toStdString());
        Frame frame;
        QCOMPARE(refusal(scene, frame, {"chain_map"}), std::string("accepted"));
        const std::string told = refusal(scene, frame, {"another"});
        QVERIFY2(told.find("/views/paths/artifacts: ") == 0, told.c_str());
        QVERIFY2(told.find("publishes no artifact 'chain_map'") != std::string::npos, told.c_str());
    }

    void otherMistakesAreRefusedAllTheSame() {
        Scene scene = sceneOf("heatmap");
        scene.views[0].options["colour"] = "red";
        QVERIFY(refusal(scene, Frame(), {"chain_map"}).find("colour") != std::string::npos);
        scene = sceneOf("heatmaps");
        QVERIFY(refusal(scene, Frame(), {"chain_map"}).find("heatmap") != std::string::npos);
    }
};

QTEST_MAIN(TestCheckViews)
#include "tst_check_views.moc"
