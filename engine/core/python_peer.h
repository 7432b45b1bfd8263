// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace scorescope {

/// A Python program that a benchmark takes turns with: a process of its own that waits while ours
/// works. Commands go to its standard input, answers come from its standard output: lines, and
/// arrays as plain float32. Its first line is "ready" and words, or else why it cannot be used.
///
/// Used from one thread. After start(), every function throws std::runtime_error when the process
/// has ended. The destructor lets it end, and waits for that.
class PythonPeer {
public:
    struct Started {
        std::unique_ptr<PythonPeer> peer; ///< null: there is none
        std::string words; ///< what it said when it was ready; without one, why there is none
    };
    /// Runs `script` by the first of `pythons` (paths, or names looked for on PATH) where it gets
    /// ready; Debian's comes first, because another on PATH may lack Debian's packages.
    [[nodiscard]] static Started
    start(const std::string& script, const std::vector<std::string>& arguments,
          const std::vector<std::string>& pythons = {"/usr/bin/python3", "python3"});
    ~PythonPeer();
    PythonPeer(const PythonPeer&) = delete;
    PythonPeer& operator=(const PythonPeer&) = delete;

    /// `text` without its end of line.
    void sendLine(const std::string& text);
    void send(const std::vector<float>& values);
    [[nodiscard]] std::string receiveLine();
    [[nodiscard]] std::vector<float> receive(std::size_t count);

private:
    PythonPeer(pid_t process, int socket) : process_(process), socket_(socket) {}
    void sendBytes(const char* bytes, std::size_t count);
    void receiveBytes(char* bytes, std::size_t count);

    pid_t process_;
    int socket_;
};

} // namespace scorescope
