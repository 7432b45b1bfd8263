// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/action.h"
#include "views/field/field_scene.h"
#include "views/field/point_edit.h"

#include <QJsonObject>
#include <QString>
#include <Qt>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace scorescope::views {

/// The key that takes a tool in hand; that of actions is the first action's.
[[nodiscard]] Qt::Key toolKey(const FieldTool& tool);
/// What a tool is called, and how it is used in one sentence; of an action as the experiment says.
[[nodiscard]] QString toolTitle(const FieldTool& tool, const std::vector<ActionSpec>& actions);
[[nodiscard]] QString toolHelp(const FieldTool& tool, const std::vector<ActionSpec>& actions);

/// Artifacts as a person has just edited them, shown in place of the engine's until it answers.
class PendingEdits {
public:
    void set(std::shared_ptr<const Artifact> edited);
    /// Puts the edits in place of what the engine says. With `settle`, an edit that the engine
    /// agrees with by now is done.
    void apply(FieldData& data, bool settle);
    /// Gives up waiting.
    void clear() { edited_.clear(); }
    [[nodiscard]] bool empty() const noexcept { return edited_.empty(); }

private:
    std::map<std::string, std::shared_ptr<const Artifact>> edited_;
};

/// One drag that edits an artifact: points painted, erased, dragged, or a handle moved. Axis units.
class ArtifactDrag {
public:
    /// Begins with a brush on a cloud of points. The tool is paint, erase or drag.
    ArtifactDrag(std::shared_ptr<const Artifact> points, FieldTool::Kind tool, double radius,
                 double reach, const QPointF& at);
    /// Begins with a handle.
    ArtifactDrag(std::shared_ptr<const Artifact> markers, std::size_t index, const QPointF& at);

    void moveTo(const QPointF& at);
    /// Puts everything back as it was.
    void undo();
    /// Whether anything differs from the beginning, or did.
    [[nodiscard]] bool changed() const noexcept { return changed_; }
    /// The artifact as it is now.
    [[nodiscard]] std::shared_ptr<const Artifact> artifact() const;
    /// The parameters that follow, with their values as of now.
    [[nodiscard]] QJsonObject values() const;

private:
    std::shared_ptr<const Artifact> start_;
    FieldTool::Kind tool_ = FieldTool::probe; ///< probe: a handle
    double radius_ = 0.0;
    EditPoints points_;
    EditPoints startPoints_;
    PaintStroke stroke_;
    std::vector<Grip> grips_;
    std::size_t index_ = 0; ///< of the handle
    QPointF begin_;
    QPointF now_;
    QPointF handle_; ///< where the handle is
    bool changed_ = false;
};

/// The cloud that tools edit: the first whose points a parameter holds; null without one.
[[nodiscard]] std::shared_ptr<const Artifact> editableCloud(const FieldData& data);

/// The parameter that holds the path a person may draw; empty without one.
[[nodiscard]] std::string pathParameter(const FieldData& data);

/// `count` places on a ring around a point: where Shift+click acts.
[[nodiscard]] std::vector<QPointF> ringAround(const QPointF& centre, double radius,
                                              std::size_t count);

} // namespace scorescope::views
