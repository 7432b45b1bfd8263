// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/cluster/score_table.h"

#include "engine/core/error.h"

#include <cmath>
#include <utility>

namespace scorescope::issgd {

void saveTable(const ScoreTable& table, const std::string& prefix, Checkpoint& checkpoint) {
    checkpoint.state[prefix + "scores"] = StoredTensor{{table.scores.size()}, table.scores};
    std::vector<double> blocks; // step, time, whether scored
    for (std::size_t b = 0; b < table.blocks(); ++b) {
        blocks.insert(blocks.end(), {static_cast<double>(table.steps[b]), table.times[b],
                                     static_cast<double>(table.scored[b])});
    }
    checkpoint.put(prefix + "blocks", std::move(blocks));
}

ScoreTable loadTable(const ScoreTable& like, const std::string& prefix,
                     const Checkpoint& checkpoint) {
    const auto countOf = [&](double value, double most) {
        if (!(value >= 0.0 && value <= most && value == std::floor(value))) {
            throw InputError("checkpoint", "/" + prefix + "blocks", "is not that of this cluster");
        }
        return static_cast<std::uint64_t>(value);
    };
    constexpr double mostSteps = 9e15;
    ScoreTable loaded(like.size(), like.block);
    loaded.scores = checkpoint.floats(prefix + "scores", like.size());
    const std::vector<double> blocks = checkpoint.doubles(prefix + "blocks", 3 * like.blocks());
    for (std::size_t b = 0; b < like.blocks(); ++b) {
        loaded.steps[b] = countOf(blocks[3 * b], mostSteps);
        loaded.times[b] = blocks[3 * b + 1];
        loaded.scored[b] = static_cast<std::uint8_t>(countOf(blocks[3 * b + 2], 1.0));
    }
    return loaded;
}

} // namespace scorescope::issgd
