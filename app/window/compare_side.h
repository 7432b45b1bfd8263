// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/compare_run.h"
#include "engine/core/scene.h"

#include <QObject>
#include <QString>

#include <vector>

class QComboBox;
class QVariant;
class QWidget;

namespace scorescope::app {

/// One side of a comparison: the run as it goes ("now"), a moment of it, the end of a line that it
/// has left, a run from disk, or a scene that is run to its end in the background. With the box in
/// which it is chosen. GUI thread; never talks to the engine: it asks.
class CompareSide : public QObject {
    Q_OBJECT

public:
    enum class Kind { now, moment, run };
    /// What runs need.
    struct Engine {
        const Registry* registry = nullptr; ///< outlives the side
        Device device;
        int threads = 1;
    };

    /// A line that the run has left, as it was last seen.
    struct Line {
        QString name; ///< "line 1"
        FramePtr last;
    };

    CompareSide(Engine engine, QObject* parent);

    /// The box, named compare_source_LETTER; once.
    QComboBox* makeBox(const QString& letter, QWidget* parent);

    /// What the run shows now.
    void setNow(const FramePtr& frame) { now_ = frame; }
    /// Those that are offered.
    void setMoments(const std::vector<FramePtr>& moments, std::vector<Line> lines);

    void useNow();
    /// Holds the frame.
    void useMoment(const FramePtr& frame);
    /// Holds its last frame; a moment, too.
    void useLine(const Line& line);
    void useFolder(const QString& folder);
    /// Runs the scene to its end first.
    void useScene(const Scene& scene, const QString& name);
    /// Back to "now", without frames; says nothing.
    void letGo();
    /// Asks a run for its picture of that region; nothing for other kinds.
    void ask(const Region& region, const Interest& interest);

    [[nodiscard]] Kind kind() const noexcept { return kind_; }
    /// Null while there is none.
    [[nodiscard]] FramePtr frame() const { return kind_ == Kind::now ? now_ : held_; }
    /// "now, step 30", "step 3", "line 1, step 40", "out2, step 6".
    [[nodiscard]] QString text() const;
    /// The same without "now".
    [[nodiscard]] QString brief() const;
    [[nodiscard]] bool isOfLeftLine() const { return kind_ == Kind::moment && !name_.isEmpty(); }
    /// Of a run or a line.
    [[nodiscard]] const QString& name() const noexcept { return name_; }
    /// Why there is no picture, or empty.
    [[nodiscard]] const QString& trouble() const noexcept { return trouble_; }
    /// Whether a run is on its way; how far, and at which step.
    [[nodiscard]] bool isWaiting() const noexcept { return kind_ == Kind::run && !held_; }
    [[nodiscard]] double share() const noexcept { return run_.share(); }
    [[nodiscard]] std::uint64_t step() const noexcept { return run_.step(); }

Q_SIGNALS:
    /// It is something else now; pictures are to be asked for.
    void sourceChanged();
    /// More of the same: progress, trouble, a frame.
    void progressed();
    /// A person chose.
    void chosenByHand();
    /// The list of moments is about to be shown.
    void momentsWanted();
    /// The person wants a folder or a scene file here.
    void folderWanted();
    void sceneWanted();

private:
    void start(CompareRun::Source source, const QString& name);
    void drop();
    void fill();
    void chosen(const QVariant& what);

    Engine engine_;
    Kind kind_ = Kind::now;
    QString name_;
    QString trouble_;
    FramePtr held_;
    FramePtr now_;
    std::vector<FramePtr> moments_;
    std::vector<Line> lines_;
    QComboBox* box_ = nullptr; ///< belongs to the bar
    CompareRun run_{nullptr};
};

/// "step 1 000".
[[nodiscard]] QString stepText(std::uint64_t step);

} // namespace scorescope::app
