// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/data/digit_choice.h"
#include "engine/gsn/likelihood/likelihood_parameters.h"
#include "engine/gsn/likelihood/row_measures.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What the experiment `likelihood_table` shows. Pure; any thread.
namespace scorescope::gsn {

/// What was measured of each row, the newest, by name: of models as they were after some
/// minibatches. Rows are measured one after the other.
struct TableMeasurement {
    std::map<std::string, std::uint64_t> steps; ///< minibatches
    std::map<std::string, RowMeasures> rows;    ///< those that had samples
    std::optional<MachineLikelihood> machine;
};

/// `likelihoods`: Table 5.1 with the thesis' numbers beside ours.
[[nodiscard]] Artifact likelihoodTable(const std::vector<TableRow>& rows,
                                       const TableMeasurement& measured, bool binary);
/// `quality`: what else tells samples from data, each with its interval.
[[nodiscard]] Artifact qualityTable(const std::vector<TableRow>& rows,
                                    const TableMeasurement& measured);
/// `row_samples`: a few samples of each row: means of P(X | h), or the images themselves.
[[nodiscard]] Artifact rowImages(const std::vector<TableRow>& rows,
                                 const TableMeasurement& measured, const data::Digits& digits);
/// `kept_samples`: all that are kept of each row, in rows of the grid that its name begins.
[[nodiscard]] Artifact keptImages(const std::vector<TableRow>& rows,
                                  const TableMeasurement& measured, const data::Digits& digits);
/// `image_likelihoods`: the Parzen log-density of each test image under each row's samples, whose
/// means over the images Table 5.1 has, [rows × test images].
[[nodiscard]] Artifact imageLikelihoods(const std::vector<TableRow>& rows,
                                        const TableMeasurement& measured);
/// `image_bounds`: the same of log 1/S Σ P(x | h_s), for rows that have P(x | h).
[[nodiscard]] Artifact imageBounds(const std::vector<TableRow>& rows,
                                   const TableMeasurement& measured);
/// `deviation_curves`: mean log-density of the validation images against σ.
[[nodiscard]] Artifact deviationCurves(const std::vector<TableRow>& rows,
                                       const TableMeasurement& measured,
                                       const std::vector<double>& deviations);

/// How a row came about.
struct RowOrigin {
    std::string layers; ///< "784-500-500"; of models
    std::string note;   ///< anything else
};
struct TrainingSoFar {
    std::uint64_t minibatches = 0;
    double epochs = 0.0;
    std::uint64_t seed = 1;
};
/// `runs`: layers, minibatches, epochs and seed of each row, the deviations that validation images
/// chose, and how its samples were drawn.
[[nodiscard]] Artifact originTable(const std::vector<TableRow>& rows,
                                   const std::map<std::string, RowOrigin>& origins,
                                   const TableMeasurement& measured, const TrainingSoFar& training);

} // namespace scorescope::gsn
