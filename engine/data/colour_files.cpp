// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/colour_files.h"

#include "engine/data/found_folder.h"

#include <filesystem>
#include <system_error>

namespace scorescope::data {
namespace {

/// Of a file, the folder it lies in.
std::string folderOf(const std::string& chosen) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(chosen, error)) {
        return chosen;
    }
    const std::string folder = std::filesystem::path(chosen).parent_path().string();
    return folder.empty() ? "." : folder;
}

/// A folder that a person named, and no other; else the usual ones.
std::vector<std::string> foldersFor(const DataPlaces& places, const std::string& chosen) {
    return chosen.empty() ? foldersOf(places, "") : std::vector<std::string>{folderOf(chosen)};
}

ColourFiles svhnIn(const std::string& folder) {
    const std::string training = existingFile(folder, {"train_32x32.mat"});
    const std::string test = existingFile(folder, {"test_32x32.mat"});
    if (training.empty() || test.empty()) {
        return {};
    }
    ColourFiles files{folder, {training}, {test}};
    const std::string extra = existingFile(folder, {"extra_32x32.mat"});
    if (!extra.empty()) {
        files.training.push_back(extra);
    }
    return files;
}

ColourFiles cifarIn(const std::string& folder) {
    ColourFiles files{folder, {}, {existingFile(folder, {"test_batch.bin"})}};
    for (const char* number : {"1", "2", "3", "4", "5"}) {
        files.training.push_back(
            existingFile(folder, {std::string("data_batch_") + number + ".bin"}));
        if (files.training.back().empty() || files.test.front().empty()) {
            return {};
        }
    }
    return files;
}

} // namespace

ColourFiles findSvhn(const std::string& chosen) {
    const DataPlaces places{"svhn", "SCORESCOPE_SVHN", {"svhn", "data/svhn", "SVHN", "data/SVHN"}};
    for (const std::string& folder : foldersFor(places, chosen)) {
        ColourFiles files = svhnIn(folder);
        if (!files.folder.empty()) {
            return files;
        }
    }
    return {};
}

ColourFiles findCifar(const std::string& chosen) {
    const DataPlaces places{
        "cifar10", "SCORESCOPE_CIFAR10", {".", "cifar10", "data", "data/cifar10"}};
    const std::string packed = "/cifar-10-batches-bin"; // what the archive unpacks to
    for (const std::string& folder : foldersFor(places, chosen)) {
        for (const std::string& each : {folder, folder + packed}) {
            ColourFiles files = cifarIn(each);
            if (!files.folder.empty()) {
                return files;
            }
        }
    }
    return {};
}

void rememberSvhn(const std::string& folder) {
    rememberFolder("svhn", folder);
}

void rememberCifar(const std::string& folder) {
    rememberFolder("cifar10", folder);
}

} // namespace scorescope::data
