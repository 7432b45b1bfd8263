// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/figure/data_export.h"

#include "engine/core/error.h"
#include "views/figure/export.h"
#include "views/settings.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>

namespace scorescope::views {
namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(scorescope::views::DataExport)
};

} // namespace

QString askAndExportData(const std::vector<const FigurePanel*>& panels, const QString& name,
                         QWidget* parent) {
    const QString folder = Settings().value("export/data_folder", QDir::homePath()).toString();
    QString path = QDir(folder).filePath(name + QStringLiteral(".csv"));
    for (;;) {
        QString filter;
        path = QFileDialog::getSaveFileName(parent, Text::tr("Export data"), path,
                                            Text::tr("CSV table (*.csv);;NumPy archive (*.npz)"),
                                            &filter);
        if (path.isEmpty()) {
            return {};
        }
        if (QFileInfo(path).suffix().isEmpty()) {
            path += filter.contains(QLatin1String("npz")) ? QStringLiteral(".npz")
                                                          : QStringLiteral(".csv");
        }
        try {
            exportData(panels, path);
        } catch (const InputError& error) {
            QMessageBox::warning(parent, Text::tr("Export data"),
                                 Text::tr("The data were not written: %1")
                                     .arg(QString::fromStdString(error.message())));
            continue;
        }
        Settings().setValue("export/data_folder", QFileInfo(path).absolutePath());
        return path;
    }
}

} // namespace scorescope::views
