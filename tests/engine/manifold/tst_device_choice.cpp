// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/run.h"
#include "engine/core/torch_runtime.h"
#include "engine/core/version.h"
#include "engine/cuda/crossover_store.h"
#include "engine/cuda/workplace.h"
#include "engine/labs.h"
#include "engine/manifold/chains/placed_metropolis.h"
#include "tests/support/messages_and_files.h"
#include "tests/support/near.h"

#include <QTemporaryDir>
#include <QtTest>

#include <string>
#include <vector>

using namespace scorescope;
using scorescope::test::messageOf;
using scorescope::test::near;
using scorescope::test::readText;
using scorescope::test::writeText;

namespace {

const Device emulated{Device::Kind::emulated, 0};

/// Trains for a step, then samples: small enough for threads that are played.
Scene smallScene(const Registry& registry, const std::string& more) {
    return parseScene(
        R"({"scorescope": 2, "experiment": "regularized_autoencoder", "seed": 3, "steps": 2,
            "parameters": {"points": 60, "hidden_units": 24, "corruption": 0.05, "resolution": 5,
            "activity": "schedule", "train_steps": 1, "chains": 5, "evaluate_every": 2,
            "precision": "float64")" +
            (more.empty() ? "" : ", " + more) + "}}",
        "small.json", registry);
}

FramePtr runOn(const Registry& registry, const Device& device, const std::string& more = "") {
    SceneRun run(registry, smallScene(registry, more), device, 1);
    run.runTo(2);
    return run.frame(Interest());
}

/// What a run says before its first step.
FramePtr startOn(const Registry& registry, const Device& device, const std::string& more) {
    Interest nothing;
    nothing.all = false;
    return SceneRun(registry, smallScene(registry, more), device, 1).frame(nothing);
}

const Placement* placementOf(const Frame& frame, const std::string& what) {
    for (const Placement& each : frame.placements) {
        if (each.what == what) {
            return &each;
        }
    }
    return nullptr;
}

/// All that a frame shows of the run's numbers, by name.
std::map<std::string, std::vector<double>> numbersOf(const Frame& frame) {
    std::map<std::string, std::vector<double>> numbers;
    for (const auto& [name, artifact] : frame.artifacts) {
        if (const auto* series = std::get_if<SeriesArtifact>(&artifact->data)) {
            for (std::size_t i = 0; i < series->points.size(); ++i) {
                numbers[name].push_back(series->points.at(i).value);
            }
        } else if (const auto* field = std::get_if<VectorField>(&artifact->data)) {
            for (const float value : field->u) {
                numbers[name].push_back(static_cast<double>(value));
            }
        } else if (const auto* scatter = std::get_if<Scatter>(&artifact->data)) {
            numbers[name].assign(scatter->x.begin(), scatter->x.end());
        }
    }
    return numbers;
}

} // namespace

class DeviceChoiceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Training, chains and pictures of a whole run by the kernels: the numbers are the
    /// processor's to rounding, and the frame says where they come from.
    void aRunByTheKernelsIsTheProcessors() {
        const Registry registry = registerLabs();
        const FramePtr there = runOn(registry, emulated);
        for (const char* what : {"training", "fields", "sampling"}) {
            const Placement* placement = placementOf(*there, what);
            QVERIFY2(placement != nullptr, what);
            QCOMPARE(placement->where, std::string("emulated"));
            QVERIFY(placement->why.find("by our kernels") != std::string::npos);
        }
        const FramePtr here = runOn(registry, {});
        QCOMPARE(placementOf(*here, "training")->where, std::string("cpu"));
        const auto expected = numbersOf(*here);
        const auto found = numbersOf(*there);
        for (const char* name : {"loss", "held_out_loss", "acceptance_rate", "field", "samples"}) {
            QVERIFY2(expected.count(name) != 0, name);
        }
        QCOMPARE(found.size(), expected.size());
        bool different = false;
        for (const auto& [name, values] : expected) {
            const std::vector<double>& ours = found.at(name);
            QCOMPARE(ours.size(), values.size());
            for (std::size_t i = 0; i < values.size(); ++i) {
                std::string message = name + ": ";
                const bool both = std::isnan(ours[i]) && std::isnan(values[i]);
                QVERIFY2(both || near(ours[i], values[i], 1e-6, 1e-7, &message), message.c_str());
                different = different || ours[i] != values[i];
            }
        }
        QVERIFY2(different, "the kernels round otherwise: nothing ran on them");
    }

    void whatTheKernelsDoNotKnowStaysAndSaysWhy() {
        const Registry registry = registerLabs();
        const FramePtr rcae = startOn(registry, emulated, R"("criterion": "rcae")");
        const Placement* training = placementOf(*rcae, "training");
        QCOMPARE(training->where, std::string("cpu"));
        QVERIFY(training->why.find("the kernels train the denoising criterion alone") !=
                std::string::npos);
        QCOMPARE(placementOf(*rcae, "fields")->where, std::string("emulated"));

        const FramePtr deep = startOn(registry, emulated, R"("hidden_layers": 2)");
        for (const char* what : {"training", "fields"}) {
            QCOMPARE(placementOf(*deep, what)->where, std::string("cpu"));
            QVERIFY(placementOf(*deep, what)->why.find("one hidden layer") != std::string::npos);
        }
    }

    void continuesBitForBit() {
        const Registry registry = registerLabs();
        const Scene scene = smallScene(registry, "");
        SceneRun whole(registry, scene, emulated, 1);
        whole.runTo(1);
        const Checkpoint middle = whole.checkpoint();
        whole.runTo(2);
        SceneRun continued(registry, scene, emulated, 1);
        continued.restore(middle);
        continued.runTo(2);
        QVERIFY(numbersOf(*whole.frame(Interest())) == numbersOf(*continued.frame(Interest())));
    }

    void chainsKeepTheirNumbers() {
        const auto workplace = cuda::openWorkplace(emulated, nullptr);
        const manifold::PlacedMetropolis placed(workplace, {2, 8, false}, 0.5, {false, {}});
        double position[2] = {0.0, 0.0};
        manifold::FusedChain chain;
        chain.position = position;
        chain.number = 7;
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, placed.run(&chain, 1, 1, 0.1, 5, 1, 1));
    }

    void smallWorkStaysLargeWorkGoes() {
        cuda::Offer offer{"cuda:0", "our kernels", "", 1200};
        const Placement small = cuda::placementOf("training", offer, 100, "examples");
        QCOMPARE(small.where, std::string("cpu"));
        QCOMPARE(small.why,
                 std::string("100 examples; cuda:0, by our kernels, is faster from 1200 on"));
        QCOMPARE(cuda::placementOf("training", offer, 1200, "examples").where,
                 std::string("cuda:0"));
        offer.from = cuda::never;
        QVERIFY(!offer.takes(cuda::never - 1));
        QCOMPARE(cuda::placementOf("training", offer, 1200, "examples").why,
                 std::string("cuda:0 is not faster at any number of examples"));
        QVERIFY(!cuda::Offer().takes(1000000));
    }

    void crossoversAreMeasuredOnce() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("below/crossovers.json"));
        int measured = 0;
        const auto measure = [&measured](std::size_t value) {
            return [&measured, value] {
                ++measured;
                return value;
            };
        };
        {
            cuda::CrossoverStore store(path.toStdString());
            QVERIFY(store.get("a", measure(70)) == 70);
            QVERIFY(store.get("a", measure(71)) == 70);
            QVERIFY(store.get("b", measure(cuda::never)) == cuda::never);
            QCOMPARE(measured, 2);
        }
        cuda::CrossoverStore later(path.toStdString());
        QVERIFY(later.get("a", measure(72)) == 70);
        QVERIFY(later.get("b", measure(73)) == cuda::never);
        QCOMPARE(measured, 2);

        for (const char* bad : {"", "[1, 2", "[3]", R"({"a": -4})", R"({"a": "70"})"}) {
            writeText(path, bad);
            cuda::CrossoverStore store(path.toStdString());
            QVERIFY2(store.get("a", measure(74)) == 74, bad);
            QVERIFY(readText(path).contains("74"));
        }
        // Where nothing can be written the number still holds for this process.
        cuda::CrossoverStore nowhere("/proc/nothing/crossovers.json");
        QVERIFY(nowhere.get("a", measure(75)) == 75);
        QVERIFY(nowhere.get("a", measure(76)) == 75);
    }

    void crossoversAreOfOneGpuAndVersion() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("crossovers.json"));
        cuda::Workplace workplace;
        workplace.device = "cuda:0";
        workplace.crossovers = std::make_shared<cuda::CrossoverStore>(path.toStdString());
        QVERIFY(cuda::crossoverOn(workplace, "fields", [] { return std::size_t{40}; }) == 40);
        const QByteArray kept = readText(path);
        const std::string key = "cuda:0, LibTorch " + torch_runtime::version() + ", Scorescope " +
                                programVersion() + ", fields";
        QVERIFY2(kept.contains(QByteArray::fromStdString(key)), kept.constData());
        workplace.device = "emulated"; // it takes all that it can, and nothing is measured
        QVERIFY(cuda::crossoverOn(workplace, "fields", [] { return std::size_t{41}; }) == 0);
    }

    void devicesAreThoseThatCanBeUsed() {
        const std::vector<std::string> two = {"cuda:0", "cuda:1"};
        QCOMPARE(resolveDevice("auto", {}).name(), std::string("cpu"));
        QCOMPARE(resolveDevice("auto", {"cuda:1"}).name(), std::string("cuda:1"));
        QCOMPARE(resolveDevice("cuda", two).name(), std::string("cuda:0"));
        QCOMPARE(resolveDevice("cuda:1", two).name(), std::string("cuda:1"));
        QCOMPARE(resolveDevice("emulated", {}).name(), std::string("emulated"));
        QVERIFY(messageOf([&] {
                    static_cast<void>(resolveDevice("cuda:2", two));
                }).contains(QStringLiteral("allowed are cpu, cuda:0, cuda:1")));
        QVERIFY(messageOf([] {
                    static_cast<void>(resolveDevice("cuda", {}));
                }).contains(QStringLiteral("allowed is cpu")));
        for (const char* word : {"", "gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:1x"}) {
            QVERIFY2(messageOf([&] {
                         static_cast<void>(resolveDevice(word, two));
                     }).contains(QStringLiteral("is not allowed")),
                     word);
        }
    }
};

QTEST_APPLESS_MAIN(DeviceChoiceTest)
#include "tst_device_choice.moc"
