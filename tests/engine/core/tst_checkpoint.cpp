// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/checkpoint.h"
#include "engine/core/error.h"
#include "tests/support/messages_and_files.h"

#include <QtTest>

#include <cmath>
#include <functional>

using namespace scorescope;
using namespace scorescope::test;

class CheckpointTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void checkpointsRoundTripBitForBit() {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("c")).toStdString();
        Checkpoint checkpoint;
        checkpoint.put("w", {1.0, -0.0, 1e-310, 0.1}, {2, 2});
        checkpoint.weights["conv1.weight"] = {{3, 1}, std::vector<float>{1.0F, 2.0F, -3.5F}};
        checkpoint.weights["a.mask"] = {{5}, std::vector<std::uint8_t>{0, 1, 255, 7, 9}};
        checkpoint.state["i"] = {{1}, std::vector<std::int64_t>{-7}};
        checkpoint.put("empty", {});
        checkpoint.meta["steps"] = 12;
        saveCheckpoint(checkpoint, path);
        const Checkpoint again = loadCheckpoint(path);
        QCOMPARE(again.meta.dump(), checkpoint.meta.dump());
        QCOMPARE(again.weights.size(), std::size_t{2});
        QCOMPARE(again.state.size(), std::size_t{3});
        for (const auto& [name, tensor] : checkpoint.weights) {
            QVERIFY(sameBits(again.weights.at(name), tensor));
        }
        for (const auto& [name, tensor] : checkpoint.state) {
            QVERIFY(sameBits(again.state.at(name), tensor));
        }
        const auto doubles = again.doubles("w", 4);
        QVERIFY(doubles[2] == 1e-310 && std::signbit(doubles[1]));
        QVERIFY(messageOf([&] {
                    static_cast<void>(storedValues<double>(again.weights, "conv1.weight"));
                }).contains(QStringLiteral("; this scene needs F64")));
        QVERIFY(messageOf([&] {
                    static_cast<void>(again.doubles("w", 5));
                }).contains(QStringLiteral("has 4 values; this scene needs 5")));
        QVERIFY(messageOf([&] {
                    static_cast<void>(again.doubles("v"));
                }).contains(QStringLiteral("is missing")));
    }
    void damagedCheckpointsAreRefused() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("c"));
        Checkpoint checkpoint;
        checkpoint.put("w", std::vector<double>(100, 0.5));
        saveCheckpoint(checkpoint, path.toStdString());
        const QString tensors = path + QStringLiteral("/state.safetensors");
        const QString state = path + QStringLiteral("/state.json");
        const QByteArray whole = readText(tensors);
        const QByteArray json = readText(state);
        const auto message = [&] {
            return messageOf([&] { static_cast<void>(loadCheckpoint(path.toStdString())); });
        };

        writeText(tensors, whole.left(whole.size() - 13));
        QVERIFY(message().contains(QStringLiteral("truncated")));
        // Damage that keeps the size: every single byte of length and header, one at a time, must
        // never crash; it is refused or read as what it then says.
        for (int i = 0; i < 8 + 64; ++i) {
            QByteArray damaged = whole;
            damaged[i] = static_cast<char>(damaged[i] ^ 0x5A);
            writeText(tensors, damaged);
            static_cast<void>(message());
        }
        QByteArray huge = whole;
        huge.replace(0, 8, QByteArray(8, '\xff'));
        writeText(tensors, huge);
        QVERIFY(message().contains(QStringLiteral("header does not fit")));
        QByteArray overlapping = whole;
        overlapping.replace("[0,800]", "[0,801]");
        writeText(tensors, overlapping);
        QVERIFY(message().contains(QStringLiteral("is damaged")));
        writeText(tensors, whole);
        writeText(state, "{");
        QVERIFY(message().contains(QStringLiteral("not JSON")));
        writeText(state, "{}");
        QVERIFY(message().contains(QStringLiteral("this is no checkpoint")));
        writeText(state, json);
        QCOMPARE(message(), QStringLiteral("nothing was thrown"));
        QVERIFY(QFile::remove(tensors));
        QVERIFY(message().contains(QStringLiteral("cannot be read")));
    }
    void weightsHaveTheirNamesAndStateIsSetApart() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("c"));
        Checkpoint checkpoint;
        checkpoint.weights["conv1.weight"] = {{2, 1, 1, 1}, std::vector<float>{1.0F, 2.0F}};
        checkpoint.weights["a.mask"] = {{3}, std::vector<std::uint8_t>{1, 0, 1}};
        checkpoint.put("adam.first", {0.25, 0.5}, {1, 2});
        saveCheckpoint(checkpoint, path.toStdString());
        const QByteArray file = readText(path + QStringLiteral("/state.safetensors"));
        const auto length = static_cast<qsizetype>(static_cast<unsigned char>(file[0])) +
                            256 * static_cast<qsizetype>(static_cast<unsigned char>(file[1]));
        const auto header = nlohmann::json::parse(file.mid(8, length).toStdString());
        QCOMPARE(header.size(), std::size_t{3});
        QCOMPARE(header["conv1.weight"].dump(),
                 std::string(R"({"data_offsets":[16,24],"dtype":"F32","shape":[2,1,1,1]})"));
        QCOMPARE(header["a.mask"].dump(),
                 std::string(R"({"data_offsets":[24,27],"dtype":"U8","shape":[3]})"));
        QCOMPARE(header["state.adam.first"].dump(),
                 std::string(R"({"data_offsets":[0,16],"dtype":"F64","shape":[1,2]})"));
        QCOMPARE(file.size(), 8 + length + 27);
        QCOMPARE((8 + length) % 8, qsizetype{0});
    }
    void aNewerFormatIsRefused() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("c"));
        saveCheckpoint({}, path.toStdString());
        const QString state = path + QStringLiteral("/state.json");
        QByteArray json = readText(state);
        QVERIFY(json.contains("\"format\": 2"));
        json.replace("\"format\": 2", "\"format\": 3");
        writeText(state, json);
        QVERIFY(messageOf([&] {
                    static_cast<void>(loadCheckpoint(path.toStdString()));
                }).contains(QStringLiteral("a newer one wrote it")));
    }
    void memoryCountsWhatIsSharedOnce() {
        const SharedArray<double> values(std::vector<double>(1000));
        Checkpoint checkpoint;
        checkpoint.weights["one"] = {{1000}, values};
        checkpoint.weights["other"] = {{10, 100}, values};
        QVERIFY(checkpoint.memoryBytes() >= 8000);
        QVERIFY(checkpoint.memoryBytes() < 9000);
    }
    void memoryOfOthersCanBeShared() {
        auto owner = std::make_shared<std::vector<float>>(3, 2.5F);
        const std::weak_ptr<std::vector<float>> alive = owner;
        SharedArray<float> values(owner, owner->data(), owner->size());
        QVERIFY(values.data() == owner->data());
        owner.reset();
        QVERIFY(!alive.expired());
        QVERIFY(values.toVector() == std::vector<float>(3, 2.5F));
        values = {};
        QVERIFY(alive.expired());
    }
};

QTEST_GUILESS_MAIN(CheckpointTest)
#include "tst_checkpoint.moc"
