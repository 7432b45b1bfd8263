// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/fetch/fetched.h"

#include "engine/data/colour_files.h"
#include "engine/data/digits.h"

namespace scorescope::data {

void rememberFetched(const std::string& id, const std::string& folder) {
    if (id == "mnist") {
        rememberDigits(folder);
    } else if (id == "svhn") {
        rememberSvhn(folder);
    }
}

} // namespace scorescope::data
