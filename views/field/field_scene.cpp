// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_scene.h"

#include "views/field/contour.h"
#include "views/field/field_dots.h"
#include "views/field/grid_shape.h"
#include "views/field/streamlines.h"
#include "views/text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <string>
#include <utility>

namespace scorescope::views {
namespace {

using Swatch = FieldLegendEntry::Swatch;

/// More categories than this are counted in the legend rather than listed.
constexpr std::size_t mostCategories = 8;
/// Colours that a line in the legend shows of many.
constexpr std::size_t mostColors = 4;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(scorescope::views::FieldScene)
};

QString titleOf(const Artifact& artifact) {
    return QString::fromStdString(artifact.title.empty() ? artifact.name : artifact.title);
}

template <typename To, typename From> void append(To& to, From&& from) {
    std::move(from.begin(), from.end(), std::back_inserter(to));
}

/// The quantity of a vector field's magnitude: |v|.
QString magnitudeText(const Artifact& artifact) {
    Quantity quantity = artifact.value;
    if (!quantity.label.empty() && quantity.label.front() != '|') {
        quantity.label = "|" + quantity.label + "|";
    }
    return quantityText(quantity);
}

bool isFixedPoint(MarkShape shape) {
    return shape == MarkShape::attractor || shape == MarkShape::spuriousAttractor ||
           shape == MarkShape::saddle || shape == MarkShape::source || shape == MarkShape::center;
}

bool isOfChain(MarkShape shape) {
    return shape == MarkShape::current || shape == MarkShape::accepted ||
           shape == MarkShape::rejected;
}

/// What an artifact's plain points are: what it is called, and what is left of it where other
/// marks of it have a meaning of their own.
QString pointsName(const Artifact& artifact) {
    const auto& markers = std::get<Markers>(artifact.data).markers;
    const bool mixed = std::any_of(markers.begin(), markers.end(), [](const auto& marker) {
        return markShape(marker.kind) != MarkShape::point;
    });
    return mixed ? Text::tr("%1: others").arg(titleOf(artifact)) : titleOf(artifact);
}

/// Which categories any node of the field has.
std::vector<bool> categoriesDrawn(const ScalarField& field) {
    std::vector<bool> drawn(field.categories.size(), false);
    for (const float value : field.values) {
        const float index = std::round(value);
        // Written so that NaN fails.
        if (index >= 0.0F && index < static_cast<float>(drawn.size())) {
            drawn[static_cast<std::size_t>(index)] = true;
        }
    }
    return drawn;
}

/// What stands for the names of many categories: how many, and how many carry a remark in
/// parentheses, as in "29 basins, 7 spurious".
QString categoriesText(const Artifact& artifact, const ScalarField& field,
                       const std::vector<bool>& drawn) {
    std::map<std::string, std::size_t> remarks;
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        const std::string& name = field.categories[i];
        const std::size_t open = name.rfind(" (");
        if (drawn[i] && open != std::string::npos && name.back() == ')') {
            ++remarks[name.substr(open + 2, name.size() - open - 3)];
        }
    }
    const std::string noun = artifact.value.label.empty() ? "region" : artifact.value.label;
    QString text = QStringLiteral("%1 %2s")
                       .arg(std::count(drawn.begin(), drawn.end(), true))
                       .arg(QString::fromStdString(noun));
    for (const auto& [remark, count] : remarks) {
        text += QStringLiteral(", %1 %2").arg(count).arg(QString::fromStdString(remark));
    }
    return text;
}

/// Puts the picture together, part by part in the order of the legend.
class Builder {
public:
    Builder(const FieldData& data, const FieldOptions& options, const Theme& theme)
        : data_(data), options_(options), theme_(theme) {}

    [[nodiscard]] FieldScene build() {
        addHeat();
        if (usableVectors(data_.field) == nullptr && usableVectors(data_.optimum) == nullptr) {
            const QRectF extent = dataExtent(data_);
            scene_.spacing =
                extent.isNull() ? 1.0 : 0.03 * std::max(extent.width(), extent.height());
        }
        addArrows();
        if (options_.points) {
            addPoints();
            addBrushed();
        }
        if (options_.paths) {
            addPaths();
        }
        if (options_.chains) {
            addChains();
        }
        if (options_.ellipses) {
            addEllipses();
        }
        addMarks();
        // Points alone need no name: they are what the view is about, as its title says.
        if (scene_.legend.size() == 1 && scene_.legend[0].swatch == Swatch::dot) {
            scene_.legend.clear();
        }
        return std::move(scene_);
    }

private:
    [[nodiscard]] const HeatColors* ground() const {
        return heat_ && options_.heat ? &*heat_ : nullptr;
    }
    /// Lines of one kind. Over a heat map they have colours that stand out from it; beside the
    /// picture, where the legend is, only their own does.
    void nameLines(const QString& name, const QColor& own) {
        scene_.legend.push_back({name, Swatch::line, {own}, MarkShape::none});
    }

    /// The chosen scalar field as coloured ground, as contours, or as both.
    void addHeat() {
        const ScalarField* scalar = usableValues(data_.heat);
        if (scalar == nullptr || !(options_.heat || options_.contours)) {
            return;
        }
        heat_ = heatColors(*data_.heat, *scalar, options_, theme_);
        const bool names = !scalar->categories.empty();
        if (options_.heat) {
            scene_.heat = buildHeat(*heat_);
            if (names) {
                nameCategories(*scalar);
            } else {
                scene_.bar = heat_->bar;
            }
        }
        if (options_.contours && !names) {
            std::vector<Polyline> lines;
            for (const double level : contourLevels(heat_->bar.limits, heat_->bar.scale)) {
                append(lines, contour(*scalar, level));
            }
            scene_.contours = coloredLines(std::move(lines), ground(), theme_.dim);
            if (!scene_.contours.empty() && !options_.heat) { // else they are the bar's
                nameLines(titleOf(*data_.heat), theme_.dim);
            }
        }
    }

    void nameCategories(const ScalarField& field) {
        const std::vector<bool> drawn = categoriesDrawn(field);
        const auto count = static_cast<std::size_t>(std::count(drawn.begin(), drawn.end(), true));
        if (count > mostCategories) {
            scene_.legend.push_back({categoriesText(*data_.heat, field, drawn), Swatch::area});
            return;
        }
        for (std::size_t i = 0; i < drawn.size(); ++i) {
            if (drawn[i]) {
                scene_.legend.push_back({QString::fromStdString(field.categories[i]),
                                         Swatch::area,
                                         {QColor::fromRgba(heat_->categories[i])},
                                         MarkShape::none});
            }
        }
    }

    void addArrows() {
        const VectorField* field = usableVectors(data_.field);
        const VectorField* optimum = usableVectors(data_.optimum);
        const VectorField* measure = field != nullptr ? field : optimum;
        if (measure == nullptr) {
            return;
        }
        ColorBar bar;
        bar.title = magnitudeText(field != nullptr ? *data_.field : *data_.optimum);
        bar.scale = options_.colorScale;
        const std::vector<float> sizes = magnitudes(*measure);
        const bool locked =
            ground() == nullptr && options_.locked && options_.locked->valid(bar.scale);
        bar.limits = locked ? *options_.locked : robustLimits(sizes, bar.scale, false);
        const ColorLimits lengths = locked && bar.limits.low > 0.0
                                        ? bar.limits
                                        : robustLimits(sizes, ColorScale::logarithmic, false);
        bar.map = Colormap::sequentialFor(theme_);
        scene_.spacing = cellSize(measure->grid);
        scene_.stride = std::max<std::size_t>(1, options_.stride);
        if (field != nullptr) {
            scene_.arrows = buildArrows({field, bar, lengths, nullptr, ground(), ArrowShape{}},
                                        options_, scene_.spacing);
        }
        if (options_.optimum && optimum != nullptr) {
            const QRgb color = optimumColor(theme_).rgba();
            constexpr ArrowShape thin{0.05, 0.26, 0.20};
            scene_.optimum = buildArrows({optimum, bar, lengths, &color, nullptr, thin}, options_,
                                         cellSize(optimum->grid));
            if (!scene_.optimum.empty()) {
                scene_.legend.push_back({titleOf(*data_.optimum),
                                         Swatch::arrow,
                                         {optimumColor(theme_)},
                                         MarkShape::none});
            }
        }
        if (!scene_.arrows.empty() || !scene_.optimum.empty()) {
            scene_.arrowNotes = arrowNotes(options_.arrowLength, bar.title, lengths);
        }
        if (ground() == nullptr) {
            scene_.bar = bar; // over a heat map the arrows are plain
        }
        if (options_.streamlines && field != nullptr) {
            scene_.streamlines = coloredLines(streamlines(*field), ground(), theme_.text);
            if (!scene_.streamlines.empty()) {
                nameLines(Text::tr("Streamlines"), theme_.text);
            }
        }
    }

    void addPoints() {
        for (std::size_t cloud = 0; cloud < data_.points.size(); ++cloud) {
            const Artifact& artifact = *data_.points[cloud];
            const auto& points = std::get<Scatter>(artifact.data);
            const std::size_t count = std::min(points.x.size(), points.y.size());
            bool any = false;
            for (std::size_t i = 0; i < count && !any; ++i) {
                any = std::isfinite(points.x[i]) && std::isfinite(points.y[i]);
            }
            if (!any) {
                continue;
            }
            FieldLegendEntry entry{titleOf(artifact), Swatch::dot};
            if (points.value.empty() || points.value.size() != points.x.size()) {
                entry.colors = {pointColor(theme_, cloud)};
            }
            scene_.legend.push_back(std::move(entry));
        }
        addFewPoints();
    }

    /// A few points drown among arrows as dots; they become discs above them.
    void addFewPoints() {
        constexpr std::size_t few = 300;
        constexpr QSize raster(512, 512);
        constexpr double radius = 2.6;
        constexpr double casing = 0.9;
        FieldData points;
        points.points = data_.points;
        const QRectF extent = dataExtent(points);
        if (extent.isNull()) {
            return;
        }
        const Dots dots = visibleDots(data_, options_, regionAround(extent), raster, theme_);
        for (std::size_t i = 0; i < dots.at.size() && dots.at.size() <= few; ++i) {
            scene_.dots.push_back({dots.at[i], theme_.ground.rgba(), radius + casing});
            scene_.dots.push_back({dots.at[i], dots.color[i], radius});
        }
    }

    void addBrushed() {
        for (const auto& artifact : data_.points) {
            const auto& points = std::get<Scatter>(artifact->data);
            const auto place = [&points](std::size_t i) -> std::optional<QPointF> {
                if (i < std::min(points.x.size(), points.y.size()) && std::isfinite(points.x[i]) &&
                    std::isfinite(points.y[i])) {
                    return QPointF(static_cast<double>(points.x[i]),
                                   static_cast<double>(points.y[i]));
                }
                return std::nullopt;
            };
            const auto found = data_.brushed.find(artifact->name);
            for (const std::size_t i :
                 found != data_.brushed.end() ? found->second : std::vector<std::size_t>()) {
                if (const auto at = place(i)) {
                    scene_.discs.push_back({*at, theme_.accent.rgba(), 2.2});
                }
            }
            if (const auto chosen = selectedIndex(data_.selection, points.selects)) {
                if (const auto at = place(*chosen)) {
                    scene_.dots.push_back({*at, theme_.ground.rgba(), 5.6});
                    scene_.dots.push_back({*at, theme_.text.rgba(), 4.6});
                    scene_.dots.push_back({*at, theme_.accent.rgba(), 3.0});
                }
            }
        }
    }

    void addPaths() {
        for (const auto& artifact : data_.paths) {
            const auto& lines = std::get<Lines>(artifact->data);
            PathPicture picture = buildPaths(lines, 0.3 * scene_.spacing, theme_,
                                             selectedIndex(data_.selection, lines.selects));
            // Lines with a label have it at their end.
            if (!picture.unnamed.empty()) {
                FieldLegendEntry entry{titleOf(*artifact), Swatch::line};
                for (const QColor& color : picture.unnamed) {
                    if (entry.colors.size() < mostColors &&
                        std::find(entry.colors.begin(), entry.colors.end(), color) ==
                            entry.colors.end()) {
                        entry.colors.push_back(color);
                    }
                }
                scene_.legend.push_back(std::move(entry));
            }
            append(scene_.paths, picture.lines);
            append(scene_.discs, picture.discs);
            append(scene_.marks, picture.labels);
        }
    }

    void addChains() {
        std::size_t color = 1;
        for (const auto& artifact : data_.trajectories) {
            const auto& path = std::get<Trajectory>(artifact->data);
            ChainPicture picture =
                buildChains(path, color, theme_, selectedIndex(data_.selection, path.selects),
                            options_.chainEnds);
            if (!picture.lines.empty() || !picture.chosen.empty() || !picture.discs.empty()) {
                FieldLegendEntry entry{titleOf(*artifact), Swatch::line};
                if (picture.chains > 1) {
                    entry.text = QStringLiteral("%1 (%2)").arg(entry.text).arg(picture.chains);
                }
                const std::size_t colors =
                    picture.chains > manyChains ? 1 : std::min(picture.chains, mostColors);
                for (std::size_t i = 0; i < colors; ++i) {
                    entry.colors.push_back(theme_.seriesColor(color + i));
                }
                scene_.legend.push_back(std::move(entry));
            }
            append(scene_.trajectories, picture.lines);
            append(scene_.chosen, picture.chosen);
            append(scene_.discs, picture.discs);
            color += picture.chains;
        }
    }

    void addEllipses() {
        for (const auto& artifact : data_.tensors) {
            std::vector<Polyline> ellipses =
                coloredLines(buildEllipses(std::get<TensorField>(artifact->data), scene_.spacing,
                                           theme_.text.rgba()),
                             ground(), std::nullopt);
            if (!ellipses.empty()) {
                nameLines(titleOf(*artifact), theme_.text);
            }
            append(scene_.ellipses, ellipses);
        }
    }

    void addMarks() {
        std::vector<std::pair<MarkShape, QString>> explained;
        for (const auto& artifact : data_.markers) {
            for (FieldMark& mark : buildMarks(*artifact, theme_)) {
                if ((isFixedPoint(mark.shape) && !options_.fixedPoints) ||
                    (isOfChain(mark.shape) && !options_.chains)) {
                    continue;
                }
                // What has a word of its own beside it says with it what it is; a proposal's says
                // how it ended.
                const bool known =
                    std::any_of(explained.begin(), explained.end(),
                                [&](const auto& each) { return each.first == mark.shape; });
                if (!known && (mark.label.isEmpty() || isOfChain(mark.shape))) {
                    explained.emplace_back(mark.shape, mark.shape == MarkShape::point
                                                           ? pointsName(*artifact)
                                                           : markName(mark.shape));
                }
                scene_.marks.push_back(std::move(mark));
            }
        }
        std::sort(explained.begin(), explained.end());
        for (const auto& [shape, name] : explained) {
            scene_.legend.push_back({name, Swatch::mark, {markColor(shape, theme_)}, shape});
        }
    }

    const FieldData& data_;
    const FieldOptions& options_;
    const Theme& theme_;
    std::optional<HeatColors> heat_;
    FieldScene scene_;
};

} // namespace

FieldScene buildFieldScene(const FieldData& data, const FieldOptions& options, const Theme& theme) {
    return Builder(data, options, theme).build();
}

QColor optimumColor(const Theme& theme) {
    return theme.seriesColor(1);
}

} // namespace scorescope::views
