// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/document.h"

#include "engine/core/error.h"

#include <QUndoCommand>

#include <algorithm>
#include <utility>

namespace scorescope::app {
namespace {

constexpr const char* seedName = "seed";
constexpr const char* stepsName = "steps";

bool isSceneNumber(const Scene& scene, const std::string& name) {
    return (name == seedName || name == stepsName) && !scene.parameters.table().contains(name);
}

ParameterValue valueIn(const Scene& scene, const std::string& name) {
    if (isSceneNumber(scene, name)) {
        return static_cast<std::int64_t>(name == seedName ? scene.seed : scene.steps);
    }
    return scene.parameters.value(name);
}

void setIn(Scene& scene, const std::string& name, const ParameterValue& value) {
    if (isSceneNumber(scene, name)) {
        const auto number = static_cast<std::uint64_t>(std::get<std::int64_t>(value));
        (name == seedName ? scene.seed : scene.steps) = number;
    } else {
        scene.parameters.setValue(name, value);
    }
}

} // namespace

/// One edit, of one value or of several together.
class EditCommand : public QUndoCommand {
public:
    EditCommand(Document& document,
                const std::vector<std::pair<std::string, ParameterValue>>& values,
                std::uint64_t gesture)
        : document_(document), gesture_(gesture) {
        for (const auto& [name, value] : values) {
            changes_.push_back({name, document.value(name), value});
        }
        describe();
    }

    void undo() override {
        for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) {
            document_.assign(change->name, change->before);
        }
    }
    void redo() override {
        for (const Change& change : changes_) {
            document_.assign(change.name, change.after);
        }
    }
    [[nodiscard]] int id() const override { return 1; }
    bool mergeWith(const QUndoCommand* command) override {
        const auto* other = dynamic_cast<const EditCommand*>(command);
        if (other == nullptr || gesture_ == 0 || other->gesture_ != gesture_ ||
            !std::equal(changes_.begin(), changes_.end(), other->changes_.begin(),
                        other->changes_.end(),
                        [](const Change& a, const Change& b) { return a.name == b.name; })) {
            return false;
        }
        for (std::size_t i = 0; i < changes_.size(); ++i) {
            changes_[i].after = other->changes_[i].after;
        }
        describe();
        return true;
    }

private:
    struct Change {
        std::string name;
        ParameterValue before;
        ParameterValue after;
    };

    void describe() {
        QStringList texts;
        for (const Change& change : changes_) {
            texts << QObject::tr("%1: %2 → %3")
                         .arg(QString::fromStdString(document_.spec(change.name).label),
                              QString::fromStdString(toText(change.before)),
                              QString::fromStdString(toText(change.after)));
        }
        setText(texts.join(QStringLiteral(", ")));
    }

    Document& document_;
    std::vector<Change> changes_;
    std::uint64_t gesture_;
};

Document::Document(const Registry& registry, Scene scene, QObject* parent)
    : QObject(parent), registry_(registry), scene_(std::move(scene)), running_(scene_),
      openedSeed_(static_cast<std::int64_t>(scene_.seed)),
      openedSteps_(static_cast<std::int64_t>(scene_.steps)) {
    connect(&undo_, &QUndoStack::cleanChanged, this, [this] { Q_EMIT modifiedChanged(); });
    connect(&undo_, &QUndoStack::indexChanged, this, [this] {
        if (std::exchange(toldModified_, isModified()) != isModified()) {
            Q_EMIT modifiedChanged();
        }
    });
}

bool Document::isModified() const {
    const int clean = undo_.cleanIndex();
    if (recovered_ || clean < 0) {
        return true;
    }
    for (int i = std::min(clean, undo_.index()); i < std::max(clean, undo_.index()); ++i) {
        if (undo_.command(i)->id() != lineCommandId) {
            return true;
        }
    }
    return false;
}

std::vector<ParameterSpec> Document::specs() const {
    std::vector<ParameterSpec> all = scene_.parameters.table().specs();
    for (const char* name : {stepsName, seedName}) {
        if (isSceneNumber(scene_, name)) {
            all.push_back(spec(name));
        }
    }
    return all;
}

ParameterSpec Document::spec(const std::string& name) const {
    if (!isSceneNumber(scene_, name)) {
        return scene_.parameters.table().spec(name);
    }
    if (name == seedName) {
        return integer(seedName, tr("seed").toStdString(), tr("Run").toStdString(), openedSeed_,
                       0.0, 9007199254740991.0,
                       tr("Chooses the random numbers: data, noise and first weights. The "
                          "same seed gives the same run.")
                           .toStdString());
    }
    return live(integer(stepsName, tr("steps").toStdString(), tr("Run").toStdString(), openedSteps_,
                        0.0, 1e9,
                        tr("Steps until the run is finished; 0 = no end.").toStdString()));
}

ParameterValue Document::value(const std::string& name) const {
    return valueIn(scene_, name);
}

void Document::open(Scene scene, const QString& file, bool recovered) {
    undo_.clear();
    scene_ = std::move(scene);
    running_ = scene_;
    openedSeed_ = static_cast<std::int64_t>(scene_.seed);
    openedSteps_ = static_cast<std::int64_t>(scene_.steps);
    file_ = file;
    recovered_ = recovered;
    Q_EMIT opened();
    Q_EMIT pendingChanged();
    Q_EMIT modifiedChanged();
}

void Document::markSaved(const QString& file) {
    file_ = file;
    recovered_ = false;
    undo_.setClean();
    Q_EMIT modifiedChanged();
}

void Document::check(const std::vector<std::pair<std::string, ParameterValue>>& values) const {
    Scene trial = scene_;
    for (const auto& [name, value] : values) {
        if (isSceneNumber(trial, name)) {
            static_cast<void>(parseValue(spec(name), toJson(value)));
        }
        setIn(trial, name, value);
    }
    if (const auto& rules = kind().check) {
        rules(trial.parameters);
    }
}

void Document::edit(const std::string& name, const ParameterValue& value, std::uint64_t gesture) {
    edit({{name, value}}, gesture);
}

void Document::edit(const std::vector<std::pair<std::string, ParameterValue>>& values,
                    std::uint64_t gesture) {
    const bool changes = std::any_of(values.begin(), values.end(), [this](const auto& each) {
        return each.second != value(each.first);
    });
    if (!changes) {
        return;
    }
    check(values);
    undo_.push(new EditCommand(*this, values, gesture)); // the stack owns it
}

void Document::editToDefaults() {
    undo_.beginMacro(tr("all parameters to their defaults"));
    for (const ParameterSpec& each : scene_.parameters.table().specs()) {
        if (!scene_.parameters.isDefault(each.name)) {
            undo_.push(new EditCommand(*this, {{each.name, each.initial}}, 0));
        }
    }
    undo_.endMacro();
}

void Document::editToThesisSize() {
    const ThesisSize size = scene_.thesisSize.value();
    std::vector<std::pair<std::string, ParameterValue>> values = size.parameters;
    values.emplace_back("steps", static_cast<std::int64_t>(size.steps));
    undo_.beginMacro(tr("the thesis' size"));
    edit(values);
    undo_.endMacro();
}

void Document::follow(const std::vector<std::pair<std::string, ParameterValue>>& values) {
    check(values);
    for (const auto& [name, value] : values) {
        if (value != this->value(name)) {
            setIn(scene_, name, value);
            Q_EMIT valueChanged(QString::fromStdString(name), true);
        }
    }
}

std::vector<std::string> Document::pending() const {
    std::vector<std::string> names;
    for (const ParameterSpec& each : specs()) {
        if (!each.live && valueIn(scene_, each.name) != valueIn(running_, each.name)) {
            names.push_back(each.name);
        }
    }
    return names;
}

void Document::allTold() {
    running_ = scene_;
    Q_EMIT pendingChanged();
}

bool Document::isRunAs(const Scene& scene) const {
    if (scene.id != running_.id || scene.experiment != running_.experiment ||
        scene.seed != running_.seed) {
        return false;
    }
    const auto& table = running_.parameters.table().specs();
    return std::all_of(table.begin(), table.end(), [&](const ParameterSpec& each) {
        return each.live ||
               scene.parameters.value(each.name) == running_.parameters.value(each.name);
    });
}

void Document::returnTo(const Scene& scene) {
    for (const ParameterSpec& each : specs()) {
        if (!each.live) {
            setIn(running_, each.name, valueIn(scene, each.name));
        }
    }
    Q_EMIT pendingChanged();
    // Mostly it was the last edit that asked too much: then to take it back leaves no trace.
    if (!pending().empty() && undo_.canUndo()) {
        undo_.undo();
        if (!pending().empty()) {
            undo_.redo();
        }
    }
    const std::vector<std::string> names = pending();
    if (names.empty()) {
        return;
    }
    undo_.beginMacro(tr("return to the scene that runs"));
    for (const std::string& name : names) {
        undo_.push(new EditCommand(*this, {{name, valueIn(scene, name)}}, 0));
    }
    undo_.endMacro();
}

void Document::told(const std::string& name) {
    setIn(running_, name, valueIn(scene_, name));
}

void Document::discardPending() {
    const std::vector<std::string> names = pending();
    if (names.empty()) {
        return;
    }
    undo_.beginMacro(tr("discard pending changes"));
    for (const std::string& name : names) {
        undo_.push(new EditCommand(*this, {{name, valueIn(running_, name)}}, 0));
    }
    undo_.endMacro();
}

void Document::assign(const std::string& name, const ParameterValue& value) {
    setIn(scene_, name, value);
    Q_EMIT valueChanged(QString::fromStdString(name), false);
    Q_EMIT pendingChanged();
}

} // namespace scorescope::app
