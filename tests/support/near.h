// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <sstream>
#include <string>

namespace scorescope::test {

/// True if |a - b| <= atol + rtol |b|. b is the reference. NaN is near nothing. When false,
/// *message (if given) says what was compared and by how much it missed.
inline bool near(double a, double b, double rtol, double atol, std::string* message = nullptr) {
    const double allowed = atol + rtol * std::abs(b);
    const double difference = std::abs(a - b);
    if (difference <= allowed) {
        return true;
    }
    if (message != nullptr) {
        std::ostringstream text;
        text.precision(17);
        text << a << " instead of " << b << ": off by " << difference << ", allowed " << allowed;
        *message = text.str();
    }
    return false;
}

} // namespace scorescope::test
