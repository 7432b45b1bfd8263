// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/field/field_figure.h"
#include "views/field/field_panel.h"
#include "views/field/field_picking.h"
#include "views/field/field_scene.h"
#include "views/field/field_tools.h"
#include "views/gl/pace.h"
#include "views/paced_view.h"
#include "views/shared_limits.h"

#include <QPointF>
#include <QRectF>
#include <QStringList>
#include <QTimer>

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

class QPainter;

namespace scorescope::views {

class FieldCanvas;
struct FieldPicture;

/// Shows vector and scalar fields, points and chains in the plane; zooms, pans and picks regions.
///
/// Drawn with VTK on OpenGL, axes and text over it with QPainter; without OpenGL all of it with
/// QPainter, and the view says so. Wheel: zoom about the cursor. Drag: pan. Double-click or 0: fit.
/// Shift+drag (or drag in close-up mode): closeupRequested(). Ctrl+drag: zoom to the rectangle.
/// + and −: zoom. Shift with arrows: pan. Esc: give up a drag, then the tool. Middle button: pan,
/// whatever the tool.
///
/// A click on a chain, a line or a point selects it, where its artifact names a parameter.
///
/// Tools (those the scene offers, fieldTools()): V probe, C the experiment's first action (Shift
/// and click: at sixteen places around), L draw a path, P paint, E erase, D drag points; [ and ]
/// change the brush. Actions ask by actionRequested(NAME, {x, y}); paths (at most 200 points),
/// points and handles by parametersEdited(), a path at its end, the others at most 15 times a
/// second while they move and once at the end, and are shown at once.
class FieldView : public PacedView {
    Q_OBJECT

public:
    /// Throws InputError when an option of the spec is not allowed.
    explicit FieldView(ViewSpec spec, QWidget* parent = nullptr);
    ~FieldView() override;

    [[nodiscard]] std::set<std::string> interest() const override;
    void setFrame(FramePtr frame) override;
    void setTheme(const Theme& theme) override;
    [[nodiscard]] std::uint64_t pictures() const override { return paints_; }
    void fit() override;
    [[nodiscard]] std::unique_ptr<FigurePanel> figurePanel() const override;
    [[nodiscard]] QJsonObject state() const override;
    void setState(const QJsonObject& state) override;
    [[nodiscard]] QWidget* createControls(QWidget* parent) override;
    /// {"region": [left, bottom, right, top]} in axis units; empty before the first frame.
    [[nodiscard]] QJsonObject camera() const override;
    void setCamera(const QJsonObject& camera) override;
    void setBrushed(const QString& artifact, const QVector<qsizetype>& indices) override;
    /// "limits" of the colours.
    void shareLimits(const std::vector<FigurePanel::Limits>& limits) override;

    /// Which artifact plays which part, as far as is known.
    [[nodiscard]] const FieldCast& cast() const noexcept { return cast_; }
    /// The tools the scene offers; empty for none.
    [[nodiscard]] const std::vector<FieldTool>& tools() const noexcept { return tools_; }
    [[nodiscard]] const FieldTool& tool() const noexcept { return tool_; }
    /// Takes a tool in hand; one that is not offered is ignored.
    void setTool(const FieldTool& tool);
    /// Radius of the brush in logical pixels, within 4 … 200.
    [[nodiscard]] double brushRadius() const noexcept { return brush_; }
    void setBrushRadius(double pixels);

    [[nodiscard]] const FieldOptions& options() const noexcept { return options_; }
    void setOptions(const FieldOptions& options);
    /// Fixes the colour limits at what they are now, or lets them follow the data again.
    void setLimitsLocked(bool locked);

    /// What the axes span (axis units, top() is the lowest y). Null before the first frame.
    [[nodiscard]] QRectF visibleRegion() const noexcept { return visible_; }
    /// Shows a region, grown to the shape of the plot.
    void setVisibleRegion(const QRectF& region);
    /// Zooms so that `about` (axis units) stays where it is; `factor` < 1 shows less.
    void zoom(double factor, const QPointF& about);
    /// Asks for the field over another region, which then is the whole that fit() shows; as soon as
    /// it is known how to ask.
    void moveTo(const QRectF& region) override;
    /// The parameters that say which region is computed; without names as long as none is known.
    [[nodiscard]] RegionParameters regionParameters() const override;
    /// The region of the close-up, outlined here; a null rectangle for none.
    void setMarkedRegion(const QRectF& region) override;
    [[nodiscard]] double aspect() const override;
    [[nodiscard]] QRectF markedRegion() const noexcept { return marked_; }
    /// In close-up mode a plain drag chooses a close-up.
    void setCloseupMode(bool on);
    [[nodiscard]] bool closeupMode() const noexcept { return closeupMode_; }

    /// From the widget's pixels to axis units and back.
    [[nodiscard]] QPointF toPoint(const QPointF& position) const;
    [[nodiscard]] QPointF toPosition(const QPointF& point) const;
    [[nodiscard]] bool usesOpenGl() const noexcept;
    /// What the picture says while it shows fewer arrows than there are, else nothing.
    [[nodiscard]] QString reducedText() const;
    /// Every how many arrows one is drawn, to keep the pace.
    [[nodiscard]] std::size_t stride() const noexcept { return stride_; }
    /// Seconds the last drawing of the data took, 0 before.
    [[nodiscard]] double paintSeconds() const noexcept { return paintSeconds_; }

Q_SIGNALS:
    /// options(), closeupMode(), tool() or what is known of the artifacts changed.
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
    enum class Drag { none, pan, closeup, zoom, path, edit };

    void adoptFrame();
    void adoptData(FieldData newData);
    void prepare();
    [[nodiscard]] FieldPicture picture();
    void notePaint(double seconds, bool counts);
    void drawOverlay(QPainter& painter) const;
    /// Everything is drawn once nothing has moved for a while.
    void restLater();
    void beginMotion();
    void scheduleRepaint();
    void scheduleResample();
    void requestResample();
    bool askForRegion(const QRectF& region);
    void showHome();
    void endDrag();
    void updateCursor();
    [[nodiscard]] bool usesBrush() const;
    [[nodiscard]] bool acceptsKey(const QKeyEvent& event) const;
    void beginDrag(const QMouseEvent& event);
    void beginTool(const QPointF& position);
    bool beginHandle(const QPointF& position);
    void moveTool(const QPointF& position);
    void finishTool();
    void click(const QPointF& position, bool many);
    void cancelTool();
    void showEdit();
    void sendEdit();
    void tellCamera();
    [[nodiscard]] QPointF insidePlot(const QPointF& position) const;
    [[nodiscard]] double axisLength(double pixels) const;
    [[nodiscard]] const FieldMark* markAt(const QPointF& position, bool draggable) const;
    [[nodiscard]] std::optional<FieldItem> itemAt(const QPointF& position) const;
    void showToolTip(const QPoint& position, const QPoint& global);
    void drawTool(QPainter& painter, const FieldLayout& layout, const QTransform& map) const;
    void drawMarkedRegion(QPainter& painter, const FieldLayout& layout, const QTransform& map,
                          const FigureStyle& style) const;
    /// What is said at the foot of the plot: how the tool in hand is used, until it was; that the
    /// picture is reduced.
    [[nodiscard]] QStringList footNotes() const;
    void drawFootNotes(QPainter& painter, const QRectF& plot, const FigureStyle& style) const;
    [[nodiscard]] QRectF dragRegion() const;
    [[nodiscard]] QRectF shaped(const QRectF& region) const;
    [[nodiscard]] bool knownExtent(const QRectF& extent) const;
    [[nodiscard]] const FieldFigure& figureNow() const;
    [[nodiscard]] const FieldLayout& layoutNow() const;
    [[nodiscard]] FigureStyle figureStyle() const;

    FieldOptions options_;
    SharedLimits shared_;
    FieldCast cast_;
    std::vector<FieldTool> tools_;
    FieldTool tool_ = FieldTool::probe;
    bool toolUsed_ = false; ///< since it was taken in hand: its gesture needs no words any more
    FieldData data_;
    std::shared_ptr<const FieldScene> scene_ = std::make_shared<const FieldScene>();
    bool frameDirty_ = false;
    bool sceneDirty_ = true;
    /// Where the parts of the picture stand, and what follows from: legends are measured for that,
    /// and every movement of the mouse asks.
    struct Placed {
        std::shared_ptr<const FieldScene> scene;
        QSize size;
        double aspect = 0.0;
        double fontSize = 0.0;
        QFont font;
        FieldFigure figure;
    };
    mutable Placed placed_;

    QRectF extent_;     ///< of the data now shown
    QRectF homeExtent_; ///< of the data when nobody had zoomed
    QRectF home_;       ///< the region around it
    QRectF visible_;
    bool fitted_ = true;
    std::deque<QRectF> requested_; ///< extents this view has asked the engine for
    QRectF destination_;           ///< of moveTo(), not asked for yet
    QRectF marked_;

    Drag drag_ = Drag::none;
    bool closeupMode_ = false;
    QPointF dragStart_; ///< widget pixels
    QPointF dragNow_;
    QRectF dragVisible_;
    std::optional<QPointF> cursor_; ///< widget pixels, while over the plot

    Qt::MouseButton dragButton_ = Qt::NoButton;
    double brush_ = 24.0;
    std::vector<QPointF> path_; ///< being drawn, axis units
    std::optional<ArtifactDrag> edit_;
    quint64 gesture_ = 0;
    PendingEdits pending_;
    std::map<std::string, std::vector<std::size_t>> brushed_;

    std::size_t stride_ = 1;
    bool smooth_ = true;   ///< edges are smoothed in motion too; given up before any arrow is
    bool resting_ = false; ///< nothing moves: every arrow, smooth edges
    std::uint64_t paints_ = 0;
    double paintSeconds_ = 0.0;
    RecentTimes recentPaints_;
    PaintTimes paintTimes_{};

    QTimer rest_;
    QTimer resample_;
    QTimer editing_;                ///< until the next edit may be sent
    QTimer waiting_;                ///< for the engine to show what was edited
    FieldCanvas* canvas_ = nullptr; ///< owned by Qt, as a child
    QWidget* overlay_ = nullptr;
};

} // namespace scorescope::views
