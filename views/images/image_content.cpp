// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/images/image_content.h"

#include "engine/core/error.h"
#include "views/view_options.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace scorescope::views {
namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(scorescope::views::Images)
};

/// Wider images are taken for a mistake; their sizes could not be multiplied safely either.
constexpr std::size_t largestSide = 1U << 15U;

[[noreturn]] void refuse(const ViewSpec& spec, const std::string& what) {
    throw InputError("", "/views", "view '" + spec.name + "': " + what);
}

bool flag(const ViewSpec& spec, const char* key, bool initial) {
    const auto found = spec.options.find(key);
    if (found == spec.options.end()) {
        return initial;
    }
    if (!found->is_boolean()) {
        refuse(spec, std::string(key) + " must be true or false");
    }
    return found->get<bool>();
}

/// Why the grid cannot be drawn, or nothing.
QString problemOf(const ImageGrid& grid) {
    if (grid.channels != 1 && grid.channels != 3) {
        return Text::tr("Images have 1 or 3 channels, and these have %1").arg(grid.channels);
    }
    if (grid.width == 0 || grid.height == 0 || grid.width > largestSide ||
        grid.height > largestSide) {
        return Text::tr("Images of %1 × %2 pixels cannot be shown")
            .arg(grid.width)
            .arg(grid.height);
    }
    if (grid.pixels.size() < grid.imageSize()) {
        return grid.pixels.empty() ? Text::tr("No images yet")
                                   : Text::tr("There are not enough pixels for one image");
    }
    return {};
}

} // namespace

ImagesLook ImagesLook::fromOptions(const ViewSpec& spec) {
    refuseUnknownOptions(spec, {"zoom", "center", "captions", "mask", "marks", "artifact"});
    ImagesLook look;
    if (!spec.options.is_object()) {
        return look;
    }
    if (const auto zoom = spec.options.find("zoom"); zoom != spec.options.end()) {
        const bool whole = zoom->is_number_integer();
        const double value = whole ? zoom->get<double>() : 0.0;
        if (!whole || value < -mostZoom || value > mostZoom) {
            refuse(spec, "zoom must be a whole number: 0 to fit, 1 to 64 to enlarge, -2 to -64 to "
                         "reduce by as much");
        }
        look.zoom = static_cast<int>(value);
        look.zoom = look.zoom == -1 ? 1 : look.zoom;
    }
    if (const auto center = spec.options.find("center"); center != spec.options.end()) {
        if (!center->is_array() || center->size() != 2 || !(*center)[0].is_number() ||
            !(*center)[1].is_number()) {
            refuse(spec, "center must be [x, y], counted in images from the upper left corner");
        }
        look.center = QPointF((*center)[0].get<double>(), (*center)[1].get<double>());
    }
    look.captions = flag(spec, "captions", look.captions);
    look.mask = flag(spec, "mask", look.mask);
    look.marks = flag(spec, "marks", look.marks);
    if (const auto artifact = spec.options.find("artifact"); artifact != spec.options.end()) {
        if (!artifact->is_string()) {
            refuse(spec, "artifact must be the name of one of the view's artifacts");
        }
        look.artifact = artifact->get<std::string>();
        if (std::find(spec.artifacts.begin(), spec.artifacts.end(), look.artifact) ==
            spec.artifacts.end()) {
            refuse(spec, "artifact '" + look.artifact + "' is none of the view's" +
                             didYouMean(look.artifact, spec.artifacts));
        }
    }
    return look;
}

QString ImageContent::caption(std::size_t image) const {
    return grid != nullptr && image < grid->captions.size()
               ? QString::fromStdString(grid->captions[image])
               : QString();
}

QString ImageContent::nameOf(std::size_t image) const {
    const QString caption = this->caption(image);
    const QString number = Text::tr("Image %1").arg(image + 1);
    return caption.isEmpty() ? number : Text::tr("%1: %2").arg(number, caption);
}

std::string shownArtifact(const ViewSpec& spec, const ImagesLook& look) {
    if (!look.artifact.empty()) {
        return look.artifact;
    }
    return spec.artifacts.empty() ? std::string() : spec.artifacts.front();
}

PixelMask normalizedMask(const PixelMask& mask, std::size_t pixels) {
    PixelMask result;
    if (mask.size() == pixels &&
        std::any_of(mask.begin(), mask.end(), [](std::uint8_t each) { return each != 0; })) {
        result.resize(pixels);
        std::transform(mask.begin(), mask.end(), result.begin(), [](std::uint8_t each) {
            return static_cast<std::uint8_t>(each != 0 ? 1 : 0);
        });
    }
    return result;
}

ImageContent collectImages(const ViewSpec& spec, const ImagesLook& look, const Frame& frame) {
    ImageContent content;
    const std::string name = shownArtifact(spec, look);
    content.artifact = frame.find(name);
    if (!content.artifact) {
        content.problem = Text::tr("No images yet");
        return content;
    }
    const auto* grid = std::get_if<ImageGrid>(&content.artifact->data);
    if (grid == nullptr) {
        content.problem = Text::tr("'%1' is no grid of images").arg(QString::fromStdString(name));
        return content;
    }
    content.problem = problemOf(*grid);
    if (!content.problem.isEmpty()) {
        return content;
    }
    content.grid = grid;
    content.width = grid->width;
    content.height = grid->height;
    content.images = grid->images();
    content.columns = std::min(grid->columns, content.images);
    QStringList notes;
    if (content.columns == 0) {
        // As square as it gets, so that they are seen at all.
        content.columns =
            static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(content.images))));
        notes << Text::tr("the grid has no columns");
    }
    content.rows = (content.images + content.columns - 1) / content.columns;
    if (content.images * grid->imageSize() != grid->pixels.size()) {
        notes << Text::tr("%1 numbers are left over")
                     .arg(grid->pixels.size() - content.images * grid->imageSize());
    }
    const std::size_t pixels = content.pixelsOfImage();
    content.mask = normalizedMask(grid->mask, pixels);
    if (!grid->mask.empty() && grid->mask.size() != pixels) {
        notes << Text::tr("the mask is not of the images' size");
    }
    content.marks = grid->marked.size() == content.images * pixels;
    if (!grid->marked.empty() && !content.marks) {
        notes << Text::tr("the marks are not of the images' size");
    }
    if (!std::isfinite(grid->black) || !std::isfinite(grid->white) ||
        (grid->black == grid->white && !grid->signedValues)) {
        notes << Text::tr("the range of values is empty");
    }
    content.note = notes.join(QStringLiteral("; "));
    if (!content.note.isEmpty()) {
        content.note[0] = content.note[0].toUpper();
    }
    return content;
}

std::optional<std::size_t> selectedImage(const ImageContent& content, const Frame& frame) {
    if (!content.selectable() || !frame.scene) {
        return std::nullopt;
    }
    const Parameters& parameters = frame.scene->parameters;
    const std::string& name = content.grid->selects;
    if (!parameters.table().contains(name) ||
        parameters.table().spec(name).type != ParameterType::integer) {
        return std::nullopt;
    }
    const std::int64_t index = parameters.integer(name);
    return index >= 0 && static_cast<std::uint64_t>(index) < content.images
               ? std::optional<std::size_t>(static_cast<std::size_t>(index))
               : std::nullopt;
}

ImageRange printedRange(const ImageGrid& grid) {
    if (!grid.signedValues || grid.channels != 1) {
        return {grid.black, grid.white};
    }
    const double most = std::max(std::abs(grid.black), std::abs(grid.white));
    return {-most, most};
}

} // namespace scorescope::views
