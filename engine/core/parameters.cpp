// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/parameters.h"

#include "engine/core/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>
#include <utility>

namespace scorescope {
namespace {

using nlohmann::ordered_json;

std::string pointerTo(const ParameterSpec& spec) {
    return "/parameters/" + spec.name;
}

std::string withUnit(double value, const std::string& unit) {
    return toText(ParameterValue(value)) + (unit.empty() ? "" : " " + unit);
}

std::string rangeText(const ParameterSpec& spec) {
    if (spec.type == ParameterType::integer) {
        return "an integer from " + toText(static_cast<std::int64_t>(spec.minimum)) + " to " +
               toText(static_cast<std::int64_t>(spec.maximum));
    }
    return "a number from " + withUnit(spec.minimum, "") + " to " +
           withUnit(spec.maximum, spec.unit);
}

std::string quotedList(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "'" : ", '") + word + "'";
    }
    return text;
}

std::string allowed(const ParameterSpec& spec) {
    switch (spec.type) {
    case ParameterType::boolean:
        return "true or false";
    case ParameterType::integer:
    case ParameterType::real:
        return rangeText(spec);
    case ParameterType::choice:
        return "one of " + quotedList(spec.choices);
    case ParameterType::text:
        return "a text";
    }
    return "";
}

[[noreturn]] void refuse(const ParameterSpec& spec, const std::string& got) {
    throw InputError("", pointerTo(spec), got + " is not allowed; allowed is " + allowed(spec));
}

ParameterValue checked(const ParameterSpec& spec, ParameterValue value) {
    if (spec.type == ParameterType::integer || spec.type == ParameterType::real) {
        const double number = spec.type == ParameterType::integer
                                  ? static_cast<double>(std::get<std::int64_t>(value))
                                  : std::get<double>(value);
        if (!std::isfinite(number) || number < spec.minimum || number > spec.maximum) {
            refuse(spec, toText(value));
        }
    } else if (spec.type == ParameterType::choice) {
        const auto& text = std::get<std::string>(value);
        if (std::find(spec.choices.begin(), spec.choices.end(), text) == spec.choices.end()) {
            throw InputError("", pointerTo(spec),
                             "'" + text + "' is not allowed; allowed is " + allowed(spec) +
                                 didYouMean(text, spec.choices));
        }
    }
    return value;
}

template <class Number> bool readWhole(const std::string& text, Number& number) {
    const char* begin = text.data();
    const char* end = begin + text.size();
    const auto result = std::from_chars(begin, end, number);
    return result.ec == std::errc() && result.ptr == end && begin != end;
}

} // namespace

ParameterSpec boolean(std::string name, std::string label, std::string group, bool initial,
                      std::string help) {
    ParameterSpec spec;
    spec.name = std::move(name);
    spec.label = std::move(label);
    spec.group = std::move(group);
    spec.type = ParameterType::boolean;
    spec.initial = initial;
    spec.help = std::move(help);
    return spec;
}

ParameterSpec integer(std::string name, std::string label, std::string group, std::int64_t initial,
                      double minimum, double maximum, std::string help) {
    ParameterSpec spec;
    spec.name = std::move(name);
    spec.label = std::move(label);
    spec.group = std::move(group);
    spec.type = ParameterType::integer;
    spec.initial = initial;
    spec.minimum = minimum;
    spec.maximum = maximum;
    spec.step = 1.0;
    spec.help = std::move(help);
    return spec;
}

ParameterSpec real(std::string name, std::string label, std::string group, double initial,
                   double minimum, double maximum, std::string help) {
    ParameterSpec spec;
    spec.name = std::move(name);
    spec.label = std::move(label);
    spec.group = std::move(group);
    spec.type = ParameterType::real;
    spec.initial = initial;
    spec.minimum = minimum;
    spec.maximum = maximum;
    spec.step = (maximum - minimum) / 100.0;
    spec.help = std::move(help);
    return spec;
}

ParameterSpec choice(std::string name, std::string label, std::string group,
                     std::vector<std::string> choices, std::vector<std::string> labels,
                     std::string help) {
    assert(!choices.empty() && choices.size() == labels.size());
    ParameterSpec spec;
    spec.name = std::move(name);
    spec.label = std::move(label);
    spec.group = std::move(group);
    spec.type = ParameterType::choice;
    spec.initial = choices.front();
    spec.choices = std::move(choices);
    spec.choiceLabels = std::move(labels);
    spec.help = std::move(help);
    return spec;
}

ParameterSpec textParameter(std::string name, std::string label, std::string group,
                            std::string initial, std::string help) {
    ParameterSpec spec;
    spec.name = std::move(name);
    spec.label = std::move(label);
    spec.group = std::move(group);
    spec.type = ParameterType::text;
    spec.initial = std::move(initial);
    spec.help = std::move(help);
    return spec;
}

ParameterSpec live(ParameterSpec spec) {
    spec.live = true;
    return spec;
}

ParameterSpec logarithmic(ParameterSpec spec, double factor) {
    spec.logarithmic = true;
    spec.step = factor;
    return spec;
}

ParameterTable::ParameterTable(std::vector<ParameterSpec> specs)
    : specs_(std::make_shared<const std::vector<ParameterSpec>>(std::move(specs))) {}

std::vector<std::string> ParameterTable::names() const {
    std::vector<std::string> all;
    all.reserve(specs().size());
    for (const ParameterSpec& spec : specs()) {
        all.push_back(spec.name);
    }
    return all;
}

bool ParameterTable::contains(const std::string& name) const noexcept {
    return std::any_of(specs().begin(), specs().end(),
                       [&](const ParameterSpec& spec) { return spec.name == name; });
}

const ParameterSpec& ParameterTable::spec(const std::string& name) const {
    for (const ParameterSpec& spec : specs()) {
        if (spec.name == name || (!spec.formerName.empty() && spec.formerName == name)) {
            return spec;
        }
    }
    throw InputError("", "/parameters/" + name,
                     "there is no parameter '" + name + "'" + didYouMean(name, names()));
}

ordered_json ParameterTable::schema() const {
    ordered_json properties = ordered_json::object();
    for (const ParameterSpec& spec : specs()) {
        ordered_json entry;
        switch (spec.type) {
        case ParameterType::boolean:
            entry["type"] = "boolean";
            break;
        case ParameterType::integer:
            entry["type"] = "integer";
            break;
        case ParameterType::real:
            entry["type"] = "number";
            break;
        case ParameterType::choice:
        case ParameterType::text:
            entry["type"] = "string";
            break;
        }
        entry["title"] = spec.label;
        entry["description"] = spec.help;
        entry["default"] = toJson(spec.initial);
        if (spec.type == ParameterType::integer) {
            entry["minimum"] = static_cast<std::int64_t>(spec.minimum);
            entry["maximum"] = static_cast<std::int64_t>(spec.maximum);
        } else if (spec.type == ParameterType::real) {
            entry["minimum"] = spec.minimum;
            entry["maximum"] = spec.maximum;
        } else if (spec.type == ParameterType::choice) {
            entry["enum"] = spec.choices;
        }
        if (!spec.unit.empty()) {
            entry["x-unit"] = spec.unit;
        }
        entry["x-live"] = spec.live;
        properties[spec.name] = std::move(entry);
    }
    ordered_json schema;
    schema["type"] = "object";
    schema["additionalProperties"] = false;
    schema["properties"] = std::move(properties);
    return schema;
}

ParameterValue parseValue(const ParameterSpec& spec, const ordered_json& value) {
    switch (spec.type) {
    case ParameterType::boolean:
        if (value.is_boolean()) {
            return value.get<bool>();
        }
        break;
    case ParameterType::integer:
        if (value.is_number_integer()) {
            // An unsigned number beyond int64 would wrap around and look legal.
            if (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX) {
                break;
            }
            return checked(spec, value.get<std::int64_t>());
        }
        if (value.is_number_float()) {
            const double number = value.get<double>();
            if (number == std::floor(number) && std::abs(number) < 9e15) {
                return checked(spec,
                               static_cast<std::int64_t>(number)); // 1e4 is an integer to people
            }
        }
        break;
    case ParameterType::real:
        if (value.is_number()) {
            return checked(spec, value.get<double>());
        }
        break;
    case ParameterType::choice:
    case ParameterType::text:
        if (value.is_string()) {
            return checked(spec, value.get<std::string>());
        }
        break;
    }
    refuse(spec, value.dump());
}

ParameterValue parseText(const ParameterSpec& spec, const std::string& text) {
    switch (spec.type) {
    case ParameterType::boolean:
        if (text == "true" || text == "1" || text == "yes" || text == "on") {
            return true;
        }
        if (text == "false" || text == "0" || text == "no" || text == "off") {
            return false;
        }
        break;
    case ParameterType::integer: {
        std::int64_t number = 0;
        if (readWhole(text, number)) {
            return checked(spec, number);
        }
        double real = 0.0;
        if (readWhole(text, real)) {
            return parseValue(spec, ordered_json(real));
        }
        break;
    }
    case ParameterType::real: {
        double number = 0.0;
        if (readWhole(text, number)) {
            return checked(spec, number);
        }
        break;
    }
    case ParameterType::choice:
    case ParameterType::text:
        return checked(spec, text);
    }
    refuse(spec, "'" + text + "'");
}

ordered_json toJson(const ParameterValue& value) {
    return std::visit([](const auto& held) { return ordered_json(held); }, value);
}

std::string toText(const ParameterValue& value) {
    if (const auto* flag = std::get_if<bool>(&value)) {
        return *flag ? "true" : "false";
    }
    if (const auto* text = std::get_if<std::string>(&value)) {
        return *text;
    }
    char buffer[64];
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        const auto end = std::to_chars(buffer, buffer + sizeof buffer, *whole).ptr;
        return std::string(buffer, end);
    }
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, std::get<double>(value)).ptr;
    return std::string(buffer, end);
}

Parameters::Parameters(ParameterTable table) : table_(std::move(table)) {
    for (const ParameterSpec& spec : table_.specs()) {
        values_[spec.name] = spec.initial;
    }
}

const ParameterValue& Parameters::value(const std::string& name) const {
    static_cast<void>(table_.spec(name)); // throws with the nearest name
    return values_.at(name);
}

bool Parameters::flag(const std::string& name) const {
    return std::get<bool>(value(name));
}

std::int64_t Parameters::integer(const std::string& name) const {
    return std::get<std::int64_t>(value(name));
}

std::size_t Parameters::count(const std::string& name) const {
    const std::int64_t number = integer(name);
    assert(number >= 0);
    return static_cast<std::size_t>(number);
}

double Parameters::real(const std::string& name) const {
    return std::get<double>(value(name));
}

const std::string& Parameters::text(const std::string& name) const {
    return std::get<std::string>(value(name));
}

bool Parameters::isDefault(const std::string& name) const {
    return value(name) == table_.spec(name).initial;
}

void Parameters::set(const std::string& name, const ordered_json& value) {
    const ParameterSpec& spec = table_.spec(name);
    values_[spec.name] = parseValue(spec, value);
}

void Parameters::setText(const std::string& name, const std::string& text) {
    const ParameterSpec& spec = table_.spec(name);
    values_[spec.name] = parseText(spec, text);
}

void Parameters::setValue(const std::string& name, const ParameterValue& value) {
    set(name, toJson(value));
}

void Parameters::setAll(const ordered_json& object) {
    if (!object.is_object()) {
        throw InputError("", "/parameters", "must be an object of names and values");
    }
    Parameters next = *this;
    for (const auto& [name, value] : object.items()) {
        next.set(name, value);
    }
    *this = std::move(next);
}

ordered_json Parameters::json() const {
    ordered_json object = ordered_json::object();
    for (const ParameterSpec& spec : table_.specs()) {
        object[spec.name] = toJson(values_.at(spec.name));
    }
    return object;
}

std::vector<std::pair<std::string, ParameterValue>> liveDifferences(const Parameters& from,
                                                                    const Parameters& to) {
    std::vector<std::pair<std::string, ParameterValue>> values;
    for (const ParameterSpec& each : to.table().specs()) {
        if (each.live && from.value(each.name) != to.value(each.name)) {
            values.emplace_back(each.name, to.value(each.name));
        }
    }
    return values;
}

} // namespace scorescope
