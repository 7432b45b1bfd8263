// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/artifact_view.h"

#include "engine/core/error.h"
#include "views/curves/curve_view.h"
#include "views/field/field_view.h"
#include "views/plot/plot_content.h"
#include "views/plot/plot_view.h"

#include <utility>

namespace scorescope::views {
namespace {

[[noreturn]] void refuseKind(const ViewSpec& spec) {
    throw InputError("", "/views",
                     "view '" + spec.name + "' has the unknown kind '" + spec.kind +
                         "'; allowed are curves, field, plot" +
                         didYouMean(spec.kind, {"curves", "field", "plot"}));
}

} // namespace

ArtifactView::ArtifactView(ViewSpec spec, QWidget* parent)
    : QWidget(parent), spec_(std::move(spec)) {
    setObjectName(QString::fromStdString("view_" + spec_.name));
}

std::unique_ptr<ArtifactView> createView(const ViewSpec& spec, QWidget* parent) {
    if (spec.kind == "field") {
        return std::make_unique<FieldView>(spec, parent);
    }
    if (spec.kind == "curves") {
        return std::make_unique<CurveView>(spec, parent);
    }
    if (spec.kind == "plot") {
        return std::make_unique<PlotView>(spec, parent);
    }
    refuseKind(spec);
}

std::unique_ptr<FigurePanel> createPanel(const ViewSpec& spec, const Frame& frame) {
    if (spec.kind == "field") {
        return fieldPanel(spec, frame);
    }
    if (spec.kind == "curves") {
        return curvePanel(spec, frame);
    }
    if (spec.kind == "plot") {
        return plotPanel(spec, frame);
    }
    refuseKind(spec);
}

} // namespace scorescope::views
