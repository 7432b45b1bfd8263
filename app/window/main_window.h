// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command_line.h"
#include "app/window/autosave.h"
#include "app/window/document.h"
#include "app/window/run_list.h"
#include "app/window/scene_library.h"
#include "app/window/session_link.h"
#include "app/window/style.h"

#include <QMainWindow>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

class QActionGroup;
class QLabel;
class QMenu;
class QSplitter;
class QStackedWidget;
class QTabWidget;

namespace scorescope::views {
class ArtifactView;
}

namespace scorescope::app {

class ActionButtons;
class AnimationDialog;
class CommandPalette;
class CompareArea;
class EditRouter;
class EngineLabel;
class HelpDock;
class MessageBar;
class ParameterPanel;
class RunControls;
class RunCurves;
class RunPanel;
class SceneGallery;
class SweepDialog;
class Tour;
class ViewArea;
class ViewFrame;

/// The workbench: scenes and parameters at the left, pictures in the middle, transport below.
///
/// Wires the document (what the person edits) to the session (what the engine runs). Nothing here
/// waits for the engine: commands are posted, frames arrive.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    /// `registry` must outlive the window; `request.threads` is the number in force. Opens `first`,
    /// which came from `file` (may be empty); throws InputError when the engine cannot run it.
    MainWindow(const Registry& registry, const WindowRequest& request, Scene first,
               const QString& file, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Opens a scene, a figure or a run's report; asks first when something would be lost.
    void openFile(const QString& path);
    /// What a person drops: the file of a live parameter of the scene (an image that chains start
    /// from), or else what openFile() opens. A figure that carries a scene is opened.
    void takeDropped(const QString& path);
    /// Tells somebody who opened the scene just now what it shows, unless that was told before.
    void introduce();
    /// One clear box; does not block.
    void showError(const QString& title, const QString& text);
    [[nodiscard]] const Document& document() const noexcept { return document_; }
    [[nodiscard]] FramePtr frame() const { return link_.frame(); }

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    // main_window_menus.cpp
    void buildMenus();
    void buildFileMenu();
    void buildEditMenu();
    void buildRunMenu();
    void buildViewMenu();
    void buildFigureMenu();
    void buildHelpMenu();
    QMenu* addMenu(const QString& title, const QString& name);
    QAction* addAction(QMenu* menu, const QString& name, const QString& text,
                       const QList<QKeySequence>& keys, std::function<void()> act);
    // main_window.cpp: layout, theme, engine
    void buildLayout();
    void buildStatusBar();
    void putUpViews(std::vector<std::unique_ptr<views::ArtifactView>> made);
    void restoreLayout();
    void saveLayout() const;
    void chooseTheme(ThemeChoice choice);
    void showFrame();
    void showNotice(bool error, const QString& text);
    void updateTitle();
    void updateInterest();
    void lookAgain();
    void openFetch();
    void updateSceneStatus();
    void updateCloseupAction();
    void markCloseup();
    void lookAt(const QVector<double>& point);
    void act(const Action& action);
    void showParameters();
    void showPalette();

    // main_window_files.cpp: documents, checkpoints
    /// `checkpoint`: the folder of one of this scene's, from which the engine opens it.
    void openScene(Scene scene, const QString& file, bool recovered = false,
                   const QString& checkpoint = {});
    void openLibraryScene(const QString& id);
    /// A scene that was read from a file, or from a run's folder or a figure, which is told.
    void openRead(Scene read, const QString& path);
    void askForScene();
    void save(std::function<void()> then = {});
    void saveAs(std::function<void()> then = {});
    void writeScene(const QString& path, const std::function<void()>& then);
    /// Whether the run took long enough that ending it is worth a question.
    [[nodiscard]] bool runIsPrecious() const;
    /// Calls `then` at once, or after a question when edits or a long run would be lost.
    void whenSafe(std::function<void()> then);
    void saveCheckpointTo();
    void loadCheckpointFrom();
    void readCheckpoint(const QString& folder);
    void addRecent(const QString& path);
    void fillRecent();
    void autosaveNow();
    void offerRecovery();
    /// Opens what a crash left, and goes on from the last state of its run, if one was kept.
    void recover(const Autosave::Leftover& leftover);
    /// What was recovered is on disk again, or not wanted.
    void forgetRecovered();
    /// The document with the views as they stand.
    [[nodiscard]] Scene currentScene() const;
    /// The scene of what is on screen: the parameters in force and the step shown, not edits that
    /// wait for a restart. Figures carry this one.
    [[nodiscard]] Scene figureScene() const;
    [[nodiscard]] Scene withViewStates(Scene scene) const;
    // main_window_figures.cpp: figures, films, data
    void exportFigures(ViewFrame* first);
    void exportAnimation();
    void exportViewData();
    void copyPicture(ViewFrame* frame);
    void copyData();
    void quickPicture();
    [[nodiscard]] QString fileStem(const ViewFrame* frame) const;
    // main_window_guide.cpp: the first minute
    void endIntroduction();
    void showTour();
    void showShortcuts();
    void showAbout();
    // main_window_compare.cpp: comparisons and sweeps
    void buildComparison();
    void setComparing(bool on);
    void keepPagesNarrow();
    [[nodiscard]] bool isComparing() const;
    void exportComparison();
    void openSweep();
    // main_window_runs.cpp: kept runs
    void buildRuns();
    void showRuns();
    /// What of the run in the window can be kept; nothing before it has a curve.
    [[nodiscard]] std::optional<KeptRun> runInWindow() const;
    void keepRun();
    /// The runs of the sweep dialog.
    void keepSweep();
    /// Before the run in the window goes: keeps its curves unless it had hardly begun.
    void keepEndedRun();
    /// The curves of a line that a branch, a reset or a return has left.
    void keepLine(const FramePtr& last, quint64 from);
    void askForFile(const QString& name, const QString& title, const QString& proposed,
                    const QStringList& filters, bool saving,
                    std::function<void(const QString&)> then);

    const Registry& registry_;
    SceneLibrary library_;
    Document document_;
    Autosave autosave_; ///< before the engine, which keeps its run there until it ends
    SessionLink link_;
    views::Theme theme_;
    Device device_;
    int threads_ = 1;
    QPointer<AnimationDialog> animation_; ///< deletes itself when it is closed
    QPointer<SweepDialog> sweep_;         ///< as well
    QPointer<Tour> tour_;                 ///< as well

    MessageBar* messages_ = nullptr;
    QSplitter* outer_ = nullptr;
    QTabWidget* tabs_ = nullptr;
    SceneGallery* gallery_ = nullptr;
    QWidget* parametersPage_ = nullptr;
    ActionButtons* actions_ = nullptr;
    ParameterPanel* parameters_ = nullptr;
    QStackedWidget* centre_ = nullptr;
    ViewArea* views_ = nullptr;
    CompareArea* compare_ = nullptr;
    EditRouter* edits_ = nullptr;
    RunControls* controls_ = nullptr;
    RunList* runs_ = nullptr;
    RunCurves* runCurves_ = nullptr;
    RunPanel* runPanel_ = nullptr;
    HelpDock* help_ = nullptr;
    CommandPalette* palette_ = nullptr;
    QLabel* title_ = nullptr;
    EngineLabel* engine_ = nullptr;
    QMenu* recent_ = nullptr;
    QList<QMenu*> menus_;
    QActionGroup* themes_ = nullptr;
    QAction* restart_ = nullptr;
    QAction* discard_ = nullptr;
    QAction* thesisSize_ = nullptr;
    QAction* closeupAction_ = nullptr;
    QAction* left_ = nullptr;
    QAction* side_ = nullptr;
    QAction* compareAction_ = nullptr;
    QAction* keep_ = nullptr;

    std::set<std::string> interest_;
    std::vector<double> cursor_; ///< where the person points, empty for nowhere
    bool cursorWaits_ = false;   ///< the engine has not been told of it
    QTimer openTimer_;           ///< runs while what a scene needs is made, a part in each turn
    QTimer cursorTimer_;         ///< runs while another place must wait
    QTimer lookTimer_;           ///< runs out when scrubbing rests
    QTimer autosaveTimer_;
    QTimer editTimer_;
    bool blasTold_ = false;   ///< of a BLAS that slows LibTorch down
    bool introduced_ = false; ///< the scene's sentence is said, and it has not run since
    bool closing_ = false;
    double preciousSeconds_;
    bool runWasPrecious_ = false; ///< at the last frame
    struct Recovered {
        Autosave::Leftover leftover;
        std::uint64_t generation = 0; ///< of frames: those after it are of the recovered run
    };
    std::optional<Recovered> recovered_; ///< while nothing newer of its run is on disk
    bool sideYields_ = false;            ///< the side column is hidden in favour of the help
};

} // namespace scorescope::app
