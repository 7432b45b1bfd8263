// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/pictures/data_artifacts.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace scorescope::manifold {

namespace {

constexpr std::size_t cloudPoints = 10000;

} // namespace

void DataArtifacts::publish(FrameBuilder& frame, const data::PointSet& points,
                            const data::PointSet& shown, const std::string& parameter) {
    const Quantity first{"x₀", ""};
    const Quantity second{"x₁", ""};
    if (frame.wants("data") && points.dimensions == 2) {
        if (!data_) {
            Scatter scatter;
            for (std::size_t i = 0; i < shown.size(); ++i) {
                scatter.x.push_back(static_cast<float>(shown.point(i)[0]));
                scatter.y.push_back(static_cast<float>(shown.point(i)[1]));
            }
            scatter.parameter = parameter;
            data_ = std::make_shared<const Artifact>(
                Artifact{"data", "Training data", first, second, {}, std::move(scatter)});
        }
        frame.add(data_);
    }
    if (frame.wants("data_cloud")) {
        if (!cloud_) {
            PointCloud cloud;
            cloud.dimensions = points.dimensions;
            const std::size_t values = std::min(points.size(), cloudPoints) * points.dimensions;
            cloud.coordinates.assign(points.coordinates.begin(),
                                     points.coordinates.begin() +
                                         static_cast<std::ptrdiff_t>(values));
            cloud_ = std::make_shared<const Artifact>(
                Artifact{"data_cloud", "Training data", first, second, {}, std::move(cloud)});
        }
        frame.add(cloud_);
    }
}

void DataArtifacts::clear() {
    data_.reset();
    cloud_.reset();
}

} // namespace scorescope::manifold
