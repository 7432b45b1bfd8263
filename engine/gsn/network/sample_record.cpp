// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/sample_record.h"

#include "engine/core/error.h"

#include <array>
#include <stdexcept>
#include <utility>

namespace scorescope::gsn {
namespace {

/// The four images of a moment, in the order in which they are stored.
using Moment = SampleRecord::Moment;
constexpr std::array<std::vector<float> Moment::*, 4> parts = {&Moment::before, &Moment::corrupted,
                                                               &Moment::mean, &Moment::sample};

} // namespace

SampleRecord::SampleRecord(std::size_t chains, std::size_t pixels, std::size_t columns,
                           std::size_t rows)
    : chains_(chains), pixels_(pixels), columns_(columns), rows_(chains > 1 ? 1 : rows) {}

void SampleRecord::add(Moment moment) {
    for (const auto part : parts) {
        if ((moment.*part).size() != chains_ * pixels_) {
            throw std::invalid_argument("SampleRecord: images are [chains × pixels]");
        }
    }
    if (!moment.nearest.empty() && moment.nearest.size() != chains_) {
        throw std::invalid_argument("SampleRecord: one nearest image for each chain");
    }
    if (moments_.size() == columns_ * rows_) {
        const std::size_t lost = chains_ > 1 ? 1 : columns_;
        moments_.erase(moments_.begin(), moments_.begin() + static_cast<std::ptrdiff_t>(lost));
    }
    moments_.push_back(std::move(moment));
}

bool SampleRecord::nextEndsRow() const noexcept {
    return chains_ > 1 || (moments_.size() + 1) % columns_ == 0;
}

double SampleRecord::bytes(std::size_t chains, std::size_t pixels, std::size_t columns,
                           std::size_t rows) {
    return static_cast<double>(sizeof(float) * parts.size() * chains * pixels * columns) *
           static_cast<double>(chains > 1 ? 1 : rows);
}

void SampleRecord::save(Checkpoint& checkpoint, const std::string& prefix) const {
    nlohmann::ordered_json steps = nlohmann::ordered_json::array();
    nlohmann::ordered_json nearest = nlohmann::ordered_json::array();
    std::vector<float> images;
    images.reserve(moments_.size() * parts.size() * chains_ * pixels_);
    for (const Moment& moment : moments_) {
        steps.push_back(moment.step);
        nearest.push_back(moment.nearest);
        for (const auto part : parts) {
            images.insert(images.end(), (moment.*part).begin(), (moment.*part).end());
        }
    }
    checkpoint.meta[prefix + "steps"] = std::move(steps);
    checkpoint.meta[prefix + "nearest"] = std::move(nearest);
    const std::vector<std::size_t> shape{moments_.size(), parts.size(), chains_, pixels_};
    checkpoint.state[prefix + "images"] = StoredTensor{shape, std::move(images)};
}

void SampleRecord::load(const Checkpoint& checkpoint, const std::string& prefix,
                        std::size_t images) {
    const auto& pixels = storedValues<float>(checkpoint.state, prefix + "images");
    const auto refuse = [&] {
        throw InputError("checkpoint", "/" + prefix + "steps", "is of other chains");
    };
    const auto steps = checkpoint.meta.find(prefix + "steps");
    const auto nearest = checkpoint.meta.find(prefix + "nearest");
    if (steps == checkpoint.meta.end() || !steps->is_array() || nearest == checkpoint.meta.end() ||
        !nearest->is_array() || nearest->size() != steps->size() ||
        steps->size() > columns_ * rows_ ||
        pixels.size() != steps->size() * parts.size() * chains_ * pixels_) {
        refuse();
    }
    std::deque<Moment> moments;
    auto from = pixels.begin();
    const auto size = static_cast<std::ptrdiff_t>(chains_ * pixels_);
    for (std::size_t i = 0; i < steps->size(); ++i) {
        const auto& which = nearest->at(i);
        if (!steps->at(i).is_number_unsigned() || !which.is_array() ||
            (!which.empty() && which.size() != chains_)) {
            refuse();
        }
        Moment moment;
        moment.step = steps->at(i).get<std::uint64_t>();
        for (const auto& each : which) {
            if (!each.is_number_unsigned() || each.get<std::uint64_t>() >= images) {
                refuse();
            }
            moment.nearest.push_back(each.get<std::uint32_t>());
        }
        for (const auto part : parts) {
            (moment.*part).assign(from, from + size);
            from += size;
        }
        moments.push_back(std::move(moment));
    }
    moments_ = std::move(moments);
}

} // namespace scorescope::gsn
