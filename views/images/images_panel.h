// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/figure_panel.h"
#include "views/images/image_content.h"

#include <QRectF>

#include <memory>
#include <optional>

namespace scorescope::views {

/// A grid of images frozen as it is. Its limits() are none: black and white come with the images,
/// one range for all, and no option of the view changes them.
class ImagesPanel : public FigurePanel {
public:
    /// What is shown besides the content.
    struct Shown {
        ImagesLook look;
        PixelMask mask; ///< as it is drawn, whatever the look says; empty for none
        std::optional<std::size_t> selected = {};
        /// The part that is shown, in images from the upper left corner of the grid; none: all.
        std::optional<QRectF> region = {};
    };
    ImagesPanel(QString title, ImageContent content, Shown shown);

    void draw(QPainter& painter, const QRectF& rect, const FigureStyle& style) const override;
    [[nodiscard]] QString title() const override { return title_; }
    [[nodiscard]] double aspectRatio() const override;
    [[nodiscard]] std::vector<std::shared_ptr<const Artifact>> data() const override;

private:
    [[nodiscard]] QRectF region() const;

    QString title_;
    ImageContent content_;
    Shown shown_;
};

/// The images of a spec as a figure. Without a widget, a zoom that the scene asks for shows what a
/// view of 480 × 360 pixels would. Throws InputError when the frame lacks the artifact or it is no
/// grid of images, and for options that are not allowed.
[[nodiscard]] std::unique_ptr<FigurePanel> imagesPanel(const ViewSpec& spec, const Frame& frame);

} // namespace scorescope::views
