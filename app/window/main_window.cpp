// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/main_window.h"

#include "app/window/compare_area.h"
#include "app/window/engine_label.h"
#include "app/window/help_dock.h"
#include "app/window/menu_action.h"
#include "app/window/message_bar.h"
#include "app/window/parameter_panel.h"
#include "app/window/run_controls.h"
#include "app/window/scene_gallery.h"
#include "app/window/shortcuts_dialog.h"
#include "app/window/view_area.h"
#include "app/window/view_frame.h"
#include "engine/core/device.h"
#include "engine/core/error.h"
#include "engine/core/instruction_set.h"
#include "engine/core/torch_library.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QActionGroup>
#include <QApplication>
#include <QComboBox>
#include <QJsonDocument>
#include <QJsonObject>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabBar>
#include <QTabWidget>
#include <QUndoStack>
#include <QVBoxLayout>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace scorescope::app {
namespace {

SessionOptions sessionOptions(const WindowRequest& request, const Autosave& autosave) {
    SessionOptions session;
    session.niceness = 5; // pictures first: on two cores training would take both
    session.device = request.device;
    session.threads = request.threads;
    session.seriesFolder = Autosave::seriesFolder().toStdString();
    session.recovery.folder = autosave.checkpointFolder().toStdString();
    session.recovery.afterSeconds = request.preciousSeconds;
    return session;
}

} // namespace

MainWindow::MainWindow(const Registry& registry, const WindowRequest& request, Scene first,
                       const QString& file, QWidget* parent)
    : QMainWindow(parent), registry_(registry), library_(registry), document_(registry, first),
      autosave_(Autosave::standardFolder()),
      link_(registry, std::move(first), sessionOptions(request, autosave_)),
      theme_(themeFor(ThemeChoice::system)), device_(request.device), threads_(request.threads),
      preciousSeconds_(request.preciousSeconds) {
    setObjectName(QStringLiteral("main_window"));
    setAcceptDrops(true);
    buildMenus();
    buildLayout();
    buildStatusBar();

    connect(&link_, &SessionLink::frameArrived, this, &MainWindow::showFrame);
    connect(&link_, &SessionLink::noticeArrived, this, &MainWindow::showNotice);
    connect(&document_, &Document::valueChanged, this, &MainWindow::routeEdit);
    connect(&document_, &Document::modifiedChanged, this, &MainWindow::updateTitle);
    connect(&document_, &Document::pendingChanged, this, [this] {
        const bool pending = !document_.pending().empty();
        restart_->setEnabled(pending);
        discard_->setEnabled(pending);
    });
    restart_->setEnabled(false);
    discard_->setEnabled(false);

    cursorTimer_.setSingleShot(true);
    cursorTimer_.setInterval(33);
    connect(&cursorTimer_, &QTimer::timeout, this, [this] {
        if (cursorWaits_) {
            lookAgain();
            cursorTimer_.start();
        }
    });
    lookTimer_.setSingleShot(true);
    lookTimer_.setInterval(150);
    connect(&lookTimer_, &QTimer::timeout, this, &MainWindow::lookAgain);
    autosaveTimer_.setInterval(60'000);
    connect(&autosaveTimer_, &QTimer::timeout, this, &MainWindow::autosaveNow);
    autosaveTimer_.start();
    editTimer_.setSingleShot(true);
    editTimer_.setInterval(1000);
    connect(&editTimer_, &QTimer::timeout, this, &MainWindow::autosaveNow);

    document_.markSaved(file);
    views_->build(document_.scene().views, document_.kind().actions);
    gallery_->setCurrent(document_.scene().id);
    restoreLayout();
    updateTitle();
    updateSceneStatus();
    for (const QString& problem : library_.problems()) {
        messages_->show({MessageBar::Level::warning, problem, {}, {}});
    }
    offerRecovery();
    // Otherwise the first control in order would have the focus, and the run's keys would be its.
    centralWidget()->setFocus(Qt::OtherFocusReason);
    qApp->installEventFilter(this);
}

MainWindow::~MainWindow() {
    // Going away hides the help; what would answer to that is being taken down as well.
    disconnect(help_, nullptr, this, nullptr);
    // The document's undo stack becomes clean as it goes, when other members are gone already.
    disconnect(&document_, nullptr, this, nullptr);
    qApp->removeEventFilter(this);
}

QAction* MainWindow::addAction(QMenu* menu, const QString& name, const QString& text,
                               const QList<QKeySequence>& keys, std::function<void()> act) {
    QAction* action = addMenuAction(menu, name, text, keys);
    if (act) {
        connect(action, &QAction::triggered, this, std::move(act));
    }
    return action;
}

void MainWindow::buildMenus() {
    const auto menu = [this](const QString& title, const QString& name) {
        QMenu* made = menuBar()->addMenu(title);
        made->setObjectName(name);
        menus_ << made;
        return made;
    };
    QMenu* file = menu(tr("&File"), QStringLiteral("menu_file"));
    addAction(file, QStringLiteral("new"), tr("&New from gallery"), {QKeySequence::New}, [this] {
        outer_->widget(0)->show();
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
    addAction(file, QStringLiteral("quit"), tr("&Quit"), {QKeySequence(Qt::CTRL | Qt::Key_Q)},
              [this] { close(); });

    QMenu* edit = menu(tr("&Edit"), QStringLiteral("menu_edit"));
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
                         {QKeySequence(Qt::CTRL | Qt::Key_R)}, [this] { restart(); });
    discard_ = addAction(edit, QStringLiteral("discard"), tr("&Discard the pending changes"), {},
                         [this] { document_.discardPending(); });
    addAction(edit, QStringLiteral("defaults"), tr("All parameters to their de&faults"), {},
              [this] { document_.editToDefaults(); });

    QMenu* run = menu(tr("&Run"), QStringLiteral("menu_run"));
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
    run->addSeparator();
    addAction(run, QStringLiteral("sweep"), tr("S&weep…"),
              {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_W)}, [this] { openSweep(); });

    QMenu* view = menu(tr("&View"), QStringLiteral("menu_view"));
    QAction* left = addAction(view, QStringLiteral("left_panel"), tr("&Scenes and parameters"),
                              {QKeySequence(Qt::Key_F9)}, {});
    left->setCheckable(true);
    left->setChecked(true);
    connect(left, &QAction::toggled, this, [this](bool on) { tabs_->setVisible(on); });
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

    QMenu* figure = menu(tr("Fi&gure"), QStringLiteral("menu_figure"));
    addAction(figure, QStringLiteral("export_figure"), tr("&Export figure…"),
              {QKeySequence(Qt::CTRL | Qt::Key_E)}, [this] { exportFigures(views_->active()); });
    addAction(figure, QStringLiteral("export_data"), tr("Export &data…"),
              {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E)}, [this] { exportViewData(); });
    addAction(figure, QStringLiteral("export_animation"), tr("Export &animation…"),
              {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_M)}, [this] { exportAnimation(); });
    addAction(figure, QStringLiteral("copy_picture"), tr("&Copy picture"),
              {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)},
              [this] { copyPicture(views_->active()); });
    addAction(figure, QStringLiteral("quick_png"), tr("&Quick PNG"), {QKeySequence(Qt::Key_F12)},
              [this] { quickPicture(); });

    QMenu* help = menu(tr("&Help"), QStringLiteral("menu_help"));
    addAction(help, QStringLiteral("help"), tr("&Help on this scene"), {QKeySequence(Qt::Key_F1)},
              [this] { help_->setVisible(!help_->isVisible()); });
    addAction(help, QStringLiteral("help_lab"), tr("Help on this &lab"),
              {QKeySequence(Qt::CTRL | Qt::Key_F1)}, [this] { help_->showLabPage(); });
    addAction(help, QStringLiteral("shortcuts"), tr("&Keyboard shortcuts"),
              {QKeySequence(Qt::Key_Question)}, [this] { showShortcuts(); });
    help->addSeparator();
    addAction(help, QStringLiteral("about"), tr("&About Scorescope"), {}, [this] { showAbout(); });

    title_ = new QLabel(menuBar());
    title_->setObjectName(QStringLiteral("scene_title"));
    menuBar()->setCornerWidget(title_, Qt::TopRightCorner);
}

void MainWindow::buildLayout() {
    auto* central = new QWidget(this);
    auto* all = new QVBoxLayout(central);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    messages_ = new MessageBar(central);
    all->addWidget(messages_);

    outer_ = new QSplitter(Qt::Horizontal, central);
    outer_->setObjectName(QStringLiteral("outer_splitter"));
    outer_->setHandleWidth(1);
    outer_->setChildrenCollapsible(false);
    tabs_ = new QTabWidget(outer_);
    tabs_->setObjectName(QStringLiteral("left_tabs"));
    tabs_->setDocumentMode(true);
    tabs_->tabBar()->setDrawBase(false);
    tabs_->tabBar()->setExpanding(false);
    tabs_->tabBar()->setFocusPolicy(Qt::TabFocus); // a click on it leaves the arrows to the run
    tabs_->setMinimumWidth(304);
    gallery_ = new SceneGallery(library_, registry_, tabs_);
    parameters_ = new ParameterPanel(document_, tabs_);
    tabs_->addTab(gallery_, tr("Scenes"));
    tabs_->addTab(parameters_, tr("Parameters"));
    tabs_->setCurrentIndex(1);
    centre_ = new QStackedWidget(outer_);
    views_ = new ViewArea(centre_);
    centre_->addWidget(views_);
    outer_->addWidget(tabs_);
    outer_->addWidget(centre_);
    outer_->setStretchFactor(0, 0);
    outer_->setStretchFactor(1, 1);
    outer_->setSizes({304, 976});
    all->addWidget(outer_, 1);

    all->addWidget(controls_->createTransport(central));
    setCentralWidget(central);

    help_ = new HelpDock(document_, library_, registry_, this);
    connect(help_, &HelpDock::sceneRequested, this, &MainWindow::openLibraryScene);
    addDockWidget(Qt::RightDockWidgetArea, help_);
    help_->hide();
    connect(help_, &QDockWidget::visibilityChanged, this, [this](bool shown) {
        // Both beside the picture leave too little of it in a small window.
        constexpr int roomForBoth = 1500;
        if (shown && width() < roomForBoth && side_->isChecked()) {
            sideYields_ = true;
            side_->setChecked(false);
        } else if (!shown && sideYields_) {
            sideYields_ = false;
            side_->setChecked(true);
        }
    });

    connect(gallery_, &SceneGallery::chosen, this, &MainWindow::openLibraryScene);
    connect(parameters_, &ParameterPanel::restartRequested, this, &MainWindow::restart);
    connect(views_, &ViewArea::lookRequested, this, &MainWindow::lookAt);
    connect(views_, &ViewArea::actionRequested, this, &MainWindow::act);
    connect(views_, &ViewArea::parametersRequested, this, &MainWindow::followView);
    connect(views_, &ViewArea::parametersEdited, this, &MainWindow::editFromView);
    connect(views_, &ViewArea::closeupRequested, views_, &ViewArea::openCloseup);
    connect(views_, &ViewArea::interestChanged, this, &MainWindow::updateInterest);
    connect(views_, &ViewArea::closeupShown, this, [this](bool shown) {
        closeupAction_->setChecked(shown);
        markCloseup();
    });
    connect(views_, &ViewArea::exportRequested, this, &MainWindow::exportFigures);
    connect(views_, &ViewArea::copyRequested, this, &MainWindow::copyPicture);
    buildComparison();
}

void MainWindow::buildStatusBar() {
    statusBar()->setSizeGripEnabled(false);
    engine_ = new EngineLabel(threads_, instructionSetName(resolveInstructionSet()), this);
    engine_->setObjectName(QStringLiteral("status_engine"));
    engine_->setAccessibleName(tr("Device"));
    controls_->fillStatusBar(statusBar(), engine_);
}

void MainWindow::restoreLayout() {
    const QSettings settings;
    resize(1280, 800);
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    restoreState(settings.value(QStringLiteral("window/state")).toByteArray());
    outer_->restoreState(settings.value(QStringLiteral("window/outer")).toByteArray());
    views_->restoreState(settings.value(QStringLiteral("window/views")).toByteArray());
    tabs_->setCurrentIndex(settings.value(QStringLiteral("window/tab"), 1).toInt());
    chooseTheme(themeFromWord(settings.value(QStringLiteral("window/theme")).toString()));
}

void MainWindow::saveLayout() const {
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("window/state"), saveState());
    settings.setValue(QStringLiteral("window/outer"), outer_->saveState());
    settings.setValue(QStringLiteral("window/views"), views_->saveState());
    settings.setValue(QStringLiteral("window/tab"), tabs_->currentIndex());
}

void MainWindow::chooseTheme(ThemeChoice choice) {
    QSettings().setValue(QStringLiteral("window/theme"), themeWord(choice));
    for (QAction* action : themes_->actions()) {
        if (action->objectName() == QStringLiteral("action_theme_") + themeWord(choice)) {
            action->setChecked(true);
        }
    }
    theme_ = themeFor(choice);
    applyTheme(*qApp, theme_);
    messages_->setTheme(theme_);
    gallery_->setTheme(theme_);
    help_->setTheme(theme_);
    parameters_->setTheme(theme_);
    views_->setTheme(theme_);
    compare_->setTheme(theme_);
    controls_->setTheme(theme_);
    if (link_.frame()) {
        showFrame();
    }
}

void MainWindow::showFrame() {
    const FramePtr frame = link_.frame();
    if (openSent_ && frame->scene && document_.isRunAs(*frame->scene)) {
        openSent_ = false;
    }
    views_->setFrame(frame);
    engine_->setPlacements(frame->placements);
    compare_->setFrame(frame);
    markCloseup(); // the first picture of the close-up tells which parameters are its
    if (!blasTold_ && torchIsLoaded()) {
        blasTold_ = true;
        if (describeBlas().fightsOpenMp) {
            messages_->show({MessageBar::Level::information,
                             tr("OpenBLAS runs its own threads, which slows this network down: "
                                "install libopenblas0-openmp."),
                             {},
                             QStringLiteral("blas")});
        }
    }
    controls_->showFrame();
    parameters_->setFrame(*frame);
    if (const bool wasPrecious = std::exchange(runWasPrecious_, runIsPrecious());
        runWasPrecious_ && !wasPrecious) {
        autosaveNow();
    }
}

void MainWindow::showNotice(bool error, const QString& text) {
    messages_->show(
        {error ? MessageBar::Level::error : MessageBar::Level::information, text, {}, {}});
    // A refused scene leaves the engine with the one it had; the panel must not show another.
    const FramePtr frame = link_.frame();
    if (error && openSent_ && frame && frame->scene && !document_.isRunAs(*frame->scene)) {
        openSent_ = false;
        returnToEngine(*frame->scene);
    }
}

void MainWindow::updateTitle() {
    const Scene& scene = document_.scene();
    QString name = QString::fromStdString(scene.title);
    if (!scene.figure.empty()) {
        name = QStringLiteral("%1 · %2").arg(QString::fromStdString(scene.figure), name);
    }
    title_->setText(document_.isModified() ? tr("%1 — modified").arg(name) : name);
    title_->setToolTip(document_.file());
    menuBar()->setCornerWidget(title_, Qt::TopRightCorner); // takes the new width
    title_->show();
    setWindowTitle(tr("%1 — Scorescope").arg(name + QStringLiteral("[*]")));
    setWindowModified(document_.isModified());
    if (document_.isModified()) {
        editTimer_.start();
    } else {
        editTimer_.stop();
        autosaveNow();
    }
}

void MainWindow::updateInterest() {
    std::set<std::string> names = isComparing() ? compare_->interest() : views_->interest();
    if (const std::string& series = document_.kind().headline.series; !series.empty()) {
        names.insert(series);
    }
    if (names != interest_) {
        interest_ = std::move(names);
        lookAgain();
    }
}

void MainWindow::lookAgain() {
    Interest interest;
    interest.all = false;
    interest.names = interest_;
    interest.cursor = cursor_;
    cursorWaits_ = false;
    link_.post(command::Look{std::move(interest)});
}

void MainWindow::updateSceneStatus() {
    setComparing(false); // what was compared belongs to another scene
    closeupAction_->setEnabled(views_->closeup() != nullptr);
    closeupAction_->setChecked(false);
    interest_.clear();
    cursor_ = document_.scene().cursor; // else it was a place in other data
    updateInterest();
}

void MainWindow::routeEdit(const QString& name, bool followed) {
    if (followed) {
        return; // followView() tells several at once
    }
    editTimer_.start();
    if (returning_) {
        return; // the engine has this value
    }
    const std::string key = name.toStdString();
    markCloseup();
    if (document_.spec(key).live) {
        tell({key});
        return;
    }
    const FramePtr now = link_.frame();
    const bool atStart =
        !now || (now->head == 0 && now->step == 0 && now->status.state != RunState::running);
    if (atStart) {
        restart();
    }
}

void MainWindow::tell(std::vector<std::string> names) {
    // Rules such as "x_min below x_max" hold after every single command, so the order matters when
    // a region moves: each goes as soon as it is allowed beside what was told before.
    while (!names.empty()) {
        auto next = names.begin();
        for (auto each = names.begin(); each != names.end(); ++each) {
            Parameters trial = document_.running().parameters;
            if (!trial.table().contains(*each)) {
                next = each;
                break;
            }
            trial.setValue(*each, document_.value(*each));
            try {
                if (const auto& check = document_.kind().check) {
                    check(trial);
                }
                next = each;
                break;
            } catch (const InputError&) {
                continue; // later, after another has moved out of its way
            }
        }
        const std::string name = *next;
        if (document_.scene().parameters.table().contains(name)) {
            link_.post(command::Set{name, document_.value(name)});
        } else {
            link_.post(command::Extend{document_.scene().steps});
        }
        document_.told(name);
        names.erase(next);
    }
}

void MainWindow::restart() {
    openSent_ = true;
    anotherSent_ = false;
    link_.post(command::Open{document_.scene()});
    document_.allTold();
}

void MainWindow::returnToEngine(const Scene& scene) {
    if (!anotherSent_) {
        const bool wasReturning = std::exchange(returning_, true);
        document_.returnTo(scene);
        returning_ = wasReturning;
        return;
    }
    document_.open(scene, fileBefore_, modifiedBefore_);
    views_->build(document_.scene().views, document_.kind().actions);
    gallery_->setCurrent(document_.scene().id);
    updateSceneStatus();
}

std::vector<std::pair<std::string, ParameterValue>>
MainWindow::valuesFromView(const QJsonObject& values) const {
    std::vector<std::pair<std::string, ParameterValue>> list;
    const ParameterTable& table = document_.scene().parameters.table();
    const auto json = nlohmann::ordered_json::parse(
        QJsonDocument(values).toJson(QJsonDocument::Compact).toStdString());
    for (const auto& [name, value] : json.items()) {
        if (!table.contains(name)) {
            continue; // another experiment may show the same picture without this parameter
        }
        const ParameterSpec& spec = table.spec(name);
        nlohmann::ordered_json fitting = value;
        if (value.is_number() &&
            (spec.type == ParameterType::real || spec.type == ParameterType::integer)) {
            // Twelve digits: no rounding errors of the arithmetic of regions.
            const double inside =
                std::clamp(QString::number(value.get<double>(), 'g', 12).toDouble(), spec.minimum,
                           spec.maximum);
            if (spec.type == ParameterType::integer) {
                fitting = static_cast<std::int64_t>(std::llround(inside));
            } else {
                fitting = inside;
            }
        }
        list.emplace_back(name, parseValue(spec, fitting));
    }
    return list;
}

void MainWindow::followView(const QJsonObject& values) {
    std::vector<std::string> names;
    try {
        const auto list = valuesFromView(values);
        document_.follow(list);
        for (const auto& each : list) {
            names.push_back(each.first);
        }
    } catch (const InputError& error) {
        messages_->show({MessageBar::Level::information,
                         QString::fromStdString(error.message()),
                         {},
                         QStringLiteral("follow")});
        return;
    }
    names.erase(std::remove_if(names.begin(), names.end(),
                               [this](const std::string& name) {
                                   return document_.running().parameters.value(name) ==
                                          document_.value(name);
                               }),
                names.end());
    tell(std::move(names));
    markCloseup();
}

void MainWindow::editFromView(const QJsonObject& values, quint64 gesture) {
    try {
        document_.edit(valuesFromView(values), gesture);
    } catch (const InputError& error) {
        messages_->show({MessageBar::Level::information,
                         QString::fromStdString(error.message()),
                         {},
                         QStringLiteral("edit_in_view")});
    }
}

void MainWindow::markCloseup() {
    const Parameters& parameters = document_.scene().parameters;
    const RegionParameters names = views_->closeupParameters();
    const auto edge = [&parameters](const std::string& name) {
        return parameters.table().contains(name) ? parameters.real(name) : NAN;
    };
    QRectF region;
    if (closeupAction_->isChecked() && names.movable()) {
        region = QRectF(QPointF(edge(names.xMin), edge(names.yMin)),
                        QPointF(edge(names.xMax), edge(names.yMax)));
    }
    views_->markRegion(region.width() > 0.0 && region.height() > 0.0 ? region : QRectF());
}

void MainWindow::lookAt(const QVector<double>& point) {
    // Views of several kinds may ask at once, and each place costs a picture: the newest wins.
    cursor_.assign(point.begin(), point.end());
    cursorWaits_ = true;
    if (!cursorTimer_.isActive()) {
        lookAgain();
        cursorTimer_.start();
    }
}

void MainWindow::act(const Action& action) {
    if (!controls_->mayAct()) {
        return;
    }
    link_.post(command::Act{action});
}

void MainWindow::showShortcuts() {
    auto* dialog = new ShortcutsDialog(menus_, this);
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

bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
    // Keys such as Space and the arrows are shortcuts of the run; while a control that lives on
    // them has the focus, they are the control's.
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const bool moves = key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Home ||
                           key == Qt::Key_End;
        auto* control = qobject_cast<QWidget*>(watched);
        if (control != nullptr && control->window() == this && control->hasFocus()) {
            const bool pressed =
                key == Qt::Key_Space && (qobject_cast<QAbstractButton*>(control) != nullptr ||
                                         qobject_cast<QComboBox*>(control) != nullptr);
            const bool moved = (moves || key == Qt::Key_Space) &&
                               (qobject_cast<QAbstractItemView*>(control) != nullptr ||
                                qobject_cast<QComboBox*>(control) != nullptr);
            const bool slid = moves && (qobject_cast<QAbstractSlider*>(control) != nullptr ||
                                        qobject_cast<QTabBar*>(control) != nullptr);
            const bool typed = moves && qobject_cast<QAbstractSpinBox*>(control) != nullptr;
            if (pressed || moved || slid || typed) {
                event->accept();
                return true;
            }
        }
    }
    return QMainWindow::eventFilter(watched, event);
}

} // namespace scorescope::app
