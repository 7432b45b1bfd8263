// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/json_text.h"

#include "engine/core/error.h"
#include "engine/core/whole_file.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace scorescope {
namespace {

using nlohmann::ordered_json;

/// "line L, column C" of a byte.
std::string placeOf(std::string_view text, std::size_t byte) {
    const std::string_view before = text.substr(0, byte);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t lineEnd = before.rfind('\n');
    const std::size_t column =
        before.size() - (lineEnd == std::string_view::npos ? 0 : lineEnd + 1) + 1;
    return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

/// Builds the value as the parser meets its parts. The library's own builder looks through all
/// keys of an object for each new one.
class Builder final : public nlohmann::json_sax<ordered_json> {
public:
    Builder(std::string_view text, const JsonLimits& limits) : text_(text), limits_(limits) {}

    [[nodiscard]] ordered_json take() { return std::move(root_); }

    bool null() override { return leaf(nullptr); }
    bool boolean(bool value) override { return leaf(value); }
    bool number_integer(number_integer_t value) override { return leaf(value); }
    bool number_unsigned(number_unsigned_t value) override { return leaf(value); }
    bool number_float(number_float_t value, const string_t&) override { return leaf(value); }
    bool string(string_t& value) override { return leaf(std::move(value)); }
    bool binary(binary_t&) override { return false; } // JSON text has none
    bool start_object(std::size_t) override { return open(ordered_json::object()); }
    bool start_array(std::size_t) override { return open(ordered_json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(string_t& name) override {
        Level& level = levels_.back();
        if (!level.keys.insert(name).second) {
            throw InputError("", pointer(levels_.size() - 1) + "/" + name, "stands twice");
        }
        level.key = std::move(name);
        return true;
    }
    bool parse_error(std::size_t position, const std::string&,
                     const ordered_json::exception& error) override {
        // Positions count from 1; the byte that ends the sense is the last one that was read.
        const std::size_t byte = std::min(position == 0 ? 0 : position - 1, text_.size());
        // nlohmann's number for a number that no double holds
        constexpr int outOfRange = 406;
        throw InputError("", error.id == outOfRange ? pointer(levels_.size()) : "",
                         error.id == outOfRange
                             ? "is a number too large for this program, at " + placeOf(text_, byte)
                             : "not JSON: the text stops making sense at " + placeOf(text_, byte));
    }

private:
    struct Level {
        ordered_json* value; ///< stays where it is: its parent gets nothing new meanwhile
        std::string key;     ///< of the member to come
        std::unordered_set<std::string> keys;
    };

    template <class T> bool leaf(T&& value) {
        add(std::forward<T>(value));
        return true;
    }
    bool open(ordered_json value) {
        if (levels_.size() >= limits_.depth) {
            throw InputError("", "",
                             "has lists or objects more than " + std::to_string(limits_.depth) +
                                 " deep inside each other");
        }
        levels_.push_back({add(std::move(value)), {}, {}});
        return true;
    }
    bool close() {
        levels_.pop_back();
        return true;
    }
    ordered_json* add(ordered_json value) {
        if (++values_ > limits_.values) {
            throw InputError("", "",
                             "holds more than " + std::to_string(limits_.values) + " values");
        }
        if (levels_.empty()) {
            root_ = std::move(value);
            return &root_;
        }
        Level& level = levels_.back();
        if (level.value->is_array()) {
            level.value->push_back(std::move(value));
            return &level.value->back();
        }
        // An ordered object is a vector of members; the key is known to be new.
        auto& members = level.value->get_ref<ordered_json::object_t&>();
        members.push_back({level.key, std::move(value)});
        return &members.back().second;
    }
    /// Of what is being read in the first `depth` levels: the last one of all is yet to get it.
    [[nodiscard]] std::string pointer(std::size_t depth) const {
        std::string text;
        for (std::size_t i = 0; i < depth; ++i) {
            const Level& level = levels_[i];
            const std::size_t before = i + 1 < levels_.size() ? 1 : 0;
            text += '/';
            text +=
                level.value->is_array() ? std::to_string(level.value->size() - before) : level.key;
        }
        return text;
    }

    std::string_view text_;
    JsonLimits limits_;
    ordered_json root_;
    std::vector<Level> levels_;
    std::size_t values_ = 0;
};

} // namespace

ordered_json parseJson(std::string_view text, const JsonLimits& limits) {
    Builder builder(text, limits);
    ordered_json::sax_parse(text.begin(), text.end(), &builder);
    return builder.take();
}

ordered_json readJsonFile(const std::string& path, std::size_t largestBytes,
                          const JsonLimits& limits) {
    const std::string text = readWholeFile(path, largestBytes);
    try {
        return parseJson(text, limits);
    } catch (const InputError& error) {
        throw error.in(path);
    }
}

} // namespace scorescope
