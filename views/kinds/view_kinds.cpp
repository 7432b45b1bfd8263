// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/kinds/view_kinds.h"

#include "engine/core/error.h"
#include "views/curves/curve_view.h"
#include "views/field/field_view.h"
#include "views/graph/graph_panel.h"
#include "views/graph/graph_view.h"
#include "views/heatmap/heat_view.h"
#include "views/images/images_panel.h"
#include "views/images/images_view.h"
#include "views/missing.h"
#include "views/pairs/pairs_view.h"
#include "views/plot/plot_content.h"
#include "views/plot/plot_view.h"
#include "views/space/space_view.h"
#include "views/table/table_view.h"

#include <functional>
#include <map>
#include <string>
#include <utility>

namespace scorescope::views {
namespace {

/// How a kind of view is made, with a widget and without one.
struct ViewKind {
    std::function<std::unique_ptr<ArtifactView>(const ViewSpec&, QWidget*)> view;
    std::function<std::unique_ptr<FigurePanel>(const ViewSpec&, const Frame&)> panel;
    ViewTraits traits = {};
};

template <class View> std::unique_ptr<ArtifactView> make(const ViewSpec& spec, QWidget* parent) {
    return std::make_unique<View>(spec, parent);
}

std::map<std::string, ViewKind> allKinds() {
    std::map<std::string, ViewKind> kinds;
    kinds["curves"] = {make<CurveView>,
                       [](const ViewSpec& of, const Frame& frame) { return curvePanel(of, frame); },
                       {true, true}};
    kinds["field"] = {make<FieldView>,
                      [](const ViewSpec& of, const Frame& frame) { return fieldPanel(of, frame); }};
    kinds["graph"] = {make<GraphView>,
                      [](const ViewSpec& of, const Frame& frame) { return graphPanel(of, frame); }};
    kinds["heatmap"] = {make<HeatView>, [](const ViewSpec& of, const Frame& frame) {
                            return heatPanel(of, frame);
                        }};
    kinds["images"] = {make<ImagesView>, [](const ViewSpec& of, const Frame& frame) {
                           return imagesPanel(of, frame);
                       }};
    kinds["pairs"] = {make<PairsView>,
                      [](const ViewSpec& of, const Frame& frame) { return pairsPanel(of, frame); }};
    kinds["plot"] = {make<PlotView>,
                     [](const ViewSpec& of, const Frame& frame) { return plotPanel(of, frame); },
                     {false, true}};
    kinds["space"] = {make<SpaceView>,
                      [](const ViewSpec& of, const Frame& frame) { return spacePanel(of, frame); }};
    kinds["table"] = {make<TableView>,
                      [](const ViewSpec& of, const Frame& frame) { return tablePanel(of, frame); }};
    return kinds;
}

ViewKind kindOf(const ViewSpec& spec) {
    const std::map<std::string, ViewKind> kinds = allKinds();
    const auto found = kinds.find(spec.kind);
    if (found != kinds.end()) {
        return found->second;
    }
    std::vector<std::string> names;
    std::string allowed;
    for (const auto& [name, kind] : kinds) {
        names.push_back(name);
        allowed += (allowed.empty() ? "" : ", ") + name;
    }
    throw InputError("", "/views",
                     "view '" + spec.name + "' has the unknown kind '" + spec.kind +
                         "'; allowed are " + allowed + didYouMean(spec.kind, names));
}

} // namespace

std::vector<std::string> viewKinds() {
    std::vector<std::string> names;
    for (const auto& [name, kind] : allKinds()) {
        names.push_back(name);
    }
    return names;
}

ViewTraits viewTraits(const std::string& kind) {
    const std::map<std::string, ViewKind> kinds = allKinds();
    const auto found = kinds.find(kind);
    return found == kinds.end() ? ViewTraits() : found->second.traits;
}

std::unique_ptr<ArtifactView> createView(const ViewSpec& spec, QWidget* parent,
                                         std::vector<ActionSpec> actions) {
    std::unique_ptr<ArtifactView> view = kindOf(spec).view(spec, parent);
    view->setActions(std::move(actions));
    return view;
}

std::unique_ptr<FigurePanel> createPanel(const ViewSpec& spec, const Frame& frame) {
    const ViewKind kind = kindOf(spec);
    const QString why = whyNothing(spec, frame);
    return why.isEmpty() ? kind.panel(spec, frame)
                         : notePanel(QString::fromStdString(spec.title), why);
}

} // namespace scorescope::views
