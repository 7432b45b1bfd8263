// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/lbfgs.h"
#include "engine/nn/optimizers.h"
#include "tests/support/near.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

using namespace scorescope::nn;
using scorescope::test::near;

namespace {

/// The extended Rosenbrock function: minimum 0 at (1, ..., 1).
struct Rosenbrock {
    std::size_t n;
    double operator()(const double* x, double* g) const {
        double value = 0.0;
        for (std::size_t i = 0; i < n; i += 2) {
            const double a = 1.0 - x[i];
            const double b = x[i + 1] - x[i] * x[i];
            value += a * a + 100.0 * b * b;
            g[i] = -2.0 * a - 400.0 * x[i] * b;
            g[i + 1] = 200.0 * b;
        }
        return value;
    }
};

std::vector<double> rosenbrockStart(std::size_t n) {
    std::vector<double> x(n);
    for (std::size_t i = 0; i < n; i += 2) {
        x[i] = -1.2;
        x[i + 1] = 1.0;
    }
    return x;
}

bool same(const LbfgsState& a, const LbfgsState& b) {
    return a.x == b.x && a.gradient == b.gradient && a.value == b.value && a.steps == b.steps &&
           a.changes == b.changes && a.iterations == b.iterations && a.evaluations == b.evaluations;
}

} // namespace

class TestLbfgs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rosenbrock();
    void quadraticWithMetric();
    void steepQuadraticEndsExactly();
    void stepsAreWolfePoints();
    void resumesBitForBit();
    void notFinite();
    void wallOfNaN();
    void lineSearchFails();
    void options();
    void optimizersDescendAndResume();
};

void TestLbfgs::rosenbrock() {
    const Rosenbrock f{10};
    LbfgsOptions options;
    options.gradientTolerance = 1e-10;
    Lbfgs lbfgs(rosenbrockStart(f.n), options);
    LbfgsStep step;
    for (int i = 0; i < 200 && step.status == LbfgsStatus::progressed; ++i) {
        step = lbfgs.step(f);
    }
    QCOMPARE(step.status, LbfgsStatus::converged);
    // A good implementation needs 30 to 45 iterations from here.
    QVERIFY(lbfgs.state().iterations < 60);
    QVERIFY(lbfgs.state().evaluations < 80);
    for (const double x : lbfgs.state().x) {
        // The gradient is within 1e-10 and the Hessian's smallest eigenvalue is 0.4.
        QVERIFY(near(x, 1.0, 0.0, 1e-8));
    }
}

void TestLbfgs::quadraticWithMetric() {
    // f = sum w_i x_i^2 / 2 with w from 1 to 1e3; the inverse of w as metric makes it a sphere.
    const std::size_t n = 50;
    std::vector<double> w(n);
    for (std::size_t i = 0; i < n; ++i) {
        w[i] = std::pow(10.0, 3.0 * static_cast<double>(i) / static_cast<double>(n - 1));
    }
    const auto f = [&](const double* x, double* g) {
        double value = 0.0;
        for (std::size_t i = 0; i < n; ++i) {
            value += 0.5 * w[i] * x[i] * x[i];
            g[i] = w[i] * x[i];
        }
        return value;
    };
    const auto iterations = [&](bool metric) {
        LbfgsOptions options;
        options.gradientTolerance = 1e-8;
        if (metric) {
            for (const double weight : w) {
                options.metric.push_back(1.0 / weight);
            }
        }
        Lbfgs lbfgs(std::vector<double>(n, 1.0), options);
        LbfgsStep step;
        while (step.status == LbfgsStatus::progressed && lbfgs.state().iterations < 1000) {
            step = lbfgs.step(f);
        }
        return step.status == LbfgsStatus::converged ? lbfgs.state().iterations : 1000;
    };
    QVERIFY(iterations(true) <= 6);
    // 291 here; SciPy 1.10 with as many pairs needs 299.
    QVERIFY(iterations(false) < 330);
}

void TestLbfgs::steepQuadraticEndsExactly() {
    const auto f = [](const double* x, double* g) {
        g[0] = 2e8 * (x[0] - 3.0);
        return 1e8 * (x[0] - 3.0) * (x[0] - 3.0);
    };
    Lbfgs lbfgs({0.0});
    for (int i = 0; i < 30 && lbfgs.step(f).status == LbfgsStatus::progressed; ++i) {
    }
    QVERIFY(near(lbfgs.state().x[0], 3.0, 1e-12, 0.0));
}

void TestLbfgs::stepsAreWolfePoints() {
    const Rosenbrock f{4};
    LbfgsOptions options;
    Lbfgs lbfgs(rosenbrockStart(f.n), options);
    std::vector<double> g(f.n);
    for (int i = 0; i < 20; ++i) {
        const LbfgsState before = lbfgs.state();
        const LbfgsStep step = lbfgs.step(f);
        QCOMPARE(step.status, LbfgsStatus::progressed);
        const LbfgsState& after = lbfgs.state();
        const double value0 = f(i == 0 ? rosenbrockStart(f.n).data() : before.x.data(), g.data());
        double slope0 = 0.0;
        double slope1 = 0.0;
        for (std::size_t k = 0; k < f.n; ++k) {
            slope0 += g[k] * (after.x[k] - before.x[k]);
            slope1 += after.gradient[k] * (after.x[k] - before.x[k]);
        }
        // The slack is rounding of the reconstructed step.
        QVERIFY(after.value <= value0 + options.sufficientDecrease * slope0 + 1e-14);
        QVERIFY(std::abs(slope1) <= options.curvature * std::abs(slope0) * (1.0 + 1e-9) + 1e-14);
    }
}

void TestLbfgs::resumesBitForBit() {
    const Rosenbrock f{12};
    LbfgsOptions options;
    options.history = 5;
    Lbfgs whole(rosenbrockStart(f.n), options);
    Lbfgs first(rosenbrockStart(f.n), options);
    for (int i = 0; i < 17; ++i) {
        whole.step(f);
        first.step(f);
    }
    const LbfgsState saved = first.state();
    Lbfgs second(saved, options);
    for (int i = 0; i < 13; ++i) {
        whole.step(f);
        second.step(f);
    }
    QVERIFY(same(whole.state(), second.state()));
    QCOMPARE(whole.state().steps.size(), 5 * f.n);
}

void TestLbfgs::notFinite() {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    bool broken = false;
    const Rosenbrock rosenbrock{2};
    const auto f = [&](const double* x, double* g) { return broken ? nan : rosenbrock(x, g); };
    Lbfgs lbfgs(rosenbrockStart(2));
    for (int i = 0; i < 5; ++i) {
        lbfgs.step(f);
    }
    const LbfgsState before = lbfgs.state();
    broken = true;
    QCOMPARE(lbfgs.step(f).status, LbfgsStatus::notFinite);
    QVERIFY(same(lbfgs.state(), before));
    broken = false;
    QCOMPARE(lbfgs.step(f).status, LbfgsStatus::progressed);

    broken = true;
    Lbfgs fromStart(rosenbrockStart(2));
    QCOMPARE(fromStart.step(f).status, LbfgsStatus::notFinite);
    QVERIFY(fromStart.state().gradient.empty());
}

void TestLbfgs::wallOfNaN() {
    // Undefined for x <= 0, minimum at 1e-3 close to the wall: trials beyond it must only shorten
    // the step.
    const auto f = [](const double* x, double* g) {
        g[0] = 1.0 - 1e-3 / x[0];
        return x[0] - 1e-3 * std::log(x[0]);
    };
    Lbfgs lbfgs({0.9});
    LbfgsStep step;
    for (int i = 0; i < 60 && step.status == LbfgsStatus::progressed; ++i) {
        step = lbfgs.step(f);
    }
    QVERIFY(near(lbfgs.state().x[0], 1e-3, 1e-6, 0.0));
}

void TestLbfgs::lineSearchFails() {
    // A gradient that lies: the function does not descend along it.
    const auto f = [](const double* x, double* g) {
        g[0] = -1.0;
        return x[0] * 2.0;
    };
    Lbfgs lbfgs({1.0});
    QCOMPARE(lbfgs.step(f).status, LbfgsStatus::lineSearchFailed);
    QCOMPARE(lbfgs.state().x[0], 1.0);
}

void TestLbfgs::options() {
    LbfgsOptions bad;
    bad.history = 0;
    QVERIFY_EXCEPTION_THROWN(Lbfgs({1.0}, bad), std::invalid_argument);
    bad = {};
    bad.curvature = 1e-5;
    QVERIFY_EXCEPTION_THROWN(Lbfgs({1.0}, bad), std::invalid_argument);
    bad = {};
    bad.metric = {1.0, 1.0};
    QVERIFY_EXCEPTION_THROWN(Lbfgs({1.0}, bad), std::invalid_argument);
}

void TestLbfgs::optimizersDescendAndResume() {
    const std::vector<double> weight{1.0, 3.0, 0.2};
    const auto run = [&](Optimizer& optimizer, std::vector<double>& x, int steps) {
        for (int i = 0; i < steps; ++i) {
            std::vector<double> g(3);
            for (std::size_t k = 0; k < 3; ++k) {
                g[k] = weight[k] * x[k];
            }
            QVERIFY(optimizer.step(x.data(), g.data()));
        }
    };
    for (const OptimizerRule rule : {OptimizerRule::sgd, OptimizerRule::momentum,
                                     OptimizerRule::rmsprop, OptimizerRule::adam}) {
        OptimizerOptions o;
        o.rule = rule;
        o.rate = 0.01;
        std::vector<double> whole{1.0, -1.0, 2.0};
        std::vector<double> parts = whole;
        Optimizer a(o, 3);
        run(a, whole, 3000);
        Optimizer b(o, 3);
        run(b, parts, 1000);
        Optimizer c(o, 3, b.state());
        run(c, parts, 2000);
        QVERIFY(whole == parts);
        for (const double x : whole) {
            // SGD leaves 2 exp(-0.01 * 0.2 * 3000) = 0.005; the adaptive ones end within a step of
            // 0.01.
            QVERIFY(std::abs(x) < 0.02);
        }
    }
    // The first step of Adam is the rate in every coordinate, whatever the gradient's size.
    OptimizerOptions o;
    Optimizer adam(o, 2);
    std::vector<double> x{0.0, 0.0};
    const std::vector<double> g{1e-3, -50.0};
    adam.step(x.data(), g.data());
    QVERIFY(near(x[0], -1e-3, 1e-4, 0.0) && near(x[1], 1e-3, 1e-4, 0.0));
    const std::vector<double> before = x;
    const std::vector<double> nan{std::numeric_limits<double>::quiet_NaN(), 0.0};
    QVERIFY(!adam.step(x.data(), nan.data()));
    QVERIFY(x == before && adam.state().steps == 1);
}

QTEST_APPLESS_MAIN(TestLbfgs)
#include "tst_lbfgs.moc"
