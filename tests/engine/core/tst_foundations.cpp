// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/device.h"
#include "engine/core/finite.h"
#include "engine/core/instruction_set.h"
#include "engine/core/kept.h"
#include "engine/core/text.h"

#include <QtTest>

#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;

class TestFoundations : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keptIsMadeOncePerKey();
    void keptSurvivesAFailure();
    void keptComparesEveryPart();
    void finiteMeansNeitherNanNorInfinite();
    void instructionSetsHaveOneDecision();
    void textOfNumbersAndAxes();
};

void TestFoundations::keptIsMadeOncePerKey() {
    Kept<std::string, int, std::string> kept;
    int made = 0;
    const auto make = [&] { return "value " + std::to_string(++made); };
    QVERIFY(kept.find({0, ""}) == nullptr); // a key's initial value is no hit
    QCOMPARE(kept.get({0, ""}, make), std::string("value 1"));
    QCOMPARE(kept.get({0, ""}, make), std::string("value 1"));
    QCOMPARE(kept.get({1, ""}, make), std::string("value 2"));
    QVERIFY(kept.find({0, ""}) == nullptr);
    QVERIFY(kept.find({1, ""}) != nullptr);
    QCOMPARE(kept.get({0, ""}, make), std::string("value 3")); // one value, not a history
    kept.clear();
    QVERIFY(kept.find({0, ""}) == nullptr);
    QCOMPARE(kept.get({0, ""}, make), std::string("value 4"));
}

void TestFoundations::keptSurvivesAFailure() {
    Kept<int, int> kept;
    QCOMPARE(kept.get({1}, [] { return 10; }), 10);
    QVERIFY_EXCEPTION_THROWN(kept.get({2}, []() -> int { throw std::runtime_error("no"); }),
                             std::runtime_error);
    QVERIFY(kept.find({1}) != nullptr);
    QCOMPARE(*kept.find({1}), 10);
    QVERIFY(kept.find({2}) == nullptr);
}

/// What packed integers got wrong: one part that overflows into another.
void TestFoundations::keptComparesEveryPart() {
    Kept<int, std::uint64_t, std::uint64_t> kept;
    QCOMPARE(kept.get({1, 0}, [] { return 1; }), 1);
    QCOMPARE(kept.get({0, 65536}, [] { return 2; }), 2);
    QCOMPARE(kept.get({0, 4096}, [] { return 3; }), 3);
}

void TestFoundations::finiteMeansNeitherNanNorInfinite() {
    const double big = std::numeric_limits<double>::max();
    QVERIFY(allFinite(std::vector<double>{}));
    QVERIFY(allFinite(std::vector<double>{big, big, -big, 0.0})); // their sum is infinite
    QVERIFY(!allFinite(std::vector<double>{0.0, std::numeric_limits<double>::quiet_NaN()}));
    QVERIFY(!allFinite(std::vector<double>{-std::numeric_limits<double>::infinity(), 0.0}));
    const float values[] = {1.0f, std::numeric_limits<float>::infinity()};
    QVERIFY(allFinite(values, 1));
    QVERIFY(!allFinite(values, 2));
}

void TestFoundations::instructionSetsHaveOneDecision() {
    const InstructionSet best = resolveInstructionSet();
    QVERIFY(best != InstructionSet::automatic);
    QVERIFY(isSupported(best));
    QCOMPARE(describeMachine().instructionSet, instructionSetName(best));
    QVERIFY(isSupported(InstructionSet::baseline));
    QVERIFY(!isSupported(InstructionSet::avx512) || isSupported(InstructionSet::avx2));
    for (const InstructionSet set :
         {InstructionSet::baseline, InstructionSet::avx2, InstructionSet::avx512}) {
        if (isSupported(set)) {
            QVERIFY(resolveInstructionSet(set) == set);
            QVERIFY(static_cast<int>(best) >= static_cast<int>(set));
        } else {
            QVERIFY_EXCEPTION_THROWN(static_cast<void>(resolveInstructionSet(set)),
                                     std::invalid_argument);
        }
    }
}

void TestFoundations::textOfNumbersAndAxes() {
    QCOMPARE(number("%.3g", 0.12345), std::string("0.123"));
    QCOMPARE(axisName(0), std::string("x₀"));
    QCOMPARE(axisName(10), std::string("x₁₀"));
    QCOMPARE(asciiName("x₁₀"), std::string("x10"));
    QCOMPARE(asciiName("eigenvalues of ∂r/∂x"), std::string("eigenvalues_of_dr_dx"));
    QCOMPARE(asciiName("split R̂"), std::string("split_R"));
    QCOMPARE(asciiName("± MCSE"), std::string("MCSE"));
    QCOMPARE(asciiName("σ"), std::string("sigma"));
    QCOMPARE(asciiName("‖"), std::string("column"));
    QVERIFY(toUtf32("aé😀\xff") == U"aé😀\uFFFD");
}

QTEST_APPLESS_MAIN(TestFoundations)
#include "tst_foundations.moc"
