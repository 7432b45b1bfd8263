// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/series.h"

#include <algorithm>
#include <cmath>

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
    const Block& block = *blocks_[i / blockSize];
    return {block.step[i % blockSize], block.value[i % blockSize]};
}

std::size_t Series::lowerBound(double step) const noexcept {
    std::size_t low = 0;
    std::size_t high = size_;
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (at(middle).step < step) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
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
        const Block& block = *blocks_[i / blockSize];
        const std::size_t inside = i % blockSize;
        // A group's summary may only be read when the look covers the whole group: the writer is
        // still changing the others.
        if (inside % groupSize == 0 && i + groupSize <= last) {
            merge(result, block.groups[inside / groupSize]);
            i += groupSize;
        } else {
            include(result, block.step[inside], block.value[inside]);
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
    if (size_ % Series::blockSize == 0) {
        blocks_.push_back(std::make_shared<Series::Block>());
    }
    Series::Block& block = *blocks_.back();
    const std::size_t inside = size_ % Series::blockSize;
    block.step[inside] = step;
    block.value[inside] = value;
    block.written = inside + 1;
    // Looks only read a group's summary once they cover all of it, so it is written in one go when
    // its last point arrives: no reader can meet it half done.
    if (block.written % Series::groupSize == 0) {
        SeriesRange summary;
        const std::size_t begin = block.written - Series::groupSize;
        summary.firstStep = block.step[begin];
        for (std::size_t k = begin; k < block.written; ++k) {
            include(summary, block.step[k], block.value[k]);
        }
        block.groups[begin / Series::groupSize] = summary;
    }
    ++size_;
}

void SeriesRecorder::truncateAfter(double step) {
    const Series now = look();
    std::size_t keep = now.lowerBound(step);
    while (keep < now.size() && now.at(keep).step <= step) {
        ++keep;
    }
    if (keep == size_) {
        return;
    }
    const std::size_t whole = keep / Series::blockSize;
    const std::size_t rest = keep % Series::blockSize;
    std::vector<std::shared_ptr<Series::Block>> kept(blocks_.begin(),
                                                     blocks_.begin() + static_cast<long>(whole));
    if (rest != 0) {
        // Older looks still read the rest of this block; continue on a copy.
        auto copy = std::make_shared<Series::Block>(*blocks_[whole]);
        copy->written = rest;
        kept.push_back(std::move(copy));
    }
    blocks_ = std::move(kept);
    size_ = keep;
}

void SeriesRecorder::clear() {
    blocks_.clear();
    size_ = 0;
}

Series SeriesRecorder::look() const {
    Series series;
    series.blocks_.assign(blocks_.begin(), blocks_.end());
    series.size_ = size_;
    return series;
}

void SeriesSet::append(const std::string& name, double step, double value) {
    recorders_[name].append(step, value);
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
