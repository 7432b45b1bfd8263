// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/finite/chain_pictures.h"

#include "engine/core/error.h"
#include "engine/core/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace scorescope::gsn {
namespace {

constexpr double twoPi = 6.28318530717958647693;

std::string className(std::size_t i) {
    return std::string(1, static_cast<char>('A' + static_cast<char>(i % 26)));
}

} // namespace

Eigen::VectorXd parseWeights(const Parameters& parameters, const std::string& name,
                             std::size_t most) {
    const auto refusal = [&](const std::string& what) {
        return InputError("", "/parameters/" + name,
                          what + "; allowed are 2 to " + std::to_string(most) +
                              " numbers that are not negative and not all 0");
    };
    const auto separates = [](char c) {
        return c == ' ' || c == ',' || c == ';' || c == '\t' || c == '\n' || c == '\r';
    };
    const std::string& text = parameters.text(name);
    std::vector<double> weights;
    const char* place = text.data();
    const char* const end = place + text.size();
    while (place != end) {
        if (separates(*place)) {
            ++place;
            continue;
        }
        double weight = 0.0;
        const auto [rest, problem] = std::from_chars(place, end, weight);
        if (problem != std::errc() || (rest != end && !separates(*rest))) {
            const std::string word(place, std::find_if(place, end, separates));
            throw refusal("'" + printable(word, 20) + "' is no number");
        }
        if (!std::isfinite(weight) || weight < 0.0) {
            throw refusal("holds " + number("%g", weight));
        }
        weights.push_back(weight);
        place = rest;
    }
    if (weights.size() < 2 || weights.size() > most) {
        throw refusal("holds " + std::to_string(weights.size()) + " numbers");
    }
    const Eigen::VectorXd p =
        Eigen::Map<const Eigen::VectorXd>(weights.data(), index(weights.size()));
    if (!(p.sum() > 0.0) || !std::isfinite(p.sum())) {
        throw refusal("sums to " + number("%g", p.sum()));
    }
    return p / p.sum();
}

std::vector<std::string> numberNames(std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) {
        names.push_back(std::to_string(i));
    }
    return names;
}

double evenPlace(std::size_t i, std::size_t count, std::size_t values) {
    return (static_cast<double>(i) + 0.5) * static_cast<double>(values) /
               static_cast<double>(count) -
           0.5;
}

Lines::Line distributionLine(std::string label, const Eigen::VectorXd& p, Lines::Style style,
                             bool hollow) {
    Lines::Line line;
    line.label = std::move(label);
    for (Eigen::Index i = 0; i < p.size(); ++i) {
        line.x.push_back(static_cast<double>(i));
        line.y.push_back(p(i));
    }
    line.style = style;
    line.hollow = hollow;
    return line;
}

Heatmap matrixHeatmap(const Eigen::MatrixXd& m, std::vector<std::string> rows,
                      std::vector<std::string> columns) {
    Heatmap map;
    map.rowLabels = std::move(rows);
    map.columnLabels = std::move(columns);
    for (Eigen::Index i = 0; i < m.rows(); ++i) {
        for (Eigen::Index j = 0; j < m.cols(); ++j) {
            map.values.push_back(static_cast<float>(m(i, j)));
        }
    }
    return map;
}

Heatmap matrixHeatmap(const Eigen::MatrixXd& m) {
    return matrixHeatmap(m, numberNames(static_cast<std::size_t>(m.rows())),
                         numberNames(static_cast<std::size_t>(m.cols())));
}

Graph chainGraph(const Eigen::MatrixXd& k, const Eigen::VectorXd& stationary,
                 const std::vector<std::string>& names) {
    constexpr double least = 0.01;
    const std::size_t n = names.size();
    const std::vector<StateClass> classes = classesOf(k);
    std::vector<std::string> belongs(n);
    std::size_t closed = 0;
    for (const StateClass& each : classes) {
        const std::string name = each.closed ? "class " + className(closed++) : "left for good";
        for (const std::size_t state : each.states) {
            belongs[state] = name;
        }
    }
    Graph graph;
    for (std::size_t i = 0; i < n; ++i) {
        const double angle = twoPi * static_cast<double>(i) / static_cast<double>(n);
        Graph::Node node{names[i], "state", stationary(index(i)),
                         closed > 1 ? belongs[i] : std::string()};
        node.place = {std::sin(angle), std::cos(angle)};
        graph.nodes.push_back(std::move(node));
    }
    for (std::size_t from = 0; from < n; ++from) {
        for (std::size_t to = 0; to < n; ++to) {
            const double weight = k(index(to), index(from));
            if (from != to && weight >= least) {
                graph.edges.push_back({from, to, "forward", weight});
            }
        }
    }
    return graph;
}

Table classTable(const std::vector<StateClass>& classes, const Eigen::VectorXd& stationary,
                 const std::vector<std::string>& names) {
    Table table;
    table.columns = {"class", "values", "period", "π of it"};
    std::size_t closed = 0;
    for (const StateClass& each : classes) {
        std::string states;
        double mass = 0.0;
        for (const std::size_t state : each.states) {
            states += (states.empty() ? "" : " ") + names[state];
            mass += stationary(index(state));
        }
        table.rows.push_back({each.closed ? className(closed++) : "left for good", states,
                              each.period == 0
                                  ? TableCell("never returns")
                                  : numberCell("%.0f", static_cast<double>(each.period)),
                              numberCell("%.3f", mass)});
    }
    return table;
}

} // namespace scorescope::gsn
