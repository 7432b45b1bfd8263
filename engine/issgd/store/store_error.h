// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <string>

namespace scorescope::issgd {

/// What a store of weights cannot do, as one sentence for a person.
class StoreError : public std::runtime_error {
public:
    enum class Kind {
        unreachable, ///< nobody answers, or the connection broke: another try may help
        refused,     ///< it answers, but will not: password, memory full, wrong kind of key
        unreadable,  ///< what it answers is damaged, or none of ours
        otherRun,    ///< what it answers is of another run: the worker's master is gone
        taken,       ///< another master leads this run
    };

    StoreError(Kind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}

    [[nodiscard]] Kind kind() const noexcept { return kind_; }

private:
    Kind kind_;
};

} // namespace scorescope::issgd
