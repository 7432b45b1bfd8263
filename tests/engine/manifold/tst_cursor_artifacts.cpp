// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/pictures/cursor_artifacts.h"
#include "tests/support/affine_reconstruction.h"
#include "tests/support/near.h"

#include <QtTest>

#include <cmath>
#include <string>
#include <variant>
#include <vector>

using namespace scorescope;
using namespace scorescope::manifold;
using scorescope::test::AffineReconstruction;
using scorescope::test::near;

namespace {

/// What is shown, of N(0, I) seen with σ: r(x) = x − σ² x, score −x, energy |x|²/2.
class Shown {
public:
    Shown() : gaussian_({0.75, 0.0, 0.0, 0.75}, {0.0, 0.0}) {
        data_.dimensions = 2;
        data_.coordinates = {0.9, 0.0, 1.1, 0.0, 5.0, 5.0};
    }
    [[nodiscard]] CursorSource source() const {
        CursorSource made{gaussian_,
                          gaussian_,
                          [](const double* x, std::size_t count, double* out) {
                              for (std::size_t n = 0; n < count; ++n) {
                                  out[n] =
                                      -0.5 * (x[2 * n] * x[2 * n] + x[2 * n + 1] * x[2 * n + 1]);
                              }
                          },
                          {},
                          data_};
        made.sigma = 0.5;
        made.ballRadius = 0.2;
        return made;
    }
    static Frame frame(const CursorSource& source) {
        Frame made;
        const Interest all;
        FrameBuilder builder(made, all);
        publishCursor(builder, source);
        return made;
    }

private:
    AffineReconstruction gaussian_;
    data::PointSet data_;
};

std::string cell(const Frame& frame, const std::string& quantity) {
    for (const auto& row : std::get<Table>(frame.find("inspector")->data).rows) {
        if (row.front().text == quantity) {
            return row.back().text;
        }
    }
    return "missing";
}

} // namespace

class TestCursorArtifacts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theInspectorTellsThePoint();
    void nowhereIsEmpty();
    void theBallAndWhatIsInIt();
    void energyAlongAPath();
};

void TestCursorArtifacts::theInspectorTellsThePoint() {
    const Shown shown;
    CursorSource source = shown.source();
    source.probe = {1.0, 0.0};
    source.manifoldDistance = [](const double* x) { return x[0] + 0.5; };
    const Frame frame = Shown::frame(source);
    QCOMPARE(cell(frame, "x"), std::string("(1.0000, 0.0000)"));
    QCOMPARE(cell(frame, "r(x) − x"), std::string("(-0.25, 0)"));
    QCOMPARE(cell(frame, "score, (r(x) − x)/σ²"), std::string("(-1, 0)"));
    QCOMPARE(cell(frame, "∂r/∂x eigenvalues"), std::string("0.75 · 0.75"));
    QCOMPARE(cell(frame, "eigenvalues of ∂²log p/∂x², symmetric part"), std::string("-1 · -1"));
    QCOMPARE(cell(frame, "distance to manifold"), std::string("1.5"));
    QCOMPARE(cell(frame, "points of p_σ within δ"), std::string("2"));
    QCOMPARE(cell(frame, "local mean − x"), std::string("(0, 0)"));
    QVERIFY(cell(frame, "its standard error") != "missing");
    // The prediction needs no points; their mean says that there are none.
    source.ballRadius = 1e-6;
    const Frame empty = Shown::frame(source);
    QCOMPARE(cell(empty, "local mean − x"), std::string("no points within δ"));
    QCOMPARE(cell(empty, "its standard error"), std::string("missing"));
    QVERIFY(cell(empty, "by Theorem 3") != "missing");
}

void TestCursorArtifacts::nowhereIsEmpty() {
    const Shown shown;
    const Frame frame = Shown::frame(shown.source());
    QVERIFY(std::get<Table>(frame.find("inspector")->data).rows.empty());
    QVERIFY(std::get<Lines>(frame.find("ball")->data).lines.empty());
    QVERIFY(std::get<Markers>(frame.find("ball_points")->data).markers.empty());
    QVERIFY(std::get<Lines>(frame.find("path_energy")->data).lines.empty());
}

void TestCursorArtifacts::theBallAndWhatIsInIt() {
    const Shown shown;
    CursorSource source = shown.source();
    source.probe = {1.0, 0.5};
    source.ballRadius = 0.6;
    const Frame frame = Shown::frame(source);
    const auto& lines = std::get<Lines>(frame.find("ball")->data).lines;
    QVERIFY(!lines.empty());
    for (std::size_t i = 0; i < lines.front().x.size(); ++i) {
        QVERIFY(
            near(std::hypot(lines.front().x[i] - 1.0, lines.front().y[i] - 0.5), 0.6, 1e-12, 0.0));
    }
    const auto& markers = std::get<Markers>(frame.find("ball_points")->data).markers;
    QCOMPARE(markers.size(), std::size_t(2));
    QVERIFY(near(markers[0].x, 1.0, 1e-12, 0.0)); // the mean of the two points in reach
    QVERIFY(near(markers[0].y, 0.0, 0.0, 1e-12));
    // Theorem 3: x + δ²/(d + 2) ∂ log p/∂x, d = 2.
    QVERIFY(near(markers[1].x, 1.0 - 0.36 / 4.0 * 1.0, 1e-12, 0.0));
    QVERIFY(near(markers[1].y, 0.5 - 0.36 / 4.0 * 0.5, 1e-12, 0.0));
}

void TestCursorArtifacts::energyAlongAPath() {
    const Shown shown;
    CursorSource source = shown.source();
    source.path = {0.0, 0.0, 2.0, 0.0, 2.0, 1.0};
    const Frame frame = Shown::frame(source);
    const auto& path = std::get<Lines>(frame.find("path")->data).lines;
    QCOMPARE(path.size(), std::size_t(1));
    QCOMPARE(path.front().x, std::vector<double>({0.0, 2.0, 2.0}));
    QCOMPARE(path.front().y, std::vector<double>({0.0, 0.0, 1.0}));
    const auto& lines = std::get<Lines>(frame.find("path_energy")->data).lines;
    QCOMPARE(lines.size(), std::size_t(3));
    // A linear score is integrated exactly: |x|²/2 at the end of the path.
    for (const Lines::Line& line : lines) {
        QVERIFY(near(line.x.back(), 3.0, 1e-12, 0.0));
        QVERIFY(near(line.y.front(), 0.0, 0.0, 1e-12));
        QVERIFY(near(line.y.back(), 2.5, 1e-9, 0.0));
    }
    QVERIFY(!lines[0].dashed && lines[1].dashed && lines[2].dashed);
}

QTEST_APPLESS_MAIN(TestCursorArtifacts)
#include "tst_cursor_artifacts.moc"
