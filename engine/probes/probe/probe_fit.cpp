// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/probe/probe_fit.h"

#include "engine/core/error.h"
#include "engine/probes/probe/convex_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

namespace scorescope::probes {
namespace {

void check(const ProbeOptions& options) {
    if (!(options.penalty > 0.0) || !std::isfinite(options.penalty)) {
        throw std::invalid_argument("the penalty of a probe must be above 0 and finite, not " +
                                    std::to_string(options.penalty));
    }
    if (!(options.tolerance > 0.0) || options.evaluations < 2 || options.directionRows < 1) {
        throw std::invalid_argument(
            "a probe needs a tolerance above 0, two evaluations and a row for its directions");
    }
}

/// Labels by number among the classes that occur.
struct KnownLabels {
    std::vector<std::uint32_t> known;
    std::vector<std::uint32_t> labels;
    std::vector<double> counts; ///< of each that is known
};

KnownLabels knownLabels(const std::vector<std::uint32_t>& labels, std::size_t classes) {
    std::vector<std::size_t> counts(classes, 0);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels[i] >= classes) {
            throw std::invalid_argument(
                "label " + std::to_string(labels[i]) + " of row " + std::to_string(i) +
                " is not below the number of classes, " + std::to_string(classes));
        }
        ++counts[labels[i]];
    }
    KnownLabels found;
    std::vector<std::uint32_t> place(classes, 0);
    for (std::size_t c = 0; c < classes; ++c) {
        if (counts[c] > 0) {
            place[c] = static_cast<std::uint32_t>(found.known.size());
            found.known.push_back(static_cast<std::uint32_t>(c));
            found.counts.push_back(static_cast<double>(counts[c]));
        }
    }
    if (found.known.size() < 2) {
        throw std::invalid_argument("a probe tells classes apart, and the training labels are all "
                                    "of one class");
    }
    found.labels.reserve(labels.size());
    for (const std::uint32_t label : labels) {
        found.labels.push_back(place[label]);
    }
    return found;
}

constexpr std::size_t history = 20;
constexpr std::size_t patience = 60; ///< evaluations
constexpr double worthWaiting = 0.8; ///< of the smallest gap: less is progress

/// A point of the search.
struct Evaluated {
    std::vector<double> v;
    Certificate certificate;
    std::size_t evaluation = 0; ///< which it was
};

/// A fit under way.
class Fit {
public:
    Fit(const PreparedFeatures& training, const std::vector<std::uint32_t>& labels,
        std::size_t classes, const ProbeOptions& options, const FitSurroundings& surroundings,
        const stats::LongWork& work)
        : known_(knownLabels(labels, classes)), options_(options), surroundings_(surroundings),
          work_(work), loss_(training.features, known_.labels, known_.known.size(),
                             training.standardization, options.path),
          size_(known_.known.size() * training.standardization.dimension()),
          preconditioner_(training.directions, curvature(), options.penalty) {
        inside_ = {work.threads, [this](double) { return work_.progress(share_); }};
        if (!work.progress) {
            inside_.progress = {};
        }
        result_.probe.classes = classes;
        result_.probe.examples = labels.size();
        result_.probe.known = known_.known;
        result_.probe.standardization = training.standardization;
    }

    FittedProbe run(const PreparedFeatures& training) {
        begin();
        ConvexSearch search(startingPoint(), history);
        const nn::Objective objective = [this](const double* v, double* gradient) {
            return evaluate(v, gradient);
        };
        std::size_t looks = 0;
        for (bool over = false; !over;) {
            const ConvexSearch::Status status = search.step(objective);
            if (status == ConvexSearch::Status::notFinite) {
                throw RunError("the loss of a probe or its gradient is not a finite number",
                               "scale the features: single precision cannot hold their sums");
            }
            ++result_.iterations;
            over = best_.certificate.converged || status == ConvexSearch::Status::stalled ||
                   result_.evaluations >= options_.evaluations ||
                   result_.evaluations > best_.evaluation + patience;
            if (!surroundings_.early) {
                if (over) {
                    keep(best_.v, best_.certificate);
                }
            } else if (over || result_.iterations % surroundings_.early->every == 0) {
                ++looks;
                lookAt(over ? best_ : last_, looks);
                result_.stoppedEarly = bestLook_ < looks;
                over = over || looks - bestLook_ >= surroundings_.early->patience;
            }
        }
        finish(training);
        return std::move(result_);
    }

private:
    [[nodiscard]] double curvature() const {
        const double n = std::accumulate(known_.counts.begin(), known_.counts.end(), 0.0);
        double sum = 0.0;
        for (const double count : known_.counts) {
            sum += count / n * (1.0 - count / n);
        }
        return sum / static_cast<double>(known_.counts.size());
    }

    /// The sums at W = 0.
    void begin() {
        const auto n = static_cast<double>(known_.labels.size());
        std::vector<double> bias;
        for (const double count : known_.counts) {
            bias.push_back(std::log(count / n));
        }
        const std::vector<double> nothing(size_, 0.0);
        start_ = loss_.at(nothing.data(), bias.data(), inside_);
        result_.evaluations = 1;
        bias_ = std::move(bias);
    }

    /// In the coordinates of the search: W = S V, one row for each class, then the bias.
    [[nodiscard]] std::vector<double> startingPoint() const {
        std::vector<double> v(size_, 0.0);
        v.insert(v.end(), bias_.begin(), bias_.end());
        const Probe* const start = surroundings_.start;
        if (start == nullptr) {
            return v;
        }
        const std::size_t d = loss_.dimension();
        if (start->dimension() != d || start->classes != result_.probe.classes) {
            throw std::invalid_argument("a probe of " + std::to_string(start->dimension()) +
                                        " features and " + std::to_string(start->classes) +
                                        " classes is no start for one of " + std::to_string(d) +
                                        " and " + std::to_string(result_.probe.classes));
        }
        for (std::size_t c = 0; c < known_.known.size(); ++c) {
            const auto found =
                std::lower_bound(start->known.begin(), start->known.end(), known_.known[c]);
            if (found == start->known.end() || *found != known_.known[c]) {
                continue;
            }
            const auto row = static_cast<std::size_t>(found - start->known.begin());
            for (std::size_t j = 0; j < d; ++j) {
                v[c * d + j] = result_.probe.standardization.inverse[j] > 0.0
                                   ? start->weights[row * d + j]
                                   : 0.0;
            }
            v[size_ + c] = start->bias[row];
        }
        preconditioner_.applyInverse(v.data(), known_.known.size(), work_.threads);
        return v;
    }

    double evaluate(const double* v, double* gradient) {
        const std::size_t k = known_.known.size();
        std::vector<double> weights(v, v + size_);
        preconditioner_.apply(weights.data(), k, work_.threads);
        const SoftmaxSums sums = loss_.at(weights.data(), v + size_, inside_);
        ++result_.evaluations;
        last_.certificate = certify(weights, sums, start_, known_.counts, options_.penalty);
        last_.v.assign(v, v + size_ + k);
        last_.evaluation = result_.evaluations;
        compare();
        const auto n = static_cast<double>(known_.labels.size());
        for (std::size_t i = 0; i < size_; ++i) {
            gradient[i] = sums.gradient[i] / n + options_.penalty * weights[i];
        }
        preconditioner_.apply(gradient, k, work_.threads);
        for (std::size_t c = 0; c < k; ++c) {
            gradient[size_ + c] = sums.biasGradient[c] / n;
        }
        return last_.certificate.objective;
    }

    /// What was just evaluated with the best before it.
    void compare() {
        Certificate& now = last_.certificate;
        const double wanted = options_.tolerance * now.objective;
        now.converged = now.gap <= wanted;
        firstGap_ = firstGap_ > 0.0 ? firstGap_ : now.gap;
        share_ = std::max(
            share_,
            std::clamp(std::log(firstGap_ / now.gap) / std::log(firstGap_ / wanted), 0.0, 0.99));
        if (best_.v.empty() || now.gap < worthWaiting * best_.certificate.gap) {
            best_ = last_;
        } else if (now.gap < best_.certificate.gap) {
            best_.certificate = now; // no news worth waiting for more
            best_.v = last_.v;
        }
    }

    void keep(const std::vector<double>& v, const Certificate& certificate) {
        const auto end = v.begin() + static_cast<std::ptrdiff_t>(size_);
        result_.probe.weights.assign(v.begin(), end);
        preconditioner_.apply(result_.probe.weights.data(), known_.known.size(), work_.threads);
        result_.probe.bias.assign(end, v.end());
        result_.certificate = certificate;
    }

    /// Early stopping: keeps it if it is the best so far on what is held out.
    void lookAt(const Evaluated& now, std::size_t look) {
        FittedProbe before = result_;
        keep(now.v, now.certificate);
        const Judgement judged = judge(result_.probe, surroundings_.heldOut->features,
                                       surroundings_.heldOut->labels, inside_);
        const std::pair<std::size_t, double> found{judged.errors, judged.meanLoss()};
        if (look == 1 || found < fewest_) {
            fewest_ = found;
            bestLook_ = look;
        } else {
            result_ = std::move(before);
        }
    }

    /// What the gap can mean in errors.
    void finish(const PreparedFeatures& training) {
        Certificate& found = result_.certificate;
        std::vector<std::uint32_t> labels; // as the probe's classes have them
        for (const std::uint32_t label : known_.labels) {
            labels.push_back(known_.known[label]);
        }
        const Judgement own = judge(result_.probe, training.features, labels, inside_);
        ++result_.evaluations;
        const auto share = [&](const std::vector<double>& costs) {
            const auto n = static_cast<double>(costs.size());
            return 100.0 * static_cast<double>(paidFor(costs, found.gap * n)) / n;
        };
        found.errorPoints = share(own.changeCosts);
        if (surroundings_.heldOut != nullptr) {
            found.heldOutErrorPoints = share(judge(result_.probe, surroundings_.heldOut->features,
                                                   surroundings_.heldOut->labels, inside_)
                                                 .changeCosts);
        }
    }

    KnownLabels known_;
    const ProbeOptions& options_;
    const FitSurroundings& surroundings_;
    const stats::LongWork& work_;
    SoftmaxLoss loss_;
    std::size_t size_; ///< of W
    Preconditioner preconditioner_;
    stats::LongWork inside_;
    double share_ = 0.0; ///< of the work that is done, by the gap
    std::vector<double> bias_;
    SoftmaxSums start_;
    Evaluated last_;
    Evaluated best_; ///< that with the smallest gap
    double firstGap_ = 0.0;
    FittedProbe result_;
    std::pair<std::size_t, double> fewest_; ///< validation errors and loss of what is kept
    std::size_t bestLook_ = 0;
};

} // namespace

PreparedFeatures prepare(const Features& training, const ProbeOptions& options,
                         const stats::LongWork& work) {
    check(options);
    const stats::LongWork first = work.part(0.0, 0.5);
    const stats::LongWork second = work.part(0.5, 0.5);
    PreparedFeatures prepared{training, standardize(training, options.scale, first), {}};
    prepared.directions = topDirections(training, prepared.standardization, options.directions,
                                        options.directionRows, options.seed, second);
    return prepared;
}

FittedProbe fitProbe(const PreparedFeatures& training, const std::vector<std::uint32_t>& labels,
                     std::size_t classes, const ProbeOptions& options,
                     const FitSurroundings& surroundings, const stats::LongWork& work) {
    check(options);
    if (surroundings.early && (surroundings.heldOut == nullptr || surroundings.early->every < 1 ||
                               surroundings.early->patience < 1)) {
        throw std::invalid_argument("early stopping needs held-out examples, an interval and "
                                    "patience of 1 at least");
    }
    return Fit(training, labels, classes, options, surroundings, work).run(training);
}

} // namespace scorescope::probes
