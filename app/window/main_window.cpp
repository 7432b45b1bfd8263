// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/main_window.h"

#include "app/window/action_buttons.h"
#include "app/window/command_palette.h"
#include "app/window/compare_area.h"
#include "app/window/edit_router.h"
#include "app/window/engine_label.h"
#include "app/window/help_dock.h"
#include "app/window/kept_layouts.h"
#include "app/window/message_bar.h"
#include "app/window/parameter_panel.h"
#include "app/window/run_controls.h"
#include "app/window/run_curves.h"
#include "app/window/run_panel.h"
#include "app/window/scene_gallery.h"
#include "app/window/stall_watch.h"
#include "app/window/view_area.h"
#include "app/window/view_frame.h"
#include "engine/core/device.h"
#include "engine/core/error.h"
#include "engine/core/instruction_set.h"
#include "engine/core/torch_library.h"
#include "views/settings.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QActionGroup>
#include <QApplication>
#include <QComboBox>
#include <QJsonObject>
#include <QKeyEvent>
#include <QLabel>
#include <QLoggingCategory>
#include <QMenu>
#include <QMenuBar>
#include <QScreen>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabBar>
#include <QTabWidget>
#include <QUndoStack>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace scorescope::app {
namespace {

#ifdef NDEBUG
Q_LOGGING_CATEGORY(stalls, "scorescope.stalls", QtWarningMsg)
#else
Q_LOGGING_CATEGORY(stalls, "scorescope.stalls", QtDebugMsg)
#endif

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
    edits_ = new EditRouter(document_, link_, this);
    buildMenus();
    buildLayout();
    buildStatusBar();
    palette_ = new CommandPalette(this);

    connect(&link_, &SessionLink::frameArrived, this, &MainWindow::showFrame);
    connect(&link_, &SessionLink::noticeArrived, this, &MainWindow::showNotice);
    connect(edits_, &EditRouter::edited, &editTimer_, qOverload<>(&QTimer::start));
    connect(edits_, &EditRouter::aboutToStartAnew, this, &MainWindow::keepEndedRun);
    connect(edits_, &EditRouter::regionsChanged, this, &MainWindow::markCloseup);
    connect(edits_, &EditRouter::messageRaised, messages_, &MessageBar::show);
    connect(edits_, &EditRouter::sceneReturned, this, [this] {
        putUpViews(ViewArea::makeViews(document_.scene().views, document_.kind().actions));
        views_->setFrame(link_.frame());
        gallery_->setCurrent(document_.scene().id);
        updateSceneStatus();
    });
    connect(&document_, &Document::modifiedChanged, this, &MainWindow::updateTitle);
    connect(&document_, &Document::pendingChanged, this, [this] {
        const bool pending = !document_.pending().empty();
        restart_->setEnabled(pending);
        discard_->setEnabled(pending);
    });
    restart_->setEnabled(false);
    discard_->setEnabled(false);

    openTimer_.setInterval(0);
    connect(&openTimer_, &QTimer::timeout, this, [this] {
        if (!parameters_->catchUp() && !views_->buildNext()) {
            openTimer_.stop();
        }
    });
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

    if (stalls().isDebugEnabled()) {
        constexpr std::chrono::milliseconds longest(50);
        auto* watch = new StallWatch(longest, this);
        connect(watch, &StallWatch::stalled, this, [](qint64 milliseconds) {
            qCDebug(stalls) << "the window stood still for" << milliseconds << "ms";
        });
    }

    document_.markSaved(file);
    gallery_->setCurrent(document_.scene().id);
    restoreLayout();
    putUpViews(ViewArea::makeViews(document_.scene().views, document_.kind().actions));
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

void MainWindow::buildLayout() {
    auto* central = new QWidget(this);
    auto* all = new QVBoxLayout(central);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);

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
    parametersPage_ = new QWidget(tabs_);
    auto* page = new QVBoxLayout(parametersPage_);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addWidget(actions_);
    page->addWidget(parameters_, 1);
    tabs_->addTab(parametersPage_, tr("Parameters"));
    tabs_->setCurrentIndex(1);
    auto* right = new QWidget(outer_);
    auto* rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    centre_ = new QStackedWidget(right);
    rightLayout->addWidget(centre_);
    messages_ = new MessageBar(right); // over the pictures: they do not move when it comes
    views_ = new ViewArea(centre_);
    centre_->addWidget(views_);
    outer_->addWidget(tabs_);
    outer_->addWidget(right);
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
    connect(parameters_, &ParameterPanel::restartRequested, edits_, &EditRouter::restart);
    connect(actions_, &ActionButtons::requested, this, &MainWindow::act);
    connect(views_, &ViewArea::lookRequested, this, &MainWindow::lookAt);
    connect(views_, &ViewArea::actionRequested, this, &MainWindow::act);
    connect(views_, &ViewArea::parametersRequested, edits_, &EditRouter::follow);
    connect(views_, &ViewArea::parametersEdited, edits_, &EditRouter::editFromView);
    connect(views_, &ViewArea::closeupRequested, views_, &ViewArea::openCloseup);
    connect(views_, &ViewArea::interestChanged, this, &MainWindow::updateInterest);
    connect(views_, &ViewArea::built, this, &MainWindow::updateCloseupAction);
    connect(views_, &ViewArea::layoutDragged, this,
            [this] { keepLayout(document_.scene().id, views_->dragged()); });
    connect(views_, &ViewArea::closeupShown, this, [this](bool shown) {
        closeupAction_->setChecked(shown);
        markCloseup();
    });
    connect(views_, &ViewArea::exportRequested, this, &MainWindow::exportFigures);
    connect(views_, &ViewArea::copyRequested, this, &MainWindow::copyPicture);
    buildComparison();
    buildRuns();
}

void MainWindow::buildStatusBar() {
    statusBar()->setSizeGripEnabled(false);
    engine_ = new EngineLabel(threads_, instructionSetName(resolveInstructionSet()), this);
    engine_->setObjectName(QStringLiteral("status_engine"));
    engine_->setAccessibleName(tr("Device"));
    controls_->fillStatusBar(statusBar(), engine_, [this] { return views_->largest(); });
}

void MainWindow::putUpViews(ViewArea::Views made) {
    const Scene& scene = document_.scene();
    views_->build(std::move(made), scene.layout, keptLayout(scene.id));
    actions_->setActions(document_.kind().actions);
}

void MainWindow::restoreLayout() {
    const views::Settings settings;
    const QSize screenSize = screen()->availableSize();
    resize(QSize(1280, 800).boundedTo(screenSize));
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    restoreState(settings.value(QStringLiteral("window/state")).toByteArray());
    outer_->restoreState(settings.value(QStringLiteral("window/outer")).toByteArray());
    tabs_->setCurrentIndex(settings.value(QStringLiteral("window/tab"), 1).toInt());
    chooseTheme(themeFromWord(settings.value(QStringLiteral("window/theme")).toString()));
}

void MainWindow::saveLayout() const {
    views::Settings settings;
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("window/state"), saveState());
    settings.setValue(QStringLiteral("window/outer"), outer_->saveState());
    settings.setValue(QStringLiteral("window/tab"), tabs_->currentIndex());
}

void MainWindow::chooseTheme(ThemeChoice choice) {
    views::Settings().setValue(QStringLiteral("window/theme"), themeWord(choice));
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
    palette_->setTheme(theme_);
    runPanel_->setTheme(theme_);
    if (link_.frame()) {
        showFrame();
    }
}

void MainWindow::showFrame() {
    const FramePtr frame = link_.frame();
    edits_->showFrame();
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
    if (frame->head > 0 && !edits_->isOpening()) {
        endIntroduction();
    }
}

void MainWindow::showNotice(bool error, const QString& text) {
    messages_->show(
        {error ? MessageBar::Level::error : MessageBar::Level::information, text, {}, {}});
    // A refused scene leaves the engine with the one it had; the panel must not show another.
    if (error) {
        edits_->takeRefusal();
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
    runCurves_->setExperiment(document_.scene().experiment);
    thesisSize_->setEnabled(document_.scene().thesisSize.has_value());
    setComparing(false); // what was compared belongs to another scene
    closeupAction_->setChecked(false);
    updateCloseupAction();
    interest_.clear();
    cursor_ = document_.scene().cursor; // else it was a place in other data
    updateInterest();
}

void MainWindow::updateCloseupAction() {
    closeupAction_->setEnabled(views_->closeup() != nullptr);
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
