// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/autoencoder/autoencoder_problem.h"

#include "engine/core/error.h"
#include "engine/core/parameters.h"
#include "engine/core/rng.h"
#include "engine/data/gaussian_mixture.h"
#include "engine/data/toy_manifolds.h"
#include "engine/data/toy_sets.h"
#include "engine/manifold/nonparametric/empirical_denoiser.h"
#include "engine/manifold/nonparametric/optimal_denoiser.h"
#include "engine/manifold/random_purposes.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>
#include <utility>

namespace scorescope::manifold {
namespace {

using PointMap = std::function<void(const double*, std::size_t, double*)>;

std::vector<double> withNoise(const std::vector<double>& clean, double sigma, RandomStream stream) {
    std::vector<double> noisy(clean.size());
    for (std::size_t i = 0; i < clean.size(); ++i) {
        noisy[i] = clean[i] + sigma * stream.normal();
    }
    return noisy;
}

double largestCoordinate(const data::PointSet& points) {
    double largest = 0.0;
    for (const double x : points.coordinates) {
        largest = std::max(largest, std::abs(x));
    }
    return largest;
}

/// `count` of the given points: the first ones while there are enough, else drawn with
/// replacement, so that few points drawn by hand still see many corruptions.
data::PointSet pick(const data::PointSet& given, std::size_t count, RandomStream stream,
                    bool inOrder) {
    data::PointSet picked{given.dimensions, {}};
    picked.coordinates.reserve(count * given.dimensions);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t from = inOrder && count <= given.size()
                                     ? i
                                     : static_cast<std::size_t>(stream.below(given.size()));
        picked.coordinates.insert(picked.coordinates.end(), given.point(from),
                                  given.point(from) + given.dimensions);
    }
    return picked;
}

} // namespace

/// The best reconstruction and the corrupted density it belongs to.
class AutoEncoderProblem::Optimum final : public field::Reconstruction {
public:
    Optimum(std::size_t dimensions, PointMap map, PointMap density)
        : dimensions_(dimensions), map_(std::move(map)), density_(std::move(density)) {}
    [[nodiscard]] std::size_t dimensions() const override { return dimensions_; }
    void reconstruct(const double* points, std::size_t count, double* out) const override {
        map_(points, count, out);
    }
    void logDensity(const double* points, std::size_t count, double* out) const {
        density_(points, count, out);
    }

private:
    std::size_t dimensions_;
    PointMap map_;
    PointMap density_;
};

AutoEncoderProblem::AutoEncoderProblem(ProblemOptions options) : options_(std::move(options)) {
    if (options_.examples == 0 || options_.heldOutExamples == 0 || !(options_.sigma > 0.0) ||
        !std::isfinite(options_.sigma) || !(options_.dataNoise >= 0.0)) {
        throw std::invalid_argument("auto-encoder options out of range");
    }
    drawData();
    options_.model.inputDim = dimensions();
    if (!options_.workplace) {
        options_.workplace = cuda::openWorkplace({}, nullptr);
    }
    model_ =
        std::make_unique<cuda::PlacedAutoEncoder>(options_.workplace, options_.model, criterion());
    if (options_.loss == nn::ReconstructionLoss::crossEntropy) {
        const auto [low, high] =
            std::minmax_element(targets_->coordinates.begin(), targets_->coordinates.end());
        if (*low < 0.0 || *high > 1.0) {
            throw InputError("", "/parameters/loss",
                             "cross-entropy needs data in [0, 1]; this data spans [" +
                                 toText(ParameterValue(*low)) + ", " +
                                 toText(ParameterValue(*high)) +
                                 "]: turn on \"unit_scale\" or choose squared error");
        }
    }
    makeOptimum();
    prepareStep(0);
}

void AutoEncoderProblem::drawData() {
    const std::uint64_t seed = options_.seed;
    data::PointSet targets;
    if (options_.data == "given") {
        if (!options_.given || options_.given->size() == 0) {
            throw std::invalid_argument("there are no points");
        }
        targets = pick(*options_.given, options_.examples, RandomStream(seed, Purpose::data), true);
        heldOut_ = pick(*options_.given, options_.heldOutExamples,
                        RandomStream(seed, Purpose::heldOutData), false);
        extent_ = std::max(largestCoordinate(*options_.given), 1e-12);
        scale_ = 0.1 * extent_;
    } else {
        const data::ToySet& set = data::toySet(options_.data);
        targets = data::sampleToySet(options_.data, options_.dataNoise, seed, options_.examples);
        heldOut_ = data::sampleToySet(options_.data, options_.dataNoise, seed,
                                      options_.heldOutExamples, true);
        extent_ = set.extent;
        // Units as steep as the corruption asks for, and no flatter than suits the set.
        scale_ = 5.0 * std::min(set.sigma, options_.sigma);
    }
    if (options_.unitScale) {
        const double factor = 0.5 / extent_;
        for (data::PointSet* points : {&targets, &heldOut_}) {
            for (double& x : points->coordinates) {
                x = std::clamp(0.5 + factor * x, 0.0, 1.0);
            }
        }
        scale_ *= factor;
        extent_ = 1.0;
    }
    targets_ = std::make_shared<const data::PointSet>(std::move(targets));
}

void AutoEncoderProblem::makeOptimum() {
    const std::size_t d = dimensions();
    const double sigma = options_.sigma;
    const int threads = options_.model.threads;
    // Data that is itself noisy is its curve or mixture, smoothed; the corruption smooths further.
    // With s_w the score of what both make, of width w, the optimum is x + σ² s_w(x).
    const double width = std::hypot(sigma, options_.dataNoise);
    const double share = sigma * sigma / (width * width);
    const auto shrunk = [d, share](const double* points, std::size_t count, double* out) {
        for (std::size_t i = 0; share < 1.0 && i < count * d; ++i) {
            out[i] = points[i] + share * (out[i] - points[i]);
        }
    };
    const bool closedForm = options_.data != "given" && !options_.unitScale;
    optimumName_ = "(3.3)";
    if (closedForm && (options_.data == "spiral" || options_.data == "circle")) {
        data::ToyManifold curve;
        curve.kind = options_.data == "circle" ? data::CurveKind::circle : data::CurveKind::spiral;
        const auto exact = std::make_shared<const OptimalDenoiser>(curve, width);
        density_ = std::make_shared<const Optimum>(
            d,
            [exact, shrunk, threads](const double* points, std::size_t count, double* out) {
                exact->reconstruct(points, count, out, threads);
                shrunk(points, count, out);
            },
            [exact, threads](const double* points, std::size_t count, double* out) {
                exact->logDensity(points, count, out, threads);
            });
    } else if (closedForm && options_.data == "gaussian_mixture") {
        const auto exact = std::make_shared<const MixtureDenoiser>(
            data::toyMixture().smoothed(options_.dataNoise), sigma);
        density_ = std::make_shared<const Optimum>(
            d,
            [exact](const double* points, std::size_t count, double* out) {
                exact->reconstruct(points, count, out);
            },
            [exact, d](const double* points, std::size_t count, double* out) {
                for (std::size_t n = 0; n < count; ++n) {
                    out[n] = exact->smoothed().logDensity(points + n * d);
                }
            });
    } else if (const auto curve = closedForm ? data::toyCurve(options_.data) : std::nullopt) {
        const auto exact = std::make_shared<const CurveDenoiser>(*curve, width);
        density_ = std::make_shared<const Optimum>(
            d,
            [exact, shrunk](const double* points, std::size_t count, double* out) {
                exact->reconstruct(points, count, out);
                shrunk(points, count, out);
            },
            [exact](const double* points, std::size_t count, double* out) {
                exact->logDensity(points, count, out);
            });
    } else {
        optimumName_ = "(3.3) on the training set";
        const auto exact = std::make_shared<const EmpiricalDenoiser>(*targets_, sigma);
        density_ = std::make_shared<const Optimum>(
            d,
            [exact](const double* points, std::size_t count, double* out) {
                exact->reconstruct(points, count, out);
            },
            [exact](const double* points, std::size_t count, double* out) {
                exact->logDensity(points, count, out);
            });
    }
    heldOutInputs_ = withNoise(heldOut_.coordinates, sigma,
                               RandomStream(options_.seed, purpose::heldOutCorruption));
    heldOutOptimum_.resize(heldOutInputs_.size());
    density_->reconstruct(heldOutInputs_.data(), heldOut_.size(), heldOutOptimum_.data());
}

const field::Reconstruction& AutoEncoderProblem::optimum() const noexcept {
    return *density_;
}

void AutoEncoderProblem::logDensity(const double* points, std::size_t count, double* out) const {
    density_->logDensity(points, count, out);
}

std::vector<double> AutoEncoderProblem::initialParameters() const {
    // Hinges are placed by the corruption of step 0, whatever is drawn later.
    const std::vector<double> places = withNoise(targets_->coordinates, options_.sigma,
                                                 RandomStream(options_.seed, purpose::corruption));
    nn::ModelStart start;
    start.data = places.data();
    start.count = targets_->size();
    start.scale = scale_;
    start.seed = options_.seed;
    return model_->initialParameters(start);
}

void AutoEncoderProblem::setSigma(double sigma) {
    if (!(sigma > 0.0) || !std::isfinite(sigma)) {
        throw std::invalid_argument("sigma must be above 0");
    }
    options_.sigma = sigma;
    inputs_.clear();
    makeOptimum();
}

void AutoEncoderProblem::setWalkback(std::size_t steps, double noise) {
    options_.walkback = steps;
    options_.walkbackNoise = noise;
    inputs_.clear();
}

nn::Criterion AutoEncoderProblem::criterion() const {
    switch (options_.criterion) {
    case CriterionKind::denoising:
        return {options_.loss, nn::Penalty::none, 0.0};
    case CriterionKind::reconstructionContractive:
        return {options_.loss, nn::Penalty::reconstructionJacobian,
                options_.sigma * options_.sigma};
    case CriterionKind::contractive:
        return {options_.loss, nn::Penalty::codeJacobian, options_.contraction};
    }
    return {};
}

bool AutoEncoderProblem::prepareStep(std::uint64_t key) {
    const bool drawn = inputs_.size() == targets_->coordinates.size();
    if (options_.criterion != CriterionKind::denoising) {
        if (!drawn) {
            inputs_ = targets_->coordinates;
        }
        return !drawn;
    }
    if (options_.fixedCorruption && drawn) {
        return false;
    }
    inputs_ = withNoise(
        targets_->coordinates, options_.sigma,
        RandomStream(options_.seed, purpose::corruption, 0, options_.fixedCorruption ? 0 : key));
    return true;
}

void AutoEncoderProblem::walk(std::uint64_t key, const double* weights,
                              const std::vector<std::size_t>& who) {
    const std::size_t d = dimensions();
    const double bound = 2.0 * extent_;
    std::vector<std::size_t> walking = who;
    std::vector<double> images;
    for (std::size_t k = 0; k <= options_.walkback; ++k) {
        walking.clear();
        for (std::size_t i = 0; i < who.size(); ++i) {
            const std::size_t walks = i % 2 == 0 ? 0 : 1 + (i / 2) % options_.walkback;
            if (walks >= k) {
                walking.push_back(who[i]);
            }
        }
        images.resize(walking.size() * d);
        std::vector<double> from(walking.size() * d);
        for (std::size_t i = 0; i < walking.size(); ++i) {
            const double* x =
                k == 0 ? targets_->point(walking[i]) : inputs_.data() + walking[i] * d;
            std::copy(x, x + d, from.begin() + static_cast<std::ptrdiff_t>(i * d));
        }
        if (k == 0) {
            images = from;
        } else {
            model_->reconstruct(weights, from.data(), walking.size(), images.data());
        }
        const double noise = k == 0 ? options_.sigma : options_.walkbackNoise;
        RandomStream stream(options_.seed, purpose::corruption, static_cast<std::uint32_t>(k + 1),
                            key);
        for (std::size_t i = 0; i < walking.size(); ++i) {
            for (std::size_t j = 0; j < d; ++j) {
                const double noisy = images[i * d + j] + noise * stream.normal();
                // A network that throws points far away must not take its data along: one of
                // them would outweigh all others.
                inputs_[walking[i] * d + j] =
                    std::isfinite(noisy) ? std::clamp(noisy, -bound, bound) : bound;
            }
        }
    }
}

double AutoEncoderProblem::lossAndGradient(const double* weights, double* gradient) {
    return model_->lossAndGradient(criterion(), weights, inputs_.data(),
                                   targets_->coordinates.data(), targets_->size(), gradient);
}

double AutoEncoderProblem::lossAndGradient(const double* weights, double* gradient,
                                           const std::vector<std::size_t>& batch) {
    const std::size_t d = dimensions();
    std::vector<double> inputs;
    std::vector<double> targets;
    inputs.reserve(batch.size() * d);
    targets.reserve(batch.size() * d);
    for (const std::size_t n : batch) {
        for (std::size_t j = 0; j < d; ++j) {
            inputs.push_back(inputs_[n * d + j]);
            targets.push_back(targets_->coordinates[n * d + j]);
        }
    }
    return model_->lossAndGradient(criterion(), weights, inputs.data(), targets.data(),
                                   batch.size(), gradient);
}

ReconstructionQuality AutoEncoderProblem::quality(const double* weights) {
    std::vector<double> r(heldOutInputs_.size());
    model_->reconstruct(weights, heldOutInputs_.data(), heldOut_.size(), r.data());
    double loss = 0.0;
    double optimal = 0.0;
    double difference = 0.0;
    double field = 0.0;
    const auto square = [](double v) { return v * v; };
    for (std::size_t i = 0; i < r.size(); ++i) {
        loss += square(r[i] - heldOut_.coordinates[i]);
        optimal += square(heldOutOptimum_[i] - heldOut_.coordinates[i]);
        difference += square(r[i] - heldOutOptimum_[i]);
        field += square(heldOutOptimum_[i] - heldOutInputs_[i]);
    }
    const auto count = static_cast<double>(heldOut_.size());
    ReconstructionQuality result;
    result.heldOutLoss = loss / count;
    result.optimalLoss = optimal / count;
    result.lossRatio = loss / optimal;
    result.fieldError = std::sqrt(difference / field);
    return result;
}

} // namespace scorescope::manifold
