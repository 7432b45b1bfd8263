// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/gsn/network/gsn_network.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace scorescope::gsn {

/// The images that a network learns and its chains draw: how they become x, and how x is shown.
/// Immutable; any thread.
class NetworkImages {
public:
    NetworkImages() = default;
    NetworkImages(const NetworkImages&) = delete;
    NetworkImages& operator=(const NetworkImages&) = delete;
    virtual ~NetworkImages() = default;

    [[nodiscard]] virtual std::size_t width() const = 0;
    [[nodiscard]] virtual std::size_t height() const = 0;
    [[nodiscard]] virtual std::size_t trainingSize() const = 0;
    [[nodiscard]] virtual std::size_t testSize() const = 0;
    /// An image as x, [pixels()]. `which` is below the size.
    virtual void copyTraining(std::size_t which, float* to) const = 0;
    virtual void copyTest(std::size_t which, float* to) const = 0;
    /// Greys [pixels()], of which 0 is black and 1 is white, as x.
    [[nodiscard]] virtual std::vector<float> fromGreys(std::vector<float> greys) const = 0;
    /// Rows of x, or of means of P(x | h), as greys to be shown between black() and white(), in
    /// place.
    virtual void toGreys(float* x, std::size_t rows) const = 0;
    [[nodiscard]] virtual double black() const { return 0.0; }
    [[nodiscard]] virtual double white() const { return 1.0; }
    /// What P(x | h) is of them.
    [[nodiscard]] virtual GsnOutput output() const = 0;
    /// For a person: "MNIST", "drawn faces".
    [[nodiscard]] virtual std::string name() const = 0;
    /// Whether the program drew them: titles then say so.
    [[nodiscard]] virtual bool drawn() const = 0;
    /// Of all their pixels: equal for equal images, and hardly ever else. At most 2^53.
    [[nodiscard]] virtual std::uint64_t fingerprint() const = 0;

    [[nodiscard]] std::size_t pixels() const { return width() * height(); }
    /// The first `count` images to train on or to test on, or all there are, [rows × pixels()].
    [[nodiscard]] std::vector<float> firstTraining(std::size_t count) const;
    [[nodiscard]] std::vector<float> firstTest(std::size_t count) const;
};

} // namespace scorescope::gsn
