// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/frame.h"
#include "engine/core/scene.h"
#include "views/figure_panel.h"

#include <QString>

#include <memory>
#include <string>

/// Artifacts that a view names and a frame lacks. Any thread.
namespace scorescope::views {

/// Whether a figure cannot be made for want of it: the frame has no such artifact, and does not say
/// why there cannot be one.
[[nodiscard]] bool isMissing(const Frame& frame, const std::string& artifact);
/// refuseMissing() of the first of the view's artifacts that isMissing(), if there is one.
void refuseAnyMissing(const ViewSpec& spec, const Frame& frame);
/// Throws InputError (pointer "/views/VIEW/artifacts"): the experiment publishes no such artifact,
/// with the nearest name.
[[noreturn]] void refuseMissing(const ViewSpec& spec, const std::string& artifact,
                                const Frame& frame);
/// Why there is nothing at all to see in such a view of these data, a line for each artifact;
/// empty where there is something, or where something may come.
[[nodiscard]] QString whyNothing(const ViewSpec& spec, const Frame& frame);

/// What stands in the place of a view all of whose artifacts are still empty (a curve without
/// points, samples before the first) or not there: the analysis under way that will bring them
/// ("Being computed: Mixing, 40 %"), or that there is nothing yet, and from when on the run does
/// something else. Empty as soon as there is something.
[[nodiscard]] QString nothingYet(const ViewSpec& spec, const Frame& frame);

/// What stands in the place of a picture that there cannot be.
[[nodiscard]] std::unique_ptr<FigurePanel> notePanel(QString title, QString note);

} // namespace scorescope::views
