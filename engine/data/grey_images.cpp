// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/grey_images.h"

#include "engine/core/error.h"
#include "engine/core/text.h"
#include "engine/data/number_array.h"
#include "engine/data/pgm_file.h"
#include "engine/data/png_file.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace scorescope::data {
namespace {

constexpr std::size_t smallestSide = 2;

std::string sizeText(std::size_t width, std::size_t height) {
    return std::to_string(width) + " × " + std::to_string(height);
}

std::string endingOf(const std::filesystem::path& path) {
    std::string ending = path.extension().string();
    for (char& letter : ending) {
        letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    }
    return ending;
}

bool isImageEnding(const std::string& ending) {
    return ending == ".png" || ending == ".pgm";
}

/// Of a file with such an ending.
GreyImage readImageFile(const std::string& path, std::size_t largestSide) {
    return endingOf(path) == ".png" ? readPng(path, largestSide) : readPgm(path, largestSide);
}

/// A folder's or a file's own name.
std::string nameOf(const std::string& path) {
    const std::filesystem::path place(path); // of "faces/" the name is the folder's
    return (place.has_filename() ? place : place.parent_path()).filename().string();
}

/// Empty, or what is wrong with the size and the number of images; before memory is asked for.
std::string refusal(std::size_t images, std::size_t width, std::size_t height,
                    const GreyImageLimits& limits) {
    if (images == 0) {
        return "holds no images";
    }
    const bool one = images == 1;
    const std::string size = sizeText(width, height) + " pixels";
    if (std::min(width, height) < smallestSide || std::max(width, height) > limits.largestSide) {
        return (one ? "holds an image of " : "holds images of ") + size +
               "; allowed are sides of " + std::to_string(smallestSide) + " to " +
               std::to_string(limits.largestSide);
    }
    if (images > limits.mostImages) {
        return "holds " + std::to_string(images) + " images; allowed are " +
               std::to_string(limits.mostImages);
    }
    const double needed = static_cast<double>(images) * static_cast<double>(width * height) *
                          static_cast<double>(sizeof(float));
    if (needed > static_cast<double>(limits.maximumBytes)) {
        return "holds " + (one ? "an image of " : std::to_string(images) + " images of ") + size +
               (one ? ", which needs " : ", which need ") + memoryText(needed) +
               " of memory; allowed is " + memoryText(static_cast<double>(limits.maximumBytes));
    }
    return {};
}

/// Black and white: 0 and 1 where that holds all pixels, else what they reach. Throws InputError
/// for images in which nothing is to be seen.
void setRange(GreyImages& set, const std::string& path) {
    const auto [least, most] = std::minmax_element(set.pixels.begin(), set.pixels.end());
    if (*least == *most) {
        throw InputError(path, "", "holds nothing to learn: all of its pixels are equal");
    }
    if (*least < 0.0F || *most > 1.0F) {
        set.black = *least;
        set.white = *most;
    }
}

/// In the order of their names' bytes.
std::vector<std::string> imagesIn(const std::string& folder, const GreyImageLimits& limits) {
    namespace fs = std::filesystem;
    std::vector<std::string> names;
    std::size_t others = 0;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        std::error_code unknown; // what cannot be told will be refused when it is read
        if (at->is_directory(unknown)) {
            continue;
        }
        if (!isImageEnding(endingOf(at->path()))) {
            ++others;
            continue;
        }
        names.push_back(at->path().filename().string());
        if (names.size() > limits.mostImages) {
            throw InputError(folder, "",
                             "holds more than " + std::to_string(limits.mostImages) +
                                 " images, which is what is allowed");
        }
    }
    if (error) {
        throw InputError(folder, "", "cannot be read: " + error.message());
    }
    if (names.empty()) {
        throw InputError(folder, "",
                         others == 0
                             ? "holds no images; expected are .png and .pgm files"
                             : "holds no .png or .pgm files, and others are not read (there are " +
                                   std::to_string(others) + ")");
    }
    std::sort(names.begin(), names.end());
    return names;
}

GreyImages readFolder(const std::string& folder, const GreyImageLimits& limits,
                      const Progress& progress) {
    const std::vector<std::string> names = imagesIn(folder, limits);
    GreyImages set;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string path = (std::filesystem::path(folder) / names[i]).string();
        const GreyImage image = readImageFile(path, limits.largestSide);
        if (i == 0) {
            set.width = image.width;
            set.height = image.height;
            const std::string wrong = refusal(names.size(), set.width, set.height, limits);
            if (!wrong.empty()) {
                throw InputError(folder, "", wrong);
            }
            set.pixels.reserve(names.size() * set.pixelsOfImage());
        } else if (image.width != set.width || image.height != set.height) {
            throw InputError(path, "",
                             "is " + sizeText(image.width, image.height) + " pixels, but " +
                                 printable(names.front(), 60) + " is " +
                                 sizeText(set.width, set.height) +
                                 "; all images of a folder have one size");
        }
        set.pixels.insert(set.pixels.end(), image.pixels.begin(), image.pixels.end());
        report(progress, static_cast<double>(i + 1) / static_cast<double>(names.size()));
    }
    return set;
}

/// The sizes of an array [n × h × w] or [n × s²]; pixels are not there yet.
GreyImages imagesOf(const ArraySource& source, const ArrayForm& form,
                    const GreyImageLimits& limits) {
    GreyImages set;
    const std::vector<std::size_t>& shape = form.shape;
    if (shape.size() == 3) {
        set.height = shape[1];
        set.width = shape[2];
    } else if (shape.size() == 2) {
        const std::size_t most = limits.largestSide * limits.largestSide;
        const std::string rows = "has rows of " + std::to_string(shape[1]) + " numbers; ";
        if (shape[1] > most) {
            source.refuse(rows + "allowed are at most " + std::to_string(most) + ", " +
                          sizeText(limits.largestSide, limits.largestSide) + " pixels");
        }
        set.width = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(shape[1]))));
        set.height = set.width;
        if (set.width * set.width != shape[1]) {
            source.refuse(rows + "that is no square image, and one of other sides needs an array "
                                 "[images × height × width]");
        }
    } else {
        source.refuse("has " + std::to_string(shape.size()) +
                      (shape.size() == 1 ? " dimension" : " dimensions") +
                      "; an array [images × height × width] or [images × pixels] is expected");
    }
    const std::string wrong = refusal(shape[0], set.width, set.height, limits);
    if (!wrong.empty()) {
        source.refuse(wrong);
    }
    refuseTruncated(source, form, "images");
    return set;
}

GreyImages readArray(const ArraySource& source, const GreyImageLimits& limits,
                     const Progress& progress) {
    const ArrayForm form = readArrayForm(source);
    GreyImages set = imagesOf(source, form, limits);
    const std::size_t pixels = set.pixelsOfImage();
    set.pixels.resize(form.shape[0] * pixels);
    constexpr double whiteByte = 255.0;
    readArrayNumbers(
        source, form,
        [&](std::size_t place, double value) {
            const std::string wrong = whyNotFloat(value);
            if (!wrong.empty()) {
                const std::size_t at = place % pixels;
                source.refuse("image " + std::to_string(place / pixels + 1) + ", row " +
                              std::to_string(at / set.width + 1) + ", column " +
                              std::to_string(at % set.width + 1) + " " + wrong);
            }
            set.pixels[place] = static_cast<float>(form.isByte ? value / whiteByte : value);
        },
        progress);
    return set;
}

GreyImages part(const GreyImages& images) {
    GreyImages part;
    part.width = images.width;
    part.height = images.height;
    part.black = images.black;
    part.white = images.white;
    part.source = images.source;
    return part;
}

} // namespace

GreyImages readGreyImages(const std::string& path, const GreyImageLimits& limits,
                          const Progress& progress) {
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found) {
        throw InputError(path, "", "there is no such file or folder");
    }
    if (error) {
        throw InputError(path, "", "cannot be read: " + error.message());
    }
    GreyImages set;
    const std::string ending = endingOf(path);
    if (fs::is_directory(status)) {
        set = readFolder(path, limits, progress);
    } else if (!fs::is_regular_file(status)) {
        throw InputError(path, "", "is not a file that can be read to its end");
    } else if (ending == ".npy") {
        useArrayFile(path,
                     [&](const ArraySource& source) { set = readArray(source, limits, progress); });
    } else if (ending == ".npz") {
        useArrayInArchive(path, {"images", "faces", "data"}, [&](const ArraySource& source) {
            set = readArray(source, limits, progress);
        });
    } else {
        throw InputError(path, "",
                         "the ending '" + ending +
                             "' is not known; allowed are .npy and .npz files, and folders of .png "
                             "and .pgm files");
    }
    setRange(set, path);
    set.source = nameOf(path);
    return set;
}

GreyImages readGreyImage(const std::string& path, const GreyImageLimits& limits) {
    const std::string ending = endingOf(path);
    if (!isImageEnding(ending)) {
        throw InputError(path, "",
                         "the ending '" + ending + "' is not known; allowed are .png and .pgm");
    }
    GreyImage image = readImageFile(path, limits.largestSide);
    const std::string wrong = refusal(1, image.width, image.height, limits);
    if (!wrong.empty()) {
        throw InputError(path, "", wrong);
    }
    GreyImages set;
    set.width = image.width;
    set.height = image.height;
    set.pixels = std::move(image.pixels);
    set.source = nameOf(path);
    return set;
}

GreyParts splitImages(const GreyImages& images, double share) {
    if (!(share > 0.0 && share <= 0.5)) {
        throw std::invalid_argument("above 0 and at most half of the images are set aside");
    }
    const std::size_t count = images.size();
    if (count < 2) {
        throw InputError(images.source, "",
                         "holds " + std::to_string(count) + (count == 1 ? " image" : " images") +
                             "; needed are two, one to learn from and one to test with");
    }
    const double wanted = std::min(std::round(1.0 / share), static_cast<double>(count));
    const auto every = static_cast<std::size_t>(wanted);
    GreyParts parts{part(images), part(images)};
    for (std::size_t i = 0; i < count; ++i) {
        std::vector<float>& to = i % every == every - 1 ? parts.test.pixels : parts.training.pixels;
        to.insert(to.end(), images.image(i), images.image(i) + images.pixelsOfImage());
    }
    return parts;
}

} // namespace scorescope::data
