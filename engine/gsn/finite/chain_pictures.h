// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/parameters.h"
#include "engine/gsn/finite/finite_chain.h"

#include <Eigen/Core>

#include <cstddef>
#include <string>
#include <vector>

/// What the experiments on finite chains draw alike, and read alike. Pure; any thread.
namespace scorescope::gsn {

/// Eigen's index of a count.
[[nodiscard]] inline Eigen::Index index(std::size_t i) {
    return static_cast<Eigen::Index>(i);
}

/// Numbers between blanks, commas or semicolons, normalized to a distribution. Throws InputError at
/// the parameter for what is no number, is negative, all 0, or fewer than 2 or more than `most`.
[[nodiscard]] Eigen::VectorXd parseWeights(const Parameters& parameters, const std::string& name,
                                           std::size_t most);

/// "0", "1", …
[[nodiscard]] std::vector<std::string> numberNames(std::size_t count);

/// Where the i-th of `count` places lies that are spread evenly over the values 0, 1, … of x.
[[nodiscard]] double evenPlace(std::size_t i, std::size_t count, std::size_t values);

/// A distribution over 0, 1, … as a line of a plot.
[[nodiscard]] Lines::Line distributionLine(std::string label, const Eigen::VectorXd& p,
                                           Lines::Style style, bool hollow = false);
/// A matrix with names on its rows and columns; they are numbered where there are none.
[[nodiscard]] Heatmap matrixHeatmap(const Eigen::MatrixXd& m, std::vector<std::string> rows,
                                    std::vector<std::string> columns);
[[nodiscard]] Heatmap matrixHeatmap(const Eigen::MatrixXd& m);
/// States on a circle with the arrows of K that carry at least 0.01 (thinner ones would hide them);
/// the value of a state is π. Where the chain falls apart, each state tells its class.
[[nodiscard]] Graph chainGraph(const Eigen::MatrixXd& k, const Eigen::VectorXd& stationary,
                               const std::vector<std::string>& names);
/// The classes of K with their states, periods and weight under π.
[[nodiscard]] Table classTable(const std::vector<StateClass>& classes,
                               const Eigen::VectorXd& stationary,
                               const std::vector<std::string>& names);

} // namespace scorescope::gsn
