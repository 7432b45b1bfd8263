// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/autosave.h"

#include "engine/core/error.h"
#include "engine/core/scene.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <QSaveFile>
#include <QStandardPaths>
#include <QUuid>
#include <nlohmann/json.hpp>

namespace scorescope::app {

QString Autosave::standardFolder() {
    // QStandardPaths learned of the state folder in Qt 6.7 only; the variable is the same.
    const QString state = qEnvironmentVariable("XDG_STATE_HOME");
    if (!state.isEmpty() && !QStandardPaths::isTestModeEnabled()) {
        return state + QStringLiteral("/scorescope/recovery");
    }
    return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) +
           QStringLiteral("/recovery");
}

QString Autosave::seriesFolder() {
    return QFileInfo(standardFolder()).path() + QStringLiteral("/series");
}

Autosave::Autosave(const QString& folder) : folder_(folder) {
    QDir().mkpath(folder_);
    path_ = folder_ + QLatin1Char('/') + QUuid::createUuid().toString(QUuid::WithoutBraces) +
            QStringLiteral(".json");
    lock_ = std::make_unique<QLockFile>(path_ + QStringLiteral(".lock"));
    lock_->setStaleLockTime(0); // a window may stay open for days
    lock_->tryLock(0);
}

Autosave::~Autosave() {
    remove();
}

QString Autosave::write(const std::string& sceneJson, const QString& title, const QString& file) {
    nlohmann::ordered_json record;
    record["title"] = title.toStdString();
    record["file"] = file.toStdString();
    record["when"] = QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString();
    record["scene"] = nlohmann::ordered_json::parse(sceneJson);
    QSaveFile out(path_);
    if (!out.open(QIODevice::WriteOnly)) {
        return out.errorString();
    }
    out.write(QByteArray::fromStdString(record.dump(2)));
    return out.commit() ? QString() : out.errorString();
}

void Autosave::remove() {
    QFile::remove(path_);
}

std::vector<Autosave::Leftover> Autosave::leftovers() const {
    std::vector<Leftover> found;
    const QFileInfoList files =
        QDir(folder_).entryInfoList({QStringLiteral("*.json")}, QDir::Files, QDir::Time);
    for (const QFileInfo& info : files) {
        if (info.absoluteFilePath() == QFileInfo(path_).absoluteFilePath()) {
            continue;
        }
        QLockFile lock(info.absoluteFilePath() + QStringLiteral(".lock"));
        lock.setStaleLockTime(0);
        if (!lock.tryLock(0)) {
            continue; // another window is at work on it
        }
        lock.unlock();
        nlohmann::ordered_json record;
        try {
            record = readJsonWithScene(info.absoluteFilePath().toStdString());
        } catch (const InputError&) {
            continue; // no record, or damaged
        }
        if (!record.is_object() || !record.contains("scene") || !record["scene"].is_object()) {
            continue;
        }
        const auto text = [&record](const char* key) {
            const auto entry = record.find(key);
            return entry != record.end() && entry->is_string()
                       ? QString::fromStdString(entry->get<std::string>())
                       : QString();
        };
        Leftover leftover;
        leftover.path = info.absoluteFilePath();
        leftover.sceneJson = record["scene"].dump(2);
        leftover.file = text("file");
        leftover.title = text("title");
        leftover.when = QLocale().toString(
            QDateTime::fromString(text("when"), Qt::ISODate).toLocalTime(), QLocale::ShortFormat);
        found.push_back(std::move(leftover));
    }
    return found;
}

void Autosave::forget(const Leftover& leftover) {
    QFile::remove(leftover.path);
    QFile::remove(leftover.path + QStringLiteral(".lock"));
}

} // namespace scorescope::app
