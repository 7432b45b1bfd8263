// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/kept_layouts.h"

#include "engine/core/error.h"
#include "engine/core/json_text.h"
#include "views/settings.h"

#include <QString>

#include <optional>

namespace scorescope::app {
namespace {

QString keyOf(const std::string& sceneId, const char* which) {
    return QStringLiteral("layout/%1/%2")
        .arg(QString::fromStdString(sceneId), QLatin1String(which));
}

std::optional<Layout> kept(const std::string& sceneId, const char* which) {
    const std::string text =
        views::Settings().value(keyOf(sceneId, which)).toString().toStdString();
    if (text.empty()) {
        return {};
    }
    try {
        return parseLayout(parseJson(text), "");
    } catch (const InputError&) {
        return {};
    }
}

} // namespace

SceneLayout keptLayout(const std::string& sceneId) {
    return {kept(sceneId, "wide"), kept(sceneId, "narrow")};
}

void keepLayout(const std::string& sceneId, const SceneLayout& layout) {
    if (sceneId.empty()) {
        return;
    }
    views::Settings settings;
    const auto keep = [&](const char* which, const std::optional<Layout>& each) {
        if (each) {
            settings.setValue(keyOf(sceneId, which), QString::fromStdString(each->json().dump()));
        } else {
            settings.remove(keyOf(sceneId, which));
        }
    };
    keep("wide", layout.wide);
    keep("narrow", layout.narrow);
}

} // namespace scorescope::app
