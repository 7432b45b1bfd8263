// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/action.h"
#include "engine/core/error.h"

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

private:
    const std::vector<ActionSpec> table_ = {
        {"start_chain", "Start a chain", "", ActionSpec::Takes::points},
        {"clear", "Clear", "", ActionSpec::Takes::nothing},
    };
};

QTEST_GUILESS_MAIN(ActionTest)
#include "tst_action.moc"
