// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/cluster/cluster_log.h"

#include "engine/core/error.h"

#include <cmath>
#include <utility>
#include <vector>

namespace scorescope::issgd {
namespace {

constexpr std::size_t mostSpans = 4000; ///< more than a picture of some seconds has
constexpr std::size_t numbersOfSpan = 4;

} // namespace

void ClusterLog::did(std::size_t who, Deed deed, double begin, double end) {
    if (!(end > begin)) {
        return;
    }
    spans_.push_back({who, deed, begin, end});
    if (spans_.size() > mostSpans) {
        spans_.pop_front();
    }
}

void ClusterLog::save(Checkpoint& checkpoint) const {
    std::vector<double> numbers;
    for (const Span& span : spans_) {
        numbers.insert(numbers.end(), {static_cast<double>(span.who),
                                       static_cast<double>(span.deed), span.begin, span.end});
    }
    checkpoint.put("log_spans", std::move(numbers));
    checkpoint.put("log_bytes", {bytes_});
    checkpoint.meta["log_messages"] = messages_;
}

void ClusterLog::load(const Checkpoint& checkpoint) {
    const std::vector<double> numbers = checkpoint.doubles("log_spans");
    ClusterLog log;
    if (numbers.size() % numbersOfSpan != 0) {
        throw InputError("checkpoint", "/log_spans", "does not tell who did what");
    }
    for (std::size_t i = 0; i < numbers.size(); i += numbersOfSpan) {
        const double who = numbers[i];
        const double deed = numbers[i + 1];
        if (!(who >= 0.0 && who < 1e6 && deed >= 0.0 && deed < static_cast<double>(deeds) &&
              std::isfinite(numbers[i + 2]) && std::isfinite(numbers[i + 3]))) {
            throw InputError("checkpoint", "/log_spans", "does not tell who did what");
        }
        log.did(static_cast<std::size_t>(who), static_cast<Deed>(static_cast<std::uint8_t>(deed)),
                numbers[i + 2], numbers[i + 3]);
    }
    log.bytes_ = checkpoint.doubles("log_bytes", 1).front();
    log.messages_ = checkpoint.count("log_messages");
    *this = std::move(log);
}

} // namespace scorescope::issgd
