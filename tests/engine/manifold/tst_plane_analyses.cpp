// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/field/basins.h"
#include "engine/field/fixed_points.h"
#include "engine/manifold/field/helmholtz.h"
#include "engine/manifold/nonparametric/empirical_denoiser.h"
#include "engine/manifold/pictures/plane_analyses.h"
#include "tests/support/affine_reconstruction.h"

#include <QtTest>

#include <array>
#include <cmath>
#include <cstring>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

using namespace scorescope;
using namespace scorescope::manifold;
using scorescope::test::AffineReconstruction;

namespace {

Interest looking(std::set<std::string> names, std::vector<double> cursor = {}) {
    Interest interest;
    interest.all = false;
    interest.names = std::move(names);
    interest.cursor = std::move(cursor);
    return interest;
}

/// Two data points: r* of width 0.4 has an attractor near each and a saddle between.
data::PointSet twoPoints() {
    data::PointSet points;
    points.dimensions = 2;
    points.coordinates = {-1.0, 0.2, 1.0, -0.1};
    return points;
}

MakeReconstruction twoWells() {
    return [] { return std::make_unique<EmpiricalDenoiser>(twoPoints(), 0.4); };
}

PlaneQuestion planeQuestion() {
    PlaneQuestion question;
    question.slice.grid = {-2.0, 2.0, -1.5, 1.5, 21, 17};
    question.sigma = 0.4;
    question.spuriousDistance = 0.5;
    return question;
}

std::vector<AnalysisRequest> requestsFor(const PlaneQuestion& question, const Interest& interest,
                                         std::size_t dimensions = 2, std::uint64_t step = 3,
                                         Revision data = {}) {
    return planeRequests(question, dimensions, interest, step, data);
}

AnalysisRequest requestFor(const PlaneQuestion& question, const std::string& name,
                           std::size_t dimensions = 2) {
    return requestsFor(question, looking({name}), dimensions).at(0);
}

AnalysisFindings findingsOf(const AnalysisRequest& request, const PlaneQuestion& question,
                            const MakeReconstruction& learned) {
    AnalysisWatch watch;
    return planeAnalysis(request, question, learned,
                         std::make_shared<const data::PointSet>(twoPoints()))(watch);
}

const Artifact& named(const AnalysisFindings& findings, std::string_view name) {
    for (const auto& artifact : findings.artifacts) {
        if (artifact->name == name) {
            return *artifact;
        }
    }
    throw std::runtime_error("there is no artifact " + std::string(name));
}

/// NaN equals itself: the numbers must be the same bits.
bool same(const std::vector<float>& a, const std::vector<float>& b) {
    return a.size() == b.size() &&
           (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0);
}

bool same(const Markers& a, const Markers& b) {
    if (a.markers.size() != b.markers.size()) {
        return false;
    }
    for (std::size_t i = 0; i < a.markers.size(); ++i) {
        const Markers::Marker& one = a.markers[i];
        const Markers::Marker& other = b.markers[i];
        if (one.x != other.x || one.y != other.y || one.kind != other.kind ||
            one.label != other.label) {
            return false;
        }
    }
    return true;
}

/// r of the plane that gives up its own analysis at the n-th call.
class GivingUp final : public field::Reconstruction {
public:
    GivingUp(AnalysisWatch& watch, int at, int& calls) : watch_(&watch), at_(at), calls_(&calls) {}
    [[nodiscard]] std::size_t dimensions() const override { return 2; }
    void reconstruct(const double* points, std::size_t count, double* out) const override {
        note();
        wells_.reconstruct(points, count, out);
    }
    void reconstructWithJacobian(const double* points, std::size_t count, double* out,
                                 double* jacobian) const override {
        note();
        wells_.reconstructWithJacobian(points, count, out, jacobian);
    }

private:
    void note() const {
        if (++*calls_ == at_) {
            watch_->cancel();
        }
    }
    EmpiricalDenoiser wells_{twoPoints(), 0.4};
    AnalysisWatch* watch_;
    int at_;
    int* calls_;
};

} // namespace

class TestPlaneAnalyses : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void dueByInterestOnly();
    void fixedPointsOnlyInThePlane();
    void keysTellWhatTheyDependOn();
    void anotherCursorIsAnotherSlice();
    void sameKeySameBits();
    void fixedPointsAreTheNumerics();
    void basinsAreTheNumerics();
    void pointsDoNotWaitForBasins();
    void theSplitIsTheNumerics();
    void slicesOfSpace();
    void partsAreScores();
    void cancelledAtTheNextReport_data();
    void cancelledAtTheNextReport();
    void memoryIsTold();
};

void TestPlaneAnalyses::dueByInterestOnly() {
    const PlaneQuestion question = planeQuestion();
    QVERIFY(requestsFor(question, looking({})).empty());
    QVERIFY(requestsFor(question, looking({"field", "curl", "closeup_energy"})).empty());
    for (const char* name : {"energy", "gradient_part", "rotational_part", "helmholtz"}) {
        const auto requests = requestsFor(question, looking({name}));
        QCOMPARE(requests.size(), std::size_t{1});
        QCOMPARE(requests[0].key.name, std::string("helmholtz_split"));
        QCOMPARE(requests[0].key.step, std::uint64_t{3});
        QCOMPARE(requests[0].cause, AnalysisCause::interest);
        QCOMPARE(requests[0].delivery, AnalysisDelivery::whenReady);
    }
    for (const char* name : {"fixed_points", "fixed_points_table", "basins"}) {
        const auto requests = requestsFor(question, looking({name}));
        QCOMPARE(requests.size(), std::size_t{1});
        QCOMPARE(requests[0].key.name, std::string("fixed_points"));
    }
    // Once for all that look at the same, and for both.
    QCOMPARE(requestsFor(question, looking({"energy", "helmholtz"})).size(), std::size_t{1});
    QCOMPARE(requestsFor(question, looking({"energy", "basins"})).size(), std::size_t{2});
    // A plane with a prefix has names of its own.
    PlaneQuestion closeup = question;
    closeup.prefix = "closeup_";
    closeup.suffix = " (close-up)";
    QVERIFY(requestsFor(closeup, looking({"energy", "basins"})).empty());
    const auto requests = requestsFor(closeup, looking({"closeup_energy"}));
    QCOMPARE(requests.size(), std::size_t{1});
    QCOMPARE(requests[0].key.name, std::string("closeup_helmholtz_split"));
    QCOMPARE(requests[0].title, std::string("Gradient and rotation (close-up)"));
}

void TestPlaneAnalyses::fixedPointsOnlyInThePlane() {
    const Interest all = looking({"energy", "fixed_points", "basins"});
    QCOMPARE(requestsFor(planeQuestion(), all, 2).size(), std::size_t{2});
    QCOMPARE(requestsFor(planeQuestion(), all, 3).size(), std::size_t{1});
    QCOMPARE(requestsFor(planeQuestion(), all, 3)[0].key.name, std::string("helmholtz_split"));
}

void TestPlaneAnalyses::keysTellWhatTheyDependOn() {
    const PlaneQuestion question = planeQuestion();
    const Interest interest = looking({"energy", "fixed_points"});
    const auto keysOf = [&](const PlaneQuestion& asked, std::uint64_t step = 3,
                            Revision data = {}) {
        const auto requests = requestsFor(asked, interest, 2, step, data);
        return std::pair(requests.at(0).key, requests.at(1).key); // split, points
    };
    const auto keys = keysOf(question);
    QVERIFY(keys == keysOf(question));
    const auto changed = [&](auto change) {
        PlaneQuestion other = question;
        change(other);
        const auto now = keysOf(other);
        return std::pair(!(now.first == keys.first), !(now.second == keys.second));
    };
    using Both = std::pair<bool, bool>;
    const Both all(true, true);
    const Both split(true, false);
    const Both points(false, true);
    QVERIFY(changed([](PlaneQuestion& q) { q.slice.grid.xMin -= 1e-15; }) == all);
    QVERIFY(changed([](PlaneQuestion& q) { ++q.slice.grid.rows; }) == all);
    QVERIFY(changed([](PlaneQuestion& q) { std::swap(q.slice.xAxis, q.slice.yAxis); }) == all);
    QVERIFY(changed([](PlaneQuestion& q) { q.slice.fixed = {0.0, 0.0, 0.5}; }) == all);
    QVERIFY(changed([](PlaneQuestion& q) { q.sigma = 0.41; }) == split);
    QVERIFY(changed([](PlaneQuestion& q) { q.asScore = true; }) == split);
    QVERIFY(changed([](PlaneQuestion& q) { q.spuriousDistance = 0.51; }) == points);
    QVERIFY(!(keysOf(question, 4).first == keys.first));
    QVERIFY(!(keysOf(question, 4).second == keys.second));
    QVERIFY(keysOf(question, 3, Revision().next()).first == keys.first);
    QVERIFY(!(keysOf(question, 3, Revision().next()).second == keys.second));
    // Fixed points with their basins are more than without.
    QVERIFY(!(requestFor(question, "basins").key == requestFor(question, "fixed_points").key));
}

/// In more than three dimensions the slice goes through the cursor.
void TestPlaneAnalyses::anotherCursorIsAnotherSlice() {
    PlaneQuestion here = planeQuestion();
    here.slice.fixed = {0.0, 0.0, 0.1, 0.2};
    PlaneQuestion there = here;
    there.slice.fixed = {0.0, 0.0, 0.1, 0.3};
    const std::vector<double> cursor = here.slice.fixed;
    const auto one = requestsFor(here, looking({"energy"}, cursor), 4);
    const auto other = requestsFor(there, looking({"energy"}, there.slice.fixed), 4);
    QVERIFY(!(one.at(0).key == other.at(0).key));
    QVERIFY(one[0].cursor == cursor); // the work asks for the same slice again
    QVERIFY(other[0].cursor == there.slice.fixed);
    // In the plane the cursor is no part of the question.
    QVERIFY(requestsFor(planeQuestion(), looking({"energy"}, {0.1, 0.2}))[0].key ==
            requestFor(planeQuestion(), "energy").key);
}

void TestPlaneAnalyses::sameKeySameBits() {
    const PlaneQuestion question = planeQuestion();
    for (const char* name : {"energy", "basins"}) {
        const AnalysisRequest request = requestFor(question, name);
        const AnalysisFindings one = findingsOf(request, question, twoWells());
        const AnalysisFindings two = findingsOf(request, question, twoWells());
        QCOMPARE(one.artifacts.size(), two.artifacts.size());
        QVERIFY(one.scalars.empty()); // artifacts only: looking leaves no series behind
        QVERIFY(same(std::get<ScalarField>(named(one, name).data).values,
                     std::get<ScalarField>(named(two, name).data).values));
    }
}

void TestPlaneAnalyses::fixedPointsAreTheNumerics() {
    const PlaneQuestion question = planeQuestion();
    const AnalysisFindings findings =
        findingsOf(requestFor(question, "fixed_points"), question, twoWells());
    QCOMPARE(findings.artifacts.size(), std::size_t{2}); // no basins unless somebody looks
    field::FixedPointOptions options;
    options.spuriousDistance = 0.5;
    const data::PointSet data = twoPoints();
    const field::FixedPointSearch search =
        field::findFixedPoints(EmpiricalDenoiser(data, 0.4), question.slice.grid, options, &data);
    QCOMPARE(search.points.size(), std::size_t{3});
    QVERIFY(same(std::get<Markers>(named(findings, "fixed_points").data),
                 field::fixedPointMarkers(search)));
    const auto& table = std::get<Table>(named(findings, "fixed_points_table").data);
    QCOMPARE(table.rows.size(), std::size_t{4}); // and the verdict
    QCOMPARE(table.rows[0][0].text, std::string("attractor"));
    QCOMPARE(table.rows[1][0].text, std::string("saddle"));
    QCOMPARE(table.rows[2][0].text, std::string("attractor"));
    QVERIFY(QString::fromStdString(table.rows[3][0].text).contains(QStringLiteral("these agree")));
}

void TestPlaneAnalyses::basinsAreTheNumerics() {
    PlaneQuestion question = planeQuestion();
    question.region = {"x_min", "x_max", "y_min", "y_max"};
    const AnalysisFindings findings =
        findingsOf(requestFor(question, "basins"), question, twoWells());
    QCOMPARE(findings.artifacts.size(), std::size_t{3});
    const auto& field = std::get<ScalarField>(named(findings, "basins").data);
    field::FixedPointOptions options;
    options.columns = 21;
    options.rows = 17;
    options.spuriousDistance = 0.5;
    const data::PointSet data = twoPoints();
    const EmpiricalDenoiser wells(data, 0.4);
    const field::FixedPointSearch search =
        field::findFixedPoints(wells, question.slice.grid, options, &data);
    const ScalarField direct =
        field::basinField(field::basinsOfAttraction(wells, question.slice.grid, search), search);
    QVERIFY(same(field.values, direct.values));
    QVERIFY(field.categories == direct.categories);
    QVERIFY(field.grid == question.slice.grid);
    QCOMPARE(field.region.xMin, std::string("x_min")); // it tells which parameters move it
}

void TestPlaneAnalyses::pointsDoNotWaitForBasins() {
    const PlaneQuestion question = planeQuestion();
    const auto data = std::make_shared<const data::PointSet>(twoPoints());
    const AnalysisRequest request = requestFor(question, "basins");
    AnalysisWatch watch;
    const AnalysisFindings whole = planeAnalysis(request, question, twoWells(), data)(watch);
    const auto shown = watch.takeShown();
    QCOMPARE(shown.size(), std::size_t{2});
    QCOMPARE(shown[0].get(), &named(whole, "fixed_points"));
    QCOMPARE(shown[1].get(), &named(whole, "fixed_points_table"));
    AnalysisWatch givenUp; // the basins come after it
    givenUp.onShow([&givenUp] { givenUp.cancel(); });
    QVERIFY_EXCEPTION_THROWN(
        static_cast<void>(planeAnalysis(request, question, twoWells(), data)(givenUp)), Cancelled);
    QCOMPARE(givenUp.takeShown().size(), std::size_t{2});
}

void TestPlaneAnalyses::theSplitIsTheNumerics() {
    const PlaneQuestion question = planeQuestion();
    const AnalysisFindings findings =
        findingsOf(requestFor(question, "energy"), question, twoWells());
    QCOMPARE(findings.artifacts.size(), std::size_t{4});
    const field::FieldSample sample =
        field::sampleField(EmpiricalDenoiser(twoPoints(), 0.4), question.slice, false);
    const HelmholtzSplit split = helmholtzSplit(question.slice.grid, sample.u, sample.v);
    QVERIFY(same(std::get<ScalarField>(named(findings, "energy").data).values,
                 energySurface(split, question.sigma).values));
    const auto& gradient = std::get<VectorField>(named(findings, "gradient_part").data);
    const VectorField direct =
        field::vectorField(question.slice.grid, split.gradientU, split.gradientV);
    QVERIFY(same(gradient.u, direct.u) && same(gradient.v, direct.v));
    const auto& rotation = std::get<VectorField>(named(findings, "rotational_part").data);
    const VectorField rest =
        field::vectorField(question.slice.grid, split.rotationU, split.rotationV);
    QVERIFY(same(rotation.u, rest.u) && same(rotation.v, rest.v));
    // r* − x is a gradient (3.3): nearly nothing turns.
    const auto& table = std::get<Table>(named(findings, "helmholtz").data);
    QCOMPARE(table.rows.size(), std::size_t{3});
    QVERIFY(split.gradientFraction > 0.99);
    const std::array<double, 3> shares = {split.gradientFraction - split.harmonicFraction,
                                          split.harmonicFraction, split.rotationFraction};
    for (std::size_t i = 0; i < shares.size(); ++i) {
        QVERIFY(QString::fromStdString(table.rows[i][1].text)
                    .startsWith(QString::number(100.0 * shares[i], 'f', 2)));
    }
}

/// r(x) − x = (−x₀, ·, −x₂) + (0.3 x₁, ·, 0.2 x₁) on the plane of x₀ and x₂ at x₁ = 0.5.
void TestPlaneAnalyses::slicesOfSpace() {
    const std::vector<double> a = {0.0, 0.3, 0.0, 0.0, 0.5, 0.0, 0.0, 0.2, 0.0};
    const MakeReconstruction learned = [a] {
        return std::make_unique<AffineReconstruction>(a, std::vector<double>{0.0, 0.0, 0.0});
    };
    PlaneQuestion question = planeQuestion();
    question.slice.xAxis = 0;
    question.slice.yAxis = 2;
    question.slice.fixed = {0.5, 0.5, 0.5};
    const AnalysisFindings findings =
        findingsOf(requestFor(question, "gradient_part", 3), question, learned);
    const Artifact& artifact = named(findings, "gradient_part");
    QCOMPARE(artifact.x.label, std::string("x₀"));
    QCOMPARE(artifact.y.label, std::string("x₂"));
    const field::FieldSample sample = field::sampleField(*learned(), question.slice, false);
    const HelmholtzSplit split = helmholtzSplit(question.slice.grid, sample.u, sample.v);
    const VectorField direct =
        field::vectorField(question.slice.grid, split.gradientU, split.gradientV);
    const auto& field = std::get<VectorField>(artifact.data);
    QVERIFY(same(field.u, direct.u) && same(field.v, direct.v));
    // A gradient all of it, of a quadratic: exact but for rounding, in the middle of the plane.
    const std::size_t middle = 8 * 21 + 10; // x₀ = 0, x₂ = 0
    QVERIFY(std::abs(field.u[middle] - 0.15F) < 1e-5F);
    QVERIFY(std::abs(field.v[middle] - 0.1F) < 1e-5F);
    // The other slice is another field.
    PlaneQuestion other = question;
    other.slice.fixed = {1.0, 1.0, 1.0};
    const AnalysisFindings elsewhere =
        findingsOf(requestFor(other, "gradient_part", 3), other, learned);
    QVERIFY(!same(std::get<VectorField>(named(elsewhere, "gradient_part").data).u, field.u));
}

void TestPlaneAnalyses::partsAreScores() {
    PlaneQuestion question = planeQuestion();
    const AnalysisFindings plain =
        findingsOf(requestFor(question, "gradient_part"), question, twoWells());
    question.asScore = true;
    const AnalysisFindings scores =
        findingsOf(requestFor(question, "gradient_part"), question, twoWells());
    const auto& field = std::get<VectorField>(named(plain, "gradient_part").data);
    const auto& scaled = std::get<VectorField>(named(scores, "gradient_part").data);
    for (std::size_t n = 0; n < field.u.size(); ++n) {
        QVERIFY(std::abs(scaled.u[n] - field.u[n] / 0.16F) <= 1e-5F * std::abs(scaled.u[n]));
    }
    // Energy is in nats either way.
    QVERIFY(same(std::get<ScalarField>(named(plain, "energy").data).values,
                 std::get<ScalarField>(named(scores, "energy").data).values));
}

void TestPlaneAnalyses::cancelledAtTheNextReport_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("at");
    QTest::newRow("split") << QStringLiteral("energy") << 1;
    QTest::newRow("fixed points, at once") << QStringLiteral("basins") << 1;
}

void TestPlaneAnalyses::cancelledAtTheNextReport() {
    QFETCH(QString, name);
    QFETCH(int, at);
    const PlaneQuestion question = planeQuestion();
    const AnalysisRequest request = requestFor(question, name.toStdString());
    const auto data = std::make_shared<const data::PointSet>(twoPoints());
    int wholeCalls = 0;
    {
        AnalysisWatch watch;
        static_cast<void>(planeAnalysis(
            request, question, [&] { return std::make_unique<GivingUp>(watch, -1, wholeCalls); },
            data)(watch));
        QVERIFY(watch.share() >= 0.3);
    }
    int calls = 0;
    AnalysisWatch watch;
    const AnalysisWork work = planeAnalysis(
        request, question, [&] { return std::make_unique<GivingUp>(watch, at, calls); }, data);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(work(watch)), Cancelled);
    QVERIFY(calls >= at);
    QVERIFY(calls < wholeCalls || wholeCalls == 1); // what comes after was not begun
    QVERIFY(watch.share() < 0.3);
}

/// What it says it needs beside the network is no less than what it hands over and samples.
void TestPlaneAnalyses::memoryIsTold() {
    PlaneQuestion question = planeQuestion();
    double before = 0.0;
    for (const std::size_t columns : {21U, 65U, 129U}) {
        question.slice.grid.columns = columns;
        question.slice.grid.rows = columns;
        const double field = 2.0 * sizeof(double) * static_cast<double>(columns * columns);
        for (const char* name : {"energy", "fixed_points", "basins"}) {
            const AnalysisRequest request = requestFor(question, name);
            double held = field;
            for (const auto& artifact : findingsOf(request, question, twoWells()).artifacts) {
                held += static_cast<double>(memoryBytes(*artifact));
            }
            QVERIFY2(request.bytes >= held, name);
            QVERIFY2(request.bytes < 200e6, name); // and no scare
        }
        const double told = requestFor(question, "energy").bytes;
        QVERIFY(told > before);
        before = told;
    }
}

QTEST_APPLESS_MAIN(TestPlaneAnalyses)
#include "tst_plane_analyses.moc"
