// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/nonparametric/parzen_denoising.h"

#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/data/toy_sets.h"
#include "engine/gsn/nonparametric/parzen_denoiser.h"
#include "engine/stats/energy_distance.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::gsn {
namespace {

constexpr Purpose chainDraws = Purpose::named("gsn Parzen chain");
constexpr std::size_t comparedPoints = 1000; ///< of each sample, in an energy distance
constexpr std::size_t mostKept = 5000;       ///< samples, the latest: as many as in Figure 5.3
constexpr std::size_t shownPath = 60;

std::vector<float> singles(const std::vector<double>& values) {
    return std::vector<float>(values.begin(), values.end());
}

class ParzenDenoising final : public Experiment {
public:
    explicit ParzenDenoising(const ExperimentContext& context)
        : parameters_(context.parameters), seed_(context.seed), threads_(context.threads),
          examples_(data::sampleToySet(parameters_.text("data"), 0.0, seed_,
                                       parameters_.count("examples"))),
          heldOut_(
              data::sampleToySet(parameters_.text("data"), 0.0, seed_, 2 * comparedPoints, true)),
          x_(examples_.point(0), examples_.point(0) + examples_.dimensions) {
        rebuild();
        PointCloud cloud{examples_.dimensions, singles(examples_.coordinates), {}};
        data_ = std::make_shared<const Artifact>(Artifact{
            "data_cloud", "Training examples", {"x₀", ""}, {"x₁", ""}, {}, std::move(cloud)});
    }

    void step() override {
        ++steps_;
        RandomStream random(seed_, chainDraws, 0, steps_);
        for (std::size_t i = 0; i < parameters_.count("draws"); ++i) {
            denoiser_->step(x_.data(), random);
            samples_.insert(samples_.end(), x_.begin(), x_.end());
        }
        const std::size_t d = examples_.dimensions;
        if (samples_.size() > 2 * mostKept * d) { // now and then: each cut moves all that stays
            cut();
        }
        if (steps_ % parameters_.count("evaluate_every") == 0) {
            measure();
        }
    }
    [[nodiscard]] std::uint64_t stepsDone() const override { return steps_; }

    void set(const std::string& name, const ParameterValue& value) override {
        if (parameters_.value(name) != value) {
            parameters_.setValue(name, value);
            if (name == "sigma" || name == "bandwidth" || name == "conditional") {
                rebuild();
                samples_.clear();
            }
        }
    }

    void save(Checkpoint& checkpoint) const override {
        checkpoint.meta["steps"] = steps_;
        checkpoint.put("x", x_);
        checkpoint.put("samples", samples_);
    }
    void load(const Checkpoint& checkpoint) override {
        const std::size_t d = examples_.dimensions;
        std::vector<double> x = checkpoint.doubles("x", d);
        std::vector<double> samples = checkpoint.doubles("samples");
        if (samples.size() % d != 0) {
            throw InputError("checkpoint", "/samples", "are no points of this data");
        }
        steps_ = checkpoint.count("steps");
        x_ = std::move(x);
        samples_ = std::move(samples);
    }

    void publish(FrameBuilder& frame) const override {
        const auto addSeries = [&](const char* name, const char* title, bool reference) {
            if (frame.wants(name)) {
                frame.add(seriesArtifact(series_, name, title, {"energy distance", ""}, reference));
            }
        };
        addSeries("energy_distance", "samples to held-out data", false);
        addSeries("example_distance", "training examples to held-out data", false);
        addSeries("energy_distance_floor", "held-out data to more of it", true);
        if (frame.wants("data_cloud")) {
            frame.add(data_);
        }
        if (frame.wants("samples_cloud")) {
            PointCloud cloud{examples_.dimensions, singles(latest()), {}};
            frame.add(
                Artifact{"samples_cloud", "Samples", {"x₀", ""}, {"x₁", ""}, {}, std::move(cloud)});
        }
        if (frame.wants("chains")) {
            const std::size_t d = examples_.dimensions;
            Trajectory path;
            path.dimensions = d;
            const std::size_t values = std::min(samples_.size(), shownPath * d);
            path.coordinates =
                singles({samples_.end() - static_cast<std::ptrdiff_t>(values), samples_.end()});
            frame.add(Artifact{"chains", "The chain", {"x₀", ""}, {"x₁", ""}, {}, std::move(path)});
        }
    }

private:
    void rebuild() {
        denoiser_.emplace(examples_, parameters_.count("copies"), parameters_.real("sigma"),
                          parameters_.real("bandwidth"),
                          parameters_.text("conditional") == "pairs" ? ParzenConditional::pairs
                                                                     : ParzenConditional::bayes,
                          seed_);
    }
    void cut() {
        const std::size_t kept = mostKept * examples_.dimensions;
        samples_.erase(samples_.begin(), samples_.end() - static_cast<std::ptrdiff_t>(kept));
    }
    [[nodiscard]] std::vector<double> latest() const {
        const std::size_t kept = std::min(samples_.size(), mostKept * examples_.dimensions);
        return {samples_.end() - static_cast<std::ptrdiff_t>(kept), samples_.end()};
    }
    void measure() {
        const std::size_t d = examples_.dimensions;
        const std::vector<double> all = latest();
        const std::size_t count = all.size() / d;
        const std::size_t used = std::min(count, comparedPoints);
        std::vector<double> spread; // evenly over what is kept: neighbours are alike
        for (std::size_t i = 0; i < used; ++i) {
            const double* at = all.data() + (i * count / used) * d;
            spread.insert(spread.end(), at, at + d);
        }
        const double* first = heldOut_.coordinates.data();
        const double* second = first + comparedPoints * d;
        const auto at = static_cast<double>(steps_);
        const auto distance = [&](const double* points, std::size_t n) {
            return stats::energyDistance(points, n, first, comparedPoints, d, threads_);
        };
        series_.append("energy_distance", at, distance(spread.data(), used));
        series_.append(
            "example_distance", at,
            distance(examples_.coordinates.data(), std::min(examples_.size(), comparedPoints)));
        series_.append("energy_distance_floor", at, distance(second, comparedPoints));
    }

    Parameters parameters_;
    std::uint64_t seed_;
    int threads_;
    data::PointSet examples_;
    data::PointSet heldOut_; ///< twice as many as are compared
    std::optional<ParzenDenoiser> denoiser_;
    std::vector<double> x_; ///< where the chain is
    std::vector<double> samples_;
    std::uint64_t steps_ = 0;
    std::shared_ptr<const Artifact> data_;
};

ParameterTable parameterTable() {
    std::vector<std::string> names;
    std::vector<std::string> labels;
    for (const data::ToySet& set : data::toySets()) {
        names.push_back(set.name);
        labels.push_back(set.label);
    }
    // Figure 5.3's first.
    std::rotate(names.begin(), std::find(names.begin(), names.end(), "closed_curve_10d"),
                names.end());
    std::rotate(labels.begin(), labels.end() - 1, labels.end());
    return ParameterTable({
        choice("data", "data", "Data", names, labels, "The curve or mixture the examples are of."),
        integer("examples", "training examples", "Data", 500, 2, 20000, "x_i, without noise."),
        live(choice("conditional", "P(X | X̃)", "Denoiser", {"pairs", "bayes"},
                    {"Parzen estimate of pairs", "Bayes' rule for a Parzen density"},
                    "Estimated from corrupted examples, as in Figure 5.3; or the posterior of a "
                    "Parzen density under the known corruption, whose chain is exact.")),
        integer("copies", "corruptions of each", "Denoiser", 10, 1, 100,
                "How many pairs each example gives."),
        live(real("sigma", "σ of the corruption", "Denoiser", 0.7, 1e-3, 10.0,
                  "C(X̃ | X) = N(X, σ² I). With too little the chain cannot leave its example.")),
        live(real("bandwidth", "bandwidth", "Denoiser", 0.1, 1e-4, 10.0,
                  "Width s of the Parzen kernel. Wider is smoother, and farther from the data.")),
        live(integer("draws", "samples a step", "Chain", 10, 1, 1000,
                     "Samples that one step draws from the chain.")),
        integer("evaluate_every", "evaluate every", "Chain", 20, 1, 10000,
                "Steps between two measurements."),
    });
}

} // namespace

ExperimentKind parzenDenoisingKind() {
    ExperimentKind kind;
    kind.name = "parzen_denoising";
    kind.title = "Denoising chain without parameters";
    kind.help =
        "The chain of a denoising auto-encoder whose P(X | X̃) is a Parzen estimate (§5.5.1, Figure "
        "5.3): X is corrupted by Gaussian noise, and the next X is drawn near one of the examples "
        "that may have given rise to what came of it. Scatter plots of pairs of dimensions compare "
        "the samples with the examples, the energy distance with data that was held out.";
    kind.parameters = parameterTable();
    kind.create = [](const ExperimentContext& context) -> std::unique_ptr<Experiment> {
        return std::make_unique<ParzenDenoising>(context);
    };
    kind.memoryBytes = [](const Parameters& parameters) {
        constexpr double dimensions = 10.0;
        const double pairs = static_cast<double>(parameters.integer("examples")) *
                             static_cast<double>(parameters.integer("copies"));
        return 8.0 * dimensions *
               (3.0 * pairs + 4.0 * static_cast<double>(mostKept + comparedPoints));
    };
    kind.headline = {"energy_distance", "energy distance %1"};
    return kind;
}

} // namespace scorescope::gsn
