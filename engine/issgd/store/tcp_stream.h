// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace scorescope::issgd {

/// A TCP connection in which no wait is without an end, and none ignores `stop` for longer than a
/// twentieth of a second (but for the name service, while it is made). Throws StoreError
/// (unreachable) with a sentence, and Cancelled when stopped. One thread's; `stop` is any thread's
/// to set, and must live on.
class TcpStream {
public:
    TcpStream(const std::string& host, std::uint16_t port, std::chrono::milliseconds connecting,
              const std::atomic<bool>& stop);
    ~TcpStream();
    TcpStream(const TcpStream&) = delete;
    TcpStream& operator=(const TcpStream&) = delete;

    /// From now on: so long without a byte at most, and so long for all.
    void begin(std::chrono::milliseconds silence, std::chrono::milliseconds all);
    void write(std::string_view bytes);
    /// At least one byte; valid until the next call.
    [[nodiscard]] std::string_view read();

private:
    using Clock = std::chrono::steady_clock;

    /// One of a host's addresses. \returns why not; empty when it is connected.
    [[nodiscard]] std::string tryOut(int family, const void* address, unsigned length,
                                     Clock::time_point until);
    /// \returns whether the socket is ready before that time.
    [[nodiscard]] bool ready(short events, Clock::time_point until) const;
    void waitFor(short events, const char* what) const;
    void close() noexcept;

    std::string server_; ///< for a person
    const std::atomic<bool>& stop_;
    int socket_ = -1;
    std::chrono::milliseconds silence_{0};
    Clock::time_point end_;
    std::array<char, std::size_t{1} << 16U> buffer_{};
};

} // namespace scorescope::issgd
