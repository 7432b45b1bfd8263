// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/nonparametric/nonparametric_bench.h"

#include "engine/manifold/nonparametric/nonparametric_score.h"

#include <Eigen/Cholesky>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <stdexcept>

namespace scorescope::manifold {
namespace {

template <typename Work> double secondsOf(const Work& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    return elapsed.count();
}

template <typename Work> double medianOf(int rounds, const Work& work) {
    std::vector<double> seconds;
    for (int round = 0; round < rounds; ++round) {
        seconds.push_back(secondsOf(work));
    }
    std::sort(seconds.begin(), seconds.end());
    return seconds[seconds.size() / 2];
}

/// The normal equations of (3.11), scaled to a unit diagonal, solved as if they were dense.
std::vector<double> denseDisplacement(const std::vector<double>& logDensity,
                                      const Partition& partition, double sigma) {
    const auto points = static_cast<Eigen::Index>(partition.points);
    const double c = std::pow(sigma / partition.spacing(), 2.0);
    Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(points, points);
    Eigen::VectorXd right(points);
    for (Eigen::Index i = 0; i < points; ++i) {
        const double p = std::exp(logDensity[static_cast<std::size_t>(i)]);
        matrix(i, i) += p;
        right(i) = p * partition.x(static_cast<std::size_t>(i));
        if (i + 1 < points) {
            matrix(i, i) += c * p;
            matrix(i + 1, i + 1) += c * p;
            matrix(i, i + 1) -= c * p;
            matrix(i + 1, i) -= c * p;
        }
    }
    const Eigen::VectorXd scale = matrix.diagonal().cwiseSqrt().cwiseInverse();
    const Eigen::MatrixXd scaled = scale.asDiagonal() * matrix * scale.asDiagonal();
    const Eigen::VectorXd solution =
        scale.cwiseProduct(scaled.ldlt().solve(scale.cwiseProduct(right)));
    std::vector<double> displacement(partition.points);
    for (std::size_t i = 0; i < partition.points; ++i) {
        displacement[i] = solution(static_cast<Eigen::Index>(i)) - partition.x(i);
    }
    return displacement;
}

std::vector<double> directDisplacement(const std::vector<double>& logDensity,
                                       const Partition& partition, double sigma) {
    std::vector<double> displacement(partition.points);
    for (std::size_t i = 0; i < partition.points; ++i) {
        double mass = 0.0;
        double moment = 0.0;
        for (std::size_t j = 0; j < partition.points; ++j) {
            const double distance = partition.x(j) - partition.x(i);
            const double weight =
                std::exp(logDensity[j] - 0.5 * distance * distance / (sigma * sigma));
            mass += weight;
            moment += weight * distance;
        }
        displacement[i] = moment / mass;
    }
    return displacement;
}

void demand(const std::vector<double>& a, const std::vector<double>& b, double tolerance) {
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!(std::abs(a[i] - b[i]) <= tolerance)) {
            throw std::runtime_error("benchmark: two solutions of the same equations disagree");
        }
    }
}

} // namespace

std::vector<BenchRow> benchNonparametric() {
    const Partition partition;
    constexpr double sigma = 0.31;
    const data::GaussianMixture density = densityOf(densityPresets().front().bumps);
    const std::vector<double> logDensity = tabulate(density, partition).logDensity;
    std::vector<double> ours;
    std::vector<double> reference;
    const auto row = [](const char* name) {
        BenchRow made;
        made.name = name;
        made.size = "M=1000 σ=0.31";
        made.dtype = "float64";
        made.threads = 1;
        return made;
    };

    BenchRow rcae = row("rcae_solve");
    rcae.seconds = medianOf(21, [&] { ours = rcaeDisplacement(logDensity, partition, sigma); });
    rcae.referenceSeconds =
        medianOf(3, [&] { reference = denseDisplacement(logDensity, partition, sigma); });
    rcae.ratio = rcae.referenceSeconds / rcae.seconds;
    // The dense factorization has a condition number of about (σ/Δ)² · contrast to live with.
    demand(ours, reference, 1e-6);

    BenchRow dae = row("dae_solve");
    dae.seconds = medianOf(21, [&] { ours = daeDisplacement(logDensity, partition, sigma); });
    dae.referenceSeconds =
        medianOf(5, [&] { reference = directDisplacement(logDensity, partition, sigma); });
    dae.ratio = dae.referenceSeconds / dae.seconds;
    demand(ours, reference, 1e-10);
    dae.gflops = 4.0 * std::pow(static_cast<double>(partition.points), 2.0) * 1e-9 / dae.seconds;

    BenchRow both = row("slider");
    both.seconds = medianOf(21, [&] {
        const TabulatedDensity table = tabulate(density, partition);
        ours = rcaeDisplacement(table.logDensity, partition, sigma);
        reference = daeDisplacement(table.logDensity, partition, sigma);
    });
    return {rcae, dae, both};
}

} // namespace scorescope::manifold
