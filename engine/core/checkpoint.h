// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace scorescope {

/// A named array of doubles or floats inside a checkpoint, row-major.
struct StoredTensor {
    std::vector<std::size_t> shape;
    std::variant<std::vector<double>, std::vector<float>, std::vector<std::int64_t>> values;
};

/// The state of an experiment: enough to continue it bit for bit.
///
/// In memory it feeds the history; on disk it is a folder with `state.safetensors` (weights and
/// optimizer state) and `state.json` (scene, step, counters).
class Checkpoint {
public:
    std::map<std::string, StoredTensor> tensors;
    nlohmann::ordered_json meta = nlohmann::ordered_json::object();

    void put(const std::string& name, std::vector<double> values,
             std::vector<std::size_t> shape = {});
    /// The doubles stored under `name`; throws InputError when missing, of another type, or not of
    /// `expectedSize` values (0 = any size).
    [[nodiscard]] const std::vector<double>& doubles(const std::string& name,
                                                     std::size_t expectedSize = 0) const;
    /// The count stored in `meta` under `name`; throws InputError when missing or not a count.
    [[nodiscard]] std::uint64_t count(const std::string& name) const;
    [[nodiscard]] std::size_t memoryBytes() const;
};

/// Writes the folder through temporary files that are renamed, so an interrupted or failed write
/// (a full disk) leaves the previous checkpoint whole. Throws InputError with the system's reason.
void saveCheckpoint(const Checkpoint& checkpoint, const std::string& folder);
/// Reads it back. Every size is checked against the file's before memory is taken; truncated,
/// overlapping or foreign files are refused with an InputError that says what is wrong.
[[nodiscard]] Checkpoint loadCheckpoint(const std::string& folder);

} // namespace scorescope
