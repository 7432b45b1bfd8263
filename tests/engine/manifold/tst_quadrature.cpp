// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/nonparametric/quadrature.h"
#include "tests/support/near.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace scorescope::manifold;
using scorescope::test::near;

class TestQuadrature : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void exactForPolynomials();
    void panelsAddUp();
    void noPanelsNoNodes();
    void panelsFollowTheArc();
    void openEndsAreFiner();
    void fastCurvesDoNotTakeForever();
};

/// Degree 2n − 1: ∫ t^k over [−1, 1] is 2/(k + 1) for even k, else 0.
void TestQuadrature::exactForPolynomials() {
    for (const std::size_t n : {1U, 2U, 5U, 10U, 32U}) {
        std::vector<double> nodes;
        std::vector<double> weights;
        gaussLegendre(n, nodes, weights);
        QCOMPARE(nodes.size(), n);
        for (std::size_t k = 0; k < 2 * n; ++k) {
            double sum = 0.0;
            for (std::size_t i = 0; i < n; ++i) {
                sum += weights[i] * std::pow(nodes[i], static_cast<double>(k));
            }
            const double exact = k % 2 == 0 ? 2.0 / (static_cast<double>(k) + 1.0) : 0.0;
            QVERIFY(near(sum, exact, 1e-13, 1e-14));
        }
    }
}

void TestQuadrature::panelsAddUp() {
    const std::vector<double> ends = {-1.0, -0.3, 0.1, 2.0};
    const std::vector<QuadratureNode> nodes = compositeNodes(ends, 10);
    QCOMPARE(nodes.size(), std::size_t{30});
    double length = 0.0;
    double integral = 0.0;
    for (const QuadratureNode& node : nodes) {
        QVERIFY(node.at > -1.0 && node.at < 2.0);
        length += node.weight;
        integral += node.weight * std::exp(node.at);
    }
    QVERIFY(near(length, 3.0, 1e-14, 0.0));
    QVERIFY(near(integral, std::exp(2.0) - std::exp(-1.0), 1e-13, 0.0));
    // Panel by panel: the first ten lie in the first.
    QVERIFY(std::all_of(nodes.begin(), nodes.begin() + 10,
                        [](const QuadratureNode& node) { return node.at < -0.3; }));
}

void TestQuadrature::noPanelsNoNodes() {
    QVERIFY(compositeNodes({}, 10).empty());
    QVERIFY(compositeNodes({1.0}, 10).empty());
}

void TestQuadrature::panelsFollowTheArc() {
    CurvePanels panels;
    panels.begin = 1.0;
    panels.end = 4.0;
    panels.sigma = 0.05;
    panels.graded = false;
    panels.speed = [](double t) { return t; }; // an Archimedean spiral's, roughly
    const std::vector<double> ends = panelEnds(panels);
    QVERIFY(near(ends.front(), 1.0, 0.0, 0.0));
    QVERIFY(near(ends.back(), 4.0, 0.0, 0.0));
    for (std::size_t p = 0; p + 1 < ends.size(); ++p) {
        const double width = ends[p + 1] - ends[p];
        QVERIFY(width > 0.0);
        QVERIFY(width * ends[p] <= 0.05 * (1.0 + 1e-12)); // by the speed at its start
    }
    panels.widest = 0.01;
    const std::vector<double> finer = panelEnds(panels);
    for (std::size_t p = 0; p + 1 < finer.size(); ++p) {
        QVERIFY(finer[p + 1] - finer[p] <= 0.01 * (1.0 + 1e-12));
    }
}

void TestQuadrature::openEndsAreFiner() {
    CurvePanels panels;
    panels.sigma = 0.125; // panels of equal widths without rounding
    panels.speed = [](double) { return 1.0; };
    panels.graded = false;
    const std::vector<double> plain = panelEnds(panels);
    panels.graded = true;
    const std::vector<double> graded = panelEnds(panels);
    QCOMPARE(graded.size(), plain.size() + 10);
    QVERIFY(std::is_sorted(graded.begin(), graded.end()));
    QVERIFY(std::includes(graded.begin(), graded.end(), plain.begin(), plain.end()));
    // Four times finer from one to the next, down to a quarter to the fifth of a panel.
    const double panel = plain[1] - plain[0];
    QVERIFY(near(graded[1] - graded[0], panel / 1024.0, 1e-9, 0.0));
    QVERIFY(near(graded[2] - graded[0], panel / 256.0, 1e-9, 0.0));
    const std::size_t last = graded.size() - 1;
    QVERIFY(near(graded[last] - graded[last - 1],
                 (plain[plain.size() - 1] - plain[plain.size() - 2]) / 1024.0, 1e-9, 0.0));
}

void TestQuadrature::fastCurvesDoNotTakeForever() {
    CurvePanels panels;
    panels.sigma = 1e-9;
    panels.speed = [](double t) { return t < 0.5 ? 1e6 : 0.0; };
    const std::vector<double> ends = panelEnds(panels);
    QVERIFY(ends.size() <= 20012);
    QVERIFY(near(ends.back(), 1.0, 0.0, 0.0));
}

QTEST_APPLESS_MAIN(TestQuadrature)
#include "tst_quadrature.moc"
