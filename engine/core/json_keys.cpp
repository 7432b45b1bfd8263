// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/json_keys.h"

#include "engine/core/error.h"

#include <algorithm>

namespace scorescope {

using nlohmann::ordered_json;

std::string typeName(const ordered_json& value) {
    return value.is_null() ? "null" : value.type_name();
}

void expectKeys(const ordered_json& object, const std::string& pointer,
                const std::vector<std::string>& known) {
    if (!object.is_object()) {
        throw InputError("", pointer, "must be an object, not " + typeName(object));
    }
    for (const auto& entry : object.items()) {
        if (std::find(known.begin(), known.end(), entry.key()) == known.end()) {
            throw InputError("", pointer + "/" + entry.key(),
                             "unknown key '" + entry.key() + "'" + didYouMean(entry.key(), known));
        }
    }
}

} // namespace scorescope
