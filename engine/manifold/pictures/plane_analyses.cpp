// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/pictures/plane_analyses.h"

#include "engine/core/text.h"
#include "engine/field/basins.h"
#include "engine/field/fixed_points.h"
#include "engine/manifold/field/helmholtz.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace scorescope::manifold {
namespace {

const std::string splitName = "helmholtz_split";
const std::string pointsName = "fixed_points";
/// In the settings of a request for fixed points that wants their basins too.
const std::string withBasins = "; basins";

/// All that the pictures of the plane depend on, each number so that it reads back as itself.
std::string settingsOf(const PlaneQuestion& question) {
    const Grid& grid = question.slice.grid;
    std::string text;
    const auto put = [&text](double value) { text += number("%.17g ", value); };
    for (const double value : {grid.xMin, grid.xMax, grid.yMin, grid.yMax}) {
        put(value);
    }
    for (const std::size_t value :
         {grid.columns, grid.rows, question.slice.xAxis, question.slice.yAxis}) {
        put(static_cast<double>(value));
    }
    for (const double value : question.slice.fixed) {
        put(value);
    }
    return text;
}

/// Bytes at most, roughly: doubles for each node, and for the transforms of the rows and columns.
double splitBytes(const Grid& grid) {
    constexpr double doublesPerNode = 32.0; // field, edges, modes, potential, parts, artifacts
    const auto columns = static_cast<double>(grid.columns);
    const auto rows = static_cast<double>(grid.rows);
    return sizeof(double) * (doublesPerNode * columns * rows + columns * columns + rows * rows);
}

double fixedPointBytes(const PlaneQuestion& question, bool basins) {
    constexpr double doublesPerNode = 12.0; // place, r, Jacobian, field
    // The grid on which they are looked for; the markers and the table are small.
    const field::FixedPointOptions options;
    auto nodes = static_cast<double>(options.columns * options.rows);
    if (basins) {
        nodes += static_cast<double>(question.slice.grid.size());
    }
    return sizeof(double) * doublesPerNode * nodes;
}

bool wantsAny(const Interest& interest, const std::string& prefix,
              std::initializer_list<const char*> names) {
    return std::any_of(names.begin(), names.end(),
                       [&](const char* name) { return interest.wants(prefix + name); });
}

/// Artifacts over the plane, with their names, titles and axes.
class PlaneFindings {
public:
    explicit PlaneFindings(const PlaneQuestion& question) : question_(question) {}

    void add(const std::string& name, const std::string& title, Quantity value, ArtifactData data) {
        field::nameRegion(data, question_.region);
        findings_.artifacts.push_back(
            std::make_shared<const Artifact>(Artifact{question_.prefix + name,
                                                      title + question_.suffix,
                                                      {axisName(question_.slice.xAxis), ""},
                                                      {axisName(question_.slice.yAxis), ""},
                                                      std::move(value),
                                                      std::move(data)}));
    }
    [[nodiscard]] const std::vector<std::shared_ptr<const Artifact>>& soFar() const {
        return findings_.artifacts;
    }
    [[nodiscard]] AnalysisFindings take() { return std::move(findings_); }

private:
    const PlaneQuestion& question_;
    AnalysisFindings findings_;
};

Table helmholtzTable(const HelmholtzSplit& split) {
    const auto percent = [](double share) {
        return TableCell(number("%.2f %%", 100.0 * share), share);
    };
    Table table;
    table.columns = {"part of ‖r(x) − x‖² in view", "share"};
    table.rows = {{"gradient", percent(split.gradientFraction - split.harmonicFraction)},
                  {"gradient and rotation at once", percent(split.harmonicFraction)},
                  {"rotation", percent(split.rotationFraction)}};
    return table;
}

AnalysisFindings helmholtzAnalysis(const PlaneQuestion& question,
                                   const field::Reconstruction& learned, AnalysisWatch& watch) {
    const field::FieldSample sample = field::sampleField(learned, question.slice, false);
    watch.report(0.3);
    const HelmholtzSplit split = helmholtzSplit(question.slice.grid, sample.u, sample.v);
    watch.report(0.9);
    const double scale = question.asScore ? 1.0 / (question.sigma * question.sigma) : 1.0;
    const auto scaled = [&](const std::vector<double>& u, const std::vector<double>& v) {
        VectorField vectors = field::vectorField(question.slice.grid, u, v);
        for (std::vector<float>* part : {&vectors.u, &vectors.v}) {
            for (float& x : *part) {
                x = static_cast<float>(static_cast<double>(x) * scale);
            }
        }
        return vectors;
    };
    const std::string of = question.asScore ? "(r(x) − x)/σ²" : "r(x) − x";
    PlaneFindings findings(question);
    findings.add("energy", "Energy surface E(x) of the gradient part", {"E", "nats"},
                 energySurface(split, question.sigma));
    findings.add("gradient_part", "Gradient part of " + of, {"|∇φ|", ""},
                 scaled(split.gradientU, split.gradientV));
    findings.add("rotational_part", "Rotational part of " + of, {"|rest|", ""},
                 scaled(split.rotationU, split.rotationV));
    findings.add("helmholtz", "Gradient and rotation", {}, helmholtzTable(split));
    return findings.take();
}

AnalysisFindings fixedPointAnalysis(const PlaneQuestion& question,
                                    const field::Reconstruction& learned,
                                    const data::PointSet& data, bool basins, AnalysisWatch& watch) {
    const Grid& grid = question.slice.grid;
    field::FixedPointOptions options;
    options.spuriousDistance = question.spuriousDistance;
    const field::FixedPointSearch found = field::findFixedPoints(learned, grid, options, &data);
    watch.report(basins ? 0.2 : 0.95);
    PlaneFindings findings(question);
    findings.add("fixed_points", "Fixed points of r", {}, field::fixedPointMarkers(found));
    findings.add("fixed_points_table", "Fixed points of r", {}, field::fixedPointTable(found));
    if (basins) {
        for (const auto& artifact : findings.soFar()) {
            watch.show(artifact); // markers do not wait for the basins
        }
        field::BasinOptions paths;
        paths.progress = [&watch](double share) {
            watch.report(0.2 + 0.8 * share);
            return true;
        };
        findings.add(
            "basins", "Basins of attraction", {"basin", ""},
            field::basinField(field::basinsOfAttraction(learned, grid, found, paths), found));
    }
    return findings.take();
}

} // namespace

std::vector<AnalysisRequest> planeRequests(const PlaneQuestion& question, std::size_t dimensions,
                                           const Interest& interest, std::uint64_t step,
                                           Revision dataRevision) {
    std::vector<AnalysisRequest> requests;
    const std::string& prefix = question.prefix;
    if (wantsAny(interest, prefix, {"energy", "gradient_part", "rotational_part", "helmholtz"})) {
        AnalysisRequest request;
        request.key = {prefix + splitName, step,
                       settingsOf(question) + number("σ %.17g", question.sigma) +
                           (question.asScore ? " as score" : "")};
        request.title = "Gradient and rotation" + question.suffix;
        request.bytes = splitBytes(question.slice.grid);
        request.cursor = interest.cursor;
        requests.push_back(std::move(request));
    }
    if (dimensions == 2 &&
        wantsAny(interest, prefix, {"fixed_points", "fixed_points_table", "basins"})) {
        const bool basins = interest.wants(prefix + "basins");
        AnalysisRequest request;
        request.key = {prefix + pointsName, step,
                       settingsOf(question) +
                           number("spurious beyond %.17g", question.spuriousDistance) +
                           " of data " + dataRevision.text() + (basins ? withBasins : "")};
        request.cursor = interest.cursor;
        request.bytes = fixedPointBytes(question, basins);
        request.title = (basins ? "Basins of attraction" : "Fixed points") + question.suffix;
        requests.push_back(std::move(request));
    }
    return requests;
}

AnalysisWork planeAnalysis(const AnalysisRequest& request, const PlaneQuestion& question,
                           MakeReconstruction learned, std::shared_ptr<const data::PointSet> data) {
    if (request.key.name == question.prefix + splitName) {
        return [question, learned = std::move(learned)](AnalysisWatch& watch) {
            return helmholtzAnalysis(question, *learned(), watch);
        };
    }
    const std::string& settings = request.key.settings;
    const bool basins =
        settings.size() >= withBasins.size() &&
        settings.compare(settings.size() - withBasins.size(), withBasins.size(), withBasins) == 0;
    return [question, basins, learned = std::move(learned),
            data = std::move(data)](AnalysisWatch& watch) {
        return fixedPointAnalysis(question, *learned(), *data, basins, watch);
    };
}

} // namespace scorescope::manifold
