// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/fetch.h"

#include "app/cli/interrupt_watch.h"
#include "engine/core/progress.h"
#include "engine/data/colour_files.h"
#include "engine/data/digits.h"
#include "engine/data/fetch/download.h"

#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <iostream>

namespace scorescope::app {
namespace {

/// One line, redrawn ten times a second.
class FetchBar {
public:
    FetchBar(double bytes, bool quiet)
        : megabytes_(bytes / 1e6), shown_(!quiet && isatty(STDERR_FILENO) != 0) {}
    ~FetchBar() {
        if (drawn_) {
            std::fputc('\n', stderr);
        }
    }
    FetchBar(const FetchBar&) = delete;
    FetchBar& operator=(const FetchBar&) = delete;

    void update(double share) {
        const auto now = std::chrono::steady_clock::now();
        if (!shown_ || now - last_ < std::chrono::milliseconds(100)) {
            return;
        }
        last_ = now;
        drawn_ = true;
        const auto filled = static_cast<std::size_t>(std::lround(30.0 * share));
        std::fprintf(stderr, "\r[%s%s] %.1f / %.1f MB\033[K", std::string(filled, '#').c_str(),
                     std::string(30 - filled, '.').c_str(), share * megabytes_, megabytes_);
    }

private:
    double megabytes_;
    bool shown_;
    bool drawn_ = false;
    std::chrono::steady_clock::time_point last_;
};

} // namespace

int fetch(const FetchRequest& request) {
    if (request.sources) {
        std::cout << data::builtinDataSources();
        std::cerr << "A list of your own in " << data::ownSourcesFile() << " is used instead.\n";
        return 0;
    }
    const data::DataSource source = data::dataSource(request.id);
    const std::string folder =
        request.folder.empty() ? data::dataFolder(request.id) : request.folder;
    try {
        FetchBar bar(static_cast<double>(source.bytes()), request.quiet);
        data::download(source, folder, [&bar](double share) {
            bar.update(share);
            return !InterruptWatch::interrupted();
        });
    } catch (const Cancelled&) {
        std::cerr << "scorescope: interrupted; what has come is kept in " << folder
                  << ", and the same command goes on from there\n";
        return 1;
    }
    std::cout << source.title << " lies in " << folder << '\n';
    if (request.id == "mnist") {
        data::rememberDigits(folder);
    } else if (request.id == "svhn") {
        data::rememberSvhn(folder);
    }
    return 0;
}

} // namespace scorescope::app
