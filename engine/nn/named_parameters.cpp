// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/named_parameters.h"

#include "engine/core/error.h"

#include <functional>
#include <numeric>
#include <utility>

namespace scorescope::nn {
namespace {

const std::string flatName = "parameters";

std::string textOf(const std::vector<std::size_t>& shape) {
    std::string text;
    for (const std::size_t size : shape) {
        text += (text.empty() ? "" : " × ") + std::to_string(size);
    }
    return "[" + text + "]";
}

} // namespace

std::size_t NamedPart::size() const noexcept {
    return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

std::vector<NamedPart> namedParts(const ModelOptions& options) {
    std::vector<NamedPart> parts;
    std::size_t offset = 0;
    const auto add = [&](const std::string& name, std::vector<std::size_t> shape) {
        parts.push_back({name, offset, std::move(shape)});
        offset += parts.back().size();
    };
    std::size_t before = options.inputDim;
    for (std::size_t layer = 0; layer < options.hiddenUnits.size(); ++layer) {
        const std::string number =
            options.hiddenUnits.size() == 1 ? std::string() : std::to_string(layer + 1);
        const std::size_t units = options.hiddenUnits[layer];
        add("W" + number, {units, before});
        add("b" + number, {units});
        before = units;
    }
    if (!options.tied) {
        add("V", {options.inputDim, before});
    }
    add("c", {options.inputDim});
    return parts;
}

template <class Real>
void saveParameters(Checkpoint& checkpoint, const std::vector<NamedPart>& parts,
                    const std::vector<Real>& flat) {
    for (const NamedPart& part : parts) {
        const auto begin = flat.begin() + static_cast<std::ptrdiff_t>(part.offset);
        std::vector<Real> values(begin, begin + static_cast<std::ptrdiff_t>(part.size()));
        checkpoint.weights[part.name] = {part.shape, std::move(values)};
    }
}

template <class Real>
std::vector<Real> loadParameters(const Checkpoint& checkpoint,
                                 const std::vector<NamedPart>& parts) {
    const std::size_t count = parts.empty() ? 0 : parts.back().offset + parts.back().size();
    if (checkpoint.weights.count(flatName) != 0) {
        return storedValues<Real>(checkpoint.weights, flatName, count).toVector();
    }
    std::vector<Real> flat;
    flat.reserve(count);
    for (const NamedPart& part : parts) {
        const auto& values = storedValues<Real>(checkpoint.weights, part.name, part.size());
        const std::vector<std::size_t>& shape = checkpoint.weights.at(part.name).shape;
        if (shape != part.shape) {
            throw InputError("checkpoint", "/" + part.name,
                             "has the shape " + textOf(shape) + "; this scene needs " +
                                 textOf(part.shape));
        }
        flat.insert(flat.end(), values.begin(), values.end());
    }
    return flat;
}

template void saveParameters(Checkpoint&, const std::vector<NamedPart>&,
                             const std::vector<double>&);
template void saveParameters(Checkpoint&, const std::vector<NamedPart>&, const std::vector<float>&);
template std::vector<double> loadParameters(const Checkpoint&, const std::vector<NamedPart>&);
template std::vector<float> loadParameters(const Checkpoint&, const std::vector<NamedPart>&);

} // namespace scorescope::nn
