// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/fair_tabs.h"
#include "app/window/view_tree.h"
#include "engine/core/json_text.h"

#include <QLabel>
#include <QPointer>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>

#include <cmath>

using namespace scorescope;
using namespace scorescope::app;

namespace {

/// A tree of labels named "a", "b", …, the first `squares` of which are square.
struct Tree {
    explicit Tree(const char* layout, std::size_t squares = 0) {
        std::set<std::string> names;
        const Layout read = parseLayout(parseJson(layout), "");
        for (const std::string& name : read.views()) {
            auto* label = new QLabel(&tree);
            label->setMinimumSize(20, 20);
            labels[name] = label;
            const bool square = leaves.size() < squares;
            leaves[name] = {label, QString::fromStdString(name),
                            square ? std::function<double()>([] { return 1.0; }) : nullptr};
            names.insert(name);
        }
        tree.resize(1001, 600);
        tree.setShown(names);
        tree.arrange(leaves, read);
        tree.show();
    }

    [[nodiscard]] QRect rect(const char* name) const { return tree.leafRect(name); }

    ViewTree tree{nullptr};
    std::map<std::string, ViewTree::Leaf> leaves;
    std::map<std::string, QLabel*> labels;
};

} // namespace

class TestViewTree : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void shortTitlesStayWhole() {
        using Widths = std::vector<int>;
        QCOMPARE(fairShares({40, 90, 60}, 200), (Widths{40, 90, 60}));
        QCOMPARE(fairShares({40, 90, 60}, 150), (Widths{40, 55, 55}));
        QCOMPARE(fairShares({40, 90, 60}, 165), (Widths{40, 65, 60}));
        QCOMPARE(fairShares({40, 90, 60}, 30), (Widths{10, 10, 10}));
        QCOMPARE(fairShares({}, 30), Widths{});
        QWidget column;
        column.resize(200, 100);
        FairTabs tabs(&column);
        for (const char* title : {"Loss", "Gradient and rotation of the field", "Exact energy"}) {
            tabs.addTab(new QWidget, QString::fromLatin1(title)); // handed over
        }
        tabs.setGeometry(column.rect());
        column.show();
        const QTabBar& bar = *tabs.tabBar();
        const int words = bar.fontMetrics().horizontalAdvance(QStringLiteral("Loss"));
        QVERIFY(bar.tabRect(0).width() > words);
        QVERIFY(bar.tabRect(0).width() < bar.tabRect(1).width());
        QVERIFY(bar.tabRect(2).right() < 200);
        tabs.resize(900, 100);
        QTRY_VERIFY(bar.tabRect(1).width() > bar.fontMetrics().horizontalAdvance(tabs.tabText(1)));
    }
    void manyTabsAreScrolledRatherThanCutToNothing() {
        QWidget column;
        column.resize(220, 100);
        FairTabs tabs(&column);
        for (int i = 0; i < 8; ++i) {
            tabs.addTab(new QWidget, QStringLiteral("A longer title %1").arg(i)); // handed over
        }
        tabs.setGeometry(column.rect());
        column.show();
        QTabBar& bar = *tabs.tabBar();
        QTRY_VERIFY(bar.usesScrollButtons());
        const int letters = bar.fontMetrics().horizontalAdvance(QStringLiteral("A lon"));
        QVERIFY(bar.tabRect(0).width() > letters);
        // The last one comes into sight when it is chosen.
        QVERIFY(bar.tabRect(7).left() > 220);
        tabs.setCurrentIndex(7);
        QTRY_VERIFY(bar.tabRect(7).right() <= 220);
        // Where there is room for all, all are there.
        tabs.resize(1200, 100);
        QTRY_VERIFY(!bar.usesScrollButtons());
        QTRY_VERIFY(bar.tabRect(0).left() >= 0 && bar.tabRect(7).right() < 1200);
    }
    void rowsAndColumnsAreDividedByShares() {
        Tree tree(R"({"row": ["a", {"column": ["b", "c"]}], "shares": [3, 1]})");
        QVERIFY(QTest::qWaitForWindowExposed(&tree.tree));
        QTRY_VERIFY(std::abs(tree.rect("a").width() - 750) <= 1);
        QVERIFY(std::abs(tree.rect("b").height() - 300) <= 1);
        QCOMPARE(tree.rect("b").left(), tree.rect("c").left());
        tree.tree.resize(2001, 400);
        QTRY_VERIFY(std::abs(tree.rect("a").width() - 1500) <= 1);
        QCOMPARE(tree.tree.leafAt(tree.rect("c").center()), std::string("c"));
    }
    void hiddenOnesLeaveTheirPlaceAndGetItBack() {
        Tree tree(R"({"row": ["a", {"column": ["b", "c"]}], "shares": [3, 1]})");
        QVERIFY(QTest::qWaitForWindowExposed(&tree.tree));
        tree.tree.setShown({"a"});
        QTRY_COMPARE(tree.rect("a").width(), 1001);
        tree.tree.setShown({"a", "c"});
        QTRY_VERIFY(std::abs(tree.rect("a").width() - 750) <= 1);
        QCOMPARE(tree.rect("c").height(), 600);
        QVERIFY(!tree.labels["b"]->isVisible());
    }
    void flowsFollowTheirShape() {
        Tree tree(R"({"flow": ["a", "b"]})", 2);
        QVERIFY(QTest::qWaitForWindowExposed(&tree.tree));
        QTRY_COMPARE(tree.rect("a").top(), tree.rect("b").top());
        tree.tree.resize(500, 900);
        QTRY_COMPARE(tree.rect("a").left(), tree.rect("b").left());
        QTRY_VERIFY(std::abs(tree.rect("a").height() - 450) <= 1);
        // One alone has all of it.
        tree.tree.setShown({"b"});
        QTRY_COMPARE(tree.rect("b").size(), QSize(500, 900));
        tree.tree.setShown({"a", "b"});
        QTRY_COMPARE(tree.rect("a").left(), tree.rect("b").left());
        QCOMPARE(tree.tree.layoutNow().json().dump(), std::string(R"({"flow":["a","b"]})"));
    }
    void flowsFollowPicturesThatChangeTheirShape() {
        Tree tree(R"({"flow": ["a", "b"]})", 2);
        QVERIFY(QTest::qWaitForWindowExposed(&tree.tree));
        QTRY_COMPARE(tree.rect("a").top(), tree.rect("b").top());
        double aspect = 1.0;
        for (auto& [name, leaf] : tree.leaves) {
            leaf.aspect = [&aspect] { return aspect; };
        }
        tree.tree.arrange(tree.leaves, parseLayout(parseJson(R"({"flow": ["a", "b"]})"), ""));
        tree.tree.followAspects();
        QTRY_COMPARE(tree.rect("a").top(), tree.rect("b").top());
        aspect = 4.0; // wide ones are larger below each other
        tree.tree.followAspects();
        QTRY_COMPARE(tree.rect("a").left(), tree.rect("b").left());
        QVERIFY(tree.rect("a").width() == 1001);
    }
    void draggedSplittersAreKept() {
        Tree tree(R"({"row": ["a", "b"]})");
        QVERIFY(QTest::qWaitForWindowExposed(&tree.tree));
        QTRY_VERIFY(std::abs(tree.rect("a").width() - 500) <= 1);
        const QSignalSpy dragged(&tree.tree, &ViewTree::dragged);
        auto* splitter = tree.tree.findChild<QSplitter*>(QStringLiteral("view_splitter"));
        QSplitterHandle* handle = splitter->handle(1);
        const QPoint middle = handle->rect().center();
        QTest::mousePress(handle, Qt::LeftButton, {}, middle);
        const QPoint goal = handle->mapToGlobal(middle) - QPoint(250, 0);
        QTest::mouseMove(handle, middle - QPoint(100, 0));
        QTest::mouseMove(handle, handle->mapFromGlobal(goal));
        QCOMPARE(dragged.count(), 0); // told once, when it is let go
        QTest::mouseRelease(handle, Qt::LeftButton, {}, middle);
        QTRY_VERIFY(std::abs(tree.rect("a").width() - 250) <= 2);
        QCOMPARE(dragged.count(), 1);
        const Layout now = tree.tree.layoutNow();
        QVERIFY(std::abs(now.shares[0] / (now.shares[0] + now.shares[1]) - 0.25) < 0.01);
        // In another window of the same layout, of another size, it is the same part.
        tree.tree.resize(501, 300);
        tree.tree.arrange(tree.leaves, now);
        QTRY_VERIFY(std::abs(tree.rect("a").width() - 125) <= 2);
    }
    void draggedFlowsAreSettled() {
        Tree tree(R"({"flow": ["a", "b"]})", 2);
        QVERIFY(QTest::qWaitForWindowExposed(&tree.tree));
        QTRY_COMPARE(tree.rect("a").top(), tree.rect("b").top());
        auto* row = tree.tree.findChild<QSplitter*>(QStringLiteral("view_flow_row"));
        QSplitterHandle* handle = row->handle(1);
        const QPoint middle = handle->rect().center();
        QTest::mousePress(handle, Qt::LeftButton, {}, middle);
        QTest::mouseMove(handle, middle + QPoint(250, 0));
        QTest::mouseRelease(handle, Qt::LeftButton, {}, middle);
        QTRY_VERIFY(std::abs(tree.rect("a").width() - 750) <= 2);
        QVERIFY(tree.tree.layoutNow().kind == Layout::Kind::row);
        tree.tree.resize(500, 900); // it was put so by hand, and stays
        QTRY_VERIFY(std::abs(tree.rect("a").width() - 375) <= 2);
        QCOMPARE(tree.rect("a").top(), tree.rect("b").top());
    }
    void tabsShowOneAndTellOfIt() {
        Tree tree(R"({"row": ["a", {"tabs": ["b", "c", "d"]}]})");
        QVERIFY(QTest::qWaitForWindowExposed(&tree.tree));
        QTRY_VERIFY(tree.labels["b"]->isVisible());
        QVERIFY(!tree.labels["c"]->isVisible());
        const QSignalSpy changed(&tree.tree, &ViewTree::visibleChanged);
        auto* bar = tree.tree.findChild<QTabBar*>();
        QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(1).center());
        QTRY_VERIFY(tree.labels["c"]->isVisible());
        QVERIFY(!tree.labels["b"]->isVisible());
        QCOMPARE(changed.count(), 1);
        tree.tree.raiseLeaf("d");
        QVERIFY(tree.labels["d"]->isVisible());
        // What is not shown has no tab.
        tree.tree.setShown({"a", "d"});
        QVERIFY(!bar->isTabVisible(0));
        tree.tree.setShown({"a"});
        QTRY_COMPARE(tree.rect("a").width(), 1001);
        tree.tree.setShown({"a", "b", "c", "d"});
        QVERIFY(bar->isTabVisible(0));
        QTRY_VERIFY(tree.rect("a").width() < 600);
    }
    void columnsWithTooMuchScroll() {
        Tree tree(R"({"column": ["a", "b", "c"]})");
        QVERIFY(QTest::qWaitForWindowExposed(&tree.tree));
        for (auto& [name, label] : tree.labels) {
            label->setMinimumHeight(300);
        }
        QTRY_VERIFY(tree.rect("c").bottom() > 880);
        QCOMPARE(tree.tree.height(), 600);
    }
    /// A leaf that leaves a splitter makes it lay out the flow beside it, which must not take back
    /// what has left: it would go with the flow.
    void flowsLetTheirLeavesGo() {
        Tree tree(R"({"row": [{"flow": ["c", {"tabs": ["d", "b"]}]}, "e"]})", 1);
        QVERIFY(QTest::qWaitForWindowExposed(&tree.tree));
        std::vector<QPointer<QLabel>> labels;
        for (const auto& [name, label] : tree.labels) {
            labels.emplace_back(label);
        }
        tree.tree.arrange(tree.leaves,
                          parseLayout(parseJson(R"({"column": ["e", "d", "c", "b"]})"), ""));
        for (const QPointer<QLabel>& label : labels) {
            QVERIFY(!label.isNull());
        }
        QTRY_VERIFY(tree.labels["c"]->isVisible() && tree.labels["d"]->isVisible());
    }
    void arrangingKeepsTheLeaves() {
        Tree tree(R"({"row": ["a", {"tabs": ["b", "c"]}]})");
        QVERIFY(QTest::qWaitForWindowExposed(&tree.tree));
        for (const char* text :
             {R"({"column": ["c", "b", "a"]})", R"("a")", R"({"flow": ["b", "a", "c"]})",
              R"({"tabs": [{"row": ["a", "b"]}, "c"]})", R"({"row": ["a", "x", "c"]})"}) {
            const Layout layout = parseLayout(parseJson(text), "");
            tree.tree.arrange(tree.leaves, layout);
            for (const auto& [name, label] : tree.labels) {
                const std::vector<std::string> views = layout.views();
                const bool placed = std::find(views.begin(), views.end(), name) != views.end();
                QVERIFY(label->window() == &tree.tree);
                if (!placed) {
                    QVERIFY(!label->isVisible());
                }
            }
            QTRY_VERIFY(tree.labels["a"]->isVisible());
        }
    }
};

QTEST_MAIN(TestViewTree)
#include "tst_view_tree.moc"
