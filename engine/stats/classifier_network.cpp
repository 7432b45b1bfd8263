// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stats/classifier_network.h"

#include "engine/core/error.h"
#include "engine/core/finite.h"
#include "engine/nn/optimizers.h"
#include "engine/nn/products.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

namespace scorescope::stats {
namespace {

constexpr Purpose ordering = Purpose::named("classifier order");
constexpr Purpose beginning = Purpose::named("classifier weights");
constexpr std::size_t atOnce = 1000; ///< points that are judged together

/// x [rows × columns] += bias [columns].
void addBias(std::vector<float>& x, const float* bias, std::size_t rows, std::size_t columns) {
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j) {
            x[i * columns + j] += bias[j];
        }
    }
}

/// Logits become probabilities, in place. Returns log Σ exp(z).
double toProbabilities(float* z, std::size_t classes) {
    const float largest = *std::max_element(z, z + classes);
    double sum = 0.0;
    for (std::size_t k = 0; k < classes; ++k) {
        sum += std::exp(static_cast<double>(z[k] - largest));
    }
    for (std::size_t k = 0; k < classes; ++k) {
        z[k] = static_cast<float>(std::exp(static_cast<double>(z[k] - largest)) / sum);
    }
    return static_cast<double>(largest) + std::log(sum);
}

/// P(class 1) of the one logit of two classes.
float logistic(float z) {
    return 1.0F / (1.0F + std::exp(-z));
}

} // namespace

void checkNetworkOptions(const NetworkOptions& options) {
    if (options.epochs == 0 || options.batch == 0 || !(options.rate > 0.0) ||
        !(options.decay >= 0.0) || !std::isfinite(options.rate + options.decay)) {
        throw std::invalid_argument("a classifier needs epochs >= 1, a batch >= 1, a rate > 0 and "
                                    "a decay >= 0");
    }
}

PointRows PointRows::of(const Points& points) {
    return {points.count, points.dimension, [points](std::size_t i, float* row) {
                std::copy_n(points.point(i), points.dimension, row);
            }};
}

std::vector<std::size_t> shuffledOrder(std::size_t count, RandomStream stream) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t(0));
    for (std::size_t i = count; i > 1; --i) {
        std::swap(order[i - 1], order[static_cast<std::size_t>(stream.below(i))]);
    }
    return order;
}

ClassifierNetwork::ClassifierNetwork(std::size_t dimension, std::size_t classes,
                                     const NetworkOptions& options, std::uint32_t member)
    : dimension_(dimension), classes_(classes), outputs_(classes == 2 ? 1 : classes),
      hidden_(options.hidden), options_(options), member_(member), mean_(dimension, 0.0F) {
    checkNetworkOptions(options);
    if (dimension == 0 || classes < 2) {
        throw std::invalid_argument("a classifier needs a dimension and at least two classes");
    }
    parameters_.assign(lastBiasAt() + outputs_, 0.0F);
    RandomStream stream(options.seed, beginning, member);
    const double deviation = std::sqrt(2.0 / static_cast<double>(dimension));
    for (std::size_t i = 0; i < biasAt(); ++i) {
        parameters_[i] = static_cast<float>(deviation * stream.normal());
    }
    const double last = hidden_ == 0 ? 0.0 : 0.1 / std::sqrt(static_cast<double>(hidden_));
    for (std::size_t i = lastAt(); i < lastBiasAt(); ++i) {
        parameters_[i] = static_cast<float>(last * stream.normal());
    }
}

void ClassifierNetwork::check(const PointRows& points) const {
    if (points.dimension != dimension_) {
        throw std::invalid_argument("a classifier of " + std::to_string(dimension_) +
                                    " coordinates was given points of " +
                                    std::to_string(points.dimension));
    }
}

void ClassifierNetwork::check(const PointRows& points,
                              const std::vector<std::uint32_t>& labels) const {
    check(points);
    if (points.count == 0 || labels.size() != points.count) {
        throw std::invalid_argument("a classifier needs points, and a label for each");
    }
    if (*std::max_element(labels.begin(), labels.end()) >= classes_) {
        throw std::invalid_argument("a label is not below the " + std::to_string(classes_) +
                                    " classes");
    }
}

void ClassifierNetwork::standardize(const PointRows& points) {
    std::vector<float> row(dimension_);
    std::vector<double> sums(dimension_, 0.0);
    const auto n = static_cast<double>(points.count);
    for (std::size_t i = 0; i < points.count; ++i) {
        points.load(i, row.data());
        if (!allFinite(row)) {
            throw std::invalid_argument("a coordinate is not finite");
        }
        for (std::size_t k = 0; k < dimension_; ++k) {
            sums[k] += static_cast<double>(row[k]);
        }
    }
    for (std::size_t k = 0; k < dimension_; ++k) {
        mean_[k] = static_cast<float>(sums[k] / n);
    }
    double squares = 0.0;
    for (std::size_t i = 0; i < points.count; ++i) {
        points.load(i, row.data());
        for (std::size_t k = 0; k < dimension_; ++k) {
            const auto off = static_cast<double>(row[k] - mean_[k]);
            squares += off * off;
        }
    }
    const double deviation = std::sqrt(squares / n / static_cast<double>(dimension_));
    scale_ = deviation > 0.0 ? static_cast<float>(1.0 / deviation) : 1.0F;
}

template <class IndexOf>
void ClassifierNetwork::forward(Batch& batch, const PointRows& points, std::size_t rows,
                                const IndexOf& indexOf, int threads) const {
    batch.rows = rows;
    batch.inputs.resize(rows * dimension_);
    for (std::size_t i = 0; i < rows; ++i) {
        float* const row = batch.inputs.data() + i * dimension_;
        points.load(indexOf(i), row);
        for (std::size_t k = 0; k < dimension_; ++k) {
            row[k] = (row[k] - mean_[k]) * scale_;
        }
    }
    const float* const weights = parameters_.data();
    if (hidden_ != 0) {
        batch.units.resize(rows * hidden_);
        nn::multiply(nn::MatrixView::of(batch.inputs.data(), rows, dimension_),
                     nn::MatrixView::of(weights, dimension_, hidden_), 0.0F, batch.units.data(),
                     threads);
        addBias(batch.units, weights + biasAt(), rows, hidden_);
        for (float& unit : batch.units) {
            unit = std::max(0.0F, unit);
        }
    }
    batch.outputs.resize(rows * outputs_);
    const std::vector<float>& below = hidden_ == 0 ? batch.inputs : batch.units;
    nn::multiply(nn::MatrixView::of(below.data(), rows, lastInputs()),
                 nn::MatrixView::of(weights + lastAt(), lastInputs(), outputs_), 0.0F,
                 batch.outputs.data(), threads);
    addBias(batch.outputs, weights + lastBiasAt(), rows, outputs_);
}

double ClassifierNetwork::lossOf(Batch& batch, const std::uint32_t* labels) const {
    const auto n = static_cast<float>(batch.rows);
    double sum = 0.0;
    for (std::size_t i = 0; i < batch.rows; ++i) {
        float* const z = batch.outputs.data() + i * outputs_;
        if (classes_ == 2) {
            // log(1 + e^−s), s the logit of the label, in the form that does not overflow.
            const double s = labels[i] == 1 ? static_cast<double>(*z) : -static_cast<double>(*z);
            sum += std::max(0.0, -s) + std::log1p(std::exp(-std::abs(s)));
            *z = (logistic(*z) - static_cast<float>(labels[i])) / n;
        } else {
            const auto ofLabel = static_cast<double>(z[labels[i]]);
            sum += toProbabilities(z, classes_) - ofLabel;
            z[labels[i]] -= 1.0F;
            std::for_each(z, z + classes_, [n](float& value) { value /= n; });
        }
    }
    return sum / static_cast<double>(batch.rows);
}

/// The gradient of the mean loss, whose derivatives by the logits stand in batch.outputs.
void ClassifierNetwork::backward(Batch& batch, std::vector<float>& gradient, int threads) const {
    std::fill(gradient.begin(), gradient.end(), 0.0F);
    const std::vector<float>& below = hidden_ == 0 ? batch.inputs : batch.units;
    const nn::MatrixView outputs = nn::MatrixView::of(batch.outputs.data(), batch.rows, outputs_);
    nn::multiply(nn::MatrixView::of(below.data(), batch.rows, lastInputs()).t(), outputs, 0.0F,
                 gradient.data() + lastAt(), threads);
    for (std::size_t i = 0; i < batch.rows; ++i) {
        for (std::size_t k = 0; k < outputs_; ++k) {
            gradient[lastBiasAt() + k] += batch.outputs[i * outputs_ + k];
        }
    }
    if (hidden_ != 0) {
        std::vector<float> byUnit(batch.rows * hidden_);
        nn::multiply(outputs,
                     nn::MatrixView::of(parameters_.data() + lastAt(), lastInputs(), outputs_).t(),
                     0.0F, byUnit.data(), threads);
        for (std::size_t i = 0; i < batch.rows; ++i) {
            for (std::size_t j = 0; j < hidden_; ++j) {
                float& derivative = byUnit[i * hidden_ + j];
                derivative = batch.units[i * hidden_ + j] > 0.0F ? derivative : 0.0F;
                gradient[biasAt() + j] += derivative;
            }
        }
        nn::multiply(nn::MatrixView::of(batch.inputs.data(), batch.rows, dimension_).t(),
                     nn::MatrixView::of(byUnit.data(), batch.rows, hidden_), 0.0F, gradient.data(),
                     threads);
    }
    const auto decay = static_cast<float>(options_.decay);
    for (std::size_t i = 0; i < biasAt(); ++i) {
        gradient[i] += decay * parameters_[i];
    }
    for (std::size_t i = lastAt(); i < lastBiasAt(); ++i) {
        gradient[i] += decay * parameters_[i];
    }
}

void ClassifierNetwork::train(const PointRows& points, const std::vector<std::uint32_t>& labels,
                              const LongWork& work) {
    check(points, labels);
    standardize(points);
    nn::OptimizerOptions rule;
    rule.rate = options_.rate;
    nn::FloatOptimizer optimizer(rule, parameters_.size());
    std::vector<float> gradient(parameters_.size());
    std::vector<std::uint32_t> some;
    Batch batch;
    for (std::size_t epoch = 0; epoch < options_.epochs; ++epoch) {
        report(work.progress, static_cast<double>(epoch) / static_cast<double>(options_.epochs));
        const std::vector<std::size_t> order =
            shuffledOrder(points.count, RandomStream(options_.seed, ordering, member_, epoch));
        for (std::size_t from = 0; from < points.count; from += options_.batch) {
            const std::size_t rows = std::min(options_.batch, points.count - from);
            forward(
                batch, points, rows, [&](std::size_t i) { return order[from + i]; }, work.threads);
            some.resize(rows);
            for (std::size_t i = 0; i < rows; ++i) {
                some[i] = labels[order[from + i]];
            }
            static_cast<void>(lossOf(batch, some.data()));
            backward(batch, gradient, work.threads);
            if (!optimizer.step(parameters_.data(), gradient.data())) {
                throw RunError("the loss of a classifier diverged",
                               "give it a lower learning rate");
            }
        }
    }
    report(work.progress, 1.0);
}

ClassifierNetwork::Loss ClassifierNetwork::loss(const PointRows& points,
                                                const std::vector<std::uint32_t>& labels,
                                                int threads) const {
    check(points, labels);
    Loss result;
    result.gradient.resize(parameters_.size());
    Batch batch;
    forward(
        batch, points, points.count, [](std::size_t i) { return i; }, threads);
    result.value = lossOf(batch, labels.data());
    backward(batch, result.gradient, threads);
    double squares = 0.0;
    const auto add = [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            squares += static_cast<double>(parameters_[i]) * static_cast<double>(parameters_[i]);
        }
    };
    add(0, biasAt());
    add(lastAt(), lastBiasAt());
    result.value += 0.5 * options_.decay * squares;
    return result;
}

std::vector<float> ClassifierNetwork::logits(const PointRows& points, int threads) const {
    check(points);
    std::vector<float> result;
    result.reserve(points.count * outputs_);
    Batch batch;
    for (std::size_t from = 0; from < points.count; from += atOnce) {
        forward(
            batch, points, std::min(atOnce, points.count - from),
            [from](std::size_t i) { return from + i; }, threads);
        result.insert(result.end(), batch.outputs.begin(), batch.outputs.end());
    }
    return result;
}

std::vector<float> ClassifierNetwork::probabilities(const PointRows& points, int threads) const {
    std::vector<float> result = logits(points, threads);
    if (classes_ == 2) {
        std::vector<float> both;
        both.reserve(2 * result.size());
        for (const float z : result) {
            both.push_back(logistic(-z));
            both.push_back(logistic(z));
        }
        return both;
    }
    for (std::size_t i = 0; i < points.count; ++i) {
        static_cast<void>(toProbabilities(result.data() + i * classes_, classes_));
    }
    return result;
}

void ClassifierNetwork::setParameters(std::vector<float> parameters) {
    if (parameters.size() != parameters_.size()) {
        throw std::invalid_argument("this classifier has " + std::to_string(parameters_.size()) +
                                    " parameters, not " + std::to_string(parameters.size()));
    }
    parameters_ = std::move(parameters);
}

} // namespace scorescope::stats
