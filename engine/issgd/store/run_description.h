// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/parameters.h"
#include "engine/issgd/store/payload.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace scorescope::issgd {

/// What a worker must know of a run: which images, which network, what its scores are. Of an
/// experiment's parameters those that these follow from, and no others.
struct RunDescription {
    std::string id;            ///< the run's name
    std::uint64_t session = 0; ///< Leader::token of the master
    Parameters parameters;     ///< of importanceParameters()
    std::uint64_t seed = 1;
    std::uint64_t fingerprint = 0; ///< of the images
};

/// How the master of that run introduces itself.
[[nodiscard]] Hello helloOf(const RunDescription& run, std::size_t examples, std::size_t block,
                            std::size_t networkParameters);

/// What a hello tells. Throws StoreError (unreadable) for what is no description of a run, or not
/// of the run that the hello's head tells; what it says of unknown or wrong parameters is in the
/// message.
[[nodiscard]] RunDescription describedBy(const Hello& hello);

} // namespace scorescope::issgd
