// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace scorescope::app {

struct FetchRequest {
    std::string id = "mnist"; ///< of the data set
    std::string folder;       ///< empty: where it is looked for (data::dataFolder)
    bool sources = false;     ///< print what is known of data sets instead
    bool quiet = false;
};

/// `scorescope fetch`: gets a data set that does not travel with the program, and says where it
/// lies. Told to end by a signal, it keeps what has come. \returns the exit status. Throws
/// InputError as data::download().
int fetch(const FetchRequest& request);

} // namespace scorescope::app
