// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/settings.h"

#include <QCoreApplication>
#include <QHash>
#include <QObject>
#include <QSettings>
#include <QThread>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace scorescope::views {
namespace {

/// The values, and the thread that writes their changes. A child of the application.
class SettingsStore : public QObject {
public:
    static SettingsStore& ofApplication() {
        QCoreApplication* application = QCoreApplication::instance();
        Q_ASSERT(application && QThread::currentThread() == application->thread());
        for (QObject* child : application->children()) {
            if (auto* store = dynamic_cast<SettingsStore*>(child)) {
                return *store;
            }
        }
        return *new SettingsStore(application); // which owns it
    }
    ~SettingsStore() override {
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            stop_ = true;
        }
        wake_.notify_all();
        thread_.join();
    }

    [[nodiscard]] const QHash<QString, QVariant>& values() const noexcept { return values_; }

    /// A value that is not there removes its key.
    void change(const QString& key, const std::optional<QVariant>& value) {
        if (value) {
            if (values_.contains(key) && values_.value(key) == *value) {
                return;
            }
            values_.insert(key, *value);
        } else if (values_.remove(key) == 0) {
            return;
        }
        const std::lock_guard<std::mutex> lock(mutex_);
        changes_.insert(key, value);
        wake_.notify_all();
    }
    void clear() {
        values_.clear();
        const std::lock_guard<std::mutex> lock(mutex_);
        changes_.clear();
        clear_ = true;
        wake_.notify_all();
    }
    void waitUntilWritten() {
        std::unique_lock<std::mutex> lock(mutex_);
        wake_.wait(lock, [this] { return !clear_ && changes_.isEmpty() && !writing_; });
    }

private:
    explicit SettingsStore(QObject* parent) : QObject(parent) {
        const QSettings file;
        format_ = file.format();
        organization_ = file.organizationName();
        application_ = file.applicationName();
        for (const QString& key : file.allKeys()) {
            values_.insert(key, file.value(key));
        }
        thread_ = std::thread([this] { work(); });
    }

    void work() {
        std::unique_lock<std::mutex> lock(mutex_);
        for (;;) {
            wake_.wait(lock, [this] { return stop_ || clear_ || !changes_.isEmpty(); });
            if (!clear_ && changes_.isEmpty()) {
                return; // stopped, and nothing is left to write
            }
            const bool clear = std::exchange(clear_, false);
            const auto changes = std::exchange(changes_, {});
            writing_ = true;
            lock.unlock();
            write(clear, changes);
            lock.lock();
            writing_ = false;
            wake_.notify_all();
        }
    }
    void write(bool clear, const QHash<QString, std::optional<QVariant>>& changes) const {
        QSettings file(format_, QSettings::UserScope, organization_, application_);
        if (clear) {
            file.clear();
        }
        for (auto change = changes.begin(); change != changes.end(); ++change) {
            if (change.value()) {
                file.setValue(change.key(), *change.value());
            } else {
                file.remove(change.key());
            }
        }
    }

    QSettings::Format format_{};
    QString organization_;
    QString application_;
    QHash<QString, QVariant> values_; ///< the GUI thread's
    std::mutex mutex_;
    std::condition_variable wake_;
    QHash<QString, std::optional<QVariant>> changes_; ///< since the last writing
    bool clear_ = false;                              ///< before the changes
    bool writing_ = false;
    bool stop_ = false;
    std::thread thread_; ///< uses the rest
};

} // namespace

QVariant Settings::value(const QString& key, const QVariant& otherwise) const {
    return SettingsStore::ofApplication().values().value(group_ + key, otherwise);
}

bool Settings::contains(const QString& key) const {
    return SettingsStore::ofApplication().values().contains(group_ + key);
}

void Settings::setValue(const QString& key, const QVariant& value) {
    SettingsStore::ofApplication().change(group_ + key, value);
}

void Settings::remove(const QString& key) {
    SettingsStore::ofApplication().change(group_ + key, std::nullopt);
}

void Settings::clear() {
    SettingsStore::ofApplication().clear();
}

void Settings::waitUntilWritten() {
    SettingsStore::ofApplication().waitUntilWritten();
}

void Settings::beginGroup(const QString& group) {
    group_ += group + QLatin1Char('/');
}

} // namespace scorescope::views
