// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "engine/core/instruction_set.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

/// The two-layer auto-encoder of §3.3.4,
///     r(x) = c + V tanh(b + W x),
/// with hand-fused loss, gradient and reconstruction: one pass over the data, no temporaries of
/// size examples x hidden units in main memory, tanh in vectors, all cores.
namespace scorescope::nn {

/// Sizes of an auto-encoder. Tied means V = W^T (the thesis found untied better, §3.3.4).
struct AutoEncoderShape {
    std::size_t inputDim = 2;       ///< d >= 1; 1, 2 and 3 have the fastest paths
    std::size_t hiddenUnits = 1000; ///< H >= 1
    bool tied = false;
};

/// Where the parts of the flat parameter vector begin: W [H x d] row-major, b [H], V [d x H]
/// row-major (absent when tied: then `decoder` equals `offset`), c [d]. `count` is the vector's
/// length.
struct AutoEncoderLayout {
    std::size_t encoder = 0;
    std::size_t bias = 0;
    std::size_t decoder = 0;
    std::size_t offset = 0;
    std::size_t count = 0;
};

/// The layout of the flat parameter vector for this shape.
AutoEncoderLayout parameterLayout(const AutoEncoderShape& shape);

/// Length of the flat parameter vector: H d + H + (tied ? 0 : d H) + d.
std::size_t parameterCount(const AutoEncoderShape& shape);

/// How to run the kernels. Neither changes the result's meaning; the thread count does not change
/// one bit of it (sums are formed per fixed group of examples and added in group order), the
/// instruction set changes rounding.
struct FusedOptions {
    InstructionSet instructionSet = InstructionSet::automatic;
    int threads = 0; ///< 0: see threadCount()
};

/// Evaluates one shape of auto-encoder. Keeps its scratch memory between calls (about 0.5 MB per
/// thread plus 32 gradients), so keep the object; one object serves one calling thread at a time.
///
/// Parameters are always double, whatever the pass over the data uses: Real = float rounds them
/// once, computes r and the terms of the sums in float (tanh to an absolute error of 1.5e-7), forms
/// sums in float over at most 128 examples and beyond that in double. Real = double is accurate to
/// a few ulp per term.
class FusedAutoEncoder {
public:
    /// Throws std::invalid_argument for an empty shape or an unsupported instruction set.
    explicit FusedAutoEncoder(AutoEncoderShape shape, FusedOptions options = {});
    ~FusedAutoEncoder();
    FusedAutoEncoder(FusedAutoEncoder&&) noexcept;
    FusedAutoEncoder& operator=(FusedAutoEncoder&&) noexcept;
    FusedAutoEncoder(const FusedAutoEncoder&) = delete;
    FusedAutoEncoder& operator=(const FusedAutoEncoder&) = delete;

    const AutoEncoderShape& shape() const { return shape_; }
    const FusedOptions& options() const { return options_; }
    /// Threads of later calls; 0 means see threadCount().
    void setThreads(int threads) { options_.threads = threads; }

    /// The squared error of eq. (3.2), (1/N) sum_n ||r(inputs_n) - targets_n||^2, and its gradient.
    /// parameters: parameterCount() values; inputs, targets: [count x inputDim] row-major;
    /// gradient: out, parameterCount() values. Non-finite parameters or data give a NaN or infinite
    /// result, no exception. count 0 gives 0. Instantiated for float and double.
    template <typename Real>
    double lossAndGradient(const double* parameters, const Real* inputs, const Real* targets,
                           std::size_t count, double* gradient);

    /// The loss alone; the same number as lossAndGradient returns, in about half the time.
    template <typename Real>
    double loss(const double* parameters, const Real* inputs, const Real* targets,
                std::size_t count);

    /// r(points), [count x inputDim] in and out (they may not overlap).
    template <typename Real>
    void reconstruct(const double* parameters, const Real* points, std::size_t count, Real* out);

    /// r and its Jacobian dr_k/dx_j in double, for a modest number of points.
    /// reconstruction: [count x d]; jacobian: [count x d x d] with k the row. Both are outputs.
    void reconstructWithJacobian(const double* parameters, const double* points, std::size_t count,
                                 double* reconstruction, double* jacobian) const;

private:
    struct Workspace;
    AutoEncoderShape shape_;
    FusedOptions options_;
    std::unique_ptr<Workspace> workspace_;
};

/// The same loss and gradient written down plainly, in double and serially: the reference of the
/// tests. gradient may be null.
double plainLossAndGradient(const AutoEncoderShape& shape, const double* parameters,
                            const double* inputs, const double* targets, std::size_t count,
                            double* gradient);

/// r(points) written down plainly, in double and serially: the reference of the tests.
void plainReconstruct(const AutoEncoderShape& shape, const double* parameters, const double* points,
                      std::size_t count, double* out);

} // namespace scorescope::nn
