// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/edit_router.h"

#include "engine/core/error.h"

#include <QJsonDocument>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace scorescope::app {

EditRouter::EditRouter(Document& document, SessionLink& link, QObject* parent)
    : QObject(parent), document_(document), link_(link) {
    connect(&document_, &Document::valueChanged, this, &EditRouter::route);
}

void EditRouter::open(Scene scene, const QString& file, bool recovered, const QString& checkpoint) {
    Q_EMIT aboutToStartAnew();
    fileBefore_ = document_.file();
    modifiedBefore_ = document_.isModified();
    openSent_ = true;
    anotherSent_ = true;
    if (checkpoint.isEmpty()) {
        link_.post(command::Open{scene});
    } else {
        link_.post(command::Load{checkpoint.toStdString()});
    }
    document_.open(std::move(scene), file, recovered);
}

void EditRouter::showFrame() {
    const FramePtr frame = link_.frame();
    if (openSent_ && frame->scene && document_.isRunAs(*frame->scene)) {
        openSent_ = false;
    }
}

void EditRouter::takeRefusal() {
    const FramePtr frame = link_.frame();
    if (!openSent_ || !frame || !frame->scene || document_.isRunAs(*frame->scene)) {
        return;
    }
    openSent_ = false;
    if (anotherSent_) {
        document_.open(*frame->scene, fileBefore_, modifiedBefore_);
        Q_EMIT sceneReturned();
        return;
    }
    const bool wasReturning = std::exchange(returning_, true);
    document_.returnTo(*frame->scene);
    returning_ = wasReturning;
}

void EditRouter::restart() {
    Q_EMIT aboutToStartAnew();
    openSent_ = true;
    anotherSent_ = false;
    link_.post(command::Open{document_.scene()});
    document_.allTold();
}

void EditRouter::route(const QString& name, bool followed) {
    if (followed) {
        return; // follow() tells several at once
    }
    Q_EMIT edited();
    if (returning_) {
        return; // the engine has this value
    }
    const std::string key = name.toStdString();
    Q_EMIT regionsChanged();
    if (document_.spec(key).live) {
        tell({key});
        return;
    }
    const FramePtr now = link_.frame();
    const bool atStart =
        !now || (now->head == 0 && now->step == 0 && now->status.state != RunState::running);
    if (atStart) {
        restart();
    }
}

void EditRouter::tell(std::vector<std::string> names) {
    // Rules such as "x_min below x_max" hold after every single command, so the order matters when
    // a region moves: each goes as soon as it is allowed beside what was told before.
    while (!names.empty()) {
        auto next = names.begin();
        for (auto each = names.begin(); each != names.end(); ++each) {
            Parameters trial = document_.running().parameters;
            if (!trial.table().contains(*each)) {
                next = each;
                break;
            }
            trial.setValue(*each, document_.value(*each));
            try {
                if (const auto& check = document_.kind().check) {
                    check(trial);
                }
                next = each;
                break;
            } catch (const InputError&) {
                continue; // later, after another has moved out of its way
            }
        }
        const std::string name = *next;
        if (document_.scene().parameters.table().contains(name)) {
            link_.post(command::Set{name, document_.value(name)});
        } else {
            link_.post(command::Extend{document_.scene().steps});
        }
        document_.told(name);
        names.erase(next);
    }
}

std::vector<std::pair<std::string, ParameterValue>>
EditRouter::valuesFromView(const QJsonObject& values) const {
    std::vector<std::pair<std::string, ParameterValue>> list;
    const ParameterTable& table = document_.scene().parameters.table();
    const auto json = nlohmann::ordered_json::parse(
        QJsonDocument(values).toJson(QJsonDocument::Compact).toStdString());
    for (const auto& [name, value] : json.items()) {
        if (!table.contains(name)) {
            continue; // another experiment may show the same picture without this parameter
        }
        const ParameterSpec& spec = table.spec(name);
        nlohmann::ordered_json fitting = value;
        if (value.is_number() &&
            (spec.type == ParameterType::real || spec.type == ParameterType::integer)) {
            // Twelve digits: no rounding errors of the arithmetic of regions.
            const double inside =
                std::clamp(QString::number(value.get<double>(), 'g', 12).toDouble(), spec.minimum,
                           spec.maximum);
            if (spec.type == ParameterType::integer) {
                fitting = static_cast<std::int64_t>(std::llround(inside));
            } else {
                fitting = inside;
            }
        }
        list.emplace_back(name, parseValue(spec, fitting));
    }
    return list;
}

void EditRouter::follow(const QJsonObject& values) {
    std::vector<std::string> names;
    try {
        const auto list = valuesFromView(values);
        document_.follow(list);
        for (const auto& each : list) {
            names.push_back(each.first);
        }
    } catch (const InputError& error) {
        Q_EMIT messageRaised({MessageBar::Level::information,
                              QString::fromStdString(error.message()),
                              {},
                              QStringLiteral("follow")});
        return;
    }
    names.erase(std::remove_if(names.begin(), names.end(),
                               [this](const std::string& name) {
                                   return document_.running().parameters.value(name) ==
                                          document_.value(name);
                               }),
                names.end());
    tell(std::move(names));
    Q_EMIT regionsChanged();
}

void EditRouter::editFromView(const QJsonObject& values, quint64 gesture) {
    try {
        document_.edit(valuesFromView(values), gesture);
    } catch (const InputError& error) {
        Q_EMIT messageRaised({MessageBar::Level::information,
                              QString::fromStdString(error.message()),
                              {},
                              QStringLiteral("edit_in_view")});
    }
}

void EditRouter::editTo(const Scene& wanted, const Registry& registry) {
    std::vector<std::pair<std::string, ParameterValue>> values;
    std::vector<std::string> live;
    const Document there(registry, wanted);
    for (const ParameterSpec& each : document_.specs()) {
        const ParameterValue value = there.value(each.name);
        if (value != document_.value(each.name)) {
            values.emplace_back(each.name, value);
            if (each.live) {
                live.push_back(each.name);
            }
        }
    }
    const bool wasReturning = std::exchange(returning_, true);
    document_.edit(values);
    returning_ = wasReturning;
    tell(std::move(live));
}

} // namespace scorescope::app
