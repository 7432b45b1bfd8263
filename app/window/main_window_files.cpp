// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Documents and checkpoints: what the main window reads and writes, and what a crash left.
#include "app/window/action_buttons.h"
#include "app/window/edit_router.h"
#include "app/window/fetch_dialog.h"
#include "app/window/kept_layouts.h"
#include "app/window/main_window.h"
#include "app/window/message_bar.h"
#include "app/window/run_controls.h"
#include "app/window/scene_gallery.h"
#include "app/window/standard_folders.h"
#include "app/window/transport_bar.h"
#include "app/window/view_area.h"
#include "app/window/view_frame.h"
#include "engine/core/checkpoint.h"
#include "engine/core/error.h"
#include "engine/core/run.h"
#include "views/kinds/view_kinds.h"
#include "views/settings.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <nlohmann/json.hpp>

#include <optional>
#include <utility>
#include <vector>

namespace scorescope::app {
namespace {

constexpr int recentScenes = 10;

/// The live parameter that names a file with such an ending; empty for none.
std::string fileParameter(const Document& document, const QString& path) {
    const QString name = QFileInfo(path).fileName();
    for (const ParameterSpec& spec : document.specs()) {
        const QStringList patterns =
            QString::fromStdString(spec.filePatterns).split(QLatin1Char(' '), Qt::SkipEmptyParts);
        if (spec.live && QDir::match(patterns, name)) {
            return spec.name;
        }
    }
    return {};
}

/// The data set that the open scene chooses by name, else the first there is.
std::size_t offerFor(const Document& document, const std::vector<FetchDialog::Offer>& offers) {
    for (std::size_t i = 0; i < offers.size(); ++i) {
        for (const ParameterSpec& spec : document.specs()) {
            if (spec.type == ParameterType::choice &&
                document.value(spec.name) == ParameterValue(offers[i].source.id)) {
                return i;
            }
        }
    }
    return 0;
}

} // namespace

void MainWindow::openScene(Scene scene, const QString& file, bool recovered,
                           const QString& checkpoint) {
    // The views first: a scene with a view of unknown kind must leave everything as it is.
    ViewArea::Views made =
        ViewArea::makeViews(scene.views, registry_.kind(scene.experiment).actions);
    forgetRecovered();
    edits_->open(std::move(scene), file, recovered, checkpoint);
    messages_->withdraw(QStringLiteral("failed"));
    messages_->withdraw(QStringLiteral("intro"));
    introduced_ = false;
    views_->beginBuild(std::move(made), document_.scene().layout, keptLayout(document_.scene().id));
    actions_->setActions(document_.kind().actions);
    openTimer_.start();
    gallery_->setCurrent(document_.scene().id);
    updateSceneStatus();
    if (!file.isEmpty()) {
        addRecent(file);
    }
    views::Settings().setValue(QStringLiteral("files/last"),
                               file.isEmpty() ? QString::fromStdString(document_.scene().id)
                                              : file);
}

void MainWindow::openLibraryScene(const QString& id) {
    const Scene* scene = library_.find(id.toStdString());
    if (scene == nullptr) {
        return;
    }
    whenSafe([this, scene] {
        try {
            openScene(*scene, {});
            introduce();
        } catch (const InputError& error) {
            showError(tr("The scene cannot be opened"), QString::fromLocal8Bit(error.what()));
        }
    });
}

void MainWindow::openFile(const QString& path) {
    try {
        // Read before anything is asked: a file that cannot be used changes nothing.
        openRead(readAnyScene(path, registry_), path);
    } catch (const InputError& error) {
        showError(tr("The file cannot be opened"), QString::fromLocal8Bit(error.what()));
    }
}

void MainWindow::openRead(Scene read, const QString& path) {
    whenSafe([this, scene = std::move(read), path] {
        try {
            openScene(scene, sceneFileOf(path));
        } catch (const InputError& error) {
            showError(tr("The scene cannot be opened"), QString::fromLocal8Bit(error.what()));
            return;
        }
        if (sceneFileOf(path).isEmpty()) {
            messages_->show({MessageBar::Level::information,
                             tr("The scene and parameters of %1, from its beginning. Run it "
                                "(Space) to see it again.")
                                 .arg(QFileInfo(path).fileName()),
                             {},
                             QStringLiteral("opened")});
        }
    });
}

void MainWindow::takeDropped(const QString& path) {
    const std::string parameter = fileParameter(document_, path);
    if (parameter.empty()) { // or says what is wrong with it
        openFile(path);
        return;
    }
    std::optional<Scene> scene;
    try {
        scene = readAnyScene(path, registry_); // a figure with the scene it was made from
    } catch (const InputError&) {
        scene.reset(); // it is data
    }
    if (scene) {
        openRead(std::move(*scene), path);
        return;
    }
    edits_->editFromView({{QString::fromStdString(parameter), path}}, 0);
    messages_->show({MessageBar::Level::information,
                     tr("%1: %2").arg(QString::fromStdString(document_.spec(parameter).label),
                                      QFileInfo(path).fileName()),
                     {},
                     QStringLiteral("dropped")});
}

void MainWindow::openFetch() {
    try {
        std::vector<FetchDialog::Offer> offers;
        for (data::DataSource& source : data::dataSources()) {
            QString folder = QString::fromStdString(data::dataFolder(source.id));
            offers.push_back({std::move(source), std::move(folder)});
        }
        const std::size_t first = offerFor(document_, offers);
        auto* dialog = new FetchDialog(std::move(offers), first, this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &FetchDialog::fetched, this,
                [this](const QString& title, const QString& folder) {
                    messages_->show({MessageBar::Level::information,
                                     tr("%1: in %2").arg(title, folder),
                                     {{tr("Restart this scene"), QStringLiteral("fetched_restart"),
                                       [this] { edits_->restart(); }}},
                                     QStringLiteral("fetched")});
                });
        dialog->open();
    } catch (const InputError& error) {
        showError(tr("Data cannot be fetched"), QString::fromLocal8Bit(error.what()));
    }
}

void MainWindow::askForFile(const QString& name, const QString& title, const QString& proposed,
                            const QStringList& filters, bool saving,
                            std::function<void(const QString&)> then) {
    auto* dialog = new QFileDialog(this, title);
    dialog->setObjectName(name);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(saving ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
    if (filters.isEmpty()) {
        dialog->setFileMode(QFileDialog::Directory);
        dialog->setOption(QFileDialog::ShowDirsOnly);
    } else {
        dialog->setFileMode(saving ? QFileDialog::AnyFile : QFileDialog::ExistingFile);
        dialog->setNameFilters(filters);
        if (saving) {
            dialog->setDefaultSuffix(QFileInfo(proposed).suffix());
        }
    }
    dialog->setDirectory(lastFolder());
    if (!proposed.isEmpty()) {
        dialog->selectFile(proposed);
    }
    connect(dialog, &QFileDialog::fileSelected, this,
            [then = std::move(then)](const QString& path) {
                views::Settings().setValue(QStringLiteral("files/folder"),
                                           QFileInfo(path).absolutePath());
                then(path);
            });
    dialog->open();
}

void MainWindow::askForScene() {
    askForFile(QStringLiteral("open_dialog"), tr("Open a scene or a figure"), {},
               {tr("Scenes and figures (*.json *.png *.svg *.pdf *.mp4 *.gif)"),
                tr("Scenes (*.json)"), tr("Figures (*.png *.svg *.pdf)"), tr("Films (*.mp4 *.gif)"),
                tr("All files (*)")},
               false, [this](const QString& path) { openFile(path); });
}

Scene MainWindow::currentScene() const {
    return withViewStates(document_.scene());
}

Scene MainWindow::figureScene() const {
    const FramePtr frame = link_.frame();
    if (!frame || !frame->scene) {
        return currentScene();
    }
    Scene scene = withViewStates(*frame->scene);
    scene.steps = frame->step;
    scene.expect.clear(); // they hold for the scene's own number of steps
    return scene;
}

Scene MainWindow::withViewStates(Scene scene) const {
    const SceneLayout dragged = views_->dragged();
    if (dragged.wide) {
        scene.layout.wide = dragged.wide;
    }
    if (dragged.narrow) {
        scene.layout.narrow = dragged.narrow;
    }
    for (const ViewFrame* frame : views_->frames()) {
        const views::ArtifactView& view = frame->view();
        for (ViewSpec& spec : scene.views) {
            if (spec.name == view.spec().name) {
                const auto state = nlohmann::ordered_json::parse(
                    QJsonDocument(view.state()).toJson(QJsonDocument::Compact).toStdString());
                spec.options.update(state);
            }
        }
    }
    return scene;
}

void MainWindow::save(std::function<void()> then) {
    if (document_.file().isEmpty()) {
        saveAs(std::move(then));
    } else {
        writeScene(document_.file(), then);
    }
}

void MainWindow::saveAs(std::function<void()> then) {
    const QString proposed =
        document_.file().isEmpty()
            ? QString::fromStdString(document_.scene().id) + QStringLiteral(".json")
            : document_.file();
    askForFile(QStringLiteral("save_dialog"), tr("Save the scene"), proposed,
               {tr("Scenes (*.json)")}, true,
               [this, then = std::move(then)](const QString& path) { writeScene(path, then); });
}

void MainWindow::writeScene(const QString& path, const std::function<void()>& then) {
    try {
        saveScene(currentScene(), path.toStdString());
    } catch (const InputError& error) {
        showError(tr("The scene was not saved"), QString::fromLocal8Bit(error.what()));
        return;
    }
    document_.markSaved(path);
    addRecent(path);
    messages_->show({MessageBar::Level::information, tr("Saved %1").arg(path), {}, {}});
    if (then) {
        then();
    }
}

bool MainWindow::runIsPrecious() const {
    const FramePtr now = link_.frame();
    return recovered_ || (now && controls_->trainedSeconds() > preciousSeconds_);
}

void MainWindow::whenSafe(std::function<void()> then) {
    const FramePtr now = link_.frame();
    const bool run = runIsPrecious();
    const bool modified = document_.isModified();
    if (!run && !modified) {
        then();
        return;
    }
    auto* box = new QMessageBox(this);
    box->setObjectName(QStringLiteral("unsaved_dialog"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIcon(QMessageBox::Question);
    box->setWindowTitle(tr("Scorescope"));
    QString consequence;
    if (run) {
        consequence = tr("The run of %1 steps (%2 of computing) ends; File ▸ Save checkpoint keeps "
                         "it.")
                          .arg(now->head)
                          .arg(durationText(controls_->trainedSeconds()));
    }
    if (modified) {
        box->setText(
            tr("Save the changes to “%1”?").arg(QString::fromStdString(document_.scene().title)));
        box->setInformativeText(consequence);
        box->setStandardButtons(QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel);
        box->setDefaultButton(QMessageBox::Save);
    } else {
        box->setText(tr("Leave this run?"));
        box->setInformativeText(consequence);
        box->setStandardButtons(QMessageBox::Discard | QMessageBox::Cancel);
        box->button(QMessageBox::Discard)->setText(tr("Leave it"));
        box->setDefaultButton(QMessageBox::Cancel);
    }
    connect(box, &QMessageBox::finished, this, [this, then = std::move(then)](int answer) {
        if (answer == QMessageBox::Save) {
            save(then);
        } else if (answer == QMessageBox::Discard) {
            then();
        }
    });
    box->open();
}

void MainWindow::showError(const QString& title, const QString& text) {
    auto* box =
        new QMessageBox(QMessageBox::Warning, tr("Scorescope"), title, QMessageBox::Ok, this);
    box->setObjectName(QStringLiteral("error_dialog"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(text);
    box->setTextFormat(Qt::PlainText);
    box->open();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!closing_ && (document_.isModified() || runIsPrecious())) {
        event->ignore();
        whenSafe([this] {
            closing_ = true;
            close();
        });
        return;
    }
    saveLayout();
    forgetRecovered();
    autosave_.remove();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.front().isLocalFile()) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent* event) {
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.front().isLocalFile()) {
        event->acceptProposedAction();
        // After the drop is over: a question must not hold up the program it came from.
        QMetaObject::invokeMethod(
            this, [this, path = urls.front().toLocalFile()] { takeDropped(path); },
            Qt::QueuedConnection);
    }
}

void MainWindow::saveCheckpointTo() {
    const FramePtr now = link_.frame();
    const QString proposed = QStringLiteral("%1-step-%2")
                                 .arg(QString::fromStdString(document_.scene().id))
                                 .arg(now ? now->head : 0);
    askForFile(QStringLiteral("save_checkpoint_dialog"), tr("Save a checkpoint (a folder)"),
               proposed, {tr("Checkpoint folders (*)")}, true,
               [this](const QString& path) { link_.post(command::Save{path.toStdString()}); });
}

void MainWindow::loadCheckpointFrom() {
    askForFile(QStringLiteral("load_checkpoint_dialog"), tr("Load a checkpoint (its folder)"), {},
               {}, false, [this](const QString& path) { readCheckpoint(path); });
}

void MainWindow::readCheckpoint(const QString& folder) {
    try {
        Scene scene = sceneOf(loadCheckpointMeta(folder.toStdString()), registry_);
        whenSafe([this, scene, folder] {
            try {
                openScene(scene, {}, false, folder);
            } catch (const InputError& error) {
                showError(tr("The checkpoint cannot be loaded"),
                          QString::fromLocal8Bit(error.what()));
            }
        });
    } catch (const InputError& error) {
        showError(tr("The checkpoint cannot be loaded"), QString::fromLocal8Bit(error.what()));
    }
}

void MainWindow::addRecent(const QString& path) {
    views::Settings settings;
    QStringList recent = settings.value(QStringLiteral("files/recent")).toStringList();
    recent.removeAll(path);
    recent.prepend(path);
    while (recent.size() > recentScenes) {
        recent.removeLast();
    }
    settings.setValue(QStringLiteral("files/recent"), recent);
}

void MainWindow::fillRecent() {
    recent_->clear();
    const QStringList recent =
        views::Settings().value(QStringLiteral("files/recent")).toStringList();
    for (const QString& path : recent) {
        QAction* action = recent_->addAction(QDir::toNativeSeparators(path));
        action->setEnabled(QFileInfo::exists(path));
        connect(action, &QAction::triggered, this, [this, path] { openFile(path); });
    }
    if (recent.isEmpty()) {
        recent_->addAction(tr("none yet"))->setEnabled(false);
    }
}

void MainWindow::autosaveNow() {
    const FramePtr now = link_.frame();
    const bool ours = now && now->scene && document_.isRunAs(*now->scene);
    if (recovered_ && ours && now->generation >= recovered_->generation &&
        controls_->trainedSeconds() > preciousSeconds_ && autosave_.hasCheckpoint()) {
        forgetRecovered();
    }
    if (!document_.isModified() && !(ours && runIsPrecious())) {
        autosave_.remove();
        return;
    }
    const QString trouble =
        autosave_.write(currentScene(), document_.file(), document_.isModified());
    if (!trouble.isEmpty()) {
        messages_->show({MessageBar::Level::warning,
                         tr("The scene could not be autosaved: %1").arg(trouble),
                         {},
                         QStringLiteral("autosave")});
    }
}

void MainWindow::offerRecovery() {
    for (const Autosave::Leftover& leftover : autosave_.leftovers()) {
        const QString text =
            leftover.checkpoint.isEmpty()
                ? tr("“%1” was not saved when the program ended (%2).")
                      .arg(leftover.title, leftover.when)
                : tr("“%1” was being trained when the program ended (%2); step %3 of it was kept.")
                      .arg(leftover.title, leftover.when, groupedNumber(leftover.step));
        messages_->show({MessageBar::Level::warning,
                         text,
                         {{tr("Recover"), QStringLiteral("message_recover"),
                           [this, leftover] { whenSafe([this, leftover] { recover(leftover); }); }},
                          {tr("Discard"), QStringLiteral("message_discard"),
                           [this, leftover] { autosave_.forget(leftover); }}},
                         leftover.path});
    }
}

void MainWindow::recover(const Autosave::Leftover& leftover) {
    try {
        const Scene wanted = parseScene(leftover.sceneJson, leftover.id, registry_);
        Scene run = wanted;
        bool goesOn = !leftover.checkpoint.isEmpty();
        if (goesOn) {
            const Scene kept =
                sceneOf(loadCheckpointMeta(leftover.checkpoint.toStdString()), registry_);
            goesOn = kept.experiment == wanted.experiment; // else it is of the scene before
            if (goesOn) {
                run.parameters = kept.parameters;
                run.seed = kept.seed;
                run.steps = kept.steps;
            }
        }
        openScene(run, leftover.file, leftover.modified);
        if (!goesOn) {
            autosaveNow();
            autosave_.forget(leftover);
            return;
        }
        autosave_.hold(leftover);
        // Opening and loading begin a generation of frames each.
        const FramePtr now = link_.frame();
        recovered_ = Recovered{leftover, (now ? now->generation : 0) + 2};
        link_.post(command::Load{leftover.checkpoint.toStdString(),
                                 tr("“%1” is recovered at step %2; Run goes on from there")
                                     .arg(leftover.title, groupedNumber(leftover.step))
                                     .toStdString()});
        edits_->editTo(wanted, registry_);
        autosaveNow();
    } catch (const InputError& error) {
        showError(tr("The scene cannot be recovered"), QString::fromLocal8Bit(error.what()));
    }
}

void MainWindow::forgetRecovered() {
    if (recovered_) {
        autosave_.forget(recovered_->leftover);
        recovered_.reset();
    }
}

} // namespace scorescope::app
