// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/frame.h"
#include "engine/core/scene.h"

#include <QObject>
#include <QString>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace scorescope::app {

/// A run, or a stretch of one, whose curves stay in sight after it has ended. A value: copies share
/// the series, whose blocks are those of the run's own frames.
struct KeptRun {
    std::uint64_t id = 0; ///< given by RunList::add(); never given twice
    QString name;         ///< empty: RunList::add() makes one
    /// Of Theme::series; without one add() takes the first that no run has.
    std::optional<std::size_t> color = {};
    bool visible = true;
    bool byHand = false; ///< the person asked for it; others go first when there is no room
    std::shared_ptr<const Scene> scene = {}; ///< with the parameters in force; not null
    std::uint64_t fromStep = 0; ///< of a branch: where the run that goes on has left this one
    std::uint64_t step = 0;     ///< its last
    /// SeriesArtifacts without references, by name.
    std::map<std::string, std::shared_ptr<const Artifact>> series = {};
};

/// The series of a frame that are the run's own: no references, none without a point.
[[nodiscard]] std::map<std::string, std::shared_ptr<const Artifact>> seriesOf(const Frame& frame);

/// The run that a frame shows, ready for RunList::add(); nothing when the frame has no scene or no
/// series. Never copies points. `fromStep` as KeptRun has it.
[[nodiscard]] std::optional<KeptRun> keptRun(const Frame& frame, std::uint64_t fromStep = 0);

/// What a run did otherwise than another one.
struct RunDifference {
    std::string name;  ///< of the parameter, or "seed"; empty for what is neither
    std::string label; ///< as the panel has it
    std::string value; ///< the second run's
};

/// What changes the numbers of a run and is not the same in both: seed, actions and parameters, but
/// not where its pictures look. Runs that differ in the seed alone can be taken together.
[[nodiscard]] std::vector<RunDifference> runDifferences(const Scene& a, const Scene& b);

/// The runs of this session that are kept for their curves. GUI thread only; knows no widget and no
/// engine.
///
/// Holds at most mostRuns runs and mostPoints points; beyond that the oldest run that was not kept
/// by hand goes, then the oldest. What is held is no more than references to series: a run that is
/// still going grows none of them.
class RunList : public QObject {
    Q_OBJECT

public:
    static constexpr std::size_t mostRuns = 48;
    static constexpr std::size_t mostPoints = 16'000'000; ///< 256 MB of steps and values

    explicit RunList(QObject* parent = nullptr);

    /// The runs, oldest first.
    [[nodiscard]] const std::vector<KeptRun>& runs() const noexcept { return runs_; }
    /// The run of that id, or null.
    [[nodiscard]] const KeptRun* find(std::uint64_t id) const;

    /// Adds a run, at the end. Where runDifferences() sees none from a run that is there, and its
    /// curves go on from that one's or the other way round, it is the same run kept twice: that one
    /// takes its points, and keeps id, name and colour.
    /// \param run without an id; with a scene  \returns the id of the run that holds its curves
    std::uint64_t add(KeptRun run);
    /// These four leave the list alone when there is no such run, or nothing changes.
    void rename(std::uint64_t id, const QString& name);
    void setColor(std::uint64_t id, std::size_t color);
    void setVisible(std::uint64_t id, bool visible);
    void remove(std::uint64_t id);
    void clear();

Q_SIGNALS:
    void changed();

private:
    [[nodiscard]] QString nameFor(const KeptRun& run) const;
    [[nodiscard]] std::size_t freeColor() const;
    [[nodiscard]] KeptRun* edit(std::uint64_t id);
    void makeRoom();

    std::vector<KeptRun> runs_;
    std::uint64_t lastId_ = 0;
};

} // namespace scorescope::app
