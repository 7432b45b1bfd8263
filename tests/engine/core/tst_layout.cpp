// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/core/json_text.h"
#include "engine/core/layout.h"

#include <QTest>

using namespace scorescope;

namespace {

Layout read(const char* text) {
    return parseLayout(parseJson(text), "/layout/wide");
}

std::string moved(const char* text, const char* view, const char* target, Side side) {
    return movedBeside(read(text), view, target, side).json().dump();
}

} // namespace

class TestLayout : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatItWrites() {
        const char* text =
            R"({"row":[{"flow":["a","b"]},{"column":["c",{"tabs":["d","inspector"]}],"shares":[2.0,1.0]}],"shares":[7.0,3.0]})";
        const Layout layout = read(text);
        QCOMPARE(layout.json().dump(), std::string(text));
        QCOMPARE(layout.views(), (std::vector<std::string>{"a", "b", "c", "d", "inspector"}));
        checkLayout(layout, "", {"d", "c", "b", "a"});
    }
    void refusesWithPlaceAndReason_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const char* text, const char* expected) {
            QTest::newRow(name) << QByteArray(text) << expected;
        };
        row("number", "3", "/layout/wide: must be an object");
        row("key", R"({"rows": ["a"]})",
            "/layout/wide/rows: unknown key 'rows' (did you mean 'row'?)");
        row("none", R"({})", "/layout/wide: must be a view's name or have one of");
        row("two", R"({"row": ["a"], "tabs": ["b"]})", "/layout/wide: is a row and a tabs at once");
        row("empty", R"({"row": [{"column": []}]})", "/layout/wide/row/0/column: must be a list");
        row("twice", R"({"row": ["a", {"tabs": ["a"]}]})",
            "/layout/wide/row/1/tabs/0: 'a' has two places");
        row("shares", R"({"row": ["a", "b"], "shares": [1]})", "/layout/wide/shares: must have a");
        row("no share", R"({"row": ["a", "b"], "shares": [1, 0]})", "/layout/wide/shares: must");
        row("shares of tabs", R"({"tabs": ["a", "b"], "shares": [1, 1]})", "only rows and columns");
        row("unknown view", R"({"row": ["a", "bb", "c"]})", "'bb' is no view of the scene");
        row("missing view", R"({"row": ["a", "b"]})", "view 'c' has no place");
    }
    void refusesWithPlaceAndReason() {
        QFETCH(QByteArray, text);
        QFETCH(QString, expected);
        try {
            checkLayout(read(text.constData()), "/layout/wide", {"a", "b", "c"});
            QFAIL("nothing was refused");
        } catch (const InputError& error) {
            QVERIFY2(QString::fromLocal8Bit(error.what()).contains(expected), error.what());
        }
    }
    void viewsMoveBesideOthers() {
        const char* row = R"({"row":["a","b"]})";
        QCOMPARE(moved(row, "a", "b", Side::right), std::string(R"({"row":["b","a"]})"));
        QCOMPARE(moved(row, "a", "b", Side::bottom), std::string(R"({"column":["b","a"]})"));
        QCOMPARE(moved(row, "a", "b", Side::tab), std::string(R"({"tabs":["b","a"]})"));
        const char* deep =
            R"({"row":[{"flow":["a","b"]},{"column":["c","d"],"shares":[2.0,1.0]}]})";
        QCOMPARE(moved(deep, "a", "c", Side::top),
                 std::string(R"({"row":["b",{"column":["a","c","d"],"shares":[1.0,1.0,1.0]}]})"));
        QCOMPARE(moved(deep, "d", "c", Side::tab),
                 std::string(R"({"row":[{"flow":["a","b"]},{"tabs":["c","d"]}]})"));
        QCOMPARE(moved(deep, "c", "a", Side::left),
                 std::string(R"({"row":[{"flow":[{"row":["c","a"]},"b"]},"d"]})"));
        // Beside one of several tabs is beside all of them.
        const char* tabs = R"({"row":[{"tabs":["a","b"]},"c"]})";
        QCOMPARE(moved(tabs, "c", "a", Side::bottom),
                 std::string(R"({"column":[{"tabs":["a","b"]},"c"]})"));
        QCOMPARE(moved(tabs, "c", "a", Side::tab), std::string(R"({"tabs":["a","c","b"]})"));
        QCOMPARE(moved(tabs, "a", "b", Side::left), std::string(R"({"row":["a","b","c"]})"));
    }
    void whatCannotMoveStays() {
        const Layout layout = read(R"({"row":["a",{"tabs":["b","c"]}]})");
        QVERIFY(movedBeside(layout, "a", "a", Side::left) == layout);
        QVERIFY(movedBeside(layout, "x", "a", Side::left) == layout);
        QVERIFY(movedBeside(layout, "a", "x", Side::left) == layout);
    }
    void everyMoveKeepsEveryView() {
        const Layout layout = read(
            R"({"row":[{"flow":["a","b"]},{"column":["c",{"tabs":["d","e"]}]}],"shares":[7,3]})");
        const std::vector<std::string> names = {"a", "b", "c", "d", "e"};
        for (const std::string& view : names) {
            for (const std::string& target : names) {
                for (const Side side :
                     {Side::left, Side::right, Side::top, Side::bottom, Side::tab}) {
                    const Layout after = movedBeside(layout, view, target, side);
                    std::vector<std::string> found = after.views();
                    std::sort(found.begin(), found.end());
                    QCOMPARE(found, names);
                    QVERIFY(parseLayout(after.json(), "") == after);
                    QVERIFY((after == layout) == (view == target) || view != target);
                }
            }
        }
    }
    void flowsMakePicturesLarge() {
        // Two squares stand side by side where it is wide, one above the other where it is high.
        QCOMPARE(flowColumns(1000, 600, {1.0, 1.0}), std::size_t{2});
        QCOMPARE(flowColumns(600, 1000, {1.0, 1.0}), std::size_t{1});
        // Four squares.
        QCOMPARE(flowColumns(1000, 1000, {1.0, 1.0, 1.0, 1.0}), std::size_t{2});
        QCOMPARE(flowColumns(4000, 900, {1.0, 1.0, 1.0, 1.0}), std::size_t{4});
        QCOMPARE(flowColumns(300, 2000, {1.0, 1.0, 1.0, 1.0}), std::size_t{1});
        // Wide pictures stand below each other, where squares would not.
        QCOMPARE(flowColumns(1000, 800, {4.0, 4.0}), std::size_t{1});
        QCOMPARE(flowColumns(1000, 600, {0.0}), std::size_t{1});
        // Charts take any shape: near squares.
        QCOMPARE(flowColumns(1200, 600, {0.0, 0.0}), std::size_t{2});
        QCOMPARE(flowColumns(600, 1200, {0.0, 0.0}), std::size_t{1});
        // Bars above the pictures take height that pictures side by side need once.
        QCOMPARE(flowColumns(990, 1000, {1.0, 1.0}, 0.0), std::size_t{1});
        QCOMPARE(flowColumns(990, 1000, {1.0, 1.0}, 30.0), std::size_t{2});
    }
};

QTEST_APPLESS_MAIN(TestLayout)
#include "tst_layout.moc"
