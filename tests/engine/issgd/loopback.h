// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

/// Servers on this machine that misbehave when told to.
namespace scorescope::test {

class Socket {
public:
    explicit Socket(int descriptor = -1) : descriptor_(descriptor) {}
    ~Socket() {
        if (descriptor_ >= 0) {
            ::close(descriptor_);
        }
    }
    Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    Socket& operator=(Socket&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    [[nodiscard]] int get() const noexcept { return descriptor_; }

private:
    int descriptor_;
};

inline sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

/// Listens on a port that is free.
class Listener {
public:
    Listener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address = loopback(0);
        socklen_t length = sizeof address;
        if (::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), length) != 0 ||
            ::listen(socket_.get(), 16) != 0 ||
            ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &length) != 0) {
            throw std::runtime_error("no port to listen on");
        }
        port_ = ntohs(address.sin_port);
    }
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] int get() const noexcept { return socket_.get(); }

private:
    Socket socket_;
    std::uint16_t port_ = 0;
};

/// A port that nobody listens on, as far as one can know.
inline std::uint16_t freePort() {
    return Listener().port();
}

/// Answers whatever is sent to it with what it is told to.
class FakeServer {
public:
    explicit FakeServer(std::function<std::string(const std::string& request)> answer)
        : answer_(std::move(answer)), thread_([this] { serve(); }) {}
    ~FakeServer() {
        stop_ = true;
        thread_.join();
    }
    [[nodiscard]] std::uint16_t port() const noexcept { return listener_.port(); }

private:
    void serve() {
        std::vector<Socket> clients;
        while (!stop_) {
            std::vector<pollfd> wanted = {{listener_.get(), POLLIN, 0}};
            for (const Socket& client : clients) {
                wanted.push_back({client.get(), POLLIN, 0});
            }
            if (::poll(wanted.data(), wanted.size(), 20) <= 0) {
                continue;
            }
            for (std::size_t c = wanted.size() - 1; c > 0; --c) {
                if (wanted[c].revents == 0) {
                    continue;
                }
                std::array<char, 65536> buffer{};
                const ssize_t came = ::recv(wanted[c].fd, buffer.data(), buffer.size(), 0);
                const std::string answer =
                    came > 0 ? answer_({buffer.data(), static_cast<std::size_t>(came)}) : "";
                if (came <= 0 || ::send(wanted[c].fd, answer.data(), answer.size(),
                                        MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
                    clients.erase(clients.begin() + static_cast<std::ptrdiff_t>(c) - 1);
                }
            }
            if (wanted[0].revents != 0) {
                clients.emplace_back(::accept(listener_.get(), nullptr, nullptr));
            }
        }
    }

    std::function<std::string(const std::string&)> answer_;
    Listener listener_;
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

/// Carries bytes to a server and back, until it is told to cut all connections, or to carry
/// nothing.
class TcpProxy {
public:
    explicit TcpProxy(std::uint16_t server) : server_(server), thread_([this] { serve(); }) {}
    ~TcpProxy() {
        stop_ = true;
        thread_.join();
    }
    [[nodiscard]] std::uint16_t port() const noexcept { return listener_.port(); }
    void cut() { cut_ = true; }
    void hold(bool held) { held_ = held; }

private:
    static bool carry(int from, int to) {
        std::array<char, 65536> buffer{};
        const ssize_t came = ::recv(from, buffer.data(), buffer.size(), 0);
        for (ssize_t sent = 0; sent < came;) {
            const ssize_t went = ::send(to, buffer.data() + sent,
                                        static_cast<std::size_t>(came - sent), MSG_NOSIGNAL);
            if (went <= 0) {
                return false;
            }
            sent += went;
        }
        return came > 0;
    }

    void serve() {
        std::vector<std::pair<Socket, Socket>> pairs;
        while (!stop_) {
            if (cut_.exchange(false)) {
                pairs.clear();
            }
            std::vector<pollfd> wanted = {{listener_.get(), POLLIN, 0}};
            for (const auto& [client, server] : pairs) {
                wanted.push_back({client.get(), POLLIN, 0});
                wanted.push_back({server.get(), POLLIN, 0});
            }
            if (held_) {
                wanted.resize(1);
            }
            if (::poll(wanted.data(), wanted.size(), 5) <= 0) {
                continue;
            }
            for (std::size_t p = (wanted.size() - 1) / 2; p-- > 0;) {
                const pollfd& client = wanted[1 + 2 * p];
                const pollfd& server = wanted[2 + 2 * p];
                if ((client.revents != 0 && !carry(client.fd, server.fd)) ||
                    (server.revents != 0 && !carry(server.fd, client.fd))) {
                    pairs.erase(pairs.begin() + static_cast<std::ptrdiff_t>(p));
                }
            }
            if (wanted[0].revents != 0) {
                Socket client(::accept(listener_.get(), nullptr, nullptr));
                Socket server(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
                const sockaddr_in address = loopback(server_);
                if (::connect(server.get(), reinterpret_cast<const sockaddr*>(&address),
                              sizeof address) == 0) {
                    pairs.emplace_back(std::move(client), std::move(server));
                }
            }
        }
    }

    std::uint16_t server_;
    Listener listener_;
    std::atomic<bool> stop_{false};
    std::atomic<bool> cut_{false};
    std::atomic<bool> held_{false};
    std::thread thread_;
};

} // namespace scorescope::test
