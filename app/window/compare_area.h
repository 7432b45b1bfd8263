// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/compare_pane.h"
#include "app/window/compare_run.h"
#include "engine/core/scene.h"
#include "views/figure/export_dialog.h"
#include "views/theme.h"

#include <QWidget>

#include <array>
#include <set>
#include <string>
#include <vector>

class QComboBox;
class QLabel;
class QSplitter;
class QToolButton;

namespace scorescope::app {

class CompareSourceBox;

/// Two moments of the run, or two runs, beside each other and as a difference, with linked cameras.
///
/// A and B are each the run as it goes ("now"), a moment of it, a run from disk, or a scene that is
/// run to its end in the background. Curves of both share one picture, B dashed. GUI thread; never
/// talks to the engine: it asks the window.
class CompareArea : public QWidget {
    Q_OBJECT

public:
    enum class Side { a, b };

    /// `registry` must outlive the area.
    CompareArea(const Registry& registry, const Device& device, int threads, QWidget* parent);
    ~CompareArea() override;

    /// The scene's views, of which one is compared; `current` by name. Begins with A = the moment
    /// on screen and B = now.
    void open(const std::vector<ViewSpec>& specs, const std::string& current, const FramePtr& now);
    /// Lets go of runs and frames.
    void letGo();
    void setTheme(const views::Theme& theme);
    /// What the run shows now.
    void setFrame(const FramePtr& frame);
    /// The answer to momentsWanted().
    void setMoments(const std::vector<FramePtr>& moments);
    /// Artifacts that "now" must have for the pictures shown.
    [[nodiscard]] std::set<std::string> interest() const;

    void useNow(Side side);
    /// Holds the frame.
    void useMoment(Side side, const FramePtr& frame);
    void useFolder(Side side, const QString& folder);
    /// Runs the scene to its end first.
    void useScene(Side side, const Scene& scene, const QString& name);
    /// Shows another of the scene's views, by name.
    void showView(const std::string& name);
    void setDifferenceOnly(bool on);

    /// What is on screen, for the export dialog; empty while nothing is.
    [[nodiscard]] std::vector<views::ExportDialog::Entry> figures() const;
    /// The scene of A; null while A is the window's own run.
    [[nodiscard]] std::shared_ptr<const Scene> sceneOfA() const;

Q_SIGNALS:
    void closeRequested();
    void exportRequested();
    void interestChanged();
    /// The list of moments is about to be shown.
    void momentsWanted();
    /// As ArtifactView::parametersRequested, for the run in the window.
    void parametersRequested(const QJsonObject& values);
    /// The person wants a folder or a scene file for that side.
    void folderWanted(Side side);
    void sceneWanted(Side side);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Source {
        enum class Kind { now, moment, run };
        Kind kind = Kind::now;
        QString name; ///< of a run
        FramePtr frame;
        CompareRun* run = nullptr; ///< the side's, while its kind is `run`
        QString trouble;
    };

    void buildBar();
    void buildPanes();
    void connectView(ComparePane& pane);
    void link(const views::ArtifactView* from, const QJsonObject& camera);
    void followRegion(const QJsonObject& values);
    void connectRun(Side side);
    void start(Side side, CompareRun::Source source, const QString& name);
    void drop(Side side);
    void ask();
    void chosen(Side side, const QVariant& what);
    void fillSources(Side side);
    void refresh();
    void updateDifference();
    void updateTexts();
    void arrange();
    [[nodiscard]] Source& source(Side side) { return sources_[side == Side::a ? 0 : 1]; }
    [[nodiscard]] const Source& source(Side side) const {
        return sources_[side == Side::a ? 0 : 1];
    }
    [[nodiscard]] FramePtr frameOf(Side side) const;
    [[nodiscard]] QString nameOf(Side side) const;
    [[nodiscard]] bool isOverlay() const { return spec_.kind == "curves"; }
    [[nodiscard]] bool allFollow() const;

    const Registry& registry_;
    Device device_;
    int threads_;
    views::Theme theme_;
    std::vector<ViewSpec> specs_;
    ViewSpec spec_;
    std::array<Source, 2> sources_;
    std::array<CompareRun*, 2> runs_{}; ///< children, one for each side
    FramePtr now_;
    std::vector<FramePtr> moments_;
    bool differenceOnly_ = false;
    bool linking_ = false;
    bool open_ = false;

    QWidget* bar_ = nullptr;
    std::array<CompareSourceBox*, 2> boxes_{};
    QComboBox* view_ = nullptr;
    QToolButton* beside_ = nullptr;
    QToolButton* only_ = nullptr;
    QToolButton* export_ = nullptr;
    QToolButton* close_ = nullptr;
    QLabel* summary_ = nullptr;
    QSplitter* panes_ = nullptr;
    QSplitter* pair_ = nullptr; ///< A and B: one above the other, or beside each other where wide
    ComparePane* a_ = nullptr;
    ComparePane* b_ = nullptr;
    ComparePane* difference_ = nullptr; ///< the overlay, for curves
};

} // namespace scorescope::app
