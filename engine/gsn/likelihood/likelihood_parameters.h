// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/parameters.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The rows of Table 5.1 and the parameters of the experiment `likelihood_table`. Pure; any thread.
namespace scorescope::gsn {

/// What a row's samples come from.
enum class RowKind { network, boltzmann, deepBelief, trainingImages, centres, file };

/// A number that the thesis prints, with its standard error where it prints one.
struct PrintedScore {
    double mean = 0.0;
    std::optional<double> standardError;
};

struct TableRow {
    std::string name;  ///< of its series: "gsn_2"
    std::string title; ///< as a person reads it: "GSN-2"
    RowKind kind = RowKind::network;
    int hiddenLayers = 1; ///< of networks
    std::size_t walkback = 1;
    bool noiseInside = false;           ///< on the layers that the thesis says
    std::optional<PrintedScore> parzen; ///< of Table 5.1
    std::optional<PrintedScore> bound;  ///< of 5.5.1: log of the mean P(x | x̃)
};

/// Those that the parameters choose, in the order in which they stand.
[[nodiscard]] std::vector<TableRow> chosenRows(const Parameters& parameters);

[[nodiscard]] ParameterTable likelihoodParameters();
/// Rules between them. Throws InputError at the parameter.
void checkLikelihood(const Parameters& parameters);
/// Bytes that a measurement takes, at most, besides what is there already: samples of one row, and
/// what they and the images are copied into.
[[nodiscard]] double measuringBytes(const Parameters& parameters);
/// Bytes of the whole experiment, a measurement among them. Without own samples: how many they are
/// is not known before their file is read.
[[nodiscard]] double likelihoodBytes(const Parameters& parameters);

/// The deviations of the Parzen windows that are tried.
[[nodiscard]] std::vector<double> triedDeviations(const Parameters& parameters);

} // namespace scorescope::gsn
