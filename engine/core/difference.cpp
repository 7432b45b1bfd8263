// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/difference.h"

#include "engine/core/error.h"
#include "engine/core/text.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace scorescope {
namespace {

[[noreturn]] void refuse(const Artifact& a, const Artifact& b, const std::string& why) {
    if (a.name == b.name && !a.title.empty()) {
        throw InputError("", "", "“" + a.title + "” has no difference: " + why);
    }
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
            Lines::Line& line = result.lines[i];
            line.low.clear();
            line.high.clear();
            if (line.x != b.lines[i].x || line.y.size() != b.lines[i].y.size()) {
                line = atCommonX(line, b.lines[i]);
                continue;
            }
            for (std::size_t k = 0; k < line.y.size(); ++k) {
                line.y[k] -= b.lines[i].y[k];
            }
        }
        return result;
    }

    ArtifactData operator()(const VectorCloud& a) const {
        const auto& b = std::get<VectorCloud>(b_.data);
        require(a.dimensions == b.dimensions && a.coordinates == b.coordinates &&
                    a.vectors.size() == b.vectors.size(),
                a_, b_, "their vectors stand at different points");
        return VectorCloud{a.dimensions, a.coordinates, minus(a.vectors, b.vectors)};
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

    ArtifactData operator()(const Graph& a) const {
        const auto& b = std::get<Graph>(b_.data);
        bool same = a.nodes.size() == b.nodes.size();
        bool measured = false;
        for (std::size_t i = 0; same && i < a.nodes.size(); ++i) {
            same = a.nodes[i].name == b.nodes[i].name;
            measured =
                measured || (std::isfinite(a.nodes[i].value) && std::isfinite(b.nodes[i].value));
        }
        require(same, a_, b_, "their nodes differ");
        require(measured, a_, b_, "its nodes have no values that could be subtracted");
        Graph result = a;
        for (std::size_t i = 0; i < result.nodes.size(); ++i) {
            result.nodes[i].value -= b.nodes[i].value;
        }
        for (Graph::Edge& edge : result.edges) {
            edge.weight = std::numeric_limits<double>::quiet_NaN(); // widths have no sign
        }
        result.signedValues = true;
        return result;
    }

    ArtifactData operator()(const Table& a) const {
        const auto& b = std::get<Table>(b_.data);
        require(a.columns == b.columns && a.rows.size() == b.rows.size(), a_, b_,
                "their rows or columns differ");
        Table result = a;
        bool any = false;
        for (std::size_t row = 0; row < result.rows.size(); ++row) {
            require(result.rows[row].size() == b.rows[row].size(), a_, b_,
                    "their rows or columns differ");
            for (std::size_t k = 0; k < result.rows[row].size(); ++k) {
                any = subtractCell(result.rows[row][k], b.rows[row][k]) || any;
            }
        }
        require(any, a_, b_, "it holds no numbers that could be subtracted");
        return result;
    }

    template <typename Other> ArtifactData operator()(const Other&) const {
        refuse(a_, b_, "it shows " + whatItIs(a_.data) + "; look at both side by side");
    }

private:
    /// What cannot be subtracted, and why.
    static std::string whatItIs(const ArtifactData& data) {
        if (std::holds_alternative<Scatter>(data) || std::holds_alternative<PointCloud>(data)) {
            return "points, and no point of one belongs to a point of the other";
        }
        if (std::holds_alternative<Trajectory>(data)) {
            return "paths of chains, which each took their own turns";
        }
        if (std::holds_alternative<Markers>(data)) {
            return "marked points, which come and go";
        }
        if (std::holds_alternative<TensorField>(data)) {
            return "ellipses, and the difference of two ellipses is none";
        }
        if (std::holds_alternative<Spans>(data)) {
            return "stretches of time, which cannot be subtracted";
        }
        return "a " + kindName(data) + ", which cannot be subtracted";
    }

    /// At the x that both lines have, where both go from left to right.
    Lines::Line atCommonX(const Lines::Line& a, const Lines::Line& b) const {
        const auto increasing = [](const Lines::Line& line) {
            return line.x.size() == line.y.size() &&
                   std::adjacent_find(line.x.begin(), line.x.end(),
                                      [](double p, double q) { return !(p < q); }) == line.x.end();
        };
        Lines::Line result = a;
        result.x.clear();
        result.y.clear();
        if (increasing(a) && increasing(b)) {
            std::size_t i = 0;
            std::size_t k = 0;
            while (i < a.x.size() && k < b.x.size()) {
                if (a.x[i] == b.x[k]) {
                    result.x.push_back(a.x[i]);
                    result.y.push_back(a.y[i] - b.y[k]);
                    ++i;
                    ++k;
                } else {
                    (a.x[i] < b.x[k] ? i : k) += 1;
                }
            }
        }
        require(!result.x.empty(), a_, b_, "their lines have no x in common");
        return result;
    }

    /// \returns whether both are numbers. Words that differ stand beside each other.
    static bool subtractCell(TableCell& a, const TableCell& b) {
        if (a.numbers.empty() || a.numbers.size() != b.numbers.size()) {
            if (a.text != b.text) {
                a = TableCell(a.text + " | " + b.text);
            }
            return false;
        }
        std::string text;
        for (std::size_t i = 0; i < a.numbers.size(); ++i) {
            a.numbers[i] -= b.numbers[i];
            text += (i == 0 ? "" : ", ") + number("%.4g", a.numbers[i]);
        }
        a.text = text;
        return true;
    }

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
