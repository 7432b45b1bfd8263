// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/view_frame.h"
#include "engine/core/artifact.h"
#include "engine/core/scene.h"

#include <QSplitter>

#include <set>
#include <string>
#include <vector>

class QScrollArea;

namespace scorescope::app {

class Inspector;

/// The pictures: main views (three or more in rows and columns) and the close-up side by side, side
/// views and the inspector in a column at the right. Builds them from a scene's view specs and
/// tells which artifacts they need.
class ViewArea : public QSplitter {
    Q_OBJECT

public:
    explicit ViewArea(QWidget* parent);

    /// Puts up the views of a scene. Throws InputError for a view of unknown kind; what was there
    /// is then gone.
    void build(const std::vector<ViewSpec>& specs, const std::vector<ActionSpec>& actions);
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
    void toggleMaximized(ViewFrame* frame);
    [[nodiscard]] ViewFrame* closeup() const noexcept { return closeup_; }
    void showCloseup(bool shown);
    /// Shows the close-up, over that region.
    void openCloseup(const QRectF& region);
    /// The parameters that move the close-up; without names while it has not been seen.
    [[nodiscard]] RegionParameters closeupParameters() const;
    /// Outlines the close-up's region in the main views; a null rectangle for none.
    void markRegion(const QRectF& region);
    void showSideColumn(bool shown);
    void fitAll();

Q_SIGNALS:
    void lookRequested(const QVector<double>& point);
    void actionRequested(const scorescope::Action& action);
    void parametersRequested(const QJsonObject& values);
    /// As ArtifactView::parametersEdited; gestures are numbered anew across all views, above the
    /// numbers that the sliders of the panel give theirs.
    void parametersEdited(const QJsonObject& values, quint64 gesture);
    void closeupRequested(const QRectF& region);
    void closeupShown(bool shown);
    void interestChanged();
    void exportRequested(ViewFrame* frame);
    void copyRequested(ViewFrame* frame);

private:
    void connectFrame(ViewFrame* frame);
    void placeMain(const std::vector<ViewFrame*>& frames);
    void forwardEdit(const views::ArtifactView* view, const QJsonObject& values, quint64 gesture);
    void activate(ViewFrame* frame);
    void arrange();

    views::Theme theme_;
    FramePtr frame_;
    std::vector<views::Companion> companions_;
    QSplitter* main_;
    QScrollArea* sideScroll_; ///< around side_
    QSplitter* side_;
    std::vector<QSplitter*> columns_; ///< of the main views, when there are three or more
    Inspector* inspector_;
    std::vector<ViewFrame*> frames_;
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
