// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/drawn_faces.h"

#include "engine/core/rng.h"
#include "engine/core/threads.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>

namespace scorescope::data {
namespace {

constexpr Purpose training = Purpose::named("drawn faces");
constexpr Purpose test = Purpose::named("drawn faces to test");

/// A place in the picture, from −1 to 1, or on the face: a from the left to the right edge of the
/// head, b from its top to the chin, both from −1 to 1 on a head that looks straight ahead. y and b
/// point downwards.
struct Place {
    double x = 0.0;
    double y = 0.0;
};

double square(double x) {
    return x * x;
}

double distance(double x, double y) { // where numbers are about 1, faster than std::hypot()
    return std::sqrt(x * x + y * y);
}

/// A hill of height 1 and the deviations given.
double hill(double x, double y, double wide, double high) {
    return std::exp(-0.5 * (square(x / wide) + square(y / high)));
}

/// From 0 below `from` to 1 above `to`, smoothly.
double rise(double x, double from, double to) {
    const double t = std::clamp((x - from) / (to - from), 0.0, 1.0);
    return t * t * (3.0 - 2.0 * t);
}

/// The share of a pixel that lies inside of an edge at distance `outside` (below 0: inside).
double covered(double outside, double pixel) {
    return std::clamp(0.5 - outside / pixel, 0.0, 1.0);
}

double mixed(double from, double to, double share) {
    return from + (to - from) * share;
}

/// About normal, and never more than two deviations away.
double varied(RandomStream& random, double middle, double deviation) {
    return middle + deviation * std::clamp(random.normal(), -2.0, 2.0);
}

/// Who it is.
struct Person {
    explicit Person(RandomStream& random)
        : wide(varied(random, 0.7, 0.035)), high(varied(random, 0.94, 0.03)),
          jaw(varied(random, 0.22, 0.07)), skin(random.uniform(0.5, 0.95)),
          hair(skin * random.uniform(0.08, 0.75)), hairline(varied(random, -0.62, 0.09)),
          parting(varied(random, 0.0, 0.12)), sides(random.uniform(0.3, 0.9)),
          volume(random.uniform(0.0, 0.22)), eyesApart(varied(random, 0.42, 0.03)),
          eyesAt(varied(random, -0.05, 0.03)), eyeWide(varied(random, 0.19, 0.02)),
          eyeHigh(varied(random, 0.085, 0.012)), iris(random.uniform(0.03, 0.3)),
          browAbove(varied(random, 0.2, 0.025)), browThick(varied(random, 0.045, 0.012)),
          browTilt(varied(random, 0.03, 0.03)), noseLong(varied(random, 0.36, 0.035)),
          noseWide(varied(random, 0.13, 0.02)), noseHigh(varied(random, 0.24, 0.05)),
          mouthAt(varied(random, 0.57, 0.025)), mouthWide(varied(random, 0.3, 0.035)),
          lips(varied(random, 0.065, 0.018)), lipTone(random.uniform(0.6, 0.88)),
          cheeks(varied(random, 0.06, 0.03)),
          beard(std::clamp(varied(random, -0.1, 0.25), 0.0, 0.4)) {}

    double wide, high; ///< half sizes of the head, in half pictures
    double jaw;        ///< by how much it is narrower at the chin
    double skin, hair; ///< tones
    double hairline;   ///< b at the middle
    double parting;    ///< how much lower the hair is on one side
    double sides;      ///< how far it comes down at the temples
    double volume;     ///< how far it stands off the head
    double eyesApart, eyesAt, eyeWide, eyeHigh;
    double iris; ///< tone
    double browAbove, browThick, browTilt;
    double noseLong, noseWide, noseHigh;
    double mouthAt, mouthWide, lips, lipTone;
    double cheeks;
    double beard; ///< how dark it is
};

/// What the face expresses.
struct Expression {
    explicit Expression(RandomStream& random)
        : smile(varied(random, 0.35, 0.5)), mouthOpen(std::max(0.0, varied(random, -0.02, 0.06))),
          eyesOpen(varied(random, 1.0, 0.17)), browsUp(varied(random, 0.0, 0.035)),
          frown(varied(random, 0.0, 0.04)), lookAside(varied(random, 0.0, 0.035)) {}

    double smile; ///< corners of the mouth: up above 0
    double mouthOpen, eyesOpen, browsUp;
    double frown; ///< inner ends of the brows: down above 0
    double lookAside;
};

/// Where the head is and how it is turned, in half pictures and radians.
struct Pose {
    explicit Pose(RandomStream& random)
        : x(varied(random, 0.0, 0.03)), y(varied(random, 0.02, 0.03)),
          size(varied(random, 1.09, 0.035)), aside(varied(random, 0.0, 0.24)),
          up(varied(random, 0.0, 0.09)), tilt(varied(random, 0.0, 0.06)) {}

    double x, y, size, aside, up, tilt;
};

/// One light, and what comes from everywhere.
struct Light {
    explicit Light(RandomStream& random)
        : x(varied(random, 0.0, 0.6)), y(varied(random, -0.45, 0.3)),
          ambient(random.uniform(0.25, 0.5)), strength(random.uniform(0.85, 1.1)),
          background(random.uniform(0.1, 0.85)), backgroundSlope(varied(random, 0.0, 0.08)) {
        const double length = std::sqrt(x * x + y * y + 1.0);
        x /= length;
        y /= length;
        z = 1.0 / length;
    }
    /// Of a surface with this normal, of any length.
    [[nodiscard]] double on(double nx, double ny, double nz) const {
        const double length = std::sqrt(nx * nx + ny * ny + nz * nz);
        const double towards = (nx * x + ny * y + nz * z) / std::max(length, 1e-9);
        return strength * (ambient + (1.0 - ambient) * std::max(0.0, towards));
    }

    double x, y, z = 1.0;
    double ambient, strength, background, backgroundSlope;
};

/// A face whose grey can be asked for anywhere.
class Face {
public:
    explicit Face(RandomStream random)
        : person_(random), expression_(random), pose_(random), light_(random) {}

    /// From 0 to 1, at a place of the picture, with edges that are `pixel` wide.
    [[nodiscard]] double grey(Place at, double pixel) const {
        const double cosine = std::cos(pose_.tilt);
        const double sine = std::sin(pose_.tilt);
        const double dx = (at.x - pose_.x) / pose_.size;
        const double dy = (at.y - pose_.y) / pose_.size;
        const Place head{cosine * dx + sine * dy, cosine * dy - sine * dx};
        double tone = light_.background + light_.backgroundSlope * (at.x + at.y);
        const Hair hair = hairAt(head);
        tone = behindHead(head, hair, pixel, tone);
        return std::clamp(onHead(head, hair, pixel, tone), 0.0, 1.0);
    }

private:
    /// Hair at a place of the head's picture: one surface, on the head and where it stands off it.
    struct Hair {
        double around; ///< 1 at its edge
        double tone;   ///< lit
    };
    [[nodiscard]] Hair hairAt(const Place& head) const {
        const double u = head.x / (person_.wide * (1.06 + person_.volume));
        const double v = (head.y + 0.06) / (person_.high * (1.0 + 0.5 * person_.volume));
        const double r2 = square(u) + square(v);
        const double towards = std::sqrt(std::max(0.15, 1.0 - r2));
        return {std::sqrt(r2), person_.hair * light_.on(u, v, towards)};
    }

    /// Neck, and the hair that stands off the head.
    [[nodiscard]] double behindHead(const Place& head, const Hair& hair, double pixel,
                                    double tone) const {
        const Person& who = person_;
        const double low = rise(head.y, 0.1 + 1.2 * who.volume, 0.5 + 2.0 * who.volume);
        const double share = covered((hair.around - 1.0) * who.wide, pixel) * (1.0 - low);
        tone = mixed(tone, hair.tone, share);
        const double neck = covered(std::abs(head.x) - 0.55 * who.wide, pixel) *
                            covered(0.5 - head.y, pixel) * (1.0 - share);
        // Under the chin it is dark.
        return mixed(tone, 0.65 * who.skin * light_.on(head.x, 0.5, 0.8), neck);
    }

    /// How far the face stands out of the ellipsoid.
    [[nodiscard]] double relief(double a, double b) const {
        const Person& who = person_;
        const double tip = who.eyesAt + who.noseLong;
        const double along =
            rise(b, who.eyesAt - 0.15, tip - 0.02) * (1.0 - rise(b, tip, tip + 0.1));
        const double nose =
            who.noseHigh * along * hill(a, 0.0, who.noseWide * (0.5 + 0.5 * along), 1.0);
        const double side = std::abs(a);
        const double sockets = -0.07 * hill(side - who.eyesApart, b - who.eyesAt, 0.17, 0.11);
        const double cheek =
            (who.cheeks + 0.03 * expression_.smile) * hill(side - 0.5, b - 0.3, 0.2, 0.16);
        const double chin = 0.07 * hill(a, b - 0.86, 0.2, 0.08);
        const double lip = 0.05 * hill(a, b - who.mouthAt - who.lips, who.mouthWide, 0.05);
        return nose + sockets + cheek + chin + lip;
    }

    [[nodiscard]] double onHead(const Place& head, const Hair& hair, double pixel,
                                double behind) const {
        const Person& who = person_;
        const double v = head.y / who.high;
        const double narrow = 1.0 - who.jaw * square(std::max(0.0, v));
        const double u = head.x / (who.wide * narrow);
        const double r = distance(u, v);
        const double inside = covered((r - 1.0) * who.wide, pixel);
        if (inside <= 0.0) {
            return behind;
        }
        // The ellipsoid's surface, turned back to a face that looks straight ahead.
        const double shrink = r > 0.999 ? 0.999 / r : 1.0;
        const double nx = u * shrink;
        const double ny = v * shrink;
        const double nz = std::sqrt(1.0 - nx * nx - ny * ny);
        const double a = nx * std::cos(pose_.aside) - nz * std::sin(pose_.aside);
        const double turned = nx * std::sin(pose_.aside) + nz * std::cos(pose_.aside);
        const double b = ny * std::cos(pose_.up) + turned * std::sin(pose_.up);

        const double fine = pixel / who.wide; // a pixel on the face
        const double edge = who.hairline + who.parting * a + who.sides * square(square(a));
        const double hairy = covered(b - edge, std::max(fine, 0.1));
        double tone = hair.tone;
        if (hairy < 1.0) {
            constexpr double step = 0.01;
            const double height = relief(a, b);
            const double byA = (relief(a + step, b) - height) / step;
            const double byB = (relief(a, b + step) - height) / step;
            const double shade = light_.on(nx - byA, 0.75 * ny - byB, nz);
            tone = mixed(surface(a, b, fine) * shade, hair.tone, hairy);
        }
        return mixed(behind, tone, inside);
    }

    /// The tone at a place on the face, before it is lit.
    [[nodiscard]] double surface(double a, double b, double pixel) const {
        const Person& who = person_;
        double tone = who.skin;
        if (who.beard > 0.0) {
            tone *= 1.0 - who.beard * rise(b + 0.4 * square(a), 0.35, 0.6); // higher at the sides
        }
        tone = nostrils(a, b, tone);
        tone = mouth(a, b, pixel, tone);
        tone = eye(a, b, pixel, tone);
        return brow(a, b, pixel, tone);
    }

    [[nodiscard]] double nostrils(double a, double b, double tone) const {
        const double at = person_.eyesAt + person_.noseLong + 0.05;
        return tone *
               (1.0 - 0.45 * hill(std::abs(a) - 0.55 * person_.noseWide, b - at, 0.04, 0.03));
    }

    [[nodiscard]] double mouth(double a, double b, double pixel, double tone) const {
        const Person& who = person_;
        const double wide = who.mouthWide * (1.0 + 0.18 * expression_.smile);
        const double along = a / wide;
        const double line = who.mouthAt - 0.1 * expression_.smile * (square(along) - 0.35);
        const double open = expression_.mouthOpen * std::max(0.0, 1.0 - square(along));
        const double away = b - line;
        const double ends = std::max(0.0, 1.0 - square(along));
        const double lip = away < 0.0 ? 0.8 * who.lips : 1.1 * who.lips;
        const double beyond = std::abs(away) - open - lip * std::sqrt(ends);
        const double within = covered(std::abs(a) - wide, pixel);
        tone = mixed(tone, who.lipTone * who.skin, within * covered(beyond, pixel));
        if (open > 0.0) {
            const double teeth = rise(expression_.smile, 0.1, 0.8) * covered(away, pixel);
            tone =
                mixed(tone, mixed(0.1, 0.9, teeth), within * covered(std::abs(away) - open, pixel));
        }
        // Where lips meet it is dark.
        constexpr double thick = 0.022;
        const double meet = covered(std::abs(away - open) - thick, pixel);
        return mixed(tone, 0.3 * who.skin, 0.75 * within * meet);
    }

    [[nodiscard]] double eye(double a, double b, double pixel, double tone) const {
        const Person& who = person_;
        const double side = a < 0.0 ? -1.0 : 1.0;
        const double across = (a - side * who.eyesApart) / who.eyeWide;
        const double high = who.eyeHigh * expression_.eyesOpen;
        const double down = (b - who.eyesAt) / high;
        const double r = distance(across, down);
        const double open = covered((r - 1.0) * high, pixel);
        const double x = a - side * who.eyesApart - expression_.lookAside;
        const double pupil = covered(distance(x, b - who.eyesAt) - 0.085, pixel);
        tone = mixed(tone, mixed(0.85, who.iris, pupil), open);
        // Lashes along the upper lid.
        const double lid = who.eyesAt - high * std::sqrt(std::max(0.0, 1.0 - square(across)));
        const double lash = covered(std::abs(b - lid) - 0.02, pixel) *
                            covered((std::abs(across) - 1.0) * who.eyeWide, pixel);
        return mixed(tone, 0.2 * who.skin, 0.8 * lash);
    }

    [[nodiscard]] double brow(double a, double b, double pixel, double tone) const {
        const Person& who = person_;
        const double along = (std::abs(a) - who.eyesApart) / (1.35 * who.eyeWide); // −1 is inside
        const double middle = who.eyesAt - who.browAbove - expression_.browsUp +
                              0.05 * square(along) - 0.5 * who.browTilt * along -
                              expression_.frown * along;
        const double away =
            std::abs(b - middle) - who.browThick * (1.0 - 0.4 * rise(along, 0.0, 1.0));
        const double within = covered((std::abs(along) - 1.0) * who.eyeWide, pixel);
        return mixed(tone, 0.8 * std::min(who.hair, 0.6 * who.skin),
                     0.9 * within * covered(away, pixel));
    }

    Person person_;
    Expression expression_;
    Pose pose_;
    Light light_;
};

} // namespace

GreyImages drawFaces(std::size_t count, std::size_t side, FacePart part, std::uint64_t seed,
                     int threads) {
    if (side < smallestFace || side > largestFace) {
        throw std::invalid_argument("faces are drawn " + std::to_string(smallestFace) + " to " +
                                    std::to_string(largestFace) + " pixels wide");
    }
    GreyImages set;
    set.width = side;
    set.height = side;
    set.source = "drawn faces";
    set.pixels.resize(count * side * side);
    const double pixel = 2.0 / static_cast<double>(side);
    constexpr std::size_t chunk = 8;
    parallelFor(count, threads, chunk, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            const Face face(RandomStream(seed, part == FacePart::training ? training : test, 0, i));
            float* to = set.pixels.data() + i * side * side;
            for (std::size_t row = 0; row < side; ++row) {
                for (std::size_t column = 0; column < side; ++column) {
                    const Place at{(static_cast<double>(column) + 0.5) * pixel - 1.0,
                                   (static_cast<double>(row) + 0.5) * pixel - 1.0};
                    *to++ = static_cast<float>(face.grey(at, 1.2 * pixel));
                }
            }
        }
    });
    return set;
}

} // namespace scorescope::data
