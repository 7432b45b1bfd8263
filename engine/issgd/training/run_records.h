// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/checkpoint.h"
#include "engine/stats/estimates.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// What many runs with other seeds were measured to be, and what Table 7.1 makes of it.
namespace scorescope::issgd {

/// What is measured of a run; "train_loss" and so on, in series.
enum class Measured : std::uint8_t {
    trainLoss,
    trainError,
    validationError,
    testError,
    spreadUniform,
    spreadStale,
    spreadInUse,
    spreadIdeal
};
constexpr std::size_t measuredKinds = 8;
constexpr std::size_t plainKinds = 4; ///< of SGD, the first ones
[[nodiscard]] const char* measuredName(Measured kind);

/// Runs that differ by their seeds alone.
struct RunGroup {
    std::string name;  ///< snake_case, "a_importance"
    std::string title; ///< "importance sampling, rate 0.01, + 10"
    bool importance = false;
    std::size_t setting = 0; ///< which pair of learning rate and smoothing constant
};

/// The measurements of all groups' runs, in the order of steps.
class RunRecords {
public:
    RunRecords(std::size_t groups, std::size_t runs) : groups_(groups), runs_(runs) {}

    /// One group's runs after `step`: [runs × measuredKinds]. Steps do not fall. Throws
    /// std::invalid_argument for another number.
    void add(std::size_t group, std::uint64_t step, std::vector<double> values);
    void clear();

    /// The mean of each run over its measurements in the last tenth of the steps so far (Table
    /// 7.1): [runs]; empty before there are any.
    [[nodiscard]] std::vector<double> lastTenth(std::size_t group, Measured kind) const;
    [[nodiscard]] std::size_t runs() const noexcept { return runs_; }

private:
    struct Entry {
        std::uint64_t step = 0;
        std::vector<double> values;
    };
    std::size_t groups_;
    std::size_t runs_;
    std::vector<std::vector<Entry>> entries_ = std::vector<std::vector<Entry>>(groups_);
};

/// "table_7_1": the test errors of both methods, each with the setting that has the least
/// validation error, beside the thesis', all in per cent (as printed it mixes per cent, 9.31, with
/// shares, 0.0754).
[[nodiscard]] Artifact table71(const std::vector<RunGroup>& groups, const RunRecords& records,
                               const std::string& images);

} // namespace scorescope::issgd
