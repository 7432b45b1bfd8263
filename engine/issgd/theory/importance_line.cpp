// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/theory/importance_line.h"

#include "engine/core/error.h"
#include "engine/core/text.h"
#include "engine/issgd/theory/importance_experiment.h"
#include "engine/issgd/theory/knot_curve.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::issgd {
namespace {

constexpr std::size_t knots = 9;
constexpr Eigen::Index points = 201;
constexpr std::size_t bins = 61;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double twoPi = 6.28318530717958647693;

/// A curve drawn by hand: its parameters are "p_1" … "p_9".
struct DrawnCurve {
    const char* name;
    double minimum;
    double maximum;
    std::array<double, knots> heights; ///< at first
};
constexpr double highest = 3.0;
constexpr DrawnCurve pCurve{"p", 0.0, highest, {0.4, 1.4, 2.0, 1.4, 0.7, 0.3, 0.1, 0.1, 0.1}};
constexpr DrawnCurve fCurve{
    "f", -highest, highest, {-0.1, -0.3, -0.3, -0.1, 0.2, 0.5, 1.2, 2.8, 2.6}};
constexpr DrawnCurve qCurve{"q", 0.0, highest, {0.3, 0.7, 1.1, 1.2, 0.9, 0.5, 0.2, 0.1, 0.1}};

double knotPlace(std::size_t knot) {
    return -1.0 + 2.0 * static_cast<double>(knot) / static_cast<double>(knots - 1);
}

std::string knotName(const DrawnCurve& curve, std::size_t knot) {
    return std::string(curve.name) + "_" + std::to_string(knot + 1);
}

Eigen::VectorXd curveOf(const DrawnCurve& curve, const Parameters& parameters) {
    std::vector<double> heights;
    for (std::size_t knot = 0; knot < knots; ++knot) {
        heights.push_back(parameters.real(knotName(curve, knot)));
    }
    return knotCurve(heights, points);
}

class ImportanceLine final : public ImportanceExperiment {
public:
    explicit ImportanceLine(const ExperimentContext& context) : ImportanceExperiment(context) {
        for (Eigen::Index i = 0; i < points; ++i) {
            x_.push_back(-1.0 + 2.0 * static_cast<double>(i) / static_cast<double>(points - 1));
        }
        begin();
    }

    [[nodiscard]] std::size_t dimensions() const override { return 1; }

    void publish(FrameBuilder& frame) const override {
        ImportanceExperiment::publish(frame);
        if (frame.wants("estimates")) {
            frame.add(histogram());
        }
        if (frame.wants("inspector")) {
            frame.add(inspector(frame.cursor()));
        }
    }

private:
    [[nodiscard]] DrawnSetting setting() const override {
        return {curveOf(pCurve, parameters()), curveOf(fCurve, parameters()),
                curveOf(qCurve, parameters())};
    }

    void changed() override {
        keep(questionCurves());
        keep(handles("question_handles", "p and f to drag", {&pCurve, &fCurve}));
        keep(proposalCurves());
        keep(handles("proposal_handles", "q to drag", {&qCurve}));
        keep(contribution());
        keep(expectedSpread());
    }

    /// As wide as p spreads them, and wider where the proposal in use does, up to four times: so it
    /// is seen to spread more or less.
    void restarted() override {
        const auto deviation = [this](double trace) {
            return std::sqrt(trace / static_cast<double>(draws()));
        };
        const double plain = deviation(plainTrace());
        const double used = std::min(deviation(trace().drawnValue), 4.0 * plain);
        const double mean = expectation().mean()[0];
        const double least = 1e-6 * std::max(1.0, std::abs(mean));
        const double half = std::max({4.0 * plain, 4.0 * used + std::abs(trace().bias[0]), least});
        edges_.clear();
        for (std::size_t i = 0; i <= bins; ++i) {
            edges_.push_back(mean - half +
                             2.0 * half * static_cast<double>(i) / static_cast<double>(bins));
        }
        counts_.assign(bins, 0.0);
    }
    void taken(const Eigen::MatrixXd& estimates) override {
        const double width = (edges_.back() - edges_.front()) / static_cast<double>(bins);
        for (const double estimate : estimates.col(0)) {
            const double bin = std::floor((estimate - edges_.front()) / width);
            if (bin >= 0.0 && bin < static_cast<double>(bins)) {
                counts_[static_cast<std::size_t>(bin)] += 1.0;
            }
        }
    }
    void savePictures(Checkpoint& checkpoint) const override {
        checkpoint.put("estimate_bins", counts_);
    }
    void loadPictures(const Checkpoint& checkpoint) override {
        counts_ = checkpoint.doubles("estimate_bins", bins);
    }

    [[nodiscard]] Lines::Line curve(std::string label, const Eigen::VectorXd& y,
                                    bool dashed = false) const {
        return {std::move(label), x_, {y.begin(), y.end()}, dashed};
    }

    [[nodiscard]] Artifact questionCurves() const {
        Lines lines;
        lines.lines = {curve("p", drawn().p), curve("f", drawn().f.col(0)),
                       curve("p |f|", drawn().p.cwiseProduct(drawn().f.col(0).cwiseAbs()), true)};
        return {"question", "p and f, drawn by hand",
                {"x", ""},  {"p, f and p |f|; p in any unit", ""},
                {},         std::move(lines)};
    }

    [[nodiscard]] Artifact handles(const std::string& name, const std::string& title,
                                   const std::vector<const DrawnCurve*>& curves) const {
        Markers markers;
        for (const DrawnCurve* drawnCurve : curves) {
            for (std::size_t knot = 0; knot < knots; ++knot) {
                const std::string parameter = knotName(*drawnCurve, knot);
                markers.markers.push_back(
                    {knotPlace(knot), parameters().real(parameter), "handle", "", "", parameter});
            }
        }
        return {name, title, {"x", ""}, {"", ""}, {}, std::move(markers)};
    }

    /// All with the area that is under q as drawn, so that its handles stay under the hand.
    [[nodiscard]] Artifact proposalCurves() const {
        const double area = drawn().q.sum();
        Lines lines;
        lines.lines = {curve("p", area * expectation().probabilities(), true),
                       curve("q*", area * optimal()), curve("q by hand", drawn().q)};
        if (nameInUse() != "q") {
            lines.lines.push_back(curve("in use", area * inUse()));
        }
        return {"proposals", "p, q* and q over equal areas",
                {"x", ""},   {"chance of x, in any unit", ""},
                {},          std::move(lines)};
    }

    /// p f / q: what a draw at x adds. Without variance it would be μ everywhere.
    [[nodiscard]] Artifact contribution() const {
        const auto worth = [&](const Eigen::VectorXd& q) {
            Eigen::VectorXd y(points);
            for (Eigen::Index i = 0; i < points; ++i) {
                y[i] = q[i] > 0.0
                           ? expectation().probabilities()[i] * expectation().values()(i, 0) / q[i]
                           : nan;
            }
            return y;
        };
        Lines lines;
        lines.lines = {
            curve("p", drawn().f.col(0), true),
            curve("q*", worth(optimal())),
            curve("in use: " + nameInUse(), worth(inUse())),
            {"μ", {-1.0, 1.0}, {expectation().mean()[0], expectation().mean()[0]}, true}};
        return {"contribution",  "What one draw is worth", {"x", ""}, {"p f / q", ""}, {},
                std::move(lines)};
    }

    /// What the formulas make of the estimates, as normal densities.
    [[nodiscard]] Artifact expectedSpread() const {
        const double mean = expectation().mean()[0];
        double top = 0.0;
        Lines lines;
        const auto add = [&](const std::string& label, double middle, double trace, bool dashed) {
            const double deviation = std::sqrt(trace / static_cast<double>(draws()));
            const double width = edges_[1] - edges_[0];
            if (deviation < 0.2 * width || !std::isfinite(deviation)) {
                return; // a spike between two points of the picture, or nothing to draw
            }
            Lines::Line line{label, {}, {}, dashed};
            constexpr std::size_t steps = 240;
            for (std::size_t i = 0; i <= steps; ++i) {
                const double x = edges_.front() + (edges_.back() - edges_.front()) *
                                                      static_cast<double>(i) /
                                                      static_cast<double>(steps);
                const double off = (x - middle) / deviation;
                line.x.push_back(x);
                line.y.push_back(std::exp(-0.5 * off * off) / (std::sqrt(twoPi) * deviation));
                top = std::max(top, line.y.back());
            }
            lines.lines.push_back(std::move(line));
        };
        add("by Tr Σ(p)", mean, plainTrace(), true);
        add("by Tr Σ(q*)", mean, optimalTrace(), true);
        add("by Tr Σ in use", mean + trace().bias[0], trace().drawnValue, false);
        lines.lines.push_back({"μ", {mean, mean}, {0.0, 1.05 * std::max(top, 1e-12)}, true});
        return {"expected_spread", "Expected spread", {"estimate of μ", ""}, {"density", ""}, {},
                std::move(lines)};
    }

    [[nodiscard]] Artifact histogram() const {
        Histogram made;
        made.edges = edges_;
        const auto all = static_cast<double>(spread().count());
        const double width = edges_[1] - edges_[0];
        double inside = 0.0;
        for (const double count : counts_) {
            made.count.push_back(all > 0.0 ? count / (all * width) : 0.0);
            inside += count;
        }
        std::string title = "estimates by " + nameInUse();
        if (all > inside) {
            title += " (" + number("%.0f", all - inside) + " outside)";
        }
        return {"estimates", std::move(title), {"estimate of μ", ""}, {"density", ""},
                {},          std::move(made)};
    }

    [[nodiscard]] Artifact inspector(const std::vector<double>& cursor) const {
        Table table;
        table.columns = {"quantity", "value"};
        if (!cursor.empty() && std::isfinite(cursor.front())) {
            const double at = (std::clamp(cursor.front(), -1.0, 1.0) + 1.0) / 2.0;
            const auto i =
                static_cast<Eigen::Index>(std::llround(at * static_cast<double>(points - 1)));
            const double p = expectation().probabilities()[i];
            const double f = expectation().values()(i, 0);
            const auto row = [&](const std::string& name, double value) {
                table.rows.push_back({name, numberCell("%.4g", value)});
            };
            row("x", x_[static_cast<std::size_t>(i)]);
            row("f(x)", f);
            row("chance of x by p", p);
            row("chance by q*", optimal()[i]);
            row("chance by " + nameInUse() + ", in use", inUse()[i]);
            row("weight p/q", inUse()[i] > 0.0 ? p / inUse()[i] : nan);
            row("one draw is worth p f/q", inUse()[i] > 0.0 ? p * f / inUse()[i] : nan);
        }
        return {"inspector", "Under the cursor", {}, {}, {}, std::move(table)};
    }

    std::vector<double> x_;
    std::vector<double> edges_;  ///< of the histogram, [bins + 1]
    std::vector<double> counts_; ///< estimates in it
};

std::vector<ParameterSpec> knotParameters(const DrawnCurve& curve, const std::string& group,
                                          const std::string& help) {
    std::vector<ParameterSpec> specs;
    for (std::size_t knot = 0; knot < knots; ++knot) {
        ParameterSpec spec = real(knotName(curve, knot),
                                  std::string(curve.name) + " at " + number("%g", knotPlace(knot)),
                                  group, curve.heights[knot], curve.minimum, curve.maximum, help);
        spec.step = 0.05;
        specs.push_back(live(std::move(spec)));
    }
    return specs;
}

ParameterTable parameterTable() {
    std::vector<ParameterSpec> specs = estimateParameters();
    const auto add = [&](std::vector<ParameterSpec> more) {
        specs.insert(specs.end(), std::make_move_iterator(more.begin()),
                     std::make_move_iterator(more.end()));
    };
    add(knotParameters(qCurve, "q(x), by hand",
                       "Height of the proposal at this place, in any unit: it is divided by its "
                       "sum. 0 here and at the next knot leaves all between unreachable."));
    add(knotParameters(pCurve, "p(x)",
                       "Height of p at this place, in any unit: it is divided by its sum."));
    add(knotParameters(fCurve, "f(x)", "f at this place."));
    return ParameterTable(std::move(specs));
}

void checkParameters(const Parameters& parameters) {
    requireWeight(curveOf(pCurve, parameters), knotName(pCurve, 0), "p");
    requireWeight(curveOf(qCurve, parameters), knotName(qCurve, 0), "q");
}

} // namespace

ExperimentKind importanceLineKind() {
    ExperimentKind kind;
    kind.name = "importance_line";
    kind.title = "Importance sampling on a line";
    kind.help =
        "The mean μ = E_p[f(x)] is estimated from N draws of **another** distribution q: 1/N Σ "
        "p(x)/q(x) f(x), x ~ q (§7.3.1). Without bias, whatever q is, as long as it is above 0 "
        "wherever p f is not 0; how much the estimates scatter, Tr Σ(q)/N, is q's doing (equation "
        "7.13). It is least for q* ∝ p |f| (equation 7.2, Theorem 1). x is one of 201 points from "
        "−1 to 1, so that all of it is a finite sum and known exactly.\n\n"
        "p, f and q are straight between nine knots each, which are dragged. A step makes some "
        "hundred estimates; a change of p, f or the proposal begins their statistics anew.\n\n"
        "**Try**: drag q onto q*; then pull two neighbours of q down to 0.";
    kind.parameters = parameterTable();
    kind.create = [](const ExperimentContext& context) -> std::unique_ptr<Experiment> {
        return std::make_unique<ImportanceLine>(context);
    };
    kind.memoryBytes = [](const Parameters&) { return 1e6; };
    kind.check = checkParameters;
    kind.headline = {"trace_measured", "Tr Σ %1 measured"};
    return kind;
}

} // namespace scorescope::issgd
