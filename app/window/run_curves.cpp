// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/run_curves.h"

#include <algorithm>
#include <utility>

namespace scorescope::app {
namespace {

std::string keyOf(const KeptRun& run) {
    return "run_" + std::to_string(run.id);
}

/// The same series under a name that no other companion's has.
std::shared_ptr<const Artifact> renamed(const Artifact& artifact, const std::string& key,
                                        SeriesArtifact data, const QString& run) {
    Artifact made;
    made.name = key + "_" + artifact.name;
    made.title =
        run.toStdString() + ": " + (artifact.title.empty() ? artifact.name : artifact.title);
    made.x = artifact.x;
    made.y = artifact.y;
    made.value = artifact.value;
    made.data = std::move(data);
    return std::make_shared<const Artifact>(std::move(made));
}

views::Companion lineOf(const KeptRun& run) {
    views::Companion made{keyOf(run), run.name, *run.color, static_cast<double>(run.fromStep), {}};
    for (const auto& [name, artifact] : run.series) {
        SeriesArtifact data = std::get<SeriesArtifact>(artifact->data);
        data.selects = {};
        made.series[name] = renamed(*artifact, made.key, std::move(data), run.name);
    }
    return made;
}

/// Runs that differ in their seeds alone, each group in the order of the list.
std::vector<std::vector<KeptRun>> groupsOf(const std::vector<KeptRun>& runs) {
    std::vector<std::vector<KeptRun>> groups;
    const auto alike = [](const KeptRun& a, const KeptRun& b) {
        if (a.fromStep != 0 || b.fromStep != 0) {
            return false; // stretches of runs, which begin where others end
        }
        const auto differences = runDifferences(*a.scene, *b.scene);
        return differences.size() == 1 && differences.front().name == "seed";
    };
    for (const KeptRun& run : runs) {
        // Each member differs from each other: the same seed twice would count double.
        const auto place = std::find_if(groups.begin(), groups.end(), [&](const auto& group) {
            return std::all_of(group.begin(), group.end(),
                               [&](const KeptRun& other) { return alike(other, run); });
        });
        if (place != groups.end()) {
            place->push_back(run);
        } else {
            groups.push_back({run});
        }
    }
    return groups;
}

views::Companion bandOf(const std::vector<KeptRun>& runs, BandStatistic statistic,
                        const std::function<bool()>& goOn) {
    const KeptRun& first = runs.front();
    // A seed is no name for all of them.
    const Scene& scene = *first.scene;
    const QString name =
        first.name.startsWith(QLatin1String("seed"))
            ? QString::fromStdString(scene.figure.empty() ? scene.title : scene.figure)
            : first.name;
    views::Companion made{keyOf(first), name, *first.color, 0.0, {}};
    for (const auto& [series, artifact] : first.series) {
        std::vector<Series> all;
        for (const KeptRun& run : runs) {
            const auto found = run.series.find(series);
            if (found != run.series.end()) {
                all.push_back(std::get<SeriesArtifact>(found->second->data).points);
            }
        }
        if (all.size() == runs.size()) {
            made.series[series] =
                renamed(*artifact, made.key, seedBand(all, statistic, goOn), name);
        }
    }
    return made;
}

} // namespace

RunCurves::RunCurves(const RunList& list, QObject* parent) : QObject(parent), list_(list) {
    connect(&list, &RunList::changed, this, &RunCurves::update);
}

void RunCurves::setExperiment(const std::string& experiment) {
    if (experiment_ != experiment) {
        experiment_ = experiment;
        update();
    }
}

void RunCurves::setBands(std::optional<BandStatistic> statistic) {
    if (bands_ != statistic) {
        bands_ = statistic;
        update();
    }
}

void RunCurves::update() {
    job_.drop();
    std::vector<KeptRun> shown;
    for (const KeptRun& run : list_.runs()) {
        if (run.visible && run.scene->experiment == experiment_) {
            shown.push_back(run);
        }
    }
    const auto groups = groupsOf(shown);
    const bool together = bands_ && std::any_of(groups.begin(), groups.end(),
                                                [](const auto& group) { return group.size() > 1; });
    if (!together) {
        companions_.clear();
        std::transform(shown.begin(), shown.end(), std::back_inserter(companions_), lineOf);
        Q_EMIT changed();
        return;
    }
    job_.start(
        [groups, statistic = *bands_](views::BackgroundJob::Link& link) {
            std::vector<views::Companion> made;
            for (const auto& group : groups) {
                made.push_back(group.size() > 1
                                   ? bandOf(group, statistic, [&link] { return link.wanted(); })
                                   : lineOf(group.front()));
            }
            return made;
        },
        [this](std::vector<views::Companion> made) {
            companions_ = std::move(made);
            Q_EMIT changed();
        },
        [](const QString&) {}); // lines that are there stay
}

} // namespace scorescope::app
