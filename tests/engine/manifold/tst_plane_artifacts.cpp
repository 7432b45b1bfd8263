// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/pictures/plane_artifacts.h"
#include "tests/support/affine_reconstruction.h"
#include "tests/support/near.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <variant>

using namespace scorescope;
using namespace scorescope::manifold;
using scorescope::test::AffineReconstruction;
using scorescope::test::near;

namespace {

const Grid box{-1.0, 1.0, -2.0, 2.0, 5, 9};

Frame show(PlaneArtifacts& artifacts, const PlaneSource& source, std::set<std::string> names,
           const Grid& grid = box) {
    Frame frame;
    Interest interest;
    interest.all = false;
    interest.names = std::move(names);
    FrameBuilder builder(frame, interest);
    artifacts.publish(builder, grid, source);
    return frame;
}

std::shared_ptr<const Artifact> showOne(PlaneArtifacts& artifacts, const PlaneSource& source,
                                        const std::string& name, const Grid& grid = box) {
    return show(artifacts, source, {name}, grid).find(name);
}

} // namespace

class TestPlaneArtifacts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theField_data();
    void theField();
    void derivativesOfALinearField();
    void theOptimumAndTheDistanceToIt();
    void energyIsWhole();
    void keptUntilWhatItDependsOnChanges();
    void oneSampleServesAll();
    void namesAndTitles();

private:
    [[nodiscard]] PlaneSource source() {
        PlaneSource made{learned_, optimum_,
                         [](const double* points, std::size_t count, double* out) {
                             for (std::size_t n = 0; n < count; ++n) {
                                 out[n] = -100.0 * points[2 * n] * points[2 * n];
                             }
                         },
                         data_};
        made.sigma = 0.5;
        return made;
    }

    // v(x) = (0.2 y + 0.1, −0.5 x): curl −0.7, divergence 0.
    AffineReconstruction learned_{{1.0, 0.2, -0.5, 1.0}, {0.1, 0.0}};
    AffineReconstruction optimum_{{0.5, 0.0, 0.0, 0.5}, {0.0, 0.0}};
    data::PointSet data_;
};

void TestPlaneArtifacts::init() {
    learned_.calls = learned_.jacobianCalls = optimum_.calls = optimum_.jacobianCalls = 0;
    data_.dimensions = 2;
    data_.coordinates = {0.0, 0.0};
}

void TestPlaneArtifacts::theField_data() {
    QTest::addColumn<bool>("asScore");
    QTest::newRow("r(x) - x") << false;
    QTest::newRow("score") << true;
}

void TestPlaneArtifacts::theField() {
    QFETCH(bool, asScore);
    PlaneArtifacts artifacts("", "");
    PlaneSource from = source();
    from.asScore = asScore;
    const double scale = asScore ? 4.0 : 1.0;
    const Frame frame = show(artifacts, from, {"field", "magnitude"});
    const auto& field = std::get<VectorField>(frame.find("field")->data);
    const auto& magnitude = std::get<ScalarField>(frame.find("magnitude")->data);
    QVERIFY(field.grid == box);
    for (std::size_t row = 0; row < box.rows; ++row) {
        for (std::size_t column = 0; column < box.columns; ++column) {
            const std::size_t i = row * box.columns + column;
            const double u = scale * (0.2 * box.y(row) + 0.1);
            const double v = scale * -0.5 * box.x(column);
            QVERIFY(near(static_cast<double>(field.u[i]), u, 1e-6, 1e-6));
            QVERIFY(near(static_cast<double>(field.v[i]), v, 1e-6, 1e-6));
            QVERIFY(near(static_cast<double>(magnitude.values[i]), std::hypot(u, v), 1e-6, 1e-6));
        }
    }
}

void TestPlaneArtifacts::derivativesOfALinearField() {
    PlaneArtifacts artifacts("", "");
    PlaneSource from = source();
    from.glyphs = 3;
    const Frame frame = show(artifacts, from, {"curl", "divergence", "sensitivity"});
    const auto& curl = std::get<ScalarField>(frame.find("curl")->data);
    const auto& divergence = std::get<ScalarField>(frame.find("divergence")->data);
    QVERIFY(curl.signedValues && divergence.signedValues);
    for (std::size_t i = 0; i < box.size(); ++i) {
        QVERIFY(near(static_cast<double>(curl.values[i]), -0.7, 1e-6, 0.0));
        QVERIFY(near(static_cast<double>(divergence.values[i]), 0.0, 0.0, 1e-6));
    }
    // Three ellipses across, as many up as the box's shape asks for: 5.
    QCOMPARE(std::get<TensorField>(frame.find("sensitivity")->data).x.size(), std::size_t(15));
}

void TestPlaneArtifacts::theOptimumAndTheDistanceToIt() {
    PlaneArtifacts artifacts("", "");
    const Frame frame = show(artifacts, source(), {"optimal_field", "error_field"});
    const auto& optimal = std::get<VectorField>(frame.find("optimal_field")->data);
    const auto& error = std::get<ScalarField>(frame.find("error_field")->data);
    for (std::size_t row = 0; row < box.rows; ++row) {
        for (std::size_t column = 0; column < box.columns; ++column) {
            const std::size_t i = row * box.columns + column;
            const double x = box.x(column);
            const double y = box.y(row);
            QVERIFY(near(static_cast<double>(optimal.u[i]), -0.5 * x, 1e-6, 1e-6));
            QVERIFY(near(static_cast<double>(optimal.v[i]), -0.5 * y, 1e-6, 1e-6));
            QVERIFY(near(static_cast<double>(error.values[i]),
                         std::hypot(0.2 * y + 0.1 + 0.5 * x, -0.5 * x + 0.5 * y), 1e-6, 1e-6));
        }
    }
}

void TestPlaneArtifacts::energyIsWhole() {
    PlaneArtifacts artifacts("", "");
    const auto artifact = showOne(artifacts, source(), "optimal_energy");
    QVERIFY(artifact != nullptr);
    const auto& energy = std::get<ScalarField>(artifact->data);
    QVERIFY(energy.drawnSpan == 60.0); // what is cut is the picture
    for (std::size_t i = 0; i < box.size(); ++i) {
        const double x = box.x(i % box.columns);
        QVERIFY(near(static_cast<double>(energy.values[i]), 100.0 * x * x, 1e-6, 1e-6));
    }
}

void TestPlaneArtifacts::keptUntilWhatItDependsOnChanges() {
    PlaneArtifacts artifacts("", "");
    PlaneSource now = source();
    auto field = showOne(artifacts, now, "field");
    auto optimal = showOne(artifacts, now, "optimal_field");
    QVERIFY(showOne(artifacts, now, "field") == field);
    QVERIFY(showOne(artifacts, now, "optimal_field") == optimal);
    QCOMPARE(learned_.calls, 1);
    QCOMPARE(optimum_.calls, 1);
    now.version = Revision().next(); // r changed: the optimum did not
    QVERIFY(showOne(artifacts, now, "field") != field);
    QVERIFY(showOne(artifacts, now, "optimal_field") == optimal);
    QCOMPARE(optimum_.calls, 1);
    now.problemVersion = Revision().next();
    QVERIFY(showOne(artifacts, now, "optimal_field") != optimal);
    field = showOne(artifacts, now, "field");
    now.asScore = true;
    QVERIFY(showOne(artifacts, now, "field") != field);
    field = showOne(artifacts, now, "field");
    Grid other = box;
    other.xMax = 1.5;
    QVERIFY(showOne(artifacts, now, "field", other) != field);
}

void TestPlaneArtifacts::oneSampleServesAll() {
    PlaneArtifacts artifacts("", "");
    PlaneSource from = source();
    static_cast<void>(show(artifacts, from, {"curl"}));
    QCOMPARE(learned_.jacobianCalls, 1);
    // The sample with derivatives holds the field too.
    static_cast<void>(show(artifacts, from, {"curl", "divergence", "field", "magnitude"}));
    QCOMPARE(learned_.jacobianCalls, 1);
    QCOMPARE(learned_.calls, 0);
}

void TestPlaneArtifacts::namesAndTitles() {
    PlaneArtifacts artifacts("closeup_", " (close-up)");
    const Frame frame = show(artifacts, source(), {"field", "closeup_field"});
    QCOMPARE(frame.artifacts.size(), std::size_t(1));
    const auto artifact = frame.find("closeup_field");
    QVERIFY(artifact != nullptr);
    QVERIFY(artifact->title.find(" (close-up)") != std::string::npos);
    QCOMPARE(artifact->x.label, std::string("x₀"));
    QCOMPARE(artifact->y.label, std::string("x₁"));
}

QTEST_APPLESS_MAIN(TestPlaneArtifacts)
#include "tst_plane_artifacts.moc"
