// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The first minute: what a scene shows in one sentence, a tour of the window, the palette,
// shortcuts.
#include "app/window/command_palette.h"
#include "app/window/main_window.h"
#include "app/window/message_bar.h"
#include "app/window/palette_entries.h"
#include "app/window/parameter_panel.h"
#include "app/window/scene_gallery.h"
#include "app/window/shortcuts_dialog.h"
#include "app/window/tour.h"
#include "app/window/view_area.h"
#include "views/kinds/view_kinds.h"
#include "views/settings.h"

#include <QAction>
#include <QMessageBox>
#include <QTabWidget>
#include <QToolButton>

namespace scorescope::app {
namespace {

const QString tourSeen = QStringLiteral("guide/tour_seen");
const QString introsSeen = QStringLiteral("guide/intros_seen");

} // namespace

void MainWindow::introduce() {
    messages_->withdraw(QStringLiteral("intro"));
    const QString id = QString::fromStdString(document_.scene().id);
    const QString intro = QString::fromStdString(document_.scene().intro);
    if (intro.isEmpty() || views::Settings().value(introsSeen).toStringList().contains(id)) {
        return;
    }
    std::vector<MessageBar::Choice> choices;
    if (!views::Settings().value(tourSeen).toBool()) {
        choices.push_back(
            {tr("Show me around"), QStringLiteral("message_tour"), [this] { showTour(); }});
    }
    messages_->show({MessageBar::Level::hint, intro, std::move(choices), QStringLiteral("intro")});
    introduced_ = true;
}

void MainWindow::endIntroduction() {
    if (!introduced_) {
        return;
    }
    introduced_ = false;
    messages_->withdraw(QStringLiteral("intro"));
    views::Settings settings;
    QStringList seen = settings.value(introsSeen).toStringList();
    const QString id = QString::fromStdString(document_.scene().id);
    if (!seen.contains(id)) {
        settings.setValue(introsSeen, seen << id);
    }
}

void MainWindow::showTour() {
    if (tour_) {
        return;
    }
    messages_->withdraw(QStringLiteral("intro"));
    setComparing(false);
    const auto named = [this](const char* name) {
        return [this, name]() -> QWidget* { return findChild<QWidget*>(QLatin1String(name)); };
    };
    const QString intro = QString::fromStdString(document_.scene().intro);
    std::vector<Tour::Stop> stops;
    stops.push_back(
        {tr("The picture"),
         intro.isEmpty() ? tr("This is what the scene shows. Press Space to run it.") : intro,
         [this]() -> QWidget* { return views_->active(); }});
    stops.push_back({tr("Run it"),
                     tr("Space runs and pauses. → takes one step, ← goes one step back, and "
                        "Home to the start. Try it now: the window works while you read."),
                     named("transport_bar")});
    stops.push_back({tr("Any moment again"),
                     tr("Drag along this bar to look at any moment of the run. From a past moment "
                        "you can go on another way: Branch from here."),
                     named("scrubber")});
    stops.push_back(
        {tr("Change it while it runs"),
         tr("What has a green dot changes at once, in the middle of a run: drag its "
            "slider and watch. The rest waits for a restart. Ctrl+Z undoes every edit."),
         [this]() -> QWidget* {
             showParameters();
             return tabs_;
         }});
    stops.push_back({tr("Touch it"),
                     tr("The wheel zooms about the cursor, dragging moves, a double click shows "
                        "everything. The tools of a view stand in its title bar; the bar itself "
                        "can be dragged to put the view elsewhere."),
                     [this]() -> QWidget* {
                         return views_->active() != nullptr ? views_->active()->titleBar()
                                                            : nullptr;
                     }});
    stops.push_back({tr("Read the numbers"),
                     tr("What lies under the cursor is listed here. The pin holds it while the "
                        "cursor goes on."),
                     named("inspector")});
    stops.push_back(
        {tr("Everything else"),
         tr("Here are the other scenes, figures of the thesis first. Ctrl+K finds every "
            "command, scene and parameter, F1 explains this scene, Ctrl+E exports its "
            "figure. Help ▸ Tour shows all this again."),
         [this]() -> QWidget* {
             left_->setChecked(true);
             tabs_->setCurrentWidget(gallery_);
             return tabs_;
         }});
    tour_ = new Tour(std::move(stops), theme_, this);
    connect(tour_, &Tour::ended, this, [this] {
        views::Settings().setValue(tourSeen, true);
        centralWidget()->setFocus(Qt::OtherFocusReason);
    });
}

void MainWindow::showParameters() {
    left_->setChecked(true);
    tabs_->setCurrentWidget(parametersPage_);
}

void MainWindow::showPalette() {
    if (palette_->isVisible()) {
        palette_->dismiss();
        return;
    }
    fillRecent();
    std::vector<PaletteEntry> entries = commandEntries(menus_);
    const auto add = [&entries](const std::vector<PaletteEntry>& more) {
        entries.insert(entries.end(), more.begin(), more.end());
    };
    add(sceneEntries(library_, [this](const QString& id) { openLibraryScene(id); }));
    add(parameterEntries(
        document_, [this](const std::string& name) { return parameters_->isShown(name); },
        [this](const std::string& name) {
            showParameters();
            parameters_->goTo(name);
        }));
    palette_->open(std::move(entries));
}

void MainWindow::showShortcuts() {
    auto* dialog = new ShortcutsDialog(menus_, views::viewGestures(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::showAbout() {
    auto* box = new QMessageBox(this);
    box->setObjectName(QStringLiteral("about_dialog"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("About Scorescope"));
    box->setText(tr("<b>Scorescope</b>"));
    box->setInformativeText(
        tr("A workbench for the experiments of Guillaume Alain's thesis “Auto-Encoders, "
           "Distributed Training and Information Representation in Deep Neural Networks” "
           "(2018).\n\nFree software under the GNU General Public "
           "License, version 3 or later."));
    box->open();
}

} // namespace scorescope::app
