// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/rng.h"
#include "engine/core/threads.h"
#include "engine/data/digits.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace scorescope::data {
namespace {

constexpr std::size_t side = digitSide;
constexpr double pi = 3.14159265358979323846;

constexpr Purpose shape = Purpose::named("drawn digits");
constexpr Purpose testShape = Purpose::named("drawn digits to test");

struct Point {
    double x = 0.0;
    double y = 0.0;
};

/// A line through points of the unit square (y downwards): smooth, or with corners at the points.
struct Stroke {
    std::vector<Point> points;
    bool smooth = true;
    bool closed = false;
};
using Glyph = std::vector<Stroke>;

/// The ways to write each digit.
const std::array<std::vector<Glyph>, 10>& glyphs() {
    static const std::array<std::vector<Glyph>, 10> all = {{
        // 0
        {{{{{0.5, 0.06},
            {0.24, 0.22},
            {0.16, 0.5},
            {0.24, 0.78},
            {0.5, 0.94},
            {0.76, 0.78},
            {0.84, 0.5},
            {0.76, 0.22}},
           true,
           true}},
         {{{{0.62, 0.1},
            {0.34, 0.12},
            {0.18, 0.42},
            {0.22, 0.78},
            {0.46, 0.93},
            {0.74, 0.76},
            {0.82, 0.4},
            {0.68, 0.12},
            {0.5, 0.08}},
           true,
           false}}},
        // 1
        {{{{{0.5, 0.05}, {0.5, 0.95}}, false, false}},
         {{{{0.32, 0.26}, {0.54, 0.06}, {0.54, 0.95}}, false, false}},
         {{{{0.3, 0.28}, {0.52, 0.06}, {0.52, 0.93}}, false, false},
          {{{0.28, 0.94}, {0.76, 0.94}}, false, false}}},
        // 2
        {{{{{0.2, 0.28},
            {0.34, 0.09},
            {0.62, 0.07},
            {0.78, 0.25},
            {0.68, 0.5},
            {0.42, 0.72},
            {0.17, 0.92}},
           true,
           false},
          {{{0.17, 0.92}, {0.86, 0.9}}, false, false}},
         {{{{0.18, 0.22},
            {0.42, 0.06},
            {0.74, 0.16},
            {0.72, 0.44},
            {0.5, 0.7},
            {0.26, 0.9},
            {0.16, 0.8},
            {0.3, 0.74},
            {0.55, 0.88},
            {0.86, 0.86}},
           true,
           false}}},
        // 3
        {{{{{0.2, 0.16}, {0.48, 0.06}, {0.76, 0.18}, {0.68, 0.38}, {0.44, 0.47}}, true, false},
          {{{0.44, 0.47}, {0.74, 0.54}, {0.82, 0.75}, {0.56, 0.93}, {0.18, 0.86}}, true, false}},
         {{{{0.22, 0.08}, {0.76, 0.08}, {0.46, 0.4}}, false, false},
          {{{0.46, 0.4}, {0.76, 0.5}, {0.8, 0.76}, {0.52, 0.94}, {0.18, 0.84}}, true, false}}},
        // 4
        {{{{{0.6, 0.06}, {0.14, 0.6}, {0.88, 0.6}}, false, false},
          {{{0.66, 0.34}, {0.64, 0.95}}, false, false}},
         {{{{0.22, 0.08}, {0.18, 0.5}, {0.78, 0.5}}, false, false},
          {{{0.76, 0.06}, {0.72, 0.95}}, false, false}}},
        // 5
        {{{{{0.8, 0.08}, {0.3, 0.09}, {0.25, 0.44}}, false, false},
          {{{0.25, 0.44}, {0.54, 0.37}, {0.8, 0.56}, {0.72, 0.84}, {0.44, 0.94}, {0.16, 0.84}},
           true,
           false}}},
        // 6
        {{{{{0.7, 0.08},
            {0.4, 0.26},
            {0.21, 0.56},
            {0.24, 0.83},
            {0.5, 0.94},
            {0.77, 0.8},
            {0.74, 0.57},
            {0.5, 0.49},
            {0.25, 0.66}},
           true,
           false}}},
        // 7
        {{{{{0.15, 0.1}, {0.84, 0.1}, {0.44, 0.94}}, false, false}},
         {{{{0.16, 0.12}, {0.82, 0.1}, {0.42, 0.94}}, false, false},
          {{{0.34, 0.5}, {0.76, 0.48}}, false, false}}},
        // 8
        {{{{{0.5, 0.48},
            {0.27, 0.32},
            {0.32, 0.1},
            {0.6, 0.07},
            {0.74, 0.25},
            {0.5, 0.48},
            {0.25, 0.68},
            {0.3, 0.89},
            {0.58, 0.94},
            {0.77, 0.74}},
           true,
           true}}},
        // 9
        {{{{{0.76, 0.24},
            {0.58, 0.07},
            {0.3, 0.12},
            {0.22, 0.34},
            {0.4, 0.5},
            {0.66, 0.42},
            {0.77, 0.22}},
           true,
           false},
          {{{0.77, 0.22}, {0.74, 0.58}, {0.6, 0.94}}, true, false}},
         {{{{0.72, 0.26}, {0.5, 0.08}, {0.26, 0.24}, {0.42, 0.48}, {0.72, 0.3}}, true, false},
          {{{0.73, 0.18}, {0.7, 0.94}}, false, false}}},
    }};
    return all;
}

/// Points along a stroke, close enough for a pen: a Catmull–Rom spline, or the line itself.
std::vector<Point> alongStroke(const Stroke& stroke) {
    const std::vector<Point>& p = stroke.points;
    if (!stroke.smooth) {
        return p;
    }
    constexpr int pieces = 5;
    const auto n = static_cast<std::ptrdiff_t>(p.size());
    const auto at = [&](std::ptrdiff_t i) {
        return stroke.closed ? p[static_cast<std::size_t>((i + n) % n)]
                             : p[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(i, 0, n - 1))];
    };
    std::vector<Point> line;
    const std::ptrdiff_t spans = stroke.closed ? n : n - 1;
    for (std::ptrdiff_t i = 0; i < spans; ++i) {
        const Point a = at(i - 1);
        const Point b = at(i);
        const Point c = at(i + 1);
        const Point d = at(i + 2);
        for (int k = 0; k < pieces; ++k) {
            const double t = static_cast<double>(k) / pieces;
            const auto value = [t](double w, double x, double y, double z) {
                return 0.5 * (2.0 * x + t * (y - w) + t * t * (2.0 * w - 5.0 * x + 4.0 * y - z) +
                              t * t * t * (3.0 * x - w - 3.0 * y + z));
            };
            line.push_back({value(a.x, b.x, c.x, d.x), value(a.y, b.y, c.y, d.y)});
        }
    }
    line.push_back(at(spans));
    return line;
}

/// A smooth displacement of the plane: a few waves of random direction and phase.
class Elastic {
public:
    explicit Elastic(RandomStream& random) {
        for (Wave& wave : waves_) {
            const double turn = random.uniform(0.0, 2.0 * pi);
            const double length = random.uniform(0.5, 1.1); // in sizes of the digit
            wave.kx = 2.0 * pi / length * std::cos(turn);
            wave.ky = 2.0 * pi / length * std::sin(turn);
            wave.phase = random.uniform(0.0, 2.0 * pi);
            constexpr double strength = 0.017;
            wave.x = strength * random.normal();
            wave.y = strength * random.normal();
        }
    }
    [[nodiscard]] Point moved(const Point& p) const {
        Point result = p;
        for (const Wave& wave : waves_) {
            const double swing = std::sin(wave.kx * p.x + wave.ky * p.y + wave.phase);
            result.x += wave.x * swing;
            result.y += wave.y * swing;
        }
        return result;
    }

private:
    struct Wave {
        double kx = 0.0;
        double ky = 0.0;
        double phase = 0.0;
        double x = 0.0;
        double y = 0.0;
    };
    std::array<Wave, 4> waves_;
};

double distanceToSegment(double x, double y, const Point& a, const Point& b) {
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    const double length = dx * dx + dy * dy;
    const double t =
        length > 0.0 ? std::clamp(((x - a.x) * dx + (y - a.y) * dy) / length, 0.0, 1.0) : 0.0;
    return std::hypot(x - a.x - t * dx, y - a.y - t * dy);
}

/// Lines in pixels, drawn with a round pen with a soft edge: ink from 0 to 1.
std::array<double, side * side> ink(const std::vector<std::vector<Point>>& lines, double radius) {
    std::array<double, side * side> pixels{};
    constexpr double edge = 0.55; // pixels over which the ink fades, either way
    const double reach = radius + edge;
    for (const std::vector<Point>& line : lines) {
        for (std::size_t i = 0; i + 1 < line.size(); ++i) {
            const Point& a = line[i];
            const Point& b = line[i + 1];
            const auto range = [reach](double u, double v) {
                const int from = static_cast<int>(std::floor(std::min(u, v) - reach));
                const int to = static_cast<int>(std::ceil(std::max(u, v) + reach));
                return std::array<int, 2>{std::max(from, 0),
                                          std::min(to, static_cast<int>(side) - 1)};
            };
            const auto [left, right] = range(a.x, b.x);
            const auto [top, bottom] = range(a.y, b.y);
            for (int y = top; y <= bottom; ++y) {
                for (int x = left; x <= right; ++x) {
                    const double away = distanceToSegment(x, y, a, b);
                    const double covered = std::clamp((reach - away) / (2.0 * edge), 0.0, 1.0);
                    double& pixel =
                        pixels[static_cast<std::size_t>(y) * side + static_cast<std::size_t>(x)];
                    pixel = std::max(pixel, covered);
                }
            }
        }
    }
    return pixels;
}

/// Moves lines so that their ink is centred; the middle of a pixel is at whole numbers.
void centre(std::vector<std::vector<Point>>& lines) {
    double length = 0.0;
    Point middle;
    for (const std::vector<Point>& line : lines) {
        for (std::size_t i = 0; i + 1 < line.size(); ++i) {
            const double part = std::hypot(line[i + 1].x - line[i].x, line[i + 1].y - line[i].y);
            length += part;
            middle.x += 0.5 * part * (line[i].x + line[i + 1].x);
            middle.y += 0.5 * part * (line[i].y + line[i + 1].y);
        }
    }
    constexpr double centreOfImage = 0.5 * (side - 1);
    for (std::vector<Point>& line : lines) {
        for (Point& point : line) {
            point.x += centreOfImage - middle.x / length;
            point.y += centreOfImage - middle.y / length;
        }
    }
}

std::uint8_t drawOne(RandomStream random, std::uint8_t* pixels) {
    const auto label = static_cast<std::uint8_t>(random.below(10));
    const std::vector<Glyph>& ways = glyphs()[label];
    Glyph glyph = ways[random.below(ways.size())];
    constexpr double tremor = 0.022; // of the points, in sizes of the digit
    for (Stroke& stroke : glyph) {
        for (Point& point : stroke.points) {
            point.x += tremor * random.normal();
            point.y += tremor * random.normal();
        }
    }
    // Strokes that begin where another ends still do, about.
    const Elastic elastic(random);
    const double turn = 0.14 * random.normal();
    const double shear = 0.18 * random.normal();
    const double wide = 14.5 * std::exp(0.16 * random.normal());
    const double high = 19.0 * std::exp(0.05 * random.normal());
    const double radius = std::clamp(1.25 + 0.3 * random.normal(), 0.7, 2.1);
    std::vector<std::vector<Point>> lines;
    for (const Stroke& stroke : glyph) {
        std::vector<Point> line = alongStroke(stroke);
        for (Point& point : line) {
            const Point bent = elastic.moved(point);
            const double x = wide * (bent.x - 0.5) - shear * high * (bent.y - 0.5);
            const double y = high * (bent.y - 0.5);
            point = {std::cos(turn) * x - std::sin(turn) * y,
                     std::sin(turn) * x + std::cos(turn) * y};
        }
        lines.push_back(std::move(line));
    }
    centre(lines);
    const auto drawn = ink(lines, radius);
    const double darkest = random.uniform(225.0, 255.0);
    std::transform(drawn.begin(), drawn.end(), pixels, [darkest](double covered) {
        return static_cast<std::uint8_t>(std::lround(darkest * covered));
    });
    return label;
}

} // namespace

ImageSet drawDigits(std::size_t count, DigitPart part, std::uint64_t seed, int threads) {
    ImageSet set;
    set.width = side;
    set.height = side;
    set.source = "drawn digits";
    set.pixels.resize(count * side * side);
    set.labels.resize(count);
    const Purpose purpose = part == DigitPart::training ? shape : testShape;
    constexpr std::size_t chunk = 64;
    parallelFor(count, threads, chunk, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            set.labels[i] =
                drawOne(RandomStream(seed, purpose, 0, i), set.pixels.data() + i * side * side);
        }
    });
    return set;
}

} // namespace scorescope::data
