// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/animate.h"

#include "app/cli/interrupt_watch.h"
#include "engine/core/error.h"

#include <unistd.h>

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <iostream>

namespace scorescope::app {
namespace {

using Clock = std::chrono::steady_clock;

/// One line, redrawn ten times a second.
class FilmBar {
public:
    explicit FilmBar(bool quiet) : shown_(!quiet && isatty(STDERR_FILENO) != 0) {}
    ~FilmBar() {
        if (drawn_) {
            std::fputc('\n', stderr);
        }
    }
    FilmBar(const FilmBar&) = delete;
    FilmBar& operator=(const FilmBar&) = delete;

    void update(const AnimationProgress& progress) {
        const auto now = Clock::now();
        if (!shown_ || now - last_ < std::chrono::milliseconds(100)) {
            return;
        }
        last_ = now;
        drawn_ = true;
        const auto filled = static_cast<std::size_t>(std::lround(30.0 * progress.share));
        const char* phase = progress.phase == AnimationProgress::Phase::learning ? "learning limits"
                            : progress.phase == AnimationProgress::Phase::drawing ? "drawing"
                                                                                  : "encoding";
        std::fprintf(stderr, "\r[%s%s] %s, step %llu, picture %zu / %zu",
                     std::string(filled, '#').c_str(), std::string(30 - filled, '.').c_str(), phase,
                     static_cast<unsigned long long>(progress.step), progress.frame,
                     progress.frames);
        if (progress.secondsLeft >= 0.0) {
            std::fprintf(stderr, ", %.0f s left", std::ceil(progress.secondsLeft));
        }
        if (progress.bytes > 0.0) {
            std::fprintf(stderr, ", about %.1f MB", progress.bytes / 1e6);
        }
        std::fputs("\033[K", stderr);
    }

private:
    bool shown_;
    bool drawn_ = false;
    Clock::time_point last_{};
};

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
        FilmBar bar(quiet);
        outcome = hooks.animate(registry, scene, device, threads, request,
                                [&bar](const AnimationProgress& progress) {
                                    bar.update(progress);
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
