// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/gsn/mixing/digit_classifier.h"
#include "engine/gsn/mixing/image_scalars.h"
#include "engine/stats/chain_trace.h"
#include "engine/stats/class_visits.h"
#include "engine/stats/r_star.h"
#include "engine/stats/scalar_mixing.h"
#include "tests/support/near.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::gsn;
using data::DigitPart;
using data::ImageSet;
using scorescope::test::near;

namespace {

stats::Points pointsOf(const std::vector<float>& values, std::size_t dimension) {
    return {values.data(), values.size() / dimension, dimension};
}

/// Some images with their labels.
ImageSet firstOf(const ImageSet& images, std::size_t count) {
    ImageSet some = images;
    some.pixels.resize(count * images.pixelsOfImage());
    some.labels.resize(std::min(count, images.labels.size()));
    return some;
}

DigitClassifierOptions brief() {
    DigitClassifierOptions options;
    options.updates = 100;
    return options;
}

ImageSet withoutLabels(ImageSet images) {
    images.labels.clear();
    return images;
}

} // namespace

class TestMixing : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        training_ = data::drawDigits(2000, DigitPart::training, 1);
        heldOut_ = data::drawDigits(500, DigitPart::test, 1);
        DigitClassifierOptions options;
        options.updates = 300;
        classifier_ = DigitClassifier::trained(training_, heldOut_, options);
        QVERIFY(classifier_.has_value());
    }

    void digitsAreNamed() {
        const std::optional<stats::Estimate>& accuracy = classifier_->accuracy();
        QVERIFY(accuracy.has_value());
        QVERIFY2(accuracy->value > 0.95, std::to_string(accuracy->value).c_str());
        QVERIFY(accuracy->low < accuracy->value && accuracy->value < accuracy->high);
        // What it says of each image adds up to its accuracy.
        const std::vector<float> images = greysOf(heldOut_.pixels);
        const stats::Points points = pointsOf(images, classifier_->pixels());
        const std::vector<std::uint8_t> named = classifier_->classesOf(points);
        const std::vector<float> found = classifier_->probabilities(points);
        QCOMPARE(found.size(), 500 * digitClasses);
        double right = 0.0;
        for (std::size_t i = 0; i < 500; ++i) {
            const float* const p = found.data() + digitClasses * i;
            QCOMPARE(std::max_element(p, p + digitClasses) - p, std::ptrdiff_t(named[i]));
            right += named[i] == heldOut_.labels[i] ? 1.0 : 0.0;
        }
        std::string message;
        QVERIFY2(near(accuracy->value, right / 500.0, 1e-12, 0.0, &message), message.c_str());
    }

    void chanceIsNoKnowledge() {
        // Labels that have nothing to do with the images: held out, a tenth is right by chance.
        ImageSet training = firstOf(training_, 600);
        for (std::size_t i = 0; i < 600; ++i) {
            training.labels[i] = static_cast<std::uint8_t>(i * i % 97 % digitClasses);
        }
        const auto guessing = DigitClassifier::trained(training, heldOut_, brief());
        QVERIFY(guessing->accuracy()->value < 0.2);
    }

    void labelsMayBeMissing() {
        QVERIFY(!DigitClassifier::trained(withoutLabels(training_), heldOut_));
        QVERIFY(!classShares(withoutLabels(training_)));
        const ImageSet few = firstOf(training_, 100);
        const auto unjudged = DigitClassifier::trained(few, withoutLabels(heldOut_), brief());
        QVERIFY(unjudged && !unjudged->accuracy());
        const auto alone = DigitClassifier::trained(few, {}, brief());
        QVERIFY(alone && !alone->accuracy());
    }

    void sharesOfClasses() {
        ImageSet images = firstOf(training_, 4);
        images.labels = {9, 1, 1, 0};
        QCOMPARE(classShares(images).value(),
                 (std::vector<double>{0.25, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.25}));
    }

    void threadsDoNotChangeTheClassifier() {
        const ImageSet few = firstOf(training_, 300);
        const std::vector<float> images = greysOf(heldOut_.pixels);
        const auto by = [&](int threads) {
            DigitClassifierOptions options;
            options.hidden = 200;
            options.updates = 10;
            const auto trained = DigitClassifier::trained(few, heldOut_, options, {threads, {}});
            return trained->probabilities(pointsOf(images, 784), threads);
        };
        QVERIFY(by(1) == by(3)); // bit for bit
    }

    void scalarsByHand() {
        // 2 × 3 pixels: 0.6 of the ink above, a whole row that counts half on either side.
        ImageScalars scalars;
        scalars.width = 2;
        scalars.height = 3;
        const std::vector<float> images{1.0F, 0.0F, 0.5F, 0.5F, 0.5F, 0.0F, //
                                        0.0F, 0.0F, 0.0F, 0.0F, 0.0F, 0.0F};
        std::string message;
        const std::vector<double> found = scalarsOf(scalars, pointsOf(images, 6));
        QCOMPARE(found.size(), std::size_t(4));
        QVERIFY2(near(found[0], 2.5 / 6.0, 1e-12, 0.0, &message), message.c_str());
        QVERIFY2(near(found[1], 1.5 / 2.5, 1e-12, 0.0, &message), message.c_str());
        QCOMPARE(found[2], 0.0);
        QCOMPARE(found[3], 0.5);
        QCOMPARE(scalarNames(scalars),
                 (std::vector<std::string>{"mean grey value", "ink in the upper half"}));
        // With components.
        scalars.components = std::make_shared<const stats::PrincipalComponents>(
            stats::principalComponents(pointsOf(images, 6), 1));
        QCOMPARE(scalarNames(scalars).back(), std::string("component 1"));
        const std::vector<double> places = scalarsOf(scalars, pointsOf(images, 6));
        QCOMPARE(places.size(), std::size_t(6));
        // The two lie half their distance from their mean, on either side.
        QVERIFY2(near(places[2], 0.5 * std::sqrt(1.75), 1e-6, 0.0, &message), message.c_str());
        QVERIFY2(near(places[5], -places[2], 1e-6, 0.0, &message), message.c_str());
    }

    void scalarsOfTheClassifier() {
        ImageScalars scalars;
        scalars.width = 28;
        scalars.height = 28;
        scalars.classifier = std::make_shared<const DigitClassifier>(*classifier_);
        scalars.classes = {7, 0};
        const std::vector<float> images = greysOf(firstOf(heldOut_, 20).pixels);
        const stats::Points points = pointsOf(images, 784);
        QCOMPARE(scalarNames(scalars)[2], std::string("P(7 | x)"));
        QCOMPARE(scalarNames(scalars)[3], std::string("P(0 | x)"));
        const std::vector<double> found = scalarsOf(scalars, points);
        const std::vector<float> expected = classifier_->probabilities(points);
        for (std::size_t i = 0; i < 20; ++i) {
            QCOMPARE(found[4 * i + 2], static_cast<double>(expected[10 * i + 7]));
            QCOMPARE(found[4 * i + 3], static_cast<double>(expected[10 * i]));
        }
    }

    void chainsOfImagesFromEndToEnd() {
        // Four chains that draw images of the data; then one that stays with a single image, and
        // two that draw from the images with much ink and from those with little.
        const std::vector<float> images = greysOf(heldOut_.pixels);
        const stats::Points all = pointsOf(images, 784);
        auto components =
            std::make_shared<const stats::PrincipalComponents>(stats::principalComponents(all, 2));
        QVERIFY(components->share(0) > components->share(1) && components->share(0) < 0.5);
        ImageScalars scalars{28, 28, std::make_shared<const DigitClassifier>(*classifier_), {}, {}};
        scalars.components = components;
        scalars.classes = {classifier_->classesOf(all.part(0, 1)).front()};
        const std::vector<std::string> names = scalarNames(scalars);
        QCOMPARE(names.size(), std::size_t(5));

        std::vector<std::size_t> byInk(500);
        std::iota(byInk.begin(), byInk.end(), std::size_t(0));
        const std::vector<double> ink = scalarsOf(scalars, all);
        std::sort(byInk.begin(), byInk.end(),
                  [&](std::size_t a, std::size_t b) { return ink[5 * a] < ink[5 * b]; });
        struct Found {
            std::vector<stats::ScalarMixing> scalars;
            stats::RStar rStar;
            stats::ClassVisits visits{4};
        };
        constexpr std::size_t draws = 120;
        // Chain c shows image choose(c, uniform number).
        const auto run = [&](const auto& choose) {
            Found found;
            stats::ChainTrace trace(names.size());
            std::vector<std::vector<float>> chains(4);
            RandomStream stream(1, Purpose::test);
            for (std::size_t i = 0; i < draws; ++i) {
                std::vector<float> moment;
                for (std::size_t c = 0; c < 4; ++c) {
                    const float* const image = all.point(choose(c, stream.uniform()));
                    moment.insert(moment.end(), image, image + 784);
                    chains[c].insert(chains[c].end(), image, image + 784);
                }
                trace.append(scalarsOf(scalars, pointsOf(moment, 784)));
                found.visits.add(classifier_->classesOf(pointsOf(moment, 784)));
            }
            std::vector<stats::Points> points;
            for (const std::vector<float>& chain : chains) {
                points.push_back(pointsOf(chain, 784));
            }
            stats::RStarOptions options;
            options.epochs = 10;
            options.halves = false;
            found.rStar = stats::rStar(points, options);
            for (std::size_t k = 0; k < names.size(); ++k) {
                found.scalars.push_back(stats::scalarMixing(names[k], trace.chains(k, 0.0), 2.0));
            }
            return found;
        };

        const Found mixed =
            run([](std::size_t, double u) { return static_cast<std::size_t>(500.0 * u); });
        for (const stats::ScalarMixing& scalar : mixed.scalars) {
            QVERIFY2(scalar.numbers && scalar.numbers->rankRHat < 1.05, scalar.name.c_str());
            QVERIFY2(scalar.numbers->bulkEss > 250.0, scalar.name.c_str());
            QCOMPARE(scalar.numbers->bulkEssPerSecond.value(), scalar.numbers->bulkEss / 2.0);
        }
        QVERIFY(mixed.rStar.value.low <= 1.0 && mixed.rStar.value.high >= 1.0);
        QVERIFY(mixed.rStar.value.high < 1.6);
        QVERIFY(mixed.visits.entropy().ofLargest.estimate.value > 0.97);
        // Ten classes with equal shares: a change with nine draws of ten.
        const stats::Uncertain time = mixed.visits.timeBetweenChanges();
        QVERIFY(time.hasInterval() && time.estimate.low < 1.2 && time.estimate.high > 1.05);
        const std::vector<double> expected =
            mixed.visits.expectedVisits(classShares(heldOut_).value());
        const std::vector<std::int64_t> visits = mixed.visits.visits();
        for (std::size_t k = 0; k < digitClasses; ++k) { // 4.5 deviations of about 48 draws
            QVERIFY(std::abs(static_cast<double>(visits[k]) - expected[k]) <
                    4.5 * std::sqrt(expected[k]));
        }

        const Found stuck = run([](std::size_t c, double u) {
            return c == 2 ? 17 : static_cast<std::size_t>(500.0 * u);
        });
        QCOMPARE(stuck.scalars[0].reason, std::string("undefined: 1 of 4 chains constant"));
        QCOMPARE(stuck.rStar.constantChains, std::size_t(1));
        QVERIFY(stuck.rStar.value.low > 1.3);

        const Found apart = run([&](std::size_t c, double u) {
            return byInk[static_cast<std::size_t>(250.0 * u) + (c < 2 ? 0 : 250)];
        });
        QVERIFY(apart.scalars[0].numbers->rankRHat > 1.5);
        QVERIFY2(apart.rStar.value.low > 1.4 && apart.rStar.value.value < 2.4,
                 std::to_string(apart.rStar.value.low).c_str());
    }

    void mnistWhereItIs() {
        const std::string folder = data::findDigits("");
        if (folder.empty()) {
            QSKIP("MNIST is not here: set SCORESCOPE_MNIST to its folder");
        }
        const auto read = [&](DigitPart part, std::size_t count) {
            const data::DigitFiles files = data::digitFiles(folder, part);
            return firstOf(data::readImages(files.images, files.labels), count);
        };
        const ImageSet training = read(DigitPart::training, 10000);
        const ImageSet test = read(DigitPart::test, 10000);
        if (training.labels.empty() || test.labels.empty()) {
            QSKIP("this MNIST has no labels");
        }
        const auto classifier = DigitClassifier::trained(training, test);
        // A network of that size on a sixth of the images: others report 94 to 96 %.
        const double accuracy = classifier->accuracy()->value;
        QVERIFY2(accuracy > 0.94, std::to_string(accuracy).c_str());
    }

    void badInput() {
        const ImageSet few = firstOf(training_, 50);
        const auto refused = [](const ImageSet& training, const ImageSet& heldOut,
                                const DigitClassifierOptions& options = {}) {
            QVERIFY_EXCEPTION_THROWN(
                static_cast<void>(DigitClassifier::trained(training, heldOut, options)),
                std::invalid_argument);
        };
        ImageSet odd = few;
        odd.labels[7] = 10;
        refused(odd, few);
        refused(few, odd);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(classShares(odd)), std::invalid_argument);
        odd = few;
        odd.labels.pop_back();
        refused(odd, few);
        odd = few;
        odd.width = 14;
        odd.labels.insert(odd.labels.end(), few.labels.begin(), few.labels.end());
        refused(few, odd);
        DigitClassifierOptions none;
        none.epochs = 0;
        refused(few, few, none);
        const stats::LongWork stopped{1, [](double share) { return share < 0.5; }};
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(DigitClassifier::trained(few, few, {}, stopped)),
                                 Cancelled);
        const std::vector<float> small(100, 0.5F);
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(classifier_->probabilities(pointsOf(small, 100))),
            std::invalid_argument);

        const auto refusedScalars = [&small](const ImageScalars& scalars) {
            QVERIFY_EXCEPTION_THROWN(static_cast<void>(scalarsOf(scalars, pointsOf(small, 100))),
                                     std::invalid_argument);
        };
        refusedScalars({});
        refusedScalars({10, 9, {}, {}, {}});
        ImageScalars scalars{10, 10, {}, {10}, {}};
        refusedScalars(scalars);
        scalars.classes = {9};
        QCOMPARE(scalarsOf(scalars, pointsOf(small, 100)).size(), std::size_t(2));
        scalars.classifier = std::make_shared<const DigitClassifier>(*classifier_);
        refusedScalars(scalars);
        scalars.classifier = nullptr;
        scalars.components = std::make_shared<const stats::PrincipalComponents>(
            stats::principalComponents(pointsOf(small, 20)));
        refusedScalars(scalars);
    }

private:
    ImageSet training_;
    ImageSet heldOut_;
    std::optional<DigitClassifier> classifier_;
};

QTEST_APPLESS_MAIN(TestMixing)
#include "tst_mixing.moc"
