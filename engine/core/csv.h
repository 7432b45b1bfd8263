// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>

namespace scorescope {

/// Comma-separated values as RFC 4180 has them (lines end in CR LF, quotes where they are needed),
/// numbers in the C locale as the shortest text that reads back as the same number. Cell after
/// cell, row after row.
class CsvText {
public:
    static constexpr const char* lineEnd = "\r\n";

    void cell(const std::string& text) { ready(quoted(text)); }
    void cell(const char* text) { cell(std::string(text)); }
    void cell(double value) { ready(numberText(value)); }
    void cell(float value) { ready(numberText(value)); }
    /// A cell as quoted() or numberText() made it.
    void ready(const std::string& text);
    void endRow();
    /// Some cells, and the end of their row.
    template <class... Cells> void row(const Cells&... cells) {
        (cell(cells), ...);
        endRow();
    }
    /// What was written so far.
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

    /// With quotes around it where it needs them.
    [[nodiscard]] static std::string quoted(const std::string& text);
    /// The shortest text that is read as the same number; NaN, Inf and -Inf, as R, NumPy and
    /// spreadsheets write them.
    [[nodiscard]] static std::string numberText(double value);
    /// A float's own: 0.1f is 0.1, not 0.10000000149011612.
    [[nodiscard]] static std::string numberText(float value);

private:
    std::string text_;
    bool rowBegun_ = false;
};

} // namespace scorescope
