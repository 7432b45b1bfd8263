// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/stored_tensor.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace scorescope {

class SharedBytes;

using StoredTensors = std::map<std::string, StoredTensor>;

/// The state of an experiment: enough to continue it bit for bit.
///
/// In memory it feeds the history; copies are cheap, since tensors share their values. On disk it
/// is a folder with `state.safetensors` and `state.json` (scene, step, counters), in which weights
/// have their own names and everything else begins with `state.`: what reads safetensors finds a
/// model in it, and can leave the rest aside.
class Checkpoint {
public:
    StoredTensors weights; ///< of the model, by name and true shape: "W", "b", "conv1.weight"
    StoredTensors state;   ///< of optimizer, chains, series: all else that is needed to go on
    nlohmann::ordered_json meta = nlohmann::ordered_json::object();

    /// Stores doubles as state. Without a shape they are a vector.
    void put(const std::string& name, std::vector<double> values,
             std::vector<std::size_t> shape = {});
    /// The doubles among the state called `name`, copied; throws InputError when missing, of
    /// another type, or not of `expectedSize` values (0 = any size).
    [[nodiscard]] std::vector<double> doubles(const std::string& name,
                                              std::size_t expectedSize = 0) const;
    /// The floats among the state called `name`, copied; throws InputError when missing, of another
    /// type, or not of `size` values (0 is a size, too).
    [[nodiscard]] std::vector<float> floats(const std::string& name, std::size_t size) const;
    /// The count stored in `meta` under `name`; throws InputError when missing or not a count.
    [[nodiscard]] std::uint64_t count(const std::string& name) const;

    /// Takes another checkpoint in: its tensors under names that begin with `prefix`, its meta as
    /// meta[prefix].
    void nest(const std::string& prefix, Checkpoint inner);
    /// What nest() took in. Throws InputError when meta has no such part.
    [[nodiscard]] Checkpoint nested(const std::string& prefix) const;

    /// Takes over from an earlier checkpoint the memory of each tensor that has the same name and
    /// the same bits as there.
    void shareWith(const Checkpoint& earlier);
    /// Bytes in memory; what tensors share counts once.
    [[nodiscard]] std::size_t memoryBytes() const;
    /// Adds this checkpoint, and its tensors, to the pieces that are counted; it must stay where it
    /// is until releaseFrom() takes it out again.
    void holdIn(SharedBytes& bytes) const;
    void releaseFrom(SharedBytes& bytes) const;
};

/// The values called `name`, shared and not copied; throws InputError as Checkpoint::doubles().
/// T: double, float, std::int64_t or std::uint8_t.
template <class T>
[[nodiscard]] const SharedArray<T>&
storedValues(const StoredTensors& tensors, const std::string& name, std::size_t expectedSize = 0);

/// Writes the folder through temporary files that are renamed, so an interrupted or failed write
/// (a full disk) leaves the previous checkpoint whole. Throws InputError with the system's reason.
void saveCheckpoint(const Checkpoint& checkpoint, const std::string& folder);
/// Reads it back. Every size is checked against the file's before memory is taken; truncated,
/// overlapping or foreign files are refused with an InputError that says what is wrong. Files from
/// before weights had names are read too: they hold one flat tensor `parameters`.
[[nodiscard]] Checkpoint loadCheckpoint(const std::string& folder);
/// Its `meta` alone: what it is of. Of the tensors only their size is looked at. Throws as above.
[[nodiscard]] Checkpoint loadCheckpointMeta(const std::string& folder);

} // namespace scorescope
