// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/help_dock.h"

#include <QTextBrowser>

namespace scorescope::app {
namespace {

/// Text that stays on one line of Markdown.
QString line(const std::string& text) {
    return QString::fromStdString(text).replace(QLatin1Char('\n'), QLatin1Char(' '));
}

} // namespace

HelpDock::HelpDock(Document& document, QWidget* parent)
    : QDockWidget(tr("Help"), parent), document_(document) {
    setObjectName(QStringLiteral("help_dock"));
    setAllowedAreas(Qt::LeftDockWidgetArea | Qt::RightDockWidgetArea);
    browser_ = new QTextBrowser(this);
    browser_->setObjectName(QStringLiteral("help_text"));
    browser_->setAccessibleName(tr("Help"));
    browser_->setOpenExternalLinks(true);
    browser_->document()->setDocumentMargin(12.0);
    browser_->setMinimumWidth(320);
    setWidget(browser_);
    connect(&document_, &Document::opened, this, &HelpDock::fill);
    fill();
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
    browser_->setMarkdown(text);
}

} // namespace scorescope::app
