// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/layout.h"

#include "engine/core/error.h"
#include "engine/core/json_keys.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <utility>

namespace scorescope {
namespace {

using nlohmann::ordered_json;

constexpr std::pair<Layout::Kind, const char*> branches[] = {{Layout::Kind::row, "row"},
                                                             {Layout::Kind::column, "column"},
                                                             {Layout::Kind::tabs, "tabs"},
                                                             {Layout::Kind::flow, "flow"}};

std::vector<double> readShares(const ordered_json& json, const std::string& pointer,
                               const Layout& layout) {
    if (layout.kind != Layout::Kind::row && layout.kind != Layout::Kind::column) {
        throw InputError("", pointer, "only rows and columns are divided");
    }
    const bool right =
        json.is_array() && json.size() == layout.children.size() &&
        std::all_of(json.begin(), json.end(), [](const ordered_json& each) {
            return each.is_number() && each.get<double>() > 0.0 && each.get<double>() <= 1e6;
        });
    if (!right) {
        throw InputError("", pointer, "must have a number above 0 for each in it");
    }
    return json.get<std::vector<double>>();
}

/// `placed`: the views met before.
Layout readLayout(const ordered_json& json, const std::string& pointer,
                  std::set<std::string>& placed) {
    if (json.is_string()) {
        const auto name = json.get<std::string>();
        if (!placed.insert(name).second) {
            throw InputError("", pointer, "'" + name + "' has two places");
        }
        return Layout::leaf(name);
    }
    expectKeys(json, pointer, {"row", "column", "tabs", "flow", "shares"});
    std::optional<Layout::Kind> kind;
    std::string key;
    for (const auto& [each, name] : branches) {
        if (json.contains(name)) {
            if (kind) {
                throw InputError("", pointer, "is a " + key + " and a " + name + " at once");
            }
            kind = each;
            key = name;
        }
    }
    if (!kind) {
        throw InputError("", pointer,
                         "must be a view's name or have one of 'row', 'column', 'tabs', 'flow'");
    }
    const ordered_json& list = json[key];
    if (!list.is_array() || list.empty()) {
        throw InputError("", pointer + "/" + key, "must be a list of one or more");
    }
    Layout layout = Layout::branch(*kind, {});
    for (std::size_t i = 0; i < list.size(); ++i) {
        layout.children.push_back(
            readLayout(list[i], pointer + "/" + key + "/" + std::to_string(i), placed));
    }
    if (json.contains("shares")) {
        layout.shares = readShares(json["shares"], pointer + "/shares", layout);
    }
    return layout;
}

void collect(const Layout& layout, std::vector<std::string>& views) {
    if (layout.kind == Layout::Kind::view) {
        views.push_back(layout.view);
    }
    for (const Layout& child : layout.children) {
        collect(child, views);
    }
}

/// Without that view; nothing when it was all.
std::optional<Layout> without(const Layout& layout, const std::string& view) {
    if (layout.kind == Layout::Kind::view) {
        return layout.view == view ? std::nullopt : std::optional<Layout>(layout);
    }
    Layout rest = Layout::branch(layout.kind, {});
    for (std::size_t i = 0; i < layout.children.size(); ++i) {
        if (std::optional<Layout> child = without(layout.children[i], view)) {
            rest.children.push_back(std::move(*child));
            if (!layout.shares.empty()) {
                rest.shares.push_back(layout.shares[i]);
            }
        }
    }
    if (rest.children.empty()) {
        return std::nullopt;
    }
    return rest.children.size() == 1 ? rest.children.front() : rest;
}

/// With `view` beside `target`, where `target` stands.
Layout with(const Layout& layout, const std::string& view, const std::string& target, Side side) {
    const Layout::Kind wanted = side == Side::tab                           ? Layout::Kind::tabs
                                : side == Side::left || side == Side::right ? Layout::Kind::row
                                                                            : Layout::Kind::column;
    const bool before = side == Side::left || side == Side::top;
    const auto pair = [&](const Layout& other) {
        return before ? Layout::branch(wanted, {Layout::leaf(view), other})
                      : Layout::branch(wanted, {other, Layout::leaf(view)});
    };
    if (layout.kind == Layout::Kind::view) {
        return layout.view == target ? pair(layout) : layout;
    }
    Layout all = layout;
    for (std::size_t i = 0; i < all.children.size(); ++i) {
        Layout& child = all.children[i];
        const std::vector<std::string> inside = child.views();
        if (std::find(inside.begin(), inside.end(), target) == inside.end()) {
            continue;
        }
        // A view among tabs stands where all of them do.
        const bool here = child.kind == Layout::Kind::view ||
                          (child.kind == Layout::Kind::tabs && wanted != Layout::Kind::tabs);
        if (!here) {
            child = with(child, view, target, side);
            return all;
        }
        const bool same = all.kind == wanted;
        if (!same) {
            child = pair(child);
            return all;
        }
        const auto place = static_cast<std::ptrdiff_t>(before ? i : i + 1);
        all.children.insert(all.children.begin() + place, Layout::leaf(view));
        if (!all.shares.empty()) { // the target gives half of its own
            all.shares[i] /= 2.0;
            all.shares.insert(all.shares.begin() + place, all.shares[i]);
        }
        return all;
    }
    return all;
}

} // namespace

Layout Layout::leaf(std::string view) {
    Layout layout;
    layout.view = std::move(view);
    return layout;
}

Layout Layout::branch(Kind kind, std::vector<Layout> children, std::vector<double> shares) {
    Layout layout;
    layout.kind = kind;
    layout.children = std::move(children);
    layout.shares = std::move(shares);
    return layout;
}

std::vector<std::string> Layout::views() const {
    std::vector<std::string> views;
    collect(*this, views);
    return views;
}

ordered_json Layout::json() const {
    if (kind == Kind::view) {
        return view;
    }
    ordered_json list = ordered_json::array();
    for (const Layout& child : children) {
        list.push_back(child.json());
    }
    ordered_json object;
    for (const auto& [each, name] : branches) {
        if (each == kind) {
            object[name] = std::move(list);
            break;
        }
    }
    if (!shares.empty()) {
        object["shares"] = shares;
    }
    return object;
}

Layout parseLayout(const ordered_json& json, const std::string& pointer) {
    std::set<std::string> placed;
    return readLayout(json, pointer, placed);
}

void checkLayout(const Layout& layout, const std::string& pointer,
                 const std::vector<std::string>& views) {
    std::vector<std::string> known = views;
    known.emplace_back(Layout::inspector);
    const std::vector<std::string> placed = layout.views();
    for (const std::string& name : placed) {
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            throw InputError("", pointer,
                             "'" + name + "' is no view of the scene" + didYouMean(name, known));
        }
    }
    for (const std::string& name : views) {
        if (std::find(placed.begin(), placed.end(), name) == placed.end()) {
            throw InputError("", pointer, "view '" + name + "' has no place");
        }
    }
}

Layout movedBeside(const Layout& layout, const std::string& view, const std::string& target,
                   Side side) {
    const std::vector<std::string> all = layout.views();
    const auto has = [&all](const std::string& name) {
        return std::find(all.begin(), all.end(), name) != all.end();
    };
    if (view == target || !has(view) || !has(target)) {
        return layout;
    }
    const std::optional<Layout> rest = without(layout, view);
    if (rest->kind == Layout::Kind::tabs && side != Side::tab) {
        return with(Layout::branch(Layout::Kind::flow, {*rest}), view, target, side).children[0];
    }
    return with(*rest, view, target, side);
}

std::size_t flowColumns(double width, double height, const std::vector<double>& aspects,
                        double bar) {
    std::size_t best = 1;
    double bestArea = -1.0;
    for (std::size_t columns = 1; columns <= aspects.size(); ++columns) {
        const std::size_t rows = (aspects.size() + columns - 1) / columns;
        const double w = width / static_cast<double>(columns);
        const double h = std::max(1.0, height / static_cast<double>(rows) - bar);
        double smallest = std::numeric_limits<double>::infinity();
        for (const double aspect : aspects) {
            const double fitting = aspect > 0.0 ? std::min(w, h * aspect) : w;
            smallest = std::min(smallest, aspect > 0.0 ? fitting * fitting / aspect : w * h);
        }
        // Pictures that take any shape are as large one way as the other: near squares are read
        // best.
        const bool free = std::all_of(aspects.begin(), aspects.end(),
                                      [](double aspect) { return aspect <= 0.0; });
        const double area = free ? std::min(w, h) : smallest;
        if (area > bestArea * (1.0 + 1e-9)) {
            bestArea = area;
            best = columns;
        }
    }
    return best;
}

} // namespace scorescope
