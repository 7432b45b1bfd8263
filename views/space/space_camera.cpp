// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/space/space_camera.h"

#include <QJsonArray>

#include <algorithm>
#include <cmath>

namespace scorescope::views {
namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double halfAngle = 13.0 * pi / 180.0; ///< under which the box is seen: mild perspective

double radians(double degrees) {
    return degrees * pi / 180.0;
}

double finiteOr(const QJsonValue& value, double initial) {
    const double number = value.toDouble(initial);
    return std::isfinite(number) ? number : initial;
}

} // namespace

void SpaceCamera::orbit(double azimuthBy, double elevationBy) {
    azimuth += azimuthBy;
    elevation += elevationBy;
    *this = lawful();
}

void SpaceCamera::magnify(double factor) {
    if (std::isfinite(factor) && factor > 0.0) {
        zoom *= factor;
        *this = lawful();
    }
}

void SpaceCamera::lookAlong(int axis) {
    azimuth = axis == 0 ? 0.0 : -90.0;
    elevation = axis == 2 ? 90.0 : 0.0;
}

SpaceCamera SpaceCamera::lawful() const {
    SpaceCamera result = *this;
    result.azimuth = std::isfinite(azimuth) ? std::remainder(azimuth, 360.0) : -60.0;
    if (result.azimuth <= -180.0) {
        result.azimuth += 360.0;
    }
    result.elevation = std::isfinite(elevation) ? std::clamp(elevation, -90.0, 90.0) : 25.0;
    result.zoom = std::isfinite(zoom) ? std::clamp(zoom, leastZoom, mostZoom) : 1.0;
    for (int axis = 0; axis < 3; ++axis) {
        result.target[axis] =
            std::isfinite(target[axis]) ? std::clamp(target[axis], -1.0F, 1.0F) : 0.0F;
    }
    return result;
}

QJsonObject toJson(const SpaceCamera& camera) {
    const auto number = [](float value) { return static_cast<double>(value); };
    return {
        {QStringLiteral("azimuth"), camera.azimuth},
        {QStringLiteral("elevation"), camera.elevation},
        {QStringLiteral("zoom"), camera.zoom},
        {QStringLiteral("target"), QJsonArray{number(camera.target.x()), number(camera.target.y()),
                                              number(camera.target.z())}}};
}

SpaceCamera cameraFromJson(const QJsonObject& json, const SpaceCamera& initial) {
    SpaceCamera camera = initial;
    camera.azimuth = finiteOr(json.value(QStringLiteral("azimuth")), initial.azimuth);
    camera.elevation = finiteOr(json.value(QStringLiteral("elevation")), initial.elevation);
    camera.zoom = finiteOr(json.value(QStringLiteral("zoom")), initial.zoom);
    const QJsonArray target = json.value(QStringLiteral("target")).toArray();
    if (target.size() == 3) {
        for (int axis = 0; axis < 3; ++axis) {
            camera.target[axis] = static_cast<float>(
                finiteOr(target[axis], static_cast<double>(initial.target[axis])));
        }
    }
    return camera.lawful();
}

SpaceProjection::SpaceProjection(const SpaceCamera& camera, const QVector3D& halfSides,
                                 const QRectF& plot, double margin)
    : plot_(plot), target_(camera.target) {
    const double azimuth = radians(camera.azimuth);
    const double elevation = radians(camera.elevation);
    const auto vector = [](double x, double y, double z) {
        return QVector3D(static_cast<float>(x), static_cast<float>(y), static_cast<float>(z));
    };
    // Written out rather than by cross products: right stays right at the poles.
    right_ = vector(-std::sin(azimuth), std::cos(azimuth), 0.0);
    up_ = vector(-std::sin(elevation) * std::cos(azimuth), -std::sin(elevation) * std::sin(azimuth),
                 std::cos(elevation));
    forward_ = vector(-std::cos(elevation) * std::cos(azimuth),
                      -std::cos(elevation) * std::sin(azimuth), -std::sin(elevation));
    const double radius = std::max(1e-3, static_cast<double>(halfSides.length()));
    // A target off the centre must not bring the box behind the eye.
    const double off = static_cast<double>(target_.length());
    distance_ = radius / std::sin(halfAngle) + off;
    eye_ = target_ - static_cast<float>(distance_) * forward_;
    const double middle = -static_cast<double>(QVector3D::dotProduct(eye_, forward_));
    near_ = std::max(1e-3 * distance_, middle - 1.1 * radius);
    far_ = middle + 1.1 * radius;
    const auto room = [margin](double side) { return std::max(0.25 * side, 0.5 * side - margin); };
    // Sideways the box never reaches beyond the circle around its floor.
    const double floor =
        std::hypot(static_cast<double>(halfSides.x()), static_cast<double>(halfSides.y()));
    const double wide = room(plot.width()) * radius / std::clamp(floor, 0.6 * radius, radius);
    const double fitting = std::min(wide, room(plot.height()));
    focal_ = std::max(1e-9, camera.zoom * fitting / std::tan(halfAngle) * distance_ /
                                (radius / std::sin(halfAngle)));
}

SpaceProjection::Point SpaceProjection::project(const QVector3D& point) const {
    const QVector3D from = point - eye_;
    const auto dot = [&from](const QVector3D& axis) {
        return static_cast<double>(QVector3D::dotProduct(from, axis));
    };
    const double depth = std::max(1e-6, dot(forward_));
    const double scale = focal_ / depth;
    return {plot_.center() + QPointF(scale * dot(right_), -scale * dot(up_)), depth};
}

double SpaceProjection::fog(double depth) const {
    return std::clamp((depth - near_) / (far_ - near_), 0.0, 1.0);
}

double SpaceProjection::viewAngle() const {
    return 2.0 * std::atan(0.5 * plot_.height() / focal_) * 180.0 / pi;
}

} // namespace scorescope::views
