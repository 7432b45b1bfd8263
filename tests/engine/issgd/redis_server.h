// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/issgd/store/redis_store.h"
#include "tests/engine/issgd/loopback.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <chrono>
#include <cstdint>
#include <string>

namespace scorescope::test {

/// A Redis or Valkey server of a test's own, on a free port of this machine. It keeps nothing.
class RedisServer {
public:
    /// Empty where none is installed.
    static QString program() {
        for (const char* name : {"redis-server", "valkey-server"}) {
            const QString found = QStandardPaths::findExecutable(name);
            if (!found.isEmpty()) {
                return found;
            }
        }
        return {};
    }

    /// Why there can be no test with one; empty where there can.
    static QByteArray missing() {
        if (!issgd::RedisLink::available()) {
            return "built without hiredis";
        }
        return program().isEmpty() ? "neither redis-server nor valkey-server is installed" : "";
    }
    /// Then a test that cannot be is a failure.
    static bool required() { return qEnvironmentVariableIsSet("SCORESCOPE_REQUIRE_REDIS"); }

    explicit RedisServer(const QStringList& more = {}) : port_(freePort()), more_(more) {}
    ~RedisServer() { stop(); }
    RedisServer(const RedisServer&) = delete;
    RedisServer& operator=(const RedisServer&) = delete;

    /// \returns whether it answers.
    bool start() {
        process_.setWorkingDirectory(folder_.path());
        process_.setStandardOutputFile(QProcess::nullDevice());
        process_.setStandardErrorFile(QProcess::nullDevice());
        process_.start(program(), QStringList{"--port", QString::number(port_), "--bind",
                                              "127.0.0.1", "--save", "", "--appendonly", "no"} +
                                      more_);
        if (!process_.waitForStarted()) {
            return false;
        }
        issgd::RedisTimes times;
        times.longestBackoff = std::chrono::milliseconds(1);
        times.shortestBackoff = std::chrono::milliseconds(1);
        const issgd::StopFlag never;
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < 30000) {
            issgd::RedisLink link(address(), times, 1);
            try {
                static_cast<void>(link.ask({{"PING"}}, 100));
                return true;
            } catch (const issgd::StoreError& error) {
                if (error.kind() == issgd::StoreError::Kind::refused) {
                    return true; // it wants a password
                }
            }
            static_cast<void>(never.waitFor(std::chrono::milliseconds(10)));
        }
        return false;
    }
    void stop() {
        process_.kill();
        process_.waitForFinished();
    }

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] issgd::RedisAddress address() const {
        issgd::RedisAddress address;
        address.host = "127.0.0.1";
        address.port = port_;
        return address;
    }

private:
    std::uint16_t port_;
    QStringList more_;
    QTemporaryDir folder_;
    QProcess process_;
};

} // namespace scorescope::test
