// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/document.h"
#include "app/window/message_bar.h"
#include "app/window/session_link.h"

#include <QJsonObject>
#include <QObject>

#include <string>
#include <utility>
#include <vector>

namespace scorescope::app {

/// Keeps the document and the engine of one mind: tells the engine what was edited as soon as it
/// may be told, and gives the document back what the engine refused. GUI thread only; never waits
/// for the engine.
class EditRouter : public QObject {
    Q_OBJECT

public:
    /// Both must outlive it.
    EditRouter(Document& document, SessionLink& link, QObject* parent);

    /// Opens another scene, or the checkpoint of one of its runs, in the engine and in the
    /// document.
    void open(Scene scene, const QString& file, bool recovered, const QString& checkpoint);
    /// Starts the document's scene anew, with all edits.
    void restart();
    /// Live parameters that follow what a view shows; not undone.
    void follow(const QJsonObject& values);
    /// An edit made in a picture: one undo step for each `gesture`.
    void editFromView(const QJsonObject& values, quint64 gesture);
    /// The edits that turn the scene of the run, as it is on the desk, into `wanted`. What is not
    /// live waits for a restart: the run goes on without it.
    void editTo(const Scene& wanted, const Registry& registry);

    /// Whether the engine was told to open a scene and has not answered.
    [[nodiscard]] bool isOpening() const noexcept { return openSent_; }
    /// The link has a new frame.
    void showFrame();
    /// The engine refused something: if that was a scene, the document returns to the one the
    /// engine has.
    void takeRefusal();

Q_SIGNALS:
    /// The run that is open is about to end.
    void aboutToStartAnew();
    /// The person edited something.
    void edited();
    /// Regions that views follow may have moved.
    void regionsChanged();
    /// The document returned to another scene, which the engine still has.
    void sceneReturned();
    void messageRaised(const scorescope::app::MessageBar::Message& message);

private:
    void route(const QString& name, bool followed);
    void tell(std::vector<std::string> names);
    /// What a view asks for, fitted to the ranges of the parameters. Throws InputError.
    [[nodiscard]] std::vector<std::pair<std::string, ParameterValue>>
    valuesFromView(const QJsonObject& values) const;

    Document& document_;
    SessionLink& link_;
    QString fileBefore_; ///< to return to when the engine refuses the scene just opened
    bool modifiedBefore_ = false;
    bool openSent_ = false;    ///< Open was posted, its answer has not been seen
    bool anotherSent_ = false; ///< it was another scene, not this one again
    bool returning_ = false;   ///< the document is taking over what the engine has
};

} // namespace scorescope::app
