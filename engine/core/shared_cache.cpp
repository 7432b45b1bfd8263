// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/shared_cache.h"

#include <algorithm>
#include <chrono>

namespace scorescope {
namespace {

/// How long somebody who waits for another thread's work may be deaf to Cancel.
constexpr std::chrono::milliseconds askAgain{20};

} // namespace

SharedCache::Value SharedCache::getAny(const Key& key,
                                       const std::function<Value(const Progress&)>& make,
                                       const Progress& progress) {
    if (Value value = findOrClaim(key, progress)) {
        return value;
    }
    const auto leave = [&](const Value& value) {
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            if (value) {
                entries_[key] = {value, false, 1.0};
            } else {
                entries_.erase(key);
            }
        }
        changed_.notify_all();
    };
    const Progress told = [&](double share) {
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            entries_[key].share = share;
        }
        return !progress || progress(share);
    };
    try {
        Value value = make(told);
        leave(value);
        return value;
    } catch (...) {
        leave(nullptr);
        throw;
    }
}

SharedCache::Value SharedCache::findOrClaim(const Key& key, const Progress& progress) {
    std::unique_lock<std::mutex> lock(mutex_);
    while (true) {
        forgetUnused();
        Entry& entry = entries_[key];
        if (Value value = entry.value.lock()) {
            return value;
        }
        if (!entry.making) {
            entry.making = true;
            entry.share = 0.0;
            return nullptr;
        }
        const double share = entry.share;
        lock.unlock(); // nobody is called with the lock held
        report(progress, share);
        lock.lock();
        changed_.wait_for(lock, askAgain, [&] {
            const auto found = entries_.find(key);
            return found == entries_.end() || !found->second.making;
        });
    }
}

void SharedCache::forgetUnused() {
    for (auto entry = entries_.begin(); entry != entries_.end();) {
        const bool used = entry->second.making || !entry->second.value.expired();
        entry = used ? std::next(entry) : entries_.erase(entry);
    }
}

std::size_t SharedCache::size() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return static_cast<std::size_t>(
        std::count_if(entries_.begin(), entries_.end(),
                      [](const auto& entry) { return !entry.second.value.expired(); }));
}

} // namespace scorescope
