// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace scorescope {

/// One measured line of `scorescope bench`.
struct BenchRow {
    std::string name;  ///< "loss_gradient", "field_256", "matrix_product", "copy", "tanh", …
    std::string size;  ///< for people, e.g. "N=10000 H=1000 d=2"
    std::string dtype; ///< "float32" or "float64"
    int threads = 0;
    double seconds = 0.0;          ///< ours, median over rounds; for machine rows the best
    double referenceSeconds = 0.0; ///< the reference's in the same run, median; 0 = none
    double ratio = 0.0;            ///< referenceSeconds / seconds: above 1 we are faster; 0 = none
    double lowestRatio = 0.0;      ///< of a single round, both sides one after the other; 0 = none
    double highestRatio = 0.0;     ///< likewise
    double gflops = 0.0;           ///< multiply-adds counted by hand; see `rateUnit`
    std::string rateUnit = "GFLOP/s"; ///< "GB/s" for copies, "G/s" for elements
    double share = -1.0; ///< of the time, in [0, 1], for rows that measure a share; < 0 = none
    std::string note;    ///< what the reference was, or why there is none; may be empty
};

/// A benchmark as labs register it.
struct Benchmark {
    std::string name;
    std::string title; ///< one line: what is measured against what
    std::function<std::vector<BenchRow>(int threads)> run;
};

} // namespace scorescope
