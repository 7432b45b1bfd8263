// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace scorescope {

/// Where the views of a scene stand: a tree of rows, columns, tabs and flows with views as leaves.
///
/// As JSON a leaf is the view's name, a branch an object with one of the keys "row", "column",
/// "tabs" and "flow", whose value lists what is in it: {"row": ["field", {"tabs": ["loss",
/// "inspector"]}], "shares": [3, 1]}.
struct Layout {
    enum class Kind {
        view,
        row,    ///< side by side
        column, ///< one below the other
        tabs,   ///< one at a time
        flow    ///< in rows and columns that make the pictures as large as their shapes allow
    };
    /// The leaf that is no view of the scene but the inspector's place.
    static constexpr const char* inspector = "inspector";

    Kind kind = Kind::view;
    std::string view;             ///< of a leaf
    std::vector<Layout> children; ///< of a branch, one or more
    /// How a row or column is divided, one number above 0 for each child; empty for equal parts.
    std::vector<double> shares;

    [[nodiscard]] static Layout leaf(std::string view);
    [[nodiscard]] static Layout branch(Kind kind, std::vector<Layout> children,
                                       std::vector<double> shares = {});
    /// The views in it, from left to right and from top to bottom.
    [[nodiscard]] std::vector<std::string> views() const;
    [[nodiscard]] nlohmann::ordered_json json() const;

    friend bool operator==(const Layout& a, const Layout& b) {
        return a.kind == b.kind && a.view == b.view && a.children == b.children &&
               a.shares == b.shares;
    }
    friend bool operator!=(const Layout& a, const Layout& b) { return !(a == b); }
};

/// Reads a layout in which no view stands twice. `pointer` is its place in the file, for messages.
/// Throws InputError for anything else.
[[nodiscard]] Layout parseLayout(const nlohmann::ordered_json& json, const std::string& pointer);
/// Throws InputError unless each of `views` stands in the layout, and beside them the inspector at
/// most; a name that is no view's suggests the nearest.
void checkLayout(const Layout& layout, const std::string& pointer,
                 const std::vector<std::string>& views);

/// Which side of a view another one is put to.
enum class Side { left, right, top, bottom, tab };

/// `layout` with `view` taken from where it stands and put beside `target` (of a target among tabs:
/// beside all of them); branches that are left with one child give way to it. Unchanged when one of
/// the two is not in it, or both are the same.
[[nodiscard]] Layout movedBeside(const Layout& layout, const std::string& view,
                                 const std::string& target, Side side);

/// How many columns a flow of pictures has in `width` × `height` (any one unit): the number that
/// makes the area of the smallest picture largest; among equals the fewest. `aspects` are the
/// pictures' width / height, 0 for one that takes any shape; at least one. Each stands below a bar
/// of the height `bar`.
[[nodiscard]] std::size_t flowColumns(double width, double height,
                                      const std::vector<double>& aspects, double bar = 0.0);

} // namespace scorescope
