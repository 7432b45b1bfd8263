// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace scorescope {

/// "null", "number", "string", … as messages say it.
[[nodiscard]] std::string typeName(const nlohmann::ordered_json& value);

/// Throws InputError at `pointer` unless `object` is an object that has no other keys than `known`;
/// a key that is not known suggests the nearest.
void expectKeys(const nlohmann::ordered_json& object, const std::string& pointer,
                const std::vector<std::string>& known);

} // namespace scorescope
