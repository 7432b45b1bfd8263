// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QString>
#include <QTemporaryDir>
#include <QtGlobal>

#include <string>

namespace scorescope::test {

/// A folder for the files that a test makes, gone with it. What cannot be made ends the test.
class TestFolder {
public:
    [[nodiscard]] std::string path(const std::string& name = {}) const {
        return folder_.filePath(QString::fromStdString(name)).toStdString();
    }
    /// Its path.
    std::string makeFolder(const std::string& name) const {
        if (!QDir().mkpath(QString::fromStdString(path(name)))) {
            qFatal("cannot make %s", name.c_str());
        }
        return path(name);
    }
    /// Its path.
    std::string write(const std::string& name, const std::string& bytes) const {
        QFile file(QString::fromStdString(path(name)));
        file.remove(); // to cut a file that is there makes some file systems wait for the disk
        const auto size = static_cast<qint64>(bytes.size());
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes.data(), size) != size) {
            qFatal("cannot write %s", name.c_str());
        }
        return path(name);
    }

private:
    QTemporaryDir folder_;
};

} // namespace scorescope::test
