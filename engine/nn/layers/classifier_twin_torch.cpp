// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/torch_threads.h"
#include "engine/nn/layers/torch_layers.h"
#include "engine/nn/torch_tensors.h"

#include <torch/torch.h>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace scorescope::nn {

namespace {

std::int64_t integer(std::size_t value) {
    return static_cast<std::int64_t>(value);
}

std::vector<std::int64_t> both(const Window& window) {
    return {integer(window.rows), integer(window.columns)};
}

class TorchClassifier final : public ClassifierTwin {
    /// Calls the work on these threads.
    template <class Work> auto guarded(const Work& work) const {
        try {
            useTorchThreads(hostThreadCount(threads_));
            return work();
        } catch (const c10::Error& error) {
            throw std::runtime_error(std::string("LibTorch: ") + error.what_without_backtrace());
        }
    }

public:
    TorchClassifier(const LayeredNetwork& network, TorchType type, int threads)
        : network_(network), type_(tensorOptions(type == TorchType::float32, "cpu")),
          threads_(threads) {
        for (std::size_t i = 0; i < network.stages().size(); ++i) {
            if (network.stages()[i].layer.kind == LayerKind::batchNorm) {
                throw std::invalid_argument(network.nameOf(i) + ": the twin does not know it");
            }
        }
    }

    void setWeights(const std::vector<double>& weights) override {
        if (weights.size() != network_.parameters()) {
            throw std::invalid_argument("wrong number of weights");
        }
        weights_.clear();
        for (const NamedPart& part : network_.parts()) {
            const std::vector<std::int64_t> shape(part.shape.begin(), part.shape.end());
            weights_.push_back(
                toTensor(weights.data() + part.offset, 1, integer(part.size()), type_)
                    .view(shape)
                    .requires_grad_());
        }
    }

    void setExamples(const std::vector<double>& images,
                     const std::vector<std::uint32_t>& labels) override {
        const ImageShape& shape = network_.input();
        if (images.size() != labels.size() * shape.size()) {
            throw std::invalid_argument("there must be as many images as labels");
        }
        images_ = toTensor(images.data(), integer(labels.size()), integer(shape.size()), type_)
                      .view({integer(labels.size()), integer(shape.channels), integer(shape.rows),
                             integer(shape.columns)});
        const std::vector<std::int64_t> classes(labels.begin(), labels.end());
        labels_ = torch::tensor(classes, torch::kInt64);
    }

    std::vector<double> losses() const override {
        return guarded([&] {
            const torch::NoGradGuard noGradient;
            return toVector(lossOf(images_, labels_));
        });
    }

    double lossAndGradient(const std::vector<double>& factors) override {
        return guarded([&] {
            torch::Tensor each = lossOf(images_, labels_);
            if (!factors.empty()) {
                each =
                    each * toTensor(factors.data(), 1, integer(factors.size()), type_).squeeze(0);
            }
            const torch::Tensor mean = each.mean();
            gradients_ = torch::autograd::grad({mean}, weights_);
            return mean.item<double>();
        });
    }

    std::vector<double> gradient() const override { return toVector(gradients_); }

    void descend(double rate) override {
        guarded([&] {
            const torch::NoGradGuard noGradient;
            for (std::size_t i = 0; i < weights_.size(); ++i) {
                weights_[i].sub_(gradients_[i], rate);
            }
            return 0;
        });
    }

    std::vector<double> squaredNorms() const override {
        return guarded([&] {
            std::vector<double> squares;
            for (std::int64_t m = 0; m < images_.size(0); ++m) {
                const torch::Tensor loss =
                    lossOf(images_.narrow(0, m, 1), labels_.narrow(0, m, 1)).sum();
                double sum = 0.0;
                for (const torch::Tensor& part : torch::autograd::grad({loss}, weights_)) {
                    sum += part.to(torch::kFloat64).square().sum().item<double>();
                }
                squares.push_back(sum);
            }
            return squares;
        });
    }

private:
    /// The tensor that lies at that place of the flat vector.
    const torch::Tensor& at(std::size_t offset) const {
        const std::vector<NamedPart>& parts = network_.parts();
        const auto found = std::find_if(parts.begin(), parts.end(), [&](const NamedPart& part) {
            return part.offset == offset;
        });
        return weights_[static_cast<std::size_t>(found - parts.begin())];
    }

    /// Of each example.
    torch::Tensor lossOf(const torch::Tensor& images, const torch::Tensor& labels) const {
        torch::Tensor x = images;
        for (const LayeredNetwork::Stage& s : network_.stages()) {
            const torch::Tensor bias = s.biases > 0 ? at(s.biasAt) : torch::Tensor();
            switch (s.layer.kind) {
            case LayerKind::linear:
                x = torch::nn::functional::linear(x.flatten(1), at(s.weightAt), bias);
                break;
            case LayerKind::convolution:
                x = torch::conv2d(x, at(s.weightAt), bias, both(s.layer.stride),
                                  both(s.layer.padding), both(s.layer.dilation),
                                  integer(s.layer.groups));
                break;
            case LayerKind::relu:
                x = torch::relu(x);
                break;
            case LayerKind::tanh:
                x = torch::tanh(x);
                break;
            case LayerKind::maxPool:
                x = torch::max_pool2d(x, both(s.layer.kernel), both(s.layer.stride),
                                      both(s.layer.padding));
                break;
            case LayerKind::averagePool:
                x = torch::avg_pool2d(x, both(s.layer.kernel), both(s.layer.stride));
                break;
            case LayerKind::flatten:
                x = x.flatten(1);
                break;
            case LayerKind::batchNorm:
                break; // refused by the constructor
            }
        }
        return torch::cross_entropy_loss(x, labels, {}, at::Reduction::None);
    }

    LayeredNetwork network_;
    torch::TensorOptions type_;
    int threads_;
    std::vector<torch::Tensor> weights_;
    torch::Tensor images_;
    torch::Tensor labels_;
    std::vector<torch::Tensor> gradients_;
};

} // namespace

std::unique_ptr<ClassifierTwin> by_torch::classifierTwin(const LayeredNetwork& network,
                                                         TorchType type, int threads) {
    return std::make_unique<TorchClassifier>(network, type, threads);
}

} // namespace scorescope::nn
