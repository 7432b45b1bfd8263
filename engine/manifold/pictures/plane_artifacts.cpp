// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/pictures/plane_artifacts.h"

#include "engine/core/kept.h"
#include "engine/core/text.h"
#include "engine/field/field_grid.h"
#include "engine/manifold/field/hessian_glyphs.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace scorescope::manifold {
namespace {

/// What pictures of a plane follow from: revisions of what is sampled and of the problem, the
/// plane's axes, its other coordinates, and the grid.
template <class Value>
using KeptOnPlane =
    Kept<Value, Revision, Revision, std::size_t, std::size_t, std::vector<double>, Grid, bool>;

} // namespace

struct PlaneArtifacts::Work {
    using ArtifactPointer = std::shared_ptr<const Artifact>;

    std::string prefix;
    std::string suffix;
    KeptOnPlane<field::FieldSample> sample;
    KeptOnPlane<field::FieldSample> sampleWithJacobian;
    KeptOnPlane<field::FieldSample> optimalSample;
    std::map<std::string, KeptOnPlane<ArtifactPointer>> artifacts;

    // Of the call under way.
    const PlaneSource* source = nullptr;
    FrameBuilder* frame = nullptr;
    Grid grid;

    [[nodiscard]] field::PlaneSlice slice() const {
        return {grid, source->xAxis, source->yAxis, source->fixed};
    }
    [[nodiscard]] KeptOnPlane<field::FieldSample>::KeyTuple key(Revision version,
                                                                bool asScore) const {
        return {version, source->problemVersion, source->xAxis, source->yAxis, source->fixed, grid,
                asScore};
    }
    const field::FieldSample& learned(bool withJacobian) {
        const auto of = key(source->version, false);
        if (const field::FieldSample* both = sampleWithJacobian.find(of); both != nullptr) {
            return *both;
        }
        KeptOnPlane<field::FieldSample>& kept = withJacobian ? sampleWithJacobian : sample;
        return kept.get(of,
                        [&] { return field::sampleField(source->learned, slice(), withJacobian); });
    }
    const field::FieldSample& optimal() {
        return optimalSample.get(key(source->problemVersion, false), [&] {
            return field::sampleField(source->optimum, slice(), false);
        });
    }
    [[nodiscard]] double scale() const {
        return source->asScore ? 1.0 / (source->sigma * source->sigma) : 1.0;
    }
    [[nodiscard]] VectorField scaled(const std::vector<double>& u,
                                     const std::vector<double>& v) const {
        VectorField field = field::vectorField(grid, u, v);
        if (source->asScore) {
            for (std::vector<float>* part : {&field.u, &field.v}) {
                for (float& x : *part) {
                    x = static_cast<float>(static_cast<double>(x) * scale());
                }
            }
        }
        return field;
    }
    [[nodiscard]] std::string difference(const std::string& r) const {
        return source->asScore ? "(" + r + " − x)/σ²" : r + " − x";
    }

    /// Adds an artifact if somebody wants it, made anew only when it must be.
    template <class Make>
    void add(const std::string& name, Revision version, const std::string& title,
             const Quantity& value, const Make& make) {
        if (!frame->wants(prefix + name)) {
            return;
        }
        frame->add(artifacts[name].get(key(version, source->asScore), [&]() -> ArtifactPointer {
            ArtifactData data = make();
            field::nameRegion(data, source->region);
            return std::make_shared<const Artifact>(Artifact{prefix + name,
                                                             title + suffix,
                                                             {axisName(source->xAxis), ""},
                                                             {axisName(source->yAxis), ""},
                                                             value,
                                                             std::move(data)});
        }));
    }

    template <class Make>
    void add(const std::string& name, Revision version, const std::string& title,
             const std::string& valueLabel, const Make& make) {
        add(name, version, title, Quantity{valueLabel, ""}, make);
    }

    void addFields() {
        const Revision version = source->version;
        const std::string field = difference("r(x)");
        const std::string optimalField = difference("r*(x)");
        add("field", version,
            source->asScore ? "Estimated score (r(x) − x)/σ²" : "Reconstruction field r(x) − x",
            "|" + field + "|", [&] { return scaled(learned(false).u, learned(false).v); });
        add("optimal_field", source->problemVersion,
            "Optimal " + std::string(source->asScore ? "score " : "field ") + optimalField +
                ", equation (3.3)",
            "|" + optimalField + "|", [&] { return scaled(optimal().u, optimal().v); });
        add("magnitude", version, "Magnitude |" + field + "|", "|" + field + "|",
            [&] { return field::scalarField(grid, lengths(learned(false), nullptr), false); });
        add("error_field", version, "Distance to the optimum |r(x) − r*(x)|",
            source->asScore ? "|r(x) − r*(x)|/σ²" : "|r(x) − r*(x)|",
            [&] { return field::scalarField(grid, lengths(learned(false), &optimal()), false); });
        add("optimal_energy", source->problemVersion, "Optimal energy −log p_σ(x)",
            Quantity{"−log p_σ", "nats"}, [&] {
                const std::vector<double> points =
                    field::slicePoints(slice(), source->optimum.dimensions());
                std::vector<double> values(grid.size());
                source->logDensity(points.data(), grid.size(), values.data());
                for (double& value : values) {
                    value = -value;
                }
                ScalarField energy = field::scalarField(grid, values, false);
                // The density has long vanished there; it goes on to thousands of nats.
                energy.drawnSpan = 60.0;
                return energy;
            });
    }

    [[nodiscard]] std::vector<double> lengths(const field::FieldSample& a,
                                              const field::FieldSample* b) const {
        std::vector<double> values(grid.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = scale() * (b == nullptr ? std::hypot(a.u[i], a.v[i])
                                                : std::hypot(a.u[i] - b->u[i], a.v[i] - b->v[i]));
        }
        return values;
    }

    void addDerivatives() {
        const Revision version = source->version;
        add("curl", version, "Curl ∂r₁/∂x₀ − ∂r₀/∂x₁", "curl",
            [&] { return field::scalarField(grid, field::curl(learned(true)), true); });
        add("divergence", version, "Divergence of r(x) − x", "divergence",
            [&] { return field::scalarField(grid, field::divergence(learned(true)), true); });
        if (frame->wants(prefix + "sensitivity")) {
            Grid coarse = grid;
            coarse.columns = source->glyphs;
            const double ratio = (grid.yMax - grid.yMin) / (grid.xMax - grid.xMin);
            coarse.rows = static_cast<std::size_t>(std::clamp(
                std::round(static_cast<double>(coarse.columns - 1) * ratio) + 1.0, 2.0, 128.0));
            const Grid fine = std::exchange(grid, coarse);
            add("sensitivity", version, "Sensitivity ∂r/∂x", "eigenvalues of ∂r/∂x", [&] {
                return sensitivityGlyphs(field::sampleField(source->learned, slice(), true));
            });
            grid = fine;
        }
    }
};

PlaneArtifacts::PlaneArtifacts(std::string prefix, std::string suffix)
    : work_(std::make_unique<Work>()) {
    work_->prefix = std::move(prefix);
    work_->suffix = std::move(suffix);
}
PlaneArtifacts::~PlaneArtifacts() = default;
PlaneArtifacts::PlaneArtifacts(PlaneArtifacts&&) noexcept = default;
PlaneArtifacts& PlaneArtifacts::operator=(PlaneArtifacts&&) noexcept = default;

void PlaneArtifacts::publish(FrameBuilder& frame, const Grid& grid, const PlaneSource& source) {
    work_->source = &source;
    work_->frame = &frame;
    work_->grid = grid;
    work_->addFields();
    work_->addDerivatives();
    work_->source = nullptr;
    work_->frame = nullptr;
}

} // namespace scorescope::manifold
