// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/frame.h"
#include "engine/core/scene.h"
#include "views/axes/color_bar.h"
#include "views/space/space_camera.h"
#include "views/theme.h"

#include <QColor>
#include <QString>
#include <QVector3D>
#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// The geometry of a picture in space: what to draw, without a widget and without a graphics
/// library, so that VTK and QPainter, the screen and the exporters draw the same.
namespace scorescope::views {

enum class SliceAxis { none, x, y, z };

/// "none", "x", "y", "z"
[[nodiscard]] const char* sliceAxisName(SliceAxis axis);

/// How a person wants the picture. Written in scenes as {"color_scale": "log"|"linear", "arrows",
/// "points", "surface": bool, "height": number, "slice": "none"|"x"|"y"|"z", "slice_at": number,
/// "camera": {"azimuth", "elevation", "zoom", "target"}, "colors": {ARTIFACT: "#rrggbb"},
/// "slice_parameters": [AXIS, POSITION], "limits": [low, high]}.
struct SpaceOptions {
    ColorScale colorScale = ColorScale::logarithmic;
    bool arrows = true;
    bool points = true;
    bool surface = true;
    double height = 1.0; ///< of surfaces: 1 makes them half as high as they are wide; 0.05 … 5
    SliceAxis slice = SliceAxis::none;
    std::optional<double> sliceAt; ///< axis units; without, the middle of the box
    SpaceCamera camera;
    std::optional<ColorLimits> limits;    ///< of the colours; without, they follow the data
    std::map<std::string, QColor> colors; ///< of clouds and chains, by artifact
    /// Names of the live parameters that follow the slice; empty where none does.
    std::string sliceAxisParameter;
    std::string slicePositionParameter;

    friend bool operator==(const SpaceOptions& a, const SpaceOptions& b) {
        return a.colorScale == b.colorScale && a.arrows == b.arrows && a.points == b.points &&
               a.surface == b.surface && a.height == b.height && a.slice == b.slice &&
               a.sliceAt == b.sliceAt && a.camera == b.camera && a.colors == b.colors &&
               a.limits == b.limits && a.sliceAxisParameter == b.sliceAxisParameter &&
               a.slicePositionParameter == b.slicePositionParameter;
    }
};

/// Reads a view's options. Throws InputError for a key that is not known and, with the pointer
/// /views/NAME/options/KEY, for a value that is not allowed.
[[nodiscard]] SpaceOptions spaceOptions(const ViewSpec& spec);
/// The same for any options object, other keys left alone; `pointer` is where it stands.
[[nodiscard]] SpaceOptions spaceOptions(const nlohmann::ordered_json& options,
                                        const std::string& pointer);
/// The inverse.
[[nodiscard]] nlohmann::ordered_json toJson(const SpaceOptions& options);

/// The artifacts of a view by the part they play. What has three dimensions is shown in space; a
/// frame that has only a scalar field shows it as a height field with what is flat draped over it.
struct SpaceData {
    std::vector<std::shared_ptr<const Artifact>> clouds;  ///< PointCloud, d = 3
    std::vector<std::shared_ptr<const Artifact>> vectors; ///< VectorCloud, d = 3
    std::vector<std::shared_ptr<const Artifact>> chains;  ///< Trajectory, d = 3
    std::shared_ptr<const Artifact> surface;              ///< the first ScalarField
    /// Scatter, Markers, PointCloud and Trajectory in the plane, over the surface.
    std::vector<std::shared_ptr<const Artifact>> draped;

    /// Whether this is a height field.
    [[nodiscard]] bool flat() const noexcept {
        return surface && clouds.empty() && vectors.empty() && chains.empty();
    }
    [[nodiscard]] bool empty() const noexcept {
        return clouds.empty() && vectors.empty() && chains.empty() && !surface;
    }
    friend bool operator==(const SpaceData& a, const SpaceData& b) {
        return a.clouds == b.clouds && a.vectors == b.vectors && a.chains == b.chains &&
               a.surface == b.surface && a.draped == b.draped;
    }
};

/// Artifacts of the wrong shape (sizes that do not agree, other dimensions) are left out.
[[nodiscard]] SpaceData spaceData(const ViewSpec& spec, const Frame& frame);

/// The box around the data in axis units, and how it becomes box coordinates.
struct SpaceBox {
    std::array<double, 3> low{0.0, 0.0, 0.0};
    std::array<double, 3> high{0.0, 0.0, 0.0};
    std::array<double, 3> scale{1.0, 1.0, 1.0}; ///< box units per axis unit

    [[nodiscard]] bool valid() const noexcept { return high[0] > low[0]; }
    [[nodiscard]] QVector3D toBox(double x, double y, double z) const;
    [[nodiscard]] QVector3D halfSides() const;
    [[nodiscard]] bool holds(const SpaceBox& other) const noexcept;
    friend bool operator==(const SpaceBox& a, const SpaceBox& b) noexcept {
        return a.low == b.low && a.high == b.high && a.scale == b.scale;
    }
};

/// The box around everything finite, rounded outwards so that it stays still while chains creep;
/// a unit is as long along every axis, except upwards on height fields. Not valid when nothing
/// finite is there. No side is of zero length.
[[nodiscard]] SpaceBox spaceBox(const SpaceData& data, const SpaceOptions& options);
/// `before` when the data still fills it well, else `now`: live pictures do not breathe.
[[nodiscard]] SpaceBox steadyBox(const SpaceBox& before, const SpaceBox& now);

/// Names of the three axes with units.
[[nodiscard]] std::array<QString, 3> axisTitles(const SpaceData& data);

/// Distances between neighbouring vectors along each axis; 0 along an axis on which all agree.
/// Regular grids are recognized, others are judged by their density.
[[nodiscard]] std::array<double, 3> spacing(const VectorCloud& cloud);

struct SpaceDots {
    std::vector<QVector3D> at;
    std::vector<QRgb> color;
    std::vector<float> radius; ///< box units
};

struct SpaceArrow {
    QVector3D tail;
    QVector3D tip;
    float width = 0.0F; ///< of the head, box units
    QRgb color = 0;
};

struct SpaceLine {
    std::vector<QVector3D> points;
    QRgb color = 0;
};

/// Triangles with a normal and a colour at every corner.
struct SpaceMesh {
    std::vector<QVector3D> at;
    std::vector<QVector3D> normal;
    std::vector<QRgb> color;
    std::vector<std::array<std::int32_t, 3>> triangles;
};

struct SpaceLegendEntry {
    QString text;
    QColor color;
    bool line = false;
};

/// What the cursor can find, in axis units.
struct SpaceTarget {
    QVector3D at; ///< box coordinates
    std::array<double, 3> point{};
};

/// Everything that is drawn, in box coordinates, colours included.
struct SpaceScene {
    SpaceDots dots;
    std::vector<SpaceArrow> arrows;
    std::vector<SpaceLine> chains;
    std::vector<SpaceLine> contours;
    SpaceMesh surface;
    std::optional<std::array<QVector3D, 4>> plane; ///< the slice, corners in order
    QColor planeColor;
    std::optional<ColorBar> bar;
    std::vector<SpaceLegendEntry> legend; ///< when there are several clouds or chains to tell apart
    std::vector<SpaceTarget> targets;     ///< filled when asked for
    /// How much of the ground's colour the back of the box takes: tells near from far where nothing
    /// hides anything, and stays away from surfaces, whose colours are to be read.
    double fog = 0.5;
    std::size_t pointsShown = 0;   ///< of the clouds, after slicing
    std::size_t pointsLeftOut = 0; ///< thinned away
    std::size_t thin = 1;          ///< only every thin-th dot and arrow is drawn, while moving
};

struct SpaceBuild {
    std::size_t thin = 1;             ///< draws every thin-th dot and arrow, while moving
    std::size_t mostPoints = 100'000; ///< of all clouds together
    bool targets = false;             ///< fills SpaceScene::targets
    std::string brushed;              ///< cloud with brushed points
    std::vector<std::size_t> indices;
};

/// Builds the picture. What is not finite is skipped.
[[nodiscard]] SpaceScene buildSpaceScene(const SpaceData& data, const SpaceOptions& options,
                                         const SpaceBox& box, const Theme& theme,
                                         const SpaceBuild& build = {});
/// Where the slice stands, in axis units, inside the box.
[[nodiscard]] double slicePosition(const SpaceOptions& options, const SpaceBox& box);

/// A colour of which fog has replaced a share, 0 to 1, by the ground's.
[[nodiscard]] QRgb throughFog(QRgb color, double share, const QColor& ground);

} // namespace scorescope::views
