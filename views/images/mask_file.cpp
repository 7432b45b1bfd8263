// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/images/mask_file.h"

#include "engine/core/error.h"

#include <QCoreApplication>
#include <QFile>
#include <QImage>
#include <QImageReader>
#include <QImageWriter>
#include <QSaveFile>

#include <string>

namespace scorescope::views {
namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(scorescope::views::Images)
};

[[noreturn]] void refuse(const QString& path, const QString& what) {
    throw InputError(QFile::encodeName(path).toStdString(), "", what.toStdString());
}

void requireSize(const QString& path, const QSize& found, std::size_t width, std::size_t height) {
    if (found.width() < 0 || static_cast<std::size_t>(found.width()) != width ||
        found.height() < 0 || static_cast<std::size_t>(found.height()) != height) {
        refuse(path, Text::tr("the picture has %1 × %2 pixels, and the images have %3 × %4")
                         .arg(found.width())
                         .arg(found.height())
                         .arg(width)
                         .arg(height));
    }
}

} // namespace

PixelMask loadMask(const QString& path, std::size_t width, std::size_t height) {
    QImageReader reader(path);
    reader.setDecideFormatFromContent(true);
    reader.setAutoTransform(false);
    if (!reader.canRead()) {
        refuse(path, Text::tr("cannot be read as a picture: %1").arg(reader.errorString()));
    }
    // Formats that do not tell their size beforehand are held by Qt's own limit of memory.
    if (reader.size().isValid()) {
        requireSize(path, reader.size(), width, height);
    }
    QImage picture = reader.read();
    if (picture.isNull()) {
        refuse(path, Text::tr("cannot be read as a picture: %1").arg(reader.errorString()));
    }
    requireSize(path, picture.size(), width, height);
    picture = picture.convertToFormat(QImage::Format_ARGB32);
    PixelMask mask;
    mask.reserve(width * height);
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            const QRgb color = picture.pixel(x, y);
            mask.push_back(
                static_cast<std::uint8_t>(qAlpha(color) >= 128 && qGray(color) >= 128 ? 1 : 0));
        }
    }
    return mask;
}

void saveMask(const PixelMask& mask, std::size_t width, std::size_t height, const QString& path) {
    QImage picture(static_cast<int>(width), static_cast<int>(height), QImage::Format_Grayscale8);
    for (std::size_t y = 0; y < height; ++y) {
        uchar* line = picture.scanLine(static_cast<int>(y));
        for (std::size_t x = 0; x < width; ++x) {
            const std::size_t at = y * width + x;
            line[x] = static_cast<uchar>(at < mask.size() && mask[at] != 0 ? 255 : 0);
        }
    }
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)) {
        refuse(path, Text::tr("cannot be written: %1").arg(file.errorString()));
    }
    QImageWriter writer(&file, "png");
    if (!writer.write(picture)) {
        refuse(path, Text::tr("cannot be written: %1").arg(writer.errorString()));
    }
    if (!file.commit()) {
        refuse(path, Text::tr("cannot be written: %1").arg(file.errorString()));
    }
}

} // namespace scorescope::views
