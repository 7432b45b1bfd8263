// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/network_chains.h"

#include "engine/core/error.h"
#include "engine/stats/nearest_others.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace scorescope::gsn {
namespace {

/// Training's draws are numbered by minibatches; a chain's begin where those never come.
constexpr std::uint64_t chainsBegin = std::uint64_t{1} << 40U;
constexpr std::array<StepPart, 3> parts = {StepPart::corrupt, StepPart::encode, StepPart::decode};

} // namespace

NetworkChains::NetworkChains(GsnShape shape, std::shared_ptr<const NetworkImages> images,
                             const NetworkChainsOptions& options)
    : shape_(std::move(shape)), images_(std::move(images)), options_(options),
      sampler_(shape_, options.threads),
      record_(options.chains, shape_.units(0), options.columns, options.rows) {}

void NetworkChains::begin(Inpainting inpainting) {
    inpainting_ = std::move(inpainting);
    state_ = beginChains(shape_, inpainting_.begin(options_.seed));
    before_ = state_.x;
    next_ = StepPart::corrupt;
    began_ = drawn_;
    record_.clear();
}

void NetworkChains::step(const ChainNetwork& network, const Drawing& drawing) {
    do {
        part(network, drawing);
    } while (next_ != StepPart::corrupt);
}

void NetworkChains::part(const ChainNetwork& network, const Drawing& drawing) {
    if (next_ == StepPart::corrupt) {
        before_ = state_.x;
    }
    sampler_.part(next_, network.weights, network.noise, {options_.seed, chainsBegin + drawn_, 0},
                  state_, network.scaleOf(drawn_), network.output);
    if (next_ == StepPart::decode) {
        finish(drawing);
    }
    next_ = parts[(static_cast<std::size_t>(next_) + 1) % parts.size()];
}

void NetworkChains::finish(const Drawing& drawing) {
    ++drawn_;
    if (inpainting_.active()) {
        inpainting_.hold(state_.x);
        inpainting_.hold(state_.mean);
        if (drawn_ - began_ > drawing.leaveOut) {
            inpainting_.count(state_.mean);
        }
    }
    if (drawn_ % drawing.every != 0) {
        return;
    }
    SampleRecord::Moment moment{drawn_, before_, state_.corrupted, state_.mean, state_.x, {}};
    if (drawing.nearest && record_.nextEndsRow()) {
        moment.nearest =
            nearestTraining(*images_, state_.x.data(), options_.chains, options_.threads);
    }
    record_.add(std::move(moment));
}

void NetworkChains::save(Checkpoint& checkpoint) const {
    const auto put = [&](const std::string& name, const std::vector<float>& values) {
        checkpoint.state[name] = StoredTensor{{values.size()}, values};
    };
    checkpoint.meta["drawn"] = drawn_;
    checkpoint.meta["chains_began"] = began_;
    checkpoint.meta["chain_part"] = static_cast<std::uint64_t>(next_);
    put("x", state_.x);
    put("before", before_);
    put("corrupted", state_.corrupted);
    put("mean", state_.mean);
    for (std::size_t k = 1; k <= shape_.depth(); ++k) {
        put("h" + std::to_string(k), state_.hidden[k - 1]);
    }
    record_.save(checkpoint, "record_");
    inpainting_.save(checkpoint, "inpainting_");
}

void NetworkChains::load(const Checkpoint& checkpoint) {
    GsnState state = state_;
    state.x = checkpoint.floats("x", state_.x.size());
    std::vector<float> before = checkpoint.floats("before", before_.size());
    state.corrupted = checkpoint.floats("corrupted", state_.corrupted.size());
    state.mean = checkpoint.floats("mean", state_.mean.size());
    for (std::size_t k = 1; k <= shape_.depth(); ++k) {
        state.hidden[k - 1] =
            checkpoint.floats("h" + std::to_string(k), state_.hidden[k - 1].size());
    }
    const std::uint64_t drawn = checkpoint.count("drawn");
    const std::uint64_t began = checkpoint.count("chains_began");
    const std::uint64_t part = checkpoint.count("chain_part");
    if (part >= parts.size() || began > drawn) {
        throw InputError("checkpoint", "/chain_part", "is not that of a chain");
    }
    SampleRecord record = record_;
    record.load(checkpoint, "record_", images_->trainingSize());
    Inpainting inpainting = inpainting_;
    inpainting.load(checkpoint, "inpainting_");
    record_ = std::move(record);
    inpainting_ = std::move(inpainting);
    state_ = std::move(state);
    before_ = std::move(before);
    next_ = parts[part];
    drawn_ = drawn;
    began_ = began;
}

std::vector<std::uint32_t> nearestTraining(const NetworkImages& images, const float* x,
                                           std::size_t rows, int threads) {
    constexpr std::size_t block = 4096; // images that are made ready at once
    const std::size_t n = images.pixels();
    std::vector<std::uint32_t> nearest(rows, 0);
    std::vector<double> distances(rows, std::numeric_limits<double>::infinity());
    std::vector<float> some;
    for (std::size_t first = 0; first < images.trainingSize(); first += block) {
        const std::size_t count = std::min(block, images.trainingSize() - first);
        some.resize(count * n);
        for (std::size_t i = 0; i < count; ++i) {
            images.copyTraining(first + i, some.data() + i * n);
        }
        const auto found = stats::nearestOthers({x, rows, n}, {some.data(), count, n}, 1, false,
                                                stats::LongWork{threads, {}});
        for (std::size_t row = 0; row < rows; ++row) {
            if (found.squaredDistances[row] < distances[row]) {
                distances[row] = found.squaredDistances[row];
                nearest[row] = static_cast<std::uint32_t>(first + found.others[row]);
            }
        }
    }
    return nearest;
}

} // namespace scorescope::gsn
