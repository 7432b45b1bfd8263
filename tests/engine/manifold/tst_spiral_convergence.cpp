// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/autoencoder/autoencoder_problem.h"
#include "engine/nn/lbfgs.h"

#include <QtTest>

#include <algorithm>
#include <vector>

using namespace scorescope;

/// The experiment of §3.3.4 at its full size, for five seeds.
class SpiralConvergenceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fiveSeedsReachTheOptimum() {
        std::vector<double> ratios;
        std::vector<double> errors;
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            manifold::ProblemOptions options;
            options.seed = seed;
            options.model.threads = 2;
            manifold::AutoEncoderProblem problem(options);
            nn::Lbfgs lbfgs(problem.initialParameters());
            for (int i = 0; i < 1000; ++i) {
                lbfgs.step([&problem](const double* x, double* gradient) {
                    return problem.lossAndGradient(x, gradient);
                });
            }
            const auto quality = problem.quality(lbfgs.state().x.data());
            qInfo("seed %d: loss %.4f times the optimum, field error %.4f", static_cast<int>(seed),
                  quality.lossRatio, quality.fieldError);
            ratios.push_back(quality.lossRatio);
            errors.push_back(quality.fieldError);
        }
        std::sort(ratios.begin(), ratios.end());
        std::sort(errors.begin(), errors.end());
        // The bounds this experiment is held to: the median within 6 % of the best possible loss
        // and the field within a quarter of r*(x) - x, no seed beyond 10 % and 0.3.
        QVERIFY(ratios[2] <= 1.06);
        QVERIFY(errors[2] <= 0.25);
        QVERIFY(ratios[4] <= 1.10);
        QVERIFY(errors[4] <= 0.30);
        // Below the exact optimum by more than the held-out sample's luck would be a defect of
        // (3.3).
        QVERIFY(ratios[0] > 0.99);
    }
};

QTEST_GUILESS_MAIN(SpiralConvergenceTest)
#include "tst_spiral_convergence.moc"
