// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/drawn_range.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace scorescope;
using namespace scorescope::views;

class TestDrawnRange : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fieldsAreShownWholeUnlessTheySaySo() {
        const auto whole = fieldOf({1.0F, 500.0F}, 0.0);
        QVERIFY(!drawnRange(std::get<ScalarField>(whole->data)));
        QVERIFY(asDrawn(whole) == whole);
        QVERIFY(!drawnRange(std::get<ScalarField>(fieldOf({NAN, NAN}, 60.0)->data)));
    }
    void whatLiesHigherIsDrawnAtTheEnd() {
        const auto field =
            fieldOf({-3.0F, NAN, 10.0F, 500.0F, std::numeric_limits<float>::infinity()}, 60.0);
        const auto range = drawnRange(std::get<ScalarField>(field->data));
        QVERIFY(range && range->low == -3.0 && range->high == 57.0);
        const auto drawn = std::get<ScalarField>(asDrawn(field)->data).values;
        QCOMPARE(drawn[0], -3.0F);
        QVERIFY(std::isnan(drawn[1]));
        QCOMPARE(drawn[2], 10.0F);
        QCOMPARE(drawn[3], 57.0F);
        QCOMPARE(drawn[4], 57.0F);
        QCOMPARE(std::get<ScalarField>(field->data).values[3], 500.0F); // the data stay
    }
    void aLowFieldHasItsOwnRange() {
        const auto range = drawnRange(std::get<ScalarField>(fieldOf({2.0F, 5.0F}, 60.0)->data));
        QVERIFY(range && range->low == 2.0 && range->high == 5.0);
    }

private:
    static std::shared_ptr<const Artifact> fieldOf(std::vector<float> values, double span) {
        ScalarField field;
        field.values = std::move(values);
        field.drawnSpan = span;
        Artifact artifact;
        artifact.data = std::move(field);
        return std::make_shared<const Artifact>(std::move(artifact));
    }
};

QTEST_APPLESS_MAIN(TestDrawnRange)
#include "tst_drawn_range.moc"
