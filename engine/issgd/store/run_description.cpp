// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/store/run_description.h"

#include "engine/core/error.h"
#include "engine/data/image_choice.h"
#include "engine/issgd/store/store_error.h"
#include "engine/issgd/training/importance_parameters.h"

#include <nlohmann/json.hpp>

#include <utility>
#include <vector>

namespace scorescope::issgd {
namespace {

/// Those that images, network and scores follow from.
std::vector<std::string> toldParameters() {
    std::vector<std::string> names = {"layers", "sampled_by"};
    for (const ParameterSpec& spec : data::imageParameters("mnist", 10, 10)) {
        names.push_back(spec.name);
    }
    return names;
}

StoreError unreadable(const std::string& what) {
    return {StoreError::Kind::unreadable, "the store's description of the run " + what};
}

std::uint64_t countAt(const nlohmann::ordered_json& object, const char* name) {
    const auto found = object.find(name);
    if (found == object.end() || !found->is_number_unsigned()) {
        throw unreadable(std::string("has no count \"") + name + '"');
    }
    return found->get<std::uint64_t>();
}

} // namespace

Hello helloOf(const RunDescription& run, std::size_t examples, std::size_t block,
              std::size_t networkParameters) {
    const nlohmann::ordered_json all = run.parameters.json();
    nlohmann::ordered_json told = nlohmann::ordered_json::object();
    for (const std::string& name : toldParameters()) {
        if (all.contains(name)) {
            told[name] = all[name];
        }
    }
    const nlohmann::ordered_json text = {{"run", run.id},
                                         {"session", run.session},
                                         {"seed", run.seed},
                                         {"fingerprint", run.fingerprint},
                                         {"parameters", told}};
    Hello hello;
    hello.text = text.dump();
    hello.layout = {runKey(run.id, hello.text, run.session), examples, block, networkParameters};
    return hello;
}

RunDescription describedBy(const Hello& hello) {
    const auto text = nlohmann::ordered_json::parse(hello.text, nullptr, false);
    if (!text.is_object() || !text.contains("run") || !text["run"].is_string() ||
        !text.contains("parameters")) {
        throw unreadable("is none");
    }
    RunDescription run;
    run.id = text["run"].get<std::string>();
    run.session = countAt(text, "session");
    run.seed = countAt(text, "seed");
    run.fingerprint = countAt(text, "fingerprint");
    if (runKey(run.id, hello.text, run.session) != hello.layout.run) {
        throw unreadable("is that of another one");
    }
    run.parameters = Parameters(importanceParameters());
    try {
        run.parameters.setAll(text["parameters"]);
    } catch (const InputError& error) {
        throw unreadable(std::string("cannot be used by this release: ") + error.what());
    }
    return run;
}

} // namespace scorescope::issgd
