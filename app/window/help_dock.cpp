// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/help_dock.h"

#include "app/window/help_page.h"

#include <QFile>
#include <QTabBar>
#include <QTabWidget>

namespace scorescope::app {
namespace {

/// Text that stays on one line of Markdown.
QString line(const std::string& text) {
    return QString::fromStdString(text).replace(QLatin1Char('\n'), QLatin1Char(' '));
}

} // namespace

HelpDock::HelpDock(Document& document, const SceneLibrary& library, const Registry& registry,
                   QWidget* parent)
    : QDockWidget(tr("Help"), parent), document_(document), library_(library) {
    setObjectName(QStringLiteral("help_dock"));
    setAllowedAreas(Qt::LeftDockWidgetArea | Qt::RightDockWidgetArea);
    tabs_ = new QTabWidget(this);
    tabs_->setObjectName(QStringLiteral("help_tabs"));
    tabs_->setDocumentMode(true);
    tabs_->tabBar()->setDrawBase(false);
    tabs_->tabBar()->setExpanding(false);
    scenePage_ = new HelpPage(library, registry, tabs_);
    scenePage_->setObjectName(QStringLiteral("help_text"));
    scenePage_->setAccessibleName(tr("Help on this scene"));
    labPage_ = new HelpPage(library, registry, tabs_);
    labPage_->setObjectName(QStringLiteral("help_lab"));
    labPage_->setAccessibleName(tr("Help on this lab"));
    tabs_->addTab(scenePage_, tr("This scene"));
    tabs_->addTab(labPage_, tr("The lab"));
    setWidget(tabs_);
    connect(&document_, &Document::opened, this, &HelpDock::fill);
    for (HelpPage* page : {scenePage_, labPage_}) {
        connect(page, &HelpPage::sceneRequested, this, &HelpDock::sceneRequested);
    }
    fill();
}

void HelpDock::setTheme(const views::Theme& theme) {
    scenePage_->setTheme(theme);
    labPage_->setTheme(theme);
}

void HelpDock::showLabPage() {
    tabs_->setCurrentIndex(tabs_->isTabVisible(1) ? 1 : 0);
    show();
}

void HelpDock::fill() {
    const Scene& scene = document_.scene();
    const ExperimentKind& kind = document_.kind();
    QString text = QStringLiteral("## %1\n\n").arg(QString::fromStdString(scene.title));
    if (!scene.figure.empty()) {
        text += QStringLiteral("*%1*\n\n").arg(QString::fromStdString(scene.figure));
    }
    text += QString::fromStdString(scene.notes) + QStringLiteral("\n\n");
    text += QStringLiteral("## %1\n\n%2\n\n")
                .arg(QString::fromStdString(kind.title), QString::fromStdString(kind.help));
    text += tr("## Parameters") + QStringLiteral("\n\n");
    for (const ParameterSpec& spec : document_.specs()) {
        text += QStringLiteral("- **%1** = %2  \n  %3\n")
                    .arg(line(spec.label), line(toText(spec.initial)), line(spec.help));
    }
    scenePage_->setPage(text);

    QFile lab(QStringLiteral(":/help/%1.md")
                  .arg(QString::fromStdString(library_.folderOf(scene.experiment))));
    const bool known = lab.open(QIODevice::ReadOnly);
    labPage_->setPage(known ? QString::fromUtf8(lab.readAll()) : QString());
    tabs_->setTabVisible(1, known);
}

} // namespace scorescope::app
