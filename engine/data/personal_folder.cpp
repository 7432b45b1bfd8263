// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/personal_folder.h"

#include <cstdlib>

namespace scorescope::data {
namespace {

std::string personal(const char* variable, const char* inHome) {
    const std::string set = environment(variable);
    if (!set.empty()) {
        return set;
    }
    const std::string home = environment("HOME");
    return home.empty() ? std::string() : home + "/" + inHome;
}

} // namespace

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

std::string configurationFolder() {
    return personal("XDG_CONFIG_HOME", ".config");
}

std::string personalDataFolder() {
    return personal("XDG_DATA_HOME", ".local/share");
}

} // namespace scorescope::data
