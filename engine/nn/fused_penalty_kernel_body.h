// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

// Kernels for the Jacobian penalties, and the table of all kernels; included like
// fused_autoencoder_kernel_body.h, on which they build. With p = 1/4 - t^2 (the slope of a unit up
// to a factor) the Jacobian A = sum_h p_h decoder_h encoder_h^T is one more linear map of numbers
// that the forward pass has at hand, and the penalty's gradient needs only sums over examples of
// p B: d^2 accumulators per unit, no derivative of a derivative.

#include "engine/nn/fused_autoencoder_kernel_body.h"

namespace {

template <typename S> inline typename S::Vec slopeOf(typename S::Vec t) {
    return S::fnma(t, t, S::set1(typename S::Real(0.25)));
}

template <typename S, int D, int E>
inline void forwardJacobianGroup(const PackedNetwork<typename S::Real>& net,
                                 const ExampleBlock<typename S::Real>& block, std::size_t first) {
    using Real = typename S::Real;
    using Vec = typename S::Vec;
    const std::size_t padded = net.paddedHidden;
    const std::size_t vectorStride = (block.count + scratchPadding) * S::lanes;
    Vec sum[E][D];
    Vec slope[E][D * D];
    for (int i = 0; i < E; ++i) {
        for (int k = 0; k < D; ++k) {
            sum[i][k] = S::set1(Real(0));
        }
        for (int k = 0; k < D * D; ++k) {
            slope[i][k] = S::set1(Real(0));
        }
    }
    const Real* x = block.inputs + first * D;
    for (std::size_t h = 0, v = 0; h < padded; h += S::lanes, ++v) {
        const Vec bias = S::load(net.bias + h);
        for (int i = 0; i < E; ++i) {
            Vec z = bias;
            for (int j = 0; j < D; ++j) {
                z = S::fma(S::load(net.encoder + static_cast<std::size_t>(j) * padded + h),
                           S::set1(x[i * D + j]), z);
            }
            const Vec t = minusHalfTanh<S>(z);
            S::store(block.scratch + v * vectorStride +
                         (first + static_cast<std::size_t>(i)) * S::lanes,
                     t);
            const Vec p = slopeOf<S>(t);
            for (int k = 0; k < D; ++k) {
                sum[i][k] = S::fma(S::load(net.decoder + static_cast<std::size_t>(k) * padded + h),
                                   t, sum[i][k]);
            }
            for (int k = 0; k < D * D; ++k) {
                slope[i][k] =
                    S::fma(S::load(net.products + static_cast<std::size_t>(k) * padded + h), p,
                           slope[i][k]);
            }
        }
    }
    for (int i = 0; i < E; ++i) {
        const std::size_t n = first + static_cast<std::size_t>(i);
        for (int k = 0; k < D; ++k) {
            block.reconstruction[n * D + static_cast<std::size_t>(k)] =
                net.offset[k] - Real(2) * S::sum(sum[i][k]);
        }
        for (int k = 0; k < D * D; ++k) {
            block.jacobian[n * D * D + static_cast<std::size_t>(k)] = S::sum(slope[i][k]);
        }
    }
}

template <typename S, int D>
void forwardJacobianFixed(const PackedNetwork<typename S::Real>& net,
                          const ExampleBlock<typename S::Real>& block) {
    constexpr int group = D == 3 ? 2 : 4;
    std::size_t n = 0;
    for (; n + group <= block.count; n += group) {
        forwardJacobianGroup<S, D, group>(net, block, n);
    }
    for (; n < block.count; ++n) {
        forwardJacobianGroup<S, D, 1>(net, block, n);
    }
}

/// One vector of hidden units over one block.
template <typename S, int D>
inline void backwardJacobianUnits(const PackedNetwork<typename S::Real>& net,
                                  const ExampleBlock<typename S::Real>& block, std::size_t h) {
    using Real = typename S::Real;
    using Vec = typename S::Vec;
    const std::size_t padded = net.paddedHidden;
    const std::size_t vectorStride = (block.count + scratchPadding) * S::lanes;
    const Real* scratch = block.scratch + h / S::lanes * vectorStride;
    Vec out[D];
    Vec product[D * D];
    Vec sumIn[D];
    Vec sumOut[D];
    Vec sumSlope[D * D];
    Vec sumBias = S::set1(Real(0));
    for (int k = 0; k < D; ++k) {
        out[k] = S::load(net.decoder + static_cast<std::size_t>(k) * padded + h);
        sumIn[k] = S::set1(Real(0));
        sumOut[k] = S::set1(Real(0));
    }
    for (int k = 0; k < D * D; ++k) {
        product[k] = S::load(net.products + static_cast<std::size_t>(k) * padded + h);
        sumSlope[k] = S::set1(Real(0));
    }
    for (std::size_t n = 0; n < block.count; ++n) {
        const Real* x = block.inputs + n * D;
        const Real* e = block.reconstruction + n * D;
        const Real* b = block.jacobian + n * D * D;
        const Vec t = S::load(scratch + n * S::lanes);
        const Vec p = slopeOf<S>(t);
        Vec q = S::mul(out[0], S::set1(e[0]));
        for (int k = 1; k < D; ++k) {
            q = S::fma(out[k], S::set1(e[k]), q);
        }
        Vec m = S::mul(product[0], S::set1(b[0]));
        for (int k = 1; k < D * D; ++k) {
            m = S::fma(product[k], S::set1(b[k]), m);
        }
        q = S::mul(p, S::fma(t, m, q));
        sumBias = S::add(sumBias, q);
        for (int k = 0; k < D; ++k) {
            sumIn[k] = S::fma(q, S::set1(x[k]), sumIn[k]);
            sumOut[k] = S::fma(t, S::set1(e[k]), sumOut[k]);
        }
        for (int k = 0; k < D * D; ++k) {
            sumSlope[k] = S::fma(p, S::set1(b[k]), sumSlope[k]);
        }
    }
    double* to = block.sums + h;
    for (int k = 0; k < D; ++k) {
        S::addTo(to + static_cast<std::size_t>(k) * padded, sumIn[k]);
        S::addTo(to + static_cast<std::size_t>(D + 1 + k) * padded, sumOut[k]);
    }
    S::addTo(to + static_cast<std::size_t>(D) * padded, sumBias);
    for (int k = 0; k < D * D; ++k) {
        S::addTo(to + static_cast<std::size_t>(2 * D + 1 + k) * padded, sumSlope[k]);
    }
}

template <typename S, int D>
void backwardJacobianFixed(const PackedNetwork<typename S::Real>& net,
                           const ExampleBlock<typename S::Real>& block) {
    for (std::size_t h = 0; h < net.paddedHidden; h += S::lanes) {
        backwardJacobianUnits<S, D>(net, block, h);
    }
}

/// A_ij for Examples examples and Rows values of i.
template <typename S, int Examples, int Rows>
inline void jacobianTile(const PackedNetwork<typename S::Real>& net,
                         const ExampleBlock<typename S::Real>& block, std::size_t n, std::size_t i,
                         std::size_t j) {
    using Real = typename S::Real;
    using Vec = typename S::Vec;
    const std::size_t padded = net.paddedHidden;
    const std::size_t dim = net.inputDim;
    const std::size_t vectorStride = (block.count + scratchPadding) * S::lanes;
    Vec sum[Examples][Rows];
    for (int a = 0; a < Examples; ++a) {
        for (int r = 0; r < Rows; ++r) {
            sum[a][r] = S::set1(Real(0));
        }
    }
    for (std::size_t h = 0, v = 0; h < padded; h += S::lanes, ++v) {
        const Vec in = S::load(net.encoder + j * padded + h);
        const Real* scratch = block.scratch + v * vectorStride + n * S::lanes;
        for (int a = 0; a < Examples; ++a) {
            const Vec y =
                S::mul(in, slopeOf<S>(S::load(scratch + static_cast<std::size_t>(a) * S::lanes)));
            for (int r = 0; r < Rows; ++r) {
                sum[a][r] =
                    S::fma(S::load(net.decoder + (i + static_cast<std::size_t>(r)) * padded + h), y,
                           sum[a][r]);
            }
        }
    }
    for (int a = 0; a < Examples; ++a) {
        for (int r = 0; r < Rows; ++r) {
            block.jacobian[((n + static_cast<std::size_t>(a)) * dim + i +
                            static_cast<std::size_t>(r)) *
                               dim +
                           j] = S::sum(sum[a][r]);
        }
    }
}

template <typename S, int Examples>
void jacobianOf(const PackedNetwork<typename S::Real>& net,
                const ExampleBlock<typename S::Real>& block, std::size_t n) {
    const std::size_t dim = net.inputDim;
    for (std::size_t j = 0; j < dim; ++j) {
        std::size_t i = 0;
        for (; i + 4 <= dim; i += 4) {
            jacobianTile<S, Examples, 4>(net, block, n, i, j);
        }
        for (; i < dim; ++i) {
            jacobianTile<S, Examples, 1>(net, block, n, i, j);
        }
    }
}

/// Any dimension.
template <typename S>
void forwardJacobianGeneral(const PackedNetwork<typename S::Real>& net,
                            const ExampleBlock<typename S::Real>& block) {
    forwardGeneral<S, false>(net, block);
    std::size_t n = 0;
    for (; n + 4 <= block.count; n += 4) {
        jacobianOf<S, 4>(net, block, n);
    }
    for (; n < block.count; ++n) {
        jacobianOf<S, 1>(net, block, n);
    }
}

/// For Columns values of j: m += encoder_j (B^T decoder)_j into `slope`, and sum p (B^T decoder)_j.
template <typename S, int Columns>
inline void backwardColumns(const PackedNetwork<typename S::Real>& net,
                            const ExampleBlock<typename S::Real>& block, std::size_t h,
                            std::size_t j) {
    using Real = typename S::Real;
    using Vec = typename S::Vec;
    const std::size_t padded = net.paddedHidden;
    const std::size_t dim = net.inputDim;
    const std::size_t vectorStride = (block.count + scratchPadding) * S::lanes;
    const Real* scratch = block.scratch + h / S::lanes * vectorStride;
    Vec total[Columns];
    for (int c = 0; c < Columns; ++c) {
        total[c] = S::set1(Real(0));
    }
    for (std::size_t n = 0; n < block.count; ++n) {
        const Real* b = block.jacobian + n * dim * dim + j;
        Vec column[Columns];
        for (int c = 0; c < Columns; ++c) {
            column[c] = S::set1(Real(0));
        }
        for (std::size_t i = 0; i < dim; ++i) {
            const Vec out = S::load(net.decoder + i * padded + h);
            for (int c = 0; c < Columns; ++c) {
                column[c] =
                    S::fma(out, S::set1(b[i * dim + static_cast<std::size_t>(c)]), column[c]);
            }
        }
        const Vec p = slopeOf<S>(S::load(scratch + n * S::lanes));
        Vec m = S::load(block.slope + n * S::lanes);
        for (int c = 0; c < Columns; ++c) {
            m = S::fma(S::load(net.encoder + (j + static_cast<std::size_t>(c)) * padded + h),
                       column[c], m);
            total[c] = S::fma(p, column[c], total[c]);
        }
        S::store(block.slope + n * S::lanes, m);
    }
    for (int c = 0; c < Columns; ++c) {
        S::addTo(block.sums + h + (2 * dim + 1 + j + static_cast<std::size_t>(c)) * padded,
                 total[c]);
    }
}

/// For Rows values of i: sum p (B encoder)_i.
template <typename S, int Rows>
inline void backwardRows(const PackedNetwork<typename S::Real>& net,
                         const ExampleBlock<typename S::Real>& block, std::size_t h,
                         std::size_t i) {
    using Real = typename S::Real;
    using Vec = typename S::Vec;
    const std::size_t padded = net.paddedHidden;
    const std::size_t dim = net.inputDim;
    const std::size_t vectorStride = (block.count + scratchPadding) * S::lanes;
    const Real* scratch = block.scratch + h / S::lanes * vectorStride;
    Vec total[Rows];
    for (int r = 0; r < Rows; ++r) {
        total[r] = S::set1(Real(0));
    }
    for (std::size_t n = 0; n < block.count; ++n) {
        const Real* b = block.jacobian + (n * dim + i) * dim;
        Vec row[Rows];
        for (int r = 0; r < Rows; ++r) {
            row[r] = S::set1(Real(0));
        }
        for (std::size_t j = 0; j < dim; ++j) {
            const Vec in = S::load(net.encoder + j * padded + h);
            for (int r = 0; r < Rows; ++r) {
                row[r] = S::fma(in, S::set1(b[static_cast<std::size_t>(r) * dim + j]), row[r]);
            }
        }
        const Vec p = slopeOf<S>(S::load(scratch + n * S::lanes));
        for (int r = 0; r < Rows; ++r) {
            total[r] = S::fma(p, row[r], total[r]);
        }
    }
    for (int r = 0; r < Rows; ++r) {
        S::addTo(block.sums + h + (3 * dim + 1 + i + static_cast<std::size_t>(r)) * padded,
                 total[r]);
    }
}

/// Any dimension, either penalty: `slope` becomes q, then the sums that every criterion has.
template <typename S, bool Code>
void backwardPenaltyGeneral(const PackedNetwork<typename S::Real>& net,
                            const ExampleBlock<typename S::Real>& block) {
    using Real = typename S::Real;
    using Vec = typename S::Vec;
    const std::size_t padded = net.paddedHidden;
    const std::size_t dim = net.inputDim;
    const std::size_t vectorStride = (block.count + scratchPadding) * S::lanes;
    for (std::size_t h = 0, v = 0; h < padded; h += S::lanes, ++v) {
        const Real* scratch = block.scratch + v * vectorStride;
        double* to = block.sums + h;
        if (!Code) {
            for (std::size_t n = 0; n < block.count; ++n) {
                S::store(block.slope + n * S::lanes, S::set1(Real(0)));
            }
            std::size_t j = 0;
            for (; j + 4 <= dim; j += 4) {
                backwardColumns<S, 4>(net, block, h, j);
                backwardRows<S, 4>(net, block, h, j);
            }
            for (; j < dim; ++j) {
                backwardColumns<S, 1>(net, block, h, j);
                backwardRows<S, 1>(net, block, h, j);
            }
        }
        Vec sumBias = S::set1(Real(0));
        Vec sumSquares = S::set1(Real(0));
        for (std::size_t n = 0; n < block.count; ++n) {
            const Vec t = S::load(scratch + n * S::lanes);
            const Vec p = slopeOf<S>(t);
            Vec q = S::set1(Real(0));
            for (std::size_t k = 0; k < dim; ++k) {
                q = S::fma(S::load(net.decoder + k * padded + h),
                           S::set1(block.reconstruction[n * dim + k]), q);
            }
            const Vec m =
                Code ? S::mul(S::load(net.codeWeight + h), p) : S::load(block.slope + n * S::lanes);
            q = S::mul(p, S::fma(t, m, q));
            S::store(block.slope + n * S::lanes, q);
            sumBias = S::add(sumBias, q);
            if (Code) {
                sumSquares = S::fma(p, p, sumSquares);
            }
        }
        S::addTo(to + dim * padded, sumBias);
        if (Code) {
            S::addTo(to + (2 * dim + 1) * padded, sumSquares);
        }
        for (std::size_t k = 0; k < dim; ++k) {
            Vec sumIn = S::set1(Real(0));
            Vec sumOut = S::set1(Real(0));
            for (std::size_t n = 0; n < block.count; ++n) {
                sumIn = S::fma(S::load(block.slope + n * S::lanes),
                               S::set1(block.inputs[n * dim + k]), sumIn);
                sumOut = S::fma(S::load(scratch + n * S::lanes),
                                S::set1(block.reconstruction[n * dim + k]), sumOut);
            }
            S::addTo(to + k * padded, sumIn);
            S::addTo(to + (dim + 1 + k) * padded, sumOut);
        }
    }
}

/// The code's penalty for Units vectors of hidden units at a time.
template <typename S, int D, int Units>
inline void backwardCodeUnits(const PackedNetwork<typename S::Real>& net,
                              const ExampleBlock<typename S::Real>& block, std::size_t h) {
    using Real = typename S::Real;
    using Vec = typename S::Vec;
    const std::size_t padded = net.paddedHidden;
    const std::size_t vectorStride = (block.count + scratchPadding) * S::lanes;
    const Real* scratch = block.scratch + h / S::lanes * vectorStride;
    Vec out[Units][D];
    Vec weight[Units];
    Vec sumIn[Units][D];
    Vec sumOut[Units][D];
    Vec sumBias[Units];
    Vec sumSquares[Units];
    for (int u = 0; u < Units; ++u) {
        const std::size_t unit = h + static_cast<std::size_t>(u) * S::lanes;
        for (int k = 0; k < D; ++k) {
            out[u][k] = S::load(net.decoder + static_cast<std::size_t>(k) * padded + unit);
            sumIn[u][k] = S::set1(Real(0));
            sumOut[u][k] = S::set1(Real(0));
        }
        weight[u] = S::load(net.codeWeight + unit);
        sumBias[u] = S::set1(Real(0));
        sumSquares[u] = S::set1(Real(0));
    }
    for (std::size_t n = 0; n < block.count; ++n) {
        const Real* x = block.inputs + n * D;
        const Real* e = block.reconstruction + n * D;
        for (int u = 0; u < Units; ++u) {
            const Vec t =
                S::load(scratch + static_cast<std::size_t>(u) * vectorStride + n * S::lanes);
            const Vec p = slopeOf<S>(t);
            Vec q = S::mul(out[u][0], S::set1(e[0]));
            for (int k = 1; k < D; ++k) {
                q = S::fma(out[u][k], S::set1(e[k]), q);
            }
            q = S::mul(p, S::fma(t, S::mul(weight[u], p), q));
            sumBias[u] = S::add(sumBias[u], q);
            sumSquares[u] = S::fma(p, p, sumSquares[u]);
            for (int k = 0; k < D; ++k) {
                sumIn[u][k] = S::fma(q, S::set1(x[k]), sumIn[u][k]);
                sumOut[u][k] = S::fma(t, S::set1(e[k]), sumOut[u][k]);
            }
        }
    }
    for (int u = 0; u < Units; ++u) {
        double* to = block.sums + h + static_cast<std::size_t>(u) * S::lanes;
        for (int k = 0; k < D; ++k) {
            S::addTo(to + static_cast<std::size_t>(k) * padded, sumIn[u][k]);
            S::addTo(to + static_cast<std::size_t>(D + 1 + k) * padded, sumOut[u][k]);
        }
        S::addTo(to + static_cast<std::size_t>(D) * padded, sumBias[u]);
        S::addTo(to + static_cast<std::size_t>(2 * D + 1) * padded, sumSquares[u]);
    }
}

template <typename S, int D>
void backwardCodeFixed(const PackedNetwork<typename S::Real>& net,
                       const ExampleBlock<typename S::Real>& block) {
    std::size_t h = 0;
    for (; h + 2 * S::lanes <= net.paddedHidden; h += 2 * S::lanes) {
        backwardCodeUnits<S, D, 2>(net, block, h);
    }
    for (; h < net.paddedHidden; h += S::lanes) {
        backwardCodeUnits<S, D, 1>(net, block, h);
    }
}

template <typename S>
void runForwardJacobian(const PackedNetwork<typename S::Real>& net,
                        const ExampleBlock<typename S::Real>& block) {
    switch (net.inputDim) {
    case 1:
        return forwardJacobianFixed<S, 1>(net, block);
    case 2:
        return forwardJacobianFixed<S, 2>(net, block);
    case 3:
        return forwardJacobianFixed<S, 3>(net, block);
    default:
        return forwardJacobianGeneral<S>(net, block);
    }
}

template <typename S>
void runBackwardJacobian(const PackedNetwork<typename S::Real>& net,
                         const ExampleBlock<typename S::Real>& block) {
    switch (net.inputDim) {
    case 1:
        return backwardJacobianFixed<S, 1>(net, block);
    case 2:
        return backwardJacobianFixed<S, 2>(net, block);
    case 3:
        return backwardJacobianFixed<S, 3>(net, block);
    default:
        return backwardPenaltyGeneral<S, false>(net, block);
    }
}

template <typename S>
void runBackwardCode(const PackedNetwork<typename S::Real>& net,
                     const ExampleBlock<typename S::Real>& block) {
    switch (net.inputDim) {
    case 1:
        return backwardCodeFixed<S, 1>(net, block);
    case 2:
        return backwardCodeFixed<S, 2>(net, block);
    case 3:
        return backwardCodeFixed<S, 3>(net, block);
    default:
        return backwardPenaltyGeneral<S, true>(net, block);
    }
}

template <typename S> FusedKernels<typename S::Real> kernelsOf() {
    FusedKernels<typename S::Real> kernels;
    kernels.reconstruct = runReconstruct<S>;
    kernels.forward = runForward<S>;
    kernels.backward = runBackward<S>;
    kernels.forwardJacobian = runForwardJacobian<S>;
    kernels.backwardJacobian = runBackwardJacobian<S>;
    kernels.backwardCode = runBackwardCode<S>;
    return kernels;
}

} // namespace
