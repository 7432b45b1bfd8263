// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/help_dock.h"

#include <QTextBrowser>

namespace scorescope::app {
namespace {

/// Text inside a Markdown table's cell.
QString cell(const std::string& text) {
    QString out = QString::fromStdString(text);
    out.replace(QLatin1Char('|'), QStringLiteral("\\|"));
    out.replace(QLatin1Char('\n'), QLatin1Char(' '));
    return out;
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
    text += QStringLiteral("| %1 | %2 | %3 |\n|---|---|---|\n")
                .arg(tr("parameter"), tr("default"), tr("what it does"));
    for (const ParameterSpec& spec : document_.specs()) {
        text += QStringLiteral("| %1 | %2 | %3 |\n")
                    .arg(cell(spec.label), cell(toText(spec.initial)), cell(spec.help));
    }
    browser_->setMarkdown(text);
}

} // namespace scorescope::app
