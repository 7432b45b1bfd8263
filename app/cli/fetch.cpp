// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/fetch.h"

#include "app/cli/interrupt_watch.h"
#include "app/cli/progress_line.h"
#include "engine/core/progress.h"
#include "engine/core/text.h"
#include "engine/data/fetch/download.h"
#include "engine/data/fetch/fetched.h"

#include <iostream>

namespace scorescope::app {
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
        ProgressLine line(request.quiet);
        const double megabytes = static_cast<double>(source.bytes()) / 1e6;
        data::download(source, folder, [&line, megabytes](double share) {
            if (line.due()) {
                line.show(share,
                          number("%.1f", share * megabytes) + number(" / %.1f MB", megabytes));
            }
            return !InterruptWatch::interrupted();
        });
    } catch (const Cancelled&) {
        std::cerr << "scorescope: interrupted; what has come is kept in " << folder
                  << ", and the same command goes on from there\n";
        return 1;
    }
    std::cout << source.title << " lies in " << folder << '\n';
    data::rememberFetched(request.id, folder);
    return 0;
}

} // namespace scorescope::app
