// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

#include <utility>
#include <vector>

class QAction;
class QComboBox;
class QMenu;
class QToolButton;

namespace scorescope::views {

class ImagesView;
enum class ImageMode;

/// The title bar of a grid of images: look, paint or erase, a menu for the mask and one for what is
/// shown. Follows the view, which may go before it; what the images have no use for is hidden.
/// The modes and menus stand in a child, "bar_tools", that a narrow title bar may keep; mode
/// buttons name their icons by the property "icon_name".
class ImagesControls : public QWidget {
    Q_OBJECT

public:
    ImagesControls(ImagesView& view, QWidget* parent);

private:
    void addModes();
    void addMaskMenu();
    void addShowMenu();
    void addArtifacts();
    QToolButton* addMenuButton(const QString& name, const QString& text, const QString& help);
    QAction* addAction(QMenu& menu, const QString& name, const QString& text);
    /// Asks for the file of a mask, and tells in one message why it cannot be used.
    void askForMask(bool saving);
    void follow();

    QPointer<ImagesView> view_;
    QWidget* bar_;
    std::vector<std::pair<ImageMode, QToolButton*>> modes_;
    QToolButton* maskMenu_ = nullptr;
    QAction* smaller_ = nullptr;
    QAction* larger_ = nullptr;
    QAction* captions_ = nullptr;
    QAction* mask_ = nullptr;
    QAction* marks_ = nullptr;
    QComboBox* artifacts_ = nullptr;
};

} // namespace scorescope::views
