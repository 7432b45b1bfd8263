// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/pictures/space_artifacts.h"
#include "tests/support/affine_reconstruction.h"
#include "tests/support/near.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <variant>

using namespace scorescope;
using namespace scorescope::manifold;
using scorescope::test::AffineReconstruction;
using scorescope::test::near;

namespace {

data::PointSet corners() {
    data::PointSet points;
    points.dimensions = 3;
    points.coordinates = {-1.0, -1.0, -1.0, 1.0, 1.0, 1.0, 1.0, -1.0, 0.0};
    return points;
}

std::shared_ptr<const Artifact> show(SpaceArtifacts& artifacts, const SpaceSource& source,
                                     const std::string& name) {
    Frame frame;
    Interest interest;
    interest.all = false;
    interest.names = {name};
    FrameBuilder builder(frame, interest);
    artifacts.publish(builder, source);
    return frame.artifacts.size() == 1 ? frame.find(name) : nullptr;
}

} // namespace

class TestSpaceArtifacts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void arrowsAreTheField();
    void theSliceLiesInItsPlane();
    void keptUntilSomethingChanges();
    void nothingIsMadeThatNobodyWants();

private:
    AffineReconstruction half_{{0.5, 0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.5}, {0.1, 0.2, 0.3}};
    data::PointSet data_ = corners();
};

void TestSpaceArtifacts::arrowsAreTheField() {
    for (const bool asScore : {false, true}) {
        SpaceArtifacts artifacts;
        SpaceSource source{half_, data_};
        source.sigma = 0.5;
        source.asScore = asScore;
        const auto artifact = show(artifacts, source, "field_3d");
        QVERIFY(artifact != nullptr);
        const auto& cloud = std::get<VectorCloud>(artifact->data);
        QCOMPARE(cloud.dimensions, std::size_t(3));
        QVERIFY(!cloud.coordinates.empty());
        QCOMPARE(cloud.coordinates.size(), cloud.vectors.size());
        // The data's box is [−1, 1] and a tenth of its width more, 10 nodes along it.
        const double cell = 2.4 / 9.0;
        for (std::size_t i = 0; i < cloud.coordinates.size(); ++i) {
            const double x = static_cast<double>(cloud.coordinates[i]);
            const double expected =
                (0.1 * static_cast<double>(i % 3 + 1) - 0.5 * x) * (asScore ? 4.0 : 1.0);
            QVERIFY(near(static_cast<double>(cloud.vectors[i]), expected, 1e-5, 1e-6));
        }
        for (std::size_t i = 0; i < cloud.coordinates.size(); i += 3) {
            double nearest = INFINITY;
            for (std::size_t n = 0; n < data_.size(); ++n) {
                double farthestAlong = 0.0;
                for (std::size_t k = 0; k < 3; ++k) {
                    farthestAlong = std::max(
                        farthestAlong, std::abs(static_cast<double>(cloud.coordinates[i + k]) -
                                                data_.point(n)[k]));
                }
                nearest = std::min(nearest, farthestAlong);
            }
            QVERIFY(nearest < 2.0 * cell);
        }
    }
}

void TestSpaceArtifacts::theSliceLiesInItsPlane() {
    SpaceArtifacts artifacts;
    SpaceSource source{half_, data_};
    const auto none = show(artifacts, source, "slice_field");
    QVERIFY(none != nullptr);
    QVERIFY(std::get<VectorCloud>(none->data).coordinates.empty());
    const std::string axes[] = {"x", "y", "z"};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        source.sliceAxis = axes[axis];
        source.slicePosition = 0.25;
        const auto artifact = show(artifacts, source, "slice_field");
        QVERIFY(artifact != nullptr);
        const auto& cloud = std::get<VectorCloud>(artifact->data);
        // All of the box, three times as fine: 28 × 28 nodes.
        QCOMPARE(cloud.coordinates.size(), std::size_t(3 * 28 * 28));
        for (std::size_t i = axis; i < cloud.coordinates.size(); i += 3) {
            QCOMPARE(cloud.coordinates[i], 0.25f);
        }
    }
}

void TestSpaceArtifacts::keptUntilSomethingChanges() {
    SpaceArtifacts artifacts;
    SpaceSource source{half_, data_};
    source.sliceAxis = "z";
    for (const char* name : {"field_3d", "slice_field"}) {
        SpaceSource now{half_, data_};
        now.sliceAxis = "z";
        auto before = show(artifacts, now, name);
        QVERIFY2(show(artifacts, now, name) == before, name);
        const auto changes = [&](const char* what) {
            const auto after = show(artifacts, now, name);
            const bool changed = after != before;
            before = after;
            if (!changed) {
                qWarning("%s does not change %s", what, name);
            }
            return changed;
        };
        now.version = Revision().next();
        QVERIFY(changes("r"));
        now.problemVersion = Revision().next();
        QVERIFY(changes("the data"));
        now.resolution = 11;
        QVERIFY(changes("the resolution"));
        now.asScore = true;
        QVERIFY(changes("the scale"));
    }
    auto before = show(artifacts, source, "slice_field");
    source.slicePosition = 1e-9;
    QVERIFY(show(artifacts, source, "slice_field") != before);
    before = show(artifacts, source, "slice_field");
    source.sliceAxis = "x";
    QVERIFY(show(artifacts, source, "slice_field") != before);
}

void TestSpaceArtifacts::nothingIsMadeThatNobodyWants() {
    SpaceArtifacts artifacts;
    const SpaceSource source{half_, data_};
    half_.calls = 0;
    QVERIFY(show(artifacts, source, "something_else") == nullptr);
    QCOMPARE(half_.calls, 0);
    QVERIFY(show(artifacts, source, "field_3d") != nullptr);
    QVERIFY(show(artifacts, source, "field_3d") != nullptr);
    QCOMPARE(half_.calls, 1);
}

QTEST_APPLESS_MAIN(TestSpaceArtifacts)
#include "tst_space_artifacts.moc"
