// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/animation_request.h"
#include "engine/core/experiment.h"
#include "engine/core/frame.h"
#include "engine/core/scene.h"

#include <QImage>

#include <cstdint>
#include <string>
#include <vector>

/// Films of runs and chains. Works on any thread and with no display; never meets a Session.
namespace scorescope::app {

/// The steps that `frames` pictures show, from `first` to `last`, both shown; never decreasing.
/// "even": equally far apart; "log": equally far apart in log(1 + step − first), because training
/// changes fast at first. Pure.
[[nodiscard]] std::vector<std::uint64_t> animationSteps(std::uint64_t first, std::uint64_t last,
                                                        std::size_t frames,
                                                        const std::string& spacing);
/// Pictures of a film: seconds times speed, at least 1.
[[nodiscard]] std::size_t animationFrames(const AnimationRequest& request);

/// Throws InputError (where = the option, as the command line spells it) for what cannot be made:
/// sizes, speed, an unknown view, spacing or theme, an ending without encoder. Touches no file.
void checkAnimationRequest(const Scene& scene, const AnimationRequest& request);

/// One picture of the film: the chosen views as one figure at the film's size. Throws InputError
/// when the frame lacks an artifact.
[[nodiscard]] QImage animationPicture(const Scene& scene, const Frame& frame,
                                      const AnimationRequest& request);

/// Makes the scene's run again from its start in an experiment of its own, steps it to scene.steps
/// (or until it converges), and films it. The same scene gives the same film, unless its
/// kind cannot be repeated; the film's file then says so.
///
/// With steadyAxes the run is made twice: first without pictures, to learn the limits of axes and
/// colours (colours from 17 moments) and where it ends.
/// Throws InputError (also for scene.steps = 0, an endless run), RunError when the run fails.
[[nodiscard]] AnimationOutcome renderAnimation(const Registry& registry, const Scene& scene,
                                               const Device& device, int threads,
                                               const AnimationRequest& request,
                                               const AnimationWatch& watch);

/// Films moments that a session has stored (command::Moments), clicks and live edits included. The
/// film's time is the steps' time; each picture shows the stored moment nearest to its step.
/// Moments that lack an artifact of the chosen views (it was not looked at then) are left out, and
/// the outcome's note counts them. `scene` tells the views and goes into the film.
/// Throws InputError, also when no moment is left.
[[nodiscard]] AnimationOutcome renderMoments(const Scene& scene,
                                             const std::vector<FramePtr>& moments,
                                             const AnimationRequest& request,
                                             const AnimationWatch& watch);

/// renderAnimation() where there is no QGuiApplication yet (the command line).
[[nodiscard]] AnimationOutcome animateScene(const Registry& registry, const Scene& scene,
                                            const Device& device, int threads,
                                            const AnimationRequest& request,
                                            const AnimationWatch& watch);

} // namespace scorescope::app
