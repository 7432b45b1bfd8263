// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/checkpoint.h"

#include "engine/core/artifact_io.h"
#include "engine/core/error.h"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace scorescope {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

static_assert(sizeof(double) == 8 && sizeof(float) == 4);

const char* dtypeOf(const StoredTensor& tensor) {
    static constexpr const char* names[] = {"F64", "F32", "I64"};
    return names[tensor.values.index()];
}

std::string bytesOf(const StoredTensor& tensor) {
    return std::visit(
        [](const auto& values) {
            std::string bytes(values.size() * sizeof(values[0]), '\0');
            if (!values.empty()) {
                std::memcpy(bytes.data(), values.data(), bytes.size());
            }
            return bytes;
        },
        tensor.values);
}

std::string safetensors(const Checkpoint& checkpoint) {
    ordered_json header = ordered_json::object();
    std::string data;
    for (const auto& [name, tensor] : checkpoint.tensors) {
        const std::string bytes = bytesOf(tensor);
        header[name] = {{"dtype", dtypeOf(tensor)},
                        {"shape", tensor.shape},
                        {"data_offsets", {data.size(), data.size() + bytes.size()}}};
        data += bytes;
    }
    std::string text = header.dump();
    text.append((8 - text.size() % 8) % 8,
                ' '); // the format aligns its data to 8 bytes with spaces
    std::string file(8, '\0');
    const std::uint64_t length = text.size();
    for (std::size_t i = 0; i < 8; ++i) {
        file[i] = static_cast<char>((length >> (8 * i)) & 0xFFU);
    }
    return file + text + data;
}

template <class T>
std::vector<T> valuesFrom(const std::string& bytes, std::size_t begin, std::size_t end) {
    std::vector<T> values((end - begin) / sizeof(T));
    if (!values.empty()) {
        std::memcpy(values.data(), bytes.data() + begin, values.size() * sizeof(T));
    }
    return values;
}

StoredTensor readTensor(const ordered_json& entry, const std::string& data,
                        const std::string& name) {
    const auto refuse = [&](const std::string& why) -> InputError {
        return InputError("", "/" + name, "is damaged: " + why);
    };
    if (!entry.is_object() || !entry.contains("dtype") || !entry.contains("shape") ||
        !entry.contains("data_offsets") || !entry["dtype"].is_string() ||
        !entry["shape"].is_array() || !entry["data_offsets"].is_array() ||
        entry["data_offsets"].size() != 2 || !entry["data_offsets"][0].is_number_unsigned() ||
        !entry["data_offsets"][1].is_number_unsigned()) {
        throw refuse("its entry lacks dtype, shape or data_offsets");
    }
    const auto begin = entry["data_offsets"][0].get<std::uint64_t>();
    const auto end = entry["data_offsets"][1].get<std::uint64_t>();
    if (begin > end || end > data.size()) {
        throw refuse("its data lie outside the file (truncated?)");
    }
    StoredTensor tensor;
    std::uint64_t count = 1;
    for (const ordered_json& extent : entry["shape"]) {
        if (!extent.is_number_unsigned()) {
            throw refuse("its shape is not a list of sizes");
        }
        const auto size = extent.get<std::uint64_t>();
        if (size != 0 && count > data.size() / size) {
            throw refuse("its shape is larger than the file");
        }
        count *= size;
        tensor.shape.push_back(size);
    }
    const auto dtype = entry["dtype"].get<std::string>();
    const std::uint64_t width = dtype == "F32" ? 4 : 8;
    if (dtype != "F64" && dtype != "F32" && dtype != "I64") {
        throw refuse("its type '" + dtype + "' is not one of F64, F32, I64");
    }
    if (end - begin != count * width) {
        throw refuse("its shape and its data differ in size");
    }
    if (dtype == "F64") {
        tensor.values = valuesFrom<double>(data, begin, end);
    } else if (dtype == "F32") {
        tensor.values = valuesFrom<float>(data, begin, end);
    } else {
        tensor.values = valuesFrom<std::int64_t>(data, begin, end);
    }
    return tensor;
}

std::string readFile(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw InputError(path.string(), "", "cannot be read: no such file or no permission");
    }
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

} // namespace

void Checkpoint::put(const std::string& name, std::vector<double> values,
                     std::vector<std::size_t> shape) {
    if (shape.empty()) {
        shape = {values.size()};
    }
    tensors[name] = StoredTensor{std::move(shape), std::move(values)};
}

const std::vector<double>& Checkpoint::doubles(const std::string& name,
                                               std::size_t expectedSize) const {
    const auto found = tensors.find(name);
    if (found == tensors.end()) {
        throw InputError("checkpoint", "/" + name, "is missing");
    }
    const auto* values = std::get_if<std::vector<double>>(&found->second.values);
    if (values == nullptr) {
        throw InputError("checkpoint", "/" + name, "is not of type F64");
    }
    if (expectedSize != 0 && values->size() != expectedSize) {
        throw InputError("checkpoint", "/" + name,
                         "has " + std::to_string(values->size()) + " values; this scene needs " +
                             std::to_string(expectedSize));
    }
    return *values;
}

std::uint64_t Checkpoint::count(const std::string& name) const {
    const auto found = meta.find(name);
    if (found == meta.end() || !found->is_number_unsigned()) {
        throw InputError("checkpoint", "/" + name, "is missing or not a count");
    }
    return found->get<std::uint64_t>();
}

std::size_t Checkpoint::memoryBytes() const {
    std::size_t sum = sizeof(Checkpoint);
    for (const auto& [name, tensor] : tensors) {
        sum += name.size() + sizeof(StoredTensor) +
               std::visit([](const auto& values) { return values.size() * sizeof(values[0]); },
                          tensor.values);
    }
    return sum;
}

void saveCheckpoint(const Checkpoint& checkpoint, const std::string& folder) {
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) {
        throw InputError(folder, "", "the folder cannot be made: " + failure.message());
    }
    // state.json is renamed last and names the size of its tensors: a pair torn apart by a crash
    // between the two renames is noticed when it is read.
    const std::string tensors = safetensors(checkpoint);
    ordered_json state = checkpoint.meta;
    state["tensor_bytes"] = tensors.size();
    writeFileAtomically((fs::path(folder) / "state.safetensors").string(), tensors);
    writeFileAtomically((fs::path(folder) / "state.json").string(), state.dump(2) + "\n");
}

Checkpoint loadCheckpoint(const std::string& folder) {
    const fs::path tensorPath = fs::path(folder) / "state.safetensors";
    const fs::path statePath = fs::path(folder) / "state.json";
    Checkpoint checkpoint;
    const std::string stateText = readFile(statePath);
    try {
        checkpoint.meta = ordered_json::parse(stateText);
    } catch (const ordered_json::exception&) {
        throw InputError(statePath.string(), "", "is damaged: not JSON");
    }
    const std::string file = readFile(tensorPath);
    const std::string where = tensorPath.string();
    if (!checkpoint.meta.is_object() || !checkpoint.meta.contains("tensor_bytes") ||
        !checkpoint.meta["tensor_bytes"].is_number_unsigned()) {
        throw InputError(statePath.string(), "/tensor_bytes", "is missing: this is no checkpoint");
    }
    if (checkpoint.meta["tensor_bytes"].get<std::uint64_t>() != file.size()) {
        throw InputError(where, "",
                         "has " + std::to_string(file.size()) + " bytes; state.json expects " +
                             checkpoint.meta["tensor_bytes"].dump() + " (truncated or mixed up)");
    }
    checkpoint.meta.erase("tensor_bytes");
    std::uint64_t headerBytes = 0;
    for (std::size_t i = 0; i < 8 && i < file.size(); ++i) {
        headerBytes |= static_cast<std::uint64_t>(static_cast<unsigned char>(file[i])) << (8 * i);
    }
    if (file.size() < 8 || headerBytes > file.size() - 8) {
        throw InputError(where, "", "is truncated: its header does not fit in the file");
    }
    ordered_json header;
    try {
        header = ordered_json::parse(file.substr(8, headerBytes));
    } catch (const ordered_json::exception&) {
        throw InputError(where, "", "is damaged: its header is not JSON");
    }
    if (!header.is_object()) {
        throw InputError(where, "", "is damaged: its header is not an object");
    }
    const std::string data = file.substr(8 + headerBytes);
    for (const auto& [name, entry] : header.items()) {
        if (name == "__metadata__") {
            continue;
        }
        try {
            checkpoint.tensors[name] = readTensor(entry, data, name);
        } catch (const InputError& error) {
            throw error.in(where);
        }
    }
    return checkpoint;
}

} // namespace scorescope
