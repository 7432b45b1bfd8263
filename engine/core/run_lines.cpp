// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/run_lines.h"

#include <algorithm>
#include <utility>

namespace scorescope {

std::unique_ptr<KeptLine> RunLines::add(std::unique_ptr<KeptLine> line) {
    lines_.push_back(std::move(line));
    std::unique_ptr<KeptLine> gone;
    if (lines_.size() > mostLines) {
        gone = std::move(lines_.front());
        lines_.erase(lines_.begin());
    }
    tell();
    return gone;
}

const KeptLine* RunLines::find(std::uint64_t id) const {
    const auto found = std::find_if(lines_.begin(), lines_.end(),
                                    [id](const auto& each) { return each->line.id == id; });
    return found == lines_.end() ? nullptr : found->get();
}

std::unique_ptr<KeptLine> RunLines::take(std::uint64_t id) {
    const auto found = std::find_if(lines_.begin(), lines_.end(),
                                    [id](const auto& each) { return each->line.id == id; });
    if (found == lines_.end()) {
        return nullptr;
    }
    std::unique_ptr<KeptLine> taken = std::move(*found);
    lines_.erase(found);
    tell();
    return taken;
}

void RunLines::clear() {
    lines_.clear();
    list_ = nullptr;
}

void RunLines::leftAt(std::uint64_t step) {
    for (const auto& each : lines_) {
        each->line.from = std::min(each->line.from, step);
    }
    tell();
}

void RunLines::tell() {
    std::vector<RunLine> all;
    for (const auto& each : lines_) {
        all.push_back(each->line);
    }
    list_ = all.empty() ? nullptr : std::make_shared<const std::vector<RunLine>>(std::move(all));
}

} // namespace scorescope
