// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/scene_gallery.h"
#include "app/window/scene_library.h"
#include "app/window/scene_order.h"
#include "app/window/scene_thumbnail.h"
#include "engine/core/error.h"
#include "engine/core/experiment.h"
#include "engine/labs.h"
#include "tests/support/gate.h"
#include "views/settings.h"

#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>
#include <QTreeWidget>
#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace scorescope;
using namespace scorescope::app;

namespace {

/// The labs' experiments, of which none comes further than the gate.
Registry registryWith(const std::shared_ptr<test::Gate>& gate, const Registry& labs) {
    Registry registry;
    for (auto [name, kind] : labs.kinds()) {
        kind.create = [gate](const ExperimentContext&) -> std::unique_ptr<Experiment> {
            gate->pass();
            throw InputError("", "/seed", "no pictures today");
        };
        registry.add(std::move(kind));
    }
    return registry;
}

/// Seventy scenes of five chapters, as five labs will bring them.
std::vector<BuiltinScene> manyScenes(const Registry& labs) {
    const std::string experiment = labs.names().front();
    std::vector<BuiltinScene> scenes;
    for (const int chapter : {11, 9, 7, 5, 3}) {
        for (int i = 14; i > 0; --i) {
            const std::string number = std::to_string(chapter) + "." + std::to_string(i);
            nlohmann::ordered_json json;
            json["scorescope"] = 2;
            json["experiment"] = experiment;
            json["title"] = (i % 2 == 0 ? "Élan " : "Title ") + number;
            json["chapter"] = std::to_string(chapter) + " · Chapter";
            json["notes"] = i == 13 ? "of gradients" : "";
            if (i == 12) {
                json["tags"] = {"rare"};
            }
            if (i > 2) {
                json["figure"] = (i == 14 ? "Table " : "Figure ") + number;
            }
            scenes.push_back(
                {"scene_" + std::to_string(chapter) + "_" + std::to_string(i), "lab", json.dump()});
        }
    }
    return scenes;
}

/// Titles of what is shown in the list, chapters' names among them.
QStringList shownIn(const QTreeWidget& tree) {
    QStringList names;
    for (int c = 0; c < tree.topLevelItemCount(); ++c) {
        const QTreeWidgetItem* chapter = tree.topLevelItem(c);
        if (chapter->isHidden()) {
            continue;
        }
        names << chapter->text(0);
        for (int i = 0; i < chapter->childCount() && chapter->isExpanded(); ++i) {
            if (!chapter->child(i)->isHidden()) {
                names << chapter->child(i)->text(0);
            }
        }
    }
    return names;
}

/// The gallery of seventy scenes, without pictures.
struct Many {
    ~Many() { gate->open(); }
    void show() {
        gallery.resize(300, 600);
        gallery.show();
        gallery.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&gallery));
    }
    template <class Part> Part* find(const char* name) {
        return gallery.findChild<Part*>(QLatin1String(name));
    }

    Registry labs = [] {
        views::Settings().clear(); // what another test folded or opened
        return registerLabs();
    }();
    SceneLibrary library = SceneLibrary(labs, manyScenes(labs));
    std::shared_ptr<test::Gate> gate = [] {
        auto made = std::make_shared<test::Gate>();
        made->close();
        return made;
    }();
    Registry registry = registryWith(gate, labs);
    SceneGallery gallery = SceneGallery(library, registry, nullptr);
    QTreeWidget* tree = find<QTreeWidget>("scene_list");
    QLineEdit* search = find<QLineEdit>("scene_search");
    QSignalSpy chosen = QSignalSpy(&gallery, &SceneGallery::chosen);
};

} // namespace

class TestSceneGallery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("scorescope_test"));
        QCoreApplication::setApplicationName(QStringLiteral("gallery"));
    }

    void standsInTheOrderOfTheThesis() {
        const Registry labs = registerLabs();
        const SceneLibrary library(labs, manyScenes(labs));
        QCOMPARE(library.problems(), QStringList());
        const std::vector<const Scene*> order = inThesisOrder(library.scenes());
        QCOMPARE(order.size(), std::size_t{70});
        const auto figure = [&order](std::size_t i) { return order[i]->figure; };
        QCOMPARE(order.front()->chapter, std::string("3 · Chapter"));
        QCOMPARE(order.back()->chapter, std::string("11 · Chapter"));
        QCOMPARE(figure(0), std::string("Figure 3.3"));
        QCOMPARE(figure(6), std::string("Figure 3.9")); // and then 3.10, not 3.1
        QCOMPARE(figure(7), std::string("Figure 3.10"));
        QCOMPARE(figure(11), std::string("Table 3.14"));
        QCOMPARE(order[12]->title, std::string("Title 3.1"));
    }

    void searchFindsTitleFigureNotesAndTags() {
        Many many;
        many.show();
        const auto found = [&many](const char* words) {
            many.search->clear();
            QTest::keyClicks(many.search, QString::fromUtf8(words));
            return shownIn(*many.tree);
        };
        QCOMPARE(found("figure 9.11"), (QStringList{"9 · Chapter", "Title 9.11"}));
        QCOMPARE(found("GRADIENTS 7"), (QStringList{"7 · Chapter", "Title 7.13"}));
        QCOMPARE(found("rare").size(), 10); // one in each chapter
        QVERIFY(found("elan 5.2").contains(QStringLiteral("Élan 5.2")));
        QVERIFY(!many.tree->isHidden());
        QCOMPARE(found("nowhere"), QStringList());
        QVERIFY(many.tree->isHidden());
        QVERIFY(many.find<QLabel>("scene_nothing")->text().contains(QStringLiteral("nowhere")));
        QTest::keyClick(many.search, Qt::Key_Escape);
        QVERIFY(many.search->text().isEmpty());
        QVERIFY(!many.tree->isHidden());
        QCOMPARE(shownIn(*many.tree).size(), 75);
    }

    void theKeyboardAloneOpensAScene() {
        Many many;
        many.show();
        many.gallery.focusList();
        QTRY_VERIFY(many.search->hasFocus());
        QTest::keyClicks(many.search, QStringLiteral("table"));
        QTest::keyClick(many.search, Qt::Key_Down);
        QTest::keyClick(many.search, Qt::Key_Down); // over the heading
        QTest::keyClick(many.search, Qt::Key_Return);
        QCOMPARE(many.chosen.count(), 1);
        QCOMPARE(many.chosen[0][0].toString(), QStringLiteral("scene_5_14"));
        // Letters over the list are looked for, too.
        many.search->clear();
        many.tree->setFocus();
        QTest::keyClick(many.tree, Qt::Key_E);
        QTRY_VERIFY(many.search->hasFocus());
        QCOMPARE(many.search->text(), QStringLiteral("e"));
    }

    void chaptersFoldAndStayFolded() {
        Many many;
        many.show();
        const auto headed = [](QTreeWidget& tree, const char* name) {
            return tree.findItems(QString::fromUtf8(name), Qt::MatchExactly).front();
        };
        QTreeWidgetItem* chapter = headed(*many.tree, "3 · Chapter");
        QTest::mouseClick(many.tree->viewport(), Qt::LeftButton, {},
                          many.tree->visualItemRect(chapter).center());
        QVERIFY(!chapter->isExpanded());
        QCOMPARE(many.chosen.count(), 0);
        SceneGallery again(many.library, many.registry, nullptr);
        auto* tree = again.findChild<QTreeWidget*>(QStringLiteral("scene_list"));
        QVERIFY(!headed(*tree, "3 · Chapter")->isExpanded());
        QVERIFY(headed(*tree, "5 · Chapter")->isExpanded());
        // Its scene is opened: it is in view all the same.
        again.setCurrent("scene_3_7");
        QVERIFY(headed(*tree, "3 · Chapter")->isExpanded());
        many.gate->open(); // its pictures are waited for when it goes
    }

    void theOpenSceneIsInViewAndRecent() {
        Many many;
        many.show();
        for (const char* id :
             {"scene_3_1", "scene_11_2", "scene_5_9", "scene_7_4", "scene_9_3", "scene_11_1"}) {
            many.gallery.setCurrent(id);
        }
        QTreeWidgetItem* open = many.tree->currentItem();
        QCOMPARE(open->data(0, Qt::UserRole).toString(), QStringLiteral("scene_11_1"));
        QVERIFY(many.tree->viewport()->rect().contains(many.tree->visualItemRect(open)));
        const QTreeWidgetItem* recent = many.tree->topLevelItem(0);
        QCOMPARE(recent->childCount(), 5);
        QCOMPARE(recent->child(0)->text(0), open->text(0));
        QCOMPARE(recent->child(4)->data(0, Qt::UserRole).toString(), QStringLiteral("scene_11_2"));
    }

    void scenesOfTheProgramShowTheirMainView() {
        const Registry labs = registerLabs();
        const SceneLibrary library(labs);
        const auto gate = std::make_shared<test::Gate>();
        gate->close(); // no experiment is asked for a picture
        const Registry registry = registryWith(gate, labs);
        SceneGallery gallery(library, registry, nullptr);
        auto* tree = gallery.findChild<QTreeWidget*>(QStringLiteral("scene_list"));
        for (const views::Theme& theme : {views::darkTheme(), views::lightTheme()}) {
            gallery.setTheme(theme);
            int shown = 0;
            for (int c = 1; c < tree->topLevelItemCount(); ++c) { // after the recent ones
                for (int i = 0; i < tree->topLevelItem(c)->childCount(); ++i) {
                    const QTreeWidgetItem* item = tree->topLevelItem(c)->child(i);
                    const QImage kept =
                        sceneThumbnail(item->data(0, Qt::UserRole).toString(), theme.dark);
                    QVERIFY(!kept.isNull());
                    QCOMPARE(item->icon(0)
                                 .pixmap(thumbnailSize)
                                 .toImage()
                                 .convertToFormat(QImage::Format_RGB32),
                             kept.convertToFormat(QImage::Format_RGB32));
                    ++shown;
                }
            }
            QCOMPARE(shown, static_cast<int>(library.scenes().size()));
        }
        QCOMPARE(gate->arrived(), 0);
        gate->open();
    }

    void picturesGrowWithTheList() {
        Many many;
        many.show();
        const auto height = [&many] {
            return many.tree->visualItemRect(many.tree->topLevelItem(1)->child(0)).height();
        };
        const int before = height();
        many.gallery.resize(480, 600);
        QTRY_VERIFY(height() > before + 20);
        many.gallery.resize(300, 600);
        QTRY_COMPARE(height(), before);
    }

    void picturesWaitWhileARunGoesOn() {
        const Registry labs = registerLabs();
        const SceneLibrary library(labs, manyScenes(labs)); // of which no picture is kept
        const int scenes = static_cast<int>(library.scenes().size());
        const auto gate = std::make_shared<test::Gate>();
        gate->close();
        const Registry registry = registryWith(gate, labs);
        SceneGallery gallery(library, registry, nullptr);
        QVERIFY(gate->waitFor(1));
        gallery.setRunning(true);
        gate->open(); // the one that was begun is finished, and no other is begun
        QVERIFY(!gallery.grab().isNull()); // time enough to begin another
        QCOMPARE(gate->arrived(), 1);
        gallery.setRunning(false);
        QVERIFY(gate->waitFor(scenes));
        QCOMPARE(gate->arrived(), scenes);
    }
};

QTEST_MAIN(TestSceneGallery)
#include "tst_scene_gallery.moc"
