// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/pairs/pairs_scene.h"

#include "engine/core/error.h"
#include "views/view_options.h"

#include <QCoreApplication>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace scorescope::views {
namespace {

constexpr double widening = 1.15;
constexpr std::size_t mostPairs = 200;

constexpr double headerHeight = 2.0; ///< em
constexpr double namesHeight = 1.3;  ///< "data" and "samples" over the first row of panels
constexpr double outerMargin = 0.6;
constexpr double upperMargin = 0.4;

/// Room around the panels, em.
struct Spacing {
    double tickWidth = 2.4;   ///< tick labels at the left
    double tickHeight = 1.3;  ///< tick labels below
    double labelWidth = 1.7;  ///< axis label at the left of a pair
    double labelHeight = 1.4; ///< axis label below a panel
    double halvesGap = 0.5;   ///< between the two panels of a pair
    double columnsGap = 0.9;
    double rowsGap = 0.4;
    double smallestPanel = 3.2;
};
constexpr Spacing bareSpacing{0.0, 0.0, 0.0, 0.0, 0.2, 0.6, 0.4, 1.2};

struct Text {
    Q_DECLARE_TR_FUNCTIONS(scorescope::views::Pairs)
};

[[noreturn]] void refuse(const ViewSpec& spec, const std::string& option, const std::string& what) {
    throw InputError("", "/views/" + spec.name + "/options/" + option, what);
}

double numberOption(const ViewSpec& spec, const char* name, double largest) {
    const auto found = spec.options.find(name);
    if (found == spec.options.end()) {
        return 0.0;
    }
    const double value = found->is_number() ? found->get<double>() : -1.0;
    if (!(value >= 0.0) || !(value <= largest)) {
        refuse(spec, name,
               "must be a number from 0 (automatic) to " + nlohmann::json(largest).dump());
    }
    return value;
}

QRectF regionOption(const ViewSpec& spec) {
    const auto found = spec.options.find("region");
    if (found == spec.options.end()) {
        return {};
    }
    std::array<double, 4> edges{};
    bool good = found->is_array() && found->size() == 4;
    for (std::size_t i = 0; good && i < 4; ++i) {
        good = (*found)[i].is_number();
        edges[i] = good ? (*found)[i].get<double>() : 0.0;
        good = good && std::abs(edges[i]) < 1e30;
    }
    if (!good || !(edges[2] > edges[0]) || !(edges[3] > edges[1])) {
        refuse(spec, "region", "must be [x min, y min, x max, y max]");
    }
    return {QPointF(edges[0], edges[1]), QPointF(edges[2], edges[3])};
}

std::vector<DimensionPair> pairsOption(const ViewSpec& spec) {
    std::vector<DimensionPair> pairs;
    const auto found = spec.options.find("pairs");
    if (found == spec.options.end()) {
        return pairs;
    }
    if (!found->is_array() || found->empty() || found->size() > mostPairs) {
        refuse(spec, "pairs", "must be a list of 1 to 200 pairs such as [0, 1]");
    }
    for (const auto& pair : *found) {
        const auto isDimension = [](const auto& value) {
            return value.is_number_integer() && value.template get<std::int64_t>() >= 0 &&
                   value.template get<std::int64_t>() < 4096;
        };
        if (!pair.is_array() || pair.size() != 2 || !isDimension(pair[0]) ||
            !isDimension(pair[1]) || pair[0] == pair[1]) {
            refuse(spec, "pairs", pair.dump() + " is not a pair of two dimensions, such as [0, 1]");
        }
        pairs.push_back({pair[0].get<std::size_t>(), pair[1].get<std::size_t>()});
    }
    return pairs;
}

/// The panels with the given room around them; none when they would be too small.
std::vector<PairPanel> placePanels(const QRectF& inside, std::size_t pairs, std::size_t halves,
                                   const Spacing& spacing, double em) {
    std::vector<PairPanel> panels;
    const double roomWidth = inside.width() - spacing.tickWidth * em;
    const double roomHeight = inside.height() - spacing.tickHeight * em;
    const auto count = [](std::size_t n) { return static_cast<double>(n); };
    // What stands beside the panels of one cell.
    const double besides = (spacing.labelWidth + spacing.halvesGap * count(halves - 1)) * em;
    double side = 0.0;
    std::size_t columns = 1;
    for (std::size_t tried = 1; tried <= pairs; ++tried) {
        const std::size_t rows = (pairs + tried - 1) / tried;
        const double width =
            ((roomWidth - spacing.columnsGap * em * count(tried - 1)) / count(tried) - besides) /
            count(halves);
        const double height = (roomHeight - spacing.rowsGap * em * count(rows - 1)) / count(rows) -
                              spacing.labelHeight * em;
        // Fewer columns win a draw: reading order then follows the thesis' page.
        if (std::min(width, height) > side + 1e-6) {
            side = std::min(width, height);
            columns = tried;
        }
    }
    if (side < spacing.smallestPanel * em) {
        return panels;
    }
    side = std::floor(side);
    const std::size_t rows = (pairs + columns - 1) / columns;
    const double cellWidth = besides + count(halves) * side;
    const double cellHeight = side + spacing.labelHeight * em;
    const double usedWidth =
        count(columns) * cellWidth + spacing.columnsGap * em * count(columns - 1);
    const double usedHeight = count(rows) * cellHeight + spacing.rowsGap * em * count(rows - 1);
    // Spare room goes between the cells up to a point, then around them.
    const double spareX = std::max(0.0, roomWidth - usedWidth);
    const double spareY = std::max(0.0, roomHeight - usedHeight);
    const double moreX = columns > 1 ? std::min(1.5 * em, spareX / count(columns)) : 0.0;
    const double moreY = rows > 1 ? std::min(1.0 * em, spareY / count(rows)) : 0.0;
    const double left =
        inside.left() + spacing.tickWidth * em + 0.5 * (spareX - moreX * count(columns - 1));
    const double top = inside.top() + 0.5 * (spareY - moreY * count(rows - 1));
    for (std::size_t pair = 0; pair < pairs; ++pair) {
        const std::size_t row = pair / columns;
        const std::size_t column = pair % columns;
        const double x = left + count(column) * (cellWidth + spacing.columnsGap * em + moreX);
        const double y = top + count(row) * (cellHeight + spacing.rowsGap * em + moreY);
        for (std::size_t half = 0; half < halves; ++half) {
            PairPanel panel;
            panel.pair = pair;
            panel.cloud = half;
            panel.plot = QRectF(std::ceil(x + spacing.labelWidth * em +
                                          count(half) * (side + spacing.halvesGap * em)),
                                std::ceil(y), side, side);
            panel.leftmost = column == 0 && half == 0;
            panel.lowermost = pair + columns >= pairs;
            panels.push_back(panel);
        }
    }
    return panels;
}

std::array<QString, 2> namesOption(const ViewSpec& spec) {
    std::array<QString, 2> names{Text::tr("data"), Text::tr("samples")};
    const auto found = spec.options.find("names");
    if (found == spec.options.end()) {
        return names;
    }
    const bool good = found->is_array() && found->size() == names.size() &&
                      std::all_of(found->begin(), found->end(), [](const auto& name) {
                          return name.is_string() && !name.template get<std::string>().empty();
                      });
    if (!good) {
        refuse(spec, "names", "must be two words, for the first cloud and the second");
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        names[i] = QString::fromStdString((*found)[i].get<std::string>());
    }
    return names;
}

} // namespace

PairsOptions pairsOptions(const ViewSpec& spec) {
    PairsOptions options;
    if (!spec.options.is_object()) {
        options.names = namesOption(ViewSpec());
        return options;
    }
    refuseUnknownOptions(spec, {"layout", "pairs", "point_size", "limit", "region", "names"});
    const auto layout = spec.options.find("layout");
    if (layout != spec.options.end()) {
        const std::string name = layout->is_string() ? layout->get<std::string>() : layout->dump();
        if (name != "side_by_side" && name != "overlay") {
            refuse(spec, "layout", "must be side_by_side or overlay, not '" + name + "'");
        }
        options.layout = name == "overlay" ? PairsLayout::overlay : PairsLayout::sideBySide;
    }
    options.pairs = pairsOption(spec);
    options.pointSize = numberOption(spec, "point_size", 50.0);
    options.limit = numberOption(spec, "limit", 1e12);
    options.region = regionOption(spec);
    options.names = namesOption(spec);
    return options;
}

const PointCloud* PairsCloud::points() const {
    return artifact ? std::get_if<PointCloud>(&artifact->data) : nullptr;
}

std::size_t PairsCloud::size() const {
    const PointCloud* cloud = points();
    return cloud == nullptr || cloud->dimensions == 0
               ? 0
               : cloud->coordinates.size() / cloud->dimensions;
}

std::size_t PairsData::dimensions() const {
    for (const PairsCloud& cloud : clouds) {
        if (cloud.size() > 0) {
            return cloud.points()->dimensions;
        }
    }
    return 0;
}

PairsData pairsData(const ViewSpec& spec, const Frame& frame) {
    PairsData data;
    for (std::size_t i = 0; i < std::min<std::size_t>(2, spec.artifacts.size()); ++i) {
        std::shared_ptr<const Artifact> artifact = frame.find(spec.artifacts[i]);
        if (artifact && !std::holds_alternative<PointCloud>(artifact->data)) {
            data.problem = Text::tr("'%1' is no cloud of points")
                               .arg(QString::fromStdString(spec.artifacts[i]));
            continue;
        }
        data.clouds[i].artifact = std::move(artifact);
    }
    const std::size_t dimensions = data.dimensions();
    if (dimensions == 1) {
        data.problem = Text::tr("Points on a line have no pairs of dimensions");
    }
    for (PairsCloud& cloud : data.clouds) {
        if (cloud.size() > 0 && cloud.points()->dimensions != dimensions) {
            data.problem = Text::tr("The data have %1 dimensions, the samples %2")
                               .arg(dimensions)
                               .arg(cloud.points()->dimensions);
            cloud.artifact.reset();
        }
    }
    return data;
}

std::vector<DimensionPair> defaultPairs(std::size_t dimensions) {
    std::vector<DimensionPair> pairs;
    if (dimensions == 2) {
        return {{0, 1}};
    }
    for (std::size_t i = 0; dimensions > 2 && i < std::min(dimensions, mostPairs); ++i) {
        pairs.push_back({i, (i + 1) % dimensions});
    }
    return pairs;
}

std::vector<DimensionPair> shownPairs(const PairsOptions& options, const PairsData& data) {
    const std::size_t dimensions = data.dimensions();
    if (options.pairs.empty()) {
        return defaultPairs(dimensions);
    }
    std::vector<DimensionPair> pairs;
    for (const DimensionPair& pair : options.pairs) {
        if (pair[0] < dimensions && pair[1] < dimensions) {
            pairs.push_back(pair);
        }
    }
    return pairs;
}

namespace {

struct Span {
    double low = 0.0;
    double high = 0.0;
};

} // namespace

QRectF pairsExtent(const PairsOptions& options, const PairsData& data) {
    if (options.limit > 0.0) {
        return {-options.limit, -options.limit, 2.0 * options.limit, 2.0 * options.limit};
    }
    const double endless = std::numeric_limits<double>::infinity();
    const auto widen = [](Span& span, const PairsCloud& cloud, const Span& within) {
        for (std::size_t i = 0; cloud.size() > 0 && i < cloud.points()->coordinates.size(); ++i) {
            const auto x = static_cast<double>(cloud.points()->coordinates[i]);
            if (std::isfinite(x) && x >= within.low && x <= within.high) {
                span.low = std::min(span.low, x);
                span.high = std::max(span.high, x);
            }
        }
    };
    Span span{endless, -endless};
    widen(span, data.clouds[0], {-endless, endless});
    const bool ofData = span.high >= span.low;
    if (!ofData) {
        widen(span, data.clouds[1], {-endless, endless});
    }
    if (!(span.high >= span.low)) {
        return {-1.0, -1.0, 2.0, 2.0};
    }
    const double size = span.high - span.low;
    const double middle = 0.5 * (span.low + span.high);
    const double half =
        size > 0.0 ? 0.5 * widening * size : std::max(1e-6, 0.1 * std::max(1.0, std::abs(middle)));
    Span shown{middle - half, middle + half};
    if (ofData && size > 0.0) {
        // Samples about the data have their room; in steps, so that axes do not tremble while
        // chains walk.
        Span samples = span;
        widen(samples, data.clouds[1], {span.low - 0.5 * size, span.high + 0.5 * size});
        const double step = size / 20.0;
        const auto stepsBeyond = [step](double distance) {
            return distance > 0.0 ? step * std::ceil(distance / step + 0.25) : 0.0;
        };
        shown.low -= stepsBeyond(shown.low - samples.low);
        shown.high += stepsBeyond(samples.high - shown.high);
    }
    const double width = shown.high - shown.low;
    return {shown.low, shown.low, width, width};
}

const PairPanel* PairsPlaces::at(const QPointF& position) const {
    for (const PairPanel& panel : panels) {
        if (panel.plot.contains(position)) {
            return &panel;
        }
    }
    return nullptr;
}

PairsPlaces placePairs(const QRectF& rect, std::size_t pairs, PairsLayout layout,
                       const FigureStyle& style) {
    PairsPlaces places;
    const double em = style.fontSize;
    const double margin = outerMargin * em;
    const QRectF inside = rect.adjusted(margin, upperMargin * em, -margin, -margin);
    places.header = QRectF(inside.left(), inside.top(), inside.width(), headerHeight * em);
    const QRectF room = inside.adjusted(0.0, headerHeight * em, 0.0, 0.0);
    const std::size_t halves = layout == PairsLayout::sideBySide ? 2 : 1;
    if (pairs > 0) {
        const double names = halves > 1 ? namesHeight * em : 0.0;
        places.panels =
            placePanels(room.adjusted(0.0, names, 0.0, 0.0), pairs, halves, Spacing(), em);
        if (places.panels.empty()) {
            places.panels = placePanels(room, pairs, halves, bareSpacing, em);
            places.bare = true;
        }
    }
    return places;
}

double pairsHeight(double width, std::size_t pairs, PairsLayout layout, const FigureStyle& style) {
    const double em = style.fontSize;
    const Spacing spacing;
    const double halves = layout == PairsLayout::sideBySide ? 2.0 : 1.0;
    const auto count = static_cast<double>(std::max<std::size_t>(1, pairs));
    // Panels of a page about as high as wide.
    const double columns = std::ceil(std::sqrt(count / halves));
    const double rows = std::ceil(count / columns);
    const double room = width - (2.0 * outerMargin + spacing.tickWidth) * em;
    const double cell = (room - spacing.columnsGap * em * (columns - 1.0)) / columns;
    const double side =
        std::max(spacing.smallestPanel * em,
                 (cell - (spacing.labelWidth + spacing.halvesGap * (halves - 1.0)) * em) / halves);
    return upperMargin * em + outerMargin * em + headerHeight * em +
           (halves > 1.0 ? namesHeight * em : 0.0) + spacing.tickHeight * em +
           rows * (side + spacing.labelHeight * em) + spacing.rowsGap * em * (rows - 1.0);
}

std::optional<std::size_t> nearestInPair(const PointCloud& cloud, const DimensionPair& pair,
                                         const QPointF& at, double reach) {
    std::optional<std::size_t> best;
    double least = reach * reach;
    const std::size_t n = cloud.dimensions == 0 ? 0 : cloud.coordinates.size() / cloud.dimensions;
    for (std::size_t i = 0; i < n; ++i) {
        const float* point = cloud.coordinates.data() + i * cloud.dimensions;
        const double dx = static_cast<double>(point[pair[0]]) - at.x();
        const double dy = static_cast<double>(point[pair[1]]) - at.y();
        const double squared = dx * dx + dy * dy;
        if (squared <= least) { // false for what is not finite
            least = squared;
            best = i;
        }
    }
    return best;
}

std::vector<std::size_t> pointsInside(const PointCloud& cloud, const DimensionPair& pair,
                                      const QRectF& box) {
    std::vector<std::size_t> inside;
    const std::size_t n = cloud.dimensions == 0 ? 0 : cloud.coordinates.size() / cloud.dimensions;
    for (std::size_t i = 0; i < n; ++i) {
        const float* point = cloud.coordinates.data() + i * cloud.dimensions;
        const auto x = static_cast<double>(point[pair[0]]);
        const auto y = static_cast<double>(point[pair[1]]);
        if (x >= box.left() && x <= box.right() && y >= box.top() && y <= box.bottom()) {
            inside.push_back(i);
        }
    }
    return inside;
}

QString dimensionName(std::size_t dimension) {
    QString name = QStringLiteral("x");
    for (const QChar digit : QString::number(dimension)) {
        name += QChar(u'₀' + digit.digitValue());
    }
    return name;
}

} // namespace scorescope::views
