// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Films of runs, and the dialog that asks for them: real events, signals, no sleeps.
#include "app/cli/builtin_scenes.h"
#include "app/figures/animation.h"
#include "app/window/animation_dialog.h"
#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/labs.h"
#include "views/figure/animation_writer.h"
#include "views/figure/export.h"
#include "views/settings.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QProgressBar>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

#include <cmath>
#include <memory>

using namespace scorescope;
using namespace scorescope::app;

namespace {

constexpr int patience = 60'000; // ms; a busy machine is slow, not wrong

Scene smallScene(const Registry& registry, std::uint64_t steps) {
    for (const BuiltinScene& scene : builtinScenes()) {
        if (scene.id == "fig_3_5") {
            auto json = nlohmann::ordered_json::parse(scene.json);
            json["parameters"] = {{"hidden_units", 20}, {"points", 200}, {"resolution", 8}};
            json["steps"] = steps;
            json["expect"] = nlohmann::ordered_json::array();
            return parseScene(json.dump(), "small", registry);
        }
    }
    throw std::logic_error("the scene fig_3_5 is missing");
}

FramePtr frameOf(const Experiment& experiment) {
    auto frame = std::make_shared<Frame>();
    frame->step = experiment.stepsDone();
    frame->head = frame->step;
    const Interest everything;
    FrameBuilder builder(*frame, everything);
    experiment.publish(builder);
    return frame;
}

/// What a session would have stored: a moment at each of the steps.
std::vector<FramePtr> momentsOf(const Registry& registry, const Scene& scene,
                                const std::vector<std::uint64_t>& steps) {
    const auto experiment = createExperiment(registry, scene, Device(), 1);
    std::vector<FramePtr> moments;
    for (const std::uint64_t step : steps) {
        while (experiment->stepsDone() < step) {
            experiment->step();
        }
        moments.push_back(frameOf(*experiment));
    }
    return moments;
}

AnimationRequest request(const QString& path) {
    AnimationRequest wanted;
    wanted.path = path.toStdString();
    wanted.width = 320;
    wanted.height = 240;
    wanted.framesPerSecond = 5;
    wanted.seconds = 1.0;
    wanted.views = {"field", "loss"};
    return wanted;
}

} // namespace

class TestAnimation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        QVERIFY(folder_.isValid());
        QCoreApplication::setOrganizationName("ScorescopeTest");
        QCoreApplication::setApplicationName("tst_animation");
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder_.path());
        views::Settings().clear();
    }

    void schedulesShowBothEnds() {
        using Steps = std::vector<std::uint64_t>;
        QCOMPARE(animationSteps(0, 10, 6, "even"), (Steps{0, 2, 4, 6, 8, 10}));
        QCOMPARE(animationSteps(100, 110, 3, "even"), (Steps{100, 105, 110}));
        // log(1 + step): 1, 10, 100, 1000 less one.
        QCOMPARE(animationSteps(0, 999, 4, "log"), (Steps{0, 9, 99, 999}));
        QCOMPARE(animationSteps(0, 2, 5, "even"), (Steps{0, 1, 1, 2, 2})); // repeats, in order
        QCOMPARE(animationSteps(7, 7, 3, "log"), (Steps{7, 7, 7}));
        QCOMPARE(animationSteps(0, 50, 1, "even"), (Steps{50}));
        QVERIFY(animationSteps(0, 50, 0, "even").empty());
        AnimationRequest wanted;
        wanted.seconds = 2.5;
        wanted.framesPerSecond = 24;
        QCOMPARE(animationFrames(wanted), std::size_t{60});
        wanted.seconds = 0.1;
        wanted.framesPerSecond = 1;
        QCOMPARE(animationFrames(wanted), std::size_t{1});
    }

    /// Each picture is the one that the run itself gives at its step, pixel for pixel.
    void filmsTheExactRun() {
        const QTemporaryDir folder;
        const Scene scene = smallScene(registry_, 12);
        AnimationRequest wanted = request(folder.filePath("run.png"));
        wanted.steadyAxes = false;
        std::vector<std::uint64_t> seen;
        const AnimationOutcome outcome = renderAnimation(registry_, scene, Device(), 1, wanted,
                                                         [&](const AnimationProgress& now) {
                                                             seen.push_back(now.step);
                                                             return true;
                                                         });
        QVERIFY(!outcome.cancelled);
        QCOMPARE(outcome.frames, std::size_t{5});
        QVERIFY(std::is_sorted(seen.begin(), seen.end()));
        const auto moments = momentsOf(registry_, scene, {0, 3, 6, 9, 12});
        for (std::size_t i = 0; i < moments.size(); ++i) {
            Frame frame = *moments[i];
            frame.totalSteps = scene.steps;
            const QImage shown(folder.filePath(QStringLiteral("run/run_000%1.png").arg(i + 1)));
            QCOMPARE(shown.size(), QSize(320, 240));
            QCOMPARE(shown, animationPicture(scene, frame, wanted).convertToFormat(shown.format()));
        }
    }

    void filmsStoredMoments() {
        const QTemporaryDir folder;
        const Scene scene = smallScene(registry_, 12);
        auto moments = momentsOf(registry_, scene, {0, 1, 10, 12});
        // One that was stored while nobody looked at the field.
        auto blind = std::make_shared<Frame>(*moments[1]);
        blind->artifacts.erase("field");
        moments[1] = blind;
        AnimationRequest wanted = request(folder.filePath("moments.png"));
        wanted.steadyAxes = false;
        const AnimationOutcome outcome = renderMoments(scene, moments, wanted, {});
        QCOMPARE(outcome.frames, std::size_t{5});
        QVERIFY2(outcome.note.rfind("1 of 4", 0) == 0, outcome.note.c_str());
        // Steps 0, 3, 6, 9, 12 show the nearest of 0, 10, 12.
        const std::array<std::size_t, 5> nearest{0, 0, 2, 2, 3};
        for (std::size_t i = 0; i < nearest.size(); ++i) {
            Frame frame = *moments[nearest[i]];
            frame.totalSteps = scene.steps;
            const QImage shown(
                folder.filePath(QStringLiteral("moments/moments_000%1.png").arg(i + 1)));
            QCOMPARE(shown, animationPicture(scene, frame, wanted).convertToFormat(shown.format()));
        }
        QVERIFY_THROWS_EXCEPTION(
            InputError, static_cast<void>(renderMoments(scene, {blind}, request("a.gif"), {})));
        QVERIFY_THROWS_EXCEPTION(InputError,
                                 static_cast<void>(renderMoments(scene, {}, request("a.gif"), {})));
    }

    /// With steady axes the frame around the curves is the same in every picture.
    void axesKeepStill() {
        const QTemporaryDir folder;
        const Scene scene = smallScene(registry_, 40);
        AnimationRequest wanted = request(folder.filePath("still.png"));
        wanted.views = {"loss"};
        wanted.caption = false;
        static_cast<void>(renderAnimation(registry_, scene, Device(), 1, wanted, {}));
        // Where the values of the axes stand: left of and below the curves.
        const auto margins = [&](const char* name, int i) {
            const QImage picture(
                folder.filePath(QStringLiteral("%1/%1_000%2.png").arg(QLatin1String(name)).arg(i)));
            return std::pair(picture.copy(0, 0, 36, 240), picture.copy(0, 208, 320, 32));
        };
        for (int i = 1; i <= 4; ++i) {
            QVERIFY(margins("still", i) == margins("still", 5));
        }
        wanted.path = folder.filePath("loose.png").toStdString();
        wanted.steadyAxes = false;
        static_cast<void>(renderAnimation(registry_, scene, Device(), 1, wanted, {}));
        QVERIFY(margins("loose", 2) != margins("loose", 5));
    }

    void isCancelledAtOnce_data() {
        QTest::addColumn<QString>("ending");
        QTest::addColumn<int>("after"); // calls of the watch
        for (const char* ending : {"mp4", "gif", "png"}) {
            for (const int after : {1, 20, 30}) { // while learning, drawing
                const QString name = QString::fromLatin1(ending);
                QTest::newRow(qPrintable(QStringLiteral("%1, %2").arg(name).arg(after)))
                    << name << after;
            }
        }
    }
    void isCancelledAtOnce() {
        QFETCH(QString, ending);
        QFETCH(int, after);
        const QTemporaryDir folder;
        int asked = 0;
        const AnimationOutcome outcome =
            renderAnimation(registry_, smallScene(registry_, 15), Device(), 1,
                            request(folder.filePath(QStringLiteral("film.") + ending)),
                            [&](const AnimationProgress&) { return ++asked < after; });
        QVERIFY(outcome.cancelled);
        QCOMPARE(asked, after); // not asked again
        QVERIFY(
            QDir(folder.path()).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
    }

    void theDialogWritesAFilm_data() {
        QTest::addColumn<QString>("ending");
        QTest::addColumn<QString>("source");
        QTest::newRow("scene as mp4") << "mp4"
                                      << "scene";
        QTest::newRow("run as gif") << "gif"
                                    << "run";
    }
    void theDialogWritesAFilm() {
        QFETCH(QString, ending);
        QFETCH(QString, source);
        const auto dialog = makeDialog(10);
        auto* from = part<QComboBox>(*dialog, "film_source");
        QSignalSpy wanted(dialog.get(), &AnimationDialog::momentsWanted);
        from->setCurrentIndex(from->findData(source));
        QCOMPARE(wanted.count(), source == QLatin1String("run") ? 1 : 0);
        dialog->setMoments(std::make_shared<const std::vector<FramePtr>>(
            momentsOf(registry_, smallScene(registry_, 10), {0, 5, 10})));
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("film.") + ending);
        typePath(*dialog, path);
        QCOMPARE(part<QComboBox>(*dialog, "film_format")->currentData().toString(), ending);
        QSignalSpy written(dialog.get(), &AnimationDialog::written);
        QTest::mouseClick(part<QAbstractButton>(*dialog, "film_start"), Qt::LeftButton);
        QVERIFY(dialog->isRunning());
        QVERIFY(part<QProgressBar>(*dialog, "film_progress")->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, patience);
        QCOMPARE(written[0][0].toString(), path);
        QVERIFY(!dialog->isVisible());
        const Scene again = parseScene(views::sceneFromAnimation(path), "film", registry_);
        QCOMPARE(again.parameters.integer("hidden_units"), std::int64_t{20});
    }

    void theDialogCancels() {
        const auto dialog = makeDialog(10);
        const QTemporaryDir folder;
        typePath(*dialog, folder.filePath("film.mp4"));
        part<QSpinBox>(*dialog, "film_steps")->setValue(1'000'000);
        part<QDoubleSpinBox>(*dialog, "film_seconds")->setValue(3600.0);
        auto* cancel = part<QAbstractButton>(*dialog, "film_cancel");
        QSignalSpy cancelled(dialog.get(), &AnimationDialog::cancelled);
        QTest::mouseClick(part<QAbstractButton>(*dialog, "film_start"), Qt::LeftButton);
        auto* note = part<QLabel>(*dialog, "film_note");
        QTRY_VERIFY_WITH_TIMEOUT(note->text().contains(QStringLiteral(" left")), patience);
        QTest::keyClick(dialog.get(), Qt::Key_Escape);
        QVERIFY(dialog->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(cancelled.count(), 1, patience);
        QVERIFY(!dialog->isRunning());
        QVERIFY(
            QDir(folder.path()).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
        QTest::mouseClick(cancel, Qt::LeftButton); // it closes now
        QVERIFY(!dialog->isVisible());
    }

    void closingTheDialogEndsItsFilm() {
        const QTemporaryDir folder;
        {
            const auto dialog = makeDialog(10);
            typePath(*dialog, folder.filePath("film.gif"));
            part<QSpinBox>(*dialog, "film_steps")->setValue(1'000'000);
            QTest::mouseClick(part<QAbstractButton>(*dialog, "film_start"), Qt::LeftButton);
            QVERIFY(dialog->isRunning());
        }
        QVERIFY(
            QDir(folder.path()).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
    }

    void anErrorKeepsEverything() {
        const auto dialog = makeDialog(10);
        part<QSpinBox>(*dialog, "film_width")->setValue(322);
        typePath(*dialog, folder_.filePath("no/such/folder/a.mp4"));
        QSignalSpy failed(dialog.get(), &AnimationDialog::failed);
        QTest::mouseClick(part<QAbstractButton>(*dialog, "film_start"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, patience);
        QVERIFY(dialog->isVisible());
        QVERIFY(part<QLabel>(*dialog, "film_error")->text().contains("No such file"));
        QCOMPARE(dialog->request().width, 322);
        // Odd sizes are told before any work.
        part<QSpinBox>(*dialog, "film_width")->setValue(323);
        QTest::mouseClick(part<QAbstractButton>(*dialog, "film_start"), Qt::LeftButton);
        QVERIFY(!dialog->isRunning());
        QVERIFY(part<QLabel>(*dialog, "film_error")->text().contains("even numbers"));
    }

    void asksBeforeReplacing() {
        const QTemporaryDir folder;
        const QString path = folder.filePath("film.gif");
        QFile old(path);
        QVERIFY(old.open(QIODevice::WriteOnly) && old.write("old") == 3);
        old.close();
        const auto dialog = makeDialog(4);
        typePath(*dialog, path);
        auto* start = part<QAbstractButton>(*dialog, "film_start");
        QTest::mouseClick(start, Qt::LeftButton);
        QVERIFY(!dialog->isRunning());
        QCOMPARE(start->text(), QStringLiteral("Replace"));
        QSignalSpy written(dialog.get(), &AnimationDialog::written);
        QTest::mouseClick(start, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, patience);
        QVERIFY(old.size() > 100);
    }

    void remembersLastSettings() {
        {
            const auto dialog = makeDialog(10);
            auto* size = part<QComboBox>(*dialog, "film_size");
            size->setFocus();
            size->setCurrentIndex(0);
            QTest::keyClick(size, Qt::Key_Down);
            QCOMPARE(dialog->request().width, 1920);
            QCOMPARE(dialog->request().height, 1080);
            part<QSpinBox>(*dialog, "film_fps")->setValue(24);
            part<QCheckBox>(*dialog, "film_caption")->setChecked(false);
            auto* theme = part<QComboBox>(*dialog, "film_theme");
            theme->setCurrentIndex(theme->findData("dark"));
            QTest::keyClick(dialog.get(), Qt::Key_Escape);
        }
        const auto again = makeDialog(10);
        QCOMPARE(again->request().width, 1920);
        QCOMPARE(again->request().framesPerSecond, 24);
        QVERIFY(!again->request().caption);
        QCOMPARE(again->request().theme, std::string("dark"));
        part<QSpinBox>(*again, "film_width")->setValue(1000);
        QVERIFY(!part<QComboBox>(*again, "film_size")->currentData().toSize().isValid()); // custom
    }

    void everyControlHasAName() {
        const auto dialog = makeDialog(10);
        for (const QWidget* widget : dialog->findChildren<QWidget*>()) {
            if (widget->focusPolicy() != Qt::NoFocus &&
                widget->objectName().startsWith(QLatin1String("film_"))) {
                const auto* button = qobject_cast<const QAbstractButton*>(widget);
                QVERIFY2(!widget->accessibleName().isEmpty() ||
                             (button != nullptr && !button->text().isEmpty()),
                         qPrintable(widget->objectName()));
            }
        }
    }

private:
    /// Small and quick, as init() has cleared the settings.
    std::unique_ptr<AnimationDialog> makeDialog(std::uint64_t steps) {
        AnimationDialog::Source source;
        source.scene = smallScene(registry_, steps);
        source.frame = momentsOf(registry_, source.scene, {2}).front();
        source.name = QStringLiteral("small");
        const bool fresh = !views::Settings().contains("animation/width");
        auto dialog = std::make_unique<AnimationDialog>(registry_, std::move(source),
                                                        views::darkTheme(), nullptr);
        if (fresh) {
            part<QSpinBox>(*dialog, "film_width")->setValue(320);
            part<QSpinBox>(*dialog, "film_height")->setValue(240);
            part<QSpinBox>(*dialog, "film_fps")->setValue(5);
            part<QDoubleSpinBox>(*dialog, "film_seconds")->setValue(1.0);
        }
        dialog->show();
        return dialog;
    }
    template <class Widget> static Widget* part(AnimationDialog& dialog, const char* name) {
        auto* widget = dialog.findChild<Widget*>(QLatin1String(name));
        if (widget == nullptr) {
            qFatal("there is no control named %s", name);
        }
        return widget;
    }
    static void typePath(AnimationDialog& dialog, const QString& path) {
        auto* field = part<QLineEdit>(dialog, "film_path");
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, path);
    }

    QTemporaryDir folder_;
    const Registry registry_ = registerLabs();
};

QTEST_MAIN(TestAnimation)
#include "tst_animation.moc"
