// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/nonparametric/empirical_denoiser.h"

#include "engine/core/finite.h"
#include "engine/core/threads.h"
#include "engine/manifold/nonparametric/quadrature.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace scorescope::manifold {

namespace {

constexpr std::size_t boxSize = 64;
constexpr double largestExponent = 40.0;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
/// Queries that a thread takes at a time.
constexpr std::size_t pointsAtOnce = 16;
constexpr double logTwoPi = 1.8378770664093454836;

void demandSigma(double sigma) {
    if (!(sigma > 0.0) || !std::isfinite(sigma)) {
        throw std::invalid_argument("the optimal denoiser needs a finite sigma above 0");
    }
}

/// Reorders `index` so that each run of boxSize points is a neighbourhood: halves along the widest
/// axis, cut at whole boxes.
void gather(const data::PointSet& points, std::size_t* index, std::size_t count) {
    if (count <= boxSize) {
        return;
    }
    const std::size_t d = points.dimensions;
    std::size_t widest = 0;
    double width = -1.0;
    for (std::size_t k = 0; k < d; ++k) {
        double low = infinity;
        double high = -infinity;
        for (std::size_t i = 0; i < count; ++i) {
            low = std::min(low, points.point(index[i])[k]);
            high = std::max(high, points.point(index[i])[k]);
        }
        if (high - low > width) {
            width = high - low;
            widest = k;
        }
    }
    const std::size_t boxes = (count + boxSize - 1) / boxSize;
    const std::size_t middle = boxes / 2 * boxSize;
    std::nth_element(index, index + middle, index + count, [&](std::size_t a, std::size_t b) {
        const double xa = points.point(a)[widest];
        const double xb = points.point(b)[widest];
        return xa != xb ? xa < xb : a < b;
    });
    gather(points, index, middle);
    gather(points, index + middle, count - middle);
}

/// exp in place for boxSize values below about 1, in a form that compilers turn into vectors:
/// rounded to whole powers of two by adding 1.5·2⁵², whose last bits then hold the exponent;
/// Taylor's series of degree 13 on [−log √2, log √2]. Relative error below 4e-16 down to −60, and
/// e⁻⁶⁰ below that.
void exponentials(double* values) {
    constexpr double shift = 6755399441055744.0;
    constexpr double perLogTwo = 1.4426950408889634074;
    constexpr double logTwoHigh = 6.93147180369123816490e-01; // its last 32 bits are 0
    constexpr double logTwoLow = 1.90821492927058770002e-10;
    constexpr std::array<double, 14> inverseFactorial = {1.0,
                                                         1.0,
                                                         1.0 / 2,
                                                         1.0 / 6,
                                                         1.0 / 24,
                                                         1.0 / 120,
                                                         1.0 / 720,
                                                         1.0 / 5040,
                                                         1.0 / 40320,
                                                         1.0 / 362880,
                                                         1.0 / 3628800,
                                                         1.0 / 39916800,
                                                         1.0 / 479001600,
                                                         1.0 / 6227020800};
    for (std::size_t i = 0; i < boxSize; ++i) {
        const double x = values[i] > -60.0 ? values[i] : -60.0;
        const double shifted = x * perLogTwo + shift;
        const double whole = shifted - shift;
        const double rest = (x - whole * logTwoHigh) - whole * logTwoLow;
        double series = inverseFactorial[13];
        for (std::size_t k = 13; k > 0; --k) {
            series = series * rest + inverseFactorial[k - 1];
        }
        std::uint64_t power = 0;
        std::uint64_t bits = 0;
        std::memcpy(&power, &shifted, sizeof power);
        std::memcpy(&bits, &series, sizeof bits);
        bits += power << 52U;
        std::memcpy(values + i, &bits, sizeof bits);
    }
}

/// Σ a_i b_i of a box, in eight sums so that compilers may use vectors.
double product(const double* a, const double* b) {
    std::array<double, 8> sum{};
    for (std::size_t i = 0; i < boxSize; i += 8) {
        for (std::size_t lane = 0; lane < 8; ++lane) {
            sum[lane] += a[i + lane] * b[i + lane];
        }
    }
    return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}

} // namespace

/// The points that matter at one x, for one thread.
struct EmpiricalDenoiser::Scratch {
    std::vector<double> bound;    ///< [boxes] least exponent that a point of the box can have
    std::vector<double> exponent; ///< [boxSize]
    std::vector<std::size_t> box; ///< kept boxes
    std::vector<double> weight;   ///< [kept × boxSize], relative to the largest
    std::size_t nearest = 0;      ///< the point of the least exponent
    double least = 0.0;           ///< its exponent ‖x − x_i‖²/2σ² − log ω_i
    double mass = 0.0;            ///< sum of `weight`
    std::vector<double> centred;  ///< [d × boxSize], of the covariance
};

EmpiricalDenoiser::EmpiricalDenoiser(const data::PointSet& points, double sigma,
                                     const std::vector<double>& weights)
    : dimensions_(points.dimensions), sigma_(sigma) {
    demandSigma(sigma);
    const std::size_t d = dimensions_;
    if (d == 0 || points.size() == 0 || points.coordinates.size() != points.size() * d) {
        throw std::invalid_argument("the optimal denoiser needs at least one point");
    }
    if (!allFinite(points.coordinates)) {
        throw std::invalid_argument("the points of the optimal denoiser must be finite");
    }
    if (!weights.empty() && weights.size() != points.size()) {
        throw std::invalid_argument("the optimal denoiser needs one weight for each point");
    }
    double total = 0.0;
    std::vector<std::size_t> index;
    index.reserve(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        const double weight = weights.empty() ? 1.0 : weights[i];
        if (!(weight >= 0.0) || !std::isfinite(weight)) {
            throw std::invalid_argument("weights of points must be finite and at least 0");
        }
        total += weight;
        if (weight > 0.0) {
            index.push_back(i);
        }
    }
    if (index.empty() || !std::isfinite(total)) {
        throw std::invalid_argument("weights of points must have a finite sum above 0");
    }
    size_ = index.size();
    gather(points, index.data(), index.size());
    const std::size_t boxes = (size_ + boxSize - 1) / boxSize;
    coordinates_.resize(boxes * d * boxSize);
    logWeights_.assign(boxes * boxSize, -infinity);
    boxWeights_.assign(boxes, -infinity);
    low_.assign(boxes * d, infinity);
    high_.assign(boxes * d, -infinity);
    for (std::size_t i = 0; i < boxes * boxSize; ++i) {
        const std::size_t box = i / boxSize;
        const std::size_t place = i % boxSize;
        // The padding repeats the last point, at no weight.
        const std::size_t from = index[std::min(i, size_ - 1)];
        for (std::size_t k = 0; k < d; ++k) {
            const double x = points.point(from)[k];
            coordinates_[(box * d + k) * boxSize + place] = x;
            low_[box * d + k] = std::min(low_[box * d + k], x);
            high_[box * d + k] = std::max(high_[box * d + k], x);
        }
        if (i < size_) {
            logWeights_[i] = std::log(weights.empty() ? 1.0 : weights[from]) - std::log(total);
            boxWeights_[box] = std::max(boxWeights_[box], logWeights_[i]);
        }
    }
}

/// False where x is not finite or so far that squares overflow.
bool EmpiricalDenoiser::weigh(const double* x, Scratch& scratch) const {
    const std::size_t d = dimensions_;
    const std::size_t boxes = boxWeights_.size();
    const double precision = 0.5 / (sigma_ * sigma_);
    scratch.bound.resize(boxes);
    scratch.exponent.resize(boxSize);
    double* exponent = scratch.exponent.data();
    std::size_t first = boxes;
    double firstBound = infinity;
    for (std::size_t b = 0; b < boxes; ++b) {
        double squared = 0.0;
        for (std::size_t k = 0; k < d; ++k) {
            const double low = low_[b * d + k] - x[k];
            const double high = x[k] - high_[b * d + k];
            const double gap = std::max(0.0, std::max(low, high));
            squared += gap * gap + 0.0 * x[k]; // carries NaN along
        }
        scratch.bound[b] = precision * squared - boxWeights_[b];
        if (scratch.bound[b] < firstBound) {
            firstBound = scratch.bound[b];
            first = b;
        }
    }
    if (first == boxes) {
        return false;
    }
    const auto exponentsOf = [&](std::size_t b) {
        const double* logWeight = logWeights_.data() + b * boxSize;
        std::fill(exponent, exponent + boxSize, 0.0);
        for (std::size_t k = 0; k < d; ++k) {
            const double* coordinate = coordinates_.data() + (b * d + k) * boxSize;
            const double at = x[k];
            for (std::size_t i = 0; i < boxSize; ++i) {
                const double difference = coordinate[i] - at;
                exponent[i] += difference * difference;
            }
        }
        for (std::size_t i = 0; i < boxSize; ++i) {
            exponent[i] = precision * exponent[i] - logWeight[i];
        }
    };
    scratch.least = infinity;
    const auto search = [&](std::size_t b) {
        exponentsOf(b);
        for (std::size_t i = 0; i < boxSize; ++i) {
            if (exponent[i] < scratch.least) {
                scratch.least = exponent[i];
                scratch.nearest = b * boxSize + i;
            }
        }
    };
    search(first);
    for (std::size_t b = 0; b < boxes; ++b) {
        if (b != first && scratch.bound[b] < scratch.least) {
            search(b);
        }
    }
    if (!std::isfinite(scratch.least)) {
        return false;
    }
    // Far away the squares are so much larger than their differences that rounding would tell:
    // ‖x − x_i‖² − ‖x − x_n‖² = (x_n − x_i)·(2x − x_i − x_n) instead.
    const double cut = scratch.least + largestExponent + 1e-14 * std::abs(scratch.least);
    const std::size_t nearestBox = scratch.nearest / boxSize;
    const double* nearest =
        coordinates_.data() + nearestBox * d * boxSize + scratch.nearest % boxSize;
    scratch.box.clear();
    scratch.weight.clear();
    scratch.mass = 0.0;
    std::array<double, boxSize> ones;
    ones.fill(1.0);
    for (std::size_t b = 0; b < boxes; ++b) {
        if (!(scratch.bound[b] <= cut)) {
            continue;
        }
        std::fill(exponent, exponent + boxSize, 0.0);
        for (std::size_t k = 0; k < d; ++k) {
            const double* coordinate = coordinates_.data() + (b * d + k) * boxSize;
            const double near = nearest[k * boxSize];
            const double at = x[k];
            for (std::size_t i = 0; i < boxSize; ++i) {
                exponent[i] += (near - coordinate[i]) * ((at - coordinate[i]) + (at - near));
            }
        }
        const double* logWeight = logWeights_.data() + b * boxSize;
        const double reference = logWeights_[scratch.nearest];
        for (std::size_t i = 0; i < boxSize; ++i) {
            exponent[i] = logWeight[i] - reference - precision * exponent[i];
        }
        exponentials(exponent);
        scratch.box.push_back(b);
        scratch.weight.insert(scratch.weight.end(), exponent, exponent + boxSize);
        scratch.mass += product(exponent, ones.data());
    }
    return std::isfinite(scratch.mass);
}

void EmpiricalDenoiser::mean(const Scratch& scratch, double* out) const {
    const std::size_t d = dimensions_;
    std::array<double, boxSize> centred;
    for (std::size_t k = 0; k < d; ++k) {
        const double origin =
            coordinates_[(scratch.nearest / boxSize * d + k) * boxSize + scratch.nearest % boxSize];
        double sum = 0.0;
        for (std::size_t n = 0; n < scratch.box.size(); ++n) {
            const double* coordinate = coordinates_.data() + (scratch.box[n] * d + k) * boxSize;
            for (std::size_t i = 0; i < boxSize; ++i) {
                centred[i] = coordinate[i] - origin;
            }
            sum += product(scratch.weight.data() + n * boxSize, centred.data());
        }
        out[k] = origin + sum / scratch.mass;
    }
}

void EmpiricalDenoiser::reconstruct(const double* points, std::size_t count, double* out) const {
    const std::size_t d = dimensions_;
    shareOut(
        count, 0, pointsAtOnce, [] { return Scratch(); },
        [&](std::size_t n, Scratch& scratch) {
            if (weigh(points + n * d, scratch)) {
                mean(scratch, out + n * d);
            } else {
                std::fill_n(out + n * d, d, nan);
            }
        });
}

/// The covariance of the points under their weights over σ², given their mean r.
void EmpiricalDenoiser::covariance(Scratch& scratch, const double* r, double* jac) const {
    const std::size_t d = dimensions_;
    scratch.centred.resize(d * boxSize);
    std::array<double, boxSize> weighted;
    std::fill_n(jac, d * d, 0.0);
    for (std::size_t m = 0; m < scratch.box.size(); ++m) {
        const double* coordinate = coordinates_.data() + scratch.box[m] * d * boxSize;
        const double* weight = scratch.weight.data() + m * boxSize;
        for (std::size_t k = 0; k < d; ++k) {
            double* row = scratch.centred.data() + k * boxSize;
            for (std::size_t i = 0; i < boxSize; ++i) {
                row[i] = coordinate[k * boxSize + i] - r[k];
                weighted[i] = weight[i] * row[i];
            }
            for (std::size_t j = 0; j <= k; ++j) {
                jac[k * d + j] += product(weighted.data(), scratch.centred.data() + j * boxSize);
            }
        }
    }
    const double scale = 1.0 / (scratch.mass * sigma_ * sigma_);
    for (std::size_t k = 0; k < d; ++k) {
        for (std::size_t j = 0; j <= k; ++j) {
            jac[k * d + j] *= scale;
            jac[j * d + k] = jac[k * d + j];
        }
    }
}

void EmpiricalDenoiser::reconstructWithJacobian(const double* points, std::size_t count,
                                                double* reconstruction, double* jacobian) const {
    const std::size_t d = dimensions_;
    shareOut(
        count, 0, pointsAtOnce, [] { return Scratch(); },
        [&](std::size_t n, Scratch& scratch) {
            double* r = reconstruction + n * d;
            double* jac = jacobian + n * d * d;
            if (weigh(points + n * d, scratch)) {
                mean(scratch, r);
                covariance(scratch, r, jac);
            } else {
                std::fill_n(r, d, nan);
                std::fill_n(jac, d * d, nan);
            }
        });
}

void EmpiricalDenoiser::logDensity(const double* points, std::size_t count, double* out) const {
    const std::size_t d = dimensions_;
    const double norm = static_cast<double>(d) * (std::log(sigma_) + 0.5 * logTwoPi);
    shareOut(
        count, 0, pointsAtOnce, [] { return Scratch(); },
        [&](std::size_t n, Scratch& scratch) {
            out[n] = weigh(points + n * d, scratch) ? std::log(scratch.mass) - scratch.least - norm
                                                    : nan;
        });
}

namespace {

EmpiricalDenoiser curveNodes(const data::ToyCurve& curve, double sigma) {
    demandSigma(sigma);
    const double span = curve.end - curve.begin;
    if (!curve.point || !curve.derivative || !(span > 0.0) || !std::isfinite(span) ||
        curve.dimensions == 0) {
        throw std::invalid_argument("the optimal denoiser needs a curve over a finite range");
    }
    std::vector<double> derivative(curve.dimensions);
    CurvePanels panels;
    panels.begin = curve.begin;
    panels.end = curve.end;
    panels.sigma = sigma;
    panels.widest = std::min(0.125, span / 64.0);
    panels.graded = !curve.closed;
    panels.speed = [&curve, &derivative](double t) {
        curve.derivative(t, derivative.data());
        double squared = 0.0;
        for (const double component : derivative) {
            squared += component * component;
        }
        if (!std::isfinite(squared)) {
            throw std::invalid_argument("the curve of the optimal denoiser must be finite");
        }
        return std::sqrt(squared);
    };
    constexpr std::size_t order = 10;
    const std::vector<QuadratureNode> nodes = compositeNodes(panelEnds(panels), order);
    data::PointSet points;
    points.dimensions = curve.dimensions;
    points.coordinates.reserve(nodes.size() * curve.dimensions);
    std::vector<double> pointWeights;
    std::vector<double> at(curve.dimensions);
    for (const QuadratureNode& node : nodes) {
        curve.point(node.at, at.data());
        points.coordinates.insert(points.coordinates.end(), at.begin(), at.end());
        pointWeights.push_back(node.weight);
    }
    return EmpiricalDenoiser(points, sigma, pointWeights);
}

} // namespace

CurveDenoiser::CurveDenoiser(const data::ToyCurve& curve, double sigma)
    : nodes_(curveNodes(curve, sigma)) {}

MixtureDenoiser::MixtureDenoiser(const data::GaussianMixture& mixture, double sigma)
    : smoothed_((demandSigma(sigma), mixture.smoothed(sigma))), sigma_(sigma) {}

void MixtureDenoiser::reconstruct(const double* points, std::size_t count, double* out) const {
    const std::size_t d = dimensions();
    parallelFor(count, 0, pointsAtOnce, [&](std::size_t first, std::size_t last) {
        for (std::size_t n = first; n < last; ++n) {
            const double* x = points + n * d;
            double* r = out + n * d;
            smoothed_.score(x, r);
            for (std::size_t k = 0; k < d; ++k) {
                r[k] = x[k] + sigma_ * sigma_ * r[k];
            }
        }
    });
}

void MixtureDenoiser::reconstructWithJacobian(const double* points, std::size_t count,
                                              double* reconstruction, double* jacobian) const {
    const std::size_t d = dimensions();
    reconstruct(points, count, reconstruction);
    parallelFor(count, 0, pointsAtOnce, [&](std::size_t first, std::size_t last) {
        for (std::size_t n = first; n < last; ++n) {
            double* jac = jacobian + n * d * d;
            smoothed_.hessian(points + n * d, jac);
            for (std::size_t k = 0; k < d; ++k) {
                for (std::size_t j = 0; j < d; ++j) {
                    jac[k * d + j] = (k == j ? 1.0 : 0.0) + sigma_ * sigma_ * jac[k * d + j];
                }
            }
        }
    });
}

void MixtureScore::score(const double* points, std::size_t count, double* out) const {
    const std::size_t d = dimensions();
    parallelFor(count, 0, pointsAtOnce, [&](std::size_t first, std::size_t last) {
        for (std::size_t n = first; n < last; ++n) {
            mixture_.score(points + n * d, out + n * d);
        }
    });
}

} // namespace scorescope::manifold
