// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/scene_gallery.h"
#include "app/window/scene_library.h"
#include "engine/core/error.h"
#include "engine/core/experiment.h"
#include "engine/labs.h"
#include "tests/support/gate.h"

#include <QTest>

#include <memory>
#include <utility>

using namespace scorescope;
using namespace scorescope::app;

namespace {

/// The labs' experiments, of which none comes further than the gate.
Registry registryWith(const std::shared_ptr<test::Gate>& gate, const Registry& labs) {
    Registry registry;
    for (auto [name, kind] : labs.kinds()) {
        kind.create = [gate](const ExperimentContext&) -> std::unique_ptr<Experiment> {
            gate->pass();
            throw InputError("", "/seed", "no pictures today");
        };
        registry.add(std::move(kind));
    }
    return registry;
}

} // namespace

class TestSceneGallery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void picturesWaitWhileARunGoesOn() {
        const Registry labs = registerLabs();
        const SceneLibrary library(labs);
        const int scenes = static_cast<int>(library.scenes().size());
        QVERIFY(scenes > 1);
        const auto gate = std::make_shared<test::Gate>();
        gate->close();
        const Registry registry = registryWith(gate, labs);
        SceneGallery gallery(library, registry, nullptr);
        QVERIFY(gate->waitFor(1));
        gallery.setRunning(true);
        gate->open(); // the one that was begun is finished, and no other is begun
        QVERIFY(!gallery.grab().isNull()); // time enough to begin another
        QCOMPARE(gate->arrived(), 1);
        gallery.setRunning(false);
        QVERIFY(gate->waitFor(scenes));
        QCOMPARE(gate->arrived(), scenes);
    }
};

QTEST_MAIN(TestSceneGallery)
#include "tst_scene_gallery.moc"
