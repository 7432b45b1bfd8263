// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/mixing/chain_mixing.h"

#include "engine/core/text.h"
#include "engine/data/digit_pixels.h"
#include "engine/gsn/mixing/image_scalars.h"
#include "engine/stats/estimate_cells.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace scorescope::gsn {
namespace {

constexpr std::size_t fewestDraws = 20;
constexpr std::size_t shownImages = 500;    ///< on the map
constexpr std::size_t learnedImages = 5000; ///< that components are formed of, at most
constexpr std::size_t components = 2;
constexpr std::size_t shownChains = 2; ///< on the map: more are a tangle

/// Steps of each chain before those that count.
std::size_t burnInOf(std::size_t draws) {
    return draws / 4;
}

} // namespace

const MixingReference::Parts& MixingReference::parts(const stats::LongWork& work) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!parts_) {
        Parts parts;
        auto classifier =
            DigitClassifier::trained(digits_->training, digits_->test, {}, work.part(0.0, 0.8));
        if (classifier) {
            parts.classifier = std::make_shared<const DigitClassifier>(std::move(*classifier));
        }
        parts.shares = classShares(digits_->training);
        const std::size_t pixels = digits_->training.pixelsOfImage();
        const std::size_t count = std::min(digits_->training.size(), learnedImages);
        const std::vector<float> images = data::pixelsOf(digits_->training, 0, count, false);
        parts.components =
            std::make_shared<const stats::PrincipalComponents>(stats::principalComponents(
                {images.data(), count, pixels}, components, work.part(0.8, 0.2)));
        parts.places = parts.components->project(
            {images.data(), std::min(count, shownImages), pixels}, work.threads);
        parts_ = std::move(parts);
    }
    return *parts_;
}

ChainMixing chainMixing(const MixingRequest& request, MixingReference& reference,
                        const stats::LongWork& work) {
    const std::size_t pixels = request.shape.units(0);
    const std::size_t chains = request.starts.size() / pixels;
    if (chains < 2 || request.draws < fewestDraws) {
        throw std::invalid_argument("mixing is told from two chains and 20 draws, at least");
    }
    const MixingReference::Parts& parts = reference.parts(work.part(0.0, 0.3));
    ChainMixing mixing;
    mixing.chains = chains;
    mixing.draws = request.draws;
    mixing.dataPlaces = parts.places;
    for (std::size_t k = 0; k < components; ++k) {
        mixing.componentShares.push_back(parts.components->share(k));
    }
    if (parts.classifier) {
        mixing.accuracy = parts.classifier->accuracy();
        mixing.visits.emplace(chains, digitClasses);
    }

    const GsnSampler sampler(request.shape, work.threads);
    GsnState state = beginChains(request.shape, request.starts);
    std::vector<std::vector<float>> means(chains);
    ImageScalars scalars{data::digitSide, data::digitSide, parts.classifier, {}, parts.components};
    std::vector<stats::Chains> traces;
    std::vector<std::string> names;
    const std::size_t burnIn = burnInOf(request.draws);
    using Clock = std::chrono::steady_clock;
    std::chrono::duration<double> drawing{0.0};
    for (std::size_t step = 0; step < burnIn + request.draws; ++step) {
        report(work.progress,
               0.3 + 0.4 * static_cast<double>(step) / static_cast<double>(burnIn + request.draws));
        const auto begun = Clock::now();
        sampler.step(request.weights.data(), request.noise, {request.seed, step, 0}, state,
                     request.scale);
        drawing += Clock::now() - begun;
        if (step < burnIn) {
            continue;
        }
        const stats::Points images{state.mean.data(), chains, pixels};
        if (parts.classifier) {
            const std::vector<std::uint8_t> classes =
                parts.classifier->classesOf(images, work.threads);
            mixing.visits->add(classes);
            mixing.classes.insert(mixing.classes.end(), classes.begin(), classes.end());
            if (scalars.classes.empty()) { // one class for all chains: the first one's first
                scalars.classes = {classes.front()};
            }
        }
        if (names.empty()) {
            names = scalarNames(scalars);
            traces.assign(names.size(), stats::Chains(chains));
        }
        const std::vector<double> values = scalarsOf(scalars, images, work.threads);
        for (std::size_t c = 0; c < chains; ++c) {
            for (std::size_t k = 0; k < names.size(); ++k) {
                traces[k][c].push_back(values[c * names.size() + k]);
            }
            means[c].insert(means[c].end(), images.point(c), images.point(c) + pixels);
        }
    }
    mixing.secondsPerStep = drawing.count() / static_cast<double>(burnIn + request.draws);
    for (std::size_t k = 0; k < names.size(); ++k) {
        mixing.scalars.push_back(stats::scalarMixing(names[k], traces[k]));
    }
    mixing.caution = stats::mixingCaution(mixing.scalars);
    std::vector<stats::Points> rows;
    for (const std::vector<float>& chain : means) {
        rows.push_back({chain.data(), request.draws, pixels});
        const std::vector<double> places = parts.components->project(rows.back(), work.threads);
        mixing.places.insert(mixing.places.end(), places.begin(), places.end());
    }
    if (mixing.visits && parts.shares) {
        mixing.expected = mixing.visits->expectedVisits(*parts.shares);
    }
    stats::RStarOptions options;
    options.seed = request.seed;
    mixing.rStar = stats::rStar(rows, options, work.part(0.7, 0.3));
    return mixing;
}

Artifact mixingTable(const ChainMixing& mixing) {
    Table table;
    table.columns = {"of the chains", "value (95 %)"};
    const auto row = [&](const std::string& name, TableCell cell) {
        table.rows.push_back({name, std::move(cell)});
    };
    row("chains × steps",
        TableCell(std::to_string(mixing.chains) + " × " + std::to_string(mixing.draws)));
    if (mixing.visits) {
        const stats::ClassVisits::Entropy entropy = mixing.visits->entropy();
        row("entropy of visits, of at most " +
                number("%.2f", std::log(static_cast<double>(digitClasses))) + " nats",
            stats::estimateCell("%.2f", entropy.nats));
        row("the same as a share", stats::estimateCell("%.2f", entropy.ofLargest));
        row("changes of class", stats::estimateCell("%.0f", mixing.visits->changes()));
        row("steps between changes",
            stats::estimateCell("%.1f", mixing.visits->timeBetweenChanges()));
    } else {
        row("visits", TableCell("the images have no labels"));
    }
    row("R* of " + std::to_string(mixing.rStar.classes) + " half chains (1: mixed)",
        mixing.rStar.known() ? stats::estimateCell("%.2f", mixing.rStar.value)
                             : TableCell(mixing.rStar.reason));
    if (mixing.accuracy) {
        row("the classifier is right on", stats::estimateCell("%.3f", *mixing.accuracy));
    }
    if (!mixing.caution.empty()) {
        row("caution", TableCell(mixing.caution));
    }
    return {"mixing", "Mixing of the chains of the present network", {}, {}, {}, std::move(table)};
}

Artifact scalarsTable(const ChainMixing& mixing) {
    Table table;
    table.columns = {"of a mean image", "rank R̂",         "split R̂",
                     "bulk ESS",        "per 1000 steps", "per second"};
    const auto steps = static_cast<double>(mixing.chains * mixing.draws); // a draw at each
    const double seconds = mixing.secondsPerStep * static_cast<double>(mixing.draws);
    for (const stats::ScalarMixing& scalar : mixing.scalars) {
        if (!scalar.numbers) {
            table.rows.push_back({scalar.name, TableCell(scalar.reason), "", "", "", ""});
            continue;
        }
        table.rows.push_back({scalar.name, numberCell("%.3f", scalar.numbers->rankRHat),
                              numberCell("%.3f", scalar.numbers->splitRHat),
                              numberCell("%.0f", scalar.numbers->bulkEss),
                              numberCell("%.1f", 1000.0 * scalar.numbers->bulkEss / steps),
                              seconds > 0.0 ? numberCell("%.3g", scalar.numbers->bulkEss / seconds)
                                            : TableCell("")});
    }
    return {"mixing_scalars", "R̂ and effective sample size", {}, {}, {}, std::move(table)};
}

Artifact visitsMap(const ChainMixing& mixing) {
    Heatmap map;
    if (mixing.visits) {
        for (std::size_t c = 0; c < mixing.chains; ++c) {
            map.rowLabels.push_back("chain " + std::to_string(c + 1));
            for (const std::int64_t visits : mixing.visits->visitsOf(c)) {
                map.values.push_back(static_cast<float>(visits));
            }
        }
        if (mixing.expected) {
            map.rowLabels.emplace_back("as data");
            for (const double visits : *mixing.expected) {
                map.values.push_back(
                    static_cast<float>(visits / static_cast<double>(mixing.chains)));
            }
        }
        for (std::size_t k = 0; k < digitClasses; ++k) {
            map.columnLabels.push_back(std::to_string(k));
        }
    }
    return {"class_visits", "Visits by class", {"class", ""},
            {"", ""},       {"visits", ""},    std::move(map)};
}

Artifact sequencesMap(const ChainMixing& mixing) {
    Heatmap map;
    if (!mixing.classes.empty()) {
        for (std::size_t c = 0; c < mixing.chains; ++c) {
            map.rowLabels.push_back("chain " + std::to_string(c + 1));
            for (std::size_t step = 0; step < mixing.draws; ++step) {
                map.values.push_back(static_cast<float>(mixing.classes[step * mixing.chains + c]));
            }
        }
        for (std::size_t step = 1; step <= mixing.draws; ++step) {
            const std::size_t sinceStart = burnInOf(mixing.draws) + step;
            map.columnLabels.push_back(std::to_string(sinceStart));
            map.columnPositions.push_back(static_cast<double>(sinceStart));
        }
    }
    return {"class_sequences",
            "Class of each chain at each step",
            {"step of the chain", ""},
            {"", ""},
            {"class", ""},
            std::move(map)};
}

Artifact chainMap(const ChainMixing& mixing) {
    Lines lines;
    const auto add = [&](std::string label, const double* places, std::size_t count, bool points) {
        Lines::Line line;
        line.label = std::move(label);
        for (std::size_t i = 0; i < count; ++i) {
            line.x.push_back(places[components * i]);
            line.y.push_back(places[components * i + 1]);
        }
        line.style = points ? Lines::Style::points : Lines::Style::line;
        lines.lines.push_back(std::move(line));
    };
    add("data", mixing.dataPlaces.data(), mixing.dataPlaces.size() / components, true);
    lines.lines.back().hollow = true; // they are the ground of the paths
    for (std::size_t c = 0; c < std::min(mixing.chains, shownChains); ++c) {
        add("chain " + std::to_string(c + 1), mixing.places.data() + c * mixing.draws * components,
            mixing.draws, false);
        add("chain " + std::to_string(c + 1) + ", at last",
            mixing.places.data() + ((c + 1) * mixing.draws - 1) * components, 1, true);
    }
    const auto axis = [&](std::size_t k) {
        return "component " + std::to_string(k + 1) + " (" +
               number("%.0f", 100.0 * mixing.componentShares[k]) + " % of the variance)";
    };
    return {"chain_map",     "Paths of the chains over the data", {axis(0), ""}, {axis(1), ""}, {},
            std::move(lines)};
}

} // namespace scorescope::gsn
