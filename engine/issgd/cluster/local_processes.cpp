// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/cluster/local_processes.h"

#include "engine/issgd/store/redis_link.h"
#include "engine/issgd/store/stop_flag.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <utility>

extern char** environ; // NOLINT: POSIX declares it nowhere

namespace scorescope::issgd {
namespace {

using std::chrono::milliseconds;

/// A port that is free now. Throws std::runtime_error.
std::uint16_t freePort() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* const general = reinterpret_cast<sockaddr*>(&address);
    const bool found = socket >= 0 && ::bind(socket, general, size) == 0 &&
                       ::getsockname(socket, general, &size) == 0;
    if (socket >= 0) {
        ::close(socket);
    }
    if (!found) {
        throw std::runtime_error("there is no free port on this machine");
    }
    return ntohs(address.sin_port);
}

bool answers(const RedisAddress& address) {
    RedisTimes times;
    times.shortestBackoff = milliseconds(1);
    times.longestBackoff = milliseconds(1);
    RedisLink link(address, times, 1);
    try {
        static_cast<void>(link.ask({{"PING"}}, 100));
        return true;
    } catch (const StoreError&) {
        return false;
    }
}

} // namespace

ChildProcess::ChildProcess(const std::string& program, const std::vector<std::string>& arguments) {
    std::vector<std::string> words = arguments;
    words.insert(words.begin(), program);
    std::vector<char*> pointers;
    for (std::string& word : words) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t actions{};
    posix_spawn_file_actions_init(&actions);
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0);
    }
    const int trouble =
        posix_spawnp(&process_, program.c_str(), &actions, nullptr, pointers.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (trouble != 0) {
        throw std::runtime_error(program + " cannot be started: " + std::strerror(trouble));
    }
}

ChildProcess::~ChildProcess() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
}

std::unique_ptr<LocalRedis> LocalRedis::started() {
    if (!RedisLink::available()) {
        return nullptr;
    }
    RedisAddress address;
    address.host = "127.0.0.1";
    address.port = freePort();
    std::unique_ptr<ChildProcess> process;
    for (const char* program : {"redis-server", "valkey-server"}) {
        try {
            process = std::make_unique<ChildProcess>(
                program,
                std::vector<std::string>{"--port", std::to_string(address.port), "--bind",
                                         address.host, "--save", "", "--appendonly", "no"});
            break;
        } catch (const std::runtime_error&) {
            continue; // that one is not installed
        }
    }
    if (!process) {
        return nullptr;
    }
    const StopFlag never;
    for (int tries = 0; tries < 300; ++tries) {
        if (answers(address)) {
            return std::unique_ptr<LocalRedis>(
                new LocalRedis(std::move(address), std::move(process)));
        }
        static_cast<void>(never.waitFor(milliseconds(100)));
    }
    throw std::runtime_error("the Redis server that was started does not answer");
}

} // namespace scorescope::issgd
