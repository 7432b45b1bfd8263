// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/probe/probe_fit.h"

#include "engine/nn/lbfgs.h"

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
        nn::LbfgsOptions settings;
        settings.history = 20;
        nn::Lbfgs search(startingPoint(), settings);
        const nn::Objective objective = [this](const double* v, double* gradient) {
            return evaluate(v, gradient);
        };
        double firstGap = 0.0;
        std::size_t looks = 0;
        for (;;) {
            seen_.clear();
            const nn::LbfgsStep step = search.step(objective);
            ++result_.iterations;
            const auto at = std::find_if(seen_.begin(), seen_.end(), [&](const Certificate& one) {
                return one.objective == step.value;
            });
            if (at != seen_.end()) {
                now_ = *at;
            }
            const double wanted = options_.tolerance * now_.objective;
            firstGap = firstGap > 0.0 ? firstGap : now_.gap;
            share_ = std::max(
                share_,
                std::clamp(std::log(firstGap / now_.gap) / std::log(firstGap / wanted), 0.0, 0.99));
            now_.converged = now_.gap <= wanted;
            const bool over = now_.converged || step.status != nn::LbfgsStatus::progressed ||
                              result_.evaluations >= options_.evaluations;
            if (surroundings_.early &&
                (over || result_.iterations % surroundings_.early->every == 0)) {
                ++looks;
                keepIfBetter(search.state().x, looks);
                if (looks - bestLook_ >= surroundings_.early->patience || over) {
                    result_.stoppedEarly = bestLook_ < looks;
                    break;
                }
            } else if (over) {
                keep(search.state().x);
                break;
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
        seen_.push_back(certify(weights, sums, start_, known_.counts, options_.penalty));
        const auto n = static_cast<double>(known_.labels.size());
        for (std::size_t i = 0; i < size_; ++i) {
            gradient[i] = sums.gradient[i] / n + options_.penalty * weights[i];
        }
        preconditioner_.apply(gradient, k, work_.threads);
        for (std::size_t c = 0; c < k; ++c) {
            gradient[size_ + c] = sums.biasGradient[c] / n;
        }
        return seen_.back().objective;
    }

    void keep(const std::vector<double>& v) {
        const auto end = v.begin() + static_cast<std::ptrdiff_t>(size_);
        result_.probe.weights.assign(v.begin(), end);
        preconditioner_.apply(result_.probe.weights.data(), known_.known.size(), work_.threads);
        result_.probe.bias.assign(end, v.end());
        result_.certificate = now_;
    }

    void keepIfBetter(const std::vector<double>& v, std::size_t look) {
        FittedProbe before = result_;
        keep(v);
        const Judgement judged = judge(result_.probe, surroundings_.heldOut->features,
                                       surroundings_.heldOut->labels, inside_);
        const std::pair<std::size_t, double> found{judged.errors, judged.meanLoss()};
        if (look == 1 || found < best_) {
            best_ = found;
            bestLook_ = look;
        } else {
            before.evaluations = result_.evaluations;
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
    std::vector<Certificate> seen_; ///< of each evaluation in this step
    Certificate now_;
    FittedProbe result_;
    std::pair<std::size_t, double> best_; ///< validation errors and loss of what is kept
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
