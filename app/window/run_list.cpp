// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/run_list.h"

#include "engine/core/experiment.h"
#include "views/curves/curve_data.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace scorescope::app {
namespace {

/// Colours of Theme::series. The first is of the run that goes on; kept runs begin where the curves
/// of a usual view end.
constexpr std::size_t colors = 7;
constexpr std::size_t firstColor = 3;

const Series& pointsOf(const Artifact& artifact) {
    return std::get<SeriesArtifact>(artifact.data).points;
}

std::size_t pointCount(const KeptRun& run) {
    std::size_t all = 0;
    for (const auto& [name, artifact] : run.series) {
        all += pointsOf(*artifact).size();
    }
    return all;
}

/// Whether each series that both have is, in `longer`, a continuation of that in `shorter`.
bool goesOn(const KeptRun& longer, const KeptRun& shorter) {
    bool any = false;
    for (const auto& [name, artifact] : shorter.series) {
        const auto other = longer.series.find(name);
        if (other == longer.series.end()) {
            continue;
        }
        if (!views::continues(pointsOf(*other->second), pointsOf(*artifact))) {
            return false;
        }
        any = true;
    }
    return any;
}

} // namespace

std::map<std::string, std::shared_ptr<const Artifact>> seriesOf(const Frame& frame) {
    std::map<std::string, std::shared_ptr<const Artifact>> series;
    for (const auto& [name, artifact] : frame.artifacts) {
        const auto* data = std::get_if<SeriesArtifact>(&artifact->data);
        if (data != nullptr && !data->reference && !data->points.empty()) {
            series[name] = artifact;
        }
    }
    return series;
}

std::optional<KeptRun> keptRun(const Frame& frame, std::uint64_t fromStep) {
    KeptRun run;
    run.series = seriesOf(frame);
    if (!frame.scene || run.series.empty()) {
        return std::nullopt;
    }
    run.scene = frame.scene;
    run.fromStep = fromStep;
    run.step = std::max(frame.step, frame.head);
    return run;
}

std::vector<RunDifference> runDifferences(const Scene& a, const Scene& b) {
    std::vector<RunDifference> found;
    if (a.experiment != b.experiment) {
        found.push_back({"", "experiment", b.experiment});
        return found;
    }
    if (a.seed != b.seed) {
        found.push_back({"seed", "seed", std::to_string(b.seed)});
    }
    if (a.json().value("actions", nlohmann::ordered_json()) !=
        b.json().value("actions", nlohmann::ordered_json())) {
        found.push_back({"", "actions", "others"});
    }
    for (const ParameterSpec& spec : b.parameters.table().specs()) {
        const ParameterValue& value = b.parameters.value(spec.name);
        if (!spec.followsView && a.parameters.value(spec.name) != value) {
            found.push_back({spec.name, spec.label, toText(value)});
        }
    }
    return found;
}

RunList::RunList(QObject* parent) : QObject(parent) {}

const KeptRun* RunList::find(std::uint64_t id) const {
    const auto found =
        std::find_if(runs_.begin(), runs_.end(), [id](const KeptRun& run) { return run.id == id; });
    return found == runs_.end() ? nullptr : &*found;
}

KeptRun* RunList::edit(std::uint64_t id) {
    const auto found =
        std::find_if(runs_.begin(), runs_.end(), [id](const KeptRun& run) { return run.id == id; });
    return found == runs_.end() ? nullptr : &*found;
}

std::uint64_t RunList::add(KeptRun run) {
    assert(run.scene);
    for (KeptRun& known : runs_) {
        if (known.fromStep != run.fromStep || !runDifferences(*known.scene, *run.scene).empty()) {
            continue;
        }
        if (goesOn(run, known) || goesOn(known, run)) {
            known.byHand = known.byHand || run.byHand;
            known.visible = known.visible || run.byHand;
            known.step = std::max(known.step, run.step);
            for (auto& [name, artifact] : run.series) {
                auto& mine = known.series[name];
                if (!mine || pointsOf(*mine).size() < pointsOf(*artifact).size()) {
                    mine = artifact;
                }
            }
            const std::uint64_t id = known.id;
            makeRoom();
            Q_EMIT changed();
            return id;
        }
    }
    run.id = ++lastId_;
    if (run.name.isEmpty()) {
        run.name = nameFor(run);
    }
    if (!run.color) {
        run.color = freeColor();
    }
    const std::uint64_t id = run.id;
    runs_.push_back(std::move(run));
    makeRoom();
    Q_EMIT changed();
    return id;
}

QString RunList::nameFor(const KeptRun& run) const {
    // What it did otherwise than the last run of its kind is what it will be known by.
    QString name = tr("Run %1").arg(run.id);
    const auto last = std::find_if(runs_.rbegin(), runs_.rend(), [&](const KeptRun& other) {
        return other.scene->experiment == run.scene->experiment;
    });
    if (last != runs_.rend()) {
        const std::vector<RunDifference> differences = runDifferences(*last->scene, *run.scene);
        QStringList words;
        for (const RunDifference& each : differences) {
            words << QStringLiteral("%1 = %2").arg(QString::fromStdString(each.label),
                                                   QString::fromStdString(each.value));
        }
        if (!words.isEmpty() && words.size() <= 2 && !differences.front().name.empty()) {
            name = words.join(QStringLiteral(", "));
        }
    }
    QString unique = name;
    const auto taken = [&] {
        return std::any_of(runs_.begin(), runs_.end(),
                           [&](const KeptRun& other) { return other.name == unique; });
    };
    for (int again = 2; taken(); ++again) {
        unique = tr("%1 (%2)").arg(name).arg(again);
    }
    return unique;
}

std::size_t RunList::freeColor() const {
    std::vector<std::size_t> used(colors, 0);
    for (const KeptRun& run : runs_) {
        ++used[*run.color % colors];
    }
    std::size_t best = firstColor;
    for (std::size_t i = 0; i + 1 < colors; ++i) { // all but the first
        const std::size_t color = 1 + (firstColor - 1 + i) % (colors - 1);
        best = used[color] < used[best] ? color : best;
    }
    return best;
}

void RunList::makeRoom() {
    const auto points = [this] {
        std::size_t all = 0;
        for (const KeptRun& run : runs_) {
            all += pointCount(run);
        }
        return all;
    };
    while (runs_.size() > 1 && (runs_.size() > mostRuns || points() > mostPoints)) {
        // The newest stays: it is the one that was asked for.
        const auto last = std::prev(runs_.end());
        const auto idle =
            std::find_if(runs_.begin(), last, [](const KeptRun& run) { return !run.byHand; });
        runs_.erase(idle != last ? idle : runs_.begin());
    }
}

void RunList::rename(std::uint64_t id, const QString& name) {
    KeptRun* run = edit(id);
    const QString plain = name.simplified();
    if (run != nullptr && !plain.isEmpty() && run->name != plain) {
        run->name = plain;
        Q_EMIT changed();
    }
}

void RunList::setColor(std::uint64_t id, std::size_t color) {
    KeptRun* run = edit(id);
    if (run != nullptr && run->color != color) {
        run->color = color;
        Q_EMIT changed();
    }
}

void RunList::setVisible(std::uint64_t id, bool visible) {
    KeptRun* run = edit(id);
    if (run != nullptr && run->visible != visible) {
        run->visible = visible;
        Q_EMIT changed();
    }
}

void RunList::remove(std::uint64_t id) {
    const auto gone = std::remove_if(runs_.begin(), runs_.end(),
                                     [id](const KeptRun& run) { return run.id == id; });
    if (gone != runs_.end()) {
        runs_.erase(gone, runs_.end());
        Q_EMIT changed();
    }
}

void RunList::clear() {
    if (!runs_.empty()) {
        runs_.clear();
        Q_EMIT changed();
    }
}

} // namespace scorescope::app
