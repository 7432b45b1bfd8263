// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/csv.h"

#include "engine/core/parameters.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace scorescope {
namespace {

std::string notFinite(double value) {
    return std::isnan(value) ? "NaN" : value > 0.0 ? "Inf" : "-Inf";
}

} // namespace

std::string CsvText::quoted(const std::string& text) {
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

std::string CsvText::numberText(double value) {
    return std::isfinite(value) ? toText(ParameterValue(value)) : notFinite(value);
}

std::string CsvText::numberText(float value) {
    if (!std::isfinite(value)) {
        return notFinite(static_cast<double>(value));
    }
    char buffer[32];
    for (int digits = 1; digits < 9; ++digits) {
        std::snprintf(buffer, sizeof buffer, "%.*g", digits, static_cast<double>(value));
        if (std::strtof(buffer, nullptr) == value) {
            return buffer;
        }
    }
    std::snprintf(buffer, sizeof buffer, "%.9g", static_cast<double>(value));
    return buffer;
}

void CsvText::ready(const std::string& text) {
    if (rowBegun_) {
        text_ += ',';
    }
    rowBegun_ = true;
    text_ += text;
}

void CsvText::endRow() {
    text_ += lineEnd;
    rowBegun_ = false;
}

} // namespace scorescope
