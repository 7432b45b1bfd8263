// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"
#include "engine/nn/autoencoder_model.h"

#include <cstddef>
#include <string>
#include <vector>

namespace scorescope::nn {

/// One tensor inside a flat vector of parameters, row-major from `offset` on.
struct NamedPart {
    std::string name;
    std::size_t offset = 0;
    std::vector<std::size_t> shape;

    [[nodiscard]] std::size_t size() const noexcept;
};

/// The parts of an auto-encoder's flat vector, in its order and without gaps; see AutoEncoderModel.
/// With one hidden layer of h(x) = s(b + W x), r(x) = c + V h: W [H × d], b [H], V [d × H] (absent
/// when tied, V = Wᵀ), c [d]. With more, W1, b1, W2, b2, … from the input on, then V and c.
[[nodiscard]] std::vector<NamedPart> namedParts(const ModelOptions& options);

/// Stores a flat vector as the checkpoint's weights, one tensor of its own for each part.
/// Real (double or float) is the type on disk as well.
template <class Real>
void saveParameters(Checkpoint& checkpoint, const std::vector<NamedPart>& parts,
                    const std::vector<Real>& flat);
/// The flat vector again, also from a checkpoint of old that holds it as one tensor `parameters`.
/// Throws InputError when a part is missing, of another shape, or of another type of numbers.
template <class Real = double>
[[nodiscard]] std::vector<Real> loadParameters(const Checkpoint& checkpoint,
                                               const std::vector<NamedPart>& parts);

} // namespace scorescope::nn
