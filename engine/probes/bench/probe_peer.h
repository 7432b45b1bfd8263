// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/python_peer.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::probes {

/// The program in Python that ProbePeer runs: tests/engine/probes/peer_probe.py.
[[nodiscard]] const std::string& probePeerScript();

/// Fits of the same probe by scikit-learn's LogisticRegression (lbfgs) and by PyTorch's L-BFGS, in
/// a process of their own, in float32. Objectives are 1/N Σ −log p_i(y_i) + λ/2 ‖W‖², nats, always
/// formed in float64 by one function of the peer's. Used from one thread; throws std::runtime_error
/// when its process has ended or answers what was not asked.
class ProbePeer {
public:
    struct Started {
        std::unique_ptr<ProbePeer> peer; ///< null where there is no Python with both
        std::string words;               ///< which, by which Python; or why there is none
    };
    /// \param threads of both, ≥ 1
    [[nodiscard]] static Started start(int threads);

    enum class Library { scikitLearn, torch };

    /// Features [rows × dimension] and labels of every fit, and its λ.
    void setData(const std::vector<float>& features, const std::vector<std::uint32_t>& labels,
                 std::size_t classes, double penalty);
    /// The objective of a probe of features as they are: weights [classes × dimension], bias
    /// [classes].
    [[nodiscard]] double objectiveOf(const std::vector<float>& weights,
                                     const std::vector<float>& bias);
    /// How many iterations it needs from weights of 0 to an objective of `target`; fewer where it
    /// gives up by itself. Takes as long as that.
    [[nodiscard]] std::size_t iterationsTo(Library library, double target);
    /// Fits with so many iterations at most, from weights of 0, at tolerances that end nothing.
    void fit(Library library, std::size_t iterations);
    /// The objective of its last fit.
    [[nodiscard]] double objective();

private:
    explicit ProbePeer(std::unique_ptr<PythonPeer> process) : process_(std::move(process)) {}
    void demandOk();

    std::unique_ptr<PythonPeer> process_;
};

} // namespace scorescope::probes
