// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>

#include <algorithm>
#include <array>
#include <cmath>

namespace scorescope::test {

/// Mean structural similarity of two pictures of one size (Wang, Bovik, Sheikh, Simoncelli 2004),
/// the smallest of the three colour channels': 1 = the same, below 0.9 = another picture.
///
/// Windows of 8 × 8 pixels every 4 pixels with equal weights; K1 = 0.01, K2 = 0.03, L = 255. What
/// the levels mean here: another FreeType or Qt moves text by fractions of a pixel, which leaves a
/// figure above 0.97; a lost layer, other colours or a shifted plot take it below 0.90. Pictures of
/// different sizes compare as 0.
[[nodiscard]] inline double structuralSimilarity(const QImage& first, const QImage& second) {
    constexpr int window = 8;
    constexpr int stride = 4;
    if (first.size() != second.size() || first.width() < window || first.height() < window) {
        return 0.0;
    }
    const QImage a = first.convertToFormat(QImage::Format_RGB888);
    const QImage b = second.convertToFormat(QImage::Format_RGB888);
    constexpr double c1 = (0.01 * 255.0) * (0.01 * 255.0);
    constexpr double c2 = (0.03 * 255.0) * (0.03 * 255.0);
    constexpr double n = window * window;
    std::array<double, 3> sum{};
    int windows = 0;
    for (int y = 0; y + window <= a.height(); y += stride) {
        for (int x = 0; x + window <= a.width(); x += stride) {
            ++windows;
            for (int channel = 0; channel < 3; ++channel) {
                double sa = 0.0;
                double sb = 0.0;
                double saa = 0.0;
                double sbb = 0.0;
                double sab = 0.0;
                for (int row = y; row < y + window; ++row) {
                    const uchar* pa = a.constScanLine(row) + 3 * x + channel;
                    const uchar* pb = b.constScanLine(row) + 3 * x + channel;
                    for (int i = 0; i < window; ++i) {
                        const double va = pa[3 * i];
                        const double vb = pb[3 * i];
                        sa += va;
                        sb += vb;
                        saa += va * va;
                        sbb += vb * vb;
                        sab += va * vb;
                    }
                }
                const double ma = sa / n;
                const double mb = sb / n;
                const double va = saa / n - ma * ma;
                const double vb = sbb / n - mb * mb;
                const double cov = sab / n - ma * mb;
                sum[static_cast<std::size_t>(channel)] +=
                    (2.0 * ma * mb + c1) * (2.0 * cov + c2) /
                    ((ma * ma + mb * mb + c1) * (va + vb + c2));
            }
        }
    }
    return *std::min_element(sum.begin(), sum.end()) / windows;
}

} // namespace scorescope::test
