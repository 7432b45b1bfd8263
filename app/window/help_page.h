// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/scene_figures.h"

#include <QTextBrowser>

#include <map>

namespace scorescope::app {

/// A page of Markdown whose pictures may be views of scenes:
/// `![words](scene:fig_3_5/field?steps=60)` (see FigureRequest). They are made while the page is on
/// screen, and only then; a click opens the scene, as does a link to `scene:fig_3_5`.
class HelpPage : public QTextBrowser {
    Q_OBJECT

public:
    /// `library` and `registry` must outlive the page's use; neither is touched as it goes.
    HelpPage(const SceneLibrary& library, const Registry& registry, QWidget* parent);

    void setPage(const QString& markdown);
    void setTheme(const views::Theme& theme);
    [[nodiscard]] const views::Theme& theme() const noexcept { return theme_; }
    /// How many of the page's pictures are finished, for tests.
    [[nodiscard]] int finishedFigures() const noexcept { return finished_; }

Q_SIGNALS:
    /// A picture or a link of that scene was clicked.
    void sceneRequested(const QString& id);
    void figureFinished(const QString& address);

protected:
    QVariant loadResource(int type, const QUrl& name) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void fill();
    void fitFigures();
    void showPicture(const QString& address, const QImage& picture);
    void putPicture(const QString& address, const QImage& picture);
    [[nodiscard]] QImage placeholder(const QString& words) const;

    const SceneLibrary& library_;
    QString markdown_;
    views::Theme theme_;
    std::map<QString, QImage> pictures_; ///< by address; those that are on the page
    double shownWidth_ = 400.0;          ///< of the pictures, logical pixels
    int finished_ = 0;
    SceneFigures* figures_;
};

} // namespace scorescope::app
