// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/action.h"
#include "engine/core/error.h"
#include "engine/core/scene_actions.h"

#include <QtTest>

#include <cmath>

using namespace scorescope;

class ActionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusesWhatIsNotDeclared_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QVector<double>>("numbers");
        QTest::addColumn<QString>("message");
        QTest::newRow("unknown") << "start_chian" << QVector<double>{0.0, 1.0}
                                 << "did you mean 'start_chain'";
        QTest::newRow("numbers where none are taken")
            << "clear" << QVector<double>{1.0} << "takes no numbers";
        QTest::newRow("none where points are")
            << "start_chain" << QVector<double>{} << "at least one point";
        QTest::newRow("half a point")
            << "start_chain" << QVector<double>{0.0, 1.0, 2.0} << "points of 2 coordinates";
        QTest::newRow("not finite")
            << "start_chain" << QVector<double>{0.0, NAN} << "finite numbers";
    }
    void refusesWhatIsNotDeclared() {
        QFETCH(QString, name);
        QFETCH(QVector<double>, numbers);
        QFETCH(QString, message);
        try {
            checkAction(table_, {name.toStdString(), {numbers.begin(), numbers.end()}}, 2);
            QFAIL("no error");
        } catch (const InputError& error) {
            QVERIFY2(QString::fromUtf8(error.what()).contains(message), error.what());
        }
    }

    void takesWhatIs() {
        checkAction(table_, {"clear", {}}, 2);
        checkAction(table_, {"start_chain", {0.0, 1.0, 2.0, 3.0}}, 2);
        checkAction(table_, {"start_chain", {0.0, 1.0, 2.0}}); // dimensions are not known here
    }

    void aScenesPointsOfAnotherSpaceAreLeftOut() {
        Scene scene;
        scene.actions = {{0, {"start_chain", {0.1, 0.2}}}, {3, {"clear", {}}}};
        ExperimentKind kind;
        kind.actions = table_;
        const SceneActions plane = actionsOn(scene, kind, 2);
        QCOMPARE(plane.actions.size(), std::size_t{2});
        QVERIFY(plane.leftOut.empty());
        const SceneActions space = actionsOn(scene, kind, 5);
        QCOMPARE(space.actions.size(), std::size_t{1});
        QCOMPARE(space.actions[0].action.name, std::string("clear"));
        QCOMPARE(space.leftOut.size(), std::size_t{1});
        QVERIFY2(space.leftOut[0].find("step 0: the action 'start_chain' takes points of 5") !=
                     std::string::npos,
                 space.leftOut[0].c_str());
        QCOMPARE(actionsOn(scene, kind, 0).actions.size(), std::size_t{2}); // not known
    }

    void isReadAsItIsTyped() {
        TimedAction timed = parseTimedAction("start_chain 0.1 -2e-1  3 @200");
        QCOMPARE(timed.action.name, std::string("start_chain"));
        QCOMPARE(timed.action.numbers, (std::vector<double>{0.1, -0.2, 3.0}));
        QCOMPARE(timed.step, std::uint64_t{200});
        timed = parseTimedAction("clear");
        QCOMPARE(timed.step, std::uint64_t{0});
        QVERIFY(timed.action.numbers.empty());
    }
    void isRefusedWhenMistyped_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("message");
        QTest::newRow("empty") << "  "
                               << "names no action";
        QTest::newRow("comma") << "start_chain 0.1,0.2"
                               << "has '0.1,0.2' where a number";
        QTest::newRow("not finite") << "start_chain nan 0"
                                    << "has 'nan' where a number";
        QTest::newRow("no step") << "clear @"
                                 << "has no step after the @";
        QTest::newRow("negative") << "clear @-1"
                                  << "has no step after the @";
        QTest::newRow("after the step") << "start_chain 1 @2 3"
                                        << "goes on after its step";
    }
    void isRefusedWhenMistyped() {
        QFETCH(QString, text);
        QFETCH(QString, message);
        try {
            static_cast<void>(parseTimedAction(text.toStdString()));
            QFAIL("no error");
        } catch (const InputError& error) {
            QVERIFY2(QString::fromUtf8(error.what()).contains(message), error.what());
        }
    }

private:
    const std::vector<ActionSpec> table_ = {
        {"start_chain", "Start a chain", "", ActionSpec::Takes::points},
        {"clear", "Clear", "", ActionSpec::Takes::nothing},
    };
};

QTEST_GUILESS_MAIN(ActionTest)
#include "tst_action.moc"
