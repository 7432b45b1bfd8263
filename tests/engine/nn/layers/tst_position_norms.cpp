// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/rng.h"
#include "engine/nn/layers/position_norms.h"
#include "tests/support/near.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <vector>

using namespace scorescope;
using namespace scorescope::nn;
using scorescope::test::near;

namespace {

/// What a layer sees at T positions and the gradients there, and ‖Bᵀ A‖² of these very numbers by
/// plain sums in long double.
struct Positions {
    std::size_t count;
    std::size_t d;
    std::size_t p;
    std::vector<float> a;
    std::vector<float> b;

    MatrixView left() const { return MatrixView::of(a.data(), count, d); }
    MatrixView right() const { return MatrixView::of(b.data(), count, p); }
    double square() const {
        long double all = 0.0L;
        for (std::size_t k = 0; k < p; ++k) {
            for (std::size_t i = 0; i < d; ++i) {
                long double sum = 0.0L;
                for (std::size_t t = 0; t < count; ++t) {
                    sum += static_cast<long double>(b[t * p + k]) *
                           static_cast<long double>(a[t * d + i]);
                }
                all += sum * sum;
            }
        }
        return static_cast<double>(all);
    }
};

Positions usual(std::size_t count, std::size_t d, std::size_t p) {
    Positions made{count, d, p, std::vector<float>(count * d), std::vector<float>(count * p)};
    RandomStream random(5, Purpose::test, static_cast<std::uint32_t>(count), d * 1000 + p);
    for (float& x : made.a) {
        x = static_cast<float>(random.normal());
    }
    for (float& x : made.b) {
        x = static_cast<float>(random.normal());
    }
    return made;
}

/// Activations of 1 ± `spread`, and gradients that cancel over positions.
Positions cancelling(std::size_t count, std::size_t d, std::size_t p, double spread) {
    Positions made = usual(count, d, p);
    for (float& x : made.a) {
        x = static_cast<float>(1.0 + spread * static_cast<double>(x));
    }
    for (std::size_t k = 0; k < p; ++k) {
        double mean = 0.0;
        for (std::size_t t = 0; t < count; ++t) {
            mean += static_cast<double>(made.b[t * p + k]) / static_cast<double>(count);
        }
        for (std::size_t t = 0; t < count; ++t) {
            made.b[t * p + k] = static_cast<float>(static_cast<double>(made.b[t * p + k]) - mean);
        }
    }
    return made;
}

constexpr double ofSquares = 2e-5; ///< 1e-5 of the norm

} // namespace

class TestPositionNorms : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bothFormsAgree_data();
    void bothFormsAgree();
    void choosesTheCheaperForm();
    void cancellingTermsAreSummedAgain_data();
    void cancellingTermsAreSummedAgain();
    void everyPositionMayBeZero();
    void whatIsNotANumberStaysSo();
};

void TestPositionNorms::bothFormsAgree_data() {
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("d");
    QTest::addColumn<int>("p");
    QTest::newRow("one position") << 1 << 30 << 7;
    QTest::newRow("one output") << 50 << 9 << 1;
    QTest::newRow("one input") << 50 << 1 << 3;
    QTest::newRow("wide") << 16 << 300 << 64;
    QTest::newRow("long") << 200 << 25 << 12;
}

void TestPositionNorms::bothFormsAgree() {
    QFETCH(int, count);
    QFETCH(int, d);
    QFETCH(int, p);
    const Positions at = usual(static_cast<std::size_t>(count), static_cast<std::size_t>(d),
                               static_cast<std::size_t>(p));
    const double expected = at.square();
    NormScratch scratch;
    std::size_t again = 0;
    std::string why;
    for (const NormForm form : {NormForm::automatic, NormForm::direct, NormForm::ghost}) {
        QVERIFY2(near(gradientSquare(form, at.left(), at.right(), scratch, again), expected,
                      ofSquares, 0.0, &why),
                 why.c_str());
    }
    QVERIFY2(near(squareInDouble(at.left(), at.right()), expected, 1e-12, 0.0, &why), why.c_str());
    QCOMPARE(again, std::size_t(0));
    QVERIFY(ghostSquare(at.left(), at.right(), scratch).magnitudes >= expected * 0.999);
}

void TestPositionNorms::choosesTheCheaperForm() {
    QVERIFY(takesGhost(NormForm::automatic, 4, 8, 4));
    QVERIFY(!takesGhost(NormForm::automatic, 4, 31, 1));
    QVERIFY(!takesGhost(NormForm::direct, 1, 100, 100));
    QVERIFY(takesGhost(NormForm::ghost, 100, 1, 1));
}

void TestPositionNorms::cancellingTermsAreSummedAgain_data() {
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("d");
    QTest::addColumn<int>("p");
    QTest::addColumn<double>("spread");
    QTest::addColumn<bool>("trap");
    QTest::addColumn<bool>("directToo");
    QTest::newRow("T=784") << 784 << 25 << 32 << 0.02 << true << false;
    QTest::newRow("T=196") << 196 << 800 << 64 << 0.02 << false << false;
    QTest::newRow("T=196, nearly constant") << 196 << 100 << 16 << 1e-4 << true << true;
    QTest::newRow("T=16, nearly constant") << 16 << 200 << 32 << 1e-5 << true << true;
}

void TestPositionNorms::cancellingTermsAreSummedAgain() {
    QFETCH(int, count);
    QFETCH(int, d);
    QFETCH(int, p);
    QFETCH(double, spread);
    QFETCH(bool, trap);
    QFETCH(bool, directToo);
    const Positions at = cancelling(static_cast<std::size_t>(count), static_cast<std::size_t>(d),
                                    static_cast<std::size_t>(p), spread);
    const double expected = at.square();
    NormScratch scratch;
    const GhostSquare plain = ghostSquare(at.left(), at.right(), scratch);
    QVERIFY(expected < 1e-3 * plain.magnitudes);
    // What the ghost form alone would say is wrong by more than is promised.
    QVERIFY(!trap || std::abs(plain.square / expected - 1.0) > ofSquares);
    std::size_t again = 0;
    std::string why;
    QVERIFY2(near(gradientSquare(NormForm::ghost, at.left(), at.right(), scratch, again), expected,
                  ofSquares, 0.0, &why),
             why.c_str());
    QCOMPARE(again, std::size_t(1));
    QVERIFY2(near(gradientSquare(NormForm::direct, at.left(), at.right(), scratch, again), expected,
                  ofSquares, 0.0, &why),
             why.c_str());
    QCOMPARE(again, std::size_t(directToo ? 2 : 1));
}

void TestPositionNorms::everyPositionMayBeZero() {
    Positions at = usual(20, 6, 5);
    std::fill(at.b.begin(), at.b.end(), 0.0F);
    NormScratch scratch;
    std::size_t again = 0;
    for (const NormForm form : {NormForm::direct, NormForm::ghost}) {
        const double square = gradientSquare(form, at.left(), at.right(), scratch, again);
        QVERIFY(std::fpclassify(square) == FP_ZERO);
    }
    QCOMPARE(again, std::size_t(0));
}

void TestPositionNorms::whatIsNotANumberStaysSo() {
    Positions at = usual(20, 6, 5);
    at.b[7] = std::numeric_limits<float>::quiet_NaN();
    NormScratch scratch;
    std::size_t again = 0;
    QVERIFY(std::isnan(gradientSquare(NormForm::ghost, at.left(), at.right(), scratch, again)));
    QVERIFY(std::isnan(gradientSquare(NormForm::direct, at.left(), at.right(), scratch, again)));
}

QTEST_APPLESS_MAIN(TestPositionNorms)
#include "tst_position_norms.moc"
