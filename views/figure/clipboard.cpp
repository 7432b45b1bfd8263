// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/figure/clipboard.h"

#include <QMimeData>

namespace scorescope::views {

std::unique_ptr<QMimeData> figureForClipboard(const std::vector<const FigurePanel*>& panels,
                                              const ExportOptions& options,
                                              const std::string& sceneJson, const QImage& picture) {
    auto mime = std::make_unique<QMimeData>();
    mime->setImageData(picture);
    mime->setData(QStringLiteral("image/svg+xml"), figureAsSvg(panels, options, sceneJson));
    return mime;
}

std::unique_ptr<QMimeData> dataForClipboard(const std::vector<const FigurePanel*>& panels) {
    const std::string csv = dataAsCsv(panels);
    auto mime = std::make_unique<QMimeData>();
    mime->setText(QString::fromStdString(tabSeparated(csv)));
    mime->setData(QStringLiteral("text/csv"), QByteArray::fromStdString(csv));
    return mime;
}

std::string tabSeparated(const std::string& csv) {
    std::string text = csv;
    bool quoted = false;
    for (char& each : text) {
        if (each == '"') {
            quoted = !quoted;
        } else if (each == ',' && !quoted) {
            each = '\t';
        }
    }
    return text;
}

} // namespace scorescope::views
