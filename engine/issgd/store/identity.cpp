// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/store/identity.h"

#include "engine/core/error.h"
#include "engine/core/whole_file.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <random>

namespace scorescope::issgd {
namespace {

constexpr std::size_t longestPassword = 4096;
constexpr std::size_t longestHost = 256;

} // namespace

std::uint64_t drawnNumber() {
    std::random_device device;
    return static_cast<std::uint64_t>(device()) << 32U | device();
}

Leader newLeader() {
    std::array<char, longestHost> host{};
    const bool named = gethostname(host.data(), host.size() - 1) == 0 && host.front() != '\0';
    Leader leader;
    leader.token = drawnNumber();
    leader.who = std::string(named ? host.data() : "a host without a name") + " (process " +
                 std::to_string(getpid()) + ")";
    leader.since =
        std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    return leader;
}

std::string passwordIn(const std::string& file) {
    std::string text = readWholeFile(file, longestPassword);
    text.resize(std::min(text.find_first_of("\r\n"), text.size()));
    if (text.empty()) {
        throw InputError(file, "", "has no password in its first line");
    }
    return text;
}

} // namespace scorescope::issgd
