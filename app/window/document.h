// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"
#include "engine/core/scene.h"

#include <QObject>
#include <QString>
#include <QUndoStack>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::app {

/// The scene on the desk: what the person edits, what the engine runs, and the way back.
///
/// Two copies of the scene are kept. `scene()` holds every edit; `running()` is what the engine was
/// told. Where they differ in something that needs a restart, the edit is pending. The scene's own
/// numbers "seed" and "steps" are edited like parameters. GUI thread only; never talks to the
/// engine.
class Document : public QObject {
    Q_OBJECT

public:
    /// `registry` must outlive the document.
    Document(const Registry& registry, Scene scene, QObject* parent = nullptr);

    [[nodiscard]] const Scene& scene() const noexcept { return scene_; }
    [[nodiscard]] const Scene& running() const noexcept { return running_; }
    [[nodiscard]] const ExperimentKind& kind() const { return registry_.kind(scene_.experiment); }
    /// The file it was read from or saved to; empty for scenes of the gallery.
    [[nodiscard]] const QString& file() const noexcept { return file_; }
    /// QUndoCommand::id() of commands that change what the run does, and nothing of the scene.
    static constexpr int lineCommandId = 2;

    [[nodiscard]] bool isModified() const;
    [[nodiscard]] QUndoStack& undoStack() noexcept { return undo_; }

    /// Declarations of everything the panel shows: the experiment's table, then "seed", "steps".
    [[nodiscard]] std::vector<ParameterSpec> specs() const;
    [[nodiscard]] ParameterSpec spec(const std::string& name) const;
    [[nodiscard]] ParameterValue value(const std::string& name) const;

    /// Puts another scene on the desk and forgets the undo steps. `recovered` keeps it modified.
    void open(Scene scene, const QString& file, bool recovered = false);
    void markSaved(const QString& file);
    /// An edit that can be undone. Edits of one `gesture` (a slider drag; 0 = none) are one step.
    /// Throws InputError and changes nothing when the value, or its relation to others, is not
    /// allowed.
    void edit(const std::string& name, const ParameterValue& value, std::uint64_t gesture = 0);
    /// Several values at once (a handle dragged along both axes): one undo step, and one for all
    /// edits of a gesture that change the same values. Throws as above.
    void edit(const std::vector<std::pair<std::string, ParameterValue>>& values,
              std::uint64_t gesture = 0);
    /// Back to the declared defaults, as one step.
    void editToDefaults();
    /// To the size at which the thesis ran the scene, as one step; only where it has one.
    void editToThesisSize();
    /// Values that follow what a view shows (its region): kept in the scene, no undo step. Throws
    /// InputError and changes nothing when one is not allowed.
    void follow(const std::vector<std::pair<std::string, ParameterValue>>& values);

    /// Names whose edits wait for a restart.
    [[nodiscard]] std::vector<std::string> pending() const;
    /// The engine was told everything (Open).
    void allTold();
    /// The engine was told this one (Set, Extend).
    void told(const std::string& name);
    /// Whether the engine, which runs `scene`, took what it was told by Open.
    [[nodiscard]] bool isRunAs(const Scene& scene) const;
    /// The engine refused the last Open and still runs `scene`: what a restart would have changed
    /// goes back to it, as one undo step.
    void returnTo(const Scene& scene);
    /// Takes the pending edits back, as one undo step.
    void discardPending();

Q_SIGNALS:
    void opened();
    /// A value changed, by an edit, by undo or by following a view.
    void valueChanged(const QString& name, bool followed);
    void pendingChanged();
    void modifiedChanged();

private:
    friend class EditCommand;
    void assign(const std::string& name, const ParameterValue& value);
    void check(const std::vector<std::pair<std::string, ParameterValue>>& values) const;

    const Registry& registry_;
    Scene scene_;
    Scene running_;
    std::int64_t openedSeed_; ///< what "back to the default" means for the scene's own numbers
    std::int64_t openedSteps_;
    QString file_;
    bool recovered_ = false;
    bool toldModified_ = false; ///< what modifiedChanged() was last emitted for
    QUndoStack undo_;
};

} // namespace scorescope::app
