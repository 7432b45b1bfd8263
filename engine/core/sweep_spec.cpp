// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/sweep_spec.h"

#include "engine/core/error.h"

namespace scorescope {
namespace {

constexpr double largestSeed = 9007199254740992.0; // 2⁵³, as scenes allow

} // namespace

ParameterSpec sweptParameter(const ParameterTable& table, const std::string& name) {
    if (name == "seed" && !table.contains(name)) {
        return integer("seed", "seed", "", 1, 0.0, largestSeed, "");
    }
    std::vector<std::string> known{"seed"};
    for (const ParameterSpec& spec : table.specs()) {
        const bool number = spec.type == ParameterType::real || spec.type == ParameterType::integer;
        if (!number && spec.type != ParameterType::choice) {
            if (spec.name == name) {
                throw InputError("", "",
                                 "'" + name + "' cannot be swept; allowed are numbers and choices");
            }
            continue;
        }
        if (spec.name == name) {
            return spec;
        }
        known.push_back(spec.name);
    }
    throw InputError("", "", "there is no parameter '" + name + "'" + didYouMean(name, known));
}

} // namespace scorescope
