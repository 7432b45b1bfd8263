// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::test {

/// How a server on loopback answers for one path.
struct ServedFile {
    QByteArray body = {};
    int status = 200;
    bool ranges = true;      ///< it can go on from the middle
    qint64 cutAfter = -1;    ///< bytes of the body, then the connection is closed
    bool announces = true;   ///< how long the body is
    QByteArray movedTo = {}; ///< an address; then there is no body
    bool silent = false;     ///< it never answers
};

/// By path.
using ServedFiles = std::map<QByteArray, ServedFile>;

/// An HTTP server on loopback, in a thread of its own, that behaves as it is told to.
class FileServer {
public:
    explicit FileServer(ServedFiles files) : files_(std::move(files)) {
        server_.moveToThread(&thread_);
        QObject::connect(&server_, &QTcpServer::newConnection, &server_, [this] { accept(); });
        thread_.start();
        QMetaObject::invokeMethod(
            &server_, [this] { server_.listen(QHostAddress::LocalHost); },
            Qt::BlockingQueuedConnection);
    }
    ~FileServer() {
        QMetaObject::invokeMethod(
            &server_,
            [this] {
                server_.close();
                qDeleteAll(server_.findChildren<QTcpSocket*>());
                server_.moveToThread(nullptr);
            },
            Qt::BlockingQueuedConnection);
        thread_.quit();
        thread_.wait();
    }
    FileServer(const FileServer&) = delete;
    FileServer& operator=(const FileServer&) = delete;

    [[nodiscard]] std::string address(const char* path) const {
        return "http://127.0.0.1:" + std::to_string(server_.serverPort()) + path;
    }
    void serve(const QByteArray& path, const ServedFile& file) {
        const std::lock_guard<std::mutex> lock(mutex_);
        files_[path] = file;
    }
    /// For each request so far: from which byte on.
    [[nodiscard]] std::vector<qint64> beginnings() const {
        const std::lock_guard<std::mutex> lock(mutex_);
        return beginnings_;
    }

private:
    void accept() {
        while (QTcpSocket* socket = server_.nextPendingConnection()) {
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                const QByteArray request = socket->peek(1 << 16);
                if (request.contains("\r\n\r\n")) {
                    socket->readAll();
                    answer(*socket, request);
                }
            });
        }
    }

    void answer(QTcpSocket& socket, const QByteArray& request) {
        const std::lock_guard<std::mutex> lock(mutex_);
        const QByteArray path = request.split(' ').value(1);
        const auto found = files_.find(path);
        const ServedFile file = found == files_.end() ? ServedFile{{}, 404} : found->second;
        qint64 from = 0;
        const qsizetype range = request.indexOf("Range: bytes=");
        if (range >= 0) {
            const qsizetype begin = range + 13;
            from = request.mid(begin, request.indexOf('-', begin) - begin).toLongLong();
        }
        beginnings_.push_back(from);
        if (file.silent) {
            return;
        }
        if (!file.movedTo.isEmpty()) {
            socket.write("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + file.movedTo +
                         "\r\nConnection: close\r\n\r\n");
        } else {
            const bool partial = from > 0 && file.ranges && file.status == 200;
            QByteArray body = partial ? file.body.mid(from) : file.body;
            QByteArray head =
                "HTTP/1.1 " + QByteArray::number(partial ? 206 : file.status) + " As told\r\n";
            if (partial) {
                head += "Content-Range: bytes " + QByteArray::number(from) + '-' +
                        QByteArray::number(file.body.size() - 1) + '/' +
                        QByteArray::number(file.body.size()) + "\r\n";
            }
            if (file.announces) {
                head += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
            }
            if (file.cutAfter >= 0) {
                body.truncate(file.cutAfter);
            }
            socket.write(head + "Connection: close\r\n\r\n" + body);
        }
        socket.disconnectFromHost();
    }

    ServedFiles files_;
    mutable std::mutex mutex_;
    std::vector<qint64> beginnings_;
    QThread thread_;
    QTcpServer server_;
};

} // namespace scorescope::test
