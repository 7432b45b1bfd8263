// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/images/images_controls.h"

#include "engine/core/error.h"
#include "views/images/image_raster.h"
#include "views/images/images_view.h"
#include "views/settings.h"

#include <QAction>
#include <QButtonGroup>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QMessageBox>
#include <QSignalBlocker>
#include <QToolButton>

namespace scorescope::views {

ImagesControls::ImagesControls(ImagesView& view, QWidget* parent)
    : QWidget(parent), view_(&view), bar_(new QWidget(this)) {
    setObjectName(view.objectName() + QStringLiteral("_controls"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    bar_->setObjectName(QStringLiteral("bar_tools"));
    auto* inBar = new QHBoxLayout(bar_);
    inBar->setContentsMargins(0, 0, 0, 0);
    inBar->setSpacing(2);
    row->addWidget(bar_);
    addModes();
    addMaskMenu();
    addShowMenu();
    addArtifacts();
    connect(&view, &ImagesView::lookChanged, this, &ImagesControls::follow);
    // The two have different owners: without the view the switches would point nowhere.
    connect(&view, &QObject::destroyed, this, [this] { setEnabled(false); });
    follow();
}

void ImagesControls::addModes() {
    struct Mode {
        ImageMode mode;
        const char* name;
        QString title;
        QString help;
    };
    auto* group = new QButtonGroup(this);
    for (const Mode& each :
         {Mode{ImageMode::look, "probe", tr("Look"), tr("Look: click an image, drag to pan (V)")},
          Mode{ImageMode::paint, "paint", tr("Paint the mask"),
               tr("Paint the mask; the right button erases (P)")},
          Mode{ImageMode::erase, "erase", tr("Erase the mask"), tr("Erase the mask (E)")}}) {
        auto* button = new QToolButton(bar_);
        const QString name = QStringLiteral("tool_") + QLatin1String(each.name);
        button->setObjectName(name);
        button->setProperty("icon_name", name);
        button->setProperty("flat", true);
        button->setFixedSize(24, 24);
        button->setCheckable(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setAccessibleName(each.title);
        button->setToolTip(each.help);
        group->addButton(button);
        bar_->layout()->addWidget(button);
        modes_.emplace_back(each.mode, button);
        connect(button, &QToolButton::clicked, this, [this, mode = each.mode] {
            if (view_) {
                view_->setMode(mode);
                view_->setFocus(); // so that Esc and the brush's keys reach it
            }
        });
    }
}

QToolButton* ImagesControls::addMenuButton(const QString& name, const QString& text,
                                           const QString& help) {
    auto* button = new QToolButton(bar_);
    button->setObjectName(name);
    button->setText(text);
    button->setToolTip(help);
    button->setAccessibleName(help);
    button->setFocusPolicy(Qt::TabFocus);
    button->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(button);
    menu->setObjectName(name + QStringLiteral("Menu"));
    button->setMenu(menu);
    bar_->layout()->addWidget(button);
    return button;
}

QAction* ImagesControls::addAction(QMenu& menu, const QString& name, const QString& text) {
    QAction* action = menu.addAction(text);
    action->setObjectName(name);
    return action;
}

void ImagesControls::addMaskMenu() {
    maskMenu_ =
        addMenuButton(QStringLiteral("mask"), tr("Mask"), tr("The pixels that are clamped"));
    QMenu& menu = *maskMenu_->menu();
    const auto bind = [this, &menu](const char* name, const QString& text, auto what) {
        QAction* action = addAction(menu, QLatin1String(name), text);
        connect(action, &QAction::triggered, this, [this, what] {
            if (view_) {
                what(*view_);
            }
        });
        return action;
    };
    bind("mask_fill", tr("Clamp all pixels"), [](ImagesView& view) { view.fillMask(); });
    bind("mask_invert", tr("Invert"), [](ImagesView& view) { view.invertMask(); });
    bind("mask_clear", tr("Clear"), [](ImagesView& view) { view.clearMask(); });
    menu.addSeparator();
    smaller_ = bind("mask_smaller", tr("Smaller brush\t["),
                    [](ImagesView& view) { view.setBrush(view.brush().diameter - 1); });
    larger_ = bind("mask_larger", tr("Larger brush\t]"),
                   [](ImagesView& view) { view.setBrush(view.brush().diameter + 1); });
    menu.addSeparator();
    bind("mask_load", tr("Load…"), [this](ImagesView&) { askForMask(false); });
    bind("mask_save", tr("Save…"), [this](ImagesView&) { askForMask(true); });
}

void ImagesControls::addShowMenu() {
    QToolButton* show =
        addMenuButton(QStringLiteral("show"), tr("Show"), tr("What the picture shows"));
    QMenu& menu = *show->menu();
    const auto bind = [this, &menu](const char* name, const QString& text,
                                    void (ImagesView::*set)(bool)) {
        QAction* action = addAction(menu, QLatin1String(name), text);
        action->setCheckable(true);
        connect(action, &QAction::triggered, this, [this, set](bool on) {
            if (view_) {
                ((*view_).*set)(on);
            }
        });
        return action;
    };
    captions_ = bind("show_captions", tr("Captions"), &ImagesView::setCaptions);
    mask_ = bind("show_mask", tr("Mask"), &ImagesView::setMask);
    marks_ = bind("show_marks", tr("Frames and marks"), &ImagesView::setMarks);
    menu.addSeparator();
    connect(addAction(menu, QStringLiteral("show_all"), tr("Fit\tF")), &QAction::triggered, this,
            [this] {
                if (view_) {
                    view_->fit();
                }
            });
}

void ImagesControls::addArtifacts() {
    if (view_->spec().artifacts.size() < 2) {
        return;
    }
    artifacts_ = new QComboBox(this);
    artifacts_->setObjectName(QStringLiteral("images_artifact"));
    artifacts_->setAccessibleName(tr("Which images"));
    artifacts_->setToolTip(tr("Which images are shown"));
    artifacts_->setMaximumWidth(160);
    for (const std::string& name : view_->spec().artifacts) {
        artifacts_->addItem(QString::fromStdString(name));
    }
    layout()->addWidget(artifacts_);
    connect(artifacts_, &QComboBox::activated, this, [this](int index) {
        if (view_) {
            view_->setArtifact(artifacts_->itemText(index).toStdString());
        }
    });
}

void ImagesControls::askForMask(bool saving) {
    auto* dialog = new QFileDialog(this, saving ? tr("Save the mask") : tr("Load a mask"));
    dialog->setObjectName(saving ? QStringLiteral("save_mask_dialog")
                                 : QStringLiteral("load_mask_dialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(saving ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
    dialog->setFileMode(saving ? QFileDialog::AnyFile : QFileDialog::ExistingFile);
    dialog->setNameFilter(tr("Pictures (*.png)"));
    dialog->setDefaultSuffix(QStringLiteral("png"));
    const QString folder = Settings().value(QStringLiteral("files/folder")).toString();
    if (!folder.isEmpty()) {
        dialog->setDirectory(folder);
    }
    if (saving) {
        dialog->selectFile(QStringLiteral("mask.png"));
    }
    connect(dialog, &QFileDialog::fileSelected, this, [this, saving](const QString& path) {
        if (!view_) {
            return;
        }
        Settings().setValue(QStringLiteral("files/folder"), QFileInfo(path).absolutePath());
        try {
            if (saving) {
                view_->saveMask(path);
            } else {
                view_->loadMask(path);
            }
        } catch (const InputError& error) {
            auto* box = new QMessageBox(
                QMessageBox::Warning,
                saving ? tr("The mask cannot be saved") : tr("The mask cannot be loaded"),
                QString::fromLocal8Bit(error.what()), QMessageBox::Ok, this);
            box->setObjectName(QStringLiteral("mask_error"));
            box->setAttribute(Qt::WA_DeleteOnClose);
            box->open();
        }
    });
    dialog->open();
}

void ImagesControls::follow() {
    if (!view_) {
        return;
    }
    const bool paintable = view_->content().paintable();
    for (const auto& [mode, button] : modes_) {
        button->setVisible(paintable);
        button->setChecked(mode == view_->mode());
    }
    maskMenu_->setVisible(paintable);
    smaller_->setEnabled(view_->brush().diameter > MaskBrush::smallest);
    larger_->setEnabled(view_->brush().diameter < MaskBrush::largest);
    captions_->setChecked(view_->look().captions);
    mask_->setChecked(view_->look().mask);
    marks_->setChecked(view_->look().marks);
    if (artifacts_ != nullptr) {
        const QSignalBlocker quiet(artifacts_);
        artifacts_->setCurrentText(
            QString::fromStdString(shownArtifact(view_->spec(), view_->look())));
    }
}

} // namespace scorescope::views
