// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Table 5.1: models trained side by side, and what is measured of their samples.
#include "engine/core/error.h"
#include "engine/core/npz.h"
#include "engine/core/run.h"
#include "engine/core/scene.h"
#include "engine/data/digit_pixels.h"
#include "engine/data/digits.h"
#include "engine/gsn/gsn.h"
#include "engine/gsn/likelihood/judging_images.h"
#include "engine/gsn/likelihood/likelihood_parameters.h"
#include "engine/gsn/likelihood/row_measures.h"
#include "engine/gsn/likelihood/table_models.h"
#include "engine/stats/k_means.h"
#include "tests/support/near.h"

#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::gsn;
using scorescope::test::near;

namespace {

constexpr std::size_t pixels = data::digitSide * data::digitSide;

using Values = std::map<std::string, nlohmann::ordered_json>;

/// A table of small models of a few drawn digits; `more` has other parameters.
Scene smallScene(const Registry& registry, const Values& more) {
    nlohmann::ordered_json parameters = {
        {"digits", "drawn"},    {"training_images", 120}, {"validation_images", 30},
        {"test_images", 40},    {"network_units", 12},    {"machine_units", 8},
        {"batch_size", 10},     {"machine_chains", 5},    {"machine_every", 2},
        {"optimizer", "adam"},  {"learning_rate", 0.001}, {"train_steps", 12},
        {"measure_every", 6},   {"sample_count", 30},     {"burn_in", 3},
        {"annealing_runs", 20}, {"annealing_steps", 200}, {"row_gsn_3", true}};
    for (const auto& [name, value] : more) {
        parameters[name] = value;
    }
    const nlohmann::ordered_json scene = {{"scorescope", 2},
                                          {"experiment", "likelihood_table"},
                                          {"seed", 3},
                                          {"steps", 12},
                                          {"parameters", parameters}};
    return parseScene(scene.dump(), "table.json", registry);
}

struct Run {
    explicit Run(const Values& more = {}, int threads = 1) {
        registerGsn(registry);
        run = std::make_unique<SceneRun>(registry, smallScene(registry, more), Device(), threads);
    }
    [[nodiscard]] double last(const std::string& series) const {
        const Series found = run->experiment().series().look(series);
        return found.empty() ? NAN : found.back().value;
    }
    [[nodiscard]] Table table(const std::string& name) {
        const FramePtr frame = run->frame(Interest());
        return std::get<Table>(frame->find(name)->data);
    }
    Registry registry;
    std::unique_ptr<SceneRun> run;
};

data::ImageSet drawn(std::size_t count, data::DigitPart part) {
    return data::drawDigits(count, part, 7);
}

/// Some drawn digits, 40 of them to validate.
data::Digits digitsOf(std::size_t training, std::size_t test) {
    data::Digits digits;
    digits.training = drawn(training + 40, data::DigitPart::training);
    digits.test = drawn(test, data::DigitPart::test);
    return digits;
}

/// Mean log-density of points under windows on samples, pair by pair.
double plainParzen(const std::vector<float>& points, const std::vector<float>& samples,
                   double deviation) {
    const std::size_t n = points.size() / pixels;
    const std::size_t m = samples.size() / pixels;
    double sum = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
        std::vector<double> exponents(m);
        for (std::size_t j = 0; j < m; ++j) {
            double distance = 0.0;
            for (std::size_t p = 0; p < pixels; ++p) {
                const double difference = static_cast<double>(points[i * pixels + p]) -
                                          static_cast<double>(samples[j * pixels + p]);
                distance += difference * difference;
            }
            exponents[j] = -distance / (2.0 * deviation * deviation);
        }
        const double most = *std::max_element(exponents.begin(), exponents.end());
        double total = 0.0;
        for (const double exponent : exponents) {
            total += std::exp(exponent - most);
        }
        constexpr double twoPi = 6.283185307179586;
        sum += most + std::log(total / static_cast<double>(m)) -
               0.5 * static_cast<double>(pixels) * std::log(twoPi * deviation * deviation);
    }
    return sum / static_cast<double>(n);
}

} // namespace

class TestLikelihoodTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void measuresEveryRowOnTheWay() {
        Run table;
        table.run->runTo(12);
        for (const char* row : {"gsn_2", "gsn_3", "dae", "dae_walkback", "rbm", "dbn_2",
                                "training_images", "centres"}) {
            const Series scores =
                table.run->experiment().series().look(std::string(row) + "_parzen");
            // After a tenth of 6 (DBN-2 has no upper machine then), 6 and 12 minibatches.
            QCOMPARE(scores.size(), std::size_t{std::string(row) == "dbn_2" ? 1U : 3U});
            QVERIFY(std::isfinite(scores.back().value));
        }
        QVERIFY(std::isnan(table.last("centres_bound"))); // no P(x | h)
        QVERIFY(table.last("gsn_2_bound") < 0.0);
        const Table likelihoods = table.table("likelihoods");
        QCOMPARE(likelihoods.rows.size(), std::size_t{9}); // and DBM-3, the thesis' alone
        QCOMPARE(likelihoods.rows.back()[2].numbers, (std::vector<double>{32.0, 1.9}));
        QCOMPARE(likelihoods.rows.front()[1].numbers.front(), table.last("gsn_2_parzen"));
        QCOMPARE(table.table("quality").rows.size(), std::size_t{8});
        QCOMPARE(table.table("runs").rows.front()[1].text, std::string("784-12-12"));
        QCOMPARE(table.run->converged(), std::string("all models are trained"));
    }

    /// What the table's means are means of goes into files, too: a number for each test image, and
    /// samples.
    void eachImageHasItsScores() {
        const Values few = {{"kept_samples", 27}};
        Run table(few);
        table.run->runTo(12);
        const FramePtr frame = table.run->frame(Interest());
        const auto meanOfRow = [&](const char* name, const std::string& title) {
            const auto& map = std::get<Heatmap>(frame->find(name)->data);
            const auto found = std::find(map.rowLabels.begin(), map.rowLabels.end(), title);
            if (found == map.rowLabels.end() || map.columns() != 40) {
                return std::nan("");
            }
            const float* const row = map.values.data() + (found - map.rowLabels.begin()) * 40;
            return std::accumulate(row, row + 40, 0.0) / 40.0;
        };
        QVERIFY(
            near(meanOfRow("image_likelihoods", "GSN-2"), table.last("gsn_2_parzen"), 1e-5, 0.0));
        QVERIFY(near(meanOfRow("image_likelihoods", "k-means centres"),
                     table.last("centres_parzen"), 1e-5, 0.0));
        QVERIFY(near(meanOfRow("image_bounds", "RBM"), table.last("rbm_bound"), 1e-5, 0.0));
        QVERIFY(std::isnan(meanOfRow("image_bounds", "k-means centres"))); // no P(x | h)

        const auto& shown = std::get<ImageGrid>(frame->find("row_samples")->data);
        const auto& kept = std::get<ImageGrid>(frame->find("kept_samples")->data);
        QCOMPARE(shown.images(), 8 * shownSamples);
        QCOMPARE(kept.images(), std::size_t{8 * 50}); // 27 take two rows of 25
        QCOMPARE(kept.rowCaptions.size(), std::size_t{16});
        QCOMPARE(kept.rowCaptions[2], std::string("GSN-3"));
        QVERIFY(kept.rowCaptions[3].empty());
        QVERIFY(std::isfinite(kept.pixels[27 * pixels - 1]));
        QVERIFY(std::isnan(kept.pixels[27 * pixels]));
        // Both begin with the same one.
        QVERIFY(
            std::equal(shown.pixels.begin(), shown.pixels.begin() + pixels, kept.pixels.begin()));
    }

    /// The upper machine begins at half of the training; nothing is said of it before.
    void aDeepBeliefNetworkComesLater() {
        const Values often = {{"measure_every", 3}};
        Run table(often);
        table.run->runTo(6);
        QVERIFY(std::isnan(table.last("dbn_2_parzen")));
        const Table before = table.table("likelihoods");
        QCOMPARE(before.rows[5][1].text, std::string("not yet"));
        table.run->runTo(9);
        QVERIFY(std::isfinite(table.last("dbn_2_parzen")));
    }

    void theSameForAnyThreads() {
        Run one;
        Run two({}, 2);
        one.run->runTo(12);
        two.run->runTo(12);
        for (const std::string& name : one.run->experiment().series().names()) {
            QVERIFY2(one.last(name) == two.last(name), name.c_str());
        }
    }

    void goesOnFromACheckpoint() {
        Run one;
        one.run->runTo(7);
        const Checkpoint middle = one.run->checkpoint();
        const std::vector<double> known = one.table("likelihoods").rows.front()[1].numbers;
        one.run->runTo(12);
        Run two;
        two.run->restore(middle);
        // What was known then is shown at once.
        QCOMPARE(two.table("likelihoods").rows.front()[1].numbers, known);
        two.run->runTo(12);
        for (const std::string& name : one.run->experiment().series().names()) {
            QVERIFY2(one.last(name) == two.last(name), name.c_str());
        }
        Checkpoint damaged = middle;
        damaged.meta.erase("rbm.");
        Run three;
        QVERIFY_EXCEPTION_THROWN(three.run->restore(damaged), InputError);
    }

    void scoresAreThoseOfPlainSums() {
        const JudgingImages images = judgingImages(digitsOf(160, 60), 160, true);
        RowSamples samples;
        samples.conditional = false;
        samples.means = data::pixelsOf(drawn(50, data::DigitPart::training), 0, 50, true);
        samples.draws = samples.means;
        JudgingOptions options;
        options.deviations = {0.2, 0.3, 0.4};
        const RowMeasures row = measureRow(samples, images, options, {});
        std::vector<double> validation;
        for (const double deviation : options.deviations) {
            validation.push_back(plainParzen(*images.validation, samples.means, deviation));
        }
        for (std::size_t i = 0; i < validation.size(); ++i) {
            QVERIFY(near(row.validation[i], validation[i], 0.0, 0.01));
        }
        const auto best = static_cast<std::size_t>(
            std::max_element(validation.begin(), validation.end()) - validation.begin());
        QCOMPARE(row.parzen.deviation, options.deviations[best]);
        QVERIFY(near(row.parzen.mean,
                     plainParzen(*images.test, samples.means, options.deviations[best]), 0.0,
                     0.01));
        const auto single = [&](std::size_t i) {
            const auto at = images.test->begin() + static_cast<std::ptrdiff_t>(i * pixels);
            return plainParzen({at, at + pixels}, samples.means, options.deviations[best]);
        };
        QCOMPARE(row.logDensities.size(), std::size_t{60});
        QVERIFY(near(row.logDensities.front(), single(0), 0.0, 0.01));
        QVERIFY(near(row.logDensities.back(), single(59), 0.0, 0.01));
        QVERIFY(row.bounds.empty());
        QVERIFY(std::abs(row.parzen.mean - row.greyParzen.mean) > 1.0);
        QVERIFY(!row.bound);
        QVERIFY(row.nearer.value > 0.95); // they are copies of training images
    }

    /// Averages of training images please a Parzen estimate more than training images do (Theis,
    /// van den Oord & Bethge 2016).
    void centresBeatImages() {
        constexpr std::size_t training = 600;
        constexpr std::size_t count = 150;
        const JudgingImages images = judgingImages(digitsOf(training, 200), training, true);
        RowSamples real;
        real.conditional = false;
        real.means = {images.binaryTraining->begin(),
                      images.binaryTraining->begin() + static_cast<std::ptrdiff_t>(count * pixels)};
        real.draws = real.means;
        RowSamples centres;
        centres.conditional = false;
        centres.means =
            stats::kMeans({images.binaryTraining->data(), training, pixels}, count).centres;
        centres.draws = drawsFrom(centres.means, 1);
        JudgingOptions options;
        options.deviations = {0.15, 0.2, 0.25, 0.3, 0.35, 0.4};
        const RowMeasures ofImages = measureRow(real, images, options, {});
        const RowMeasures ofCentres = measureRow(centres, images, options, {});
        QVERIFY(ofCentres.parzen.mean > ofImages.parzen.mean + 10.0);
        QVERIFY(ofImages.area.low < 0.5); // real images are not told from real images
    }

    /// Equal sets are one, and what is told beforehand is what is held.
    void imagesAreHeldOnce_data() {
        QTest::addColumn<bool>("binary");
        QTest::newRow("of 0 and 1") << true;
        QTest::newRow("grey") << false;
    }
    void imagesAreHeldOnce() {
        QFETCH(const bool, binary);
        const data::Digits digits = digitsOf(90, 50);
        const JudgingImages images = judgingImages(digits, 90, binary);
        QCOMPARE(*images.training, data::pixelsOf(digits.training, 0, 90, binary));
        QCOMPARE(*images.validation, data::pixelsOf(digits.training, 90, 40, binary));
        QCOMPARE(*images.test, data::pixelsOf(digits.test, 0, 50, binary));
        QCOMPARE(*images.greyValidation, data::pixelsOf(digits.training, 90, 40, false));
        QCOMPARE(*images.greyTest, data::pixelsOf(digits.test, 0, 50, false));
        QCOMPARE(*images.binaryTest, data::pixelsOf(digits.test, 0, 50, true));
        QCOMPARE(*images.binaryTraining, data::pixelsOf(digits.training, 0, 90, true));
        QCOMPARE(images.training == images.binaryTraining, binary);
        QCOMPARE(images.test == images.binaryTest, binary);
        QCOMPARE(images.validation == images.greyValidation, !binary);
        QCOMPARE(images.test == images.greyTest, !binary);
        QCOMPARE(heldBytes(images), judgingBytes(pixels, 90.0, 40.0, 50.0, binary));
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(judgingImages(digits, 131, binary)),
                                 std::invalid_argument);
    }

    /// Without models, which have bytes of their own.
    void bytesToldBeforehandAreNotLess_data() { imagesAreHeldOnce_data(); }
    void bytesToldBeforehandAreNotLess() {
        QFETCH(const bool, binary);
        constexpr std::size_t training = 400;
        constexpr std::size_t samples = 30;
        Values values = {{"training_images", training + 40},
                         {"validation_images", 40},
                         {"test_images", 50},
                         {"sample_count", samples},
                         {"binarize", binary}};
        for (const char* row : {"gsn_2", "gsn_3", "dae", "dae_walkback", "rbm", "dbn_2"}) {
            values[std::string("row_") + row] = false;
        }
        Registry registry;
        registerGsn(registry);
        const Scene scene = smallScene(registry, values);
        const data::Digits digits = digitsOf(training, 50);
        const auto image = static_cast<double>(sizeof(float) * pixels);
        // The digits as they were read, a byte a pixel; what is made of them; means and draws of a
        // row; the copies of training images and samples that distances are formed of; and the
        // samples that both rows keep.
        const double held =
            static_cast<double>(digits.training.pixels.size() + digits.test.pixels.size()) +
            heldBytes(judgingImages(digits, training, binary)) +
            image * static_cast<double>(2 * samples + training + samples + 2 * samples);
        const double told = likelihoodBytes(scene.parameters);
        QVERIFY2(told >= held, std::to_string(told / held).c_str());
        QVERIFY2(told < 1.25 * held, std::to_string(told / held).c_str());
        QVERIFY(measuringBytes(scene.parameters) >=
                image * static_cast<double>(training + 3 * samples));
    }

    void logPartitionFromBothSidesHoldsTheExactOne() {
        Run table;
        table.run->runTo(12);
        const Table likelihoods = table.table("likelihoods");
        const std::vector<double>& numbers = likelihoods.rows[4].back().numbers;
        QCOMPARE(numbers.size(), std::size_t{3}); // 8 hidden units: exact, too
        QVERIFY(near(numbers[0], numbers[2], 0.0, 0.1));
        QVERIFY(near(numbers[1], numbers[2], 0.0, 0.1));
    }

    void ownSamplesAreARow() {
        const QTemporaryDir folder;
        const std::string path = folder.filePath("own.npz").toStdString();
        std::vector<float> own(25 * pixels, 0.25F);
        writeArchive({arrayEntry("samples", own, {25, pixels})}, path);
        const Values withOwn = {{"own_samples", path}};
        Run table(withOwn);
        table.run->runTo(1);
        QVERIFY(std::isfinite(table.last("own_samples_parzen")));

        const auto refused = [&](const std::vector<float>& values, std::size_t rows,
                                 const char* words) {
            writeArchive({arrayEntry("samples", values, {rows, values.size() / rows})}, path);
            try {
                Run bad(withOwn);
            } catch (const InputError& error) {
                return std::string(error.what()).find(words) != std::string::npos;
            }
            return false;
        };
        own[2 * pixels + 5] = 1.5F;
        QVERIFY(refused(own, 25, "sample 3 has the grey value 1.5; allowed are numbers from 0"));
        QVERIFY(refused(std::vector<float>(25 * 100, 0.0F), 25, "digits have 784"));
        QVERIFY(refused(std::vector<float>(19 * pixels, 0.0F), 19, "needed are 20"));
    }

    void parametersThatDoNotFit_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("words");
        QTest::newRow("validation") << "validation_images" << 115.0 << "must be left to train on";
        QTest::newRow("few to test") << "test_images" << 12.0 << "must be at least 20";
        QTest::newRow("chains") << "chains" << 31.0 << "are more than the samples";
        QTest::newRow("deviations") << "deviation_low" << 0.7 << "above the largest";
        QTest::newRow("adam") << "learning_rate" << 0.5 << "too large for Adam";
    }
    void parametersThatDoNotFit() {
        QFETCH(QString, name);
        QFETCH(double, value);
        QFETCH(QString, words);
        try {
            nlohmann::ordered_json other = value;
            if (value == std::floor(value)) {
                other = static_cast<int>(value);
            }
            const Values values = {{name.toStdString(), other}};
            Run bad(values);
            QFAIL("it was taken");
        } catch (const InputError& error) {
            QVERIFY2(QString::fromUtf8(error.what()).contains(words), error.what());
        }
    }
};

QTEST_GUILESS_MAIN(TestLikelihoodTable)
#include "tst_likelihood_table.moc"
