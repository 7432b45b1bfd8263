// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/frame.h"

#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

namespace scorescope {

std::string stateName(RunState state) {
    switch (state) {
    case RunState::paused:
        return "paused";
    case RunState::running:
        return "running";
    case RunState::finished:
        return "finished";
    case RunState::failed:
        return "failed";
    }
    return "unknown";
}

std::shared_ptr<const Artifact> Frame::find(const std::string& name) const {
    const auto found = artifacts.find(name);
    return found == artifacts.end() ? nullptr : found->second;
}

double Frame::lastValue(const std::string& seriesName) const {
    const auto artifact = find(seriesName);
    if (artifact) {
        if (const auto* series = std::get_if<SeriesArtifact>(&artifact->data)) {
            for (std::size_t i = series->points.size(); i-- > 0;) {
                const double value = series->points.at(i).value;
                if (std::isfinite(value)) {
                    return value;
                }
            }
        }
    }
    return std::numeric_limits<double>::quiet_NaN();
}

std::optional<SeriesPoint> Frame::valueNow(const std::string& seriesName) const {
    const auto artifact = find(seriesName);
    const auto* series = artifact ? std::get_if<SeriesArtifact>(&artifact->data) : nullptr;
    if (series == nullptr) {
        return std::nullopt;
    }
    const double next = std::nextafter(static_cast<double>(step), HUGE_VAL);
    for (std::size_t i = series->points.lowerBound(next); i-- > 0;) {
        const SeriesPoint point = series->points.at(i);
        if (std::isfinite(point.value)) {
            return point;
        }
    }
    return std::nullopt;
}

double steadySeconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

void FrameBuilder::cannot(const std::string& name, const std::string& why) {
    frame_.unavailable[name] = why;
}

void FrameBuilder::add(Artifact artifact) {
    add(std::make_shared<const Artifact>(std::move(artifact)));
}

void FrameBuilder::add(std::shared_ptr<const Artifact> artifact) {
    const double now = clock_();
    seconds_[artifact->name] += now - last_;
    last_ = now;
    if (wants(artifact->name)) {
        frame_.older.erase(artifact->name);
        frame_.artifacts[artifact->name] = std::move(artifact);
    }
}

void FrameBuilder::addAsItWas(std::shared_ptr<const Artifact> artifact) {
    if (interest_.wants(artifact->name)) {
        frame_.artifacts[artifact->name] = std::move(artifact);
    }
}

void FrameBuilder::addOfStep(std::shared_ptr<const Artifact> artifact, std::uint64_t step) {
    if (interest_.wants(artifact->name)) {
        frame_.older[artifact->name] = step;
        frame_.artifacts[artifact->name] = std::move(artifact);
    }
}

} // namespace scorescope
