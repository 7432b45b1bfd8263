// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/compare_bar.h"
#include "app/window/compare_pane.h"
#include "app/window/compare_side.h"
#include "engine/core/scene.h"
#include "views/figure/export_dialog.h"
#include "views/theme.h"

#include <QTimer>
#include <QWidget>

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

class QLabel;
class QSplitter;

namespace scorescope::app {

/// Two moments of the run, or two runs: side by side, in one chart, or as a difference, with linked
/// cameras and between the same limits.
///
/// A begins as the earliest moment that is kept, B as the run goes on. Where a difference has no
/// meaning a sentence says why. GUI thread; never talks to the engine: it asks the window.
class CompareArea : public QWidget {
    Q_OBJECT

public:
    enum class Side { a, b };

    /// `registry` must outlive the area.
    CompareArea(const Registry& registry, const Device& device, int threads, QWidget* parent);
    ~CompareArea() override;

    /// The scene's views, of which one is compared; `current` by name. Begins with A = the moment
    /// on screen and B = now; once setMoments() comes, A = the earliest other moment.
    void open(const std::vector<ViewSpec>& specs, const std::string& current, const FramePtr& now);
    /// Lets go of runs and frames.
    void letGo();
    void setTheme(const views::Theme& theme);
    /// What the run shows now.
    void setFrame(const FramePtr& frame);
    /// The run leaves a line, of which this was the last frame; it is offered as long as the run
    /// keeps the line. Whether open or not.
    void keepLine(const FramePtr& last);
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
    /// `overlay` is for curves; for other views it is taken as side by side.
    void setMode(CompareMode mode);
    [[nodiscard]] CompareMode mode() const noexcept { return mode_; }

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
    void buildBar();
    void connectSide(Side side);
    void buildPanes();
    void connectView(ComparePane& pane);
    void link(const views::ArtifactView* from, const QJsonObject& camera);
    void linkLook(const views::ArtifactView* from);
    void followRegion(const QJsonObject& values);
    void chooseStart();
    /// Lets go of lines other than these, which the run keeps.
    void forgetLines(const RunLineList& kept);
    [[nodiscard]] std::vector<CompareSide::Line> lines() const;
    void ask();
    void refresh();
    void shareLimits();
    void updateDifference();
    void updateTexts();
    void arrange();
    [[nodiscard]] CompareSide& side(Side which) { return *sides_[which == Side::a ? 0 : 1]; }
    [[nodiscard]] const CompareSide& side(Side which) const {
        return *sides_[which == Side::a ? 0 : 1];
    }
    [[nodiscard]] std::array<ComparePane*, 3> panes() const { return {a_, b_, difference_}; }
    [[nodiscard]] bool isCurves() const;
    [[nodiscard]] bool isOverlay() const { return mode_ == CompareMode::overlay; }
    /// Whether both sides are the same moment of the run in the window.
    [[nodiscard]] bool isOneMoment() const;
    /// Whether both are of the line of the run that goes on.
    [[nodiscard]] bool ofOneLine() const;

    views::Theme theme_;
    std::vector<ViewSpec> specs_;
    ViewSpec spec_;
    std::array<CompareSide*, 2> sides_{}; ///< children
    FramePtr now_;
    std::vector<FramePtr> moments_;
    std::map<std::uint64_t, FramePtr> left_;       ///< the last frame of each line, by its id
    CompareMode wanted_ = CompareMode::sideBySide; ///< for views other than curves
    CompareMode mode_ = CompareMode::sideBySide;
    bool choosing_ = false; ///< nobody has said yet what A is
    bool linking_ = false;
    bool open_ = false;
    QTimer limits_; ///< runs while common limits wait to be found anew

    CompareBar* bar_ = nullptr;
    QLabel* summary_ = nullptr;
    QSplitter* panes_ = nullptr;
    QSplitter* pair_ = nullptr; ///< A and B
    ComparePane* a_ = nullptr;
    ComparePane* b_ = nullptr;
    ComparePane* difference_ = nullptr; ///< the one chart, for curves
};

} // namespace scorescope::app
