// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/labelled_images.h"
#include "tests/support/near.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <vector>

using namespace scorescope;
using namespace scorescope::data;
using scorescope::test::near;

namespace {

/// Images of 2 × 1 pixels in colours, all bytes different as far as there are enough.
std::shared_ptr<const LabelledImages> images(std::size_t count, std::size_t classes = 10) {
    LabelledImages set;
    set.width = 2;
    set.height = 1;
    set.channels = 3;
    for (std::size_t i = 0; i < 6 * count; ++i) {
        set.pixels.push_back(static_cast<std::uint8_t>(37 * i));
    }
    for (std::size_t i = 0; i < count; ++i) {
        set.labels.push_back(static_cast<std::uint8_t>(i % classes));
    }
    for (std::size_t k = 0; k < classes; ++k) {
        set.classes.push_back(std::to_string(k));
    }
    return std::make_shared<const LabelledImages>(std::move(set));
}

bool isIn(const std::vector<std::uint32_t>& few, const std::vector<std::uint32_t>& many) {
    return std::includes(many.begin(), many.end(), few.begin(), few.end());
}

} // namespace

class TestLabelledImages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void digitsAreImagesOfOneChannel() {
        const LabelledImages set = labelledDigits(ImageSet{2, 1, {1, 2, 3, 4}, {7, 0}, "some"});
        QCOMPARE(set.size(), std::size_t(2));
        QCOMPARE(set.channels, std::size_t(1));
        QCOMPARE(set.valuesOfImage(), std::size_t(2));
        QCOMPARE(set.image(1)[0], std::uint8_t(3));
        QCOMPARE(set.labels, (std::vector<std::uint8_t>{7, 0}));
        QCOMPARE(set.classes[7], std::string("7"));
        QCOMPARE(set.source, std::string("some"));
        QVERIFY_EXCEPTION_THROWN((void)labelledDigits(ImageSet{2, 1, {1, 2}, {}, ""}),
                                 std::invalid_argument);
        QCOMPARE(imageBytes(1000, 3072), 3073000.0);
    }
    void partsShareTheirSet() {
        const auto set = images(5);
        const ImagePart part = partOf(set, {1, 4});
        QCOMPARE(part.size(), std::size_t(2));
        QCOMPARE(part.labels, (std::vector<std::uint8_t>{1, 4}));
        QCOMPARE(part.image(1), set->image(4));
        const ImagePart whole = wholeOf(set);
        QCOMPARE(whole.size(), std::size_t(5));
        QCOMPARE(whole.labels, set->labels);
        QCOMPARE(whole.image(3), set->image(3));
        QVERIFY_EXCEPTION_THROWN((void)partOf(set, {5}), std::out_of_range);
    }

    void setsRowsAside() {
        const RowSplit split = splitRows(1000, 0.05, 3);
        QCOMPARE(split.validation.size(), std::size_t(50));
        QCOMPARE(split.training.size(), std::size_t(950));
        std::set<std::uint32_t> all(split.training.begin(), split.training.end());
        all.insert(split.validation.begin(), split.validation.end());
        QCOMPARE(all.size(), std::size_t(1000));
        QCOMPARE(*all.rbegin(), 999U);
        QVERIFY(std::is_sorted(split.training.begin(), split.training.end()));
        QVERIFY(std::is_sorted(split.validation.begin(), split.validation.end()));
        QVERIFY(splitRows(1000, 0.05, 3).validation == split.validation);
        QVERIFY(splitRows(1000, 0.05, 4).validation != split.validation);
        QVERIFY(splitRows(1000, 0.0, 3).validation.empty());
        QCOMPARE(splitRows(73257, 0.05, 3).validation.size(), std::size_t(3663)); // 3662.85
        QCOMPARE(splitRows(0, 0.5, 3).training.size(), std::size_t(0));
        QCOMPARE(splitRows(3, 0.5, 3).training.size(), std::size_t(1)); // 1.5 are rounded up
        for (const double wrong : {-0.1, 0.51, double(NAN)}) {
            QVERIFY_EXCEPTION_THROWN((void)splitRows(10, wrong, 1), std::invalid_argument);
        }
    }
    /// Every row is set aside equally often: over 2000 seeds, 400 times of a fifth, within five
    /// deviations of 18.
    void setsEveryRowAsideEquallyOften() {
        std::vector<int> times(20, 0);
        for (std::uint64_t seed = 0; seed < 2000; ++seed) {
            for (const std::uint32_t row : splitRows(20, 0.2, seed).validation) {
                ++times[row];
            }
        }
        for (const int each : times) {
            QVERIFY2(each > 310 && each < 490, qPrintable(QString::number(each)));
        }
    }

    void replacesLabels() {
        const auto set = images(3000);
        ImagePart part = partOf(set, splitRows(3000, 0.5, 1).training);
        const std::vector<std::uint8_t> right = part.labels;
        const std::vector<std::uint32_t> wrong = replaceLabels(part, 0.4, 7);
        QCOMPARE(wrong.size(), std::size_t(600));
        QVERIFY(std::is_sorted(wrong.begin(), wrong.end()));
        std::vector<int> further(10, 0);
        for (std::uint32_t i = 0; i < part.size(); ++i) {
            const bool replaced = std::binary_search(wrong.begin(), wrong.end(), i);
            QCOMPARE(part.labels[i] != right[i], replaced);
            QVERIFY(part.labels[i] < 10);
            if (replaced) {
                ++further[static_cast<std::size_t>(part.labels[i] + 10 - right[i]) % 10];
            }
        }
        for (std::size_t k = 1; k < 10; ++k) { // 67 each, within five deviations of 8
            QVERIFY2(further[k] > 27 && further[k] < 107, qPrintable(QString::number(further[k])));
        }
        QCOMPARE(set->labels[3], std::uint8_t(3)); // the set's own stay

        // Fewer are among more, with the same labels.
        ImagePart few = partOf(set, part.rows);
        const std::vector<std::uint32_t> first = replaceLabels(few, 0.1, 7);
        QCOMPARE(first.size(), std::size_t(150));
        QVERIFY(isIn(first, wrong));
        for (const std::uint32_t i : first) {
            QCOMPARE(few.labels[i], part.labels[i]);
        }
        ImagePart other = partOf(set, part.rows);
        QVERIFY(replaceLabels(other, 0.1, 8) != first);
        ImagePart none = partOf(set, part.rows);
        QVERIFY(replaceLabels(none, 0.0, 7).empty() && none.labels == right);
        QCOMPARE(replaceLabels(none, 1.0, 7).size(), part.size());
        for (std::size_t i = 0; i < none.size(); ++i) {
            QVERIFY(none.labels[i] != right[i]);
        }
        for (const double share : {-0.1, 1.1, double(NAN)}) {
            QVERIFY_EXCEPTION_THROWN((void)replaceLabels(none, share, 7), std::invalid_argument);
        }
        ImagePart alone = wholeOf(images(4, 1));
        QVERIFY(replaceLabels(alone, 1.0, 7).empty()); // there is no other class
    }

    void scalesIntoZeroToOne() {
        const ImagePart part = wholeOf(images(5));
        const ScaledPixels scaled(unitScaling(3));
        const std::vector<float> x = scaled.of(part, {4, 0});
        QCOMPARE(x.size(), std::size_t(12));
        for (std::size_t v = 0; v < 6; ++v) {
            QVERIFY(near(double(x[v]), part.image(4)[v] / 255.0, 1e-6, 0.0));
            QVERIFY(near(double(x[6 + v]), part.image(0)[v] / 255.0, 1e-6, 0.0));
        }
    }
    void standardizesEachChannel() {
        const auto set = images(200);
        const ImagePart part = partOf(set, splitRows(200, 0.3, 1).training);
        const PixelScaling by = standardScaling(part);
        std::vector<std::size_t> all(part.size());
        for (std::size_t i = 0; i < all.size(); ++i) {
            all[i] = i;
        }
        const std::vector<float> x = ScaledPixels(by).of(part, all);
        const std::vector<float> plain = ScaledPixels(unitScaling(3)).of(part, all);
        for (std::size_t c = 0; c < 3; ++c) {
            double sum = 0.0;
            double squares = 0.0;
            for (std::size_t v = c; v < x.size(); v += 3) {
                sum += double(x[v]);
                squares += double(x[v]) * double(x[v]);
                const double back = double(x[v]) * by.deviation[c] + by.mean[c];
                QVERIFY(near(back, double(plain[v]), 0.0, 1e-6));
            }
            const double count = double(x.size()) / 3.0;
            QVERIFY(near(sum / count, 0.0, 0.0, 1e-6));
            QVERIFY(near(squares / count, 1.0, 1e-6, 0.0));
            QVERIFY(by.deviation[c] > 0.2 && by.deviation[c] < 0.4); // about 1/√12
        }
    }
    void standardizesOneColour() {
        LabelledImages set{1, 2, 3, {9, 0, 255, 9, 2, 255}, {0}, {"a"}, ""};
        const PixelScaling by =
            standardScaling(wholeOf(std::make_shared<const LabelledImages>(set)));
        QVERIFY(near(by.mean[0], 9.0 / 255.0, 1e-12, 0.0));
        QVERIFY(near(by.deviation[0], 1.0 / 255.0, 1e-12, 0.0)); // not 0
        QVERIFY(near(by.mean[1], 1.0 / 255.0, 1e-12, 0.0));
        QVERIFY(near(by.deviation[1], 1.0 / 255.0, 1e-12, 0.0));
        QVERIFY(near(by.mean[2], 1.0, 1e-12, 0.0));
        QVERIFY_EXCEPTION_THROWN((void)standardScaling(wholeOf(images(0))), std::invalid_argument);
    }
};

QTEST_GUILESS_MAIN(TestLabelledImages)
#include "tst_labelled_images.moc"
