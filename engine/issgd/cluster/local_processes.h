// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/issgd/store/redis_url.h"

#include <sys/types.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

/// Processes of a measurement, which end with it.
namespace scorescope::issgd {

/// A program that runs, silent; killed when this goes.
class ChildProcess {
public:
    /// \param program a path, or a name that is looked for in PATH
    /// Throws std::runtime_error when it cannot be started.
    ChildProcess(const std::string& program, const std::vector<std::string>& arguments);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

private:
    pid_t process_ = -1;
};

/// A Redis or Valkey server on a free port of this machine, which keeps nothing.
class LocalRedis {
public:
    /// Null where none is installed, or this program was built without hiredis. Throws
    /// std::runtime_error for one that is there and does not answer within half a minute.
    [[nodiscard]] static std::unique_ptr<LocalRedis> started();

    [[nodiscard]] const RedisAddress& address() const noexcept { return address_; }
    [[nodiscard]] std::string url() const { return "redis://" + address_.text(); }

private:
    LocalRedis(RedisAddress address, std::unique_ptr<ChildProcess> process)
        : address_(std::move(address)), process_(std::move(process)) {}

    RedisAddress address_;
    std::unique_ptr<ChildProcess> process_;
};

} // namespace scorescope::issgd
