// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Words and numbers as tables, titles and axes write them.
namespace scorescope {

/// A number by one printf conversion for doubles ("%.3g"); at most 63 characters.
[[nodiscard]] std::string number(const char* format, double value);
/// "1.5 GiB": bytes in three digits and a binary unit.
[[nodiscard]] std::string memoryText(double bytes);
/// Foreign text (of a file, a file's name) for one line of a message: control characters, line
/// ends, marks that change the direction of writing, and what is not UTF-8 become '?'. Of more than
/// `longest` characters the middle becomes "…".
[[nodiscard]] std::string printable(std::string_view text, std::size_t longest);
/// The characters of UTF-8; what is none becomes U+FFFD.
[[nodiscard]] std::u32string toUtf32(std::string_view text);
/// A title as a name for a column or an array that any program can type: letters, digits and '_'
/// only ("x₀" is x0, "∂r/∂x" is dr_dx, "split R̂" is split_R); "column" where nothing is left.
[[nodiscard]] std::string asciiName(std::string_view text);
/// The name of a coordinate: "x₀", "x₁₀".
[[nodiscard]] std::string axisName(std::size_t axis);

} // namespace scorescope
