// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLockFile>
#include <QString>

#include <memory>
#include <vector>

namespace scorescope::app {

/// Keeps a copy of the unsaved scene on disk, so that a crash or a power cut loses a minute at
/// most.
///
/// Each window owns one file and a lock beside it. A file whose lock's owner is gone was left by a
/// crash. GUI thread only.
class Autosave {
public:
    /// What a crash left behind.
    struct Leftover {
        QString path;
        std::string sceneJson;
        QString file;  ///< where the scene had been saved before; may be empty
        QString title; ///< for the question
        QString when;  ///< time of the last autosave, local
    };

    /// `folder` is made when missing.
    explicit Autosave(const QString& folder);
    /// A window closed in good order leaves nothing.
    ~Autosave();
    Autosave(const Autosave&) = delete;
    Autosave& operator=(const Autosave&) = delete;

    /// Writes the scene (QSaveFile: never half a file). \returns the system's reason, or "".
    QString write(const std::string& sceneJson, const QString& title, const QString& file);
    /// Nothing is unsaved any more.
    void remove();
    /// The newest leftover of a crash, if there is one; unreadable ones are skipped.
    [[nodiscard]] std::vector<Leftover> leftovers() const;
    /// The leftover was recovered or is not wanted.
    static void forget(const Leftover& leftover);

    /// The folder for this person's recovery files.
    [[nodiscard]] static QString standardFolder();
    /// Beside it: where long curves of a run go (SeriesStore).
    [[nodiscard]] static QString seriesFolder();

private:
    QString folder_;
    QString path_;
    std::unique_ptr<QLockFile> lock_;
};

} // namespace scorescope::app
