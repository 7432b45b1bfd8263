// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/theory/importance_experiment.h"

#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/core/text.h"

#include <cmath>
#include <limits>
#include <utility>

namespace scorescope::issgd {
namespace {

constexpr double normalQuantile = 1.959963984540054; // 97.5 %
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::string vectorText(const Eigen::VectorXd& values, const char* format) {
    if (values.size() == 1) {
        return number(format, values[0]);
    }
    std::string text = "(";
    for (Eigen::Index i = 0; i < values.size(); ++i) {
        text += (i == 0 ? "" : ", ") + number(format, values[i]);
    }
    return text + ")";
}

TableCell vectorCell(const Eigen::VectorXd& values) {
    return {vectorText(values, "%.4f"), std::vector<double>(values.begin(), values.end())};
}

/// With half the width of its interval.
TableCell measuredCell(const Eigen::VectorXd& values, double half) {
    std::vector<double> numbers(values.begin(), values.end());
    numbers.push_back(half);
    return {vectorText(values, "%.4f") + " ± " + number("%.4f", half), std::move(numbers)};
}

TableCell measuredCell(const stats::Estimate& measured) {
    return {number("%.4g", measured.value) + " ± " +
                number("%.2g", 0.5 * (measured.high - measured.low)),
            {measured.value, measured.low, measured.high}};
}

} // namespace

std::vector<ParameterSpec> estimateParameters() {
    ParameterSpec share =
        live(real("defensive_share", "share of p", "Proposal", 0.2, 0.0, 1.0,
                  "Of the mixture: so much of every draw's chance is p's, the rest q's. With any "
                  "share above 0 no point of p is missed, and no weight p/q is above 1/share."));
    share.step = 0.05;
    share.applies = {"draw_from", {"mixture"}};
    return {
        live(choice("draw_from", "draw from", "Proposal",
                    {"by_hand", "plain", "optimal", "mixture"},
                    {"q, by hand", "p itself", "q*, the optimum", "q and a share of p"},
                    "The proposal in use: the one drawn by hand; p, which is plain Monte Carlo; q* "
                    "∝ p ‖f‖, which is optimal (equation 7.5); or a defensive mixture.")),
        std::move(share),
        live(logarithmic(integer("estimate_draws", "draws each, N", "Estimates", 50, 1, 10000,
                                 "Of one estimate 1/N Σ p(x)/q(x) f(x), x ~ q."),
                         2.0)),
        live(logarithmic(integer("estimate_count", "estimates a step", "Estimates", 500, 1, 1000,
                                 "How many such estimates one step makes."),
                         2.0)),
    };
}

void requireWeight(const Eigen::VectorXd& weights, const std::string& parameter,
                   const std::string& what) {
    if (!(weights.maxCoeff() > 0.0)) {
        throw InputError("", "/parameters/" + parameter,
                         what + " would be 0 everywhere; it has to be above 0 somewhere");
    }
}

ImportanceExperiment::ImportanceExperiment(const ExperimentContext& context)
    : parameters_(context.parameters), seed_(context.seed), threads_(context.threads) {}

void ImportanceExperiment::step() {
    if (previewing_) {
        clearStatistics();
    }
    const Eigen::MatrixXd made = nextEstimates();
    repetitions_ += static_cast<std::uint64_t>(made.rows());
    ++steps_;
    spread_.add(made);
    taken(made);

    const auto at = static_cast<double>(steps_);
    const stats::Estimate measured = spread_.trace();
    series_.append("trace_measured", at, withoutRounding(measured.value));
    series_.append("trace_measured_low", at, withoutRounding(measured.low));
    series_.append("trace_measured_high", at, withoutRounding(measured.high));
    series_.append("trace_exact", at,
                   std::isfinite(trace_.value) ? withoutRounding(trace_.value) : nan);
    series_.append("trace_plain", at, plainTrace_);
    series_.append("trace_optimal", at, optimalTrace_);
    series_.append("mean_error", at, (spread_.mean() - expectation_->mean()).norm());
    const double draws = static_cast<double>(drawsInUse_) * static_cast<double>(spread_.count());
    series_.append("expected_mean_error", at,
                   std::sqrt(trace_.drawnValue / draws + trace_.bias.squaredNorm()));
}

void ImportanceExperiment::set(const std::string& name, const ParameterValue& value) {
    if (parameters_.value(name) != value) {
        parameters_.setValue(name, value);
        if (name != "estimate_count") {
            rebuild();
        } else if (previewing_) {
            preview();
        }
    }
}

Eigen::VectorXd ImportanceExperiment::proposal() const {
    const std::string& from = parameters_.text("draw_from");
    if (from == "plain") {
        return expectation_->probabilities();
    }
    if (from == "optimal") {
        return optimal_;
    }
    if (from == "mixture") {
        const double share = parameters_.real("defensive_share");
        return (1.0 - share) * byHand_ + share * expectation_->probabilities();
    }
    return byHand_;
}

std::string ImportanceExperiment::nameInUse() const {
    const std::string& from = parameters_.text("draw_from");
    return from == "plain" ? "p" : from == "optimal" ? "q*" : from == "mixture" ? "mixture" : "q";
}

void ImportanceExperiment::rebuild() {
    const std::optional<FiniteExpectation> before = std::move(expectation_);
    const Eigen::VectorXd usedBefore = std::move(inUse_);
    drawn_ = setting();
    expectation_.emplace(drawn_.p / drawn_.p.sum(), drawn_.f);
    byHand_ = drawn_.q / drawn_.q.sum();
    optimal_ = expectation_->optimalProposal();
    inUse_ = proposal();
    const bool same = before && before->probabilities() == expectation_->probabilities() &&
                      before->values() == expectation_->values() && usedBefore == inUse_ &&
                      drawsInUse_ == draws();
    if (!same) {
        trace_ = expectation_->trace(inUse_);
        plainTrace_ = expectation_->trace(expectation_->probabilities()).value;
        optimalTrace_ = withoutRounding(expectation_->optimalTrace());
        estimator_.emplace(*expectation_, inUse_);
        drawsInUse_ = draws();
        preview();
    }
    changed();
}

void ImportanceExperiment::clearStatistics() {
    spread_ = EstimateSpread(expectation_->mean() + trace_.bias, drawsInUse_);
    previewing_ = false;
    restarted();
}

Eigen::MatrixXd ImportanceExperiment::nextEstimates() const {
    return estimator_->estimates(drawsInUse_, seed_, repetitions_,
                                 parameters_.count("estimate_count"), threads_);
}

void ImportanceExperiment::preview() {
    clearStatistics();
    const Eigen::MatrixXd next = nextEstimates();
    spread_.add(next);
    taken(next);
    previewing_ = true;
}

void ImportanceExperiment::save(Checkpoint& checkpoint) const {
    checkpoint.meta["steps"] = steps_;
    checkpoint.meta["repetitions"] = repetitions_;
    checkpoint.meta["estimates"] = previewing_ ? 0 : spread_.count();
    if (!previewing_) {
        spread_.save(checkpoint, "estimate_sums");
        savePictures(checkpoint);
    }
}

void ImportanceExperiment::load(const Checkpoint& checkpoint) {
    const std::uint64_t steps = checkpoint.count("steps");
    const std::uint64_t repetitions = checkpoint.count("repetitions");
    if (checkpoint.count("estimates") == 0) {
        steps_ = steps;
        repetitions_ = repetitions;
        preview();
        return;
    }
    EstimateSpread spread(expectation_->mean() + trace_.bias, drawsInUse_);
    spread.load(checkpoint, "estimate_sums");
    loadPictures(checkpoint);
    steps_ = steps;
    repetitions_ = repetitions;
    spread_ = std::move(spread);
    previewing_ = false;
}

void ImportanceExperiment::publish(FrameBuilder& frame) const {
    const Quantity trace{"Tr Σ of one draw", ""};
    if (frame.wants("trace_measured")) {
        SeriesArtifact measured;
        measured.points = series_.look("trace_measured");
        measured.low = series_.look("trace_measured_low");
        measured.high = series_.look("trace_measured_high");
        measured.bandLabel = "95 %";
        frame.add(Artifact{
            "trace_measured", "measured", {"step", ""}, trace, trace, std::move(measured)});
    }
    const auto add = [&](const char* name, const char* title, const Quantity& value,
                         bool reference) {
        if (frame.wants(name)) {
            frame.add(seriesArtifact(series_, name, title, value, reference));
        }
    };
    add("trace_exact", "exact", trace, true);
    add("trace_plain", "of p", trace, false);
    add("trace_optimal", "of q*", trace, false);
    const Quantity error{"distance from μ", ""};
    add("mean_error", "of all estimates", error, false);
    add("expected_mean_error", "root mean square", error, true);
    if (frame.wants("spread")) {
        frame.add(spreadTable());
    }
    for (const auto& [name, artifact] : kept_) {
        if (frame.wants(name)) {
            frame.add(artifact);
        }
    }
}

double ImportanceExperiment::withoutRounding(double trace) const {
    return trace < 1e-13 * expectation_->mean().squaredNorm() ? 0.0 : trace;
}

double ImportanceExperiment::missedShare() const {
    double missed = 0.0;
    double whole = 0.0;
    for (Eigen::Index k = 0; k < expectation_->points(); ++k) {
        const double weight =
            expectation_->probabilities()[k] * expectation_->values().row(k).norm();
        whole += weight;
        missed += inUse_[k] == 0.0 ? weight : 0.0;
    }
    return missed / whole;
}

Artifact ImportanceExperiment::spreadTable() const {
    const bool biased = !trace_.unreachable.empty();
    const bool several = spread_.count() > 1;
    const std::string used = nameInUse();
    const stats::Estimate measured = spread_.trace();
    const double half = normalQuantile * spread_.standardError();
    Table table;
    table.columns = {"", "exact", "measured ± 95 %"};
    const auto row = [&](const std::string& name, TableCell exact, TableCell found) {
        table.rows.push_back({name, std::move(exact), several ? std::move(found) : TableCell("")});
    };
    row("μ", vectorCell(expectation_->mean()), measuredCell(spread_.mean(), half));
    row("Tr Σ(" + used + "), in use",
        biased ? TableCell("infinite", trace_.value) : numberCell("%.4g", trace_.value),
        measuredCell(measured));
    if (biased) {
        const double missed = missedShare();
        row("never drawn",
            TableCell(std::to_string(trace_.unreachable.size()) + " points with " +
                          number("%.3g", 100.0 * missed) + " % of E‖f‖",
                      {static_cast<double>(trace_.unreachable.size()), missed}),
            "");
        row("so the mean is off by", vectorCell(trace_.bias),
            measuredCell(spread_.mean() - expectation_->mean(), half));
        row("Tr Σ, as draws show it", numberCell("%.4g", trace_.drawnValue),
            measuredCell(measured));
    }
    row("Tr Σ(p)", numberCell("%.4g", plainTrace_), "");
    row("Tr Σ(q*), the least", numberCell("%.4g", optimalTrace_), "");
    if (optimalTrace_ > 0.0) {
        row("draws for one of q*'s",
            biased ? TableCell("none are enough", trace_.value)
                   : numberCell("%.3g", trace_.value / optimalTrace_),
            biased ? TableCell("") : numberCell("%.3g", measured.value / optimalTrace_));
    } else {
        row("draws for one of q*'s", "one of q* is exact", "");
    }
    table.rows.push_back(
        {"estimates", "",
         TableCell(std::to_string(spread_.count()) + " of " + std::to_string(drawsInUse_) +
                       " draws" + (previewing_ ? ", the next step's" : ""),
                   static_cast<double>(spread_.count()))});
    return {"spread", "The formula, and the draws", {}, {}, {}, std::move(table)};
}

void ImportanceExperiment::keep(Artifact artifact) {
    auto made = std::make_shared<const Artifact>(std::move(artifact));
    kept_[made->name] = made;
}

} // namespace scorescope::issgd
