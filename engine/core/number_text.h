// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace scorescope {

enum class NumberText {
    number,    ///< a finite number within the range of float32
    notNumber, ///< anything else than one number
    notFinite, ///< "nan", "inf"
    tooLarge,  ///< a number beyond float32, in which artifacts keep coordinates
};

/// Reads the whole of `text` as one number, C locale, a leading plus allowed; sets `value` only for
/// NumberText::number. Numbers too small for a double become 0.
[[nodiscard]] NumberText parseNumber(std::string_view text, double& value) noexcept;

/// A short form of foreign text that is safe to print: at most 24 characters, control characters
/// and what is not ASCII replaced by '?'.
[[nodiscard]] std::string quotedText(std::string_view text);

} // namespace scorescope
