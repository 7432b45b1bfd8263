// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLockFile>
#include <QString>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace scorescope {
struct Scene;
}

namespace scorescope::app {

/// Keeps a copy of the scene on disk while it is unsaved or its run is worth keeping, so that a
/// crash or a power cut loses a minute at most.
///
/// Each window owns one file, a lock beside it, and the folder where its engine keeps the run
/// (scorescope::Recovery). A file whose lock's owner is gone was left by a crash. GUI thread only.
class Autosave {
public:
    /// What a crash left behind.
    struct Leftover {
        QString path;
        std::string sceneJson;
        QString file;           ///< where the scene had been saved before; may be empty
        std::string id;         ///< of the scene; its title where that is not known
        QString title;          ///< for the question
        QString when;           ///< time of the last autosave, local
        bool modified = true;   ///< whether the scene was unsaved
        QString checkpoint;     ///< folder of the run's last state; empty when none was kept
        std::uint64_t step = 0; ///< of that state
    };

    /// `folder` is made when missing.
    explicit Autosave(const QString& folder);
    /// A window closed in good order leaves nothing.
    ~Autosave();
    Autosave(const Autosave&) = delete;
    Autosave& operator=(const Autosave&) = delete;

    /// Writes the scene (QSaveFile: never half a file), which `file` may hold as it was before.
    /// `modified`: it is not saved as it is. \returns the system's reason, or "".
    QString write(const Scene& scene, const QString& file, bool modified);
    /// Nothing is worth keeping any more.
    void remove();
    /// Where the engine keeps this window's run.
    [[nodiscard]] QString checkpointFolder() const;
    /// Whether it kept one.
    [[nodiscard]] bool hasCheckpoint() const;
    /// What crashes left behind, the newest first; unreadable ones are skipped. What belongs to no
    /// scene is removed.
    [[nodiscard]] std::vector<Leftover> leftovers() const;
    /// This window recovers it; nobody else is offered it until it is forgotten or the window ends.
    void hold(const Leftover& leftover);
    /// The leftover was recovered or is not wanted.
    void forget(const Leftover& leftover);

    /// The folder for this person's recovery files.
    [[nodiscard]] static QString standardFolder();
    /// Beside it: where long curves of a run go (SeriesStore).
    [[nodiscard]] static QString seriesFolder();

private:
    QString folder_;
    QString path_;
    std::unique_ptr<QLockFile> lock_;
    std::map<QString, std::unique_ptr<QLockFile>> held_; ///< leftovers being recovered
};

} // namespace scorescope::app
