// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/figure_panel.h"
#include "views/space/space_camera.h"
#include "views/space/space_scene.h"

#include <QRectF>

#include <memory>
#include <optional>

namespace scorescope::views {

/// What a canvas shows: a value, cheap to copy.
struct SpacePicture {
    std::shared_ptr<const SpaceScene> scene;   ///< never null
    SpaceBox box;                              ///< not valid: nothing is shown yet
    std::optional<SpaceProjection> projection; ///< as long as the box is valid
    QRectF plot;                               ///< in the widget's pixels
    FigureStyle style;
    bool fine = false; ///< there is time for four times the pixels

    /// Whether both come out alike, pixel by pixel: what does is not rendered again.
    friend bool operator==(const SpacePicture& a, const SpacePicture& b) {
        return a.scene == b.scene && a.box == b.box && a.projection == b.projection &&
               a.plot == b.plot && a.style.theme == b.style.theme &&
               a.style.fontSize == b.style.fontSize && a.style.lineWidth == b.style.lineWidth &&
               a.fine == b.fine;
    }
    friend bool operator!=(const SpacePicture& a, const SpacePicture& b) { return !(a == b); }
};

} // namespace scorescope::views
