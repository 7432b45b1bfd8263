// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/checkpoint.h"

#include "engine/core/atomic_file.h"
#include "engine/core/device.h"
#include "engine/core/error.h"
#include "engine/core/json_text.h"
#include "engine/core/open_file.h"
#include "engine/core/scene.h"
#include "engine/core/shared_bytes.h"
#include "engine/core/whole_file.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <utility>

namespace scorescope {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

static_assert(sizeof(double) == 8 && sizeof(float) == 4);

/// Of what is written. Files before 2 had no such number; state had no prefix in them, and the
/// weights were one flat tensor called "parameters", perhaps with something in front of it.
constexpr std::uint64_t formatVersion = 2;
const std::string statePrefix = "state.";
const std::string flatWeights = "parameters";

constexpr JsonLimits headerLimits = {8, JsonLimits().values};

constexpr std::array<const char*, std::variant_size_v<StoredValues>> typeNames = {"F64", "F32",
                                                                                  "I64", "U8"};

/// Every tensor by the name it has on disk, those of wide numbers first: then each one is aligned.
std::vector<std::pair<std::string, const StoredTensor*>> inOrder(const Checkpoint& checkpoint) {
    std::vector<std::pair<std::string, const StoredTensor*>> all;
    for (const auto& [name, tensor] : checkpoint.weights) {
        all.emplace_back(name, &tensor);
    }
    for (const auto& [name, tensor] : checkpoint.state) {
        all.emplace_back(statePrefix + name, &tensor);
    }
    std::stable_sort(all.begin(), all.end(), [](const auto& one, const auto& other) {
        return one.second->width() > other.second->width();
    });
    return all;
}

std::string safetensors(const Checkpoint& checkpoint) {
    const auto tensors = inOrder(checkpoint);
    ordered_json header = ordered_json::object();
    std::size_t bytes = 0;
    for (const auto& [name, tensor] : tensors) {
        header[name] = {{"dtype", typeNames[tensor->values.index()]},
                        {"shape", tensor->shape},
                        {"data_offsets", {bytes, bytes + tensor->bytes()}}};
        bytes += tensor->bytes();
    }
    std::string text = header.dump();
    text.append((8 - text.size() % 8) % 8,
                ' '); // the format aligns its data to 8 bytes with spaces
    std::string file;
    file.reserve(8 + text.size() + bytes);
    const std::uint64_t length = text.size();
    for (std::size_t i = 0; i < 8; ++i) {
        file.push_back(static_cast<char>((length >> (8 * i)) & 0xFFU));
    }
    file += text;
    for (const auto& [name, tensor] : tensors) {
        if (tensor->bytes() > 0) { // an empty one may have no memory at all
            file.append(static_cast<const char*>(tensor->data()), tensor->bytes());
        }
    }
    return file;
}

template <class T> SharedArray<T> valuesFrom(std::string_view bytes) {
    std::vector<T> values(bytes.size() / sizeof(T));
    if (!values.empty()) {
        std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
    }
    return values;
}

StoredValues valuesOf(const std::string& type, std::string_view bytes) {
    if (type == "F64") {
        return valuesFrom<double>(bytes);
    }
    if (type == "F32") {
        return valuesFrom<float>(bytes);
    }
    if (type == "I64") {
        return valuesFrom<std::int64_t>(bytes);
    }
    return valuesFrom<std::uint8_t>(bytes);
}

/// Bytes of one number of that type; 0 when it is not known.
std::size_t widthOf(const std::string& type) {
    return type == "F64" || type == "I64" ? 8 : type == "F32" ? 4 : type == "U8" ? 1 : 0;
}

/// First byte and the one after the last, in a file's data.
using ByteRange = std::pair<std::uint64_t, std::uint64_t>;

InputError damaged(const std::string& name, const std::string& why) {
    return InputError("", "/" + name, "is damaged: " + why);
}

ByteRange rangeOf(const ordered_json& entry, std::size_t bytes, const std::string& name) {
    if (!entry.is_object() || !entry.contains("dtype") || !entry.contains("shape") ||
        !entry.contains("data_offsets") || !entry["dtype"].is_string() ||
        !entry["shape"].is_array() || !entry["data_offsets"].is_array() ||
        entry["data_offsets"].size() != 2 || !entry["data_offsets"][0].is_number_unsigned() ||
        !entry["data_offsets"][1].is_number_unsigned()) {
        throw damaged(name, "its entry lacks dtype, shape or data_offsets");
    }
    const auto begin = entry["data_offsets"][0].get<std::uint64_t>();
    const auto end = entry["data_offsets"][1].get<std::uint64_t>();
    if (begin > end || end > bytes) {
        throw damaged(name, "its data lie outside the file (truncated?)");
    }
    return {begin, end};
}

StoredTensor readTensor(const ordered_json& entry, std::string_view data, const std::string& name) {
    const auto [begin, end] = rangeOf(entry, data.size(), name);
    StoredTensor tensor;
    std::uint64_t count = 1;
    for (const ordered_json& extent : entry["shape"]) {
        if (!extent.is_number_unsigned()) {
            throw damaged(name, "its shape is not a list of sizes");
        }
        const auto size = extent.get<std::uint64_t>();
        if (size != 0 && count > data.size() / size) {
            throw damaged(name, "its shape is larger than the file");
        }
        count *= size;
        tensor.shape.push_back(size);
    }
    const auto type = entry["dtype"].get<std::string>();
    const std::size_t width = widthOf(type);
    if (width == 0) {
        throw damaged(name, "its type '" + type + "' is not one of F64, F32, I64, U8");
    }
    if (end - begin != count * width) {
        throw damaged(name, "its shape and its data differ in size");
    }
    tensor.values = valuesOf(type, data.substr(begin, end - begin));
    return tensor;
}

std::uint64_t formatOf(const ordered_json& meta, const std::string& where) {
    if (!meta.contains("format")) {
        return 1;
    }
    if (!meta["format"].is_number_unsigned()) {
        throw InputError(where, "/format", "is damaged: not a number");
    }
    const auto format = meta["format"].get<std::uint64_t>();
    if (format > formatVersion) {
        throw InputError(where, "/format",
                         "is " + std::to_string(format) + "; this version reads up to " +
                             std::to_string(formatVersion) + ": a newer one wrote it");
    }
    return format;
}

/// What a checkpoint takes besides its tensors' values.
std::size_t ownBytes(const Checkpoint& checkpoint) {
    std::size_t bytes = sizeof(Checkpoint);
    for (const StoredTensors* tensors : {&checkpoint.weights, &checkpoint.state}) {
        for (const auto& entry : *tensors) {
            bytes += entry.first.size() + sizeof(StoredTensor);
        }
    }
    return bytes;
}

/// Puts a tensor where it belongs by its name on disk.
void place(Checkpoint& checkpoint, const std::string& name, StoredTensor tensor,
           std::uint64_t format) {
    const bool isState = name.rfind(statePrefix, 0) == 0;
    const bool isFlat =
        name.size() >= flatWeights.size() &&
        name.compare(name.size() - flatWeights.size(), flatWeights.size(), flatWeights) == 0;
    if (format < 2 ? isFlat : !isState) {
        checkpoint.weights[name] = std::move(tensor);
    } else {
        checkpoint.state[isState ? name.substr(statePrefix.size()) : name] = std::move(tensor);
    }
}

/// Each byte belongs to one tensor: what is shared, or left over, is no file of this format.
void refuseGapsAndOverlaps(std::vector<ByteRange> ranges, std::size_t bytes) {
    std::sort(ranges.begin(), ranges.end());
    std::uint64_t covered = 0;
    for (const auto& [begin, end] : ranges) {
        if (begin != covered) {
            throw InputError("", "",
                             begin < covered ? "is damaged: two tensors share their data"
                                             : "is damaged: some data belong to no tensor");
        }
        covered = end;
    }
    if (covered != bytes) {
        throw InputError("", "", "is damaged: some data belong to no tensor");
    }
}

void readSafetensors(const std::string& file, std::uint64_t format, Checkpoint& checkpoint) {
    std::uint64_t headerBytes = 0;
    for (std::size_t i = 0; i < 8 && i < file.size(); ++i) {
        headerBytes |= static_cast<std::uint64_t>(static_cast<unsigned char>(file[i])) << (8 * i);
    }
    if (file.size() < 8 || headerBytes > file.size() - 8) {
        throw InputError("", "", "is truncated: its header does not fit in the file");
    }
    const std::string_view all = file;
    ordered_json header;
    try {
        header = parseJson(all.substr(8, headerBytes), headerLimits);
    } catch (const InputError& error) {
        throw InputError("", error.pointer(), "is damaged: its header " + error.message());
    }
    if (!header.is_object()) {
        throw InputError("", "", "is damaged: its header is not an object");
    }
    const std::string_view data = all.substr(8 + headerBytes);
    std::vector<ByteRange> ranges;
    for (const auto& [name, entry] : header.items()) {
        if (name != "__metadata__") {
            ranges.push_back(rangeOf(entry, data.size(), name));
        }
    }
    refuseGapsAndOverlaps(ranges, data.size());
    for (const auto& [name, entry] : header.items()) {
        if (name != "__metadata__") {
            place(checkpoint, name, readTensor(entry, data, name), format);
        }
    }
}

/// What state.json says.
struct State {
    Checkpoint checkpoint; ///< its meta
    std::uint64_t format = 0;
    std::string tensors; ///< their file, which is as long as it should be
};

State readState(const std::string& folder) {
    const std::string path = (fs::path(folder) / "state.json").string();
    State state;
    ordered_json& meta = state.checkpoint.meta;
    meta = readJsonWithScene(path);
    if (!meta.is_object() || !meta.contains("tensor_bytes") ||
        !meta["tensor_bytes"].is_number_unsigned()) {
        throw InputError(path, "/tensor_bytes", "is missing: this is no checkpoint");
    }
    const auto promised = meta["tensor_bytes"].get<std::uint64_t>();
    state.format = formatOf(meta, path);
    meta.erase("tensor_bytes");
    meta.erase("format");
    state.tensors = (fs::path(folder) / "state.safetensors").string();
    refuseUnlessRegularFile(state.tensors);
    std::error_code failure;
    const std::uintmax_t size = fs::file_size(state.tensors, failure);
    if (!failure && size != promised) {
        throw InputError(state.tensors, "",
                         "has " + std::to_string(size) + " bytes; state.json expects " +
                             std::to_string(promised) + " (truncated or mixed up)");
    }
    return state;
}

} // namespace

template <class T>
const SharedArray<T>& storedValues(const StoredTensors& tensors, const std::string& name,
                                   std::size_t expectedSize) {
    const auto found = tensors.find(name);
    if (found == tensors.end()) {
        throw InputError("checkpoint", "/" + name, "is missing");
    }
    const auto* values = std::get_if<SharedArray<T>>(&found->second.values);
    if (values == nullptr) {
        const StoredValues wanted = SharedArray<T>();
        throw InputError("checkpoint", "/" + name,
                         std::string("is of type ") + typeNames[found->second.values.index()] +
                             "; this scene needs " + typeNames[wanted.index()]);
    }
    if (expectedSize != 0 && values->size() != expectedSize) {
        throw InputError("checkpoint", "/" + name,
                         "has " + std::to_string(values->size()) + " values; this scene needs " +
                             std::to_string(expectedSize));
    }
    return *values;
}

template const SharedArray<double>& storedValues(const StoredTensors&, const std::string&,
                                                 std::size_t);
template const SharedArray<float>& storedValues(const StoredTensors&, const std::string&,
                                                std::size_t);
template const SharedArray<std::int64_t>& storedValues(const StoredTensors&, const std::string&,
                                                       std::size_t);
template const SharedArray<std::uint8_t>& storedValues(const StoredTensors&, const std::string&,
                                                       std::size_t);

void Checkpoint::put(const std::string& name, std::vector<double> values,
                     std::vector<std::size_t> shape) {
    if (shape.empty()) {
        shape = {values.size()};
    }
    state[name] = StoredTensor{std::move(shape), std::move(values)};
}

std::vector<double> Checkpoint::doubles(const std::string& name, std::size_t expectedSize) const {
    return storedValues<double>(state, name, expectedSize).toVector();
}

std::vector<float> Checkpoint::floats(const std::string& name, std::size_t size) const {
    std::vector<float> values = storedValues<float>(state, name, 0).toVector();
    if (values.size() != size) {
        throw InputError("checkpoint", "/" + name,
                         "holds " + std::to_string(values.size()) + " numbers; needed are " +
                             std::to_string(size));
    }
    return values;
}

void Checkpoint::nest(const std::string& prefix, Checkpoint inner) {
    for (auto& [name, tensor] : inner.weights) {
        weights[prefix + name] = std::move(tensor);
    }
    for (auto& [name, tensor] : inner.state) {
        state[prefix + name] = std::move(tensor);
    }
    meta[prefix] = std::move(inner.meta);
}

Checkpoint Checkpoint::nested(const std::string& prefix) const {
    const auto found = meta.find(prefix);
    if (found == meta.end() || !found->is_object()) {
        throw InputError("checkpoint", "/" + prefix, "is missing");
    }
    Checkpoint inner;
    inner.meta = *found;
    const auto take = [&prefix](const StoredTensors& from, StoredTensors& to) {
        for (auto each = from.lower_bound(prefix);
             each != from.end() && each->first.rfind(prefix, 0) == 0; ++each) {
            to[each->first.substr(prefix.size())] = each->second;
        }
    };
    take(weights, inner.weights);
    take(state, inner.state);
    return inner;
}

std::uint64_t Checkpoint::count(const std::string& name) const {
    const auto found = meta.find(name);
    if (found == meta.end() || !found->is_number_unsigned()) {
        throw InputError("checkpoint", "/" + name, "is missing or not a count");
    }
    return found->get<std::uint64_t>();
}

void Checkpoint::shareWith(const Checkpoint& earlier) {
    const auto share = [](StoredTensors& tensors, const StoredTensors& before) {
        for (auto& [name, tensor] : tensors) {
            const auto same = before.find(name);
            if (same != before.end() && sameBits(tensor, same->second)) {
                tensor.values = same->second.values;
            }
        }
    };
    share(weights, earlier.weights);
    share(state, earlier.state);
}

std::size_t Checkpoint::memoryBytes() const {
    SharedBytes bytes;
    holdIn(bytes);
    return bytes.total();
}

void Checkpoint::holdIn(SharedBytes& bytes) const {
    for (const StoredTensors* tensors : {&weights, &state}) {
        for (const auto& entry : *tensors) {
            bytes.hold(entry.second.data(), entry.second.bytes());
        }
    }
    bytes.hold(this, ownBytes(*this));
}

void Checkpoint::releaseFrom(SharedBytes& bytes) const {
    for (const StoredTensors* tensors : {&weights, &state}) {
        for (const auto& entry : *tensors) {
            bytes.release(entry.second.data(), entry.second.bytes());
        }
    }
    bytes.release(this, ownBytes(*this));
}

void saveCheckpoint(const Checkpoint& checkpoint, const std::string& folder) {
    makeFolder(folder);
    // state.json is renamed last and names the size of its tensors: a pair torn apart by a crash
    // between the two renames is noticed when it is read.
    const std::string tensors = safetensors(checkpoint);
    ordered_json state = checkpoint.meta;
    state["format"] = formatVersion;
    state["tensor_bytes"] = tensors.size();
    writeFileAtomically((fs::path(folder) / "state.safetensors").string(), tensors);
    writeFileAtomically((fs::path(folder) / "state.json").string(), state.dump(2) + "\n");
}

Checkpoint loadCheckpointMeta(const std::string& folder) {
    return readState(folder).checkpoint;
}

Checkpoint loadCheckpoint(const std::string& folder) {
    auto [checkpoint, format, where] = readState(folder);
    // The values are held twice while they are read.
    const std::string file =
        readWholeFile(where, static_cast<std::size_t>(machineMemoryBytes() / 4.0));
    try {
        readSafetensors(file, format, checkpoint);
    } catch (const InputError& error) {
        throw error.in(where);
    }
    return checkpoint;
}

} // namespace scorescope
