// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The menus of the main window: every command, by its name, key and what it calls.
#include "app/window/action_buttons.h"
#include "app/window/edit_router.h"
#include "app/window/help_dock.h"
#include "app/window/main_window.h"
#include "app/window/menu_action.h"
#include "app/window/message_bar.h"
#include "app/window/parameter_panel.h"
#include "app/window/run_controls.h"
#include "app/window/scene_gallery.h"
#include "app/window/style.h"
#include "app/window/view_area.h"
#include "app/window/view_frame.h"

#include <QActionGroup>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QTabWidget>
#include <QUndoStack>

#include <utility>
#include <vector>

namespace scorescope::app {

QAction* MainWindow::addAction(QMenu* menu, const QString& name, const QString& text,
                               const QList<QKeySequence>& keys, std::function<void()> act) {
    QAction* action = addMenuAction(menu, name, text, keys);
    if (act) {
        connect(action, &QAction::triggered, this, std::move(act));
    }
    return action;
}

QMenu* MainWindow::addMenu(const QString& title, const QString& name) {
    QMenu* made = menuBar()->addMenu(title);
    made->setObjectName(name);
    menus_ << made;
    return made;
}

void MainWindow::buildMenus() {
    buildFileMenu();
    buildEditMenu();
    buildRunMenu();
    buildViewMenu();
    buildFigureMenu();
    buildHelpMenu();
    title_ = new QLabel(menuBar());
    title_->setObjectName(QStringLiteral("scene_title"));
    menuBar()->setCornerWidget(title_, Qt::TopRightCorner);
}

void MainWindow::buildFileMenu() {
    QMenu* file = addMenu(tr("&File"), QStringLiteral("menu_file"));
    addAction(file, QStringLiteral("new"), tr("&New from gallery"), {QKeySequence::New}, [this] {
        left_->setChecked(true);
        tabs_->setCurrentIndex(0);
        gallery_->focusList();
    });
    addAction(file, QStringLiteral("open"), tr("&Open…"), {QKeySequence::Open},
              [this] { askForScene(); });
    recent_ = file->addMenu(tr("Open &recent"));
    recent_->setObjectName(QStringLiteral("menu_recent"));
    connect(recent_, &QMenu::aboutToShow, this, &MainWindow::fillRecent);
    file->addSeparator();
    addAction(file, QStringLiteral("save"), tr("&Save"), {QKeySequence::Save}, [this] { save(); });
    addAction(file, QStringLiteral("save_as"), tr("Save &as…"),
              {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S)}, [this] { saveAs(); });
    file->addSeparator();
    addAction(file, QStringLiteral("save_checkpoint"), tr("Save &checkpoint…"), {},
              [this] { saveCheckpointTo(); });
    addAction(file, QStringLiteral("load_checkpoint"), tr("&Load checkpoint…"), {},
              [this] { loadCheckpointFrom(); });
    file->addSeparator();
    addAction(file, QStringLiteral("fetch"), tr("&Fetch data…"), {}, [this] { openFetch(); });
    file->addSeparator();
    addAction(file, QStringLiteral("quit"), tr("&Quit"), {QKeySequence(Qt::CTRL | Qt::Key_Q)},
              [this] { close(); });
}

void MainWindow::buildEditMenu() {
    QMenu* edit = addMenu(tr("&Edit"), QStringLiteral("menu_edit"));
    QAction* undo = document_.undoStack().createUndoAction(this, tr("Undo"));
    undo->setObjectName(QStringLiteral("action_undo"));
    undo->setShortcut(QKeySequence::Undo);
    QAction* redo = document_.undoStack().createRedoAction(this, tr("Redo"));
    redo->setObjectName(QStringLiteral("action_redo"));
    redo->setShortcuts(
        {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)});
    edit->addAction(undo);
    edit->addAction(redo);
    edit->addSeparator();
    restart_ = addAction(edit, QStringLiteral("restart"), tr("&Restart with the changes"),
                         {QKeySequence(Qt::CTRL | Qt::Key_R)}, [this] { edits_->restart(); });
    discard_ = addAction(edit, QStringLiteral("discard"), tr("&Discard the pending changes"), {},
                         [this] { document_.discardPending(); });
    addAction(edit, QStringLiteral("defaults"), tr("All parameters to their de&faults"), {},
              [this] { document_.editToDefaults(); });
    thesisSize_ = addAction(
        edit, QStringLiteral("thesis_size"), tr("As large as in the &thesis"), {}, [this] {
            document_.editToThesisSize();
            messages_->show({MessageBar::Level::information,
                             tr("As large as the thesis ran it: that takes %1. "
                                "It begins with a restart.")
                                 .arg(QString::fromStdString(document_.scene().thesisSize->takes)),
                             {},
                             {}});
        });
    addAction(edit, QStringLiteral("find_parameter"), tr("F&ind a parameter"), {QKeySequence::Find},
              [this] {
                  showParameters();
                  parameters_->focusFilter();
              });
}

void MainWindow::buildRunMenu() {
    QMenu* run = addMenu(tr("&Run"), QStringLiteral("menu_run"));
    controls_ = new RunControls(link_, document_, run, this);
    connect(controls_, &RunControls::messageRaised, this,
            [this](const MessageBar::Message& message) { messages_->show(message); });
    connect(controls_, &RunControls::messageWithdrawn, this,
            [this](const QString& topic) { messages_->withdraw(topic); });
    connect(controls_, &RunControls::runningChanged, this,
            [this](bool running) { gallery_->setRunning(running); });
    // A stored moment shows what was looked at when it passed. Once the hand rests, it is asked
    // for what is looked at now: a close-up opened since, the place under the cursor.
    connect(controls_, &RunControls::momentSought, this, [this] { lookTimer_.start(); });
    connect(controls_, &RunControls::lineLeft, this, &MainWindow::keepLine);
    run->addSeparator();
    keep_ = addAction(run, QStringLiteral("keep_run"), tr("&Keep this run's curves"),
                      {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_K)}, [this] { keepRun(); });
    run->addSeparator();
    addAction(run, QStringLiteral("sweep"), tr("S&weep…"),
              {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_W)}, [this] { openSweep(); });
    run->addSeparator();
    actions_ = new ActionButtons(run, this); // what the experiment can be told to do comes last
}

void MainWindow::buildViewMenu() {
    QMenu* view = addMenu(tr("&View"), QStringLiteral("menu_view"));
    left_ = addAction(view, QStringLiteral("left_panel"), tr("&Scenes and parameters"),
                      {QKeySequence(Qt::Key_F9)}, {});
    left_->setCheckable(true);
    left_->setChecked(true);
    connect(left_, &QAction::toggled, this, [this](bool on) { tabs_->setVisible(on); });
    side_ = addAction(view, QStringLiteral("side_column"), tr("Side &column"),
                      {QKeySequence(Qt::Key_F10)}, {});
    side_->setCheckable(true);
    side_->setChecked(true);
    connect(side_, &QAction::toggled, this, [this](bool on) { views_->showSideColumn(on); });
    closeupAction_ = addAction(view, QStringLiteral("closeup"), tr("C&lose-up"),
                               {QKeySequence(Qt::CTRL | Qt::Key_L)}, {});
    closeupAction_->setCheckable(true);
    connect(closeupAction_, &QAction::triggered, this,
            [this](bool on) { views_->showCloseup(on); });
    compareAction_ = addAction(view, QStringLiteral("compare"), tr("Com&pare…"),
                               {QKeySequence(Qt::CTRL | Qt::Key_D)}, {});
    compareAction_->setCheckable(true);
    connect(compareAction_, &QAction::triggered, this, [this](bool on) { setComparing(on); });
    view->addSeparator();
    addAction(view, QStringLiteral("fit"), tr("&Fit all views"),
              {QKeySequence(Qt::CTRL | Qt::Key_0)}, [this] { views_->fitAll(); });
    addAction(view, QStringLiteral("maximize"), tr("&Maximize the active view"),
              {QKeySequence(Qt::CTRL | Qt::Key_M)}, [this] {
                  if (ViewFrame* active = views_->active()) {
                      views_->toggleMaximized(active);
                  }
              });
    addAction(view, QStringLiteral("full_screen"), tr("F&ull screen"), {QKeySequence(Qt::Key_F11)},
              [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });
    QMenu* move = view->addMenu(tr("Mo&ve the active view"));
    move->setObjectName(QStringLiteral("menu_move_view"));
    connect(move, &QMenu::aboutToShow, this, [this, move] { views_->fillMoveMenu(*move); });
    addAction(view, QStringLiteral("reset_layout"), tr("&Reset the layout"), {},
              [this] { views_->resetLayout(); });
    view->addSeparator();
    QMenu* themeMenu = view->addMenu(tr("&Theme"));
    themeMenu->setObjectName(QStringLiteral("menu_theme"));
    themes_ = new QActionGroup(this);
    const std::vector<std::pair<ThemeChoice, QString>> choices = {
        {ThemeChoice::system, tr("As the &system")},
        {ThemeChoice::dark, tr("&Dark")},
        {ThemeChoice::light, tr("&Light")}};
    for (const auto& [choice, text] : choices) {
        QAction* action = addAction(themeMenu, QStringLiteral("theme_") + themeWord(choice), text,
                                    {}, [this, each = choice] { chooseTheme(each); });
        action->setCheckable(true);
        themes_->addAction(action);
    }
}

void MainWindow::buildFigureMenu() {
    QMenu* figure = addMenu(tr("Fi&gure"), QStringLiteral("menu_figure"));
    addAction(figure, QStringLiteral("export_figure"), tr("&Export figure…"),
              {QKeySequence(Qt::CTRL | Qt::Key_E)}, [this] { exportFigures(views_->active()); });
    addAction(figure, QStringLiteral("export_data"), tr("Export &data…"),
              {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E)}, [this] { exportViewData(); });
    addAction(figure, QStringLiteral("export_animation"), tr("Export &animation…"),
              {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_M)}, [this] { exportAnimation(); });
    addAction(figure, QStringLiteral("copy_picture"), tr("&Copy picture"),
              {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)},
              [this] { copyPicture(views_->active()); });
    addAction(figure, QStringLiteral("copy_data"), tr("Copy da&ta"),
              {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_C)}, [this] { copyData(); });
    addAction(figure, QStringLiteral("quick_png"), tr("&Quick PNG"), {QKeySequence(Qt::Key_F12)},
              [this] { quickPicture(); });
}

void MainWindow::buildHelpMenu() {
    QMenu* help = addMenu(tr("&Help"), QStringLiteral("menu_help"));
    addAction(help, QStringLiteral("help"), tr("&Help on this scene"), {QKeySequence(Qt::Key_F1)},
              [this] { help_->setVisible(!help_->isVisible()); });
    addAction(help, QStringLiteral("help_lab"), tr("Help on this &lab"),
              {QKeySequence(Qt::CTRL | Qt::Key_F1)}, [this] { help_->showLabPage(); });
    addAction(help, QStringLiteral("tour"), tr("&Tour"), {}, [this] { showTour(); });
    addAction(help, QStringLiteral("palette"), tr("&Find anything…"),
              {QKeySequence(Qt::CTRL | Qt::Key_K)}, [this] { showPalette(); });
    addAction(help, QStringLiteral("shortcuts"), tr("&Keyboard and mouse"),
              {QKeySequence(Qt::Key_Question)}, [this] { showShortcuts(); });
    help->addSeparator();
    addAction(help, QStringLiteral("about"), tr("&About Scorescope"), {}, [this] { showAbout(); });
}

} // namespace scorescope::app
