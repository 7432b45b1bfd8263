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

TableCell withError(const Eigen::VectorXd& values, double error) {
    std::vector<double> numbers(values.begin(), values.end());
    numbers.push_back(error);
    return {vectorText(values, "%.4f") + " ± " + number("%.4f", error), std::move(numbers)};
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
        live(logarithmic(integer("estimate_draws", "draws each, N", "Estimates", 50, 1, 100000,
                                 "Of one estimate 1/N Σ p(x)/q(x) f(x), x ~ q."),
                         2.0)),
        live(logarithmic(integer("estimate_count", "estimates a step", "Estimates", 200, 1, 10000,
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
    const std::size_t count = parameters_.count("estimate_count");
    const Eigen::MatrixXd made =
        estimator_->estimates(draws(), seed_, repetitions_, count, threads_);
    repetitions_ += count;
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
        spread_ = EstimateSpread(expectation_->mean() + trace_.bias, drawsInUse_);
        restarted();
    }
    changed();
}

void ImportanceExperiment::save(Checkpoint& checkpoint) const {
    checkpoint.meta["steps"] = steps_;
    checkpoint.meta["repetitions"] = repetitions_;
    spread_.save(checkpoint, "estimate_sums");
    savePictures(checkpoint);
}

void ImportanceExperiment::load(const Checkpoint& checkpoint) {
    const std::uint64_t steps = checkpoint.count("steps");
    const std::uint64_t repetitions = checkpoint.count("repetitions");
    EstimateSpread spread = spread_;
    spread.load(checkpoint, "estimate_sums");
    loadPictures(checkpoint);
    steps_ = steps;
    repetitions_ = repetitions;
    spread_ = std::move(spread);
}

void ImportanceExperiment::publish(FrameBuilder& frame) const {
    const Quantity trace{"Tr Σ of one draw", ""};
    if (frame.wants("trace_measured")) {
        SeriesArtifact measured;
        measured.points = series_.look("trace_measured");
        measured.low = series_.look("trace_measured_low");
        measured.high = series_.look("trace_measured_high");
        measured.bandLabel = "95 %";
        frame.add(Artifact{"trace_measured",
                           "measured, drawing from it",
                           {"step", ""},
                           trace,
                           trace,
                           std::move(measured)});
    }
    const auto add = [&](const char* name, const char* title, const Quantity& value,
                         bool reference) {
        if (frame.wants(name)) {
            frame.add(seriesArtifact(series_, name, title, value, reference));
        }
    };
    add("trace_exact", "exact, of the proposal in use", trace, true);
    add("trace_plain", "exact, of p", trace, true);
    add("trace_optimal", "exact, of q*", trace, true);
    const Quantity error{"distance from μ", ""};
    add("mean_error", "of the mean of all estimates", error, false);
    add("expected_mean_error", "expected (root mean square)", error, true);
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

Artifact ImportanceExperiment::spreadTable() const {
    const bool biased = !trace_.unreachable.empty();
    const std::string used = nameInUse();
    const stats::Estimate measured = spread_.trace();
    const bool several = spread_.count() > 1;
    Table table;
    table.columns = {"of the estimate", "exact", "measured"};
    const auto row = [&](const std::string& name, TableCell exact, TableCell found) {
        table.rows.push_back({name, std::move(exact), std::move(found)});
    };
    const TableCell measuredTrace =
        several ? TableCell(number("%.4g", measured.value) + " (" + number("%.4g", measured.low) +
                                " to " + number("%.4g", measured.high) + ")",
                            {measured.value, measured.low, measured.high})
                : TableCell("");
    row("μ = E_p[f], and the mean of estimates", vectorCell(expectation_->mean()),
        several ? withError(spread_.mean(), spread_.standardError()) : TableCell(""));
    row("Tr Σ(" + used + "), in use",
        biased ? TableCell("infinite", trace_.value) : numberCell("%.4g", trace_.value),
        measuredTrace);
    row("Tr Σ(p), plain Monte Carlo", numberCell("%.4g", plainTrace_), "");
    row("Tr Σ(q*), the least (Theorem 1)", numberCell("%.4g", optimalTrace_), "");
    if (optimalTrace_ > 0.0) {
        row("draws for one of q*'s",
            biased ? TableCell("none are enough", trace_.value)
                   : numberCell("%.3g", trace_.value / optimalTrace_),
            several && !biased ? numberCell("%.3g", measured.value / optimalTrace_)
                               : TableCell(""));
    } else {
        row("draws for one of q*'s", "one draw of q* is exact", "");
    }
    if (biased) {
        double missed = 0.0;
        double whole = 0.0;
        for (Eigen::Index k = 0; k < expectation_->points(); ++k) {
            const double weight =
                expectation_->probabilities()[k] * expectation_->values().row(k).norm();
            whole += weight;
            missed += inUse_[k] == 0.0 ? weight : 0.0;
        }
        row("where " + used + " is 0 and p f is not",
            TableCell(std::to_string(trace_.unreachable.size()) + " of " +
                          std::to_string(expectation_->points()) +
                          " points: " + number("%.3g", 100.0 * missed / whole) + " % of E‖f‖",
                      {static_cast<double>(trace_.unreachable.size()), missed / whole}),
            "never drawn");
        row("so the mean is off by", vectorCell(trace_.bias),
            several ? withError(spread_.mean() - expectation_->mean(), spread_.standardError())
                    : TableCell(""));
        row("Tr Σ about that mean: all that draws show", numberCell("%.4g", trace_.drawnValue),
            measuredTrace);
    }
    row("estimates so far", "",
        TableCell(std::to_string(spread_.count()) + " of " + std::to_string(drawsInUse_) + " draws",
                  static_cast<double>(spread_.count())));
    return {"spread", "The formula, and the draws", {}, {}, {}, std::move(table)};
}

void ImportanceExperiment::keep(Artifact artifact) {
    auto made = std::make_shared<const Artifact>(std::move(artifact));
    kept_[made->name] = made;
}

} // namespace scorescope::issgd
