// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/image_choice.h"

#include "engine/core/error.h"
#include "engine/data/cifar_file.h"
#include "engine/data/colour_files.h"
#include "engine/data/dataset_cache.h"
#include "engine/data/digit_choice.h"
#include "engine/data/drawn_numbers.h"
#include "engine/data/fingerprint.h"
#include "engine/data/svhn_file.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace scorescope::data {
namespace {

constexpr std::size_t greyValues = digitSide * digitSide;
constexpr std::size_t colourValues = std::size_t{32} * 32 * 3;

/// How many images there are of a set, whether of its own or drawn in its place.
struct SetSize {
    std::size_t training = 0;
    std::size_t test = 0;
};
constexpr SetSize mnistSize{60000, 10000};
constexpr SetSize svhnSize{73257, 26032};
constexpr std::size_t svhnExtra = 531131;
constexpr SetSize cifarSize{50000, 10000};
constexpr SetSize drawnSize{svhnSize.training + svhnExtra, svhnSize.test};

SetSize sizeOf(const std::string& set) {
    if (set == "mnist") {
        return mnistSize;
    }
    return set == "cifar10" ? cifarSize : drawnSize;
}

/// How many images are read or drawn, at most.
SetSize wanted(const Parameters& parameters) {
    const SetSize most = sizeOf(parameters.text("image_set"));
    return {std::min(parameters.count("training_images"), most.training),
            std::min(parameters.count("test_images"), most.test)};
}

/// "73 257"
std::string grouped(std::size_t count) {
    std::string text = std::to_string(count);
    constexpr std::size_t group = 3;
    for (std::size_t at = text.size(); at > group;) {
        at -= group;
        text.insert(at, " ");
    }
    return text;
}

/// The part of `progress` from one share to another.
Progress between(const Progress& progress, double from, double to) {
    if (!progress) {
        return {};
    }
    return [&progress, from, to](double share) { return progress(from + share * (to - from)); };
}

/// The two files of a choice, and what they are.
struct Sets {
    std::shared_ptr<const LabelledImages> training;
    std::shared_ptr<const LabelledImages> test;
    std::string what; ///< after their number: "digits of MNIST"
    bool drawn = false;
};

std::shared_ptr<const LabelledImages> shared(LabelledImages images) {
    return std::make_shared<const LabelledImages>(std::move(images));
}

std::shared_ptr<const LabelledImages> ofDigits(ImageSet digits) {
    if (digits.labels.size() != digits.size()) {
        throw InputError(digits.source, "",
                         "has no labels beside it; needed are train-labels-idx1-ubyte and "
                         "t10k-labels-idx1-ubyte, with or without .gz");
    }
    LabelledImages images = labelledDigits(std::move(digits));
    for (std::size_t i = 0; i < images.size(); ++i) {
        if (images.labels[i] >= images.classes.size()) {
            throw InputError(images.source, "",
                             "image " + std::to_string(i + 1) + " has the label " +
                                 std::to_string(images.labels[i]) + "; allowed are 0 to 9");
        }
    }
    return shared(std::move(images));
}

Sets digitSets(const Parameters& parameters, std::uint64_t seed, int threads, SharedCache* cache,
               const Progress& progress) {
    const SetSize size = wanted(parameters);
    const bool mnist = parameters.text("image_set") == "mnist";
    Digits digits = digitsOf(
        {mnist, mnist ? parameters.text("mnist_folder") : std::string(), size.training, size.test},
        seed, threads, cache, progress);
    Sets sets{ofDigits(std::move(digits.training)), ofDigits(std::move(digits.test)),
              digits.drawn ? digits.name : "digits of " + digits.name, digits.drawn};
    if (mnist && digits.drawn) {
        sets.what += ", for want of MNIST";
    }
    return sets;
}

Sets drawnSets(const SetSize& size, std::uint64_t seed, int threads, const Progress& progress) {
    Sets sets;
    report(progress, 0.0);
    sets.training = shared(drawNumbers(size.training, DigitPart::training, seed, threads));
    report(progress, 0.8);
    sets.test = shared(drawNumbers(size.test, DigitPart::test, seed, threads));
    sets.what = "house numbers drawn by the program";
    sets.drawn = true;
    return sets;
}

using Reader = std::function<LabelledImages(const std::vector<std::string>& files, std::size_t most,
                                            const Progress& progress)>;

/// The first images of files, which experiments that want as many of them share.
Sets readSets(const ColourFiles& files, const SetSize& size, const std::string& options,
              const Reader& read, SharedCache* cache, const Progress& progress) {
    const auto part = [&](const std::vector<std::string>& names, std::size_t most, double from,
                          double to) {
        return cachedDataset<LabelledImages>(
            cache, names, options + " " + std::to_string(most),
            [&](const Progress& inner) { return read(names, most, inner); },
            between(progress, from, to));
    };
    Sets sets;
    sets.training = part(files.training, size.training, 0.0, 0.8);
    sets.test = part(files.test, size.test, 0.8, 1.0);
    return sets;
}

[[noreturn]] void refuseFolder(const std::string& parameter, const std::string& folder,
                               const std::string& needed) {
    throw InputError("", "/parameters/" + parameter, "'" + folder + "' does not hold " + needed);
}

Sets colourSets(const Parameters& parameters, std::uint64_t seed, int threads, SharedCache* cache,
                const Progress& progress) {
    const std::string& set = parameters.text("image_set");
    const SetSize size = wanted(parameters);
    if (set == "drawn_numbers") {
        return drawnSets(size, seed, threads, progress);
    }
    const bool svhn = set == "svhn";
    const std::string& folder = parameters.text(svhn ? "svhn_folder" : "cifar_folder");
    ColourFiles files = svhn ? findSvhn(folder) : findCifar(folder);
    if (files.folder.empty()) {
        if (!folder.empty() && svhn) {
            refuseFolder("svhn_folder", folder, "SVHN: train_32x32.mat and test_32x32.mat");
        }
        if (!folder.empty()) {
            refuseFolder("cifar_folder", folder,
                         "CIFAR-10 in its binary form: data_batch_1.bin to data_batch_5.bin and "
                         "test_batch.bin");
        }
        Sets sets = drawnSets(size, seed, threads, progress);
        sets.what += svhn ? ", for want of SVHN" : ", for want of CIFAR-10";
        return sets;
    }
    Sets sets;
    if (svhn) {
        if (size.training <= svhnSize.training) {
            files.training.resize(1); // the others are not even looked at
        }
        sets = readSets(
            files, size, "svhn",
            [](const std::vector<std::string>& names, std::size_t most, const Progress& inner) {
                return readSvhn(names, most, {}, inner);
            },
            cache, progress);
        rememberSvhn(files.folder);
    } else {
        sets = readSets(files, size, "cifar", readCifar, cache, progress);
        rememberCifar(files.folder);
    }
    sets.what = svhn ? "house numbers of SVHN" : "images of CIFAR-10";
    return sets;
}

bool isOfDigits(const Parameters& parameters) {
    const std::string& set = parameters.text("image_set");
    return set == "mnist" || set == "drawn";
}

std::string partsOf(const ChosenImages& chosen) {
    std::string text = grouped(chosen.training.size()) + " to learn from";
    if (!chosen.wrong.empty()) {
        text += " (" + grouped(chosen.wrong.size()) + " with wrong labels)";
    }
    if (chosen.validation.size() > 0) {
        text += ", " + grouped(chosen.validation.size()) + " to validate with";
    }
    return text + ", " + grouped(chosen.test.size()) + " to test with";
}

std::uint64_t fingerprintOf(const ChosenImages& chosen) {
    Fingerprint fingerprint;
    for (const ImagePart* part : {&chosen.training, &chosen.validation, &chosen.test}) {
        for (std::size_t i = 0; i < part->size(); ++i) {
            fingerprint.add(part->image(i), part->set->valuesOfImage());
        }
        fingerprint.add(part->labels.data(), part->labels.size());
    }
    return fingerprint.value();
}

ParameterSpec folderParameter(const char* name, const char* label, const char* set,
                              const char* help) {
    ParameterSpec spec = textParameter(name, label, "Data", "", help);
    spec.applies = {"image_set", {set}};
    return spec;
}

} // namespace

std::vector<ParameterSpec> imageParameters(const std::string& set, std::int64_t training,
                                           std::int64_t test) {
    ParameterSpec which = choice(
        "image_set", "images", "Data", {"mnist", "drawn", "svhn", "drawn_numbers", "cifar10"},
        {"MNIST where it is found", "digits drawn by the program", "SVHN where it is found",
         "house numbers drawn by the program", "CIFAR-10 where it is found"},
        "Grey digits (28 × 28), house numbers in colours (32 × 32; §7.5.1) or CIFAR-10's "
        "things and animals, each in ten classes. What is not found is drawn in the same "
        "size, and the picture says so.");
    which.initial = set;
    return {
        std::move(which),
        folderParameter("mnist_folder", "folder with MNIST", "mnist",
                        "Where its four IDX files lie, compressed or not. Empty: the usual places, "
                        "$SCORESCOPE_MNIST, and where it was found last."),
        folderParameter("svhn_folder", "folder with SVHN", "svhn",
                        "Where train_32x32.mat and test_32x32.mat lie, and extra_32x32.mat if more "
                        "than 73257 training images are wanted. Empty: the usual places, "
                        "$SCORESCOPE_SVHN, and where it was found last."),
        folderParameter("cifar_folder", "folder with CIFAR-10", "cifar10",
                        "Where data_batch_1.bin to data_batch_5.bin and test_batch.bin lie. Empty: "
                        "the usual places, $SCORESCOPE_CIFAR10, and where it was found last."),
        integer("training_images", "training images", "Data", training, 10,
                static_cast<double>(drawnSize.training),
                "The first so many, as far as there are; those to validate with are among them."),
        integer("test_images", "test images", "Data", test, 10, static_cast<double>(drawnSize.test),
                "The first so many, for what is measured on images that were not trained on."),
        real("validation_share", "share to validate with", "Data", 0.05, 0.0, 0.5,
             "Of the training images, drawn at random and set aside: 5 % in the thesis (§7.5.1)."),
        real("label_noise", "wrong labels", "Data", 0.0, 0.0, 0.9,
             "The share of the images to learn from whose label is replaced by another one, drawn "
             "at random. Which ones is known, and pictures can mark them."),
        choice("pixel_scale", "pixels", "Data", {"unit", "standard"},
               {"0 to 1", "mean 0 and deviation 1"},
               "What a network reads: bytes divided by 255, or less the mean and divided by the "
               "deviation of each channel over all images to learn from. The thesis does not say."),
    };
}

std::shared_ptr<const ChosenImages> imagesFor(const Parameters& parameters, std::uint64_t seed,
                                              int threads, SharedCache* cache,
                                              const Progress& progress) {
    Sets sets = isOfDigits(parameters) ? digitSets(parameters, seed, threads, cache, progress)
                                       : colourSets(parameters, seed, threads, cache, progress);
    const std::size_t count = sets.training->size();
    if (count < 2) {
        throw InputError(sets.training->source, "",
                         "holds " + std::to_string(count) +
                             " images to learn from; needed are two, or more");
    }
    auto chosen = std::make_shared<ChosenImages>();
    RowSplit rows = splitRows(count, parameters.real("validation_share"), seed);
    chosen->training = partOf(sets.training, std::move(rows.training));
    chosen->validation = partOf(sets.training, std::move(rows.validation));
    chosen->test = wholeOf(sets.test);
    chosen->wrong = replaceLabels(chosen->training, parameters.real("label_noise"), seed);
    chosen->scaling = parameters.text("pixel_scale") == "standard"
                          ? standardScaling(chosen->training)
                          : unitScaling(sets.training->channels);
    chosen->name = grouped(count) + " " + sets.what;
    chosen->parts = partsOf(*chosen);
    chosen->drawn = sets.drawn;
    chosen->fingerprint = fingerprintOf(*chosen);
    return chosen;
}

std::size_t chosenImageValues(const Parameters& parameters) {
    return isOfDigits(parameters) ? greyValues : colourValues;
}

double chosenImageBytes(const Parameters& parameters) {
    const SetSize size = wanted(parameters);
    const std::size_t count = size.training + size.test;
    constexpr double besides = sizeof(std::uint32_t) + 1; // which row, and the label to learn
    const double kept =
        imageBytes(count, chosenImageValues(parameters)) + besides * static_cast<double>(count);
    const std::string& set = parameters.text("image_set");
    if (set == "mnist") { // what is kept of a file is there whole at first
        return kept + imageBytes(mnistSize.training + mnistSize.test, greyValues);
    }
    if (set == "drawn") {
        return kept;
    }
    // The digits that house numbers are drawn from, or what is read besides: a batch of CIFAR-10,
    // or SVHN's first file while it moves to where there is room for the second.
    const double drawing = imageBytes(size.training, greyValues);
    constexpr std::size_t batch = 10000;
    const bool moves = set == "svhn" && size.training > svhnSize.training;
    const double reading = set == "cifar10" ? imageBytes(batch, colourValues)
                           : moves          ? imageBytes(svhnSize.training, colourValues)
                                            : 0.0;
    return kept + std::max(drawing, reading);
}

} // namespace scorescope::data
