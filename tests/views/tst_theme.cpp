// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Colours of curves are told apart, also by colour-blind readers.
#include "views/colormap.h"
#include "views/theme.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

using namespace scorescope::views;

namespace {

using Triple = std::array<double, 3>;
using Matrix = std::array<Triple, 3>;

/// How full dichromats see linear RGB: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes (2009),
/// "A physiologically-based model for simulation of color vision deficiency", severity 1.
const std::vector<std::pair<std::string, Matrix>>& eyes() {
    static const std::vector<std::pair<std::string, Matrix>> all = {
        {"full colour", {{{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}}}},
        {"protanopia",
         {{{0.152286, 1.052583, -0.204868},
           {0.114503, 0.786281, 0.099216},
           {-0.003882, -0.048116, 1.051998}}}},
        {"deuteranopia",
         {{{0.367322, 0.860646, -0.227968},
           {0.280085, 0.672501, 0.047413},
           {-0.011820, 0.042940, 0.968881}}}},
        {"tritanopia",
         {{{1.255528, -0.076749, -0.178779},
           {-0.078411, 0.930809, 0.147602},
           {0.004733, 0.691367, 0.303900}}}}};
    return all;
}

Triple times(const Matrix& matrix, const Triple& vector) {
    Triple result{};
    for (std::size_t i = 0; i < 3; ++i) {
        result[i] = matrix[i][0] * vector[0] + matrix[i][1] * vector[1] + matrix[i][2] * vector[2];
    }
    return result;
}

/// CIE L*a*b* (D65) of a colour as such eyes see it.
Triple seen(const QColor& color, const Matrix& eye) {
    const auto linear = [](double c) {
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    Triple rgb = times(eye, {linear(static_cast<double>(color.redF())),
                             linear(static_cast<double>(color.greenF())),
                             linear(static_cast<double>(color.blueF()))});
    for (double& c : rgb) {
        c = std::clamp(c, 0.0, 1.0);
    }
    const Triple xyz = times({{{0.4124 / 0.9505, 0.3576 / 0.9505, 0.1805 / 0.9505},
                               {0.2126, 0.7152, 0.0722},
                               {0.0193 / 1.089, 0.1192 / 1.089, 0.9505 / 1.089}}},
                             rgb);
    const auto root = [](double t) {
        return t > 216.0 / 24389.0 ? std::cbrt(t) : (24389.0 / 27.0 * t + 16.0) / 116.0;
    };
    const double y = root(xyz[1]);
    return {116.0 * y - 16.0, 500.0 * (root(xyz[0]) - y), 200.0 * (y - root(xyz[2]))};
}

double distance(const Triple& a, const Triple& b) {
    return std::sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) +
                     (a[2] - b[2]) * (a[2] - b[2]));
}

} // namespace

class TestTheme : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void zeroOfSignedValuesIsQuietOnEitherGround() {
        const Colormap light = Colormap::divergingFor(lightTheme());
        const Colormap dark = Colormap::divergingFor(darkTheme());
        for (const double t : {0.0, 0.3, 0.5, 1.0}) {
            QCOMPARE(light.rgb(t), Colormap::diverging().rgb(t));
        }
        QVERIFY(lightness(light.rgb(0.5)) > 90.0);
        QVERIFY(lightness(dark.rgb(0.5)) < 20.0);
        QVERIFY(lightness(dark.rgb(0.5)) > lightness(darkTheme().ground.rgb())); // and yet seen
        double before = lightness(dark.rgb(0.5));
        for (double t = 0.55; t < 1.01; t += 0.05) { // lighter outwards, alike on both sides
            const double now = lightness(dark.rgb(t));
            QVERIFY(now > before);
            QVERIFY(std::abs(now - lightness(dark.rgb(1.0 - t))) < 6.0);
            before = now;
        }
        // Blue below, orange above, as on light ground.
        QVERIFY(qBlue(dark.rgb(0.1)) > qRed(dark.rgb(0.1)));
        QVERIFY(qRed(dark.rgb(0.9)) > qBlue(dark.rgb(0.9)));
    }

    /// 20 is about ten differences that are just seen; the sky blue and the accent were 5 apart for
    /// tritanopes.
    void theFifthColorIsToldFromTheOthers() {
        for (const Theme& theme : {darkTheme(), lightTheme(), printTheme()}) {
            QCOMPARE(theme.series.size(), std::size_t{7});
            for (const auto& [name, eye] : eyes()) {
                const Triple fifth = seen(theme.series[4], eye);
                for (std::size_t i = 0; i < theme.series.size(); ++i) {
                    const double apart = distance(fifth, seen(theme.series[i], eye));
                    QVERIFY2(i == 4 || apart > 20.0,
                             qPrintable(QStringLiteral("%1, %2, colour %3: %4 apart")
                                            .arg(QString::fromStdString(name),
                                                 theme.dark ? "dark" : "light")
                                            .arg(i + 1)
                                            .arg(apart)));
                }
                QVERIFY(distance(fifth, seen(theme.ground, eye)) > 40.0);
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestTheme)
#include "tst_theme.moc"
