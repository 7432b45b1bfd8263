// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_overlays.h"

#include "views/selection.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace scorescope::views {
namespace {

constexpr double pi = 3.14159265358979323846;

QString translated(const char* text) {
    return QCoreApplication::translate("FieldOverlays", text);
}

QRgb withAlpha(QColor color, double alpha) {
    color.setAlphaF(static_cast<float>(alpha));
    return color.rgba();
}

struct MarkKind {
    const char* kind;
    MarkShape shape;
    const char* name;
    const char* help;
};

const std::array<MarkKind, 11>& markKinds() {
    static const std::array<MarkKind, 11> kinds = {{
        {"attractor", MarkShape::attractor, QT_TRANSLATE_NOOP("FieldOverlays", "attractor"),
         QT_TRANSLATE_NOOP("FieldOverlays",
                           "Attractor: a fixed point towards which everything near it moves.")},
        {"spurious_attractor", MarkShape::spuriousAttractor,
         QT_TRANSLATE_NOOP("FieldOverlays", "spurious attractor"),
         QT_TRANSLATE_NOOP(
             "FieldOverlays",
             "Spurious attractor: everything near it moves here, but there is no data.")},
        {"saddle", MarkShape::saddle, QT_TRANSLATE_NOOP("FieldOverlays", "saddle"),
         QT_TRANSLATE_NOOP("FieldOverlays",
                           "Saddle: a fixed point that attracts along one direction and repels "
                           "along another.")},
        {"source", MarkShape::source, QT_TRANSLATE_NOOP("FieldOverlays", "source"),
         QT_TRANSLATE_NOOP("FieldOverlays",
                           "Source: a fixed point from which everything near it moves away.")},
        {"center", MarkShape::center, QT_TRANSLATE_NOOP("FieldOverlays", "centre"),
         QT_TRANSLATE_NOOP("FieldOverlays",
                           "Centre: a fixed point around which everything near it turns, hardly "
                           "nearer or farther with each turn.")},
        {"current", MarkShape::current, QT_TRANSLATE_NOOP("FieldOverlays", "proposed from"),
         QT_TRANSLATE_NOOP("FieldOverlays",
                           "Where the chain stood when it proposed; before, where it starts.")},
        {"accepted", MarkShape::accepted, QT_TRANSLATE_NOOP("FieldOverlays", "accepted proposal"),
         QT_TRANSLATE_NOOP("FieldOverlays", "A proposal that was accepted.")},
        {"rejected", MarkShape::rejected, QT_TRANSLATE_NOOP("FieldOverlays", "rejected proposal"),
         QT_TRANSLATE_NOOP("FieldOverlays", "A proposal that was rejected: the chain stays.")},
        {"handle", MarkShape::handle, QT_TRANSLATE_NOOP("FieldOverlays", "handle"),
         QT_TRANSLATE_NOOP("FieldOverlays", "A handle: drag it.")},
        {"predicted", MarkShape::predicted, QT_TRANSLATE_NOOP("FieldOverlays", "by theory"),
         QT_TRANSLATE_NOOP("FieldOverlays",
                           "Where theory puts it, to compare with what was measured.")},
        {"point", MarkShape::point, QT_TRANSLATE_NOOP("FieldOverlays", "point"), ""},
    }};
    return kinds;
}

const MarkKind& kindOf(MarkShape shape) {
    const auto& kinds = markKinds();
    const auto found = std::find_if(kinds.begin(), kinds.end(),
                                    [shape](const MarkKind& kind) { return kind.shape == shape; });
    return found == kinds.end() ? kinds.back() : *found;
}

/// Distance between neighbours of points that lie about evenly; `otherwise` for one or none.
double neighbourDistance(const TensorField& tensors, std::size_t count, double otherwise) {
    double xMin = std::numeric_limits<double>::infinity();
    double yMin = xMin;
    double xMax = -xMin;
    double yMax = -xMin;
    std::size_t finite = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto x = static_cast<double>(tensors.x[i]);
        const auto y = static_cast<double>(tensors.y[i]);
        if (std::isfinite(x) && std::isfinite(y)) {
            xMin = std::min(xMin, x);
            xMax = std::max(xMax, x);
            yMin = std::min(yMin, y);
            yMax = std::max(yMax, y);
            ++finite;
        }
    }
    if (finite < 4) {
        return otherwise;
    }
    const double side = std::sqrt(static_cast<double>(finite)) - 1.0;
    const double distance = std::sqrt((xMax - xMin) * (yMax - yMin)) / side;
    return distance > 0.0 && std::isfinite(distance) ? distance : otherwise;
}

/// The principal axes of a symmetric tensor: absolute eigenvalues and the first one's angle.
struct Axes {
    double first = 0.0;
    double second = 0.0;
    double angle = 0.0;
    [[nodiscard]] bool finite() const { return std::isfinite(first) && std::isfinite(second); }
};

Axes axesOf(const std::array<float, 3>& tensor) {
    const auto xx = static_cast<double>(tensor[0]);
    const auto xy = static_cast<double>(tensor[1]);
    const auto yy = static_cast<double>(tensor[2]);
    const double mean = 0.5 * xx + 0.5 * yy;
    const double radius = std::hypot(0.5 * xx - 0.5 * yy, xy);
    return {std::abs(mean + radius), std::abs(mean - radius), 0.5 * std::atan2(2.0 * xy, xx - yy)};
}

/// The finite stretches of a chain's points from `begin` to `end`.
class ChainWalker {
public:
    ChainWalker(const Trajectory& path, std::size_t begin, std::size_t end)
        : path_(path), begin_(begin), end_(end) {}

    [[nodiscard]] QPointF at(std::size_t i) const {
        return {static_cast<double>(path_.coordinates[i * path_.dimensions]),
                static_cast<double>(path_.coordinates[i * path_.dimensions + 1])};
    }
    [[nodiscard]] bool finite(std::size_t i) const {
        const QPointF p = at(i);
        return std::isfinite(p.x()) && std::isfinite(p.y());
    }
    /// Lines in `levels` colours, old to new.
    void lines(std::vector<Polyline>& to, const QColor& color, std::size_t levels) const {
        const std::size_t count = end_ - begin_;
        const std::size_t pieces = std::clamp<std::size_t>(count / 4, 1, levels);
        for (std::size_t piece = 0; piece < pieces; ++piece) {
            const std::size_t from = begin_ + count * piece / pieces;
            const std::size_t to_ = std::min(begin_ + count * (piece + 1) / pieces, end_ - 1);
            const double age = static_cast<double>(piece + 1) / static_cast<double>(pieces);
            Polyline line;
            line.color = withAlpha(color, 0.2 + 0.75 * age * age);
            const auto finish = [&] {
                if (line.points.size() > 1) {
                    to.push_back(line);
                }
                line.points.clear();
            };
            for (std::size_t i = from; i <= to_; ++i) {
                if (finite(i)) {
                    line.points.push_back(at(i));
                } else {
                    finish();
                }
            }
            finish();
        }
    }

private:
    const Trajectory& path_;
    std::size_t begin_;
    std::size_t end_;
};

} // namespace

MarkShape markShape(const std::string& kind) {
    const auto& kinds = markKinds();
    const auto found = std::find_if(kinds.begin(), kinds.end(),
                                    [&](const MarkKind& each) { return kind == each.kind; });
    return found == kinds.end() ? MarkShape::point : found->shape;
}

QString markName(MarkShape shape) {
    return translated(kindOf(shape).name);
}

QString markHelp(MarkShape shape) {
    const char* text = kindOf(shape).help;
    return *text == '\0' ? QString() : translated(text);
}

QColor markColor(MarkShape shape, const Theme& theme) {
    switch (shape) {
    case MarkShape::attractor:
    case MarkShape::accepted:
        return theme.running;
    case MarkShape::spuriousAttractor:
        return theme.warning;
    case MarkShape::saddle:
        return theme.seriesColor(3);
    case MarkShape::rejected:
        return theme.error;
    case MarkShape::current:
    case MarkShape::handle:
    case MarkShape::predicted:
        return theme.accent;
    case MarkShape::source:
    case MarkShape::center:
    case MarkShape::point:
    case MarkShape::none:
        break;
    }
    return theme.text;
}

std::vector<FieldMark> buildMarks(const Artifact& artifact, const Theme& theme) {
    std::vector<FieldMark> marks;
    const auto* markers = std::get_if<Markers>(&artifact.data);
    if (markers == nullptr) {
        return marks;
    }
    for (std::size_t i = 0; i < markers->markers.size(); ++i) {
        const Markers::Marker& marker = markers->markers[i];
        if (!std::isfinite(marker.x) || !std::isfinite(marker.y)) {
            continue;
        }
        FieldMark mark;
        mark.at = {marker.x, marker.y};
        mark.shape = markShape(marker.kind);
        mark.color = markColor(mark.shape, theme);
        mark.label = QString::fromStdString(marker.label);
        mark.index = i;
        if (!marker.xParameter.empty() || !marker.yParameter.empty()) {
            mark.artifact = artifact.name;
        }
        marks.push_back(std::move(mark));
    }
    return marks;
}

std::vector<Polyline> buildEllipses(const TensorField& tensors, double spacing, QRgb color) {
    constexpr int corners = 24;
    std::vector<Polyline> ellipses;
    const std::size_t count = std::min({tensors.x.size(), tensors.y.size(), tensors.tensor.size()});
    double largest = 0.0;
    std::vector<Axes> axes(count);
    for (std::size_t i = 0; i < count; ++i) {
        axes[i] = axesOf(tensors.tensor[i]);
        if (axes[i].finite()) {
            largest = std::max({largest, axes[i].first, axes[i].second});
        }
    }
    const double full = tensors.fullLength > 0.0 ? tensors.fullLength : largest;
    if (!(largest > 0.0)) {
        return ellipses;
    }
    const auto drawn = [&](double axis) {
        constexpr double least = 0.05;
        return tensors.fullLength > 0.0 ? std::clamp(axis / full, least, 1.0) : axis / full;
    };
    const double size = 0.45 * neighbourDistance(tensors, count, spacing);
    const QRgb faint = qRgba(qRed(color), qGreen(color), qBlue(color), qAlpha(color) / 2);
    for (std::size_t i = 0; i < count; ++i) {
        const QPointF centre(static_cast<double>(tensors.x[i]), static_cast<double>(tensors.y[i]));
        if (!std::isfinite(centre.x()) || !std::isfinite(centre.y()) || !axes[i].finite()) {
            continue;
        }
        const QPointF along(std::cos(axes[i].angle), std::sin(axes[i].angle));
        const QPointF a = size * drawn(axes[i].first) * along;
        const QPointF b = size * drawn(axes[i].second) * QPointF(-along.y(), along.x());
        Polyline ellipse;
        ellipse.closed = true;
        ellipse.color = color;
        for (int k = 0; k < corners; ++k) {
            const double angle = 2.0 * pi * k / corners;
            ellipse.points.push_back(centre + std::cos(angle) * a + std::sin(angle) * b);
        }
        ellipses.push_back(std::move(ellipse));
        ellipses.push_back({{centre - a, centre + a}, faint, false});
        ellipses.push_back({{centre - b, centre + b}, faint, false});
    }
    return ellipses;
}

ChainPicture buildChains(const Trajectory& path, std::size_t firstColor, const Theme& theme,
                         std::optional<std::size_t> selected, bool ends) {
    ChainPicture picture;
    if (path.dimensions < 2) {
        return picture;
    }
    const std::size_t count = path.coordinates.size() / path.dimensions;
    std::vector<std::size_t> starts = path.starts;
    if (starts.empty()) {
        starts.push_back(0);
    }
    const bool many = starts.size() > manyChains;
    constexpr std::size_t tailOfMany = 12;
    for (std::size_t c = 0; c < starts.size(); ++c) {
        std::size_t begin = starts[c];
        const std::size_t end = c + 1 < starts.size() ? std::min(starts[c + 1], count) : count;
        if (begin >= end) {
            continue;
        }
        ++picture.chains;
        if (many && selected != c && end - begin > tailOfMany) {
            begin = end - tailOfMany;
        }
        const bool chosen = selected == c;
        const QColor own = theme.seriesColor(many ? firstColor : firstColor + c);
        const QColor color = selected && !chosen ? dimmed(own, theme.ground) : own;
        const ChainWalker walker(path, begin, end);
        const bool whole = !many || chosen;
        walker.lines(chosen ? picture.chosen : picture.lines,
                     whole ? color : QColor::fromRgba(withAlpha(color, 0.6)), whole ? 8 : 1);
        if (!many && path.accepted.size() == count) {
            for (std::size_t i = begin + 1; i < end; ++i) {
                if (path.accepted[i] == 0 && walker.finite(i)) {
                    picture.discs.push_back({walker.at(i), withAlpha(theme.dim, 0.6), 1.2});
                }
            }
        }
        if (ends && walker.finite(end - 1)) {
            if (!many) {
                picture.discs.push_back({walker.at(end - 1), theme.ground.rgba(), 4.4});
            }
            picture.discs.push_back({walker.at(end - 1), color.rgba(), many ? 1.6 : 3.2});
        }
    }
    return picture;
}

std::vector<Polyline> dashes(const Polyline& line, double length) {
    constexpr double most = 4000.0;
    std::vector<QPointF> points = line.points;
    if (line.closed && !points.empty()) {
        points.push_back(points.front());
    }
    double whole = 0.0;
    for (std::size_t i = 1; i < points.size(); ++i) {
        whole += std::hypot(points[i].x() - points[i - 1].x(), points[i].y() - points[i - 1].y());
    }
    if (!(length > 0.0) || !(whole < most * length)) {
        return {line};
    }
    std::vector<Polyline> pieces;
    Polyline piece;
    piece.color = line.color;
    bool drawing = true;
    double left = length; // of the dash or gap under way
    if (!points.empty()) {
        piece.points.push_back(points.front());
    }
    for (std::size_t i = 1; i < points.size(); ++i) {
        QPointF at = points[i - 1];
        double rest = std::hypot(points[i].x() - at.x(), points[i].y() - at.y());
        while (rest > left * (1.0 + 1e-9)) { // no slivers by rounding
            at += (points[i] - at) * (left / rest);
            rest -= left;
            left = length;
            if (drawing) {
                piece.points.push_back(at);
                pieces.push_back(std::exchange(piece, Polyline{{}, line.color, false}));
            } else {
                piece.points.push_back(at);
            }
            drawing = !drawing;
        }
        left -= rest;
        if (drawing) {
            piece.points.push_back(points[i]);
        }
    }
    if (piece.points.size() > 1) {
        pieces.push_back(std::move(piece));
    }
    return pieces;
}

PathPicture buildPaths(const Lines& lines, double dash, const Theme& theme,
                       std::optional<std::size_t> selected) {
    constexpr std::size_t fewPoints = 64;
    // Away from the accent, which is the points', and from the chains' first colours.
    constexpr std::array<std::size_t, 4> places = {6, 3, 5, 4};
    PathPicture picture;
    for (std::size_t i = 0; i < lines.lines.size(); ++i) {
        const Lines::Line& line = lines.lines[i];
        const std::size_t count = std::min(line.x.size(), line.y.size());
        const QColor own = theme.seriesColor(places[i % places.size()]);
        const QColor color = selected && selected != i ? dimmed(own, theme.ground) : own;
        Polyline piece;
        piece.color = color.rgba();
        const auto finish = [&] {
            if (piece.points.size() > 1) {
                const std::vector<Polyline> drawn =
                    line.dashed ? dashes(piece, dash) : std::vector<Polyline>{piece};
                picture.lines.insert(picture.lines.end(), drawn.begin(), drawn.end());
            }
            piece.points.clear();
        };
        std::optional<QPointF> last;
        for (std::size_t k = 0; k < count; ++k) {
            if (!std::isfinite(line.x[k]) || !std::isfinite(line.y[k])) {
                finish();
                continue;
            }
            last = QPointF(line.x[k], line.y[k]);
            piece.points.push_back(*last);
            if (count <= fewPoints && !line.dashed) {
                picture.discs.push_back({*last, color.rgba(), 1.8});
            }
        }
        finish();
        if (last && line.label.empty()) {
            picture.unnamed.push_back(color);
        }
        if (last && !line.label.empty()) {
            FieldMark label;
            label.at = *last;
            label.shape = MarkShape::none;
            label.color = color;
            label.label = QString::fromStdString(line.label);
            picture.labels.push_back(std::move(label));
        }
    }
    return picture;
}

} // namespace scorescope::views
