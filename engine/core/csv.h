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

    void cell(const std::string& text);
    void cell(const char* text) { cell(std::string(text)); }
    /// 0.1, NaN as "nan", infinities as "inf" and "-inf".
    void cell(double value);
    /// A float's own shortest text: 0.1f is 0.1, not 0.10000000149011612.
    void cell(float value);
    void endRow();
    /// Some cells, and the end of their row.
    template <class... Cells> void row(const Cells&... cells) {
        (cell(cells), ...);
        endRow();
    }
    /// What was written so far.
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
    void raw(const std::string& text);

    std::string text_;
    bool rowBegun_ = false;
};

} // namespace scorescope
