// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/image_compare.h"

double structuralSimilarity(const QImage& a, const QImage& b) {
    if (a.size() != b.size() || a.isNull()) {
        return 0.0;
    }
    const QImage left = a.convertToFormat(QImage::Format_Grayscale8);
    const QImage right = b.convertToFormat(QImage::Format_Grayscale8);
    constexpr int window = 8;
    constexpr int stride = 4;
    constexpr double c1 = (0.01 * 255) * (0.01 * 255);
    constexpr double c2 = (0.03 * 255) * (0.03 * 255);
    double sum = 0.0;
    int windows = 0;
    for (int y = 0; y + window <= a.height(); y += stride) {
        for (int x = 0; x + window <= a.width(); x += stride) {
            double meanA = 0.0;
            double meanB = 0.0;
            double squareA = 0.0;
            double squareB = 0.0;
            double product = 0.0;
            for (int row = y; row < y + window; ++row) {
                const uchar* pa = left.constScanLine(row) + x;
                const uchar* pb = right.constScanLine(row) + x;
                for (int k = 0; k < window; ++k) {
                    meanA += pa[k];
                    meanB += pb[k];
                    squareA += pa[k] * pa[k];
                    squareB += pb[k] * pb[k];
                    product += pa[k] * pb[k];
                }
            }
            constexpr double n = window * window;
            meanA /= n;
            meanB /= n;
            const double varianceA = squareA / n - meanA * meanA;
            const double varianceB = squareB / n - meanB * meanB;
            const double covariance = product / n - meanA * meanB;
            sum += (2.0 * meanA * meanB + c1) * (2.0 * covariance + c2) /
                   ((meanA * meanA + meanB * meanB + c1) * (varianceA + varianceB + c2));
            ++windows;
        }
    }
    return windows == 0 ? 0.0 : sum / windows;
}
