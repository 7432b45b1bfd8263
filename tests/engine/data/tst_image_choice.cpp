// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/shared_cache.h"
#include "engine/data/colour_files.h"
#include "engine/data/drawn_numbers.h"
#include "engine/data/image_choice.h"
#include "tests/support/mat_bytes.h"
#include "tests/support/messages_and_files.h"
#include "tests/support/near.h"
#include "tests/support/test_folder.h"

#include <QDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::data;
using scorescope::test::messageOf;
using scorescope::test::near;
namespace mat = scorescope::test::mat;

namespace {

constexpr std::size_t colourValues = 3072;

/// SVHN's form: images of one byte each, with labels from 1 to 10.
std::string svhnFile(std::size_t count, unsigned first) {
    std::string pixels;
    std::string labels;
    for (std::size_t i = 0; i < count; ++i) {
        pixels += std::string(colourValues, static_cast<char>(first + i));
        labels.push_back(static_cast<char>(1 + i % 10));
    }
    return mat::header() +
           mat::packed(mat::array("X", mat::uint8Class, {32, 32, 3, count}, mat::uint8, pixels)) +
           mat::packed(mat::array("y", mat::uint8Class, {count, 1}, mat::uint8, labels));
}

std::string cifarFile(std::size_t count, unsigned first) {
    std::string bytes;
    for (std::size_t i = 0; i < count; ++i) {
        bytes.push_back(static_cast<char>(i % 10));
        bytes += std::string(colourValues, static_cast<char>(first + i));
    }
    return bytes;
}

/// MNIST's form, 28 × 28, not compressed.
std::string idxImages(std::size_t count) {
    std::string bytes("\0\0\x08\x03\0\0\0", 7);
    bytes.push_back(static_cast<char>(count));
    bytes += std::string("\0\0\0\x1c\0\0\0\x1c", 8);
    for (std::size_t i = 0; i < count; ++i) {
        bytes += std::string(784, static_cast<char>(i));
    }
    return bytes;
}
std::string idxLabels(const std::string& labels) {
    std::string bytes("\0\0\x08\x01\0\0\0", 7);
    bytes.push_back(static_cast<char>(labels.size()));
    return bytes + labels;
}

Parameters parametersWith(const std::vector<std::pair<std::string, std::string>>& values) {
    Parameters parameters(ParameterTable(imageParameters("mnist", 40, 20)));
    for (const auto& [name, value] : values) {
        parameters.setText(name, value);
    }
    return parameters;
}

std::shared_ptr<const ChosenImages>
imagesWith(const std::vector<std::pair<std::string, std::string>>& values, std::uint64_t seed = 1,
           SharedCache* cache = nullptr) {
    return imagesFor(parametersWith(values), seed, 1, cache);
}

} // namespace

class TestImageChoice : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<test::TestFolder>();
        qputenv("XDG_CONFIG_HOME", folder_->path("config").c_str());
        qputenv("XDG_DATA_HOME", folder_->path("home").c_str());
        for (const char* name : {"SCORESCOPE_MNIST", "SCORESCOPE_SVHN", "SCORESCOPE_CIFAR10"}) {
            qunsetenv(name);
        }
        // Nor is anything found in the current folder.
        QVERIFY(QDir::setCurrent(QString::fromStdString(folder_->path())));
    }

    void drawsDigits() {
        const auto chosen = imagesWith({{"image_set", "drawn"}});
        QCOMPARE(chosen->name, std::string("40 digits drawn by the program"));
        QCOMPARE(chosen->parts,
                 std::string("38 to learn from, 2 to validate with, 20 to test with"));
        QVERIFY(chosen->drawn);
        QCOMPARE(chosen->training.set->valuesOfImage(), std::size_t(784));
        QCOMPARE(chosen->validation.set.get(), chosen->training.set.get());
        QCOMPARE(chosen->test.size(), std::size_t(20));
        QVERIFY(chosen->wrong.empty());
        QVERIFY(chosen->fingerprint == imagesWith({{"image_set", "drawn"}})->fingerprint);
        QVERIFY(chosen->fingerprint != imagesWith({{"image_set", "drawn"}}, 2)->fingerprint);
        QCOMPARE(chosen->scaling.deviation, std::vector<double>{1.0});

        const auto wanting = imagesWith({});
        QCOMPARE(wanting->name, std::string("40 digits drawn by the program, for want of MNIST"));
        QVERIFY(wanting->drawn);
    }
    void marksWrongLabels() {
        const auto chosen = imagesWith(
            {{"image_set", "drawn"}, {"training_images", "2000"}, {"label_noise", "0.25"}});
        QCOMPARE(chosen->name, std::string("2 000 digits drawn by the program"));
        QCOMPARE(chosen->parts,
                 std::string("1 900 to learn from (475 with wrong labels), 100 to validate with, "
                             "20 to test with"));
        QCOMPARE(chosen->wrong.size(), std::size_t(475));
        const ImagePart& training = chosen->training;
        for (std::uint32_t i = 0; i < training.size(); ++i) {
            QCOMPARE(training.labels[i] != training.set->labels[training.rows[i]],
                     std::binary_search(chosen->wrong.begin(), chosen->wrong.end(), i));
        }
        for (const ImagePart* part : {&chosen->validation, &chosen->test}) {
            for (std::size_t i = 0; i < part->size(); ++i) {
                QCOMPARE(part->labels[i], part->set->labels[part->rows[i]]);
            }
        }
        const auto right = imagesWith({{"image_set", "drawn"}, {"training_images", "2000"}});
        QVERIFY(right->training.rows == training.rows);
        QVERIFY(right->fingerprint != chosen->fingerprint);
    }

    void readsMnist() {
        const std::string folder = folder_->makeFolder("some");
        folder_->write("some/train-images-idx3-ubyte", idxImages(30));
        folder_->write("some/train-labels-idx1-ubyte", idxLabels(std::string(30, '\7')));
        folder_->write("some/t10k-images-idx3-ubyte", idxImages(5));
        const auto told = [&] {
            return messageOf([&] { (void)imagesWith({{"mnist_folder", folder}}); });
        };
        QVERIFY2(told().contains("t10k-images-idx3-ubyte: has no labels beside it; needed are"),
                 qPrintable(told()));
        folder_->write("some/t10k-labels-idx1-ubyte", idxLabels("\1\2\3\4\x0a"));
        QVERIFY2(told().contains("image 5 has the label 10; allowed are 0 to 9"),
                 qPrintable(told()));
        folder_->write("some/t10k-labels-idx1-ubyte", idxLabels("\1\2\3\4\5"));
        const auto chosen = imagesWith(
            {{"mnist_folder", folder}, {"validation_share", "0"}, {"test_images", "10"}});
        QCOMPARE(chosen->name, std::string("30 digits of MNIST"));
        QCOMPARE(chosen->parts, std::string("30 to learn from, 5 to test with"));
        QVERIFY(!chosen->drawn);
        QCOMPARE(chosen->training.image(29)[783], std::uint8_t(29));
        QCOMPARE(chosen->test.labels, (std::vector<std::uint8_t>{1, 2, 3, 4, 5}));
        QCOMPARE(imagesWith({})->name, std::string("30 digits of MNIST")); // it is remembered
        folder_->write("some/train-images-idx3-ubyte", idxImages(1));
        folder_->write("some/train-labels-idx1-ubyte", idxLabels("\7"));
        QVERIFY(told().contains("holds 1 images to learn from; needed are two, or more"));
        QVERIFY(messageOf([&] {
                    (void)imagesWith({{"mnist_folder", folder_->path()}});
                }).contains("does not hold MNIST"));
    }

    void readsSvhn() {
        const std::string folder = folder_->makeFolder("numbers");
        folder_->write("numbers/train_32x32.mat", svhnFile(50, 0));
        const auto chosenAt = [](const std::string& place) {
            return imagesWith({{"image_set", "svhn"}, {"svhn_folder", place}});
        };
        const QString missing = messageOf([&] { (void)chosenAt(folder); });
        QVERIFY2(missing.contains("/parameters/svhn_folder: '") &&
                     missing.contains("does not hold SVHN: train_32x32.mat and test_32x32.mat"),
                 qPrintable(missing));
        folder_->write("numbers/test_32x32.mat", svhnFile(30, 100));
        // What is wrong with it is not met unless it is wanted.
        folder_->write("numbers/extra_32x32.mat", "none");
        for (const std::string& place : {folder, folder + "/train_32x32.mat", std::string()}) {
            const auto chosen = chosenAt(place);
            QCOMPARE(chosen->name, std::string("40 house numbers of SVHN"));
            QCOMPARE(chosen->parts,
                     std::string("38 to learn from, 2 to validate with, 20 to test with"));
            QVERIFY(!chosen->drawn);
            const ImagePart& training = chosen->training;
            for (std::size_t i = 0; i < training.size(); ++i) {
                QCOMPARE(std::size_t(training.image(i)[0]), std::size_t(training.rows[i]));
                QCOMPARE(std::size_t(training.labels[i]), (training.rows[i] + 1) % 10);
            }
            QCOMPARE(chosen->test.image(19)[0], std::uint8_t(119));
        }
        const std::vector<std::pair<std::string, std::string>> all{
            {"image_set", "svhn"}, {"svhn_folder", folder}, {"training_images", "604388"}};
        QVERIFY(
            messageOf([&] { (void)imagesWith(all); }).contains("extra_32x32.mat: is no MATLAB"));
        folder_->write("numbers/extra_32x32.mat", svhnFile(7, 200));
        const auto chosen = imagesWith(all);
        QCOMPARE(chosen->name, std::string("57 house numbers of SVHN"));
        QCOMPARE(chosen->training.set->image(56)[0], std::uint8_t(206));
    }
    void readsCifar() {
        const std::string folder = folder_->makeFolder("cifar-10-batches-bin");
        for (unsigned i = 0; i < 5; ++i) {
            folder_->write("cifar-10-batches-bin/data_batch_" + std::to_string(i + 1) + ".bin",
                           cifarFile(20, 20 * i));
        }
        QVERIFY(findCifar("").folder.empty());
        QVERIFY(messageOf([&] {
                    (void)imagesWith({{"image_set", "cifar10"}, {"cifar_folder", folder}});
                }).contains("does not hold CIFAR-10 in its binary form: data_batch_1.bin to"));
        folder_->write("cifar-10-batches-bin/test_batch.bin", cifarFile(20, 200));
        for (const std::string& place :
             {folder, folder_->path(), folder + "/test_batch.bin", std::string()}) {
            const auto chosen = imagesWith(
                {{"image_set", "cifar10"}, {"cifar_folder", place}, {"training_images", "90"}});
            QCOMPARE(chosen->name, std::string("90 images of CIFAR-10"));
            QCOMPARE(chosen->training.set->image(89)[0], std::uint8_t(89));
            QCOMPARE(chosen->training.set->classes[0], std::string("airplane"));
            QCOMPARE(chosen->validation.size(), std::size_t(5)); // 4.5 are rounded up
        }
    }
    void drawsInPlaceOfColours() {
        const auto svhn = imagesWith({{"image_set", "svhn"}});
        QCOMPARE(svhn->name,
                 std::string("40 house numbers drawn by the program, for want of SVHN"));
        const auto cifar = imagesWith({{"image_set", "cifar10"}});
        QCOMPARE(cifar->name,
                 std::string("40 house numbers drawn by the program, for want of CIFAR-10"));
        const auto drawn = imagesWith({{"image_set", "drawn_numbers"}});
        QCOMPARE(drawn->name, std::string("40 house numbers drawn by the program"));
        for (const auto& chosen : {svhn, cifar, drawn}) {
            QVERIFY(chosen->drawn);
            QCOMPARE(chosen->training.set->valuesOfImage(), colourValues);
            QCOMPARE(chosen->fingerprint, drawn->fingerprint);
        }
    }
    void foldersAreFound() {
        const std::string svhn = folder_->makeFolder("home/scorescope/svhn");
        for (const char* file : {"train_32x32.mat", "test_32x32.mat"}) {
            QVERIFY(findSvhn("").folder.empty());
            folder_->write("home/scorescope/svhn/" + std::string(file), "x");
        }
        QCOMPARE(findSvhn("").folder, svhn);
        QCOMPARE(findSvhn("").training, std::vector<std::string>{svhn + "/train_32x32.mat"});
        QVERIFY(findSvhn(folder_->path()).folder.empty()); // no other than the one that was named
        const std::string other = folder_->makeFolder("other");
        for (const char* file : {"train_32x32.mat", "test_32x32.mat", "extra_32x32.mat"}) {
            folder_->write("other/" + std::string(file), "x");
        }
        rememberSvhn(other);
        QCOMPARE(findSvhn("").folder, other);
        QCOMPARE(findSvhn("").training.size(), std::size_t(2));
        qputenv("SCORESCOPE_SVHN", svhn.c_str());
        QCOMPARE(findSvhn("").folder, svhn);
    }

    void experimentsShareWhatIsRead() {
        const std::string folder = folder_->makeFolder("numbers");
        folder_->write("numbers/train_32x32.mat", svhnFile(50, 0));
        folder_->write("numbers/test_32x32.mat", svhnFile(30, 100));
        SharedCache cache;
        const auto one = imagesWith({{"image_set", "svhn"}, {"svhn_folder", folder}}, 1, &cache);
        const auto two = imagesWith(
            {{"image_set", "svhn"}, {"svhn_folder", folder}, {"label_noise", "0.5"}}, 2, &cache);
        QCOMPARE(one->training.set.get(), two->training.set.get());
        QVERIFY(one->validation.rows != two->validation.rows);
        const auto fewer = imagesWith(
            {{"image_set", "svhn"}, {"svhn_folder", folder}, {"training_images", "30"}}, 1, &cache);
        QVERIFY(fewer->training.set != one->training.set);
        QCOMPARE(fewer->test.set.get(), one->test.set.get());
    }
    void scalesByTheTrainingImages() {
        const auto chosen =
            imagesWith({{"image_set", "drawn_numbers"}, {"pixel_scale", "standard"}});
        const PixelScaling by = standardScaling(chosen->training);
        QCOMPARE(chosen->scaling.mean, by.mean);
        QCOMPARE(chosen->scaling.deviation, by.deviation);
        QVERIFY(by.mean != standardScaling(wholeOf(chosen->training.set)).mean);
    }
    void tellsHowFarItIs() {
        const std::string folder = folder_->makeFolder("numbers");
        folder_->write("numbers/train_32x32.mat", svhnFile(50, 0));
        folder_->write("numbers/test_32x32.mat", svhnFile(30, 100));
        const Parameters parameters =
            parametersWith({{"image_set", "svhn"}, {"svhn_folder", folder}});
        std::vector<double> shares;
        (void)imagesFor(parameters, 1, 1, nullptr, [&shares](double share) {
            shares.push_back(share);
            return true;
        });
        QVERIFY(std::is_sorted(shares.begin(), shares.end()));
        QVERIFY(shares.size() >= 2 && near(shares.back(), 1.0, 1e-12, 0.0));
        QVERIFY_EXCEPTION_THROWN(
            (void)imagesFor(parameters, 1, 1, nullptr, [](double) { return false; }), Cancelled);
    }
    void knowsItsSizeBeforehand() {
        QCOMPARE(chosenImageValues(parametersWith({})), std::size_t(784));
        QCOMPARE(chosenImageValues(parametersWith({{"image_set", "svhn"}})), colourValues);
        // A label of its own, one to learn and a row of four bytes beside each image.
        QCOMPARE(chosenImageBytes(parametersWith({{"image_set", "drawn"}})), 60.0 * (784 + 6));
        QCOMPARE(chosenImageBytes(parametersWith({})), 60.0 * (784 + 6) + 70000.0 * 785);
        QCOMPARE(chosenImageBytes(parametersWith({{"image_set", "svhn"}})),
                 60.0 * (3072 + 6) + 40.0 * 785);
        QCOMPARE(chosenImageBytes(
                     parametersWith({{"image_set", "svhn"}, {"training_images", "604388"}})),
                 604408.0 * (3072 + 6) + 604388.0 * 785);
        QCOMPARE(chosenImageBytes(
                     parametersWith({{"image_set", "cifar10"}, {"training_images", "604388"}})),
                 50020.0 * (3072 + 6) + 50000.0 * 785);
        QCOMPARE(chosenImageBytes(parametersWith({{"image_set", "cifar10"}})),
                 60.0 * (3072 + 6) + 10000.0 * 3073);
    }

    void drawnNumbersAreTheSameForAnyThreads() {
        const LabelledImages one = drawNumbers(200, DigitPart::training, 5, 1);
        const LabelledImages two = drawNumbers(100, DigitPart::training, 5, 2);
        QCOMPARE(one.size(), std::size_t(200));
        QCOMPARE(one.pixels.size(), 200 * colourValues);
        QVERIFY(std::equal(two.pixels.begin(), two.pixels.end(), one.pixels.begin()));
        QVERIFY(std::equal(two.labels.begin(), two.labels.end(), one.labels.begin()));
        QVERIFY(drawNumbers(100, DigitPart::training, 6, 1).pixels != two.pixels);
        QVERIFY(drawNumbers(100, DigitPart::test, 5, 1).pixels != two.pixels);
        // They are of the digits that are drawn without colours.
        QCOMPARE(one.labels, drawDigits(200, DigitPart::training, 5, 1).labels);
    }
    /// Where a digit is inked the colour is another than beside it; brightness varies as a whole.
    void drawnNumbersShowTheirDigits() {
        const std::size_t count = 300;
        const LabelledImages set = drawNumbers(count, DigitPart::training, 1);
        const ImageSet digits = drawDigits(count, DigitPart::training, 1);
        std::size_t told = 0;
        std::vector<double> walls;
        for (std::size_t i = 0; i < count; ++i) {
            double in = 0.0;
            double out = 0.0;
            double ofIn = 0.0;
            double ofOut = 0.0;
            for (std::size_t p = 0; p < 784; ++p) {
                const std::size_t at = ((p / 28 + 2) * 32 + p % 28 + 2) * 3;
                const std::uint8_t* pixel = set.image(i) + at;
                const double grey = (pixel[0] + pixel[1] + pixel[2]) / 765.0;
                if (digits.image(i)[p] > 200) {
                    in += grey;
                    ++ofIn;
                } else if (digits.image(i)[p] == 0) {
                    out += grey;
                    ++ofOut;
                }
            }
            told += std::abs(in / ofIn - out / ofOut) > 0.1 ? 1 : 0;
            walls.push_back(out / ofOut);
        }
        QVERIFY2(told >= 280, qPrintable(QString::number(told)));
        const auto [least, most] = std::minmax_element(walls.begin(), walls.end());
        QVERIFY(*least < 0.25 && *most > 0.75);
    }

private:
    std::unique_ptr<test::TestFolder> folder_;
};

QTEST_GUILESS_MAIN(TestImageChoice)
#include "tst_image_choice.moc"
