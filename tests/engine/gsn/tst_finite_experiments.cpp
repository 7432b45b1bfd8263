// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The experiments on finite chains: their exact numbers against an independent script, their draws,
// edits, checkpoints and bad input.
#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/gsn/finite/chain_pictures.h"
#include "engine/gsn/gsn.h"
#include "engine/gsn/nonparametric/parzen_denoiser.h"
#include "tests/support/complete_frame.h"
#include "tests/support/near.h"
#include "tests/support/published_frame.h"

#include <QFile>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <string>

using namespace scorescope;
using namespace scorescope::gsn;
using scorescope::test::near;
using scorescope::test::publishedFrame;

namespace {

Registry registry() {
    Registry made;
    registerGsn(made);
    return made;
}

std::unique_ptr<Experiment> make(const std::string& name,
                                 const std::map<std::string, ParameterValue>& values = {},
                                 std::uint64_t seed = 1) {
    const Registry known = registry();
    const ExperimentKind& kind = known.kind(name);
    ExperimentContext context;
    context.seed = seed;
    context.threads = 1;
    context.parameters = Parameters(kind.parameters);
    for (const auto& [parameter, value] : values) {
        context.parameters.setValue(parameter, value);
    }
    return kind.create(context);
}

template <class T> const T& get(const Frame& frame, const char* name) {
    return std::get<T>(frame.find(name)->data);
}

std::map<std::string, double> reference() {
    QFile file(QStringLiteral(SCORESCOPE_SOURCE_DIR "/tests/engine/gsn/reference_scenes.csv"));
    std::map<std::string, double> values;
    if (file.open(QIODevice::ReadOnly)) {
        while (!file.atEnd()) {
            const QList<QByteArray> row = file.readLine().trimmed().split(',');
            values[row.at(0).toStdString()] = row.at(1).toDouble();
        }
    }
    return values;
}

} // namespace

class TestFiniteExperiments : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void exactNumbersAreThoseOfTheScript_data() {
        QTest::addColumn<QString>("experiment");
        QTest::addColumn<QString>("parameter");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("series");
        const auto row = [](const char* name, const char* experiment, const char* parameter,
                            const char* value, const char* series) {
            QTest::newRow(name) << experiment << parameter << value << series;
        };
        row("clamping compatible condition", "clamping", "incompatibility", "0", "condition_error");
        row("clamping compatible distance", "clamping", "incompatibility", "0", "exact_distance");
        row("clamping incompatible condition", "clamping", "incompatibility", "0.5",
            "condition_error");
        row("clamping incompatible distance", "clamping", "incompatibility", "0.5",
            "exact_distance");
        row("latent zero condition", "latent_state", "initial", "zero", "initial_error");
        row("latent zero distance", "latent_state", "initial", "zero", "exact_distance");
        row("latent burn-in condition", "latent_state", "initial", "burn_in", "initial_error");
        row("latent burn-in distance", "latent_state", "initial", "burn_in", "exact_distance");
        row("latent visit condition", "latent_state", "initial", "previous_visit", "initial_error");
        row("latent visit distance", "latent_state", "initial", "previous_visit", "exact_distance");
        row("scan consistent random", "pseudo_gibbs", "inconsistency", "0", "exact_distance");
        row("scan inconsistent random", "pseudo_gibbs", "inconsistency", "1", "exact_distance");
    }
    void exactNumbersAreThoseOfTheScript() {
        QFETCH(QString, experiment);
        QFETCH(QString, parameter);
        QFETCH(QString, value);
        QFETCH(QString, series);
        static const std::map<std::string, double> known = reference();
        const std::string row = QTest::currentDataTag();
        QVERIFY(known.count(row) == 1);
        bool isNumber = false;
        const double number = value.toDouble(&isNumber);
        const auto made =
            make(experiment.toStdString(),
                 {{parameter.toStdString(),
                   isNumber ? ParameterValue(number) : ParameterValue(value.toStdString())}});
        made->step();
        std::string message;
        QVERIFY2(near(publishedFrame(*made).lastValue(series.toStdString()), known.at(row), 1e-9,
                      1e-10, &message),
                 message.c_str());
    }
    void orderedScansAreThoseOfTheScript() {
        for (const auto& [share, row] : {std::pair(0.0, "scan consistent ordered"),
                                         std::pair(1.0, "scan inconsistent ordered")}) {
            const auto made =
                make("pseudo_gibbs", {{"inconsistency", share}, {"scan", std::string("ordered")}});
            made->step();
            QVERIFY(near(publishedFrame(*made).lastValue("exact_distance"), reference().at(row),
                         1e-9, 1e-10));
        }
    }

    /// Draws come to the exact distribution: after n of them, about √(2/π) Σ √(p (1 − p)/n) away
    /// were they independent; five times that is far for chains that forget within a few steps.
    void samplesComeToTheStationaryDistribution_data() {
        QTest::addColumn<QString>("experiment");
        QTest::addColumn<QString>("series");
        QTest::newRow("denoising") << "discrete_denoising"
                                   << "stationary_distance";
        QTest::newRow("clamped") << "clamping"
                                 << "clamped_distance";
        QTest::newRow("latent") << "latent_state"
                                << "stationary_distance";
        QTest::newRow("scan") << "pseudo_gibbs"
                              << "stationary_distance";
    }
    void samplesComeToTheStationaryDistribution() {
        QFETCH(QString, experiment);
        QFETCH(QString, series);
        const auto made = make(experiment.toStdString(), {{"draws", std::int64_t{2000}}});
        for (int i = 0; i < 50; ++i) {
            made->step();
        }
        QVERIFY(publishedFrame(*made).lastValue(series.toStdString()) < 0.04);
    }

    void goOnFromACheckpoint_data() {
        QTest::addColumn<QString>("experiment");
        for (const char* name :
             {"discrete_denoising", "clamping", "latent_state", "pseudo_gibbs", "parzen_denoising",
              "digit_network", "digit_network previous_visit", "digit_network scaling_factors",
              "digit_network adam", "digit_network chains"}) {
            QTest::newRow(name) << name;
        }
    }
    void goOnFromACheckpoint() {
        QFETCH(QString, experiment);
        const QStringList words = experiment.split(QLatin1Char(' '));
        const std::string name = words.first().toStdString();
        std::map<std::string, ParameterValue> values;
        if (name == "digit_network") { // small, and in the middle of an epoch when it is saved
            values = {{"digits", std::string("drawn")},  {"training_images", std::int64_t{30}},
                      {"test_images", std::int64_t{10}}, {"layers", std::string("12 9 8")},
                      {"batch_size", std::int64_t{4}},   {"grid_columns", std::int64_t{3}},
                      {"grid_rows", std::int64_t{2}},    {"evaluate_every", std::int64_t{3}},
                      {"walkback", std::int64_t{3}}};
        }
        if (words.contains(QStringLiteral("previous_visit"))) {
            values["first_state"] = std::string("previous_visit");
        }
        if (words.contains(QStringLiteral("scaling_factors"))) {
            values["scaling_factors"] = true;
        }
        if (words.contains(QStringLiteral("adam"))) {
            values["optimizer"] = std::string("adam");
            values["learning_rate"] = 0.001;
        }
        if (words.contains(QStringLiteral("chains"))) {
            values["chains"] = std::int64_t{3};
            values["every"] = std::int64_t{2};
        }
        const auto one = make(name, values);
        for (int i = 0; i < 10; ++i) {
            one->step();
        }
        Checkpoint checkpoint;
        one->save(checkpoint);
        const auto two = make(name, values);
        two->load(checkpoint);
        QCOMPARE(two->stepsDone(), std::uint64_t{10});
        for (int i = 0; i < 5; ++i) {
            one->step();
            two->step();
        }
        Checkpoint first;
        Checkpoint second;
        one->save(first);
        two->save(second);
        QVERIFY(first.meta == second.meta);
        QCOMPARE(second.state.size(), first.state.size());
        for (const auto& [key, tensor] : first.state) {
            QVERIFY2(sameBits(second.state.at(key), tensor), key.c_str());
        }
        QCOMPARE(second.weights.size(), first.weights.size());
        for (const auto& [key, tensor] : first.weights) {
            QVERIFY2(sameBits(second.weights.at(key), tensor), key.c_str());
        }
        QVERIFY_EXCEPTION_THROWN(two->load(Checkpoint{}), InputError);
        Checkpoint again;
        two->save(again); // nothing changed then
        QVERIFY(again.meta == second.meta);
    }
    /// Every tensor of another size is refused, and nothing is taken over.
    void foreignTensorsOfANetworkAreRefused() {
        const std::map<std::string, ParameterValue> values = {{"digits", std::string("drawn")},
                                                              {"training_images", std::int64_t{30}},
                                                              {"test_images", std::int64_t{10}},
                                                              {"layers", std::string("12 9")},
                                                              {"batch_size", std::int64_t{4}}};
        const auto network = make("digit_network", values);
        network->step();
        Checkpoint whole;
        network->save(whole);
        for (const auto& [key, tensor] : whole.state) {
            if (!std::holds_alternative<SharedArray<float>>(tensor.values)) {
                continue;
            }
            Checkpoint other = whole;
            other.state[key] = StoredTensor{{13}, std::vector<float>(13, 0.5F)};
            QVERIFY_EXCEPTION_THROWN(network->load(other), InputError);
            Checkpoint after;
            network->save(after);
            QVERIFY(sameBits(after.weights.at("W1"), whole.weights.at("W1")));
            QVERIFY(after.meta == whole.meta);
        }
        // Images of another seed are others.
        const auto drawn = make("digit_network", values, 2);
        QVERIFY_EXCEPTION_THROWN(drawn->load(whole), InputError);
    }
    void aNetworkShowsWhatItDid() {
        const auto network = make("digit_network", {{"digits", std::string("drawn")},
                                                    {"training_images", std::int64_t{30}},
                                                    {"test_images", std::int64_t{10}},
                                                    {"layers", std::string("12 9")},
                                                    {"batch_size", std::int64_t{4}},
                                                    {"grid_columns", std::int64_t{3}},
                                                    {"grid_rows", std::int64_t{2}},
                                                    {"every", std::int64_t{2}},
                                                    {"walkback", std::int64_t{3}}});
        for (int i = 0; i < 10; ++i) {
            network->step();
        }
        const Frame frame = publishedFrame(*network);
        const auto& samples = get<ImageGrid>(frame, "samples");
        QCOMPARE(samples.images(), std::size_t(5)); // steps 2, 4, … 10
        QCOMPARE(samples.rowCaptions, (std::vector<std::string>{"step 2", "step 8"}));
        QVERIFY(frame.find("samples")->title.find("drawn by the program") != std::string::npos);
        QVERIFY(frame.find("samples")->title.find("every 2 steps") != std::string::npos);
        QCOMPARE(frame.find("samples")->value.label, std::string("digits drawn by the program"));
        const auto& corrupted = get<ImageGrid>(frame, "corrupted");
        QCOMPARE(corrupted.marked.size(), std::size_t(5 * 784));
        QVERIFY(std::count(corrupted.marked.begin(), corrupted.marked.end(), 1) > 0);
        const auto& walkback = get<ImageGrid>(frame, "walkback");
        QCOMPARE(walkback.columns, std::size_t(4));
        QCOMPARE(walkback.images(), std::size_t(8));
        QVERIFY(frame.lastValue("held_out_reconstruction") > 0.0);
        network->act({"restart_chains", {}});
        QCOMPARE(get<ImageGrid>(publishedFrame(*network), "samples").images(), std::size_t(0));
    }
    void aForeignCheckpointIsRefused() {
        const auto ten = make("discrete_denoising");
        ten->step();
        Checkpoint checkpoint;
        ten->save(checkpoint);
        const auto three = make("discrete_denoising", {{"weights", std::string("1 2 3")}});
        QVERIFY_EXCEPTION_THROWN(three->load(checkpoint), InputError);
    }

    void anEditedEntryMovesPiWithinTheBound() {
        const auto made = make("discrete_denoising");
        made->set("edit_from", std::int64_t{2});
        made->set("edit_to", std::int64_t{5});
        made->set("edit_probability", 0.6);
        const Frame frame = publishedFrame(*made);
        const auto& map = get<Heatmap>(frame, "transition");
        QCOMPARE(map.values.at(5 * 10 + 2), 0.6F);
        double column = 0.0;
        for (std::size_t row = 0; row < 10; ++row) {
            column += static_cast<double>(map.values[row * 10 + 2]);
        }
        QVERIFY(near(column, 1.0, 0.0, 1e-6));
        const auto& table = get<Table>(frame, "perturbation");
        QCOMPARE(table.rows.size(), std::size_t(2));
        QVERIFY(table.rows[1][1].numbers.at(0) > 0.05);
        QVERIFY(table.rows[1][1].numbers.at(0) <= table.rows[1][2].numbers.at(0));
        // Taken back, all is as before.
        made->set("edit_probability", -1.0);
        QCOMPARE(get<Heatmap>(publishedFrame(*made), "transition").values,
                 get<Heatmap>(publishedFrame(*make("discrete_denoising")), "transition").values);
    }
    void theReconstructionLookedAtIsShown() {
        const auto made = make("discrete_denoising", {{"look_at", std::int64_t{1}}});
        for (const std::int64_t value : {1, 3, 8}) {
            made->set("look_at", value);
            const Frame frame = publishedFrame(*made);
            const auto& lines = get<Lines>(frame, "conditional").lines;
            QCOMPARE(frame.find("conditional")->x.label,
                     "value of X, for X̃ = " + std::to_string(value));
            QCOMPARE(lines.at(1).label, std::string("C(X̃ | X), of each X"));
            QCOMPARE(lines.at(2).label, std::string("P(X | X̃)"));
            const auto& map = get<Heatmap>(frame, "reconstruction");
            const auto column = static_cast<std::size_t>(value);
            for (std::size_t x = 0; x < 10; ++x) {
                QCOMPARE(static_cast<float>(lines.at(2).y.at(x)), map.values.at(x * 10 + column));
            }
        }
    }
    void localCorruptionFallsApart() {
        const auto made = make("discrete_denoising", {{"weights", std::string("1 2 0 0 0 3 1")},
                                                      {"corruption", std::string("local")},
                                                      {"reach", std::int64_t{1}},
                                                      {"conditional", std::string("exact")}});
        const Frame frame = publishedFrame(*made);
        const auto& table = get<Table>(frame, "classes");
        std::size_t closed = 0;
        for (const auto& row : table.rows) {
            closed += row[0].text == "left for good" ? 0 : 1;
        }
        QVERIFY(closed >= 2);
        QVERIFY(get<Graph>(frame, "chain_graph").nodes.front().detail.find("class ") == 0);
        // Each marks what the matrix beside it marks.
        QCOMPARE(get<Graph>(frame, "chain_graph").selects,
                 get<Heatmap>(frame, "transition").selectsColumn);
        QCOMPARE(get<Graph>(frame, "reconstruction_graph").selects,
                 get<Heatmap>(frame, "reconstruction").selectsColumn);
    }
    void clampingToOneValueIsRight() {
        const auto made = make("clamping", {{"incompatibility", 1.0},
                                            {"clamp_from", std::int64_t{4}},
                                            {"clamp_to", std::int64_t{4}}});
        made->step();
        QCOMPARE(publishedFrame(*made).lastValue("exact_distance"), 0.0);
        QCOMPARE(publishedFrame(*made).lastValue("conditional_distance"), 0.0);
    }
    void clampingNeverLeavesTheSet() {
        const auto made = make("clamping", {{"draws", std::int64_t{1000}}});
        made->step();
        made->set("clamp_from", std::int64_t{7});
        made->set("clamp_to", std::int64_t{6}); // either way round
        made->step();
        const Frame frame = publishedFrame(*made);
        for (const double x : get<Lines>(frame, "chain_path").lines.front().y) {
            QVERIFY(x == 6.0 || x == 7.0);
        }
    }

    void badInputIsRefused_data() {
        QTest::addColumn<QString>("experiment");
        QTest::addColumn<QString>("parameter");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("told");
        const auto row = [](const char* experiment, const char* parameter, const char* value,
                            const char* told) {
            QTest::addRow("%s %s '%s'", experiment, parameter, value)
                << experiment << parameter << value << told;
        };
        row("discrete_denoising", "weights", "1", "holds 1 numbers");
        row("discrete_denoising", "weights", "1 two", "'two' is no number");
        row("discrete_denoising", "weights", "1 -2", "holds -2");
        row("discrete_denoising", "weights", "0 0", "sums to 0");
        row("discrete_denoising", "weights", "1 nan", "holds nan");
        row("discrete_denoising", "weights", "1e308 1e308", "sums to inf");
        row("latent_state", "weights", "", "holds 0 numbers");
        row("pseudo_gibbs", "weights", "1 2 3", "8 numbers above 0");
        row("pseudo_gibbs", "weights", "1 2 3 4 5 6 7 0", "8 numbers above 0");
        row("pseudo_gibbs", "order", "0 1", "each once");
        row("pseudo_gibbs", "order", "0 1 1", "each once");
        row("pseudo_gibbs", "order", "0 1 2 x", "each once");
        row("digit_network", "layers", "", "allowed are 1 to 6");
        row("digit_network", "layers", "500 0", "allowed are 1 to 6");
        row("digit_network", "layers", "500 5000", "allowed are 1 to 6");
        row("digit_network", "layers", "500 -", "allowed are 1 to 6");
        row("digit_network", "layers", "500 99999999999999999999", "allowed are 1 to 6");
        row("digit_network", "layers", "1 2 3 4 5 6 7", "allowed are 1 to 6");
        row("digit_network", "optimizer", "adam", "too large for Adam");
    }
    void badInputIsRefused() {
        QFETCH(QString, experiment);
        QFETCH(QString, parameter);
        QFETCH(QString, value);
        QFETCH(QString, told);
        const Registry known = registry();
        const ExperimentKind& kind = known.kind(experiment.toStdString());
        Parameters parameters(kind.parameters);
        parameters.setValue(parameter.toStdString(), value.toStdString());
        try {
            kind.check(parameters);
            QFAIL("nothing was refused");
        } catch (const InputError& error) {
            QVERIFY2(QString::fromStdString(error.message()).contains(told),
                     error.message().c_str());
            QVERIFY(error.pointer().find("/parameters/") == 0);
        }
    }

    // Without parameters.

    void weightsAreTheKernels() {
        const data::PointSet points{2, {0.0, 0.0, 1.0, 0.0, 0.0, 2.0}};
        const ParzenDenoiser bayes(points, 1, 0.3, 0.4, ParzenConditional::bayes, 1);
        const std::vector<double> at{0.5, 0.25};
        const std::vector<double> weights = bayes.weights(at.data());
        std::vector<double> expected;
        for (std::size_t i = 0; i < 3; ++i) {
            const double dx = at[0] - points.point(i)[0];
            const double dy = at[1] - points.point(i)[1];
            expected.push_back(std::exp(-(dx * dx + dy * dy) / (2.0 * (0.09 + 0.16))));
        }
        const double sum = expected[0] + expected[1] + expected[2];
        for (std::size_t i = 0; i < 3; ++i) {
            QVERIFY(near(weights[i], expected[i] / sum, 1e-12, 0.0));
        }
        // So far away that every kernel is 0 in floating point, the nearest has it all.
        const std::vector<double> far{1e6, 0.0};
        QCOMPARE(bayes.weights(far.data()).at(1), 1.0);
    }
    /// By Proposition 1 the chain of the exact posterior keeps the Parzen density, here a mixture
    /// of two Gaussians on a line: shares of the two and the variance within them are known.
    void theChainOfBayesRuleHasTheParzenDensity() {
        const data::PointSet points{1, {-1.0, 1.0, 1.0}};
        const double s = 0.5;
        const ParzenDenoiser bayes(points, 1, 1.0, s, ParzenConditional::bayes, 1);
        double x = 0.0;
        RandomStream random(3, Purpose::test);
        constexpr int draws = 60000;
        double mean = 0.0;
        double square = 0.0;
        for (int i = 0; i < draws; ++i) {
            bayes.step(&x, random);
            mean += x / draws;
            square += x * x / draws;
        }
        // E x = 1/3, E x² = 1 + s²; draws a few steps apart are independent.
        QVERIFY2(std::abs(mean - 1.0 / 3.0) < 0.05, qPrintable(QString::number(mean)));
        QVERIFY2(std::abs(square - 1.25) < 0.05, qPrintable(QString::number(square)));
    }
    void aParzenChainComesNearItsData() {
        const auto made = make("parzen_denoising", {{"draws", std::int64_t{100}}});
        for (int i = 0; i < 40; ++i) {
            made->step();
        }
        const Frame frame = publishedFrame(*made);
        QCOMPARE(get<PointCloud>(frame, "samples_cloud").coordinates.size(),
                 std::size_t(10 * 40 * 100));
        QVERIFY(frame.lastValue("energy_distance") < 0.1);
        QVERIFY(frame.lastValue("energy_distance_floor") < frame.lastValue("energy_distance"));
    }
};

QTEST_GUILESS_MAIN(TestFiniteExperiments)
#include "tst_finite_experiments.moc"
