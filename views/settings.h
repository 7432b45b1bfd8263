// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVariant>

namespace scorescope::views {

/// What the program remembers of its user: the values of QSettings, held in memory. Writing a file
/// safely means to wait for the disk, which the GUI thread must not; so it is read once, when the
/// first value is asked for, and changes are written on a thread of their own, those in quick
/// succession together. Made where it is needed, as a QSettings is; all see the same values. What
/// another window of the program writes in the meantime is seen by the next one that starts; keys
/// that are not changed here are left as they are in the file.
///
/// Lives and dies with the QCoreApplication, which waits for what is not written yet. For its
/// thread alone.
class Settings {
public:
    [[nodiscard]] QVariant value(const QString& key, const QVariant& otherwise = {}) const;
    [[nodiscard]] bool contains(const QString& key) const;
    void setValue(const QString& key, const QVariant& value);
    void remove(const QString& key);
    /// Forgets everything.
    void clear();
    /// Waits until the file has all changes. For tests; nothing else needs to.
    void waitUntilWritten();

    /// Puts `group` and a slash before the keys of this object.
    void beginGroup(const QString& group);

private:
    QString group_;
};

} // namespace scorescope::views
