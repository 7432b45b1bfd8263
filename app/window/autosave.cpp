// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/autosave.h"

#include "engine/core/error.h"
#include "engine/core/recovery.h"
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

#include <filesystem>
#include <system_error>

namespace scorescope::app {
namespace {

const QString ending = QStringLiteral(".json");
const QString lockEnding = QStringLiteral(".lock");

/// Where the run is kept of the scene that is kept at `path`.
QString checkpointFolderOf(const QString& path) {
    return path.chopped(ending.size());
}

std::unique_ptr<QLockFile> lockOf(const QString& path) {
    auto lock = std::make_unique<QLockFile>(path + lockEnding);
    lock->setStaleLockTime(0); // a window may stay open for days
    return lock;
}

/// Throws InputError when it is no record of a scene.
Autosave::Leftover readLeftover(const QString& path) {
    const nlohmann::ordered_json record = readJsonWithScene(path.toStdString());
    if (!record.is_object() || !record.contains("scene") || !record["scene"].is_object()) {
        throw InputError(path.toStdString(), "", "holds no scene");
    }
    const auto text = [&record](const char* key) {
        const auto entry = record.find(key);
        return entry != record.end() && entry->is_string()
                   ? QString::fromStdString(entry->get<std::string>())
                   : QString();
    };
    Autosave::Leftover leftover;
    leftover.path = path;
    leftover.sceneJson = record["scene"].dump(2);
    leftover.file = text("file");
    leftover.title = text("title");
    leftover.id = (text("id").isEmpty() ? leftover.title : text("id")).toStdString();
    leftover.when = QLocale().toString(
        QDateTime::fromString(text("when"), Qt::ISODate).toLocalTime(), QLocale::ShortFormat);
    const auto modified = record.find("modified");
    leftover.modified =
        modified == record.end() || !modified->is_boolean() || modified->get<bool>();
    if (const auto kept = newestKept(checkpointFolderOf(path).toStdString())) {
        leftover.step = kept->step;
        leftover.checkpoint = QString::fromStdString(kept->folder);
    }
    return leftover;
}

void removeAll(const QString& path) {
    QFile::remove(path);
    std::error_code failure; // a link is removed, and not what it leads to
    std::filesystem::remove_all(checkpointFolderOf(path).toStdString(), failure);
    QFile::remove(path + lockEnding);
}

} // namespace

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
    path_ =
        folder_ + QLatin1Char('/') + QUuid::createUuid().toString(QUuid::WithoutBraces) + ending;
    lock_ = lockOf(path_);
    lock_->tryLock(0);
}

Autosave::~Autosave() {
    remove();
}

QString Autosave::write(const Scene& scene, const QString& file, bool modified) {
    nlohmann::ordered_json record;
    record["id"] = scene.id;
    record["title"] = scene.title;
    record["file"] = file.toStdString();
    record["when"] = QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString();
    record["modified"] = modified;
    record["scene"] = scene.json();
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

QString Autosave::checkpointFolder() const {
    return checkpointFolderOf(path_);
}

bool Autosave::hasCheckpoint() const {
    return newestKept(checkpointFolder().toStdString()).has_value();
}

std::vector<Autosave::Leftover> Autosave::leftovers() const {
    std::vector<Leftover> found;
    const QFileInfoList locks =
        QDir(folder_).entryInfoList({QLatin1Char('*') + ending + lockEnding}, QDir::Files);
    for (const QFileInfo& info : locks) {
        const QString path = info.absoluteFilePath().chopped(lockEnding.size());
        if (!QFile::exists(path) && lockOf(path)->tryLock(0)) {
            removeAll(path); // of a window that ended before anything was worth keeping
        }
    }
    const QFileInfoList files =
        QDir(folder_).entryInfoList({QLatin1Char('*') + ending}, QDir::Files, QDir::Time);
    for (const QFileInfo& info : files) {
        const QString path = info.absoluteFilePath();
        if (path == QFileInfo(path_).absoluteFilePath() || !lockOf(path)->tryLock(0)) {
            continue; // a window is at work on it
        }
        try {
            found.push_back(readLeftover(path));
        } catch (const InputError&) {
            continue; // no record, or damaged
        }
    }
    return found;
}

void Autosave::hold(const Leftover& leftover) {
    auto lock = lockOf(leftover.path);
    lock->tryLock(0);
    held_[leftover.path] = std::move(lock);
}

void Autosave::forget(const Leftover& leftover) {
    held_.erase(leftover.path);
    removeAll(leftover.path);
}

} // namespace scorescope::app
