// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/sample_record.h"

#include "engine/core/error.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace scorescope::gsn {
namespace {

std::vector<std::uint8_t> greys(const std::vector<float>& values) {
    std::vector<std::uint8_t> result(values.size());
    std::transform(values.begin(), values.end(), result.begin(), [](float value) {
        return static_cast<std::uint8_t>(std::lround(255.0F * std::clamp(value, 0.0F, 1.0F)));
    });
    return result;
}

/// The four images of a moment, in the order in which they are stored.
using Moment = SampleRecord::Moment;
constexpr std::array<std::vector<std::uint8_t> Moment::*, 4> parts = {
    &Moment::before, &Moment::corrupted, &Moment::mean, &Moment::sample};

} // namespace

SampleRecord::SampleRecord(std::size_t chains, std::size_t pixels, std::size_t most)
    : chains_(chains), pixels_(pixels), most_(most) {}

void SampleRecord::add(std::uint64_t step, const std::vector<float>& before,
                       const std::vector<float>& corrupted, const std::vector<float>& mean,
                       const std::vector<float>& sample) {
    moments_.push_back({step, greys(before), greys(corrupted), greys(mean), greys(sample)});
    if (moments_.size() > most_) {
        moments_.pop_front();
    }
}

void SampleRecord::save(Checkpoint& checkpoint, const std::string& prefix) const {
    nlohmann::ordered_json steps = nlohmann::ordered_json::array();
    std::vector<std::uint8_t> images;
    images.reserve(moments_.size() * parts.size() * chains_ * pixels_);
    for (const Moment& moment : moments_) {
        steps.push_back(moment.step);
        for (const auto part : parts) {
            images.insert(images.end(), (moment.*part).begin(), (moment.*part).end());
        }
    }
    checkpoint.meta[prefix + "steps"] = std::move(steps);
    const std::vector<std::size_t> shape{moments_.size(), parts.size(), chains_, pixels_};
    checkpoint.state[prefix + "images"] = StoredTensor{shape, std::move(images)};
}

void SampleRecord::load(const Checkpoint& checkpoint, const std::string& prefix) {
    const std::string name = prefix + "images";
    const auto& images = storedValues<std::uint8_t>(checkpoint.state, name);
    const auto refuse = [&] {
        throw InputError("checkpoint", "/" + prefix + "steps", "is of other chains");
    };
    const auto found = checkpoint.meta.find(prefix + "steps");
    if (found == checkpoint.meta.end() || !found->is_array() || found->size() > most_ ||
        images.size() != found->size() * parts.size() * chains_ * pixels_) {
        refuse();
    }
    std::deque<Moment> moments;
    const std::uint8_t* from = images.data();
    for (const auto& step : *found) {
        if (!step.is_number_unsigned()) {
            refuse();
        }
        Moment moment;
        moment.step = step.get<std::uint64_t>();
        for (const auto part : parts) {
            (moment.*part).assign(from, from + chains_ * pixels_);
            from += chains_ * pixels_;
        }
        moments.push_back(std::move(moment));
    }
    moments_ = std::move(moments);
}

} // namespace scorescope::gsn
