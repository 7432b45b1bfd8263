// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"
#include "engine/core/frame.h"
#include "engine/core/scene.h"
#include "views/companion.h"
#include "views/figure_panel.h"
#include "views/theme.h"

#include <QJsonObject>
#include <QTimer>
#include <QVector>
#include <QWidget>

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::views {

/// A widget that shows artifacts of a frame. Knows kinds of artifacts, never labs.
///
/// GUI thread only. setFrame() is cheap: a hidden view only remembers the frame; a visible one
/// repaints at most once per tick. Views never call the engine: they emit, the window posts.
class ArtifactView : public QWidget {
    Q_OBJECT

public:
    ArtifactView(ViewSpec spec, QWidget* parent);

    [[nodiscard]] const ViewSpec& spec() const noexcept { return spec_; }
    /// Names of the artifacts needed right now (they follow switches such as "show optimum").
    [[nodiscard]] virtual std::set<std::string> interest() const = 0;
    virtual void setFrame(FramePtr frame) = 0;
    virtual void setTheme(const Theme& theme) = 0;
    /// Shows everything ("fit", double-click).
    virtual void fit() = 0;
    /// What is on screen now, for export and copy. Never null.
    [[nodiscard]] virtual std::unique_ptr<FigurePanel> figurePanel() const = 0;
    /// How many pictures were painted so far: what a person has seen, where frames may come faster.
    [[nodiscard]] virtual std::uint64_t pictures() const = 0;
    /// How the person set the view up (zoom, modes), kept in the scene's view options.
    [[nodiscard]] virtual QJsonObject state() const = 0;
    virtual void setState(const QJsonObject& state) = 0;
    /// Where the view looks from: the visible region, or the camera in space. Views of one kind
    /// move together by handing this on. Empty where there is nothing to move.
    [[nodiscard]] virtual QJsonObject camera() const { return {}; }
    virtual void setCamera(const QJsonObject& camera) { static_cast<void>(camera); }
    /// The settings that pictures must have in common to be compared (scales, smoothing): views of
    /// one kind are set alike by handing them on. Empty where there are none.
    [[nodiscard]] virtual QJsonObject comparedLook() const { return {}; }
    virtual void setComparedLook(const QJsonObject& look) { static_cast<void>(look); }
    /// The picture's width / height where its shape is given (a plane whose axes have one scale); 0
    /// for one that takes any.
    [[nodiscard]] virtual double aspect() const { return 0.0; }
    /// The live parameters that move the region the picture is computed in; without names where
    /// none do or none has been seen yet.
    [[nodiscard]] virtual RegionParameters regionParameters() const { return {}; }
    /// Goes to a region (axis units), where the view has one.
    virtual void moveTo(const QRectF& region) { static_cast<void>(region); }
    /// Outlines a region that another view shows; a null rectangle for none.
    virtual void setMarkedRegion(const QRectF& region) { static_cast<void>(region); }
    /// Points of a cloud that were brushed in another view: emphasized here where it is shown. An
    /// empty list ends that.
    virtual void setBrushed(const QString& artifact, const QVector<qsizetype>& indices) {
        static_cast<void>(artifact);
        static_cast<void>(indices);
    }
    /// Limits that axes and colours take instead of those fitted to the frame: pictures that are
    /// compared have them in common. By option, as FigurePanel::limits() names them; none gives
    /// them back to the data. Where the person moved or locked something, that stays.
    virtual void shareLimits(const std::vector<FigurePanel::Limits>& limits) {
        static_cast<void>(limits);
    }
    /// Runs whose series of the same names are drawn beside the frame's; views without curves over
    /// steps leave them out.
    virtual void setCompanions(std::vector<Companion> companions) { static_cast<void>(companions); }
    /// What the experiment lets a person do, before createControls(). None when it is not told.
    void setActions(std::vector<ActionSpec> actions) { actions_ = std::move(actions); }
    [[nodiscard]] const std::vector<ActionSpec>& actions() const noexcept { return actions_; }
    /// Whether the action is one that is clicked at a point.
    [[nodiscard]] bool clicks(const std::string& action) const;
    /// The first action that is clicked at a point: what Ctrl+click does in views without tools.
    /// Empty without one.
    [[nodiscard]] std::string clickAction() const;
    /// Small controls for the view's title bar (modes, switches). Owned by the caller; may be null.
    [[nodiscard]] virtual QWidget* createControls(QWidget* parent) = 0;

Q_SIGNALS:
    /// The cursor is at that point (axis units); an empty list when it left.
    void cursorMoved(const QVector<double>& point);
    /// The view wants what is computed at that point (the data's coordinates): the place of the
    /// cursor, at most 30 times a second, the last place always. It stays wanted when the cursor
    /// leaves, so that a person can go and read it.
    void lookRequested(const QVector<double>& point);
    void actionRequested(const scorescope::Action& action);
    /// The view wants live parameters changed (visible region, resolution). Not undone.
    void parametersRequested(const QJsonObject& values);
    /// The person edited live parameters in the picture (a handle dragged, points painted): edits
    /// that can be undone, those of one `gesture` (above 0, new for each drag) as one step.
    void parametersEdited(const QJsonObject& values, quint64 gesture);
    /// The person moved the camera; not emitted by setCamera().
    void cameraChanged(const QJsonObject& camera);
    /// Scales, switches, smoothing, locked limits, tools: how the person wants the picture is
    /// another now, by hand or by setState(). Not all kinds of views tell.
    void lookChanged();
    /// The person brushed points of a cloud.
    void pointsBrushed(const QString& artifact, const QVector<qsizetype>& indices);
    /// A region was chosen for a linked close-up (axis units).
    void closeupRequested(const QRectF& region);
    /// interest() changed.
    void interestChanged();

protected:
    /// lookRequested(), not too often.
    void requestLook(QVector<double> point);
    /// The place last asked for is no longer meant, if it was not told yet.
    void dropLook() { nextLook_.reset(); }

private:
    ViewSpec spec_;
    std::vector<ActionSpec> actions_;
    QTimer lookPause_; ///< runs while another place must wait
    std::optional<QVector<double>> nextLook_;
};

} // namespace scorescope::views
