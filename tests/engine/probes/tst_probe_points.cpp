// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/rng.h"
#include "engine/probes/points/probe_points.h"
#include "engine/probes/reduction/feature_reduction.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::probes;

namespace {

std::vector<float> randomRows(std::size_t count) {
    std::vector<float> values(count);
    RandomStream stream(5, Purpose::test);
    for (float& value : values) {
        value = static_cast<float>(stream.normal());
    }
    return values;
}

} // namespace

class TestProbePoints : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pointsAreThoseOfFigure92() {
        const nn::LayeredNetwork network(
            {1, 28, 28},
            nn::parseLayers("conv 32 5x5 pad 2, relu, maxpool 2, conv 64 5x5 pad 2, relu, "
                            "maxpool 2, flatten, linear 512, relu, linear 10"));
        std::vector<std::string> names;
        std::vector<std::size_t> sizes;
        for (const ProbePoint& point : probePoints(network)) {
            names.push_back(point.name);
            sizes.push_back(point.shape.size());
        }
        QCOMPARE(names, (std::vector<std::string>{"input", "conv1_preact", "conv1_postact", "pool1",
                                                  "conv2_preact", "conv2_postact", "pool2",
                                                  "fc1_preact", "fc1_postact", "logits"}));
        QCOMPARE(sizes, (std::vector<std::size_t>{784, 25088, 25088, 6272, 12544, 12544, 3136, 512,
                                                  512, 10}));
    }
    void namesAreUnique() {
        const nn::LayeredNetwork network(
            {1, 8, 8}, nn::parseLayers("relu, tanh, avgpool 2, flatten, linear 5, relu, relu, "
                                       "linear 5, tanh, linear 3"));
        std::set<std::string> names;
        const std::vector<ProbePoint> points = probePoints(network);
        for (const ProbePoint& point : points) {
            names.insert(point.name);
        }
        QCOMPARE(names.size(), points.size());
        QCOMPARE(points.size(), std::size_t{10}); // all but "flatten", and the input
        QCOMPARE(points.back().layers, std::size_t{10});
    }
    void subsetsAreFixedAndWithoutRepetition() {
        const nn::ImageShape shape{4, 5, 5};
        const FeatureReduction first(ReductionKind::subset, 30, shape, "conv1_preact", 7);
        QCOMPARE(first.after(), std::size_t{30});
        std::vector<float> counting(100);
        for (std::size_t i = 0; i < 100; ++i) {
            counting[i] = static_cast<float>(i);
        }
        std::vector<float> chosen(30);
        first.apply(counting.data(), 1, chosen.data());
        QVERIFY(std::is_sorted(chosen.begin(), chosen.end()));
        QCOMPARE(std::set<float>(chosen.begin(), chosen.end()).size(), std::size_t{30});
        const auto of = [&](const std::string& point, std::uint64_t seed) {
            std::vector<float> result(30);
            FeatureReduction(ReductionKind::subset, 30, shape, point, seed)
                .apply(counting.data(), 1, result.data());
            return result;
        };
        QCOMPARE(of("conv1_preact", 7), chosen);
        QVERIFY(of("conv1_postact", 7) != chosen);
        QVERIFY(of("conv1_preact", 8) != chosen);
        // Each feature is as likely as the others: 400 subsets of 30 of 100 take each 120 times,
        // with a deviation of 9.
        std::vector<int> taken(100, 0);
        for (std::uint64_t seed = 0; seed < 400; ++seed) {
            for (const float each : of("pool1", seed)) {
                ++taken[static_cast<std::size_t>(each)];
            }
        }
        QVERIFY(*std::min_element(taken.begin(), taken.end()) > 75);
        QVERIFY(*std::max_element(taken.begin(), taken.end()) < 165);
    }
    void poolingTakesMeansOfChannels() {
        const FeatureReduction pooling(ReductionKind::pooling, 10, {3, 2, 2}, "pool1", 1);
        QCOMPARE(pooling.after(), std::size_t{3});
        const std::vector<float> values{1, 2, 3, 4, 0, 0, 0, 8, -1, -1, -1, -1};
        std::vector<float> means(3);
        pooling.apply(values.data(), 1, means.data());
        QCOMPARE(means, (std::vector<float>{2.5F, 2.0F, -1.0F}));
        QCOMPARE(pooling.words(), std::string("the means of 3 channels"));
        // More channels than are asked for.
        const FeatureReduction fewer(ReductionKind::pooling, 2, {3, 2, 2}, "pool1", 1);
        QCOMPARE(fewer.after(), std::size_t{2});
        std::vector<float> two(2);
        fewer.apply(values.data(), 1, two.data());
        for (const float mean : two) {
            QVERIFY(std::find(means.begin(), means.end(), mean) != means.end());
        }
    }
    void projectionsKeepLengths() {
        const std::size_t rows = 50;
        const std::vector<float> values = randomRows(rows * 400);
        const FeatureReduction projection(ReductionKind::projection, 200, {400, 1, 1}, "fc1", 3);
        std::vector<float> projected(rows * 200);
        projection.apply(values.data(), rows, projected.data(), 1);
        double ratio = 0.0;
        for (std::size_t i = 0; i < rows; ++i) {
            double before = 0.0;
            double after = 0.0;
            for (std::size_t k = 0; k < 400; ++k) {
                before += std::pow(static_cast<double>(values[i * 400 + k]), 2.0);
            }
            for (std::size_t k = 0; k < 200; ++k) {
                after += std::pow(static_cast<double>(projected[i * 200 + k]), 2.0);
            }
            ratio += after / before / static_cast<double>(rows);
        }
        // Each ratio has mean 1 and deviation √(2/200); so has their mean, but for √50.
        QVERIFY2(std::abs(ratio - 1.0) < 0.06, std::to_string(ratio).c_str());
        std::vector<float> byTwo(projected.size());
        projection.apply(values.data(), rows, byTwo.data(), 2);
        QCOMPARE(byTwo, projected);
    }
    void fewFeaturesStayAsTheyAre() {
        const std::vector<float> values = randomRows(12);
        for (const ReductionKind kind :
             {ReductionKind::none, ReductionKind::subset, ReductionKind::projection}) {
            const FeatureReduction all(kind, 12, {3, 2, 2}, "input", 1);
            std::vector<float> same(12);
            all.apply(values.data(), 1, same.data());
            QCOMPARE(same, values);
            QCOMPARE(all.words(), std::string("all 12"));
        }
        QVERIFY_EXCEPTION_THROWN(FeatureReduction(ReductionKind::subset, 0, {3, 2, 2}, "input", 1),
                                 std::invalid_argument);
    }
};

QTEST_GUILESS_MAIN(TestProbePoints)
#include "tst_probe_points.moc"
