// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/background_job.h"
#include "app/window/scene_library.h"
#include "views/theme.h"

#include <QIcon>
#include <QImage>
#include <QWidget>

#include <atomic>
#include <map>
#include <memory>
#include <string>

class QTreeWidget;
class QTreeWidgetItem;

namespace scorescope::app {

/// The scenes by chapter, each with its figure, title and a small picture of its data. Pictures are
/// made in the background, one after another.
class SceneGallery : public QWidget {
    Q_OBJECT

public:
    /// `library` and `registry` must outlive the gallery.
    SceneGallery(const SceneLibrary& library, const Registry& registry, QWidget* parent);
    ~SceneGallery() override;

    void setTheme(const views::Theme& theme);
    /// Pictures that are still missing wait while a run goes on, which needs the cores.
    void setRunning(bool running);
    /// Marks the scene that is open.
    void setCurrent(const std::string& id);
    void focusList();

Q_SIGNALS:
    void chosen(const QString& id);

private:
    void fill();
    void makePictures();
    void setPicture(const std::string& id, const QImage& mask);

    const SceneLibrary& library_;
    const Registry& registry_;
    views::Theme theme_;
    QTreeWidget* tree_;
    std::map<std::string, QTreeWidgetItem*> items_;
    std::map<std::string, QImage> masks_;        ///< where the data lie: alpha only
    std::shared_ptr<std::atomic<bool>> running_; ///< the job's thread looks at it, too
    BackgroundJob pictures_;
};

} // namespace scorescope::app
