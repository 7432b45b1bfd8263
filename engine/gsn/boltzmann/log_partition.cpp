// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/boltzmann/log_partition.h"

#include "engine/core/rng.h"
#include "engine/core/threads.h"
#include "engine/nn/noise/noise.h"
#include "engine/nn/products.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <stdexcept>
#include <string>

namespace scorescope::gsn {
namespace {

constexpr Purpose annealedHidden = Purpose::named("annealing hidden");
constexpr Purpose annealedVisible = Purpose::named("annealing visible");
constexpr Purpose stateDraws = Purpose::named("boltzmann states");
constexpr Purpose resampling = Purpose::named("annealing bootstrap");

double softplus(double z) {
    return std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z)));
}

double logSumExp(const std::vector<double>& values) {
    const double largest = *std::max_element(values.begin(), values.end());
    double sum = 0.0;
    for (const double value : values) {
        sum += std::exp(value - largest);
    }
    return largest + std::log(sum);
}

RestrictedBoltzmann turnedOver(const RestrictedBoltzmann& machine) {
    RestrictedBoltzmann turned;
    turned.visible = machine.hidden;
    turned.hidden = machine.visible;
    turned.visibleBias = machine.hiddenBias;
    turned.hiddenBias = machine.visibleBias;
    turned.weights.resize(machine.weights.size());
    for (std::size_t i = 0; i < machine.visible; ++i) {
        for (std::size_t j = 0; j < machine.hidden; ++j) {
            turned.weights[j * machine.visible + i] = machine.weights[i * machine.hidden + j];
        }
    }
    return turned;
}

/// Σ_i log(1 + exp(f_i)) of fields f that units add to or take away, one at a time.
///
/// exp(f) is what is kept, so that a unit costs a multiplication for each field; it is good to some
/// 1e-14 after as many changes as a block has. Where fields could be too large for that, they are
/// kept themselves.
class Fields {
public:
    explicit Fields(const RestrictedBoltzmann& machine) : machine_(machine) {
        for (std::size_t i = 0; i < machine.visible && small_; ++i) {
            double most = std::abs(static_cast<double>(machine.visibleBias[i]));
            for (std::size_t j = 0; j < machine.hidden; ++j) {
                most += std::abs(static_cast<double>(machine.weights[i * machine.hidden + j]));
            }
            small_ = most < 80.0; // eight such factors are below 10^308
        }
        for (const double sign : {-1.0, 1.0}) {
            std::vector<double>& steps = sign < 0.0 ? down_ : up_;
            for (std::size_t j = 0; j < machine.hidden; ++j) {
                for (std::size_t i = 0; i < machine.visible; ++i) {
                    const double step =
                        sign * static_cast<double>(machine.weights[i * machine.hidden + j]);
                    steps.push_back(small_ ? std::exp(step) : step);
                }
            }
        }
    }

    /// Those of no unit.
    [[nodiscard]] std::vector<double> begin() const {
        std::vector<double> fields(machine_.visibleBias.begin(), machine_.visibleBias.end());
        if (small_) {
            for (double& each : fields) {
                each = std::exp(each);
            }
        }
        return fields;
    }
    void change(std::size_t unit, bool on, std::vector<double>& fields) const {
        const double* const steps = (on ? up_ : down_).data() + unit * machine_.visible;
        for (std::size_t i = 0; i < fields.size(); ++i) {
            fields[i] = small_ ? fields[i] * steps[i] : fields[i] + steps[i];
        }
    }
    [[nodiscard]] double sum(const std::vector<double>& fields) const {
        double result = 0.0;
        if (!small_) {
            for (const double each : fields) {
                result += softplus(each);
            }
            return result;
        }
        constexpr std::size_t together = 8;
        for (std::size_t from = 0; from < fields.size(); from += together) {
            double product = 1.0;
            for (std::size_t i = from; i < std::min(fields.size(), from + together); ++i) {
                product *= 1.0 + fields[i];
            }
            result += std::log(product);
        }
        return result;
    }

private:
    const RestrictedBoltzmann& machine_;
    bool small_ = true;
    std::vector<double> up_;   ///< [hidden × visible]
    std::vector<double> down_; ///< the same for a unit that goes off
};

/// log Σ_v P*(v, h) for each of the 2^hidden states h; bit j of the number is unit j.
std::vector<double> hiddenLogWeights(const RestrictedBoltzmann& machine,
                                     const stats::LongWork& work) {
    if (machine.hidden > mostExactUnits) {
        throw std::invalid_argument("all states of a layer can be added up for at most " +
                                    std::to_string(mostExactUnits) + " units, not " +
                                    std::to_string(machine.hidden));
    }
    const std::size_t low = std::min<std::size_t>(machine.hidden, 8);
    const std::size_t inBlock = std::size_t{1} << low;
    const std::size_t blocks = std::size_t{1} << (machine.hidden - low);
    std::vector<double> result(inBlock * blocks);
    const Fields fields(machine);
    const auto addUp = [&](std::size_t block) {
        std::vector<double> now = fields.begin();
        double bias = 0.0;
        for (std::size_t unit = low; unit < machine.hidden; ++unit) {
            if ((block >> (unit - low) & 1U) != 0) {
                fields.change(unit, true, now);
                bias += static_cast<double>(machine.hiddenBias[unit]);
            }
        }
        // Gray's order: one unit changes from state to state.
        std::size_t state = 0;
        for (std::size_t i = 0; i < inBlock; ++i) {
            result[block * inBlock + state] = bias + fields.sum(now);
            const std::size_t next = (i + 1) ^ ((i + 1) >> 1U);
            for (std::size_t unit = 0; unit < low && i + 1 < inBlock; ++unit) {
                if (((next ^ state) >> unit & 1U) != 0) {
                    const bool on = (next >> unit & 1U) != 0;
                    fields.change(unit, on, now);
                    const auto own = static_cast<double>(machine.hiddenBias[unit]);
                    bias += on ? own : -own;
                }
            }
            state = next;
        }
    };
    constexpr std::size_t wave = 128;
    report(work.progress, 0.0);
    for (std::size_t begin = 0; begin < blocks; begin += wave) {
        const std::size_t end = std::min(blocks, begin + wave);
        parallelFor(end - begin, work.threads, 1,
                    [&](std::size_t first, std::size_t) { addUp(begin + first); });
        report(work.progress, static_cast<double>(end) / static_cast<double>(blocks));
    }
    return result;
}

/// The machine at inverse temperature β between the one without weights and this one:
///     log p*(v) = ((1 − β) a + β b)·v + Σ_j log(1 + exp(β (c + v W)_j)).
class Annealing {
public:
    Annealing(const RestrictedBoltzmann& machine, const std::vector<float>& baseBias,
              const AnnealingOptions& options, std::size_t runs, int threads)
        : machine_(machine), base_(baseBias), temperatures_(options.temperatures),
          seed_(options.seed), runs_(runs), threads_(threads), loops_(threads),
          zeros_(machine.hidden * runs, 0.0F), scaled_(machine.hidden * runs),
          hidden_(machine.hidden * runs), logits_(machine.visible * runs),
          visible_(machine.visible * runs), sums_(runs), weights_(runs, 0.0) {
        if (base_.empty()) {
            base_.assign(machine.visible, 0.0F);
        }
        if (base_.size() != machine.visible) {
            throw std::invalid_argument("annealing begins with a bias for each visible unit");
        }
        if (runs == 0) {
            throw std::invalid_argument("annealing needs at least one run");
        }
        const bool rising = temperatures_.size() >= 2 && temperatures_.front() == 0.0 &&
                            temperatures_.back() == 1.0 &&
                            std::adjacent_find(temperatures_.begin(), temperatures_.end(),
                                               std::greater_equal<>()) == temperatures_.end();
        if (!rising) {
            throw std::invalid_argument("inverse temperatures must rise from 0 to 1");
        }
    }

    /// log Z of the machine without weights.
    [[nodiscard]] double baseLogPartition() const {
        double sum = static_cast<double>(machine_.hidden) * std::log(2.0);
        for (const float bias : base_) {
            sum += softplus(static_cast<double>(bias));
        }
        return sum;
    }

    const std::vector<double>& forward(const Progress& progress) {
        for (std::size_t row = 0; row < runs_; ++row) {
            std::copy(base_.begin(), base_.end(),
                      logits_.begin() + static_cast<std::ptrdiff_t>(row * machine_.visible));
        }
        drawVisible(0);
        const std::size_t last = temperatures_.size() - 1;
        for (std::size_t k = 1; k <= last; ++k) {
            activate();
            weigh(temperatures_[k - 1], temperatures_[k]);
            if (k < last) {
                move(temperatures_[k], k);
            }
            report(progress, static_cast<double>(k) / static_cast<double>(last));
        }
        return weights_;
    }

    const std::vector<double>& backward(const std::vector<float>& samples,
                                        const Progress& progress) {
        visible_ = samples;
        const std::size_t last = temperatures_.size() - 1;
        for (std::size_t k = last; k >= 1; --k) {
            activate();
            weigh(temperatures_[k - 1], temperatures_[k]);
            if (k > 1) {
                move(temperatures_[k - 1], k);
            }
            report(progress, static_cast<double>(last - k + 1) / static_cast<double>(last));
        }
        return weights_;
    }

private:
    /// activations_ = c + v W
    void activate() {
        activations_.clear();
        for (std::size_t row = 0; row < runs_; ++row) {
            activations_.insert(activations_.end(), machine_.hiddenBias.begin(),
                                machine_.hiddenBias.end());
        }
        nn::multiply(nn::MatrixView::of(visible_.data(), runs_, machine_.visible),
                     nn::MatrixView::of(machine_.weights.data(), machine_.visible, machine_.hidden),
                     1.0F, activations_.data(), threads_);
    }

    void scale(double temperature) {
        const auto beta = static_cast<float>(temperature);
        std::transform(activations_.begin(), activations_.end(), scaled_.begin(),
                       [beta](float each) { return beta * each; });
    }

    /// weights += log p*_to(v) − log p*_from(v)
    void weigh(double from, double to) {
        for (const double temperature : {from, to}) {
            const double sign = temperature == from ? -1.0 : 1.0;
            scale(temperature);
            // −log P(x = 0) of units with these logits is Σ log(1 + exp(z)).
            loops_.crossEntropy(runs_, machine_.hidden, scaled_.data(), zeros_.data(),
                                sums_.data());
            for (std::size_t row = 0; row < runs_; ++row) {
                weights_[row] += sign * sums_[row];
            }
        }
        for (std::size_t row = 0; row < runs_; ++row) {
            double along = 0.0;
            for (std::size_t i = 0; i < machine_.visible; ++i) {
                along +=
                    (static_cast<double>(machine_.visibleBias[i]) - static_cast<double>(base_[i])) *
                    static_cast<double>(visible_[row * machine_.visible + i]);
            }
            weights_[row] += (to - from) * along;
        }
    }

    /// A step of Gibbs sampling, which leaves p*_β as it is and is its own reverse.
    void move(double temperature, std::size_t step) {
        scale(temperature);
        loops_.bernoulli({seed_, annealedHidden, step, 0}, runs_, machine_.hidden, scaled_.data(),
                         nullptr, hidden_.data());
        nn::multiply(
            nn::MatrixView::of(hidden_.data(), runs_, machine_.hidden),
            nn::MatrixView::of(machine_.weights.data(), machine_.visible, machine_.hidden).t(),
            0.0F, logits_.data(), threads_);
        const auto beta = static_cast<float>(temperature);
        for (std::size_t row = 0; row < runs_; ++row) {
            for (std::size_t i = 0; i < machine_.visible; ++i) {
                float& logit = logits_[row * machine_.visible + i];
                logit = beta * (logit + machine_.visibleBias[i]) + (1.0F - beta) * base_[i];
            }
        }
        drawVisible(step);
    }

    void drawVisible(std::size_t step) {
        loops_.bernoulli({seed_, annealedVisible, step, 0}, runs_, machine_.visible, logits_.data(),
                         nullptr, visible_.data());
    }

    const RestrictedBoltzmann& machine_;
    std::vector<float> base_;
    std::vector<double> temperatures_;
    std::uint64_t seed_;
    std::size_t runs_;
    int threads_;
    nn::NoiseLoops loops_;
    std::vector<float> zeros_;
    std::vector<float> activations_;
    std::vector<float> scaled_;
    std::vector<float> hidden_;
    std::vector<float> logits_;
    std::vector<float> visible_;
    std::vector<double> sums_;
    std::vector<double> weights_;
};

/// The log of the mean of exp(values) with a percentile interval of 1000 bootstrap samples.
stats::Estimate logMean(const std::vector<double>& values, std::uint64_t seed) {
    constexpr std::size_t repeats = 1000;
    const double logCount = std::log(static_cast<double>(values.size()));
    std::vector<double> found(repeats);
    std::vector<double> again(values.size());
    for (std::size_t i = 0; i < repeats; ++i) {
        RandomStream stream(seed, resampling, static_cast<std::uint32_t>(i));
        for (double& each : again) {
            each = values[static_cast<std::size_t>(stream.below(values.size()))];
        }
        found[i] = logSumExp(again) - logCount;
    }
    std::sort(found.begin(), found.end());
    return {logSumExp(values) - logCount, found[repeats / 40], found[repeats - 1 - repeats / 40]};
}

double effectiveCount(std::vector<double> logWeights) {
    const double once = logSumExp(logWeights);
    for (double& each : logWeights) {
        each *= 2.0;
    }
    return std::exp(2.0 * once - logSumExp(logWeights));
}

} // namespace

double exactLogPartition(const RestrictedBoltzmann& machine, const stats::LongWork& work) {
    return logSumExp(machine.hidden <= machine.visible
                         ? hiddenLogWeights(machine, work)
                         : hiddenLogWeights(turnedOver(machine), work));
}

std::vector<float> exactSamples(const RestrictedBoltzmann& machine, std::size_t count,
                                std::uint64_t seed, const stats::LongWork& work) {
    std::vector<double> sums = hiddenLogWeights(machine, work);
    const double logPartition = logSumExp(sums);
    double total = 0.0;
    for (double& each : sums) {
        total += std::exp(each - logPartition);
        each = total;
    }
    RandomStream stream(seed, stateDraws);
    std::vector<float> h(count * machine.hidden);
    for (std::size_t row = 0; row < count; ++row) {
        const double at = stream.uniform() * total;
        const auto state = static_cast<std::size_t>(
            std::upper_bound(sums.begin(), sums.end() - 1, at) - sums.begin());
        for (std::size_t j = 0; j < machine.hidden; ++j) {
            h[row * machine.hidden + j] = static_cast<float>(state >> j & 1U);
        }
    }
    std::vector<float> v(count * machine.visible);
    visibleGivenHidden(machine, h.data(), count, {seed, 0}, nullptr, v.data(), work.threads);
    return v;
}

std::vector<double> annealingSchedule(std::size_t steps) {
    constexpr std::size_t shares = 29;
    if (steps < shares) {
        throw std::invalid_argument("an annealing schedule needs at least 29 steps");
    }
    const std::size_t first = steps / shares;
    const std::size_t second = steps * 8 / shares;
    const std::size_t third = steps - first - second;
    std::vector<double> temperatures{0.0};
    const auto rise = [&](double from, double to, std::size_t count) {
        for (std::size_t i = 1; i <= count; ++i) {
            temperatures.push_back(from + (to - from) * static_cast<double>(i) /
                                              static_cast<double>(count));
        }
    };
    rise(0.0, 0.5, first);
    rise(0.5, 0.9, second);
    rise(0.9, 1.0, third);
    temperatures.back() = 1.0;
    return temperatures;
}

AnnealedPartition annealForward(const RestrictedBoltzmann& machine,
                                const std::vector<float>& baseBias, const AnnealingOptions& options,
                                const stats::LongWork& work) {
    Annealing annealing(machine, baseBias, options, options.runs, work.threads);
    AnnealedPartition result;
    result.logWeights = annealing.forward(work.progress);
    const double base = annealing.baseLogPartition();
    const stats::Estimate mean = logMean(result.logWeights, options.seed);
    result.logPartition = {base + mean.value, base + mean.low, base + mean.high};
    result.effectiveRuns = effectiveCount(result.logWeights);
    return result;
}

AnnealedPartition annealBackward(const RestrictedBoltzmann& machine,
                                 const std::vector<float>& baseBias,
                                 const std::vector<float>& samples, const AnnealingOptions& options,
                                 const stats::LongWork& work) {
    if (samples.empty() || samples.size() % machine.visible != 0) {
        throw std::invalid_argument("samples must have a number for each visible unit");
    }
    Annealing annealing(machine, baseBias, options, samples.size() / machine.visible, work.threads);
    AnnealedPartition result;
    result.logWeights = annealing.backward(samples, work.progress);
    std::vector<double> inverse = result.logWeights;
    for (double& each : inverse) {
        each = -each;
    }
    const double base = annealing.baseLogPartition();
    const stats::Estimate mean = logMean(inverse, options.seed);
    result.logPartition = {base - mean.value, base - mean.high, base - mean.low};
    result.effectiveRuns = effectiveCount(inverse);
    return result;
}

} // namespace scorescope::gsn
