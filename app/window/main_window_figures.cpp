// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Figures, films and data: what leaves the main window.
#include "app/window/animation_dialog.h"
#include "app/window/main_window.h"
#include "app/window/message_bar.h"
#include "app/window/standard_folders.h"
#include "app/window/view_area.h"
#include "app/window/view_frame.h"
#include "engine/core/error.h"
#include "views/figure/clipboard.h"
#include "views/figure/export.h"
#include "views/figure/export_dialog.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QMimeData>
#include <nlohmann/json.hpp>

#include <memory>
#include <vector>

namespace scorescope::app {

QString MainWindow::fileStem(const ViewFrame* frame) const {
    QString id = QString::fromStdString(document_.scene().id);
    if (id.isEmpty()) {
        id = QStringLiteral("scene");
    }
    const FramePtr now = link_.frame();
    return QStringLiteral("%1-%2-step-%3")
        .arg(id, QString::fromStdString(frame->view().spec().name))
        .arg(now ? now->step : 0);
}

void MainWindow::exportFigures(ViewFrame* first) {
    if (first == nullptr || !link_.frame()) {
        return;
    }
    std::vector<views::ExportDialog::Entry> entries;
    const auto add = [&entries](const ViewFrame& frame) {
        entries.push_back({QString::fromStdString(frame.view().spec().name),
                           QString::fromStdString(frame.view().spec().title),
                           std::shared_ptr<views::FigurePanel>(frame.view().figurePanel())});
    };
    add(*first);
    for (ViewFrame* frame : views_->frames()) {
        // A close-up that was never opened has nothing to show.
        if (frame != first && (frame != views_->closeup() || views_->isShown(*frame))) {
            add(*frame);
        }
    }
    auto* dialog =
        new views::ExportDialog(std::move(entries), figureScene().json().dump(2), theme_, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (link_.frame()) {
        dialog->setComment(views::commentOn(link_.frame()->reproducible));
    }
    dialog->open();
}

void MainWindow::exportAnimation() {
    if (!link_.frame()) {
        return;
    }
    if (animation_) { // one film at a time
        animation_->raise();
        animation_->activateWindow();
        return;
    }
    AnimationDialog::Source source;
    source.scene = figureScene();
    source.scene.steps = link_.frame()->totalSteps;
    source.device = device_;
    source.threads = threads_;
    source.frame = link_.frame();
    const QString id = QString::fromStdString(document_.scene().id);
    source.name = id.isEmpty() ? QStringLiteral("film") : id;
    auto* dialog = new AnimationDialog(registry_, std::move(source), theme_, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    animation_ = dialog;
    connect(&link_, &SessionLink::momentsArrived, dialog, &AnimationDialog::setMoments);
    connect(dialog, &AnimationDialog::momentsWanted, this,
            [this] { link_.post(command::Moments{}); });
    connect(dialog, &AnimationDialog::written, this,
            [this](const QString& path, const QString& note) {
                const QString wrote = tr("Wrote %1").arg(path);
                messages_->show({MessageBar::Level::information,
                                 note.isEmpty() ? wrote : tr("%1: %2").arg(wrote, note),
                                 {},
                                 {}});
            });
    link_.post(command::Moments{});
    dialog->show();
}

void MainWindow::exportViewData() {
    const ViewFrame* frame = views_->active();
    if (frame == nullptr || !link_.frame()) {
        return;
    }
    // Taken now: the file holds what was on screen when it was asked for.
    const std::shared_ptr<views::FigurePanel> panel = frame->view().figurePanel();
    askForFile(
        QStringLiteral("export_data_dialog"), tr("Export the data of the view"),
        fileStem(frame) + QStringLiteral(".csv"), {tr("CSV (*.csv)"), tr("NumPy archive (*.npz)")},
        true, [this, panel](const QString& path) {
            try {
                views::exportData({panel.get()}, path);
                messages_->show({MessageBar::Level::information, tr("Wrote %1").arg(path), {}, {}});
            } catch (const InputError& error) {
                showError(tr("The data were not written"), QString::fromLocal8Bit(error.what()));
            }
        });
}

void MainWindow::copyPicture(ViewFrame* frame) {
    if (frame == nullptr || !link_.frame()) {
        return;
    }
    const std::unique_ptr<views::FigurePanel> panel = frame->view().figurePanel();
    views::ExportOptions options;
    // The size on screen at 96 pixels an inch, drawn twice as fine.
    const QSize size = frame->view().size();
    options.widthMm = size.width() * 25.4 / 96.0;
    options.heightMm = size.height() * 25.4 / 96.0;
    options.fontPt = 9.0;
    options.theme = theme_;
    const QImage image = views::previewFigure({panel.get()}, options, size, 2.0);
    QApplication::clipboard()->setMimeData(
        views::figureForClipboard({panel.get()}, options, figureScene().json().dump(2), image)
            .release()); // which owns it from now on
    messages_->show(
        {MessageBar::Level::information, tr("The picture is on the clipboard"), {}, {}});
}

void MainWindow::copyData() {
    const ViewFrame* frame = views_->active();
    if (frame == nullptr || !link_.frame()) {
        return;
    }
    const std::unique_ptr<views::FigurePanel> panel = frame->view().figurePanel();
    try {
        QApplication::clipboard()->setMimeData(
            views::dataForClipboard({panel.get()}).release()); // which owns it from now on
        messages_->show(
            {MessageBar::Level::information, tr("The data are on the clipboard"), {}, {}});
    } catch (const InputError& error) {
        showError(tr("The data were not copied"), QString::fromLocal8Bit(error.what()));
    }
}

void MainWindow::quickPicture() {
    const ViewFrame* frame = views_->active();
    if (frame == nullptr || !link_.frame()) {
        return;
    }
    const QString path = QDir(homeFolder(QStandardPaths::PicturesLocation))
                             .filePath(fileStem(frame) + QStringLiteral(".png"));
    const std::unique_ptr<views::FigurePanel> panel = frame->view().figurePanel();
    views::ExportOptions options;
    options.comment = views::commentOn(link_.frame()->reproducible);
    try {
        views::exportFigure({panel.get()}, options, figureScene().json().dump(2), path);
        messages_->show({MessageBar::Level::information, tr("Wrote %1").arg(path), {}, {}});
    } catch (const InputError& error) {
        showError(tr("The picture was not written"), QString::fromLocal8Bit(error.what()));
    }
}

} // namespace scorescope::app
