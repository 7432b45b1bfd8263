// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace scorescope::test {

/// The numbers that the scripts tests/engine/stats/reference_*.py make their data of: uniform in
/// [0, 1), of 24 bits.
inline std::vector<float> congruentialNumbers(std::uint32_t seed, std::size_t count) {
    std::vector<float> values(count);
    std::uint32_t state = seed;
    for (float& value : values) {
        state = 1664525U * state + 1013904223U;
        value = static_cast<float>(state >> 8U) / 16777216.0F;
    }
    return values;
}

/// What such a script found, by name. NaN for a name that is not there.
class ReferenceNumbers {
public:
    explicit ReferenceNumbers(const std::string& name = "reference_likelihood.csv") {
        std::ifstream file(SCORESCOPE_SOURCE_DIR "/tests/engine/stats/" + name);
        for (std::string line; std::getline(file, line);) {
            const std::size_t comma = line.find(',');
            values_[line.substr(0, comma)] = std::strtod(line.c_str() + comma + 1, nullptr);
        }
    }
    double operator[](const std::string& name) const {
        const auto found = values_.find(name);
        return found == values_.end() ? std::numeric_limits<double>::quiet_NaN() : found->second;
    }

private:
    std::map<std::string, double> values_;
};

} // namespace scorescope::test
