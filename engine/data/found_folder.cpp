// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/found_folder.h"

#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "engine/core/open_file.h"
#include "engine/core/whole_file.h"
#include "engine/data/personal_folder.h"

#include <filesystem>
#include <system_error>

namespace scorescope::data {
namespace {

/// The file with the folder that was remembered; empty where there is no home.
std::string memory(const std::string& id) {
    const std::string folder = configurationFolder();
    return folder.empty() ? std::string() : folder + "/scorescope/" + id + "_folder";
}

std::string remembered(const std::string& id) {
    const std::string path = memory(id);
    std::error_code error;
    if (path.empty() || !std::filesystem::is_regular_file(path, error)) {
        return {};
    }
    try {
        constexpr std::size_t longest = 4096;
        std::string folder = readWholeFile(path, longest);
        while (!folder.empty() && (folder.back() == '\n' || folder.back() == '\r')) {
            folder.pop_back();
        }
        return folder;
    } catch (const InputError&) {
        return {}; // what cannot be read is as good as nothing
    }
}

} // namespace

std::vector<std::string> foldersOf(const DataPlaces& places, const std::string& chosen) {
    std::vector<std::string> folders;
    const auto add = [&folders](const std::string& folder, const std::string& below = "") {
        if (!folder.empty()) {
            folders.push_back(folder + below);
        }
    };
    add(chosen);
    add(environment(places.variable.c_str()));
    add(remembered(places.id));
    for (const std::string& here : places.here) {
        add(here);
    }
    add(personalDataFolder(), "/scorescope/" + places.id);
    add("/usr/local/share/" + places.id);
    add("/usr/share/" + places.id);
    return folders;
}

void rememberFolder(const std::string& id, const std::string& folder) {
    const std::string path = memory(id);
    std::error_code error;
    const std::string whole = std::filesystem::absolute(folder, error).string();
    if (path.empty() || error) {
        return;
    }
    try {
        makeFolder(std::filesystem::path(path).parent_path().string());
        writeFileAtomically(path, whole + "\n");
    } catch (const InputError&) {
        // Then it is looked for again.
    }
}

std::string existingFile(const std::string& folder, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        const std::string path = folder + "/" + name;
        std::error_code error;
        if (std::filesystem::is_regular_file(path, error)) {
            return path;
        }
    }
    return {};
}

} // namespace scorescope::data
