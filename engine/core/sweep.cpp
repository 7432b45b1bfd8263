// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/sweep.h"

#include "engine/core/error.h"
#include "engine/core/run.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <memory>
#include <set>
#include <utility>

namespace scorescope {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double largestSeed = 9007199254740992.0; // 2⁵³, as scenes allow

double secondsSince(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

[[noreturn]] void refuse(const std::string& why) {
    throw InputError("--over", "", why);
}

/// As sweptParameter(), blaming what was typed.
ParameterSpec specOf(const Scene& scene, const std::string& name) {
    try {
        return sweptParameter(scene.parameters.table(), name);
    } catch (const InputError& error) {
        refuse(error.message());
    }
}

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::size_t begin = 0;
    while (true) {
        const std::size_t end = text.find(separator, begin);
        parts.push_back(text.substr(begin, end - begin));
        if (end == std::string::npos) {
            return parts;
        }
        begin = end + 1;
    }
}

double readNumber(const std::string& text) {
    double value = 0.0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc() || parsed.ptr != end || !std::isfinite(value)) {
        refuse("'" + text + "' is not a number");
    }
    return value;
}

std::vector<ParameterValue> readRange(const ParameterSpec& spec, const std::string& text) {
    const std::vector<std::string> parts = split(text, ':');
    const bool logarithmic = parts.size() == 4 && parts[3] == "log";
    if ((parts.size() != 3 && !logarithmic) || spec.type == ParameterType::choice) {
        refuse("'" + text +
               "' is not allowed; allowed are values divided by commas, or for "
               "numbers LOW:HIGH:COUNT or LOW:HIGH:COUNT:log");
    }
    std::size_t count = 0;
    const char* end = parts[2].data() + parts[2].size();
    const auto parsed = std::from_chars(parts[2].data(), end, count);
    if (parsed.ec != std::errc() || parsed.ptr != end) {
        refuse("'" + parts[2] + "' is not a count");
    }
    std::vector<ParameterValue> values;
    for (const double value :
         sweepRange(readNumber(parts[0]), readNumber(parts[1]), count, logarithmic)) {
        if (spec.type == ParameterType::real) {
            values.emplace_back(value);
            continue;
        }
        if (std::abs(value) > largestSeed) {
            refuse("'" + text + "' goes beyond the integers that are exact");
        }
        const ParameterValue whole = static_cast<std::int64_t>(std::llround(value));
        if (values.empty() || values.back() != whole) {
            values.push_back(whole);
        }
    }
    return values;
}

Scene sceneWith(const Registry& registry, const Scene& scene, const std::string& name,
                const ParameterValue& value) {
    Scene made = scene;
    made.expect.clear();
    if (name == "seed" && !scene.parameters.table().contains(name)) {
        const auto* seed = std::get_if<std::int64_t>(&value);
        if (seed == nullptr || *seed < 0) {
            refuse("seed " + toText(value) + " is not allowed; allowed is an integer from 0");
        }
        made.seed = static_cast<std::uint64_t>(*seed);
    } else {
        made.parameters.setValue(name, value);
    }
    registry.checkFits(made.experiment, made.parameters);
    return made;
}

/// "0.02" and "float32" stay; anything else that a file system may mind becomes "_".
std::string fileName(const std::string& name, const ParameterValue& value) {
    std::string text = name + "=" + toText(value);
    for (char& c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == '_' ||
                           c == '=';
        c = plain ? c : '_';
    }
    return text;
}

/// "σ = 0.02": label, value and unit as the panel has them.
std::string labelOf(const ParameterSpec& spec, const ParameterValue& value) {
    std::string shown = toText(value);
    const auto choice = std::find(spec.choices.begin(), spec.choices.end(), shown);
    if (choice != spec.choices.end() && spec.choiceLabels.size() == spec.choices.size()) {
        shown = spec.choiceLabels[static_cast<std::size_t>(choice - spec.choices.begin())];
    }
    return spec.label + " = " + shown + (spec.unit.empty() ? "" : " " + spec.unit);
}

} // namespace

std::vector<double> sweepRange(double low, double high, std::size_t count, bool logarithmic) {
    if (count == 0 || count > SweepSpec::mostRuns) {
        refuse(std::to_string(count) + " values are not allowed; allowed are 1 to " +
               std::to_string(SweepSpec::mostRuns));
    }
    if (!std::isfinite(low) || !std::isfinite(high) || !std::isfinite(high - low)) {
        refuse("the ends of a range must be finite numbers");
    }
    if (logarithmic && !(low > 0.0 && high > 0.0)) {
        refuse("a logarithmic range must lie above 0");
    }
    std::vector<double> values;
    for (std::size_t i = 0; i < count; ++i) {
        if (i == 0 || i + 1 == count) {
            values.push_back(i == 0 ? low : high);
            continue;
        }
        const double share = static_cast<double>(i) / static_cast<double>(count - 1);
        const double value =
            logarithmic ? std::exp(std::log(low) + share * (std::log(high) - std::log(low)))
                        : low + share * (high - low);
        // Twelve digits: 0.03, not 0.030000000000000002, is what a person asked for and reads.
        double rounded = value;
        if (value != 0.0) {
            const double unit = std::pow(10.0, 11.0 - std::floor(std::log10(std::abs(value))));
            if (std::isfinite(unit) && unit > 0.0) {
                rounded = std::round(value * unit) / unit;
            }
        }
        values.push_back(rounded);
    }
    return values;
}

SweepSpec parseSweep(const Scene& scene, const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
        refuse("'" + text +
               "' is not allowed; allowed is NAME=VALUE,VALUE,… or "
               "NAME=LOW:HIGH:COUNT or NAME=LOW:HIGH:COUNT:log");
    }
    SweepSpec sweep;
    sweep.name = text.substr(0, equals);
    const ParameterSpec spec = specOf(scene, sweep.name);
    const std::string list = text.substr(equals + 1);
    if (list.find(':') != std::string::npos) {
        sweep.values = readRange(spec, list);
    } else {
        for (const std::string& each : split(list, ',')) {
            try {
                sweep.values.push_back(parseText(spec, each));
            } catch (const InputError& error) {
                throw error.in("--over");
            }
        }
    }
    return sweep;
}

std::vector<SweepRun> planSweep(const Registry& registry, const Scene& scene, const SweepSpec& spec,
                                std::uint64_t steps) {
    const ParameterSpec declared = specOf(scene, spec.name);
    if (spec.values.empty() || spec.values.size() > SweepSpec::mostRuns) {
        refuse(std::to_string(spec.values.size()) + " values are not allowed; allowed are 1 to " +
               std::to_string(SweepSpec::mostRuns));
    }
    if (scene.steps == 0 && steps == 0) {
        throw InputError(scene.file, "/steps",
                         "is 0, an endless run; a sweep needs a number of steps");
    }
    std::vector<SweepRun> runs;
    std::set<std::string> seen;
    for (const ParameterValue& value : spec.values) {
        SweepRun run;
        run.value = value;
        run.label = labelOf(declared, value);
        run.folder = fileName(spec.name, value);
        try {
            run.scene = sceneWith(registry, scene, spec.name, value);
        } catch (const InputError& error) {
            throw InputError(error.where().empty() ? "--over" : error.where(), error.pointer(),
                             error.message());
        }
        if (steps > 0) {
            run.scene.steps = steps;
        }
        if (!seen.insert(run.folder).second) {
            refuse("'" + toText(value) + "' is there twice");
        }
        runs.push_back(std::move(run));
    }
    return runs;
}

bool runSweep(const Registry& registry, const std::vector<SweepRun>& runs, const Device& device,
              int threads, const SweepWatch& watch) {
    SweepProgress now;
    now.runs = runs.size();
    double stepsToDo = 0.0;
    for (const SweepRun& run : runs) {
        stepsToDo += static_cast<double>(run.scene.steps);
    }
    double stepsDone = 0.0;
    double stepped = 0.0; // those really made; a run that converges leaves some out
    const auto begin = Clock::now();
    const auto goOn = [&] {
        const double done = stepsDone + static_cast<double>(now.step);
        now.share = stepsToDo > 0.0 ? done / stepsToDo : 1.0;
        if (stepped > 0.0) {
            now.secondsLeft = secondsSince(begin) / stepped * (stepsToDo - done);
        }
        return !watch.progress || watch.progress(now);
    };
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const Scene& scene = runs[i].scene;
        const auto start = Clock::now();
        now.run = i;
        now.step = 0;
        now.steps = scene.steps;
        if (!goOn()) {
            return false;
        }
        SceneRun run(registry, scene, device, threads);
        SweepResult result;
        result.run = i;
        try {
            const RunEnd end = run.runTo(scene.steps, [&](std::uint64_t step) {
                stepped += static_cast<double>(step - now.step);
                now.step = step;
                return goOn();
            });
            if (end == RunEnd::stopped) {
                return false;
            }
        } catch (const RunError& error) {
            result.trouble = std::string(error.what()) + "; " + error.advice();
        }
        stepped += static_cast<double>(run.step() - now.step);
        now.step = run.step();
        if (!goOn()) {
            return false;
        }
        auto frame = std::make_shared<Frame>(*run.frame(watch.interest, goOn));
        frame->status.state = RunState::finished;
        stepsDone += static_cast<double>(scene.steps);
        now.step = 0;
        result.frame = std::move(frame);
        result.seconds = secondsSince(start);
        if (watch.done) {
            watch.done(result);
        }
    }
    return true;
}

double measureStep(const Registry& registry, const Scene& scene, const Device& device, int threads,
                   double budget, std::size_t least) {
    SceneRun run(registry, scene, device, threads);
    const auto begin = Clock::now();
    const RunEnd end = run.runTo(UINT64_MAX, [&](std::uint64_t step) {
        return step < least || secondsSince(begin) < budget;
    });
    static_cast<void>(end);
    return run.step() == 0 ? 0.0 : secondsSince(begin) / static_cast<double>(run.step());
}

std::string sweepCsv(const std::string& name, const std::vector<SweepRun>& runs,
                     const std::vector<SweepResult>& results) {
    std::set<std::string> series;
    for (const SweepResult& result : results) {
        for (const auto& [artifact, data] : result.frame->artifacts) {
            if (std::holds_alternative<SeriesArtifact>(data->data)) {
                series.insert(artifact);
            }
        }
    }
    std::string text = name + ",steps";
    for (const std::string& each : series) {
        text += "," + each;
    }
    text += "\n";
    for (const SweepResult& result : results) {
        text += toText(runs[result.run].value) + "," + std::to_string(result.frame->step);
        for (const std::string& each : series) {
            const double value = result.frame->lastValue(each);
            text += "," + (std::isfinite(value) ? toText(ParameterValue(value)) : std::string());
        }
        text += "\n";
    }
    return text;
}

} // namespace scorescope
