// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "engine/core/open_file.h"
#include "engine/core/whole_file.h"
#include "engine/data/digits.h"
#include "engine/data/idx_file.h"
#include "engine/data/personal_folder.h"

#include <filesystem>
#include <system_error>

namespace scorescope::data {
namespace {

/// The file with the folder that was remembered; empty where there is no home.
std::string memory() {
    const std::string folder = configurationFolder();
    return folder.empty() ? std::string() : folder + "/scorescope/mnist_folder";
}

std::string remembered() {
    const std::string path = memory();
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

std::string existing(const std::string& folder, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        for (const char* ending : {"", ".gz"}) {
            const std::string path = folder + "/" + name + ending;
            std::error_code error;
            if (std::filesystem::is_regular_file(path, error)) {
                return path;
            }
        }
    }
    return {};
}

} // namespace

ImageSet readImages(const std::string& images, const std::string& labels) {
    const auto dimensions = [](std::size_t count) {
        return std::to_string(count) + (count == 1 ? " dimension" : " dimensions");
    };
    IdxArray read = readIdx(images);
    if (read.shape.size() != 3) {
        throw InputError(images, "",
                         "holds no images: an array of " + dimensions(read.shape.size()) +
                             "; images have 3 (count, rows, columns)");
    }
    ImageSet set;
    set.height = read.shape[1];
    set.width = read.shape[2];
    if (read.values.empty()) {
        throw InputError(images, "", "holds no pixels");
    }
    set.pixels = std::move(read.values);
    set.source = std::filesystem::path(images).filename().string();
    if (labels.empty()) {
        return set;
    }
    IdxArray named = readIdx(labels);
    if (named.shape.size() != 1) {
        throw InputError(labels, "",
                         "holds no labels: an array of " + dimensions(named.shape.size()) +
                             "; labels have 1");
    }
    if (named.values.size() != set.size()) {
        throw InputError(labels, "",
                         "holds " + std::to_string(named.values.size()) + " labels for the " +
                             std::to_string(set.size()) + " images of " + images);
    }
    set.labels = std::move(named.values);
    return set;
}

DigitFiles digitFiles(const std::string& folder, DigitPart part) {
    const std::string begin = part == DigitPart::training ? "train" : "t10k";
    return {existing(folder, {begin + "-images-idx3-ubyte", begin + "-images.idx3-ubyte"}),
            existing(folder, {begin + "-labels-idx1-ubyte", begin + "-labels.idx1-ubyte"})};
}

std::vector<std::string> digitFolders(const std::string& chosen) {
    std::vector<std::string> folders;
    const auto add = [&folders](const std::string& folder, const char* below = "") {
        if (!folder.empty()) {
            folders.push_back(folder + below);
        }
    };
    add(chosen);
    add(environment("SCORESCOPE_MNIST"));
    add(remembered());
    for (const char* here : {"mnist", "data/mnist", "MNIST/raw", "data/MNIST/raw"}) {
        add(here);
    }
    add(personalDataFolder(), "/scorescope/mnist");
    add("/usr/local/share/mnist");
    add("/usr/share/mnist");
    return folders;
}

std::string findDigits(const std::string& chosen) {
    for (const std::string& folder : digitFolders(chosen)) {
        if (!digitFiles(folder, DigitPart::training).images.empty() &&
            !digitFiles(folder, DigitPart::test).images.empty()) {
            return folder;
        }
    }
    return {};
}

void rememberDigits(const std::string& folder) {
    const std::string path = memory();
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

} // namespace scorescope::data
