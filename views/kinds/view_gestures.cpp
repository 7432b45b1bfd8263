// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/kinds/view_gestures.h"

#include <QCoreApplication>

namespace scorescope::views {
namespace {

/// Looks texts up for translation.
struct Gestures {
    Q_DECLARE_TR_FUNCTIONS(Gestures)

public:
    [[nodiscard]] static GestureGroup pictures() {
        return {{"curves", "field", "graph", "heatmap", "images", "pairs", "plot", "space"},
                tr("All pictures"),
                {{tr("Wheel"), tr("zooms about the cursor")},
                 {tr("Middle button and drag"), tr("moves the picture")},
                 {tr("Double click"), tr("fits everything, where a click does nothing else")},
                 {tr("0"), tr("fits everything")},
                 {tr("+ and −"), tr("zoom")},
                 {tr("Shift and arrows"), tr("move the picture; turn it in space")}}};
    }

    [[nodiscard]] static GestureGroup field() {
        return {{"field"},
                tr("Fields"),
                {{tr("Drag"), tr("moves the picture, or the handle under the cursor")},
                 {tr("Ctrl and drag"), tr("zooms into a rectangle")},
                 {tr("Shift and drag"), tr("opens a close-up of a rectangle")},
                 {tr("V, C, L, P, E, D"), tr("tools: look, act, path, paint, erase, drag points")},
                 {tr("Click (act)"), tr("does it there, such as starting a chain")},
                 {tr("Shift and click (act)"), tr("does it at sixteen places around")},
                 {tr("[ and ]"), tr("size of the brush")},
                 {tr("Esc"), tr("gives up the drag, then the tool")}}};
    }

    [[nodiscard]] static GestureGroup axes() {
        return {{"curves", "plot", "heatmap"},
                tr("Curves, plots and heat maps"),
                {{tr("Wheel over an axis"), tr("zooms along that axis")},
                 {tr("Drag"), tr("moves the picture; in curves zooms into a rectangle")},
                 {tr("Shift and drag"), tr("moves the picture")},
                 {tr("Click"), tr("selects what is under the cursor")},
                 {tr("Click in the legend"), tr("hides or shows a curve")},
                 {tr("L"), tr("next scale of the vertical axis")},
                 {tr("Ctrl and ← or →"), tr("reads the value before or after")},
                 {tr("Ctrl and arrows, Enter"), tr("walk over a heat map, select")}}};
    }

    [[nodiscard]] static GestureGroup space() {
        return {{"space"},
                tr("Space"),
                {{tr("Drag"), tr("turns the picture")},
                 {tr("Shift and drag"), tr("moves the picture")},
                 {tr("Ctrl and click"), tr("acts there, such as starting a chain")},
                 {tr("1, 2, 3"), tr("look along an axis")}}};
    }

    [[nodiscard]] static GestureGroup pairs() {
        return {{"pairs"},
                tr("Pairs of coordinates"),
                {{tr("Drag"), tr("brushes points, which are marked in every pair")},
                 {tr("Click"), tr("clears the brush")},
                 {tr("Ctrl and drag"), tr("moves the picture")},
                 {tr("Shift and click"), tr("acts there, such as starting a chain")}}};
    }

    [[nodiscard]] static GestureGroup images() {
        return {{"images"},
                tr("Images"),
                {{tr("Drag"), tr("moves the picture")},
                 {tr("Click"), tr("selects an image")},
                 {tr("P, E, V"), tr("paint the mask, erase it, look again")},
                 {tr("Drag (paint, erase)"), tr("paints or erases; the right button the other")},
                 {tr("[ and ], Ctrl and wheel"), tr("size of the brush")},
                 {tr("Ctrl and arrows"), tr("select the image beside")}}};
    }

    [[nodiscard]] static GestureGroup graph() {
        return {{"graph"},
                tr("Graphs"),
                {{tr("Drag"), tr("moves the picture")},
                 {tr("Click"), tr("selects a node")},
                 {tr("Ctrl and arrows"), tr("select the node beside")}}};
    }

    [[nodiscard]] static GestureGroup table() {
        return {{"table"},
                tr("Tables"),
                {{tr("Drag, Shift and arrows"), tr("mark cells")},
                 {tr("Ctrl+C"), tr("copies the cells that are marked")}}};
    }
};

} // namespace

std::vector<GestureGroup> viewGestures() {
    return {Gestures::pictures(), Gestures::field(),  Gestures::axes(),  Gestures::space(),
            Gestures::pairs(),    Gestures::images(), Gestures::graph(), Gestures::table()};
}

} // namespace scorescope::views
