// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Chains of a network on real-valued images: parts of steps, their record, the training images
// nearest to them, and what the experiment `grey_network` makes of them.
#include "engine/core/error.h"
#include "engine/core/experiment.h"
#include "engine/data/pgm_file.h"
#include "engine/gsn/gsn.h"
#include "engine/gsn/network/chain_parzen.h"
#include "engine/gsn/network/gsn_learner.h"
#include "engine/gsn/network/network_chains.h"
#include "engine/stats/distance_blocks.h"
#include "tests/support/near.h"
#include "tests/support/published_frame.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

using namespace scorescope;
using namespace scorescope::gsn;
using scorescope::test::near;
using scorescope::test::publishedFrame;

namespace {

using Values = std::map<std::string, ParameterValue>;

/// Pictures of 3 × 2 pixels, each pixel a number of its own.
class FewImages final : public NetworkImages {
public:
    [[nodiscard]] std::size_t width() const override { return 3; }
    [[nodiscard]] std::size_t height() const override { return 2; }
    [[nodiscard]] std::size_t trainingSize() const override { return 5000; }
    [[nodiscard]] std::size_t testSize() const override { return 4; }
    void copyTraining(std::size_t which, float* to) const override {
        for (std::size_t i = 0; i < pixels(); ++i) {
            // Of no period: no two of them are near each other.
            const double wild = 43758.5453 * std::sin(static_cast<double>(13 * which + 78 * i + 1));
            to[i] = static_cast<float>(wild - std::floor(wild));
        }
    }
    void copyTest(std::size_t which, float* to) const override {
        for (std::size_t i = 0; i < pixels(); ++i) {
            to[i] = std::cos(static_cast<float>(3 * which + i));
        }
    }
    [[nodiscard]] std::vector<float> fromGreys(std::vector<float> greys) const override {
        return greys;
    }
    void toGreys(float* /*x*/, std::size_t /*rows*/) const override {}
    [[nodiscard]] GsnOutput output() const override {
        GsnOutput gaussian;
        gaussian.kind = GsnOutput::Kind::gaussian;
        return gaussian;
    }
    [[nodiscard]] std::string name() const override { return "few"; }
    [[nodiscard]] bool drawn() const override { return false; }
    [[nodiscard]] std::uint64_t fingerprint() const override { return 1; }
};

struct FewChains {
    explicit FewChains(std::size_t chains) {
        NetworkChainsOptions options;
        options.chains = chains;
        options.columns = 3;
        options.rows = 2;
        options.seed = 4;
        all = std::make_unique<NetworkChains>(shape, images, options);
        all->begin(Inpainting({}, images->firstTest(chains), chains, false));
        network.weights = weights.data();
        network.noise.gaussian = 0.3F;
        network.noise.pepper = -1.0F;
        network.output = images->output();
        network.scales = {0.5F, 2.0F, 4.0F};
    }
    GsnShape shape{{6, 5, 4}};
    std::shared_ptr<const FewImages> images = std::make_shared<FewImages>();
    std::vector<float> weights = initialWeights(shape, 2);
    ChainNetwork network;
    std::unique_ptr<NetworkChains> all;
};

/// A small network on faces, or what `values` says.
std::unique_ptr<Experiment> make(const Values& values) {
    Registry registry;
    registerGsn(registry);
    ExperimentContext context;
    context.seed = 1;
    context.threads = 1;
    context.parameters = Parameters(registry.kind("grey_network").parameters);
    const Values small = {
        {"training_images", std::int64_t{40}}, {"test_images", std::int64_t{12}},
        {"face_side", std::int64_t{12}},       {"layers", std::string("12 9")},
        {"batch_size", std::int64_t{8}},       {"chains", std::int64_t{2}},
        {"grid_columns", std::int64_t{3}},     {"evaluate_every", std::int64_t{1}},
        {"walkback", std::int64_t{3}},         {"parzen_samples", std::int64_t{10}}};
    for (const Values* some : {&small, &values}) {
        for (const auto& [name, value] : *some) {
            context.parameters.setValue(name, value);
        }
    }
    return registry.create("grey_network", context);
}

void step(Experiment& experiment, int count) {
    for (int i = 0; i < count; ++i) {
        experiment.step();
    }
}

ImageGrid gridOf(const Experiment& experiment, const char* name) {
    return std::get<ImageGrid>(publishedFrame(experiment).find(name)->data);
}

Checkpoint saved(const Experiment& experiment) {
    Checkpoint checkpoint;
    experiment.save(checkpoint);
    return checkpoint;
}

Interest nobody() {
    Interest interest;
    interest.all = false;
    return interest;
}

/// Makes what is due by a schedule, and hands it over.
void analyse(Experiment& experiment) {
    for (const AnalysisRequest& request : experiment.due(nobody())) {
        AnalysisWatch watch;
        AnalysisResult result;
        result.request = request;
        result.findings = experiment.analysis(request)(watch);
        experiment.take(result);
    }
}

} // namespace

class TestNetworkChains : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Part by part a chain draws what it draws step by step; a step that was begun is ended.
    void partsAreSteps() {
        FewChains one(2);
        FewChains two(2);
        const NetworkChains::Drawing every{1, 0, false};
        for (int i = 0; i < 5; ++i) {
            one.all->step(one.network, every);
        }
        for (int i = 0; i < 4; ++i) {
            QCOMPARE(two.all->next(), StepPart::corrupt);
            two.all->part(two.network, every);
            QCOMPARE(two.all->next(), StepPart::encode);
            two.all->part(two.network, every);
            QCOMPARE(two.all->next(), StepPart::decode);
            QCOMPARE(two.all->drawn(), static_cast<std::uint64_t>(i));
            two.all->part(two.network, every);
        }
        two.all->part(two.network, every);
        two.all->step(two.network, every);
        QCOMPARE(two.all->drawn(), std::uint64_t{5});
        QCOMPARE(two.all->state().x, one.all->state().x);
        QCOMPARE(two.all->state().hidden, one.all->state().hidden);
        const auto& record = one.all->record().moments();
        QCOMPARE(record.size(), two.all->record().moments().size());
        for (std::size_t i = 0; i < record.size(); ++i) {
            QCOMPARE(two.all->record().moments()[i].sample, record[i].sample);
            QCOMPARE(two.all->record().moments()[i].before, record[i].before);
        }
        // A step begins where the one before ended.
        QCOMPARE(record.back().before, record[record.size() - 2].sample);
    }

    /// Step n has the factor n mod K.
    void factorsComeInTurn() {
        FewChains chains(1);
        const GsnSampler sampler(chains.shape);
        GsnState state = beginChains(chains.shape, chains.images->firstTest(1));
        for (std::uint64_t i = 0; i < 4; ++i) {
            chains.all->step(chains.network, {1, 0, false});
            const float scale = chains.network.scales[i % 3];
            sampler.step(chains.weights.data(), chains.network.noise,
                         {4, (std::uint64_t{1} << 40U) + i, 0}, state, scale,
                         chains.network.output);
            QCOMPARE(chains.all->state().x, state.x);
        }
    }

    /// One chain that fills its rows loses the first of them; several lose a moment each.
    void rowsStayWhatTheyAre() {
        FewChains one(1);
        FewChains several(2);
        for (int i = 0; i < 7; ++i) {
            one.all->step(one.network, {1, 0, false});
            several.all->step(several.network, {1, 0, false});
        }
        QCOMPARE(one.all->record().moments().size(), std::size_t{4}); // 6 were full
        QCOMPARE(one.all->record().moments().front().step, std::uint64_t{4});
        QCOMPARE(several.all->record().moments().size(), std::size_t{3});
        QCOMPARE(several.all->record().moments().front().step, std::uint64_t{5});
    }

    /// The nearest is that of exact distances to all of them, also beyond the first block.
    void nearestIsNearest() {
        const FewImages images;
        std::vector<float> x;
        std::vector<float> image(images.pixels());
        for (const std::size_t which : {std::size_t{4}, std::size_t{4700}}) {
            images.copyTraining(which, image.data());
            image[2] += 0.001F;
            x.insert(x.end(), image.begin(), image.end());
        }
        const std::vector<float> tests = images.firstTest(3);
        x.insert(x.end(), tests.begin(), tests.end());
        const auto nearest = nearestTraining(images, x.data(), 5, 1);
        for (std::size_t row = 0; row < 5; ++row) {
            double least = 1e9;
            std::uint32_t which = 0;
            for (std::size_t i = 0; i < images.trainingSize(); ++i) {
                images.copyTraining(i, image.data());
                const double distance = stats::squaredDistance(x.data() + row * 6, image.data(), 6);
                if (distance < least) {
                    least = distance;
                    which = static_cast<std::uint32_t>(i);
                }
            }
            QCOMPARE(nearest[row], which);
        }
        QCOMPARE(nearest[1], std::uint32_t{4700});
    }

    /// At the end of each row stands its image, framed (Figure 5.8).
    void nearestIsFramed() {
        const auto faces = make({{"chains", std::int64_t{1}}, {"grid_rows", std::int64_t{2}}});
        step(*faces, 4); // a row of three, and one more
        const ImageGrid samples = gridOf(*faces, "samples");
        QCOMPARE(samples.columns, std::size_t{4});
        QCOMPARE(samples.images(), std::size_t{5});
        QCOMPARE(samples.framed, std::vector<std::size_t>{3});
        const ImageGrid data = gridOf(*faces, "data_images"); // all 40
        const std::size_t n = data.imageSize();
        double least = 1e9;
        for (std::size_t i = 0; i < data.images(); ++i) {
            double distance = 0.0;
            for (std::size_t p = 0; p < n; ++p) {
                distance =
                    std::max(distance, std::abs(static_cast<double>(data.pixels[i * n + p] -
                                                                    samples.pixels[3 * n + p])));
            }
            least = std::min(least, distance);
        }
        QCOMPARE(least, 0.0); // it is one of them
        faces->set("nearest", false);
        QCOMPARE(gridOf(*faces, "samples").columns, std::size_t{3});
    }

    /// The action does a part of a step without training.
    void halfSteps() {
        const auto parts = make({});
        const auto whole = make({{"sample_from", std::int64_t{1}}});
        const auto still = make({{"sample_from", std::int64_t{1000}}});
        step(*parts, 1);
        step(*whole, 1);
        step(*still, 1);
        const ImageGrid before = gridOf(*still, "chain_step");
        still->act({"chain_part", {}});
        const ImageGrid corrupted = gridOf(*still, "chain_step");
        const std::size_t n = before.imageSize();
        QVERIFY(std::isnan(corrupted.pixels[2 * n])); // no mean yet
        QVERIFY(!std::isnan(corrupted.pixels[n]));
        QCOMPARE(corrupted.framed, (std::vector<std::size_t>{1, 5}));
        still->act({"chain_part", {}});
        still->act({"chain_part", {}});
        const ImageGrid after = gridOf(*still, "chain_step");
        QCOMPARE(after.framed, (std::vector<std::size_t>{3, 7}));
        QVERIFY(!std::isnan(after.pixels[3 * n]));
        QVERIFY(sameBits(saved(*still).weights.at("W1"), saved(*whole).weights.at("W1")));
        // The same chain step as that of a run whose chains step by themselves.
        const auto one = make({{"draws", std::int64_t{0}}});
        step(*one, 1);
        for (int i = 0; i < 3; ++i) {
            one->act({"chain_part", {}});
        }
        QVERIFY(sameBits(saved(*one).state.at("x"), saved(*parts).state.at("x")));
    }

    void goesOnFromACheckpoint_data() {
        QTest::addColumn<bool>("factors");
        QTest::newRow("one variance") << false;
        QTest::newRow("factors, and another network beside") << true;
    }
    void goesOnFromACheckpoint() {
        QFETCH(bool, factors);
        Values values;
        if (factors) {
            values = {{"scaling_factors", true}, {"beside", std::string("without_factors")}};
        }
        const auto one = make(values);
        step(*one, 7);
        one->act({"chain_part", {}}); // in the middle of a step
        const Checkpoint middle = saved(*one);
        step(*one, 4);
        const auto two = make(values);
        two->load(middle);
        step(*two, 4);
        const Checkpoint first = saved(*one);
        const Checkpoint second = saved(*two);
        QVERIFY(first.meta == second.meta);
        for (const auto& [name, tensor] : first.state) {
            QVERIFY2(sameBits(tensor, second.state.at(name)), name.c_str());
        }
        for (const auto& [name, tensor] : first.weights) {
            QVERIFY2(sameBits(tensor, second.weights.at(name)), name.c_str());
        }
        // Nothing that is damaged is taken over.
        for (const char* what : {"chain_part", "record_nearest", "record_steps", "chains_began"}) {
            Checkpoint damaged = middle;
            damaged.meta[what] = 77;
            QVERIFY_EXCEPTION_THROWN(two->load(damaged), InputError);
        }
        Checkpoint damaged = middle;
        damaged.meta["record_nearest"][0] = {40, 0}; // there are 40: the last one is 39
        QVERIFY_EXCEPTION_THROWN(two->load(damaged), InputError);
        QVERIFY(saved(*two).meta == second.meta);
    }

    /// Without factors all walkback steps share one; with them each has its own.
    void sharedFactor() {
        const auto shared = make({});
        const auto factors = make({{"scaling_factors", true}});
        step(*shared, 40);
        step(*factors, 40);
        const auto alphas = [](const Experiment& of) {
            return storedValues<float>(saved(of).state, "scales", 3).toVector();
        };
        const std::vector<float> one = alphas(*shared);
        QVERIFY(one[0] != 1.0F);
        QCOMPARE(one[1], one[0]);
        QCOMPARE(one[2], one[0]);
        const std::set<float> three{alphas(*factors)[0], alphas(*factors)[1], alphas(*factors)[2]};
        QCOMPARE(three.size(), std::size_t{3});
    }

    /// A step of the shared factor is that of the sum of all steps' gradients.
    void sharedFactorFollowsTheSum() {
        const GsnShape shape({6, 5});
        const FewImages images;
        const std::vector<float> batch = images.firstTraining(4);
        GsnLearnerOptions options;
        options.walkback.steps = 3;
        options.walkback.output = images.output();
        options.factors = GsnLearnerOptions::Factors::shared;
        options.scaleRate = 0.01;
        options.examples = 4;
        GsnLearner learner(shape, options, 3, 1);
        WalkbackOptions walkback = options.walkback;
        walkback.scales.assign(3, 1.0F);
        WalkbackPass pass(shape, 1);
        std::vector<float> gradient(shape.parameters());
        const auto plain = pass.run(initialWeights(shape, 3).data(), walkback, {3, 0, 0},
                                    batch.data(), 4, nullptr, gradient.data());
        double sum = 0.0;
        for (const float each : plain.scaleGradient) {
            sum += static_cast<double>(each);
        }
        static_cast<void>(learner.step(batch, {0, 1, 2, 3}, 0));
        QVERIFY(near(static_cast<double>(learner.scales()[0]), std::exp(-0.01 * sum), 1e-5, 0.0));
        QVERIFY(std::abs(sum) > 0.1);
    }

    /// Samples of the network as it was after an epoch, whoever looks.
    void samplesAfterEpochs() {
        const Values values = {{"first_epochs", std::int64_t{1}}, {"grid_rows", std::int64_t{2}}};
        const auto faces = make(values);
        QCOMPARE(faces->scheduledArtifacts().count("first_samples"), std::size_t{1});
        QCOMPARE(faces->scheduledArtifacts().count("second_samples"), std::size_t{0});
        step(*faces, 4);
        QVERIFY(faces->due(nobody()).empty());
        step(*faces, 1); // 40 images, 8 at once
        QCOMPARE(faces->due(nobody()).size(), std::size_t{1});
        analyse(*faces);
        const ImageGrid samples = gridOf(*faces, "first_samples");
        QCOMPARE(samples.images(), std::size_t{6});
        step(*faces, 1);
        QVERIFY(faces->due(nobody()).empty());
        QCOMPARE(gridOf(*faces, "first_samples").pixels, samples.pixels);
        // They are of the weights then.
        const auto again = make(values);
        step(*again, 5);
        again->set("learning_rate", 0.01);
        analyse(*again);
        QCOMPARE(gridOf(*again, "first_samples").pixels, samples.pixels);
    }

    /// A row's estimate is that of the chain's means, by the statistics alone.
    void parzenOfAChain() {
        const FewChains chains(1);
        ChainParzenRequest request;
        request.shape = chains.shape;
        ChainNetwork network = chains.network;
        network.weights = nullptr;
        request.chains.push_back({"one", "one", 5.0, chains.weights, network});
        request.starts = chains.images->firstTest(2);
        request.samples = 30;
        request.leaveOut = 4;
        request.training = chains.images->firstTraining(30);
        const std::vector<float> tests = chains.images->firstTest(4);
        request.validation.assign(tests.begin(), tests.begin() + 12);
        request.test.assign(tests.begin() + 12, tests.end());
        request.seed = 8;
        const auto rows = chainParzen(request, {1, {}});
        QCOMPARE(rows.size(), std::size_t{2});
        // The same chain by itself, and windows of the σ that was chosen, summed plainly.
        const GsnSampler sampler(chains.shape);
        GsnState state = beginChains(chains.shape, request.starts);
        std::vector<std::vector<float>> means; // of two chains in turn
        for (std::uint64_t i = 0; i < 19; ++i) {
            sampler.step(chains.weights.data(), network.noise,
                         {8, (std::uint64_t{1} << 52U) + i, 0}, state, network.scaleOf(i),
                         network.output);
            if (i >= 4) {
                means.emplace_back(state.mean.begin(), state.mean.begin() + 6);
                means.emplace_back(state.mean.begin() + 6, state.mean.end());
            }
        }
        double mean = 0.0;
        for (std::size_t t = 0; t < 2; ++t) {
            double density = 0.0;
            for (const std::vector<float>& each : means) {
                const double squared =
                    stats::squaredDistance(each.data(), request.test.data() + t * 6, 6);
                const double variance = rows[0].deviation * rows[0].deviation;
                density += std::exp(-0.5 * squared / variance) /
                           std::pow(2.0 * 3.14159265358979323846 * variance, 3.0) / 30.0;
            }
            mean += 0.5 * std::log(density);
        }
        QVERIFY2(near(rows[0].mean, mean, 1e-4, 1e-3),
                 qPrintable(QString("%1, plainly %2").arg(rows[0].mean).arg(mean)));
        QCOMPARE(rows[0].printed, 5.0);
        QCOMPARE(rows[1].name, std::string("training_images"));
        // Through a checkpoint, and not when it is damaged.
        Checkpoint checkpoint;
        saveParzenRows(rows, checkpoint);
        QCOMPARE(loadParzenRows(checkpoint)[0].mean, rows[0].mean);
        checkpoint.meta["parzen_rows"].push_back(3);
        QVERIFY_EXCEPTION_THROWN(loadParzenRows(checkpoint), InputError);
        QVERIFY_EXCEPTION_THROWN(loadParzenRows(Checkpoint{}), InputError);
    }

    void parzenIsScheduled() {
        const auto faces = make({{"parzen_every", std::int64_t{2}},
                                 {"scaling_factors", true},
                                 {"beside", std::string("without_factors")}});
        step(*faces, 1);
        QVERIFY(faces->due(nobody()).empty());
        step(*faces, 1);
        analyse(*faces);
        const Table table = std::get<Table>(publishedFrame(*faces).find("parzen")->data);
        QCOMPARE(table.rows.size(), std::size_t{4});
        QCOMPARE(table.rows[0][3].text, std::string("1215"));
        QCOMPARE(table.rows[2][3].text, std::string("1044"));
        // Networks that are other ones have other numbers.
        const std::set<double> means{table.rows[0][1].numbers[0], table.rows[1][1].numbers[0],
                                     table.rows[2][1].numbers[0], table.rows[3][1].numbers[0]};
        QCOMPARE(means.size(), std::size_t{4});
    }

    /// A person's own image is where all chains begin; what cannot be read changes nothing.
    void ownImage() {
        const QTemporaryDir folder;
        const auto write = [&folder](const char* name, const QByteArray& bytes) {
            QFile file(folder.filePath(QString::fromLatin1(name)));
            static_cast<void>(file.open(QIODevice::WriteOnly));
            file.write(bytes);
            return file.fileName().toStdString();
        };
        // Twice as large as a face, white at the left and black at the right.
        QByteArray image = "P5\n24 24\n255\n";
        for (int i = 0; i < 24 * 24; ++i) {
            image.append(static_cast<char>(i % 24 < 12 ? 255 : 0));
        }
        const std::string good = write("own.pgm", image);
        const auto faces = make({{"own_image", good}, {"sample_from", std::int64_t{1000}}});
        const ImageGrid shown = gridOf(*faces, "chain_step");
        for (std::size_t i = 0; i < shown.imageSize(); ++i) {
            const float wanted = i % 12 < 6 ? 1.0F : 0.0F;
            QVERIFY(std::abs(shown.pixels[i] - wanted) < 1e-5F);
        }
        faces->set("own_inverted", true);
        QVERIFY(std::abs(gridOf(*faces, "chain_step").pixels[0]) < 1e-5F);
        step(*faces, 1);
        const Checkpoint before = saved(*faces);
        const std::string bad = write("bad.pgm", image.left(40));
        QVERIFY_EXCEPTION_THROWN(faces->set("own_image", bad), InputError);
        QVERIFY(saved(*faces).meta == before.meta);
        QVERIFY(sameBits(saved(*faces).state.at("x"), before.state.at("x")));
        QVERIFY_EXCEPTION_THROWN(make({{"own_image", bad}}), InputError);
        QVERIFY_EXCEPTION_THROWN(make({{"own_image", std::string("/nowhere.png")}}), InputError);
    }

    /// What a person paints is where all chains begin; a file that is named comes before it.
    void ownDrawing() {
        const auto faces = make({{"sample_from", std::int64_t{1000}}});
        QCOMPARE(gridOf(*faces, "drawing").paints, std::string("own_drawing"));
        faces->set("own_drawing", std::string("6 12 100 26")); // of 144 pixels
        const ImageGrid shown = gridOf(*faces, "chain_step");
        const ImageGrid drawing = gridOf(*faces, "drawing");
        for (std::size_t i = 0; i < shown.imageSize(); ++i) {
            const bool white = (i >= 6 && i < 18) || i >= 118;
            QCOMPARE(drawing.mask[i] != 0, white);
            QCOMPARE(drawing.pixels[i], white ? 1.0F : 0.0F);
            QVERIFY(std::abs(shown.pixels[i] - drawing.pixels[i]) < 1e-5F);
        }
        faces->set("own_drawing", std::string());
        QVERIFY(gridOf(*faces, "chain_step").pixels != shown.pixels);
    }

    void ownImagesAreLearned() {
        const QTemporaryDir folder;
        for (int k = 0; k < 20; ++k) {
            QFile file(folder.filePath(QStringLiteral("%1.pgm").arg(k)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            QByteArray image = "P5\n9 7\n255\n"; // not square
            for (int i = 0; i < 63; ++i) {
                image.append(static_cast<char>((i * (k + 3)) % 251));
            }
            file.write(image);
        }
        const auto own = make({{"grey_images", std::string("own")},
                               {"grey_path", folder.path().toStdString()},
                               {"batch_size", std::int64_t{4}}});
        step(*own, 3);
        const ImageGrid samples = gridOf(*own, "samples");
        QCOMPARE(samples.width, std::size_t{9});
        QCOMPARE(samples.height, std::size_t{7});
        QVERIFY(std::all_of(samples.pixels.begin(), samples.pixels.end(),
                            [](float grey) { return std::isfinite(grey) || std::isnan(grey); }));
    }

    void badValuesAreRefused_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("message");
        QTest::newRow("no path") << "grey_images"
                                 << "own"
                                 << "is empty; allowed is a folder";
        QTest::newRow("no factors") << "beside"
                                    << "without_factors"
                                    << "there are none";
        QTest::newRow("drawing") << "own_drawing"
                                 << "100 200"
                                 << "144";
        QTest::newRow("layers") << "layers"
                                << "12 x"
                                << "numbers of units";
    }
    void badValuesAreRefused() {
        QFETCH(QString, name);
        QFETCH(QString, value);
        QFETCH(QString, message);
        try {
            static_cast<void>(make({{name.toStdString(), value.toStdString()}}));
            QFAIL("it was taken");
        } catch (const InputError& error) {
            QVERIFY2(QString::fromStdString(error.what()).contains(message), error.what());
        }
    }
};

QTEST_GUILESS_MAIN(TestNetworkChains)
#include "tst_network_chains.moc"
