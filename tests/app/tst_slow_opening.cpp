// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The window while an experiment takes long to be made: the test holds it there.
#include "app/window/autosave.h"
#include "app/window/main_window.h"
#include "app/window/work_lane.h"
#include "engine/labs.h"
#include "tests/support/fake_experiment.h"
#include "tests/support/gate.h"
#include "views/settings.h"

#include <QAction>
#include <QDir>
#include <QLabel>
#include <QTest>
#include <QToolButton>

#include <memory>

using namespace scorescope;
using namespace scorescope::app;

namespace {

constexpr int patience = 20'000; // ms; a busy machine is slow, not wrong

Registry registryWith(const std::shared_ptr<test::Gate>& gate) {
    Registry registry = registerLabs();
    ExperimentKind kind = test::fakeRegistry().kind("fake");
    kind.create = [gate](const ExperimentContext& context) -> std::unique_ptr<Experiment> {
        gate->pass(context.progress);
        if (context.seed == 13) {
            throw InputError("", "/seed", "13 brings bad luck");
        }
        return std::make_unique<test::FakeExperiment>(context);
    };
    registry.add(std::move(kind));
    return registry;
}

} // namespace

class TestSlowOpening : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        views::Settings().clear();
        QDir(Autosave::standardFolder()).removeRecursively();
        gate_ = std::make_shared<test::Gate>();
        gate_->close();
        registry_ = std::make_unique<Registry>(registryWith(gate_));
    }
    void cleanup() {
        gate_->open();
        window_.reset();
    }

    void theWindowAnswersMeanwhile() {
        open(1);
        QTRY_VERIFY_WITH_TIMEOUT(laneSays(QStringLiteral("opening")), patience);
        QVERIFY(state().contains(QStringLiteral("busy")));
        // It still does what needs no engine.
        auto* side = window_->findChild<QAction*>(QStringLiteral("action_left_panel"));
        auto* tabs = window_->findChild<QWidget*>(QStringLiteral("left_tabs"));
        QVERIFY(tabs->isVisible());
        side->trigger();
        QVERIFY(!tabs->isVisible());
        side->trigger();
        QVERIFY(!window_->grab().isNull());
        gate_->open();
        QTRY_VERIFY_WITH_TIMEOUT(lane().texts().isEmpty(), patience);
        window_->findChild<QAction*>(QStringLiteral("action_step"))->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(window_->frame() && window_->frame()->step == 1, patience);
        QVERIFY(!state().contains(QStringLiteral("busy")));
    }

    void itCanBeGivenUp() {
        open(1);
        QTRY_VERIFY_WITH_TIMEOUT(!lane().texts().isEmpty(), patience);
        QTest::mouseClick(window_->findChild<QToolButton*>(QStringLiteral("work_cancel_0")),
                          Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(lane().texts().isEmpty(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(
            window_->findChild<QWidget*>(QStringLiteral("message_bar"))->isVisible(), patience);
        // Nothing is open, and nothing breaks when it is asked for.
        window_->findChild<QAction*>(QStringLiteral("action_step"))->trigger();
        QVERIFY(!window_->grab().isNull());
    }

    void theWindowSaysWhatCannotBeRepeated() {
        gate_->open();
        open(1);
        auto* said = window_->findChild<QLabel*>(QStringLiteral("transport_unrepeatable"));
        QVERIFY(said != nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(window_->frame() && window_->frame()->scene, patience);
        QVERIFY(!said->isVisible());
        window_.reset();
        ExperimentKind kind = registry_->kind("fake");
        kind.reproducible = false;
        Registry other = registerLabs();
        other.add(std::move(kind));
        registry_ = std::make_unique<Registry>(std::move(other));
        open(1);
        said = window_->findChild<QLabel*>(QStringLiteral("transport_unrepeatable"));
        QTRY_VERIFY_WITH_TIMEOUT(said->isVisible(), patience);
        QVERIFY(said->toolTip().contains(QStringLiteral("other machines")));
    }

    void aRefusalIsTold() {
        open(13);
        gate_->open();
        auto* text = window_->findChild<QLabel*>(QStringLiteral("message_text"));
        QTRY_VERIFY_WITH_TIMEOUT(text->text().contains(QStringLiteral("bad luck")), patience);
        QVERIFY(text->isVisible());
    }

private:
    void open(int seed) {
        WindowRequest request;
        request.threads = 1;
        Scene scene = test::fakeScene(*registry_);
        scene.seed = static_cast<std::uint64_t>(seed);
        window_ = std::make_unique<MainWindow>(*registry_, request, std::move(scene), QString());
        window_->show();
        QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
    }
    [[nodiscard]] WorkLane& lane() const {
        return *window_->findChild<WorkLane*>(QStringLiteral("work_lane"));
    }
    [[nodiscard]] bool laneSays(const QString& words) const {
        return lane().texts().join(QLatin1Char('\n')).contains(words, Qt::CaseInsensitive);
    }
    [[nodiscard]] QString state() const {
        return window_->findChild<QLabel*>(QStringLiteral("status_state"))->text();
    }

    std::shared_ptr<test::Gate> gate_;
    std::unique_ptr<Registry> registry_;
    std::unique_ptr<MainWindow> window_;
};

QTEST_MAIN(TestSlowOpening)
#include "tst_slow_opening.moc"
