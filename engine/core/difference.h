// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"

#include <memory>

namespace scorescope {

/// The difference a − b of two artifacts of one kind, to compare two runs or two moments of one
/// run: a vector field or cloud of the differences of its vectors; a scalar field, heat map,
/// histogram, grid of grey images or graph (of its nodes) of the differences of its values, marked
/// as signed; lines with differences in y at the x that both have (their error bars are not
/// subtracted); a series with the differences at the steps that both have (its bands are not
/// subtracted); a table with the differences of its numbers, and words that differ beside each
/// other ("a | b"). NaN stays NaN. Name and quantities are a's, title and label of the values say
/// what was subtracted.
///
/// Throws InputError that names both artifacts and says in a plain sentence why there is none: they
/// are of different kinds or of one that has no difference (points, paths, marks, ellipses, spans),
/// their grids, points, rows, columns, nodes or numbers of lines differ, or values are categories.
/// Nothing is resampled: a difference of what was never computed at the same places would mix
/// interpolation error into what people compare.
[[nodiscard]] std::shared_ptr<const Artifact> difference(const Artifact& a, const Artifact& b);

} // namespace scorescope
