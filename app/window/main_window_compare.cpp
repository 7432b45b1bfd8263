// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Comparisons and sweeps: what they ask of the main window.
#include "app/window/compare_area.h"
#include "app/window/edit_router.h"
#include "app/window/main_window.h"
#include "app/window/message_bar.h"
#include "app/window/scene_library.h"
#include "app/window/sweep_dialog.h"
#include "app/window/view_area.h"
#include "engine/core/error.h"

#include <QAction>
#include <QFileInfo>
#include <QStackedWidget>
#include <nlohmann/json.hpp>

namespace scorescope::app {

void MainWindow::buildComparison() {
    compare_ = new CompareArea(registry_, device_, threads_, centre_);
    centre_->addWidget(compare_);
    keepPagesNarrow();
    connect(compare_, &CompareArea::closeRequested, this, [this] { setComparing(false); });
    connect(compare_, &CompareArea::interestChanged, this, &MainWindow::updateInterest);
    connect(compare_, &CompareArea::parametersRequested, edits_, &EditRouter::follow);
    connect(compare_, &CompareArea::exportRequested, this, &MainWindow::exportComparison);
    connect(compare_, &CompareArea::momentsWanted, this,
            [this] { link_.post(command::Moments{}); });
    connect(&link_, &SessionLink::momentsArrived, compare_,
            [this](const std::shared_ptr<const std::vector<FramePtr>>& moments) {
                if (isComparing()) {
                    compare_->setMoments(*moments);
                }
            });
    connect(compare_, &CompareArea::folderWanted, this, [this](CompareArea::Side side) {
        askForFile(QStringLiteral("compare_folder_dialog"),
                   tr("Compare with a run: the folder it was written to"), {}, {}, false,
                   [this, side](const QString& folder) { compare_->useFolder(side, folder); });
    });
    connect(compare_, &CompareArea::sceneWanted, this, [this](CompareArea::Side side) {
        askForFile(QStringLiteral("compare_scene_dialog"), tr("Compare with a scene"), {},
                   {tr("Scenes and figures (*.json *.png *.svg *.pdf)"), tr("All files (*)")},
                   false, [this, side](const QString& path) {
                       try {
                           compare_->useScene(side, readAnyScene(path, registry_),
                                              QFileInfo(path).completeBaseName());
                       } catch (const InputError& error) {
                           showError(tr("The scene cannot be compared"),
                                     QString::fromLocal8Bit(error.what()));
                       }
                   });
    });
}

bool MainWindow::isComparing() const {
    return centre_->currentWidget() == compare_;
}

void MainWindow::keepPagesNarrow() {
    // A page that is not shown must not keep the window wide.
    for (int i = 0; i < centre_->count(); ++i) {
        QWidget* page = centre_->widget(i);
        const auto policy =
            page == centre_->currentWidget() ? QSizePolicy::Preferred : QSizePolicy::Ignored;
        page->setSizePolicy(policy, policy);
    }
}

void MainWindow::setComparing(bool on) {
    compareAction_->setChecked(on);
    if (on == isComparing()) {
        return;
    }
    if (!on) {
        compare_->letGo();
        centre_->setCurrentWidget(views_);
        keepPagesNarrow();
        updateInterest();
        return;
    }
    // As they stand: with the switches and regions that the person has set.
    std::vector<ViewSpec> specs;
    for (const ViewSpec& spec : withViewStates(document_.scene()).views) {
        if (spec.place != "closeup") {
            specs.push_back(spec);
        }
    }
    if (specs.empty()) {
        compareAction_->setChecked(false);
        return;
    }
    const ViewFrame* active = views_->active();
    std::string current = specs.front().name;
    for (const ViewSpec& spec : specs) {
        if (active != nullptr && spec.name == active->view().spec().name) {
            current = spec.name;
        }
    }
    centre_->setCurrentWidget(compare_);
    keepPagesNarrow();
    compare_->open(specs, current, link_.frame());
    updateInterest();
    link_.post(command::Moments{});
}

void MainWindow::exportComparison() {
    std::vector<views::ExportDialog::Entry> entries = compare_->figures();
    if (entries.empty()) {
        messages_->show({MessageBar::Level::information,
                         tr("There is no picture to export yet"),
                         {},
                         QStringLiteral("comparison")});
        return;
    }
    const auto foreign = compare_->sceneOfA();
    const Scene scene = foreign ? *foreign : figureScene();
    const int columns = static_cast<int>(entries.size());
    auto* dialog = new views::ExportDialog(std::move(entries), scene.json().dump(2), theme_, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setComment(views::commentOn(registry_.kind(scene.experiment).reproducible));
    dialog->chooseAll(columns);
    dialog->open();
}

void MainWindow::openSweep() {
    if (sweep_) { // one at a time
        sweep_->raise();
        sweep_->activateWindow();
        return;
    }
    Scene scene = currentScene();
    sweep_ = new SweepDialog(registry_, std::move(scene), device_, threads_, theme_, this);
    sweep_->setAttribute(Qt::WA_DeleteOnClose);
    connect(sweep_, &SweepDialog::sceneChosen, this, [this](const Scene& chosen) {
        whenSafe([this, chosen] { openScene(chosen, QString(), true); });
    });
    connect(sweep_, &SweepDialog::keepRequested, this, &MainWindow::keepSweep);
    connect(sweep_, &SweepDialog::written, this, [this](const QString& path) {
        messages_->show({MessageBar::Level::information, tr("Wrote %1").arg(path), {}, {}});
    });
    sweep_->show();
}

} // namespace scorescope::app
