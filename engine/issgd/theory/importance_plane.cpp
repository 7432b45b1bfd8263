// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/theory/importance_plane.h"

#include "engine/core/error.h"
#include "engine/issgd/theory/importance_experiment.h"
#include "engine/issgd/theory/plane_setting.h"

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

constexpr std::size_t latestKept = 150;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
const Quantity across{"x₁", ""};
const Quantity up{"x₂", ""};

Grid squareGrid(std::size_t side) {
    return {-planeHalf, planeHalf, -planeHalf, planeHalf, side, side};
}

class ImportancePlane final : public ImportanceExperiment {
public:
    explicit ImportancePlane(const ExperimentContext& context) : ImportanceExperiment(context) {
        begin();
    }

    [[nodiscard]] std::size_t dimensions() const override { return 2; }

    void publish(FrameBuilder& frame) const override {
        ImportanceExperiment::publish(frame);
        if (frame.wants("latest_estimates")) {
            frame.add(latestEstimates());
        }
        if (frame.wants("means")) {
            frame.add(means());
        }
        if (frame.wants("inspector")) {
            frame.add(inspector(frame.cursor()));
        }
    }

private:
    [[nodiscard]] DrawnSetting setting() const override {
        return planeSetting(shapesOf(parameters()), grid_);
    }

    void changed() override {
        const PlaneShapes shapes = shapesOf(parameters());
        keep(arrows(shapes));
        keep({"centres", "Centres to drag", across, up, {}, planeHandles(shapes)});
        keep({"outlines", "p and q, one width", across, up, {}, planeOutlines(shapes)});
        keep(chances("p_map", "p", expectation().probabilities()));
        keep(chances("proposal_map", "q, in use: " + nameInUse(), inUse()));
        keep(chances("optimal_map", "q* ∝ p ‖f‖", optimal()));
        keep(shortfall());
        keep(ellipses());
    }

    void restarted() override { latest_.clear(); }
    void taken(const Eigen::MatrixXd& estimates) override {
        const Eigen::Index used = std::min(estimates.rows(), static_cast<Eigen::Index>(latestKept));
        for (Eigen::Index r = estimates.rows() - used; r < estimates.rows(); ++r) {
            latest_.push_back(estimates(r, 0));
            latest_.push_back(estimates(r, 1));
        }
        if (latest_.size() > 2 * latestKept) {
            latest_.erase(latest_.begin(),
                          latest_.end() - static_cast<std::ptrdiff_t>(2 * latestKept));
        }
    }
    void savePictures(Checkpoint& checkpoint) const override {
        checkpoint.put("latest_estimates", latest_);
    }
    void loadPictures(const Checkpoint& checkpoint) override {
        std::vector<double> latest = checkpoint.doubles("latest_estimates");
        if (latest.size() > 2 * latestKept || latest.size() % 2 != 0) {
            throw InputError("", "",
                             "the checkpoint's 'latest_estimates' are no points of a plane");
        }
        latest_ = std::move(latest);
    }

    /// f, but where it is next to nothing: arrows that tell only a direction would be all alike.
    [[nodiscard]] static Artifact arrows(const PlaneShapes& shapes) {
        constexpr double least = 0.02;
        VectorField field;
        field.grid = squareGrid(21);
        std::vector<std::array<double, 2>> values;
        double longest = 0.0;
        for (std::size_t row = 0; row < field.grid.rows; ++row) {
            for (std::size_t column = 0; column < field.grid.columns; ++column) {
                values.push_back(planeField(shapes, field.grid.x(column), field.grid.y(row)));
                longest = std::max(longest, std::hypot(values.back()[0], values.back()[1]));
            }
        }
        for (const std::array<double, 2>& f : values) {
            const bool shown = std::hypot(f[0], f[1]) >= least * longest;
            field.u.push_back(static_cast<float>(shown ? f[0] : nan));
            field.v.push_back(static_cast<float>(shown ? f[1] : nan));
        }
        return {"f_field", "f", across, up, {"‖f‖", ""}, std::move(field)};
    }

    /// Chances per unit of area.
    [[nodiscard]] Artifact chances(const std::string& name, const std::string& title,
                                   const Eigen::VectorXd& q) const {
        const double side = grid_.x(1) - grid_.x(0);
        ScalarField map;
        map.grid = grid_;
        for (const double chance : q) {
            map.values.push_back(static_cast<float>(chance / (side * side)));
        }
        return {name, title, across, up, {"density", ""}, std::move(map)};
    }

    /// log₁₀ q*/q, where q is 0 and q* is not: nothing.
    [[nodiscard]] Artifact shortfall() const {
        constexpr double most = 3.0;
        ScalarField map;
        map.grid = grid_;
        map.signedValues = true;
        for (Eigen::Index k = 0; k < inUse().size(); ++k) {
            const double q = inUse()[k];
            const double best = optimal()[k];
            const double ratio =
                q > 0.0 ? std::clamp(std::log10(best / q), -most, most) : (best > 0.0 ? nan : 0.0);
            map.values.push_back(static_cast<float>(ratio));
        }
        return {
            "shortfall",   "log₁₀ q*/q: above 0, q is too small", across, up, {"log₁₀ q*/q", ""},
            std::move(map)};
    }

    /// Where 86 % of the estimates lie by the formulas, were they normal: two deviations around.
    [[nodiscard]] Artifact ellipses() const {
        constexpr double deviations = 2.0;
        const auto estimates = static_cast<double>(draws());
        const auto ellipse = [&](const std::string& label, const Eigen::VectorXd& middle,
                                 const Eigen::VectorXd& q) {
            return covarianceEllipse(label, middle,
                                     estimatorCovariance(expectation(), q) / estimates, deviations);
        };
        Lines lines;
        lines.lines = {ellipse("p", expectation().mean(), expectation().probabilities()),
                       ellipse("q*", expectation().mean(), optimal()),
                       ellipse("in use", expectation().mean() + trace().bias, inUse())};
        lines.lines[0].dashed = true;
        lines.lines[1].dashed = true;
        return {"expected_spread",
                "Two deviations by Σ(q)",
                {"estimate of μ₁", ""},
                {"estimate of μ₂", ""},
                {},
                std::move(lines)};
    }

    [[nodiscard]] Artifact latestEstimates() const {
        Scatter points;
        for (std::size_t i = 0; i + 1 < latest_.size(); i += 2) {
            points.x.push_back(static_cast<float>(latest_[i]));
            points.y.push_back(static_cast<float>(latest_[i + 1]));
            points.hollow.push_back(1); // the ellipses are seen through them
        }
        return {"latest_estimates",
                "the latest estimates",
                {"estimate of μ₁", ""},
                {"estimate of μ₂", ""},
                {},
                std::move(points)};
    }

    [[nodiscard]] Artifact means() const {
        const Eigen::VectorXd& exact = expectation().mean();
        Markers markers;
        markers.markers = {{exact[0], exact[1], "predicted", "μ", "", ""}};
        if (spread().count() > 0) {
            const Eigen::VectorXd mean = spread().mean();
            markers.markers.push_back({mean[0], mean[1], "point", "", "", ""});
        }
        return {"means",
                "μ, and the mean of all estimates",
                {"estimate of μ₁", ""},
                {"estimate of μ₂", ""},
                {},
                std::move(markers)};
    }

    [[nodiscard]] Artifact inspector(const std::vector<double>& cursor) const {
        Table table;
        table.columns = {"quantity", "value"};
        if (cursor.size() == 2 && std::isfinite(cursor[0]) && std::isfinite(cursor[1])) {
            const auto node = [this](double at) {
                const double share =
                    (std::clamp(at, -planeHalf, planeHalf) + planeHalf) / (2.0 * planeHalf);
                return static_cast<std::size_t>(
                    std::llround(share * static_cast<double>(grid_.columns - 1)));
            };
            const std::size_t column = node(cursor[0]);
            const std::size_t row = node(cursor[1]);
            const auto k = static_cast<Eigen::Index>(row * grid_.columns + column);
            const double p = expectation().probabilities()[k];
            const double norm = expectation().values().row(k).norm();
            const double q = inUse()[k];
            const auto add = [&](const std::string& name, double value) {
                table.rows.push_back({name, numberCell("%.4g", value)});
            };
            add("x₁", grid_.x(column));
            add("x₂", grid_.y(row));
            add("‖f(x)‖", norm);
            add("chance of x by p", p);
            add("chance by q*", optimal()[k]);
            add("chance by " + nameInUse() + ", in use", q);
            add("weight p/q", q > 0.0 ? p / q : nan);
            add("length of p f/q", q > 0.0 ? p * norm / q : nan);
        }
        return {"inspector", "Under the cursor", {}, {}, {}, std::move(table)};
    }

    Grid grid_ = squareGrid(41);
    std::vector<double> latest_; ///< (x, y) of the latest estimates, oldest first
};

ParameterTable parameterTable() {
    std::vector<ParameterSpec> specs = estimateParameters();
    std::vector<ParameterSpec> more = planeParameters();
    specs.insert(specs.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
    return ParameterTable(std::move(specs));
}

} // namespace

ExperimentKind importancePlaneKind() {
    ExperimentKind kind;
    kind.name = "importance_plane";
    kind.title = "Importance sampling in the plane";
    kind.help =
        "f(x) is a vector here, like a gradient, and the estimate of its mean μ = E_p[f(x)] from N "
        "draws of q, 1/N Σ p(x)/q(x) f(x), is a point in a plane that scatters around μ with the "
        "covariance Σ(q)/N (§7.3.2). Its trace is least for q* ∝ p ‖f‖ (Theorem 1). x is one of 41 "
        "× 41 points of a square, so that all of it is a finite sum and known exactly.\n\n"
        "p is two Gaussians, f the slope of two bumps, q a Gaussian; their centres are dragged. A "
        "step makes some hundred estimates; a change of p, f or the proposal begins their "
        "statistics anew.\n\n"
        "**Try**: drag q to where p ‖f‖ is; cut it off (q reaches), and see what is missed.";
    kind.parameters = parameterTable();
    kind.create = [](const ExperimentContext& context) -> std::unique_ptr<Experiment> {
        return std::make_unique<ImportancePlane>(context);
    };
    kind.memoryBytes = [](const Parameters&) { return 2e6; };
    kind.headline = {"trace_measured", "Tr Σ %1 measured"};
    return kind;
}

} // namespace scorescope::issgd
