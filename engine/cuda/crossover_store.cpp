// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cuda/crossover_store.h"

#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "engine/core/json_text.h"
#include "engine/cuda/crossover.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <utility>

namespace scorescope::cuda {

namespace {

/// Far more than a person's networks come to; a longer file is not ours.
constexpr std::size_t largestFile = std::size_t{1} << 20U;

Timing bestOfThree(const std::function<void(std::size_t)>& call, std::size_t items) {
    call(items);
    double best = std::numeric_limits<double>::infinity();
    for (int round = 0; round < 3; ++round) {
        const auto start = std::chrono::steady_clock::now();
        call(items);
        const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
        best = std::min(best, passed.count());
    }
    return {items, best};
}

/// What a file holds; nothing when it is missing or not ours.
std::map<std::string, std::size_t> readCrossovers(const std::string& file) {
    std::map<std::string, std::size_t> result;
    nlohmann::ordered_json json;
    try {
        json = readJsonFile(file, largestFile);
    } catch (const InputError&) {
        return result;
    }
    if (!json.is_object()) {
        return result;
    }
    for (const auto& [key, value] : json.items()) {
        if (value.is_null()) {
            result[key] = never;
        } else if (value.is_number_unsigned()) {
            result[key] = value.get<std::size_t>();
        }
    }
    return result;
}

} // namespace

std::size_t measureCrossover(const std::function<void(std::size_t)>& processor,
                             const std::function<void(std::size_t)>& device, std::size_t small,
                             std::size_t large) {
    const auto cost = [small, large](const std::function<void(std::size_t)>& call) {
        const Timing few = bestOfThree(call, small);
        return callCost(few, bestOfThree(call, large));
    };
    const CallCost here = cost(processor);
    return crossover(here, cost(device));
}

CrossoverStore::CrossoverStore(std::string file) : file_(std::move(file)) {}

std::size_t CrossoverStore::get(const std::string& key,
                                const std::function<std::size_t()>& measure) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (const auto found = known_.find(key); found != known_.end()) {
        return found->second;
    }
    std::map<std::string, std::size_t> stored;
    if (!file_.empty()) {
        stored = readCrossovers(file_);
        if (const auto found = stored.find(key); found != stored.end()) {
            return known_[key] = found->second;
        }
    }
    const std::size_t measured = measure();
    known_[key] = measured;
    if (!file_.empty()) {
        stored[key] = measured;
        nlohmann::json json = nlohmann::json::object();
        for (const auto& [name, value] : stored) {
            json[name] = value == never ? nlohmann::json() : nlohmann::json(value);
        }
        try {
            std::filesystem::create_directories(std::filesystem::path(file_).parent_path());
            writeFileAtomically(file_, json.dump(2) + "\n");
        } catch (const std::exception&) {
            // Measured again next time.
        }
    }
    return measured;
}

std::string standardCrossoverFile() {
    const auto variable = [](const char* name) -> std::filesystem::path {
        const char* value = std::getenv(name);
        return value == nullptr ? "" : value;
    };
    std::filesystem::path folder = variable("XDG_CACHE_HOME");
    if (!folder.is_absolute()) { // as the base directory specification asks
        const std::filesystem::path home = variable("HOME");
        if (!home.is_absolute()) {
            return "";
        }
        folder = home / ".cache";
    }
    return (folder / "scorescope" / "crossovers.json").string();
}

} // namespace scorescope::cuda
