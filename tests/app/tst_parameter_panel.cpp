// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/parameter_groups.h"
#include "app/window/parameter_heading.h"
#include "app/window/parameter_panel.h"
#include "engine/core/experiment.h"
#include "engine/core/scene.h"
#include "views/settings.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStandardPaths>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::app;

namespace {

constexpr int layers = 12;

/// Five parameters of a layer, as a network's experiment declares them.
std::vector<ParameterSpec> layerSpecs(int number) {
    const std::string group = "Layer " + std::to_string(number);
    const std::string start = "layer" + std::to_string(number) + "_";
    return {
        choice(start + "kind", "kind", group, {"dense", "conv"}, {"dense", "convolution"}, ""),
        integer(start + "units", "units", group, 32, 1, 4096, "Width of the layer."),
        choice(start + "activation", "activation", group, {"relu", "tanh"}, {"ReLU", "tanh"}, ""),
        boolean(start + "probe", "probe", group, true, ""),
        live(real(start + "dropout", "dropout", group, 0.1, 0.0, 0.9, ""))};
}

ParameterTable table() {
    ParameterSpec noise = real("noise", "noise of the data", "Data", 0.0, 0.0, 1.0, "");
    noise.applies = {"data", {"mixture"}};
    std::vector<ParameterSpec> specs = {
        choice("data", "data", "Data", {"spiral", "mixture"}, {"spiral", "mixture of Gaussians"},
               "What the network learns."),
        noise,
        live(logarithmic(real("rate", "learning rate", "Training", 0.01, 1e-6, 1.0,
                              "Step size of the gradient, equation (9.1)."))),
        integer("batch", "examples per batch", "Training", 100, 1, 10000, ""),
    };
    for (int i = 1; i <= layers; ++i) {
        const std::vector<ParameterSpec> layer = layerSpecs(i);
        specs.insert(specs.end(), layer.begin(), layer.end());
    }
    return ParameterTable(specs);
}

Registry registryOfLayers() {
    ExperimentKind kind;
    kind.name = "layers";
    kind.title = "Layers";
    kind.parameters = table();
    Registry registry;
    registry.add(std::move(kind));
    return registry;
}

/// A panel on the table above; the scene sets one parameter.
struct Desk {
    explicit Desk(const QSize& size = {304, 640}) {
        panel.resize(size);
        panel.show();
        panel.activateWindow(); // without a window manager nobody else does
        if (!QTest::qWaitForWindowActive(&panel)) {
            qFatal("the panel does not become active");
        }
    }
    template <class Part> Part* find(const char* name) {
        auto* found = panel.findChild<Part*>(QLatin1String(name));
        if (found == nullptr) {
            qFatal("there is no control named %s", name);
        }
        return found;
    }
    ParameterHeading* heading(const char* text) {
        for (auto* each : panel.findChildren<ParameterHeading*>()) {
            if (each->text() == QLatin1String(text)) {
                return each;
            }
        }
        qFatal("there is no heading %s", text);
    }
    [[nodiscard]] QStringList shown() const {
        QStringList names;
        for (const ParameterSpec& spec : document.specs()) {
            const QString name = QString::fromStdString(spec.name);
            auto* row = panel.findChild<QWidget*>(QStringLiteral("row_") + name);
            if (row != nullptr && row->isVisible()) {
                names << name;
            }
        }
        return names;
    }
    [[nodiscard]] int top(const char* row) {
        return find<QWidget>(row)->mapTo(&panel, QPoint()).y();
    }

    Registry registry = registryOfLayers();
    Document document =
        Document(registry, parseScene(R"({"scorescope": 2, "experiment": "layers", "seed": 5,
                                          "parameters": {"batch": 50}})",
                                      "layers.json", registry));
    ParameterPanel panel = ParameterPanel(document, nullptr);
    QLineEdit* filter = find<QLineEdit>("parameter_filter");
    QToolButton* changed = find<QToolButton>("parameter_changed");
};

std::vector<std::string> titles(const std::vector<ParameterGroup>& groups, bool repeated) {
    std::vector<std::string> found;
    for (const ParameterGroup& group : groups) {
        if (group.repeated == repeated) {
            found.push_back(group.title);
        }
    }
    return found;
}

} // namespace

class TestParameterPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("scorescope_test"));
        QCoreApplication::setApplicationName(QStringLiteral("parameter_panel"));
    }
    void init() { views::Settings().clear(); }

    void groupsThatDifferByANumberAreRepeated() {
        const auto groups = groupParameters(table().specs());
        QCOMPARE(titles(groups, false), (std::vector<std::string>{"Data", "Training"}));
        QCOMPARE(titles(groups, true).size(), std::size_t{layers});
        QCOMPARE(titles(groups, true).back(), std::string("Layer 12"));
        // Two are no crowd.
        std::vector<ParameterSpec> two = layerSpecs(1);
        const std::vector<ParameterSpec> second = layerSpecs(2);
        two.insert(two.end(), second.begin(), second.end());
        QVERIFY(titles(groupParameters(two), true).empty());
    }

    void namesWithNothingButTheNumberInCommonAreOneItem() {
        std::vector<ParameterSpec> specs;
        for (const char* number : {"1", "2", "3"}) {
            for (const char* what : {"height_", "width_"}) {
                specs.push_back(real(std::string(what) + number, what, "Bumps", 0, -1, 1, ""));
            }
        }
        const auto groups = groupParameters(specs);
        QCOMPARE(titles(groups, true), (std::vector<std::string>{"Bumps 1", "Bumps 2", "Bumps 3"}));
        QCOMPARE(groups.front().names, (std::vector<std::string>{"height_1", "width_1"}));
    }

    void namesThatDifferByANumberAreRepeated() {
        std::vector<ParameterSpec> specs = {real("x_min", "from", "Field", 0, -1, 1, "")};
        for (const char* number : {"1", "2", "3"}) {
            const std::string start = std::string("bump_") + number;
            specs.push_back(real(start + "_x", "x", "Bumps", 0, -1, 1, ""));
            specs.push_back(real(start + "_y", "y", "Bumps", 0, -1, 1, ""));
            specs.push_back(integer(std::string("units_") + number, "units", "Net", 1, 1, 9, ""));
        }
        specs.push_back(integer("bumps", "bumps", "Bumps", 3, 1, 9, ""));
        const auto groups = groupParameters(specs);
        QCOMPARE(titles(groups, false), (std::vector<std::string>{"Field", "Bumps"}));
        QCOMPARE(titles(groups, true),
                 (std::vector<std::string>{"bump 1", "bump 2", "bump 3", "units"}));
        QCOMPARE(groups[1].names, (std::vector<std::string>{"bumps"}));
        QCOMPARE(groups[3].names, (std::vector<std::string>{"bump_2_x", "bump_2_y"}));
        QCOMPARE(groups.back().names.size(), std::size_t{3});
    }

    void repeatedGroupsAreOneLineEach() {
        Desk desk({304, 900});
        QCOMPARE(desk.shown(), (QStringList{"data", "rate", "batch", "steps", "seed"}));
        ParameterHeading* third = desk.heading("Layer 3");
        QVERIFY(third->isVisible());
        QCOMPARE(third->accessibleDescription(), QStringLiteral("dense · 32 · ReLU · on · 0.1"));
        QVERIFY(third->toolTip().contains(QStringLiteral("dropout: 0.1")));
        // All twelve need no more than a screen: nothing scrolls.
        QCOMPARE(desk.find<QScrollArea>("parameter_scroll")->verticalScrollBar()->maximum(), 0);
        desk.document.edit("layer3_units", std::int64_t{64});
        QVERIFY(third->accessibleDescription().contains(QStringLiteral("64")));
        third->setFocus();
        QTest::keyClick(third, Qt::Key_Space);
        QVERIFY(desk.shown().contains(QStringLiteral("layer3_dropout")));
        QVERIFY(!desk.shown().contains(QStringLiteral("layer2_dropout")));
        Desk again;
        QVERIFY(again.shown().contains(QStringLiteral("layer3_dropout")));
        QTest::mouseClick(again.heading("TRAINING"), Qt::LeftButton);
        QVERIFY(!again.shown().contains(QStringLiteral("rate")));
        QVERIFY(!Desk().shown().contains(QStringLiteral("rate")));
    }

    void filtersByLabelNameHelpAndGroup() {
        Desk desk;
        desk.panel.focusFilter();
        QTRY_VERIFY(desk.filter->hasFocus());
        const auto found = [&desk](const char* words) {
            desk.filter->selectAll();
            QTest::keyClicks(desk.filter, QString::fromLatin1(words));
            return desk.shown();
        };
        QCOMPARE(found("Learning"), QStringList("rate"));
        QCOMPARE(found("equation 9.1"), QStringList("rate"));
        QCOMPARE(found("training"), (QStringList{"rate", "batch"}));
        QCOMPARE(found("layer7_u"), QStringList("layer7_units")); // folded otherwise
        QVERIFY(!desk.heading("DATA")->isVisible());
        QCOMPARE(found("units layer").size(), layers);
        QCOMPARE(found("nowhere"), QStringList());
        auto* nothing = desk.find<QLabel>("parameter_nothing");
        QVERIFY(nothing->isVisible());
        QVERIFY(nothing->text().contains(QStringLiteral("nowhere")));
        QTest::keyClick(desk.filter, Qt::Key_Escape);
        QVERIFY(desk.filter->text().isEmpty());
        QVERIFY(!nothing->isVisible());
        QCOMPARE(desk.shown().size(), 5);
        // Down, and Enter, lead to what was found.
        static_cast<void>(found("batch"));
        QTest::keyClick(desk.filter, Qt::Key_Down);
        QVERIFY(desk.find<QWidget>("parameter_batch")->hasFocus());
        desk.panel.focusFilter();
        QTest::keyClick(desk.filter, Qt::Key_Escape);
        QTest::keyClick(desk.filter, Qt::Key_Escape);
        QVERIFY(!desk.filter->hasFocus());
    }

    void showsOnlyWhatIsChanged() {
        Desk desk;
        QCOMPARE(desk.changed->text(), QStringLiteral("Changed 1"));
        QTest::mouseClick(desk.changed, Qt::LeftButton);
        QCOMPARE(desk.shown(), QStringList("batch")); // by the scene
        desk.document.edit("layer5_units", std::int64_t{64});
        QCOMPARE(desk.shown(), (QStringList{"batch", "layer5_units"}));
        // Set to its default it differs from the scene; the other one stays where it is for now.
        QTest::mouseClick(desk.find<QToolButton>("reset_batch"), Qt::LeftButton);
        QTest::mouseClick(desk.find<QToolButton>("reset_layer5_units"), Qt::LeftButton);
        QCOMPARE(desk.shown(), (QStringList{"batch", "layer5_units"}));
        QCOMPARE(desk.changed->text(), QStringLiteral("Changed 1"));
        desk.changed->setFocus();
        QTest::keyClick(desk.changed, Qt::Key_Space);
        QTest::keyClick(desk.changed, Qt::Key_Space);
        QCOMPARE(desk.shown(), QStringList("batch"));
    }

    void labelsAndControlsShareTheWidth() {
        Desk desk;
        auto* label = desk.find<QWidget>("label_batch");
        auto* field = desk.find<QWidget>("parameter_batch");
        const int labelBefore = label->width();
        const int fieldBefore = field->width();
        QVERIFY(fieldBefore >= 120);
        desk.panel.resize(480, 640);
        QTRY_VERIFY(field->width() > fieldBefore + 60);
        QVERIFY(label->width() > labelBefore + 60);
        desk.panel.resize(304, 640);
        QTRY_COMPARE(field->width(), fieldBefore);
    }

    void choicesAreNeverCut_data() {
        QTest::addColumn<int>("width");
        for (const int width : {240, 304, 360, 480, 700}) {
            QTest::addRow("%d", width) << width;
        }
    }
    void choicesAreNeverCut() {
        QFETCH(int, width);
        Desk desk({width, 640});
        auto* box = desk.find<QComboBox>("parameter_data");
        auto* label = desk.find<QWidget>("label_data");
        QTRY_VERIFY2(box->width() >= box->sizeHint().width(), qPrintable(QString::number(width)));
        QVERIFY(!label->geometry().intersects(box->geometry()));
        QVERIFY(label->width() >= label->fontMetrics().horizontalAdvance(QStringLiteral("data")));
        auto* row = desk.find<QWidget>("row_data");
        QVERIFY(row->rect().contains(box->geometry()));
        QVERIFY(desk.panel.rect().contains(QRect(row->mapTo(&desk.panel, QPoint()), row->size())));
    }

    void whatComesAndGoesMovesNoRow() {
        Desk desk;
        const int before = desk.top("row_batch");
        const int seed = desk.top("row_rate");
        desk.document.edit("batch", std::int64_t{60});
        QVERIFY(desk.find<QWidget>("pending_banner")->isVisible());
        auto* restart = desk.find<QPushButton>("pending_restart");
        QCOMPARE(restart->text(), QStringLiteral("Restart with 1 change"));
        QVERIFY(restart->width() >= restart->sizeHint().width());
        QTest::mouseMove(desk.find<QWidget>("parameter_rate"));
        QTRY_VERIFY(desk.find<QWidget>("help_line")
                        ->accessibleName()
                        .contains(QStringLiteral("Step size")));
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
        QCOMPARE(desk.top("row_batch"), before);
        QCOMPARE(desk.top("row_rate"), seed);
        QTest::mouseClick(desk.find<QPushButton>("pending_discard"), Qt::LeftButton);
        QVERIFY(!desk.find<QWidget>("pending_banner")->isVisible());
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
        QCOMPARE(desk.top("row_batch"), before);
    }

    void goesToAParameter() {
        Desk desk({304, 400});
        QTest::keyClicks(desk.filter, QStringLiteral("batch"));
        desk.panel.goTo("layer11_units");
        QVERIFY(desk.filter->text().isEmpty());
        auto* field = desk.find<QWidget>("parameter_layer11_units");
        QVERIFY(field->isVisible());
        QVERIFY(field->hasFocus());
        auto* scroll = desk.find<QScrollArea>("parameter_scroll");
        QTRY_VERIFY(scroll->viewport()->rect().contains(
            QRect(field->mapTo(scroll->viewport(), QPoint()), field->size())));
        // One that is of no use now is left alone.
        QVERIFY(!desk.panel.isShown("noise"));
        desk.panel.goTo("noise");
        QVERIFY(field->hasFocus());
    }

    void valuesAreCopiedAndPasted() {
        Desk desk;
        auto* field = desk.find<QAbstractSpinBox>("parameter_rate");
        field->setFocus();
        QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(field, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("0.01"));
        QApplication::clipboard()->setText(QStringLiteral("2.5e-3"));
        QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(field, Qt::Key_V, Qt::ControlModifier);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(desk.document.value("rate"), ParameterValue(0.0025));
        // The menu of a row knows whole values, whatever its control.
        const auto choose = [&desk](const char* row, const char* entry) {
            QTimer::singleShot(0, &desk.panel, [entry] {
                auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
                QVERIFY(menu != nullptr);
                for (QAction* action : menu->actions()) {
                    if (action->text() == QLatin1String(entry)) {
                        menu->setActiveAction(action);
                    }
                }
                QTest::keyClick(menu, Qt::Key_Return);
            });
            auto* widget = desk.find<QWidget>(row);
            QContextMenuEvent event(QContextMenuEvent::Mouse, QPoint(5, 5),
                                    widget->mapToGlobal(QPoint(5, 5)));
            QApplication::sendEvent(widget, &event);
        };
        choose("row_data", "Copy as --set");
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("--set 'data=spiral'"));
        QApplication::clipboard()->setText(QStringLiteral("mixture\n"));
        choose("row_data", "Paste a value");
        QCOMPARE(desk.document.value("data"), ParameterValue(std::string("mixture")));
        QApplication::clipboard()->setText(QStringLiteral("many"));
        choose("row_batch", "Paste a value");
        QCOMPARE(desk.document.value("batch"), ParameterValue(std::int64_t{50}));
        QVERIFY(desk.find<QWidget>("row_batch")
                    ->findChild<QLabel*>(QStringLiteral("parameter_message"))
                    ->isVisible());
    }

    void everythingHasANameAndIsReachedByTab() {
        Desk desk;
        desk.filter->setFocus();
        QStringList reached;
        while (reached.size() < 200) {
            QWidget* now = QApplication::focusWidget();
            QVERIFY(now != nullptr);
            QVERIFY2(!now->accessibleName().isEmpty() || now->property("text").isValid(),
                     qPrintable(now->objectName()));
            reached << now->objectName();
            QTest::keyClick(now, Qt::Key_Tab);
            if (QApplication::focusWidget() == desk.filter) {
                break;
            }
        }
        for (const char* name : {"parameter_changed", "parameter_group", "parameter_data",
                                 "parameter_rate", "slider_rate", "reset_batch"}) {
            QVERIFY2(reached.contains(QLatin1String(name)), name);
        }
        QVERIFY(reached.indexOf(QStringLiteral("parameter_data")) <
                reached.indexOf(QStringLiteral("parameter_batch")));
    }
};

QTEST_MAIN(TestParameterPanel)
#include "tst_parameter_panel.moc"
