// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/text.h"
#include "engine/data/number_array.h"
#include "engine/data/point_readers.h"

#include <string>
#include <vector>

namespace scorescope::data {
namespace {

/// Checks that the array is [n × d] and fits, before anything is allocated for it.
void checkShape(const ArraySource& source, const ArrayForm& form, const PointFileLimits& limits) {
    const std::vector<std::size_t>& shape = form.shape;
    if (shape.size() != 2) {
        source.refuse("has " + std::to_string(shape.size()) +
                      (shape.size() == 1 ? " dimension" : " dimensions") +
                      "; a table [points × coordinates] is expected");
    }
    if (shape[0] == 0) {
        source.refuse("holds no points");
    }
    if (shape[1] < limits.minimumDimensions || shape[1] > limits.maximumDimensions) {
        source.refuse("has " + std::to_string(shape[1]) + (shape[1] == 1 ? " column" : " columns") +
                      "; allowed are " + std::to_string(limits.minimumDimensions) + " to " +
                      std::to_string(limits.maximumDimensions));
    }
    // In floating point, where absurd sizes do not wrap around.
    const double elements = static_cast<double>(shape[0]) * static_cast<double>(shape[1]);
    const double needed = elements * sizeof(double);
    if (needed > static_cast<double>(limits.maximumBytes)) {
        source.refuse("holds " + std::to_string(shape[0]) + " points of " +
                      std::to_string(shape[1]) + " numbers, which need " + memoryText(needed) +
                      " of memory; allowed is " +
                      memoryText(static_cast<double>(limits.maximumBytes)));
    }
    refuseTruncated(source, form, "points");
}

PointSet readArray(const ArraySource& source, const PointFileLimits& limits,
                   const Progress& progress) {
    const ArrayForm form = readArrayForm(source);
    checkShape(source, form, limits);
    const std::size_t columns = form.shape[1];
    PointSet points;
    points.dimensions = columns;
    points.coordinates.resize(form.shape[0] * columns);
    readArrayNumbers(
        source, form,
        [&](std::size_t place, double value) {
            const std::string wrong = whyNotFloat(value);
            if (!wrong.empty()) {
                source.refuse("row " + std::to_string(place / columns + 1) + ", column " +
                              std::to_string(place % columns + 1) + " " + wrong);
            }
            points.coordinates[place] = value;
        },
        progress);
    return points;
}

} // namespace

PointSet readPointArray(const std::string& path, const PointFileLimits& limits,
                        const Progress& progress) {
    PointSet points;
    useArrayFile(path,
                 [&](const ArraySource& source) { points = readArray(source, limits, progress); });
    return points;
}

PointSet readPointArchive(const std::string& path, const PointFileLimits& limits,
                          const Progress& progress) {
    PointSet points;
    useArrayInArchive(path, {"points", "coordinates", "data"}, [&](const ArraySource& source) {
        points = readArray(source, limits, progress);
    });
    return points;
}

} // namespace scorescope::data
