// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/csv.h"

#include "engine/core/parameters.h"

#include <cstdio>
#include <cstdlib>

namespace scorescope {
namespace {

std::string quoted(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
        return text;
    }
    std::string result = "\"";
    for (const char c : text) {
        result += c;
        if (c == '"') {
            result += '"';
        }
    }
    return result + '"';
}

} // namespace

void CsvText::raw(const std::string& text) {
    if (rowBegun_) {
        text_ += ',';
    }
    rowBegun_ = true;
    text_ += text;
}

void CsvText::cell(const std::string& text) {
    raw(quoted(text));
}

void CsvText::cell(double value) {
    raw(toText(ParameterValue(value)));
}

void CsvText::cell(float value) {
    char buffer[32];
    for (int digits = 1; digits < 9; ++digits) {
        std::snprintf(buffer, sizeof buffer, "%.*g", digits, static_cast<double>(value));
        if (std::strtof(buffer, nullptr) == value) {
            return raw(buffer);
        }
    }
    std::snprintf(buffer, sizeof buffer, "%.9g", static_cast<double>(value));
    raw(buffer);
}

void CsvText::endRow() {
    text_ += lineEnd;
    rowBegun_ = false;
}

} // namespace scorescope
