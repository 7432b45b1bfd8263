// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/gl/pace.h"
#include "views/paced_view.h"
#include "views/shared_limits.h"
#include "views/space/space_axes.h"
#include "views/space/space_panel.h"
#include "views/space/space_scene.h"

#include <QPointF>
#include <QTimer>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

class QPainter;

namespace scorescope::views {

class SpaceCanvas;
struct SpacePicture;

/// Shows points, vectors and chains in three dimensions, or a scalar field as a surface.
///
/// Drawn with VTK on OpenGL, axes and text over it with QPainter; without OpenGL all of it with
/// QPainter, and the view says so. Drag: turn. Shift+drag or the middle button: move. Wheel: zoom
/// about the cursor. Double-click or 0: fit. Arrows (with Shift where the window takes the plain
/// ones): turn. + and −: zoom. 1, 2, 3: look along an axis. Ctrl+click on a point: the first action
/// there. Esc: give up a drag.
class SpaceView : public PacedView {
    Q_OBJECT

public:
    /// Throws InputError when an option of the spec is not allowed.
    explicit SpaceView(ViewSpec spec, QWidget* parent = nullptr);
    ~SpaceView() override;

    [[nodiscard]] std::set<std::string> interest() const override;
    void setFrame(FramePtr frame) override;
    void setTheme(const Theme& theme) override;
    /// Shows the whole box from where the camera stands.
    void fit() override;
    [[nodiscard]] double aspect() const override { return 1.0; }
    [[nodiscard]] std::unique_ptr<FigurePanel> figurePanel() const override;
    [[nodiscard]] QJsonObject state() const override;
    void setState(const QJsonObject& state) override;
    [[nodiscard]] QJsonObject camera() const override;
    void setCamera(const QJsonObject& camera) override;
    /// "limits" of the colours.
    void shareLimits(const std::vector<FigurePanel::Limits>& limits) override;
    void setBrushed(const QString& artifact, const QVector<qsizetype>& indices) override;
    [[nodiscard]] QWidget* createControls(QWidget* parent) override;

    [[nodiscard]] const SpaceOptions& options() const noexcept { return options_; }
    void setOptions(const SpaceOptions& options);
    /// The box around the data, not valid before the first frame.
    [[nodiscard]] const SpaceBox& box() const noexcept { return box_; }
    /// Whether a height field is shown.
    [[nodiscard]] bool flat() const noexcept { return data_.flat(); }
    [[nodiscard]] std::array<QString, 3> titles() const { return axisTitles(data_); }
    /// Where a point (axis units) stands in the widget.
    [[nodiscard]] QPointF toPosition(const std::array<double, 3>& point) const;
    [[nodiscard]] bool usesOpenGl() const noexcept;
    /// Every how many dots and arrows one is drawn while moving, to keep the pace.
    [[nodiscard]] std::size_t thin() const noexcept { return thin_; }
    /// Seconds the last drawing of the data took, 0 before.
    [[nodiscard]] double paintSeconds() const noexcept { return paintSeconds_; }
    /// Pictures drawn so far.
    [[nodiscard]] std::uint64_t paints() const noexcept { return paints_; }
    [[nodiscard]] std::uint64_t pictures() const override { return paints_; }
    /// Nothing moves and the picture is drawn in full quality.
    [[nodiscard]] bool resting() const noexcept { return resting_; }
    /// Whether it rests and nothing is under way that would draw again.
    [[nodiscard]] bool idle() const;

Q_SIGNALS:
    /// options(), box() or flat() changed.
    void optionsChanged();

protected:
    void rebuild() override;
    [[nodiscard]] qint64 interval() const override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    enum class Drag { none, orbit, pan };

    void adoptFrame();
    void adoptBox();
    void learnRoles();
    void prepare();
    [[nodiscard]] SpacePicture picture();
    /// The picture on screen, which may be that of a moment before.
    [[nodiscard]] SpacePicture seen();
    void notePaint(const SpacePicture& picture, double seconds, bool counts);
    void drawOverlay(QPainter& painter);
    void drawCursor(QPainter& painter, const SpaceProjection& projection,
                    const FigureStyle& style) const;
    void scheduleRepaint();
    void markMoving();
    void moveCamera(const SpaceCamera& camera);
    void zoomAbout(double factor, const QPointF& position);
    void pan(const QPointF& pixels);
    void hover(const QPointF& position);
    void leave();
    void requestSlice();
    [[nodiscard]] std::vector<double> actionPoint(const SpaceTarget& target) const;
    [[nodiscard]] std::optional<SpaceTarget> targetNear(const QPointF& position);
    [[nodiscard]] FigureStyle figureStyle() const;
    [[nodiscard]] SpaceLayout layoutNow() const;
    [[nodiscard]] SpaceProjection projectionNow() const;

    SpaceOptions options_;
    SharedLimits shared_;
    SpaceData data_;
    SpaceBox box_;
    std::shared_ptr<const SpaceScene> scene_ = std::make_shared<const SpaceScene>();
    std::map<std::string, SpaceRole> known_; ///< the parts artifacts played when they were seen
    std::string brushed_;
    std::vector<std::size_t> brushedIndices_;
    bool frameDirty_ = false;
    bool sceneDirty_ = true;
    std::uint64_t sceneVersion_ = 0;
    std::vector<SpaceTarget> targets_;
    std::uint64_t targetsVersion_ = 0; ///< of the scene they belong to

    Drag drag_ = Drag::none;
    Qt::MouseButton dragButton_ = Qt::NoButton;
    QPointF dragStart_; ///< widget pixels
    SpaceCamera dragCamera_;
    bool dragged_ = false; ///< moved far enough to be no click
    std::optional<SpaceTarget> hovered_;

    std::size_t thin_ = 1;
    bool resting_ = false;
    bool asked_ = false; ///< for a picture that has not been built
    double paintSeconds_ = 0.0;
    double motionSeconds_ = 0.0; ///< what a picture of everything would take while moving
    std::uint64_t paints_ = 0;
    RecentTimes recentPaints_;

    QTimer rest_;
    QTimer slice_;
    SpaceCanvas* canvas_ = nullptr; ///< owned by Qt, as a child
    QWidget* overlay_ = nullptr;
};

} // namespace scorescope::views
