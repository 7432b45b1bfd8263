// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace scorescope {

enum class ParameterType { boolean, integer, real, choice, text };

using ParameterValue = std::variant<bool, std::int64_t, double, std::string>;

/// When a parameter is of use: while another one (a choice, or a boolean as "true" or "false") has
/// one of these values. Always, when `parameter` is empty.
struct Applicability {
    std::string parameter = {};
    std::vector<std::string> values = {};
};

/// One parameter, declared once beside its experiment. The panel, the check of scenes, `--set`, the
/// JSON Schema and the help page all come from this.
struct ParameterSpec {
    std::string name;  ///< snake_case, the key in scenes
    std::string label; ///< as a person reads it: "hidden units"
    std::string group; ///< heading in the panel: "Data", "Corruption", …
    ParameterType type = ParameterType::real;
    ParameterValue initial; ///< default
    double minimum = 0.0;   ///< integer and real
    double maximum = 0.0;
    double step = 0.0; ///< increment of arrows and wheel; for logarithmic ones a factor
    bool logarithmic = false;
    std::vector<std::string> choices;      ///< choice: allowed values
    std::vector<std::string> choiceLabels; ///< as a person reads them, same order
    std::string unit;
    std::string help;  ///< what it does, with the thesis' equation or section
    bool live = false; ///< may change while running, without a restart
    /// Text that names a file: patterns such as "*.csv *.npz"; the panel then offers to browse.
    std::string filePatterns = {};
    /// The name it had in older scenes, which are still read; empty for none.
    std::string formerName = {};
    /// The panel shows it only then; its value counts either way.
    Applicability applies = {};
    /// It says which part of the plane is computed, or how finely: it follows what a view shows,
    /// and leaves the run as it is. Runs that are compared share it.
    bool followsView = false;
    /// The one to try first in a sweep.
    bool sweepFirst = false;
};

/// Builders that keep declaration tables short. Each returns a spec to which fields may be added.
[[nodiscard]] ParameterSpec boolean(std::string name, std::string label, std::string group,
                                    bool initial, std::string help);
[[nodiscard]] ParameterSpec integer(std::string name, std::string label, std::string group,
                                    std::int64_t initial, double minimum, double maximum,
                                    std::string help);
[[nodiscard]] ParameterSpec real(std::string name, std::string label, std::string group,
                                 double initial, double minimum, double maximum, std::string help);
[[nodiscard]] ParameterSpec choice(std::string name, std::string label, std::string group,
                                   std::vector<std::string> choices,
                                   std::vector<std::string> labels, std::string help);
[[nodiscard]] ParameterSpec textParameter(std::string name, std::string label, std::string group,
                                          std::string initial, std::string help);
/// The same spec, marked as one that changes while running.
[[nodiscard]] ParameterSpec live(ParameterSpec spec);
/// The same spec on a logarithmic scale whose arrows multiply by `factor`.
[[nodiscard]] ParameterSpec logarithmic(ParameterSpec spec, double factor = 1.2);

/// The ordered declarations of an experiment. Copies share them.
class ParameterTable {
public:
    ParameterTable() = default;
    ParameterTable(std::vector<ParameterSpec> specs);

    [[nodiscard]] const std::vector<ParameterSpec>& specs() const noexcept { return *specs_; }
    [[nodiscard]] std::vector<std::string> names() const;
    /// The declaration of `name`, or of what was once called so; throws InputError with the nearest
    /// name when there is none.
    [[nodiscard]] const ParameterSpec& spec(const std::string& name) const;
    [[nodiscard]] bool contains(const std::string& name) const noexcept;
    /// A JSON Schema (2020-12) object for a scene's "parameters".
    [[nodiscard]] nlohmann::ordered_json schema() const;

private:
    std::shared_ptr<const std::vector<ParameterSpec>> specs_ =
        std::make_shared<const std::vector<ParameterSpec>>();
};

/// Checks a JSON value against a declaration; throws InputError (pointer "/parameters/NAME") that
/// names the type or the range that is allowed. Integers are accepted for reals.
[[nodiscard]] ParameterValue parseValue(const ParameterSpec& spec,
                                        const nlohmann::ordered_json& value);
/// The same for text as typed after `--set name=` or into a field.
[[nodiscard]] ParameterValue parseText(const ParameterSpec& spec, const std::string& text);
/// As written in JSON.
[[nodiscard]] nlohmann::ordered_json toJson(const ParameterValue& value);
/// As shown to a person: shortest text that reads back to the same value, C locale.
[[nodiscard]] std::string toText(const ParameterValue& value);

/// Values for a table: every declared parameter has one, always valid.
class Parameters {
public:
    Parameters() = default;
    /// All at their defaults.
    explicit Parameters(ParameterTable table);

    [[nodiscard]] const ParameterTable& table() const noexcept { return table_; }
    [[nodiscard]] const ParameterValue& value(const std::string& name) const;
    /// Typed access; asking for another type than declared is a programming error (asserted).
    [[nodiscard]] bool flag(const std::string& name) const;
    [[nodiscard]] std::int64_t integer(const std::string& name) const;
    [[nodiscard]] std::size_t count(const std::string& name) const;
    [[nodiscard]] double real(const std::string& name) const;
    [[nodiscard]] const std::string& text(const std::string& name) const;
    [[nodiscard]] bool isDefault(const std::string& name) const;

    /// Sets after checking; throws InputError and changes nothing when the value is not allowed.
    void set(const std::string& name, const nlohmann::ordered_json& value);
    void setText(const std::string& name, const std::string& text);
    void setValue(const std::string& name, const ParameterValue& value);
    /// Sets every key of a JSON object; unknown keys are errors that suggest the nearest name.
    void setAll(const nlohmann::ordered_json& object);
    [[nodiscard]] nlohmann::ordered_json json() const;

    friend bool operator==(const Parameters& a, const Parameters& b) {
        return a.values_ == b.values_;
    }

private:
    ParameterTable table_;
    std::map<std::string, ParameterValue> values_;
};

/// The live parameters that have another value in `to`, with it, in the order of their declaration.
/// Both are of the same table.
[[nodiscard]] std::vector<std::pair<std::string, ParameterValue>>
liveDifferences(const Parameters& from, const Parameters& to);

} // namespace scorescope
