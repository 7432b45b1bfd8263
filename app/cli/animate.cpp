// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/animate.h"

#include "app/cli/interrupt_watch.h"
#include "app/cli/progress_line.h"
#include "engine/core/error.h"
#include "engine/core/text.h"

#include <charconv>
#include <cmath>
#include <iostream>

namespace scorescope::app {
namespace {

std::string wordsOf(const AnimationProgress& progress) {
    std::string words = progress.phase == AnimationProgress::Phase::learning  ? "learning limits"
                        : progress.phase == AnimationProgress::Phase::drawing ? "drawing"
                                                                              : "encoding";
    words += ", step " + std::to_string(progress.step) + ", picture " +
             std::to_string(progress.frame) + " / " + std::to_string(progress.frames);
    if (progress.secondsLeft >= 0.0) {
        words += number(", %.0f s left", std::ceil(progress.secondsLeft));
    }
    if (progress.bytes > 0.0) {
        words += number(", about %.1f MB", progress.bytes / 1e6);
    }
    return words;
}

} // namespace

void readFilmSize(const std::string& text, AnimationRequest& request) {
    const char* end = text.data() + text.size();
    const auto width = std::from_chars(text.data(), end, request.width);
    const bool half = width.ec == std::errc() && width.ptr != end && *width.ptr == 'x';
    const auto height = half ? std::from_chars(width.ptr + 1, end, request.height) : width;
    if (!half || height.ec != std::errc() || height.ptr != end) {
        throw InputError("--size", "",
                         "'" + text + "' is not allowed; allowed is WIDTHxHEIGHT, as 1280x720");
    }
}

int animate(const Registry& registry, const Scene& scene, const Device& device, int threads,
            const AnimationRequest& request, bool quiet, const Hooks& hooks) {
    if (!hooks.animate) {
        throw InputError("animate", "",
                         "this build has no figures (it was made with SCORESCOPE_GUI=OFF)");
    }
    AnimationOutcome outcome;
    {
        ProgressLine line(quiet);
        outcome = hooks.animate(registry, scene, device, threads, request,
                                [&line](const AnimationProgress& progress) {
                                    if (line.due()) {
                                        line.show(progress.share, wordsOf(progress));
                                    }
                                    return !InterruptWatch::interrupted();
                                });
    }
    if (outcome.cancelled) {
        std::cerr << "scorescope: interrupted; nothing was written\n";
        return 130;
    }
    if (!outcome.note.empty()) {
        std::cerr << "scorescope: " << outcome.note << '\n';
    }
    std::cout << outcome.path << '\n';
    return 0;
}

} // namespace scorescope::app
