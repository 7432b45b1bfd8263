// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/torch_manifold.h"
#include "engine/nn/torch_tensors.h"

#include <torch/torch.h>

#include <algorithm>

namespace scorescope::manifold {

namespace {

using nn::toTensor;
using nn::toVector;

struct State {
    nn::AutoEncoderShape shape;
    double sigma = 1.0;
    torch::ScalarType type = torch::kFloat32;
    std::int64_t chunk = 0;
    torch::Tensor encoder; ///< [d, H]
    torch::Tensor bias;    ///< [H]
    torch::Tensor decoder; ///< [H, d]
    torch::Tensor offset;  ///< [d]
    torch::Tensor positions;
    mutable torch::Tensor hidden;

    /// x, delta: [chains, d]; t: [1, n, 1].
    torch::Tensor energies(const torch::Tensor& x, const torch::Tensor& delta,
                           const torch::Tensor& t) const {
        const std::int64_t chains = x.size(0);
        const std::int64_t some = chunk > 0 ? std::min(chunk, chains) : chains;
        const std::int64_t n = t.size(1);
        const std::int64_t d = x.size(1);
        if (!hidden.defined() || hidden.size(0) != some * n) {
            hidden = torch::empty({some * n, bias.size(0)}, type);
        }
        torch::Tensor result = torch::empty({chains}, type);
        for (std::int64_t first = 0; first < chains; first += some) {
            const std::int64_t count = std::min(some, chains - first);
            const torch::Tensor move = delta.narrow(0, first, count);
            const torch::Tensor points =
                torch::addcmul(x.narrow(0, first, count).unsqueeze(1), t, move.unsqueeze(1))
                    .view({count * n, d});
            torch::Tensor units = hidden.narrow(0, 0, count * n);
            torch::addmm_out(units, bias, points, encoder);
            units.tanh_();
            const torch::Tensor score = torch::addmm(offset, units, decoder).sub_(points);
            const torch::Tensor mean = score.view({count, n, d}).mean(1);
            result.narrow(0, first, count)
                .copy_(mean.mul_(move).sum(1).mul_(-1.0 / (sigma * sigma)));
        }
        return result;
    }

    torch::Tensor fractions(std::size_t n) const {
        const auto count = static_cast<std::int64_t>(n);
        return (n > 1 ? torch::linspace(0.0, 1.0, count, type) : torch::zeros({1}, type))
            .view({1, count, 1});
    }
};

class TorchTwin final : public MetropolisTwin {
public:
    TorchTwin(const nn::AutoEncoderShape& shape, double sigma,
              const std::vector<double>& parameters, bool singlePrecision) {
        State& s = state_;
        s.shape = shape;
        s.sigma = sigma;
        s.type = singlePrecision ? torch::kFloat32 : torch::kFloat64;
        const nn::AutoEncoderLayout at = nn::parameterLayout(shape);
        const auto hidden = static_cast<std::int64_t>(shape.hiddenUnits);
        const auto d = static_cast<std::int64_t>(shape.inputDim);
        const torch::Tensor w = toTensor(parameters.data() + at.encoder, hidden, d, s.type);
        s.encoder = w.t().contiguous();
        s.bias = toTensor(parameters.data() + at.bias, 1, hidden, s.type).squeeze(0);
        s.decoder =
            shape.tied
                ? w
                : toTensor(parameters.data() + at.decoder, d, hidden, s.type).t().contiguous();
        s.offset = toTensor(parameters.data() + at.offset, 1, d, s.type).squeeze(0);
    }

    void setChunk(std::size_t chains) override { state_.chunk = static_cast<std::int64_t>(chains); }

    void setPositions(const std::vector<double>& positions) override {
        const auto d = static_cast<std::int64_t>(state_.shape.inputDim);
        state_.positions = toTensor(
            positions.data(), static_cast<std::int64_t>(positions.size()) / d, d, state_.type);
    }

    std::vector<double> positions() const override { return toVector(state_.positions); }

    void run(double scale, std::size_t pathPoints, std::size_t steps) override {
        const torch::NoGradGuard noGradient;
        State& s = state_;
        const torch::Tensor t = s.fractions(pathPoints);
        for (std::size_t step = 0; step < steps; ++step) {
            const torch::Tensor delta = torch::randn_like(s.positions).mul_(scale);
            const torch::Tensor energy = s.energies(s.positions, delta, t);
            const torch::Tensor accepted = torch::rand_like(energy).lt_(energy.neg_().exp_());
            s.positions.addcmul_(delta, accepted.unsqueeze(1));
        }
    }

    std::vector<double> energyDifferences(const std::vector<double>& from,
                                          const std::vector<double>& to,
                                          std::size_t pathPoints) const override {
        const torch::NoGradGuard noGradient;
        const State& s = state_;
        const auto d = static_cast<std::int64_t>(s.shape.inputDim);
        const auto count = static_cast<std::int64_t>(from.size()) / d;
        const torch::Tensor x = toTensor(from.data(), count, d, s.type);
        const torch::Tensor y = toTensor(to.data(), count, d, s.type);
        return toVector(s.energies(x, y - x, s.fractions(pathPoints)));
    }

private:
    State state_;
};

} // namespace

std::unique_ptr<MetropolisTwin> by_torch::metropolisTwin(const nn::AutoEncoderShape& shape,
                                                         double sigma,
                                                         const std::vector<double>& parameters,
                                                         bool singlePrecision) {
    return std::make_unique<TorchTwin>(shape, sigma, parameters, singlePrecision);
}

} // namespace scorescope::manifold
