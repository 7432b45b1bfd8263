// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"
#include "engine/gsn/network/gsn_network.h"
#include "engine/gsn/network/inpainting.h"
#include "engine/gsn/network/network_images.h"
#include "engine/gsn/network/sample_record.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace scorescope::gsn {

struct NetworkChainsOptions {
    std::size_t chains = 1;
    std::size_t columns = 20; ///< of the record of their samples
    std::size_t rows = 10;
    std::uint64_t seed = 1;
    int threads = 0;
};

/// The network that chains run with, at one moment.
struct ChainNetwork {
    const float* weights = nullptr;
    GsnNoise noise;
    GsnOutput output;
    /// The factors of §5.3.3 that P(X | h) has, one chain step after the other and then from the
    /// first again; empty: 1.
    std::vector<float> scales = {};

    /// Of chain step `number`, from 0.
    [[nodiscard]] float scaleOf(std::uint64_t number) const {
        return scales.empty() ? 1.0F : scales[number % scales.size()];
    }
};

/// Chains of a network whose weights may change under them: where they are, how far into a step,
/// which of their pixels are held, and what they have drawn. Not thread-safe.
class NetworkChains {
public:
    /// `images` must fit the shape.
    NetworkChains(GsnShape shape, std::shared_ptr<const NetworkImages> images,
                  const NetworkChainsOptions& options);

    /// All chains begin anew, at what is completed there.
    void begin(Inpainting inpainting);

    struct Drawing {
        std::size_t every = 1;      ///< only every so many-th step is recorded
        std::uint64_t leaveOut = 0; ///< first steps that completions do not count
        bool nearest = false;       ///< looks for the training image nearest to the last of a row
    };
    /// A whole step of every chain; what is left of one when halves were made.
    void step(const ChainNetwork& network, const Drawing& drawing);
    /// The next part of a step: the chains corrupt, encode, then decode. Step by step or part by
    /// part, they draw the same numbers.
    void part(const ChainNetwork& network, const Drawing& drawing);

    /// What part() does next: parts that come before it in a step are done.
    [[nodiscard]] StepPart next() const noexcept { return next_; }
    [[nodiscard]] const GsnState& state() const noexcept { return state_; }
    /// X of the step that is under way, or of the last one: what was corrupted.
    [[nodiscard]] const std::vector<float>& before() const noexcept { return before_; }
    [[nodiscard]] const SampleRecord& record() const noexcept { return record_; }
    [[nodiscard]] const Inpainting& inpainting() const noexcept { return inpainting_; }
    [[nodiscard]] std::uint64_t drawn() const noexcept {
        return drawn_;
    } ///< steps, since the start

    /// load() throws InputError when it does not fit; nothing changed then.
    void save(Checkpoint& checkpoint) const;
    void load(const Checkpoint& checkpoint);

private:
    void finish(const Drawing& drawing);

    GsnShape shape_;
    std::shared_ptr<const NetworkImages> images_;
    NetworkChainsOptions options_;
    GsnSampler sampler_;
    GsnState state_;
    std::vector<float> before_;
    StepPart next_ = StepPart::corrupt;
    SampleRecord record_;
    Inpainting inpainting_;
    std::uint64_t drawn_ = 0;
    std::uint64_t began_ = 0; ///< of drawn_
};

/// Which training image is nearest to each of `rows` rows of x, by the distance of x; the first of
/// equals.
[[nodiscard]] std::vector<std::uint32_t>
nearestTraining(const NetworkImages& images, const float* x, std::size_t rows, int threads);

} // namespace scorescope::gsn
