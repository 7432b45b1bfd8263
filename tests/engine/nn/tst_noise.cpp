// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/noise/noise.h"
#include "engine/nn/products.h"
#include "tests/support/near.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

using namespace scorescope;
using namespace scorescope::nn;
using scorescope::test::near;

namespace {

NoiseKey key(const char* purpose = "noise test", std::uint64_t step = 3) {
    NoiseKey made;
    made.seed = 17;
    made.purpose = Purpose::named(purpose);
    made.step = step;
    return made;
}

std::vector<InstructionSet> sets() {
    std::vector<InstructionSet> known;
    for (const InstructionSet set :
         {InstructionSet::baseline, InstructionSet::avx2, InstructionSet::avx512}) {
        if (isSupported(set)) {
            known.push_back(set);
        }
    }
    return known;
}

double normalBelow(double x) {
    return 0.5 * std::erfc(-x / std::sqrt(2.0));
}

} // namespace

class TestNoise : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Moments and the largest distance of the distribution functions (Kolmogorov and Smirnov): at
    /// n = 200 000 the latter is above 1.95/√n once in a thousand times.
    void normalsAreNormal() {
        for (const InstructionSet set : sets()) {
            constexpr std::size_t rows = 200;
            constexpr std::size_t columns = 1000;
            std::vector<float> x(rows * columns);
            NoiseLoops(1, set).normals(key(), rows, columns, x.data());
            const auto n = static_cast<double>(x.size());
            double mean = 0.0;
            double square = 0.0;
            double fourth = 0.0;
            double neighbours = 0.0;
            for (std::size_t i = 0; i < x.size(); ++i) {
                const double value = static_cast<double>(x[i]);
                mean += value / n;
                square += value * value / n;
                fourth += value * value * value * value / n;
                neighbours += value * static_cast<double>(x[(i + 1) % x.size()]) / n;
            }
            QVERIFY(std::abs(mean) < 4.0 / std::sqrt(n));
            QVERIFY(std::abs(square - 1.0) < 4.0 * std::sqrt(2.0 / n));
            QVERIFY(std::abs(fourth - 3.0) < 4.0 * std::sqrt(96.0 / n));
            QVERIFY(std::abs(neighbours) < 4.0 / std::sqrt(n));
            std::sort(x.begin(), x.end());
            double distance = 0.0;
            for (std::size_t i = 0; i < x.size(); ++i) {
                const double below = normalBelow(static_cast<double>(x[i]));
                distance = std::max({distance, std::abs(below - static_cast<double>(i) / n),
                                     std::abs(below - static_cast<double>(i + 1) / n)});
            }
            QVERIFY2(distance < 1.95 / std::sqrt(n), qPrintable(QString::number(distance)));
        }
    }
    /// Pairs and quadruples share a block of the generator: none of their products may tell.
    void numbersOfABlockAreIndependent() {
        constexpr std::size_t columns = 64 * 2000;
        std::vector<float> x(columns);
        NoiseLoops(1).normals(key(), 1, columns, x.data());
        for (const std::size_t lag : {std::size_t{16}, std::size_t{32}, std::size_t{48}}) {
            double product = 0.0;
            double squares = 0.0;
            std::size_t count = 0;
            for (std::size_t group = 0; group < columns; group += 64) {
                for (std::size_t i = 0; i < 16; ++i) {
                    const double a = static_cast<double>(x[group + i]);
                    const double b = static_cast<double>(x[group + lag + i]);
                    product += a * b;
                    squares += (a * a - 1.0) * (b * b - 1.0);
                    ++count;
                }
            }
            const double n = static_cast<double>(count);
            QVERIFY(std::abs(product / n) < 4.0 / std::sqrt(n));
            QVERIFY(std::abs(squares / n) < 4.0 * 2.0 / std::sqrt(n));
        }
    }
    void instructionSetsAgree() {
        constexpr std::size_t columns = 777;
        std::vector<float> a(columns);
        for (std::size_t i = 0; i < columns; ++i) {
            a[i] = 0.01F * static_cast<float>(i) - 4.0F;
        }
        std::vector<float> wantedT(columns);
        std::vector<float> wantedH(columns);
        std::vector<float> wantedX(columns);
        for (const InstructionSet set : sets()) {
            const NoiseLoops loops(1, set);
            std::vector<float> t(columns);
            std::vector<float> h(columns);
            std::vector<float> x(columns, 0.5F);
            loops.noisyTanh(key("in"), 0.7F, key("out"), 1.3F, 1, columns, a.data(), t.data(),
                            h.data());
            loops.saltAndPepper(key(), 0.4F, 1, columns, x.data(), x.data());
            if (set == InstructionSet::baseline) {
                wantedT = t;
                wantedH = h;
                wantedX = x;
            }
            for (std::size_t i = 0; i < columns; ++i) {
                QVERIFY(near(t[i], wantedT[i], 1e-5, 1e-5));
                QVERIFY(near(h[i], wantedH[i], 1e-5, 1e-5));
                QCOMPARE(x[i], wantedX[i]);
            }
        }
    }
    void tanhAndNoiseAreWhatTheySay() {
        constexpr std::size_t columns = 500;
        std::vector<float> a(columns);
        for (std::size_t i = 0; i < columns; ++i) {
            a[i] = 0.05F * static_cast<float>(i) - 12.5F;
        }
        std::vector<float> inner(columns);
        std::vector<float> outer(columns);
        std::vector<float> t(columns);
        std::vector<float> h(columns);
        const NoiseLoops loops(1);
        loops.normals(key("in"), 1, columns, inner.data());
        loops.normals(key("out"), 1, columns, outer.data());
        loops.noisyTanh(key("in"), 2.0F, key("out"), 0.5F, 1, columns, a.data(), t.data(),
                        h.data());
        for (std::size_t i = 0; i < columns; ++i) {
            QVERIFY(near(t[i], std::tanh(a[i] + 2.0F * inner[i]), 0.0, 1e-6));
            QVERIFY(near(h[i], t[i] + 0.5F * outer[i], 0.0, 1e-6));
        }
        loops.noisyTanh(key("in"), 0.0F, key("out"), 0.0F, 1, columns, a.data(), nullptr, a.data());
        for (std::size_t i = 0; i < columns; ++i) { // in place, and without noise
            QVERIFY(near(a[i], std::tanh(0.05F * static_cast<float>(i) - 12.5F), 0.0, 1e-6));
        }
    }
    void rowsDoNotDependOnEachOther() {
        constexpr std::size_t columns = 100;
        std::vector<float> all(8 * columns);
        std::vector<float> threads(8 * columns);
        std::vector<float> last(columns);
        NoiseLoops(1).normals(key(), 8, columns, all.data());
        NoiseLoops(3).normals(key(), 8, columns, threads.data());
        QVERIFY(all == threads);
        NoiseKey seventh = key();
        seventh.firstRow = 7;
        NoiseLoops(1).normals(seventh, 1, columns, last.data());
        QVERIFY(std::equal(last.begin(), last.end(), all.end() - columns));
        NoiseLoops(1).normals(key("noise test", 4), 1, columns, last.data());
        QVERIFY(!std::equal(last.begin(), last.end(), all.begin()));
        // A longer row begins as a shorter one.
        std::vector<float> longer(3 * columns);
        NoiseLoops(1).normals(key(), 1, 3 * columns, longer.data());
        QVERIFY(std::equal(longer.begin(), longer.begin() + columns, all.begin()));
    }
    /// The bits are those of the engine's streams.
    void bitsAreThoseOfTheStreams() {
        constexpr std::size_t columns = 64;
        std::vector<float> z(columns, 0.0F);
        std::vector<float> sample(columns);
        NoiseKey row = key();
        row.firstRow = 9;
        NoiseLoops(1).bernoulli(row, 1, columns, z.data(), nullptr, sample.data());
        RandomStream stream(17, Purpose::named("noise test"), 9, 3);
        for (std::size_t block = 0; block < 16; ++block) {
            for (std::size_t j = 0; j < 4; ++j) {
                const bool one = (stream.bits() >> 8U) < 1U << 23U; // below one half
                QCOMPARE(sample[16 * j + block], one ? 1.0F : 0.0F);
            }
        }
    }
    void sharesAreKept() {
        constexpr std::size_t columns = 100'000;
        const auto n = static_cast<double>(columns);
        const NoiseLoops loops(1);
        std::vector<float> x(columns, 0.5F);
        std::vector<float> out(columns);
        loops.saltAndPepper(key(), 0.4F, 1, columns, x.data(), out.data());
        const auto share = [&](float value) {
            return static_cast<double>(std::count(out.begin(), out.end(), value)) / n;
        };
        QVERIFY(std::abs(share(0.5F) - 0.6) < 4.0 * std::sqrt(0.24 / n));
        QVERIFY(std::abs(share(0.0F) - 0.2) < 4.0 * std::sqrt(0.16 / n));
        QVERIFY(std::abs(share(1.0F) - 0.2) < 4.0 * std::sqrt(0.16 / n));
        loops.saltAndPepper(key(), 0.0F, 1, columns, x.data(), out.data());
        QCOMPARE(share(0.5F), 1.0);
        loops.saltAndPepper(key(), 1.0F, 1, columns, x.data(), out.data());
        QCOMPARE(share(0.5F), 0.0);
        std::vector<float> z(columns, -1.0F);
        std::vector<float> p(columns);
        loops.bernoulli(key(), 1, columns, z.data(), p.data(), out.data());
        const double wanted = 1.0 / (1.0 + std::exp(1.0));
        QVERIFY(near(static_cast<double>(p[5]), wanted, 1e-6, 0.0));
        QVERIFY(std::abs(share(1.0F) - wanted) < 4.0 * std::sqrt(wanted / n));
    }
    void crossEntropyIsMinusLogProbability() {
        constexpr std::size_t columns = 333;
        std::vector<float> z(2 * columns);
        std::vector<float> x(2 * columns);
        std::vector<double> wanted(2, 0.0);
        for (std::size_t i = 0; i < z.size(); ++i) {
            z[i] = 0.05F * static_cast<float>(i % columns) - 8.0F;
            x[i] = static_cast<float>(i % 3) / 2.0F;
            const double p = 1.0 / (1.0 + std::exp(-static_cast<double>(z[i])));
            const double wish = static_cast<double>(x[i]);
            wanted[i / columns] -= wish * std::log(p) + (1.0 - wish) * std::log1p(-p);
        }
        for (const InstructionSet set : sets()) {
            std::vector<double> loss(2);
            NoiseLoops(1, set).crossEntropy(2, columns, z.data(), x.data(), loss.data());
            QVERIFY(near(loss[0], wanted[0], 1e-6, 0.0) && near(loss[1], wanted[1], 1e-6, 0.0));
        }
        const std::vector<float> far{1e6F, -1e6F};
        const std::vector<float> right{1.0F, 0.0F};
        double none = 1.0;
        NoiseLoops(1).crossEntropy(1, 2, far.data(), right.data(), &none);
        QCOMPARE(none, 0.0);
    }
    void extremeNumbersStayWithinBounds() {
        std::vector<float> z{-1e30F, -100.0F, 0.0F, 100.0F, 1e30F};
        std::vector<float> p(5);
        std::vector<float> t(5);
        const NoiseLoops loops(1);
        loops.bernoulli(key(), 1, 5, z.data(), p.data(), nullptr);
        QVERIFY(p[0] >= 0.0F && p[0] < 1e-30F && p[4] == 1.0F && p[2] == 0.5F);
        loops.noisyTanh(key(), 0.0F, key(), 0.0F, 1, 5, z.data(), t.data(), t.data());
        QVERIFY(near(t[0], -1.0F, 0.0, 1e-6) && near(t[4], 1.0F, 0.0, 1e-6));
    }

    void productsAreSums_data() {
        QTest::addColumn<int>("rows");
        QTest::newRow("more than one part") << 800;
        QTest::newRow("one row") << 1;
    }
    void productsAreSums() {
        QFETCH(int, rows);
        const auto m = static_cast<std::size_t>(rows);
        constexpr std::size_t k = 41;
        constexpr std::size_t n = 800;
        std::vector<float> a(m * k);
        std::vector<float> b(k * n);
        RandomStream random(1, Purpose::test);
        for (std::vector<float>* each : {&a, &b}) {
            for (float& value : *each) {
                value = static_cast<float>(random.uniform(-1.0, 1.0));
            }
        }
        std::vector<float> wanted(m * n);
        for (std::size_t i = 0; i < m; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                for (std::size_t l = 0; l < k; ++l) {
                    wanted[i * n + j] += a[i * k + l] * b[l * n + j];
                }
            }
        }
        std::vector<float> at(k * m); // the transposes as they lie in memory
        std::vector<float> bt(n * k);
        for (std::size_t i = 0; i < m; ++i) {
            for (std::size_t l = 0; l < k; ++l) {
                at[l * m + i] = a[i * k + l];
            }
        }
        for (std::size_t l = 0; l < k; ++l) {
            for (std::size_t j = 0; j < n; ++j) {
                bt[j * k + l] = b[l * n + j];
            }
        }
        for (const bool left : {false, true}) {
            for (const bool right : {false, true}) {
                const MatrixView x =
                    left ? MatrixView::of(at.data(), k, m).t() : MatrixView::of(a.data(), m, k);
                const MatrixView y =
                    right ? MatrixView::of(bt.data(), n, k).t() : MatrixView::of(b.data(), k, n);
                std::vector<float> c(m * n, 2.0F);
                std::vector<float> other(m * n, 2.0F);
                multiply(x, y, 0.5F, c.data(), 1);
                multiply(x, y, 0.5F, other.data(), 2);
                QVERIFY(c == other);
                for (std::size_t i = 0; i < c.size(); ++i) {
                    QVERIFY(near(c[i], wanted[i] + 1.0F, 1e-4, 1e-4));
                }
            }
        }
        QVERIFY_EXCEPTION_THROWN(multiply(MatrixView::of(a.data(), m, k),
                                          MatrixView::of(b.data(), k + 1, n), 0.0F, wanted.data()),
                                 std::invalid_argument);
    }

    /// One row that lies in memory as a column of a wider matrix, and nothing kept of what was
    /// there.
    void productOfAColumn() {
        const std::vector<float> wide = {1.0F, 9.0F, 9.0F, 2.0F, 9.0F, 9.0F, 4.0F, 9.0F, 9.0F};
        const std::vector<float> b = {1.0F, 0.0F, 0.0F, 1.0F, 3.0F, -2.0F}; // [3 × 2]
        std::vector<float> c(2, std::numeric_limits<float>::quiet_NaN());
        multiply(MatrixView{wide.data(), 1, 3, 3, true}, MatrixView::of(b.data(), 3, 2), 0.0F,
                 c.data(), 1);
        QCOMPARE(c, (std::vector<float>{13.0F, -6.0F})); // small integers: exact
        multiply(MatrixView{wide.data(), 1, 0, 3, true}, MatrixView{b.data(), 0, 2, 2, false}, 0.5F,
                 c.data(), 1);
        QCOMPARE(c, (std::vector<float>{6.5F, -3.0F}));
    }
};

QTEST_APPLESS_MAIN(TestNoise)
#include "tst_noise.moc"
