// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/artifact_view.h"
#include "views/figure_panel.h"

#include <memory>
#include <string>
#include <vector>

class QWidget;

/// The kinds of views that scenes may name, with a widget and without one.
namespace scorescope::views {

/// The kinds, by name: "curves", "field", …
[[nodiscard]] std::vector<std::string> viewKinds();
/// What whoever puts views beside each other has to know of a kind.
struct ViewTraits {
    /// Shows series over steps: those of several runs go into one chart, and can be smoothed.
    bool seriesOverSteps = false;
    /// Its option "y_scale" is that of the values, which has to be linear for a difference.
    bool scalesValues = false;
};
/// Of the kind of that name; of an unknown one, none.
[[nodiscard]] ViewTraits viewTraits(const std::string& kind);
/// A view for the spec's kind that offers the experiment's actions; throws InputError for an
/// unknown kind.
[[nodiscard]] std::unique_ptr<ArtifactView> createView(const ViewSpec& spec, QWidget* parent,
                                                       std::vector<ActionSpec> actions = {});
/// The same picture without a widget, for the command line. Throws InputError for an unknown kind
/// or when the frame lacks the artifacts.
[[nodiscard]] std::unique_ptr<FigurePanel> createPanel(const ViewSpec& spec, const Frame& frame);

} // namespace scorescope::views
