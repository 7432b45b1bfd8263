// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/shared_bytes.h"

#include <cassert>

namespace scorescope {

void SharedBytes::hold(const void* piece, std::size_t bytes) {
    if (bytes == 0) {
        return;
    }
    Held& held = held_[piece];
    if (held.holders == 0) {
        held.bytes = bytes;
        total_ += bytes;
    }
    ++held.holders;
}

void SharedBytes::release(const void* piece, std::size_t bytes) {
    if (bytes == 0) {
        return;
    }
    const auto found = held_.find(piece);
    assert(found != held_.end());
    if (--found->second.holders == 0) {
        total_ -= found->second.bytes;
        held_.erase(found);
    }
}

} // namespace scorescope
