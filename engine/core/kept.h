// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <tuple>
#include <utility>

namespace scorescope {

/// One value kept until what it was computed from changes: the key is a tuple of values compared
/// for equality, so that no two different causes can be taken for one another. Not thread-safe.
template <class Value, class... Key> class Kept {
public:
    using KeyTuple = std::tuple<Key...>;

    /// The value of this key: the kept one if it is of the same key, else what `make()` returns,
    /// which then takes its place. When make() throws, what was kept stays. The reference holds
    /// until the next get() of another key, or clear().
    template <class Make> const Value& get(KeyTuple key, const Make& make) {
        if (!value_ || key_ != key) {
            Value made = make();
            value_ = std::move(made);
            key_ = std::move(key);
        }
        return *value_;
    }

    /// What is kept of this key, or null.
    [[nodiscard]] const Value* find(const KeyTuple& key) const {
        return value_ && key_ == key ? &*value_ : nullptr;
    }

    void clear() { value_.reset(); }

private:
    KeyTuple key_{};
    std::optional<Value> value_;
};

} // namespace scorescope
