// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/frame.h"
#include "engine/core/scene.h"
#include "views/colormap.h"

#include <QString>
#include <nlohmann/json.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// What a scene and a person say about a picture of fields: how it looks, which artifact plays
/// which part, which tools it offers.
namespace scorescope::views {

enum class ArrowLength {
    trueLength,  ///< from x to x + v: the arrow of r(x) − x ends at r(x)
    logarithmic, ///< from 0.35 to 0.95 of a cell, linear in the logarithm of the magnitude
    unit,        ///< all the same: directions only
};

/// How a person wants the picture. Written in scenes as
/// {"arrow_length": "true"|"log"|"unit", "color_scale": "log"|"linear", "heat_map": NAME,
/// "limits": [low, high], "chain_ends": true|false} and the switches of fieldSwitches(), each a
/// boolean.
struct FieldOptions {
    ArrowLength arrowLength = ArrowLength::logarithmic;
    ColorScale colorScale = ColorScale::logarithmic;
    bool heat = false;
    bool streamlines = false;
    bool contours = false; ///< lines of equal value of the chosen heat map
    bool optimum = false;
    bool points = true;
    bool ellipses = true;
    bool fixedPoints = true;
    bool chains = true;
    bool paths = true;
    bool chainEnds = true;             ///< where each chain is now; not of walks that are over
    std::string heatMap;               ///< the heat map among several; empty for the first
    std::optional<ColorLimits> locked; ///< colour limits; without, they follow the data
    std::size_t stride = 1;            ///< draws every stride-th arrow in both directions

    friend bool operator==(const FieldOptions& a, const FieldOptions& b) noexcept {
        return a.arrowLength == b.arrowLength && a.colorScale == b.colorScale && a.heat == b.heat &&
               a.streamlines == b.streamlines && a.contours == b.contours &&
               a.optimum == b.optimum && a.points == b.points && a.ellipses == b.ellipses &&
               a.fixedPoints == b.fixedPoints && a.chains == b.chains && a.paths == b.paths &&
               a.chainEnds == b.chainEnds && a.heatMap == b.heatMap && a.locked == b.locked &&
               a.stride == b.stride;
    }
};

/// One thing that can be shown or not, with its key in scenes ("fixed_points").
struct FieldSwitch {
    const char* key;
    bool FieldOptions::*value;
};
/// All of them, in the order of the menu.
[[nodiscard]] const std::vector<FieldSwitch>& fieldSwitches();

/// Reads a view's options. Throws InputError with the pointer /views/NAME/options/KEY when a value
/// is not allowed, and for keys that no part of the view knows.
[[nodiscard]] FieldOptions fieldOptions(const ViewSpec& spec);
/// The same for any options object; keys it does not know are left alone. `pointer` is where it
/// stands in its document.
[[nodiscard]] FieldOptions fieldOptions(const nlohmann::ordered_json& options,
                                        const std::string& pointer);
/// The inverse, without stride.
[[nodiscard]] nlohmann::ordered_json toJson(const FieldOptions& options);

/// What a person can do in the picture. Scenes offer some by {"tools": ["probe", "path", "paint",
/// "erase", "drag", …]}, where any other name is an action of the experiment; probing and moving
/// about are always there.
struct FieldTool {
    enum Kind {
        probe, ///< dragging moves the picture, the cursor asks for values, handles can be dragged
        act,   ///< a click does something there: an action of the experiment
        path,  ///< dragging draws a path
        paint, ///< dragging adds points
        erase, ///< dragging takes points away
        drag,  ///< dragging moves points
    };
    FieldTool(Kind gesture) : kind(gesture) {} // a gesture is a tool
    explicit FieldTool(std::string name) : kind(act), action(std::move(name)) {}

    Kind kind = probe;
    std::string action; ///< of `act`: its name

    friend bool operator==(const FieldTool& a, const FieldTool& b) {
        return a.kind == b.kind && a.action == b.action;
    }
    friend bool operator!=(const FieldTool& a, const FieldTool& b) { return !(a == b); }
};
/// The tool's name in scenes.
[[nodiscard]] std::string toolName(const FieldTool& tool);
/// The tools a view offers: probe first, then the others in the scene's order without repeats;
/// empty when the scene asks for none. Throws InputError when they are no list of names.
[[nodiscard]] std::vector<FieldTool> fieldTools(const ViewSpec& spec);
/// The tool that is in hand when the view opens: the option "tool", one of its tools; probe without
/// it. Throws InputError for another.
[[nodiscard]] FieldTool firstTool(const ViewSpec& spec);

/// The part an artifact plays in the picture.
enum class FieldPart {
    unknown, ///< not seen yet, and not told by the scene
    nothing, ///< of a kind or number that the picture does not show
    field,
    optimum,
    heat, ///< one of the scalar fields a person can choose from
    points,
    ellipses,
    fixedPoints, ///< markers of attractors, saddles, sources
    chains,      ///< paths of chains and the markers of their proposals
    paths,       ///< lines
    markers,     ///< handles and other markers: always shown
};

/// Which artifact plays which part. Scenes say
/// {"roles": {"field": NAME, "optimum": NAME, "heat": NAME or [NAMES], "points": NAME or [NAMES]}};
/// without, the first vector field is the field and every scalar field is a heat map. The parts of
/// all other artifacts follow from their kinds, once they have been seen.
class FieldCast {
public:
    /// Throws InputError for a role that does not exist or names what the view does not list.
    explicit FieldCast(const ViewSpec& spec);

    /// Looks at the kinds and titles of the artifacts in a frame, and remembers them. Returns
    /// whether anything was new.
    bool learn(const Frame& frame);
    [[nodiscard]] FieldPart part(const std::string& name) const;
    /// Whether any artifact plays that part, as far as is known.
    [[nodiscard]] bool has(FieldPart part) const;
    /// Names of the heat maps in the order of the scene.
    [[nodiscard]] std::vector<std::string> heatMaps() const;
    /// The heat map these options choose, or "".
    [[nodiscard]] std::string heatMap(const FieldOptions& options) const;
    /// The artifact's title, or its name in words as long as it has not been seen.
    [[nodiscard]] QString title(const std::string& name) const;
    /// Names of the view's artifacts that the options show. What has not been seen yet is asked
    /// for, or nobody would ever learn what it is.
    [[nodiscard]] std::set<std::string> shown(const FieldOptions& options) const;

private:
    [[nodiscard]] FieldPart partOf(const Artifact& artifact) const;

    std::vector<std::string> names_; ///< in the scene's order
    std::map<std::string, FieldPart> parts_;
    std::map<std::string, QString> titles_;
    std::string field_;
    bool fieldTold_ = false;
    bool heatTold_ = false;
};

} // namespace scorescope::views
