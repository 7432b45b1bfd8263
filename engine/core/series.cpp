// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/series.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace scorescope {
namespace {

void include(SeriesRange& range, double step, double value) {
    if (!std::isfinite(value)) {
        range.gap = true;
    } else if (range.count == 0) {
        range.minimum = range.maximum = value;
        range.minimumStep = range.maximumStep = step;
        range.count = 1;
    } else {
        if (value < range.minimum) {
            range.minimum = value;
            range.minimumStep = step;
        }
        if (value > range.maximum) {
            range.maximum = value;
            range.maximumStep = step;
        }
        ++range.count;
    }
    range.lastStep = step;
}

void merge(SeriesRange& into, const SeriesRange& part) {
    into.gap = into.gap || part.gap;
    into.lastStep = part.lastStep;
    if (part.count == 0) {
        return;
    }
    if (into.count == 0 || part.minimum < into.minimum) {
        into.minimum = part.minimum;
        into.minimumStep = part.minimumStep;
    }
    if (into.count == 0 || part.maximum > into.maximum) {
        into.maximum = part.maximum;
        into.maximumStep = part.maximumStep;
    }
    into.count += part.count;
}

} // namespace

SeriesPoint Series::at(std::size_t i) const noexcept {
    const Block& held = block(i / blockSize);
    return {held.step[i % blockSize], held.value[i % blockSize]};
}

std::size_t Series::lowerBound(double step) const noexcept {
    // Summaries first: a block on disk is read only where the answer lies in it.
    const auto blocks = (size_ + blockSize - 1) / blockSize;
    const auto firstStepOf = [this](std::size_t number) {
        const std::size_t chunk = number / chunkBlocks;
        return chunk < chunks_.size() ? chunks_[chunk]->whole[number % chunkBlocks].firstStep
                                      : block(number).step[0];
    };
    const auto partition = [](std::size_t low, std::size_t high, const auto& isBefore) {
        while (low < high) {
            const std::size_t middle = low + (high - low) / 2;
            if (isBefore(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    };
    const std::size_t later =
        partition(0, blocks, [&](std::size_t number) { return firstStepOf(number) < step; });
    if (later == 0) {
        return 0;
    }
    const std::size_t from = (later - 1) * blockSize;
    return partition(from, std::min(from + blockSize, size_),
                     [&](std::size_t i) { return at(i).step < step; });
}

SeriesRange Series::range(std::size_t first, std::size_t last) const noexcept {
    SeriesRange result;
    last = std::min(last, size_);
    if (first >= last) {
        return result;
    }
    result.firstStep = at(first).step;
    std::size_t i = first;
    while (i < last) {
        const std::size_t number = i / blockSize;
        const std::size_t inside = i % blockSize;
        if (inside == 0 && i + blockSize <= last && number / chunkBlocks < chunks_.size()) {
            merge(result, chunks_[number / chunkBlocks]->whole[number % chunkBlocks]);
            i += blockSize;
            continue;
        }
        const Block& held = block(number);
        // A group's summary may only be read when the look covers the whole group: the writer is
        // still changing the others.
        if (inside % groupSize == 0 && i + groupSize <= last) {
            merge(result, held.groups[inside / groupSize]);
            i += groupSize;
        } else {
            include(result, held.step[inside], held.value[inside]);
            ++i;
        }
    }
    return result;
}

std::vector<SeriesPoint> Series::points() const {
    std::vector<SeriesPoint> all(size_);
    for (std::size_t i = 0; i < size_; ++i) {
        all[i] = at(i);
    }
    return all;
}

Series Series::of(const std::vector<SeriesPoint>& points) {
    SeriesRecorder recorder;
    for (const SeriesPoint& point : points) {
        recorder.append(point.step, point.value);
    }
    return recorder.look();
}

void SeriesRecorder::append(double step, double value) {
    if (!open_) {
        open_ = std::make_shared<Series::Block>();
    }
    const std::size_t inside = size_ % Series::blockSize;
    open_->step[inside] = step;
    open_->value[inside] = value;
    const std::size_t written = inside + 1;
    // Looks only read a group's summary once they cover all of it, so it is written in one go when
    // its last point arrives: no reader can meet it half done.
    if (written % Series::groupSize == 0) {
        SeriesRange summary;
        const std::size_t begin = written - Series::groupSize;
        summary.firstStep = open_->step[begin];
        for (std::size_t k = begin; k < written; ++k) {
            include(summary, open_->step[k], open_->value[k]);
        }
        open_->groups[begin / Series::groupSize] = summary;
    }
    ++size_;
    if (written == Series::blockSize) {
        closeBlock();
    }
}

void SeriesRecorder::closeBlock() {
    Series::BlockPointer closed = std::move(open_);
    open_ = nullptr;
    if (store_) {
        static_assert(std::is_trivially_copyable_v<Series::Block>);
        closed = std::static_pointer_cast<const Series::Block>(
            store_->put(std::move(closed), sizeof(Series::Block)));
    }
    full_.push_back(std::move(closed));
    if (full_.size() == Series::chunkBlocks) {
        auto chunk = std::make_shared<Series::Chunk>();
        for (std::size_t k = 0; k < full_.size(); ++k) {
            SeriesRange& whole = chunk->whole[k];
            whole.firstStep = full_[k]->step[0];
            for (const SeriesRange& group : full_[k]->groups) {
                merge(whole, group);
            }
            chunk->blocks[k] = std::move(full_[k]);
        }
        chunks_.push_back(std::move(chunk));
        full_.clear();
    }
}

void SeriesRecorder::truncateAfter(double step) {
    const Series now = look();
    std::size_t keep = now.lowerBound(step);
    while (keep < now.size() && now.at(keep).step <= step) {
        ++keep;
    }
    if (keep < size_) {
        cutTo(keep);
    }
}

void SeriesRecorder::appendEdited(double step, double value) {
    const Series now = look();
    if (!now.empty() && now.back().step == step && now.back().value == value) {
        return; // edited back and forth
    }
    if (now.size() >= 2 && now.at(now.size() - 2).step == step) {
        cutTo(size_ - 1);
    }
    append(step, value);
}

void SeriesRecorder::detach() {
    if (open_) {
        open_ = std::make_shared<Series::Block>(*open_);
    }
}

void SeriesRecorder::cutTo(std::size_t keep) {
    const Series now = look();
    const std::size_t wholeBlocks = keep / Series::blockSize;
    const std::size_t wholeChunks = wholeBlocks / Series::chunkBlocks;
    std::vector<Series::BlockPointer> full;
    for (std::size_t number = wholeChunks * Series::chunkBlocks; number < wholeBlocks; ++number) {
        full.push_back(
            number / Series::chunkBlocks < chunks_.size()
                ? chunks_[number / Series::chunkBlocks]->blocks[number % Series::chunkBlocks]
                : full_[number - chunks_.size() * Series::chunkBlocks]);
    }
    // Older looks still read the rest of this block; it goes on as a copy.
    open_ = keep % Series::blockSize == 0 ? nullptr
                                          : std::make_shared<Series::Block>(now.block(wholeBlocks));
    chunks_.resize(wholeChunks);
    full_ = std::move(full);
    size_ = keep;
}

void SeriesRecorder::clear() {
    chunks_.clear();
    full_.clear();
    open_ = nullptr;
    size_ = 0;
}

Series SeriesRecorder::look() const {
    Series series;
    series.chunks_ = chunks_;
    series.tail_ = full_;
    if (open_) {
        series.tail_.push_back(open_);
    }
    series.size_ = size_;
    return series;
}

void SeriesSet::keepIn(std::shared_ptr<SeriesStore> store) {
    for (auto& entry : recorders_) {
        entry.second.keepIn(store);
    }
    store_ = std::move(store);
}

SeriesRecorder& SeriesSet::recorder(const std::string& name) {
    const auto [found, isNew] = recorders_.try_emplace(name);
    if (isNew) {
        found->second.keepIn(store_);
    }
    return found->second;
}

void SeriesSet::append(const std::string& name, double step, double value) {
    recorder(name).append(step, value);
}

void SeriesSet::appendEdited(const std::string& name, double step, double value) {
    recorder(name).appendEdited(step, value);
}

SeriesSet SeriesSet::detachedCopy() const {
    SeriesSet copy = *this;
    for (auto& entry : copy.recorders_) {
        entry.second.detach();
    }
    return copy;
}

void SeriesSet::truncateAfter(double step) {
    for (auto& entry : recorders_) {
        entry.second.truncateAfter(step);
    }
}

Series SeriesSet::look(const std::string& name) const {
    const auto found = recorders_.find(name);
    return found == recorders_.end() ? Series() : found->second.look();
}

std::vector<std::string> SeriesSet::names() const {
    std::vector<std::string> all;
    for (const auto& entry : recorders_) {
        all.push_back(entry.first);
    }
    return all;
}

} // namespace scorescope
