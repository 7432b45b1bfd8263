// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/stats/classifier_network.h"
#include "tests/support/near.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::stats;
using scorescope::test::near;

namespace {

using Labels = std::vector<std::uint32_t>;

std::vector<float> normals(std::size_t count, std::uint32_t chain) {
    RandomStream stream(5, Purpose::test, chain);
    std::vector<float> values(count);
    for (float& value : values) {
        value = static_cast<float>(stream.normal());
    }
    return values;
}

Points pointsOf(const std::vector<float>& values, std::size_t dimension) {
    return {values.data(), values.size() / dimension, dimension};
}

/// The same numbers, but another value at one place.
std::vector<float> moved(std::vector<float> values, std::size_t at, float by) {
    values[at] += by;
    return values;
}

} // namespace

class TestClassifierNetwork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void gradientsAreDifferences_data() {
        QTest::addColumn<int>("classes");
        QTest::addColumn<int>("hidden");
        QTest::newRow("one logit, no hidden units") << 2 << 0;
        QTest::newRow("one logit") << 2 << 5;
        QTest::newRow("four classes, no hidden units") << 4 << 0;
        QTest::newRow("four classes") << 4 << 5;
    }
    void gradientsAreDifferences() {
        QFETCH(int, classes);
        QFETCH(int, hidden);
        const std::vector<float> x = normals(30 * 3, 1);
        const PointRows rows = PointRows::of(pointsOf(x, 3));
        Labels labels;
        for (std::uint32_t i = 0; i < 30; ++i) {
            labels.push_back(i * i % static_cast<std::uint32_t>(classes));
        }
        NetworkOptions options;
        options.hidden = static_cast<std::size_t>(hidden);
        options.decay = 0.05;
        ClassifierNetwork network(3, static_cast<std::size_t>(classes), options);
        std::vector<float> at = normals(network.parameters().size(), 2);
        network.setParameters(at);
        const ClassifierNetwork::Loss loss = network.loss(rows, labels);
        // Steps of 2^-8: the loss' curvature leaves 1e-5 of the slope, single precision 3e-5.
        constexpr float step = 1.0F / 256.0F;
        for (std::size_t i = 0; i < at.size(); ++i) {
            network.setParameters(moved(at, i, step));
            const double above = network.loss(rows, labels).value;
            network.setParameters(moved(at, i, -step));
            const double below = network.loss(rows, labels).value;
            std::string message;
            QVERIFY2(near(static_cast<double>(loss.gradient[i]),
                          (above - below) / (2.0 * static_cast<double>(step)), 1e-3, 3e-4,
                          &message),
                     qPrintable(QString("parameter %1: %2").arg(i).arg(message.c_str())));
        }
    }

    void lossesByHand() {
        // All weights 0: log 2, log 5; and the gradient of the biases is what is missed.
        const std::vector<float> x = normals(8, 3);
        NetworkOptions options;
        options.hidden = 0;
        ClassifierNetwork two(2, 2, options);
        ClassifierNetwork five(2, 5, options);
        const PointRows rows = PointRows::of(pointsOf(x, 2));
        std::string message;
        const ClassifierNetwork::Loss ofTwo = two.loss(rows, {0, 1, 1, 1});
        QVERIFY2(near(ofTwo.value, std::log(2.0), 1e-6, 0.0, &message), message.c_str());
        QVERIFY2(near(static_cast<double>(ofTwo.gradient.back()), 0.5 - 0.75, 1e-6, 0.0, &message),
                 message.c_str());
        const ClassifierNetwork::Loss ofFive = five.loss(rows, {0, 4, 4, 4});
        QVERIFY2(near(ofFive.value, std::log(5.0), 1e-6, 0.0, &message), message.c_str());
        QVERIFY2(near(static_cast<double>(ofFive.gradient.back()), 0.2 - 0.75, 1e-6, 0.0, &message),
                 message.c_str());
    }

    void probabilitiesBecomeShares_data() {
        QTest::addColumn<int>("classes");
        QTest::newRow("two") << 2;
        QTest::newRow("three") << 3;
    }
    void probabilitiesBecomeShares() {
        // Two kinds of points; the best guess of a class is its share among its kind.
        QFETCH(int, classes);
        std::vector<float> x;
        Labels labels;
        const auto add = [&](float at, std::uint32_t label, int times) {
            for (int i = 0; i < times; ++i) {
                x.insert(x.end(), {at, 1.0F - at});
                labels.push_back(label);
            }
        };
        add(0.0F, 0, 30);
        add(0.0F, 1, 10);
        add(1.0F, 0, 4);
        add(1.0F, 1, 16);
        if (classes == 3) {
            add(1.0F, 2, 20);
        }
        NetworkOptions options;
        options.hidden = 8;
        options.decay = 0.0;
        options.epochs = 2000;
        options.batch = labels.size();
        options.rate = 1e-2;
        ClassifierNetwork network(2, static_cast<std::size_t>(classes), options);
        network.train(PointRows::of(pointsOf(x, 2)), labels);
        const std::vector<float> kinds{0.0F, 1.0F, 1.0F, 0.0F};
        const std::vector<float> found = network.probabilities(PointRows::of(pointsOf(kinds, 2)));
        const std::vector<double> shares =
            classes == 2 ? std::vector<double>{0.75, 0.25, 0.2, 0.8}
                         : std::vector<double>{0.75, 0.25, 0.0, 0.1, 0.4, 0.5};
        QCOMPARE(found.size(), shares.size());
        for (std::size_t i = 0; i < shares.size(); ++i) {
            std::string message;
            QVERIFY2(near(static_cast<double>(found[i]), shares[i], 0.0, 2e-3, &message),
                     message.c_str());
        }
    }

    void hiddenUnitsBendTheBoundary() {
        // Three rings: no planes tell them apart.
        std::vector<float> x = normals(1200 * 2, 4);
        Labels labels;
        for (std::uint32_t i = 0; i < 1200; ++i) {
            const std::uint32_t ring = i % 3;
            float* const point = x.data() + 2 * static_cast<std::size_t>(i);
            const float length = std::hypot(point[0], point[1]);
            point[0] *= (0.5F + static_cast<float>(ring)) / length;
            point[1] *= (0.5F + static_cast<float>(ring)) / length;
            labels.push_back(ring);
        }
        const Points points = pointsOf(x, 2);
        const auto shareRight = [&](std::size_t hidden) {
            NetworkOptions options;
            options.hidden = hidden;
            options.epochs = 60;
            options.rate = 5e-3;
            ClassifierNetwork network(2, 3, options);
            network.train(PointRows::of(points.part(0, 900)),
                          Labels(labels.begin(), labels.begin() + 900));
            const std::vector<float> found =
                network.probabilities(PointRows::of(points.part(900, 300)));
            int right = 0;
            for (std::size_t i = 0; i < 300; ++i) {
                const float* const p = found.data() + 3 * i;
                right += std::max_element(p, p + 3) - p == labels[900 + i] ? 1 : 0;
            }
            return right / 300.0;
        };
        QVERIFY2(shareRight(32) > 0.98, std::to_string(shareRight(32)).c_str());
        QVERIFY2(shareRight(0) < 0.6, std::to_string(shareRight(0)).c_str());
    }

    void seedAndMemberChangeNumbersButThreadsDoNot() {
        const std::vector<float> x = normals(500 * 300, 6);
        Labels labels;
        for (std::uint32_t i = 0; i < 500; ++i) {
            labels.push_back(i % 7);
        }
        const PointRows rows = PointRows::of(pointsOf(x, 300));
        const auto trained = [&](int threads, std::uint64_t seed, std::uint32_t member) {
            NetworkOptions options;
            options.hidden = 200;
            options.epochs = 2;
            options.seed = seed;
            ClassifierNetwork network(300, 7, options, member);
            network.train(rows, labels, {threads, {}});
            return network.probabilities(rows, threads);
        };
        const std::vector<float> one = trained(1, 1, 0);
        QVERIFY(one == trained(3, 1, 0)); // bit for bit
        QVERIFY(one != trained(1, 2, 0));
        QVERIFY(one != trained(1, 1, 1));
        for (std::size_t i = 0; i < 500; ++i) {
            double sum = 0.0;
            for (std::size_t k = 0; k < 7; ++k) {
                sum += static_cast<double>(one[7 * i + k]);
            }
            QVERIFY(std::abs(sum - 1.0) < 1e-6);
        }
    }

    void badInput() {
        const std::vector<float> x = normals(20, 7);
        std::vector<float> odd = x;
        odd[3] = std::numeric_limits<float>::infinity();
        const PointRows rows = PointRows::of(pointsOf(x, 2));
        const Labels labels{0, 1, 2, 0, 1, 2, 0, 1, 2, 0};
        const auto made = [](std::size_t dimension, std::size_t classes,
                             const NetworkOptions& options) {
            static_cast<void>(ClassifierNetwork(dimension, classes, options));
        };
        const auto refused = [](const NetworkOptions& options) {
            QVERIFY_EXCEPTION_THROWN(checkNetworkOptions(options), std::invalid_argument);
        };
        NetworkOptions bad;
        bad.epochs = 0;
        refused(bad);
        bad = {};
        bad.batch = 0;
        refused(bad);
        bad = {};
        bad.rate = 0.0;
        refused(bad);
        bad = {};
        bad.decay = std::numeric_limits<double>::quiet_NaN();
        refused(bad);
        QVERIFY_EXCEPTION_THROWN(made(2, 3, bad), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(made(0, 3, {}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(made(2, 1, {}), std::invalid_argument);
        ClassifierNetwork network(2, 3, {});
        QVERIFY_EXCEPTION_THROWN(network.train(PointRows::of(pointsOf(x, 4)), {0, 1, 2, 0, 1}),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(network.train(rows, {0, 1}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(network.train({0, 2, rows.load}, {}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(network.train(PointRows::of(pointsOf(odd, 2)), labels),
                                 std::invalid_argument);
        Labels above = labels;
        above[4] = 3;
        QVERIFY_EXCEPTION_THROWN(network.train(rows, above), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(network.logits(PointRows::of(pointsOf(x, 4)))),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(network.setParameters({1.0F}), std::invalid_argument);
        NetworkOptions wild;
        wild.rate = 1e30;
        wild.hidden = 4;
        ClassifierNetwork diverging(2, 3, wild);
        QVERIFY_EXCEPTION_THROWN(diverging.train(rows, labels), RunError);
        const LongWork stopped{1, [](double share) { return share < 0.5; }};
        QVERIFY_EXCEPTION_THROWN(network.train(rows, labels, stopped), Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestClassifierNetwork)
#include "tst_classifier_network.moc"
