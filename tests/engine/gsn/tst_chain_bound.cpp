// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The bound on the log-likelihood over successive samples of a chain (§5.5.1).
#include "engine/core/rng.h"
#include "engine/gsn/mixing/chain_bound.h"
#include "tests/support/near.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

using namespace scorescope;
using namespace scorescope::gsn;
using scorescope::test::near;

namespace {

constexpr std::size_t places = 13; ///< of a curve to 10 000

/// Images of 0 and 1, as likely.
std::vector<float> imagesOf(std::size_t count, std::size_t pixels, std::uint64_t seed) {
    RandomStream stream(seed, Purpose::test, 5);
    std::vector<float> images(count * pixels);
    std::generate(images.begin(), images.end(),
                  [&] { return stream.uniform() < 0.5 ? 0.0F : 1.0F; });
    return images;
}

/// Weights and biases uniform in ±`size`.
std::vector<float> weightsOf(const GsnShape& shape, double size, std::uint64_t seed) {
    RandomStream stream(seed, Purpose::test, 6);
    std::vector<float> weights(shape.parameters());
    std::generate(weights.begin(), weights.end(),
                  [&] { return static_cast<float>(stream.uniform(-size, size)); });
    return weights;
}

BoundRequest requestOf(const GsnShape& shape, double size, std::size_t tests) {
    BoundRequest request;
    request.shape = shape;
    request.weights = weightsOf(shape, size, 3);
    request.noise = {0.3F, 0.5F, 0.5F, true};
    request.starts = imagesOf(1, shape.units(0), 1);
    request.tests = std::make_shared<const std::vector<float>>(imagesOf(tests, shape.units(0), 2));
    return request;
}

/// log P(x_i | h_s) of all test images and samples, [images × samples], pixel by pixel in double
/// precision.
std::vector<std::vector<double>> plainTerms(const BoundRequest& request) {
    const std::size_t pixels = request.shape.units(0);
    const std::size_t units = request.shape.units(1);
    const std::vector<float>& x = *request.tests;
    std::vector<std::vector<double>> terms(x.size() / pixels);
    const GsnSampler sampler(request.shape, 1);
    GsnState state = beginChains(request.shape, request.starts);
    for (std::size_t step = 0; terms[0].size() < request.samples; ++step) {
        sampler.step(request.weights.data(), request.noise, {request.seed, step, 0}, state,
                     request.scale);
        for (std::size_t c = 0;
             step >= request.burnIn && c < state.rows && terms[0].size() < request.samples; ++c) {
            std::vector<double> z(pixels);
            for (std::size_t k = 0; k < pixels; ++k) {
                double sum = static_cast<double>(request.weights[request.shape.biasAt(0) + k]);
                for (std::size_t j = 0; j < units; ++j) {
                    sum += static_cast<double>(
                               request.weights[request.shape.weightAt(1) + k * units + j]) *
                           static_cast<double>(state.hidden[0][c * units + j]);
                }
                z[k] = static_cast<double>(request.scale) * sum;
            }
            for (std::size_t i = 0; i < terms.size(); ++i) {
                double log = 0.0;
                for (std::size_t k = 0; k < pixels; ++k) {
                    const double sign = x[i * pixels + k] == 1.0F ? -z[k] : z[k];
                    log -= std::max(sign, 0.0) + std::log1p(std::exp(-std::abs(sign)));
                }
                terms[i].push_back(log);
            }
        }
    }
    return terms;
}

/// Mean and standard error over images of log 1/S Σ exp(terms), of the first `count` samples.
stats::MeanOverPoints plainBound(const std::vector<std::vector<double>>& terms, std::size_t count) {
    const auto images = static_cast<double>(terms.size());
    std::vector<double> logs;
    double sum = 0.0;
    for (const std::vector<double>& image : terms) {
        const auto end = image.begin() + static_cast<std::ptrdiff_t>(count);
        const double most = *std::max_element(image.begin(), end);
        double total = 0.0;
        std::for_each(image.begin(), end, [&](double term) { total += std::exp(term - most); });
        logs.push_back(most + std::log(total / static_cast<double>(count)));
        sum += logs.back();
    }
    const double mean = sum / images;
    double squares = 0.0;
    for (const double log : logs) {
        squares += (log - mean) * (log - mean);
    }
    return {mean, std::sqrt(squares / (images - 1.0) / images)};
}

} // namespace

class TestChainBound : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// The second network is so sure that its means are 0 and 1 in single precision.
    void asPlainSumsHaveIt_data() {
        QTest::addColumn<double>("size");
        QTest::addColumn<int>("chains");
        QTest::newRow("one chain") << 0.7 << 1;
        QTest::newRow("certain") << 20.0 << 1;
        QTest::newRow("three chains") << 0.7 << 3;
        QTest::newRow("more chains than a block") << 0.7 << 290;
    }
    void asPlainSumsHaveIt() {
        QFETCH(const double, size);
        QFETCH(const int, chains);
        BoundRequest request = requestOf(GsnShape({12, 7, 5}), size, 20);
        request.starts = imagesOf(static_cast<std::size_t>(chains), 12, 4);
        request.scale = 1.3F;
        request.samples = 1100; // two blocks of draws, and no whole steps of three chains
        request.burnIn = 3;
        request.seed = 9;
        const stats::SampledLikelihood found = chainBound(request, {});
        QCOMPARE(found.draws,
                 (std::vector<std::size_t>{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 1100}));
        const std::vector<std::vector<double>> terms = plainTerms(request);
        std::string message;
        for (std::size_t look = 0; look < found.draws.size(); ++look) {
            const stats::MeanOverPoints plain = plainBound(terms, found.draws[look]);
            QVERIFY2(near(found.bounds[look].mean, plain.mean, 1e-6, 0.0, &message),
                     message.c_str());
            QVERIFY2(
                near(found.bounds[look].standardError, plain.standardError, 1e-5, 0.0, &message),
                message.c_str());
        }
    }

    void oneSampleIsTheLossOfAReconstruction() {
        BoundRequest request = requestOf(GsnShape({30, 11}), 0.5, 8);
        request.samples = 1;
        const stats::SampledLikelihood found = chainBound(request, {});
        GsnState state = beginChains(request.shape, request.starts);
        GsnSampler(request.shape, 1)
            .step(request.weights.data(), request.noise, {request.seed, 0, 0}, state);
        double loss = 0.0; // cross-entropy, from the means that the sampler tells
        for (std::size_t i = 0; i < request.tests->size(); ++i) {
            const auto mean = static_cast<double>(state.mean[i % 30]);
            loss -= std::log((*request.tests)[i] == 1.0F ? mean : 1.0 - mean) / 8.0;
        }
        QCOMPARE(found.bounds.size(), std::size_t{1});
        std::string message;
        QVERIFY2(near(found.bounds[0].mean, -loss, 1e-6, 0.0, &message), message.c_str());
    }

    /// Jensen: the mean over chains is below the log-likelihood, and nearer to it with more
    /// samples.
    void theBiasIsOneSidedAndShrinks() {
        BoundRequest request = requestOf(GsnShape({8, 6}), 1.5, 30);
        request.samples = 200000;
        request.burnIn = 50;
        const double limit = chainBound(request, {}).bounds.back().mean;
        request.samples = 1000;
        constexpr int chains = 200;
        std::vector<double> means(10, 0.0);
        for (int chain = 0; chain < chains; ++chain) {
            request.seed = 100 + static_cast<std::uint64_t>(chain);
            const stats::SampledLikelihood found = chainBound(request, {1, {}});
            for (std::size_t look = 0; look < means.size(); ++look) {
                means[look] += found.bounds[look].mean / chains;
            }
        }
        std::string text = "towards " + std::to_string(limit) + ":";
        for (const double mean : means) {
            text += " " + std::to_string(mean);
        }
        for (std::size_t look = 0; look + 1 < means.size(); ++look) {
            QVERIFY2(means[look] < means[look + 1] && means[look] < limit, text.c_str());
        }
        QVERIFY2(limit - means.front() > 1.0, text.c_str());
        QVERIFY2(std::abs(limit - means.back()) < 0.05, text.c_str());
    }

    /// Where P(x | h) does not depend on h the bound is the likelihood, for any number of samples.
    void withoutWeightsTheCurveIsFlat() {
        BoundRequest request = requestOf(GsnShape({9, 4}), 0.0, 15);
        for (std::size_t k = 0; k < 9; ++k) {
            request.weights[request.shape.biasAt(0) + k] = 0.25F * static_cast<float>(k) - 1.0F;
        }
        request.samples = 10000;
        const stats::SampledLikelihood found = chainBound(request, {});
        double known = 0.0;
        for (std::size_t i = 0; i < request.tests->size(); ++i) {
            const double z = 0.25 * static_cast<double>(i % 9) - 1.0;
            known -= std::log1p(std::exp((*request.tests)[i] == 1.0F ? -z : z)) / 15.0;
        }
        QCOMPARE(found.bounds.size(), places);
        std::string message;
        for (const stats::MeanOverPoints& each : found.bounds) {
            QVERIFY2(near(each.mean, known, 1e-12, 0.0, &message), message.c_str());
            QVERIFY(each.mean == found.bounds.front().mean);
        }
    }

    void theSameForAnyThreads() {
        BoundRequest request = requestOf(GsnShape({784, 40, 30}), 0.1, 300);
        request.samples = 900;
        const stats::SampledLikelihood one = chainBound(request, {1, {}});
        const stats::SampledLikelihood two = chainBound(request, {2, {}});
        QVERIFY(one.last == two.last); // bit for bit
        for (std::size_t look = 0; look < one.bounds.size(); ++look) {
            QVERIFY(one.bounds[look].mean == two.bounds[look].mean);
        }
    }

    /// The first samples of a longer chain are those of a shorter one, although its last block is
    /// cut elsewhere.
    void aShorterChainIsTheBeginningOfALongerOne() {
        BoundRequest request = requestOf(GsnShape({784, 40}), 0.1, 50);
        request.samples = 900;
        const stats::SampledLikelihood longer = chainBound(request, {});
        std::string message;
        for (const std::size_t samples : {std::size_t{1}, std::size_t{100}, std::size_t{200}}) {
            request.samples = samples;
            const stats::SampledLikelihood shorter = chainBound(request, {});
            for (std::size_t look = 0; look < shorter.draws.size(); ++look) {
                QCOMPARE(shorter.draws[look], longer.draws[look]);
                QVERIFY2(
                    near(shorter.bounds[look].mean, longer.bounds[look].mean, 1e-6, 0.0, &message),
                    message.c_str());
            }
        }
    }

    void tellsHowFarItIsAndStops() {
        BoundRequest request = requestOf(GsnShape({12, 7}), 0.5, 5);
        request.samples = 50;
        std::vector<double> told;
        static_cast<void>(chainBound(request, {1, [&](double share) {
                                                   told.push_back(share);
                                                   return true;
                                               }}));
        QVERIFY(std::is_sorted(told.begin(), told.end()));
        QCOMPARE(told.size(), std::size_t{51});
        QCOMPARE(told.front(), 0.0);
        QCOMPARE(told.back(), 1.0);
        int calls = 0;
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(chainBound(request, {1,
                                                                        [&](double share) {
                                                                            ++calls;
                                                                            return share < 0.5;
                                                                        }})),
                                 Cancelled);
        QCOMPARE(calls, 26); // and no step more
    }

    void badRequestsAreRefused() {
        const BoundRequest good = requestOf(GsnShape({12, 7}), 0.5, 5);
        const auto refused = [&](const auto& spoil) {
            BoundRequest request = good;
            request.samples = 10;
            spoil(request);
            try {
                static_cast<void>(chainBound(request, {}));
            } catch (const std::invalid_argument&) {
                return true;
            }
            return false;
        };
        const auto tests = [](std::vector<float> images) {
            return std::make_shared<const std::vector<float>>(std::move(images));
        };
        QVERIFY(!refused([](BoundRequest&) {}));
        QVERIFY(refused([](BoundRequest& r) { r.samples = 0; }));
        QVERIFY(refused([](BoundRequest& r) { r.weights.pop_back(); }));
        QVERIFY(refused([](BoundRequest& r) {
            r.weights[r.shape.biasAt(0)] = std::numeric_limits<float>::infinity();
        }));
        QVERIFY(refused([](BoundRequest& r) { r.scale = 0.0F; }));
        QVERIFY(refused([](BoundRequest& r) { r.scale = std::nanf(""); }));
        QVERIFY(refused([](BoundRequest& r) { r.starts.clear(); }));
        QVERIFY(refused([](BoundRequest& r) { r.starts.pop_back(); }));
        QVERIFY(refused([](BoundRequest& r) { r.tests = nullptr; }));
        QVERIFY(refused([&](BoundRequest& r) { r.tests = tests({}); }));
        QVERIFY(refused([&](BoundRequest& r) { r.tests = tests(std::vector<float>(13, 0.0F)); }));
        QVERIFY(refused([&](BoundRequest& r) { r.tests = tests(std::vector<float>(12, 0.5F)); }));
    }

    void thePictureHoldsTheCurves() {
        BoundRequest request = requestOf(GsnShape({12, 7}), 0.5, 5);
        request.samples = 30;
        const stats::SampledLikelihood with = chainBound(request, {});
        request.seed = 2;
        const stats::SampledLikelihood without = chainBound(request, {});
        const Artifact picture =
            boundCurve({{"without walkback", without, -142.0}, {"with walkback", with}});
        QCOMPARE(picture.name, std::string("bound_curve"));
        QCOMPARE(picture.y.unit, std::string("nats"));
        const auto& lines = std::get<Lines>(picture.data).lines;
        QCOMPARE(lines.size(), std::size_t{3});
        QCOMPARE(lines[1].label, std::string("with walkback"));
        QCOMPARE(lines[1].x, (std::vector<double>{1, 2, 5, 10, 20, 30}));
        for (std::size_t look = 0; look < 6; ++look) {
            const stats::MeanOverPoints& bound = with.bounds[look];
            QVERIFY(lines[1].y[look] == bound.mean);
            QVERIFY(lines[1].low[look] == bound.mean - bound.standardError);
            QVERIFY(lines[1].high[look] == bound.mean + bound.standardError);
        }
        QCOMPARE(lines[2].label, std::string("without walkback, the thesis"));
        QCOMPARE(lines[2].x, std::vector<double>{10000.0});
        QCOMPARE(lines[2].y, std::vector<double>{-142.0});
        QVERIFY(isEmpty(boundCurve({})));
    }
};

QTEST_GUILESS_MAIN(TestChainBound)
#include "tst_chain_bound.moc"
