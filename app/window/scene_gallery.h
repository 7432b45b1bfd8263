// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/scene_library.h"
#include "views/background_job.h"
#include "views/theme.h"

#include <QIcon>
#include <QImage>
#include <QWidget>

#include <atomic>
#include <map>
#include <memory>
#include <string>

class QLabel;
class QLineEdit;
class QTreeWidget;
class QTreeWidgetItem;

namespace scorescope::app {

/// The scenes in the order of the thesis, each with its figure, title and a small picture: its main
/// view (sceneThumbnail()), or where none is kept its data. Pictures of data are made in the
/// background, one after another.
///
/// Chapters fold by a click on their heading, and stay so. What is typed, in the field above or
/// over the list, is looked for in titles, figures, notes and tags; ↑ and ↓ move in what is found,
/// Enter opens, Escape clears. The scene that is open is always in view; those opened last stand on
/// top.
class SceneGallery : public QWidget {
    Q_OBJECT

public:
    /// `library` and `registry` must outlive the gallery.
    SceneGallery(const SceneLibrary& library, const Registry& registry, QWidget* parent);
    ~SceneGallery() override;

    void setTheme(const views::Theme& theme);
    /// Pictures that are still missing wait while a run goes on, which needs the cores.
    void setRunning(bool running);
    /// Marks the scene that is open, and brings it into view; it is the most recent one now.
    void setCurrent(const std::string& id);
    /// The keyboard goes to the search.
    void focusList();

Q_SIGNALS:
    void chosen(const QString& id);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void fill();
    QTreeWidgetItem* addChapter(const QString& name);
    QTreeWidgetItem* addScene(QTreeWidgetItem* chapter, const Scene& scene) const;
    void fillRecent();
    void fold(QTreeWidgetItem* chapter, bool folded);
    void choose(QTreeWidgetItem* item);
    void search(const QString& typed);
    void showCurrent();
    void makePictures();
    void setPicture(const std::string& id, const QImage& mask);
    [[nodiscard]] QIcon pictureOf(const std::string& id) const;
    [[nodiscard]] QString tipOf(const std::string& id) const;

    const SceneLibrary& library_;
    const Registry& registry_;
    views::Theme theme_;
    QLineEdit* search_;
    QTreeWidget* tree_;
    QLabel* nothing_; ///< in the list's place where no scene is found
    QTreeWidgetItem* recent_ = nullptr;
    std::string current_;
    std::map<std::string, QTreeWidgetItem*> items_;
    std::map<std::string, QImage> masks_;        ///< where the data lie: alpha only
    std::shared_ptr<std::atomic<bool>> running_; ///< the job's thread looks at it, too
    views::BackgroundJob pictures_;
};

} // namespace scorescope::app
