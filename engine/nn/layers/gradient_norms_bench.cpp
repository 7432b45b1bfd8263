// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/layers/gradient_norms_bench.h"

#include "engine/core/bench_rounds.h"
#include "engine/core/rng.h"
#include "engine/core/threads.h"
#include "engine/nn/layers/classifier.h"
#include "engine/nn/layers/classifier_twin.h"
#include "engine/nn/optimizers.h"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <utility>

namespace scorescope::nn {
namespace {

constexpr double tolerance = 1e-4;
constexpr std::uint64_t seed = 1;
constexpr std::size_t normsCompared = 8; ///< LibTorch makes one at a time

void check(const GradientNormsBenchOptions& options) {
    if (options.threads < 1 || options.rounds < 1 || options.batch < 1 || options.imageBatch < 1) {
        throw std::invalid_argument("benchmark options out of range");
    }
}

std::vector<double> doubles(const std::vector<float>& values) {
    return {values.begin(), values.end()};
}

/// A minibatch of noise, and everything that is measured on it.
class Contest {
public:
    Contest(const LayeredNetwork& network, std::size_t batch,
            const GradientNormsBenchOptions& options)
        : options_(options), classifier_(network, withThreads(options.threads)),
          images_(batch * network.input().size()), labels_(batch), gradient_(network.parameters()),
          optimizer_(plainDescent(), network.parameters()),
          twin_(makeClassifierTwin(network, TorchType::float32, options.threads)) {
        RandomStream random(seed, Purpose::test);
        std::generate(images_.begin(), images_.end(),
                      [&] { return static_cast<float>(random.normal()); });
        std::generate(labels_.begin(), labels_.end(),
                      [&] { return static_cast<std::uint32_t>(random.below(network.outputs())); });
        std::vector<float> weights = firstWeights(network, FirstWeights::he, seed);
        twin_->setWeights(doubles(weights));
        twin_->setExamples(doubles(images_), labels_);
        classifier_.set(std::move(weights));
    }

    void demandAgreement() {
        const ExampleScores scores =
            classifier_.gradient(examples(), nullptr, gradient_.data(), Classifier::Norms::with);
        static_cast<void>(twin_->lossAndGradient({}));
        demand(bench::relativeError(doubles(gradient_), twin_->gradient()), "a gradient");
        const std::size_t few = std::min(normsCompared, labels_.size());
        const auto end = images_.begin() + static_cast<std::ptrdiff_t>(few * sizeOfImage());
        twin_->setExamples({images_.begin(), end},
                           {labels_.begin(), labels_.begin() + static_cast<std::ptrdiff_t>(few)});
        const std::vector<double> squares = twin_->squaredNorms();
        twin_->setExamples(doubles(images_), labels_);
        demand(
            bench::relativeError({scores.squaredNorms.begin(),
                                  scores.squaredNorms.begin() + static_cast<std::ptrdiff_t>(few)},
                                 squares),
            "the norms of single examples");
    }

    std::vector<BenchRow> run(const std::string& suffix) {
        const auto plain = [&] {
            static_cast<void>(classifier_.gradient(examples(), nullptr, gradient_.data()));
        };
        const auto withNorms = [&] {
            static_cast<void>(classifier_.gradient(examples(), nullptr, gradient_.data(),
                                                   Classifier::Norms::with));
        };
        const auto normsAlone = [&] { static_cast<void>(classifier_.norms(examples())); };
        const auto training = [&] {
            plain();
            useThreads(options_.threads);
            if (!optimizer_.step(classifier_.mutableWeights(), gradient_.data())) {
                throw std::runtime_error("benchmark: a gradient is not finite");
            }
        };
        const auto autograd = [&] { static_cast<void>(twin_->lossAndGradient({})); };
        return {row("gradient" + suffix, "the reference is LibTorch's autograd", plain, autograd),
                row("gradient_and_norms" + suffix, "the reference is ours without norms", withNorms,
                    plain),
                row("norms" + suffix, "the reference is a step of training by SGD", normsAlone,
                    training)};
    }

private:
    static ClassifierOptions withThreads(int threads) {
        ClassifierOptions options;
        options.threads = threads;
        return options;
    }
    static OptimizerOptions plainDescent() {
        OptimizerOptions options;
        options.rule = OptimizerRule::sgd;
        options.rate = 1e-4;
        return options;
    }
    static void demand(double found, const std::string& what) {
        if (!(found < tolerance)) {
            throw std::runtime_error("benchmark: the classifier and LibTorch disagree on " + what);
        }
    }
    std::size_t sizeOfImage() const { return classifier_.network().input().size(); }
    LabelledImages examples() const { return {images_.data(), labels_.data(), labels_.size()}; }

    template <class Ours, class Reference>
    BenchRow row(const std::string& name, const std::string& note, const Ours& ours,
                 const Reference& reference) const {
        BenchRow row;
        row.name = name;
        row.size = std::to_string(classifier_.network().parameters()) +
                   " weights B=" + std::to_string(labels_.size());
        row.dtype = "float32";
        row.threads = options_.threads;
        bench::compare(options_.rounds, ours, reference, row);
        row.gflops = static_cast<double>(labels_.size()) / row.seconds;
        row.rateUnit = "examples/s";
        row.note = note;
        return row;
    }

    GradientNormsBenchOptions options_;
    Classifier classifier_;
    std::vector<float> images_;
    std::vector<std::uint32_t> labels_;
    std::vector<float> gradient_;
    FloatOptimizer optimizer_;
    std::unique_ptr<ClassifierTwin> twin_;
};

} // namespace

std::vector<BenchRow> benchGradientNorms(const GradientNormsBenchOptions& options) {
    check(options);
    std::vector<BenchRow> rows;
    const auto measure = [&](const ImageShape& input, const std::string& layers, std::size_t batch,
                             const std::string& suffix) {
        Contest contest(LayeredNetwork(input, parseLayers(layers)), batch, options);
        contest.demandAgreement();
        const std::vector<BenchRow> found = contest.run(suffix);
        rows.insert(rows.end(), found.begin(), found.end());
    };
    measure(options.input, options.layers, options.batch, "");
    measure(options.imageInput, options.imageLayers, options.imageBatch, "_conv");
    return rows;
}

Benchmark gradientNormsBenchmark() {
    return {"gradient_norms",
            "gradients of classifiers and the norm of each example's, beside LibTorch's autograd",
            [](int threads) {
                GradientNormsBenchOptions options;
                options.threads = threadCount(threads);
                return benchGradientNorms(options);
            }};
}

} // namespace scorescope::nn
