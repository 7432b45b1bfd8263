// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/history.h"

#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

namespace scorescope {

void History::add(FramePtr frame, std::shared_ptr<const Checkpoint> checkpoint) {
    Entry entry;
    entry.bytes = sizeof(Frame);
    for (const auto& [name, artifact] : frame->artifacts) {
        static_cast<void>(name);
        entry.bytes += memoryBytes(*artifact);
    }
    entry.bytes += checkpoint ? checkpoint->memoryBytes() : 0;
    const std::uint64_t step = frame->step;
    entry.frame = std::move(frame);
    entry.checkpoint = std::move(checkpoint);
    if (const auto old = entries_.find(step); old != entries_.end()) {
        bytes_ -= old->second.bytes;
    }
    bytes_ += entry.bytes;
    entries_[step] = std::move(entry);
    thin();
}

void History::clear() {
    entries_.clear();
    bytes_ = 0;
    spacing_ = 1;
}

void History::truncateAfter(std::uint64_t step) {
    for (auto entry = entries_.upper_bound(step); entry != entries_.end();) {
        bytes_ -= entry->second.bytes;
        entry = entries_.erase(entry);
    }
}

FramePtr History::nearestFrame(std::uint64_t step) const {
    if (entries_.empty()) {
        return nullptr;
    }
    auto after = entries_.lower_bound(step);
    if (after == entries_.end()) {
        return std::prev(after)->second.frame;
    }
    if (after == entries_.begin() || after->first == step) {
        return after->second.frame;
    }
    const auto before = std::prev(after);
    return step - before->first <= after->first - step ? before->second.frame : after->second.frame;
}

std::shared_ptr<const Checkpoint> History::checkpointAtOrBefore(std::uint64_t step) const {
    for (auto entry = entries_.upper_bound(step); entry != entries_.begin();) {
        --entry;
        if (entry->second.checkpoint) {
            return entry->second.checkpoint;
        }
    }
    return nullptr;
}

std::vector<std::uint64_t> History::steps() const {
    std::vector<std::uint64_t> all;
    all.reserve(entries_.size());
    for (const auto& entry : entries_) {
        all.push_back(entry.first);
    }
    return all;
}

std::vector<FramePtr> History::frames() const {
    std::vector<FramePtr> all;
    all.reserve(entries_.size());
    for (const auto& entry : entries_) {
        all.push_back(entry.second.frame);
    }
    return all;
}

bool History::wants(std::uint64_t step) const {
    return entries_.empty() || step >= entries_.rbegin()->first + spacing_;
}

void History::thin() {
    bool removed = false;
    while (bytes_ > budget_ && entries_.size() > 2) {
        // The hole that removing an entry leaves, relative to its age: old moments may lie wide
        // apart, recent ones close together.
        const double newest = static_cast<double>(entries_.rbegin()->first);
        auto victim = entries_.end();
        double smallest = std::numeric_limits<double>::infinity();
        for (auto entry = std::next(entries_.begin()); std::next(entry) != entries_.end();
             ++entry) {
            const double hole = static_cast<double>(std::next(entry)->first) -
                                static_cast<double>(std::prev(entry)->first);
            const double age = newest - static_cast<double>(entry->first) + 1.0;
            if (hole / age < smallest) {
                smallest = hole / age;
                victim = entry;
            }
        }
        bytes_ -= victim->second.bytes;
        entries_.erase(victim);
        removed = true;
    }
    if (removed && entries_.size() > 8) {
        // No use in storing moments that would be thinned out at once.
        const std::uint64_t span = entries_.rbegin()->first - entries_.begin()->first;
        const std::uint64_t typical = span / (2 * entries_.size());
        spacing_ = typical > spacing_ ? typical : spacing_;
    }
}

} // namespace scorescope
