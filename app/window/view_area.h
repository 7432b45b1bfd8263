// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/view_frame.h"
#include "engine/core/artifact.h"
#include "engine/core/scene.h"

#include <QWidget>

#include <optional>
#include <set>
#include <string>
#include <vector>

class QMenu;

namespace scorescope::app {

class DropMark;
class Inspector;
class ViewTree;

/// The pictures and the inspector, laid out as the scene says and as the person dragged them.
/// Builds them from a scene's view specs and tells which artifacts they need.
///
/// There are two layouts, one for an area that is wide and one for a narrow one; each keeps what
/// was dragged in it. Where a scene names none, the main views and the close-up flow at the left,
/// side views and the inspector stand in a column at the right (as tabs where it is narrow).
class ViewArea : public QWidget {
    Q_OBJECT

public:
    /// Narrower than this, in device-independent pixels, the narrow layout holds.
    static constexpr int narrowWidth = 900;

    explicit ViewArea(QWidget* parent);
    ~ViewArea() override;

    using Views = std::vector<std::unique_ptr<views::ArtifactView>>;
    /// Throws InputError for a view of unknown kind.
    [[nodiscard]] static Views makeViews(const std::vector<ViewSpec>& specs,
                                         const std::vector<ActionSpec>& actions);
    /// Puts up the views of a scene, as `dragged` has them where that names these views.
    void build(Views made, const SceneLayout& layout = {}, const SceneLayout& dragged = {});
    /// The same in parts, for a turn of the event loop each: many views take longer than a window
    /// may stand still. What was there stays in sight, and the frame shown is forgotten.
    void beginBuild(Views made, const SceneLayout& layout, const SceneLayout& dragged);
    /// Does the next part. \returns whether another is left.
    bool buildNext();
    void finishBuild();
    /// What a person dragged: each of the two where it differs from the scene's own.
    [[nodiscard]] SceneLayout dragged() const;
    /// Back to the scene's own layout.
    void resetLayout();
    /// Entries that put the active view beside, above, below or into tabs with any other.
    void fillMoveMenu(QMenu& menu);
    void setTheme(const views::Theme& theme);
    void setFrame(const FramePtr& frame);
    /// As ArtifactView::setCompanions, for all views.
    void setCompanions(std::vector<views::Companion> companions);

    [[nodiscard]] const std::vector<ViewFrame*>& frames() const noexcept { return frames_; }
    /// The view that keys speak to; null when there is none.
    [[nodiscard]] ViewFrame* active() const noexcept { return active_; }
    /// Artifacts that what is visible needs.
    [[nodiscard]] std::set<std::string> interest() const;
    [[nodiscard]] bool isShown(const ViewFrame& frame) const;
    /// The largest view on screen; null without one.
    [[nodiscard]] const views::ArtifactView* largest() const;
    void toggleMaximized(ViewFrame* frame);
    [[nodiscard]] ViewFrame* closeup() const noexcept { return closeup_; }
    void showCloseup(bool shown);
    /// Shows the close-up, over that region.
    void openCloseup(const QRectF& region);
    /// The parameters that move the close-up; without names while it has not been seen.
    [[nodiscard]] RegionParameters closeupParameters() const;
    /// Outlines the close-up's region in the main views; a null rectangle for none.
    void markRegion(const QRectF& region);
    /// The side views and the inspector.
    void showSideColumn(bool shown);
    void fitAll();

Q_SIGNALS:
    /// All views of the scene are up.
    void built();
    void lookRequested(const QVector<double>& point);
    void actionRequested(const scorescope::Action& action);
    void parametersRequested(const QJsonObject& values);
    /// As ArtifactView::parametersEdited; gestures are numbered anew across all views, above the
    /// numbers that the sliders of the panel give theirs.
    void parametersEdited(const QJsonObject& values, quint64 gesture);
    void closeupRequested(const QRectF& region);
    void closeupShown(bool shown);
    void interestChanged();
    /// A person dragged a split, a tab or a view, or moved it by the menu.
    void layoutDragged();
    void exportRequested(ViewFrame* frame);
    void copyRequested(ViewFrame* frame);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void addFrame(std::unique_ptr<views::ArtifactView> view);
    void connectFrame(ViewFrame* frame);
    void connectDrag(QWidget* titleBar, const std::string& name);
    void forwardEdit(const views::ArtifactView* view, const QJsonObject& values, quint64 gesture);
    void activate(ViewFrame* frame);
    /// Which leaves are visible: of those that are wanted, all or the maximized one.
    void showWanted();
    /// Puts the layout up that holds at this width.
    void putUp();
    void keepDragged();
    void move(const std::string& view, const std::string& target, Side side);
    /// Where a view that is let go at a global place would go; an empty target for nowhere.
    struct Drop {
        std::string target;
        Side side = Side::tab;
        QRect mark; ///< in this widget
    };
    [[nodiscard]] Drop dropAt(const std::string& view, const QPoint& place) const;
    [[nodiscard]] QWidget* leafWidget(const std::string& name) const;
    [[nodiscard]] QString titleOf(const std::string& name) const;
    [[nodiscard]] bool isNarrow() const { return width() < narrowWidth; }
    [[nodiscard]] std::optional<Layout>& draggedNow() {
        return narrow_ ? dragged_.narrow : dragged_.wide;
    }
    [[nodiscard]] const Layout& ownNow() const { return narrow_ ? *own_.narrow : *own_.wide; }

    views::Theme theme_;
    Views made_;               ///< those that wait to be put into frames, the next one last
    std::size_t polished_ = 0; ///< of frames_
    bool arranged_ = false;
    bool building_ = false;
    FramePtr frame_;
    std::vector<views::Companion> companions_;
    ViewTree* tree_;
    DropMark* mark_;
    Inspector* inspector_;
    std::vector<ViewFrame*> frames_;
    SceneLayout own_;     ///< of the scene; both are there
    SceneLayout dragged_; ///< by the person
    bool narrow_ = false; ///< which of the two is up
    ViewFrame* active_ = nullptr;
    ViewFrame* maximized_ = nullptr;
    ViewFrame* closeup_ = nullptr;
    const views::ArtifactView* editing_ = nullptr; ///< only compared, never followed
    quint64 editingGesture_ = 0;
    quint64 gesture_ = quint64{1} << 32U;
    bool closeupShown_ = false;
    bool sideShown_ = true;
};

} // namespace scorescope::app
