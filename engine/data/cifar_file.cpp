// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/cifar_file.h"

#include "engine/core/error.h"
#include "engine/core/whole_file.h"

#include <algorithm>
#include <cstdint>

namespace scorescope::data {
namespace {

constexpr std::size_t side = 32;
constexpr std::size_t channels = 3;
constexpr std::size_t pixelsOfImage = side * side;
constexpr std::size_t recordBytes = 1 + channels * pixelsOfImage;
constexpr std::size_t mostRecords = 100000;

void append(const std::string& path, std::size_t most, LabelledImages& set) {
    const std::string bytes = readWholeFile(path, mostRecords * recordBytes);
    if (bytes.empty()) {
        throw InputError(path, "", "is empty");
    }
    if (bytes.size() % recordBytes != 0) {
        throw InputError(path, "",
                         "has " + std::to_string(bytes.size()) +
                             " bytes, which is no multiple of 3073, a record of CIFAR-10: it is "
                             "truncated or something else");
    }
    const auto* record = reinterpret_cast<const std::uint8_t*>(bytes.data());
    const std::size_t kept = std::min(bytes.size() / recordBytes, most);
    for (std::size_t i = 0; i < kept; ++i, record += recordBytes) {
        if (*record >= set.classes.size()) {
            throw InputError(path, "",
                             "record " + std::to_string(i + 1) + " has the label " +
                                 std::to_string(*record) + "; allowed are 0 to 9");
        }
        set.labels.push_back(*record);
        for (std::size_t p = 0; p < pixelsOfImage; ++p) {
            for (std::size_t c = 0; c < channels; ++c) {
                set.pixels.push_back(record[1 + c * pixelsOfImage + p]);
            }
        }
    }
}

} // namespace

std::vector<std::string> cifarNames() {
    return {"airplane", "automobile", "bird",  "cat",  "deer",
            "dog",      "frog",       "horse", "ship", "truck"};
}

LabelledImages readCifar(const std::vector<std::string>& paths, std::size_t most,
                         const Progress& progress) {
    LabelledImages set;
    set.width = side;
    set.height = side;
    set.channels = channels;
    set.classes = cifarNames();
    set.source = "CIFAR-10";
    constexpr std::size_t batch = 10000;
    set.pixels.reserve(std::min(most, batch * paths.size()) * channels * pixelsOfImage);
    for (std::size_t i = 0; i < paths.size() && set.size() < most; ++i) {
        append(paths[i], most - set.size(), set);
        report(progress, static_cast<double>(i + 1) / static_cast<double>(paths.size()));
    }
    return set;
}

} // namespace scorescope::data
