// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>

/// Structural similarity (Wang et al. 2004) of the grey values of two pictures, averaged over
/// windows of 8 × 8 pixels every 4 pixels: 1 = the same, about 0.9 = the same drawing with another
/// font or other smoothing of edges, below 0.8 = something moved. Pictures of different size have
/// 0.
[[nodiscard]] double structuralSimilarity(const QImage& a, const QImage& b);
