// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/stored_tensor.h"

#include <cstring>

namespace scorescope {

const void* StoredTensor::data() const noexcept {
    return std::visit([](const auto& array) -> const void* { return array.data(); }, values);
}

std::size_t StoredTensor::size() const noexcept {
    return std::visit([](const auto& array) { return array.size(); }, values);
}

std::size_t StoredTensor::width() const noexcept {
    return std::visit([](const auto& array) { return sizeof(*array.data()); }, values);
}

bool sameBits(const StoredTensor& one, const StoredTensor& other) noexcept {
    if (one.values.index() != other.values.index() || one.shape != other.shape ||
        one.size() != other.size()) {
        return false;
    }
    return one.data() == other.data() || one.bytes() == 0 ||
           std::memcmp(one.data(), other.data(), one.bytes()) == 0;
}

} // namespace scorescope
