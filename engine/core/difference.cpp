// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/difference.h"

#include "engine/core/error.h"

#include <algorithm>
#include <string>
#include <utility>

namespace scorescope {
namespace {

[[noreturn]] void refuse(const Artifact& a, const Artifact& b, const std::string& why) {
    throw InputError("", "", "no difference of '" + a.name + "' and '" + b.name + "': " + why);
}

void require(bool holds, const Artifact& a, const Artifact& b, const char* why) {
    if (!holds) {
        refuse(a, b, why);
    }
}

std::vector<float> minus(const std::vector<float>& a, const std::vector<float>& b) {
    std::vector<float> result(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        result[i] = a[i] - b[i];
    }
    return result;
}

class Difference {
public:
    Difference(const Artifact& a, const Artifact& b) : a_(a), b_(b) {}

    ArtifactData operator()(const VectorField& a) const {
        const auto& b = std::get<VectorField>(b_.data);
        sameGrid(a.grid, b.grid);
        require(a.u.size() == b.u.size() && a.v.size() == b.v.size(), a_, b_,
                "one of them is incomplete");
        return VectorField{a.grid, minus(a.u, b.u), minus(a.v, b.v), a.region};
    }

    ArtifactData operator()(const ScalarField& a) const {
        const auto& b = std::get<ScalarField>(b_.data);
        require(a.categories.empty() && b.categories.empty(), a_, b_,
                "their values are categories, which cannot be subtracted");
        sameGrid(a.grid, b.grid);
        require(a.values.size() == b.values.size(), a_, b_, "one of them is incomplete");
        ScalarField result;
        result.grid = a.grid;
        result.values = minus(a.values, b.values);
        result.signedValues = true;
        result.region = a.region;
        return result;
    }

    ArtifactData operator()(const Lines& a) const {
        const auto& b = std::get<Lines>(b_.data);
        require(a.lines.size() == b.lines.size(), a_, b_, "they have different numbers of lines");
        Lines result = a;
        for (std::size_t i = 0; i < a.lines.size(); ++i) {
            const Lines::Line& other = b.lines[i];
            Lines::Line& line = result.lines[i];
            require(line.x == other.x && line.y.size() == other.y.size(), a_, b_,
                    "their lines stand at different x");
            for (std::size_t k = 0; k < line.y.size(); ++k) {
                line.y[k] -= other.y[k];
            }
            line.low.clear();
            line.high.clear();
        }
        return result;
    }

    ArtifactData operator()(const SeriesArtifact& a) const {
        const auto& b = std::get<SeriesArtifact>(b_.data);
        std::vector<SeriesPoint> points;
        std::size_t i = 0;
        std::size_t k = 0;
        while (i < a.points.size() && k < b.points.size()) {
            const SeriesPoint p = a.points.at(i);
            const SeriesPoint q = b.points.at(k);
            if (p.step == q.step) {
                points.push_back({p.step, p.value - q.value});
                ++i;
                ++k;
            } else {
                (p.step < q.step ? i : k) += 1;
            }
        }
        SeriesArtifact result;
        result.points = Series::of(points);
        return result;
    }

    ArtifactData operator()(const Heatmap& a) const {
        const auto& b = std::get<Heatmap>(b_.data);
        require(a.rowLabels == b.rowLabels && a.columnLabels == b.columnLabels &&
                    a.rowPositions == b.rowPositions && a.columnPositions == b.columnPositions &&
                    a.values.size() == b.values.size(),
                a_, b_, "their rows or columns differ");
        Heatmap result = a;
        result.values = minus(a.values, b.values);
        result.signedValues = true;
        result.references = {{0.0, "no difference"}};
        for (std::size_t i = 0; i < std::min(result.states.size(), b.states.size()); ++i) {
            result.states[i] = std::max(result.states[i], b.states[i]);
        }
        return result;
    }

    ArtifactData operator()(const Histogram& a) const {
        const auto& b = std::get<Histogram>(b_.data);
        require(a.edges == b.edges && a.count.size() == b.count.size(), a_, b_,
                "their bins differ");
        Histogram result = a;
        for (std::size_t i = 0; i < result.count.size(); ++i) {
            result.count[i] -= b.count[i];
        }
        return result;
    }

    ArtifactData operator()(const ImageGrid& a) const {
        const auto& b = std::get<ImageGrid>(b_.data);
        require(a.width == b.width && a.height == b.height && a.channels == b.channels &&
                    a.columns == b.columns && a.pixels.size() == b.pixels.size(),
                a_, b_, "their images differ in size or number");
        require(a.channels == 1, a_, b_, "the difference of two colours is no colour");
        ImageGrid result = a;
        result.pixels = minus(a.pixels, b.pixels);
        result.signedValues = true;
        const double span = std::max(a.white, b.white) - std::min(a.black, b.black);
        result.black = -span;
        result.white = span;
        result.marked.clear();
        result.paints.clear();
        return result;
    }

    template <typename Other> ArtifactData operator()(const Other&) const {
        refuse(a_, b_,
               "a " + kindName(a_.data) +
                   " has none; allowed are vector_field, scalar_field, lines, series, histogram, "
                   "heatmap, image_grid");
    }

private:
    void sameGrid(const Grid& a, const Grid& b) const {
        require(a == b, a_, b_, "their grids differ; show the same region at the same resolution");
    }

    const Artifact& a_;
    const Artifact& b_;
};

} // namespace

std::shared_ptr<const Artifact> difference(const Artifact& a, const Artifact& b) {
    if (a.data.index() != b.data.index()) {
        refuse(a, b, "one is a " + kindName(a.data) + ", the other a " + kindName(b.data));
    }
    Artifact result;
    result.name = a.name;
    result.title = a.title == b.title ? "Difference: " + a.title : a.title + " − " + b.title;
    result.x = a.x;
    result.y = a.y;
    result.value = a.value;
    if (!a.value.label.empty()) {
        result.value.label = a.value.label == b.value.label
                                 ? "Δ " + a.value.label
                                 : a.value.label + " − (" + b.value.label + ")";
    }
    result.data = std::visit(Difference(a, b), a.data);
    return std::make_shared<const Artifact>(std::move(result));
}

} // namespace scorescope
