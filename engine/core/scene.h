// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/action.h"
#include "engine/core/layout.h"
#include "engine/core/parameters.h"
#include "engine/core/sweep_spec.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace scorescope {

class Registry;

/// Which artifacts a view shows, and where it stands in the window.
struct ViewSpec {
    std::string name; ///< unique in the scene; also the figure's file name
    std::string
        kind; ///< "curves", "field" (the plane), "heatmap", "pairs", "plot", "space" or "table"
    std::string title;
    std::string place = "main"; ///< "main", "side" (right column) or "closeup" (opened on demand)
    std::vector<std::string> artifacts;
    nlohmann::ordered_json options = nlohmann::ordered_json::object(); ///< initial look of the view
};

/// A number that a run of the scene must reproduce: every scene is also a test.
struct Expectation {
    std::string series;
    std::uint64_t step = 0;
    /// A value with a tolerance, absolute and smaller than the value unless that is 0; or else a
    /// bound or two: what a run must not exceed or fall below.
    std::optional<double> value;
    double tolerance = 0.0;
    std::optional<double> atLeast;
    std::optional<double> atMost;
    std::string why; ///< where the numbers come from

    /// False for NaN, too.
    [[nodiscard]] bool isMet(double found) const;
    /// "1.06 ± 0.02", "at most 0.02", "from 0.9 to 1.1".
    [[nodiscard]] std::string text() const;
};

/// A stretch of a run as people speak of it: "trains", then "samples".
struct Phase {
    std::uint64_t step = 0; ///< from after this step on, until the next phase begins
    std::string name;
};

/// What a scene has to change to be as large as the thesis ran it, where it is smaller.
struct ThesisSize {
    std::uint64_t steps = 0;
    std::vector<std::pair<std::string, ParameterValue>> parameters;
    std::string takes; ///< how long, for a person: "some 9 hours on 2 cores"
};

/// How the window lays the views of a scene out where there is room, and where there is little.
/// What is missing follows from the views' places.
struct SceneLayout {
    std::optional<Layout> wide;
    std::optional<Layout> narrow;
};

/// One experiment as a document: parameters, seed, views, notes and expectations.
///
/// JSON with a version. Unknown keys are errors with the nearest name suggested, older versions are
/// migrated when read (migrations() in scene.cpp; tests keep one file of each version).
struct Scene {
    static constexpr int currentVersion = 2;
    static constexpr std::size_t largestBytes = std::size_t{16} << 20U; ///< of its file

    std::string id;                ///< file name without extension, "fig_3_5"
    std::string file;              ///< where it was read from, for messages; may be empty
    std::string title;             ///< "The field around a spiral"
    std::string figure;            ///< "Figure 3.5" or empty
    std::string chapter;           ///< "3 · Regularized auto-encoders"
    std::string intro;             ///< one sentence: what one sees, and what to do first
    std::string notes;             ///< what to look at, which equation it shows; Markdown
    std::vector<std::string> tags; ///< words by which it is found besides its title
    std::vector<Phase> phases;     ///< by step; may be empty
    std::string experiment;
    std::uint64_t seed = 1;
    std::uint64_t steps = 0; ///< steps to run, 0 = no end
    Parameters parameters;
    std::vector<TimedAction> actions; ///< done by every run of the scene, those of a step in order
    std::vector<double> cursor;       ///< where somebody looks until the mouse moves; may be empty
    std::optional<SweepSpec> sweep;   ///< the one that shows what the scene is about
    std::optional<ThesisSize> thesisSize;
    std::vector<ViewSpec> views;
    SceneLayout layout;
    std::vector<Expectation> expect;

    [[nodiscard]] nlohmann::ordered_json json() const;
};

/// Reads a scene from JSON text. `name` is used in messages and as the id (without folder and
/// extension). Throws InputError: as parseJson() (with line and column), unknown version, unknown
/// key (with the nearest name), wrong type, out of range, unknown experiment, too many views.
[[nodiscard]] Scene parseScene(const std::string& text, const std::string& name,
                               const Registry& registry);
/// Reads a scene file. Throws InputError as readWholeFile(), also when it is larger than
/// Scene::largestBytes, and as above.
[[nodiscard]] Scene loadScene(const std::string& path, const Registry& registry);
/// The scene as it was run, in a run's report (run.json); `path` may name the run's folder. Throws
/// InputError as readJsonWithScene(), and for what is no report.
[[nodiscard]] Scene loadRunScene(const std::string& path, const Registry& registry);
/// The JSON of a file that holds a scene and a little more: a run's report, a checkpoint's state.
/// Throws InputError as readJsonFile().
[[nodiscard]] nlohmann::ordered_json readJsonWithScene(const std::string& path);
/// Writes a scene beside the old file and renames it over: never half a file.
void saveScene(const Scene& scene, const std::string& path);
/// A JSON Schema (2020-12) for scenes of one experiment.
[[nodiscard]] nlohmann::ordered_json sceneSchema(const std::string& experiment,
                                                 const Registry& registry);
/// The differences between two scenes, one line each ("corruption: 0.01 → 0.02").
[[nodiscard]] std::vector<std::string> sceneDifferences(const Scene& a, const Scene& b);

} // namespace scorescope
