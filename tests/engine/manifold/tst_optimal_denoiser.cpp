// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/autoencoder/autoencoder_problem.h"
#include "engine/manifold/nonparametric/optimal_denoiser.h"
#include "engine/nn/lbfgs.h"
#include "tests/support/near.h"

#include <QtTest>

#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::manifold;
using scorescope::test::near;

namespace {

struct Row {
    data::ToyManifold manifold;
    double sigma = 0.0;
    bool isLoss = false;
    double x = 0.0, y = 0.0, rx = 0.0, ry = 0.0, logDensity = 0.0; // rx is the loss if isLoss
};

std::vector<Row> readReference() {
    std::ifstream file(std::string(SCORESCOPE_SOURCE_DIR) +
                       "/tests/engine/manifold/reference_optimal_denoiser.csv");
    std::vector<Row> rows;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        std::istringstream stream(line);
        std::vector<std::string> cells;
        for (std::string cell; std::getline(stream, cell, ',');) {
            cells.push_back(cell);
        }
        const auto number = [&](std::size_t i) {
            return i < cells.size() && !cells[i].empty() ? std::stod(cells[i]) : 0.0;
        };
        Row row;
        row.manifold.kind =
            cells[0] == "circle" ? data::CurveKind::circle : data::CurveKind::spiral;
        row.sigma = number(1);
        row.isLoss = cells[2].empty();
        row.x = number(2);
        row.y = number(3);
        row.rx = number(4);
        row.ry = number(5);
        row.logDensity = number(6);
        rows.push_back(row);
    }
    return rows;
}

} // namespace

class TestOptimalDenoiser : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithIndependentQuadrature();
    void expectedLossAgrees();
    void farAwayIsTheNearestPoint();
    void scoreIsTheDerivativeOfTheLogDensity();
    void nonFiniteInNonFiniteOut();
    void refusesNonsense();
    void noAutoEncoderBeatsIt();
    void problemIsReproducible();
    void freshNoiseIsKeyedByStep();
    void trainingApproachesTheOptimum();
};

void TestOptimalDenoiser::agreesWithIndependentQuadrature() {
    const std::vector<Row> rows = readReference();
    QVERIFY(rows.size() > 100);
    for (const Row& row : rows) {
        if (row.isLoss) {
            continue;
        }
        const OptimalDenoiser optimum(row.manifold, row.sigma);
        const double x[2] = {row.x, row.y};
        double r[2];
        double logDensity = 0.0;
        optimum.reconstruct(x, 1, r);
        optimum.logDensity(x, 1, &logDensity);
        std::string message;
        // 1e-10 near the curve (the picture's size is 1); where the kernel is narrower than a
        // panel, 1e-7.
        const double distance = data::nearestPoint(row.manifold, {row.x, row.y}).distance;
        const double tolerance = distance < 8.0 * row.sigma ? 1e-10 : 1e-8;
        QVERIFY2(near(r[0], row.rx, 0.0, tolerance, &message), message.c_str());
        QVERIFY2(near(r[1], row.ry, 0.0, tolerance, &message), message.c_str());
        QVERIFY2(near(logDensity, row.logDensity, 1e-7, 1e-7, &message), message.c_str());
    }
}

void TestOptimalDenoiser::expectedLossAgrees() {
    for (const Row& row : readReference()) {
        if (row.isLoss) {
            std::string message;
            QVERIFY2(near(OptimalDenoiser(row.manifold, row.sigma).expectedLoss(), row.rx, 1e-5,
                          0.0, &message),
                     message.c_str());
        }
    }
}

void TestOptimalDenoiser::farAwayIsTheNearestPoint() {
    const data::ToyManifold spiral;
    const OptimalDenoiser optimum(spiral, 0.001);
    for (double angle = 0.0; angle < 6.0; angle += 0.4) {
        const double x[2] = {5.0 * std::cos(angle), 5.0 * std::sin(angle)};
        double r[2];
        optimum.reconstruct(x, 1, r);
        const data::Point2 nearest = spiral.point(data::nearestPoint(spiral, {x[0], x[1]}).t);
        QVERIFY(std::hypot(r[0] - nearest[0], r[1] - nearest[1]) < 1e-3);
    }
    const double veryFar[2] = {1e6, -1e6};
    double r[2];
    optimum.reconstruct(veryFar, 1, r);
    QVERIFY(std::hypot(r[0], r[1]) < 0.5);
}

void TestOptimalDenoiser::scoreIsTheDerivativeOfTheLogDensity() {
    const OptimalDenoiser optimum(data::ToyManifold{}, 0.02);
    for (double x = -0.5; x < 0.5; x += 0.21) {
        for (double y = -0.5; y < 0.5; y += 0.17) {
            const double h = 1e-5;
            const double points[8] = {x + h, y, x - h, y, x, y + h, x, y - h};
            const double point[2] = {x, y};
            double values[4];
            double score[2];
            optimum.logDensity(points, 4, values);
            optimum.score(point, 1, score);
            // Central differences: h^2 times a third derivative of order 1/sigma^3.
            QVERIFY(near(score[0], (values[0] - values[1]) / (2.0 * h), 1e-4, 1e-2));
            QVERIFY(near(score[1], (values[2] - values[3]) / (2.0 * h), 1e-4, 1e-2));
        }
    }
}

void TestOptimalDenoiser::nonFiniteInNonFiniteOut() {
    const OptimalDenoiser optimum(data::ToyManifold{}, 0.01);
    const double x[2] = {std::numeric_limits<double>::quiet_NaN(), 0.0};
    double r[2] = {0.0, 0.0};
    optimum.reconstruct(x, 1, r);
    QVERIFY(std::isnan(r[0]));
}

void TestOptimalDenoiser::refusesNonsense() {
    QVERIFY_EXCEPTION_THROWN(OptimalDenoiser(data::ToyManifold{}, 0.0), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(OptimalDenoiser(data::ToyManifold{}, -1.0), std::invalid_argument);
}

void TestOptimalDenoiser::noAutoEncoderBeatsIt() {
    // On the pairs themselves the optimum's loss is the expected one within sampling error:
    // the loss of one pair has a standard deviation of about its mean, so 1 % at 10 000; 5 % is 5
    // sigma.
    AutoEncoderProblem problem{ProblemOptions{}};
    const OptimalDenoiser optimum(data::ToyManifold{}, problem.options().sigma);
    const double expected = optimum.expectedLoss();
    const double here = optimum.loss(problem.heldOutInputs().data(),
                                     problem.heldOutTargets().coordinates.data(), 10000);
    std::string message;
    QVERIFY2(near(here, expected, 0.07, 0.0, &message), message.c_str());
    // Noise across the curve is removed, noise along it is not: about sigma^2 remain of 2 sigma^2.
    QVERIFY(expected > 0.9e-4 && expected < 1.1e-4);
}

void TestOptimalDenoiser::problemIsReproducible() {
    ProblemOptions options;
    options.examples = 1000;
    options.heldOutExamples = 100;
    options.model.hiddenUnits = {50};
    AutoEncoderProblem a(options);
    AutoEncoderProblem b(options);
    QVERIFY(a.inputs() == b.inputs() && a.initialParameters() == b.initialParameters());
    options.seed = 2;
    AutoEncoderProblem c(options);
    QVERIFY(a.inputs() != c.inputs() && a.initialParameters() != c.initialParameters());
    // The noise has the stated size: 2000 squares, relative standard deviation sqrt(2/2000) = 0.03.
    double sum = 0.0;
    for (std::size_t i = 0; i < a.inputs().size(); ++i) {
        sum += std::pow(a.inputs()[i] - a.targets().coordinates[i], 2);
    }
    QVERIFY(near(sum / 2000.0, 1e-4, 0.15, 0.0));
    // At the start r is near a constant: the arrows have everything to learn.
    const ReconstructionQuality quality = a.quality(a.initialParameters().data());
    QVERIFY(quality.lossRatio > 100.0);
}

void TestOptimalDenoiser::freshNoiseIsKeyedByStep() {
    ProblemOptions options;
    options.examples = 100;
    options.heldOutExamples = 10;
    options.model.hiddenUnits = {5};
    AutoEncoderProblem fixed(options);
    const std::vector<double> first = fixed.inputs();
    fixed.prepareStep(3);
    QVERIFY(fixed.inputs() == first);
    options.fixedCorruption = false;
    AutoEncoderProblem fresh(options);
    fresh.prepareStep(3);
    const std::vector<double> third = fresh.inputs();
    QVERIFY(third != first);
    fresh.prepareStep(4);
    QVERIFY(fresh.inputs() != third);
    fresh.prepareStep(3);
    QVERIFY(fresh.inputs() == third);
}

void TestOptimalDenoiser::trainingApproachesTheOptimum() {
    // 300 of the thesis' 1000 iterations: measured 1.026 to 1.037 and 0.16 to 0.18 over seeds 1
    // to 5. The full run (median 1.016 and 0.122) is the scene's business.
    AutoEncoderProblem problem{ProblemOptions{}};
    nn::Lbfgs lbfgs(problem.initialParameters());
    const auto objective = [&](const double* x, double* g) {
        return problem.lossAndGradient(x, g);
    };
    for (int i = 0; i < 300; ++i) {
        QCOMPARE(lbfgs.step(objective).status, nn::LbfgsStatus::progressed);
    }
    const ReconstructionQuality quality = problem.quality(lbfgs.state().x.data());
    QVERIFY2(quality.lossRatio > 1.0 && quality.lossRatio < 1.06,
             std::to_string(quality.lossRatio).c_str());
    QVERIFY2(quality.fieldError < 0.25, std::to_string(quality.fieldError).c_str());
}

QTEST_APPLESS_MAIN(TestOptimalDenoiser)
#include "tst_optimal_denoiser.moc"
