// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>

/// Words and numbers as tables, titles and axes write them.
namespace scorescope {

/// A number by one printf conversion for doubles ("%.3g"); at most 63 characters.
[[nodiscard]] std::string number(const char* format, double value);
/// The name of a coordinate: "x₀", "x₁₀".
[[nodiscard]] std::string axisName(std::size_t axis);

} // namespace scorescope
