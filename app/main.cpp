// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"
#include "engine/labs.h"

#ifdef SCORESCOPE_GUI
#include "app/figures/animation.h"
#include "app/figures/figure_writer.h"
#include "app/figures/small_multiples.h"
#include "app/window/run_window.h"
#endif

int main(int argc, char** argv) {
    scorescope::app::Hooks hooks;
#ifdef SCORESCOPE_GUI
    hooks.window = scorescope::app::runWindow;
    hooks.checkViews = scorescope::app::checkViews;
    hooks.writeFigure = scorescope::app::writeFigure;
    hooks.writeMultiples = scorescope::app::writeMultiples;
    hooks.animate = scorescope::app::animateScene;
    hooks.sceneFromFigure = scorescope::app::readSceneFromFigure;
    hooks.describeGraphics = scorescope::app::describeGraphics;
#endif
    return scorescope::app::runCommandLine(scorescope::registerLabs(), argc, argv, hooks);
}
