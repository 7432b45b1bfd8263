// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QPointF>
#include <QRectF>
#include <QVector3D>

#include <array>

/// The camera of pictures in space and its projection, shared by VTK, QPainter and the axes so that
/// text stands exactly where the picture's corners are.
///
/// Box coordinates: the box around the data is centred on the origin, z upwards; its longest side
/// is about 1.
namespace scorescope::views {

/// A turntable: the eye circles a target at a fixed distance and up stays up. Zooming magnifies
/// (a longer lens) rather than moving the eye, so nothing is ever cut off in front.
struct SpaceCamera {
    static constexpr double leastZoom = 0.2;
    static constexpr double mostZoom = 200.0;

    double azimuth = -60.0;  ///< degrees from +x towards +y, in (−180, 180]
    double elevation = 25.0; ///< degrees above the floor, in [−90, 90]
    double zoom = 1.0;       ///< 1 fits the box into the plot from every angle
    QVector3D target;        ///< box coordinates; stays within ±1

    /// Turns by degrees; the elevation stops at the poles.
    void orbit(double azimuthBy, double elevationBy);
    /// Magnifies, within the limits.
    void magnify(double factor);
    /// Looks along axis 0, 1 or 2: at the plane of the two others.
    void lookAlong(int axis);
    /// What a rounding away from lawful values is made to be.
    [[nodiscard]] SpaceCamera lawful() const;

    friend bool operator==(const SpaceCamera& a, const SpaceCamera& b) noexcept {
        return a.azimuth == b.azimuth && a.elevation == b.elevation && a.zoom == b.zoom &&
               a.target == b.target;
    }
};

/// {"azimuth", "elevation", "zoom", "target": [x, y, z]}
[[nodiscard]] QJsonObject toJson(const SpaceCamera& camera);
/// Keys that are missing or no finite numbers keep what `initial` says.
[[nodiscard]] SpaceCamera cameraFromJson(const QJsonObject& json, const SpaceCamera& initial = {});

/// A camera in front of a plot: from box coordinates to the painter's units.
class SpaceProjection {
public:
    SpaceProjection() = default;
    /// \param halfSides of the box, in box coordinates
    /// \param plot the whole viewport; its centre shows the target
    /// \param margin kept free on every side of the plot at zoom 1 (labels)
    SpaceProjection(const SpaceCamera& camera, const QVector3D& halfSides, const QRectF& plot,
                    double margin);

    struct Point {
        QPointF at;
        double depth = 0.0; ///< from the eye along the view, > 0 in front of it
    };
    [[nodiscard]] Point project(const QVector3D& point) const;
    /// Lengths in the painter's units of one box unit at that depth.
    [[nodiscard]] double scaleAt(double depth) const { return focal_ / depth; }
    /// How far the fog has risen at that depth: 0 at the front of the box, 1 at its back.
    [[nodiscard]] double fog(double depth) const;

    [[nodiscard]] const QRectF& plot() const noexcept { return plot_; }
    [[nodiscard]] QVector3D eye() const { return eye_; }
    [[nodiscard]] QVector3D target() const { return target_; }
    [[nodiscard]] QVector3D right() const { return right_; }
    [[nodiscard]] QVector3D up() const { return up_; }
    [[nodiscard]] QVector3D forward() const { return forward_; }
    [[nodiscard]] double distance() const noexcept { return distance_; }
    [[nodiscard]] double nearest() const noexcept { return near_; }
    [[nodiscard]] double farthest() const noexcept { return far_; }
    /// Vertical angle of view in degrees.
    [[nodiscard]] double viewAngle() const;

    /// Whether both show everything at the same places.
    friend bool operator==(const SpaceProjection& a, const SpaceProjection& b) noexcept {
        return a.plot_ == b.plot_ && a.eye_ == b.eye_ && a.target_ == b.target_ &&
               a.right_ == b.right_ && a.up_ == b.up_ && a.forward_ == b.forward_ &&
               a.distance_ == b.distance_ && a.focal_ == b.focal_ && a.near_ == b.near_ &&
               a.far_ == b.far_;
    }

private:
    QRectF plot_;
    QVector3D eye_;
    QVector3D target_;
    QVector3D right_;
    QVector3D up_;
    QVector3D forward_;
    double distance_ = 1.0;
    double focal_ = 1.0; ///< painter's units at distance 1
    double near_ = 0.1;
    double far_ = 10.0;
};

} // namespace scorescope::views
