// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/json_text.h"
#include "tests/support/messages_and_files.h"

#include <QtTest>

#include <string>

using namespace scorescope;
using namespace scorescope::test;

namespace {

QString refusal(const std::string& text, const JsonLimits& limits = {}) {
    return messageOf([&] { static_cast<void>(parseJson(text, limits)); });
}

std::string nested(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
}

} // namespace

class JsonTextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatTheLibraryReads_data() {
        QTest::addColumn<QString>("text");
        for (const char* text :
             {"null", "true", "-3", "18446744073709551615", "-9223372036854775808", "1e-400", "0.1",
              "\"\\u00e9\\ud83d\\ude00\\n\"", "[]", "{}", " [1, [2, {\"a\": [3]}], 4] ",
              R"({"z": 1, "a": {"b": [], "c": {}}, "": null, "k": [{"x": 1}, {"x": 2}]})"}) {
            QTest::newRow(text) << QString::fromUtf8(text);
        }
    }
    void readsWhatTheLibraryReads() {
        QFETCH(QString, text);
        const std::string json = text.toStdString();
        // dump() shows the order of keys and the types of numbers.
        QCOMPARE(parseJson(json).dump(), nlohmann::ordered_json::parse(json).dump());
    }

    void refusalsSayWhere_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* text, const char* says) {
            QTest::newRow(text) << QString::fromLatin1(text) << QString::fromUtf8(says);
        };
        row("", "line 1, column 1");
        row("{", "line 1, column 2");
        row("[1,\n 2,\n x]", "line 3, column 2");
        row("[1] 2", "line 1, column 5");
        row("\"\xff\"", "line 1, column 2");
        row("[0, {\"a\": 1e400}]", "/1/a: is a number too large");
        row("{\"a\": {\"b\": 1, \"c\": 2, \"b\": 3}}", "/a/b: stands twice");
        row("[{}, {\"x\": 1, \"x\": 1}]", "/1/x: stands twice");
    }
    void refusalsSayWhere() {
        QFETCH(QString, text);
        QFETCH(QString, says);
        const QString message = refusal(text.toLatin1().toStdString());
        QVERIFY2(message.contains(says), qPrintable(message));
        QVERIFY(!message.contains(QStringLiteral("json.exception")));
    }

    void depthIsLimitedBeforeAnythingIsBuilt() {
        QCOMPARE(parseJson(nested(64)).dump(), nested(64));
        QVERIFY(refusal(nested(65)).contains(QStringLiteral("more than 64 deep")));
        QVERIFY(refusal(std::string(4'000'000, '[')).contains(QStringLiteral("more than 64 deep")));
        std::string objects;
        for (int i = 0; i < 65; ++i) {
            objects += "{\"a\":";
        }
        QVERIFY(refusal(objects).contains(QStringLiteral("more than 64 deep")));
        // What is beside each other is not inside each other.
        QCOMPARE(parseJson("[[[]],[[]],[[]]]", {3, 100}).size(), std::size_t{3});
    }
    void valuesAreLimited() {
        QCOMPARE(parseJson("[1,2,3]", {64, 4}).size(), std::size_t{3});
        QVERIFY(refusal("[1,2,3,4]", {64, 4}).contains(QStringLiteral("more than 4 values")));
    }
    void manyKeysTakeTimeByTheirNumber() {
        // Where each key is compared with all before it, this is 2e10 comparisons.
        constexpr int count = 200'000;
        std::string text = "{";
        for (int i = 0; i < count; ++i) {
            text += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":" + std::to_string(i);
        }
        const auto json = parseJson(text + "}");
        QCOMPARE(json.size(), std::size_t{count});
        QCOMPARE(json.back().get<int>(), count - 1);
    }
};

QTEST_APPLESS_MAIN(JsonTextTest)
#include "tst_json_text.moc"
