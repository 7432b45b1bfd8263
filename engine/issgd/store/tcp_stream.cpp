// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/store/tcp_stream.h"

#include "engine/core/error.h"
#include "engine/core/open_file.h"
#include "engine/issgd/store/store_error.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace scorescope::issgd {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds slice{50}; ///< after which `stop` is looked at

struct AddressesCloser {
    void operator()(addrinfo* addresses) const { freeaddrinfo(addresses); }
};

StoreError unreachable(const std::string& what) {
    return {StoreError::Kind::unreachable, what};
}

} // namespace

TcpStream::TcpStream(const std::string& host, std::uint16_t port, milliseconds connecting,
                     const std::atomic<bool>& stop)
    : server_(host + " port " + std::to_string(port)), stop_(stop) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const int failed = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
    const std::unique_ptr<addrinfo, AddressesCloser> addresses(found);
    if (failed != 0) {
        throw unreachable("there is no address for the host " + host + ": " + gai_strerror(failed));
    }
    const Clock::time_point until = Clock::now() + connecting;
    std::string trouble = "it has no address";
    for (const addrinfo* each = addresses.get(); each != nullptr; each = each->ai_next) {
        trouble = tryOut(each->ai_family, each->ai_addr, each->ai_addrlen, until);
        if (trouble.empty()) {
            return;
        }
        close();
    }
    throw unreachable("no connection with " + server_ + ": " + trouble);
}

TcpStream::~TcpStream() {
    close();
}

void TcpStream::close() noexcept {
    if (socket_ >= 0) {
        ::close(socket_);
        socket_ = -1;
    }
}

std::string TcpStream::tryOut(int family, const void* address, unsigned length,
                              Clock::time_point until) {
    socket_ = ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket_ < 0) {
        return systemReason();
    }
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(socket_, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    if (::connect(socket_, static_cast<const sockaddr*>(address), length) == 0) {
        return {};
    }
    if (errno != EINPROGRESS && errno != EINTR) {
        return systemReason();
    }
    bool connected = false;
    try {
        connected = ready(POLLOUT, until);
    } catch (...) {
        close(); // the destructor of what was not made is not called
        throw;
    }
    if (!connected) {
        return "nobody answers";
    }
    socklen_t size = sizeof(int);
    int error = 0;
    ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size);
    errno = error;
    return error == 0 ? std::string() : systemReason();
}

void TcpStream::begin(milliseconds silence, milliseconds all) {
    silence_ = silence;
    end_ = Clock::now() + all;
}

bool TcpStream::ready(short events, Clock::time_point until) const {
    for (;;) {
        if (stop_.load()) {
            throw Cancelled();
        }
        const auto left =
            std::chrono::duration_cast<milliseconds>(until - Clock::now()) + milliseconds(1);
        if (left <= milliseconds(0)) {
            return false;
        }
        pollfd wanted{socket_, events, 0};
        const int found = ::poll(&wanted, 1, static_cast<int>(std::min(left, slice).count()));
        if (found > 0) {
            return true;
        }
        if (found < 0 && errno != EINTR) {
            throw unreachable("the connection with " + server_ + " broke: " + systemReason());
        }
    }
}

void TcpStream::waitFor(short events, const char* what) const {
    const Clock::time_point until = std::min(end_, Clock::now() + silence_);
    if (!ready(events, until)) {
        throw unreachable(
            server_ + ' ' + what + " for " +
            std::to_string(std::chrono::duration_cast<milliseconds>(silence_).count()) +
            " ms, or not within the time for a command");
    }
}

void TcpStream::write(std::string_view bytes) {
    while (!bytes.empty()) {
        // No signal when the other side is gone: that ends programs.
        const ssize_t went = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (went > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(went));
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            waitFor(POLLOUT, "takes nothing");
        } else if (errno != EINTR) {
            throw unreachable("the connection with " + server_ + " broke: " + systemReason());
        }
    }
}

std::string_view TcpStream::read() {
    for (;;) {
        const ssize_t came = ::recv(socket_, buffer_.data(), buffer_.size(), 0);
        if (came > 0) {
            if (Clock::now() > end_) {
                throw unreachable(server_ + " takes too long for an answer");
            }
            return {buffer_.data(), static_cast<std::size_t>(came)};
        }
        if (came == 0) {
            throw unreachable(server_ + " has closed the connection");
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            waitFor(POLLIN, "says nothing");
        } else if (errno != EINTR) {
            throw unreachable("the connection with " + server_ + " broke: " + systemReason());
        }
    }
}

} // namespace scorescope::issgd
