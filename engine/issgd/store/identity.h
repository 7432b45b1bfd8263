// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/issgd/store/weight_store.h"

#include <cstdint>
#include <string>

/// Who somebody is, for those who share a store with it. Any thread.
namespace scorescope::issgd {

/// Another one each time: numbers by which masters and workers are told apart.
[[nodiscard]] std::uint64_t drawnNumber();

/// A master of this process, from now on: "host (process 1234)".
[[nodiscard]] Leader newLeader();

/// The first line of a file. Throws InputError (the file) when it cannot be read or that is empty.
[[nodiscard]] std::string passwordIn(const std::string& file);

} // namespace scorescope::issgd
