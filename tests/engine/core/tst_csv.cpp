// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/csv.h"

#include <QtTest>

#include <cstdlib>
#include <limits>
#include <string>

using namespace scorescope;

class TestCsv : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rowsAndCells();
    void quotesAsRfc4180();
    void numbersReadBackAsThemselves();
    void floatsKeepTheirOwnText();
};

namespace {

template <class T> std::string textOf(T value) {
    CsvText csv;
    csv.cell(value);
    return csv.text();
}

} // namespace

void TestCsv::rowsAndCells() {
    CsvText csv;
    QVERIFY(csv.text().empty());
    csv.row("a", 1.5, 0.5F, std::string("b"));
    csv.cell("");
    csv.cell("");
    csv.endRow();
    csv.endRow();
    QCOMPARE(csv.text(), std::string("a,1.5,0.5,b\r\n,\r\n\r\n"));
}

void TestCsv::quotesAsRfc4180() {
    CsvText csv;
    csv.row("a,b", "say \"hi\"", "two\nlines", "a\rb", "plain; text ‖x‖");
    QCOMPARE(csv.text(),
             std::string("\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\"a\rb\",plain; text ‖x‖\r\n"));
}

void TestCsv::numbersReadBackAsThemselves() {
    for (const double value :
         {0.1, -2.5, 1.0 / 3.0, 1e-300, 1.7976931348623157e308, 4.9e-324, 12345678.9}) {
        QVERIFY(std::strtod(textOf(value).c_str(), nullptr) == value);
    }
    QCOMPARE(textOf(0.1), std::string("0.1"));
    QCOMPARE(textOf(1e22), std::string("1e+22"));
    QCOMPARE(textOf(std::numeric_limits<double>::quiet_NaN()), std::string("NaN"));
    QCOMPARE(textOf(-std::numeric_limits<double>::infinity()), std::string("-Inf"));
}

void TestCsv::floatsKeepTheirOwnText() {
    QCOMPARE(textOf(0.1F), std::string("0.1"));
    QCOMPARE(textOf(-2.5F), std::string("-2.5"));
    QCOMPARE(textOf(16777216.0F), std::string("16777216"));
    QCOMPARE(textOf(std::numeric_limits<float>::infinity()), std::string("Inf"));
    float value = 1.0F;
    for (int i = 0; i < 1000; ++i) {
        value *= 1.0173F;
        QVERIFY(std::strtof(textOf(value).c_str(), nullptr) == value);
    }
}

QTEST_APPLESS_MAIN(TestCsv)
#include "tst_csv.moc"
