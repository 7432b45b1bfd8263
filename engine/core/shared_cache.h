// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/progress.h"

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <typeindex>
#include <utility>

namespace scorescope {

/// Values that are expensive to make and that several use at once: data sets, above all. Made once,
/// shared by all, and gone with the last of them: the cache itself keeps nothing alive.
///
/// Owned by whoever sets the program up (a Registry), never global. Every function may be called
/// from any thread.
class SharedCache {
public:
    /// The value of type T called `key`: the one that somebody holds, or what `make` returns.
    ///
    /// While another thread makes it, this one waits and passes on the other's progress, so that it
    /// can be cancelled as well; when the other fails or is cancelled, it makes the value itself.
    /// What `make` throws reaches its own caller only and leaves nothing behind: the next call
    /// tries anew. Throws Cancelled when `progress` asks to stop.
    template <class T>
    [[nodiscard]] std::shared_ptr<const T> get(const std::string& key,
                                               const std::function<T(const Progress&)>& make,
                                               const Progress& progress = {}) {
        const auto makeAny = [&make](const Progress& inner) -> Value {
            return std::make_shared<const T>(make(inner));
        };
        return std::static_pointer_cast<const T>(
            getAny({std::type_index(typeid(T)), key}, makeAny, progress));
    }

    /// Values that somebody holds at present.
    [[nodiscard]] std::size_t size() const;

private:
    using Value = std::shared_ptr<const void>;
    using Key = std::pair<std::type_index, std::string>;
    struct Entry {
        std::weak_ptr<const void> value;
        bool making = false; ///< some thread is at it
        double share = 0.0;  ///< how far that thread is
    };

    [[nodiscard]] Value getAny(const Key& key, const std::function<Value(const Progress&)>& make,
                               const Progress& progress);
    /// Returns the value that is there, or null when this thread is to make it.
    [[nodiscard]] Value findOrClaim(const Key& key, const Progress& progress);
    void forgetUnused();

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::map<Key, Entry> entries_;
};

} // namespace scorescope
