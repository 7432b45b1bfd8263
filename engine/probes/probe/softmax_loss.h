// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/probes/features/feature_scaling.h"
#include "engine/probes/features/features.h"
#include "engine/probes/probe/softmax_kernels.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace scorescope::probes {

/// W and b of softmax(W h + b) (§9.3.2) on features as they are, with their standardization folded
/// in.
struct FoldedWeights {
    std::size_t classes = 0;
    std::size_t dimension = 0;
    std::vector<float> weights; ///< [classes × dimension]
    std::vector<double> bias;   ///< [classes]
};

/// \param weights [bias.size() × dimension], of standardized features
[[nodiscard]] FoldedWeights fold(const double* weights, const std::vector<double>& bias,
                                 const Standardization& standardization);

/// How products with few columns are formed; it changes no number beyond rounding.
enum class SoftmaxPath {
    automatic, ///< fused for up to 32 classes
    fused,     ///< both products of a block while it is in the cache, by kernels of ours
    products   ///< by the machine's BLAS (nn::multiply())
};

/// Logits W h + b of all rows, block by block.
class Logits {
public:
    /// Both must outlive it. Throws std::invalid_argument for another dimension.
    Logits(const Features& features, const FoldedWeights& weights,
           SoftmaxPath path = SoftmaxPath::automatic);

    /// Calls work(first, count, z), z [count × classes] without the bias, for consecutive rows,
    /// from several threads; `work` may not throw. The same numbers for any number of threads.
    /// Throws Cancelled when asked to stop.
    template <class Work> void visit(const stats::LongWork& watch, const Work& work) const {
        const RowCut cut = RowCut::of(features_.rows(), features_.dimension(), 0);
        visitBlocks(
            features_, cut, watch,
            [&](std::size_t /*part*/, std::size_t first, std::size_t count, const float* x) {
                std::vector<float> z(count * weights_.classes);
                form(x, count, z.data());
                work(first, count, z.data());
            });
    }
    /// z [count × classes] of some rows x.
    void form(const float* x, std::size_t count, float* z) const;

private:
    const Features& features_;
    const FoldedWeights& weights_;
    detail::SoftmaxKernels kernels_;
    bool fused_;
};

/// The cross-entropy of all training examples at some weights, in nats, by one pass over the
/// features.
struct SoftmaxSums {
    double loss = 0.0;    ///< Σ_i −log p_i(y_i)
    double entropy = 0.0; ///< Σ_i H(p_i), of what the probe says of each
    /// Σ_i (−log p_i(y_i) − H(p_i)), without the rounding of the difference
    double lossBeyondEntropy = 0.0;
    std::size_t errors = 0; ///< examples whose label is not the likeliest (first of equals)
    std::vector<double> probabilities; ///< [classes] Σ_i p_i
    std::vector<double> gradient;     ///< [classes × dimension] of `loss`, by standardized weights
    std::vector<double> biasGradient; ///< [classes]
};

/// That cross-entropy as a function of the weights of standardized features. Features are read in
/// place; products in single precision, sums over blocks in double.
class SoftmaxLoss {
public:
    /// All but the options must outlive it. \param labels [rows], each below `classes`
    ///
    /// Throws std::invalid_argument for another number of labels than rows, a label that is not
    /// below `classes` (which row), or a standardization of another dimension.
    SoftmaxLoss(const Features& features, const std::vector<std::uint32_t>& labels,
                std::size_t classes, const Standardization& standardization,
                SoftmaxPath path = SoftmaxPath::automatic);

    [[nodiscard]] std::size_t rows() const noexcept { return labels_.size(); }
    [[nodiscard]] std::size_t classes() const noexcept { return classes_; }
    [[nodiscard]] std::size_t dimension() const noexcept { return standardization_.dimension(); }

    /// \param weights [classes × dimension], \param bias [classes]. The same numbers for any number
    /// of threads. Throws Cancelled when asked to stop.
    [[nodiscard]] SoftmaxSums at(const double* weights, const double* bias,
                                 const stats::LongWork& work = {}) const;

private:
    struct Part;
    void add(const float* x, std::size_t first, std::size_t count, const Logits& logits,
             const FoldedWeights& weights, Part& part) const;

    const Features& features_;
    const std::vector<std::uint32_t>& labels_;
    std::size_t classes_;
    const Standardization& standardization_;
    SoftmaxPath path_;
};

} // namespace scorescope::probes
