// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stats/sample_classifier.h"

#include "engine/core/finite.h"
#include "engine/core/rng.h"
#include "engine/nn/optimizers.h"
#include "engine/nn/products.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace scorescope::stats {
namespace {

constexpr Purpose folding = Purpose::named("classifier folds");
constexpr Purpose ordering = Purpose::named("classifier order");
constexpr Purpose beginning = Purpose::named("classifier weights");

/// 0 … count − 1 in an order of their own.
std::vector<std::size_t> shuffled(std::size_t count, RandomStream stream) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t(0));
    for (std::size_t i = count; i > 1; --i) {
        std::swap(order[i - 1], order[static_cast<std::size_t>(stream.below(i))]);
    }
    return order;
}

/// Some points of both kinds; 1 is data.
struct Labelled {
    std::vector<const float*> points;
    std::vector<float> labels;

    void add(const float* point, float label) {
        points.push_back(point);
        labels.push_back(label);
    }
};

/// The logit z = w₂ · max(0, W₁ x + b₁) + b₂, or w · x + b without hidden units.
class Classifier {
public:
    Classifier(std::size_t dimension, const ClassifierOptions& options, int threads)
        : dimension_(dimension), hidden_(options.hidden), options_(options), threads_(threads) {
        const std::size_t first = hidden_ == 0 ? 0 : hidden_ * (dimension_ + 1);
        const std::size_t last = hidden_ == 0 ? dimension_ : hidden_;
        parameters_.assign(first + last + 1, 0.0F);
        gradient_.resize(parameters_.size());
    }

    void train(const Labelled& examples, std::uint32_t fold, const Progress& progress) {
        standardize(examples);
        begin(fold);
        nn::OptimizerOptions rule;
        rule.rate = options_.rate;
        nn::FloatOptimizer optimizer(rule, parameters_.size());
        const std::size_t count = examples.points.size();
        for (std::size_t epoch = 0; epoch < options_.epochs; ++epoch) {
            const std::vector<std::size_t> order =
                shuffled(count, RandomStream(options_.seed, ordering, fold, epoch));
            for (std::size_t from = 0; from < count; from += options_.batch) {
                const std::size_t rows = std::min(options_.batch, count - from);
                loadRows(rows, [&](std::size_t i) { return examples.points[order[from + i]]; });
                forward(rows);
                for (std::size_t i = 0; i < rows; ++i) {
                    const float p = 1.0F / (1.0F + std::exp(-logits_[i]));
                    logits_[i] = (p - examples.labels[order[from + i]]) / static_cast<float>(rows);
                }
                backward(rows);
                static_cast<void>(optimizer.step(parameters_.data(), gradient_.data()));
            }
            report(progress, static_cast<double>(epoch + 1) / static_cast<double>(options_.epochs));
        }
    }

    /// Logits of points.
    std::vector<double> judge(const std::vector<const float*>& points) {
        std::vector<double> result;
        constexpr std::size_t atOnce = 1000;
        for (std::size_t from = 0; from < points.size(); from += atOnce) {
            const std::size_t rows = std::min(atOnce, points.size() - from);
            loadRows(rows, [&](std::size_t i) { return points[from + i]; });
            forward(rows);
            result.insert(result.end(), logits_.begin(),
                          logits_.begin() + static_cast<std::ptrdiff_t>(rows));
        }
        return result;
    }

private:
    // Where the parts of the parameters are: W₁ [dimension × hidden], b₁, then w and b.
    [[nodiscard]] std::size_t biasAt() const { return dimension_ * hidden_; }
    [[nodiscard]] std::size_t lastAt() const { return hidden_ == 0 ? 0 : biasAt() + hidden_; }
    [[nodiscard]] std::size_t lastInputs() const { return hidden_ == 0 ? dimension_ : hidden_; }
    [[nodiscard]] const std::vector<float>& lastInput() const {
        return hidden_ == 0 ? inputs_ : units_;
    }

    void standardize(const Labelled& examples) {
        std::vector<double> sums(dimension_, 0.0);
        double squares = 0.0;
        const auto n = static_cast<double>(examples.points.size());
        for (const float* x : examples.points) {
            for (std::size_t k = 0; k < dimension_; ++k) {
                sums[k] += static_cast<double>(x[k]);
            }
        }
        mean_.resize(dimension_);
        for (std::size_t k = 0; k < dimension_; ++k) {
            mean_[k] = static_cast<float>(sums[k] / n);
        }
        for (const float* x : examples.points) {
            for (std::size_t k = 0; k < dimension_; ++k) {
                const auto off = static_cast<double>(x[k] - mean_[k]);
                squares += off * off;
            }
        }
        const double deviation = std::sqrt(squares / n / static_cast<double>(dimension_));
        scale_ = deviation > 0.0 ? static_cast<float>(1.0 / deviation) : 1.0F;
    }

    /// He et al. 2015 for rectified units; logits begin at 0.
    void begin(std::uint32_t fold) {
        RandomStream stream(options_.seed, beginning, fold);
        const double deviation = std::sqrt(2.0 / static_cast<double>(dimension_));
        std::fill(parameters_.begin(), parameters_.end(), 0.0F);
        for (std::size_t i = 0; i < biasAt(); ++i) {
            parameters_[i] = static_cast<float>(deviation * stream.normal());
        }
        const double last = hidden_ == 0 ? 0.0 : 0.1 / std::sqrt(static_cast<double>(hidden_));
        for (std::size_t i = 0; i < lastInputs(); ++i) {
            parameters_[lastAt() + i] = static_cast<float>(last * stream.normal());
        }
    }

    template <class PointOf> void loadRows(std::size_t rows, const PointOf& pointOf) {
        inputs_.resize(rows * dimension_);
        for (std::size_t i = 0; i < rows; ++i) {
            const float* x = pointOf(i);
            for (std::size_t k = 0; k < dimension_; ++k) {
                inputs_[i * dimension_ + k] = (x[k] - mean_[k]) * scale_;
            }
        }
    }

    void forward(std::size_t rows) {
        if (hidden_ != 0) {
            units_.resize(rows * hidden_);
            nn::multiply(nn::MatrixView::of(inputs_.data(), rows, dimension_),
                         nn::MatrixView::of(parameters_.data(), dimension_, hidden_), 0.0F,
                         units_.data(), threads_);
            for (std::size_t i = 0; i < rows; ++i) {
                for (std::size_t j = 0; j < hidden_; ++j) {
                    float& unit = units_[i * hidden_ + j];
                    unit = std::max(0.0F, unit + parameters_[biasAt() + j]);
                }
            }
        }
        logits_.resize(rows);
        const float* const weights = parameters_.data() + lastAt();
        for (std::size_t i = 0; i < rows; ++i) {
            const float* const unit = lastInput().data() + i * lastInputs();
            logits_[i] = std::inner_product(unit, unit + lastInputs(), weights, parameters_.back());
        }
    }

    /// The gradient of the mean loss, whose derivatives by the logits stand in logits_.
    void backward(std::size_t rows) {
        std::fill(gradient_.begin(), gradient_.end(), 0.0F);
        for (std::size_t i = 0; i < rows; ++i) {
            const float* const unit = lastInput().data() + i * lastInputs();
            for (std::size_t j = 0; j < lastInputs(); ++j) {
                gradient_[lastAt() + j] += logits_[i] * unit[j];
            }
            gradient_.back() += logits_[i];
        }
        if (hidden_ != 0) {
            for (std::size_t i = 0; i < rows; ++i) {
                for (std::size_t j = 0; j < hidden_; ++j) {
                    float& unit = units_[i * hidden_ + j];
                    unit = unit > 0.0F ? logits_[i] * parameters_[lastAt() + j] : 0.0F;
                    gradient_[biasAt() + j] += unit;
                }
            }
            nn::multiply(nn::MatrixView::of(inputs_.data(), rows, dimension_).t(),
                         nn::MatrixView::of(units_.data(), rows, hidden_), 0.0F, gradient_.data(),
                         threads_);
        }
        const auto decay = static_cast<float>(options_.decay);
        for (std::size_t i = 0; i < biasAt(); ++i) {
            gradient_[i] += decay * parameters_[i];
        }
        for (std::size_t i = lastAt(); i + 1 < parameters_.size(); ++i) {
            gradient_[i] += decay * parameters_[i];
        }
    }

    std::size_t dimension_;
    std::size_t hidden_;
    ClassifierOptions options_;
    int threads_;
    std::vector<float> parameters_;
    std::vector<float> gradient_;
    std::vector<float> mean_;
    float scale_ = 1.0F;
    std::vector<float> inputs_; ///< [rows × dimension], standardized
    std::vector<float> units_;  ///< [rows × hidden]
    std::vector<float> logits_;
};

void check(const Points& data, const Points& samples, const ClassifierOptions& options) {
    if (data.dimension == 0 || data.dimension != samples.dimension) {
        throw std::invalid_argument("a classifier needs data and samples of one dimension");
    }
    if (options.folds < 2 || data.count < options.folds || samples.count < options.folds) {
        throw std::invalid_argument("a classifier needs at least 2 folds, and in each of them a "
                                    "data point and a sample");
    }
    if (options.epochs == 0 || options.batch == 0 || !(options.rate > 0.0) ||
        !(options.decay >= 0.0) || !std::isfinite(options.rate + options.decay)) {
        throw std::invalid_argument("a classifier needs epochs >= 1, a batch >= 1, a rate > 0 and "
                                    "a decay >= 0");
    }
    if (!allFinite(data.values, data.count * data.dimension) ||
        !allFinite(samples.values, samples.count * samples.dimension)) {
        throw std::invalid_argument("a coordinate is not finite");
    }
}

/// Those of [0, order) that are in a fold.
bool inFold(std::size_t place, std::size_t fold, std::size_t folds) {
    return place % folds == fold;
}

} // namespace

ClassifierVerdict tellApart(const Points& data, const Points& samples,
                            const ClassifierOptions& options, const LongWork& work) {
    check(data, samples, options);
    const std::vector<std::size_t> dataOrder =
        shuffled(data.count, RandomStream(options.seed, folding, 0));
    const std::vector<std::size_t> sampleOrder =
        shuffled(samples.count, RandomStream(options.seed, folding, 1));
    const auto folds = static_cast<double>(options.folds);
    ClassifierVerdict verdict;
    double variance = 0.0;
    double z = 0.0;
    report(work.progress, 0.0);
    for (std::size_t fold = 0; fold < options.folds; ++fold) {
        Labelled training;
        std::vector<const float*> heldOutData;
        std::vector<const float*> heldOutSamples;
        for (std::size_t i = 0; i < data.count; ++i) {
            const float* const x = data.point(dataOrder[i]);
            if (inFold(i, fold, options.folds)) {
                heldOutData.push_back(x);
            } else {
                training.add(x, 1.0F);
            }
        }
        for (std::size_t i = 0; i < samples.count; ++i) {
            const float* const x = samples.point(sampleOrder[i]);
            if (inFold(i, fold, options.folds)) {
                heldOutSamples.push_back(x);
            } else {
                training.add(x, 0.0F);
            }
        }
        Classifier classifier(data.dimension, options, work.threads);
        classifier.train(training, static_cast<std::uint32_t>(fold), [&](double share) {
            return !work.progress || work.progress((static_cast<double>(fold) + share) / folds);
        });
        const RankComparison ranks =
            compareByRank(classifier.judge(heldOutData), classifier.judge(heldOutSamples));
        verdict.folds.push_back(ranks.area);
        verdict.area.value += ranks.area / folds;
        variance += ranks.variance / (folds * folds);
        z += ranks.z / std::sqrt(folds);
    }
    verdict.area = areaEstimate(verdict.area.value, variance, std::min(data.count, samples.count));
    verdict.pValue = 0.5 * std::erfc(z / std::sqrt(2.0));
    return verdict;
}

} // namespace scorescope::stats
