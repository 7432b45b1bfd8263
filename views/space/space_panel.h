// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/figure_panel.h"
#include "views/space/space_axes.h"
#include "views/space/space_scene.h"

#include <QString>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace scorescope::views {

/// A picture in space for export: the data as a raster at the figure's resolution (300 dpi in
/// vector files), axes, text, legend and colour bar as vectors. Without OpenGL the data is painted
/// instead, as vectors in vector files.
class SpacePanel : public FigurePanel {
public:
    /// Who draws the data.
    enum class Renderer { best, painter };

    SpacePanel(QString title, SpaceData data, SpaceOptions options, SpaceBox box,
               Renderer renderer = Renderer::best);

    void draw(QPainter& painter, const QRectF& rect, const FigureStyle& style) const override;
    [[nodiscard]] QString title() const override { return title_; }
    [[nodiscard]] double aspectRatio() const override { return 1.3; }
    /// What is drawn; a slice does not shorten it.
    [[nodiscard]] std::vector<std::shared_ptr<const Artifact>> data() const override;
    [[nodiscard]] std::vector<Limits> limits() const override;

private:
    QString title_;
    SpaceData data_;
    SpaceOptions options_;
    SpaceBox box_;
    Renderer renderer_;
};

/// The picture with the options of the scene. Throws InputError when the frame lacks an artifact
/// that these options show, or an option is not allowed.
[[nodiscard]] std::unique_ptr<FigurePanel> spacePanel(const ViewSpec& spec, const Frame& frame);

/// Why what the view names cannot be shown in space, a line for each; empty where all can.
[[nodiscard]] QString whyNotInSpace(const ViewSpec& spec, const Frame& frame);

/// The part an artifact plays.
enum class SpaceRole { points, vectors, chains, surface, other };
[[nodiscard]] SpaceRole spaceRole(const ArtifactData& data);
/// Names of the view's artifacts that the options show. Which is which is told by `known` where it
/// has them and by name where it has not ("data", "points"; "field", "vectors"; "energy",
/// "surface"; a fine field of a slice has "slice" in its name).
[[nodiscard]] std::set<std::string> shownInSpace(const ViewSpec& spec, const SpaceOptions& options,
                                                 const std::map<std::string, SpaceRole>& known);

} // namespace scorescope::views
