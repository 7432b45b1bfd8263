// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/data/digits.h"
#include "engine/data/found_folder.h"
#include "engine/data/idx_file.h"

#include <filesystem>
#include <utility>

namespace scorescope::data {
namespace {

std::string existing(const std::string& folder, const std::string& name,
                     const std::string& otherName) {
    return existingFile(folder, {name, name + ".gz", otherName, otherName + ".gz"});
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
    return {existing(folder, begin + "-images-idx3-ubyte", begin + "-images.idx3-ubyte"),
            existing(folder, begin + "-labels-idx1-ubyte", begin + "-labels.idx1-ubyte")};
}

std::vector<std::string> digitFolders(const std::string& chosen) {
    return foldersOf(
        {"mnist", "SCORESCOPE_MNIST", {"mnist", "data/mnist", "MNIST/raw", "data/MNIST/raw"}},
        chosen);
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
    rememberFolder("mnist", folder);
}

} // namespace scorescope::data
