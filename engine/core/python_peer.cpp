// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/python_peer.h"

#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace scorescope {
namespace {

constexpr std::size_t longestLine = 4096;

/// As this process has it: the BLAS, and the short spinning of OpenMP's threads, without which two
/// threads on a busy machine take several times as long. Besides, unless told otherwise, blocks of
/// memory that are not mapped and unmapped each time, as tuneProcess() has it here.
std::vector<std::string> environmentOfPeer() {
    std::vector<std::string> environment;
    for (char** each = environ; *each != nullptr; ++each) {
        environment.emplace_back(*each);
    }
    if (std::getenv("GLIBC_TUNABLES") == nullptr) {
        environment.emplace_back("GLIBC_TUNABLES=glibc.malloc.mmap_threshold=1073741824:"
                                 "glibc.malloc.trim_threshold=2147483647");
    }
    return environment;
}

/// As the functions that start programs want it; valid as long as `texts`.
std::vector<char*> pointersTo(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (std::string& text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

void waitFor(pid_t process) {
    while (::waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
    }
}

} // namespace

PythonPeer::Started PythonPeer::start(const std::string& script,
                                      const std::vector<std::string>& arguments,
                                      const std::vector<std::string>& pythons) {
    Started started;
    for (const std::string& python : pythons) {
        int ends[2] = {-1, -1};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
            throw std::runtime_error("benchmark: no socket for a reference in Python: " +
                                     std::string(std::strerror(errno)));
        }
        posix_spawn_file_actions_t files;
        ::posix_spawn_file_actions_init(&files);
        ::posix_spawn_file_actions_adddup2(&files, ends[1], STDIN_FILENO);
        ::posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
        std::vector<std::string> words = {python, "-c", script};
        words.insert(words.end(), arguments.begin(), arguments.end());
        std::vector<std::string> environment = environmentOfPeer();
        pid_t process = -1;
        const int error = ::posix_spawnp(&process, python.c_str(), &files, nullptr,
                                         pointersTo(words).data(), pointersTo(environment).data());
        ::posix_spawn_file_actions_destroy(&files);
        ::close(ends[1]);
        std::string reason;
        if (error != 0) {
            ::close(ends[0]);
            reason = std::strerror(error);
        } else {
            std::unique_ptr<PythonPeer> peer(new PythonPeer(process, ends[0]));
            try {
                reason = peer->receiveLine();
            } catch (const std::runtime_error&) {
                reason = "it ended before it was ready";
            }
            if (reason.rfind("ready", 0) == 0) {
                return {std::move(peer),
                        reason.substr(std::min<std::size_t>(reason.size(), 6)) + " by " + python};
            }
        }
        started.words += (started.words.empty() ? "" : "; ") + python + ": " + reason;
    }
    return started;
}

PythonPeer::~PythonPeer() {
    ::close(socket_); // its standard input ends
    waitFor(process_);
}

void PythonPeer::sendBytes(const char* bytes, std::size_t count) {
    while (count > 0) {
        const ssize_t sent = ::send(socket_, bytes, count, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            throw std::runtime_error("benchmark: the reference in Python has ended");
        }
        bytes += sent;
        count -= static_cast<std::size_t>(sent);
    }
}

void PythonPeer::receiveBytes(char* bytes, std::size_t count) {
    while (count > 0) {
        const ssize_t got = ::recv(socket_, bytes, count, 0);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            throw std::runtime_error("benchmark: the reference in Python has ended");
        }
        bytes += got;
        count -= static_cast<std::size_t>(got);
    }
}

void PythonPeer::sendLine(const std::string& text) {
    const std::string line = text + "\n";
    sendBytes(line.data(), line.size());
}

void PythonPeer::send(const std::vector<float>& values) {
    sendBytes(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
}

std::string PythonPeer::receiveLine() {
    std::string line;
    for (char next = '\0'; true; line += next) { // by single bytes: arrays may follow
        receiveBytes(&next, 1);
        if (next == '\n') {
            return line;
        }
        if (line.size() == longestLine) {
            throw std::runtime_error("benchmark: the reference in Python says no line");
        }
    }
}

std::vector<float> PythonPeer::receive(std::size_t count) {
    std::vector<float> values(count);
    receiveBytes(reinterpret_cast<char*>(values.data()), count * sizeof(float));
    return values;
}

} // namespace scorescope
