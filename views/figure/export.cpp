// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/figure/export.h"

#include "engine/core/artifact_io.h"
#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "engine/core/whole_file.h"
#include "views/figure/animation_writer.h"
#include "views/figure/figure_layout.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QImageReader>
#include <QImageWriter>
#include <QPainter>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QSvgGenerator>
#include <QXmlStreamReader>
#include <QtEndian>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

namespace scorescope::views {
namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(scorescope::views::Export)
};

constexpr double pointsPerMm = 72.0 / 25.4;
constexpr const char* sceneKey = "scorescope-scene";
constexpr qint64 largestFigure = qint64{256} << 20;
constexpr double largestPixels = 250e6;

[[noreturn]] void refuse(const QString& path, const QString& message) {
    throw InputError(path.toStdString(), "", message.toStdString());
}

void checkOptions(const std::vector<const FigurePanel*>& panels, const ExportOptions& options,
                  const QString& path) {
    if (panels.empty()) {
        refuse(path, Text::tr("no view is chosen for the figure"));
    }
    const auto within = [&](double value, double low, double high, const QString& what,
                            const QString& unit) {
        if (!(value >= low && value <= high)) {
            refuse(path, Text::tr("%1 is %2 %5; allowed are %3 to %4 %5")
                             .arg(what)
                             .arg(value)
                             .arg(low)
                             .arg(high)
                             .arg(unit));
        }
    };
    within(options.widthMm, 10.0, 2000.0, Text::tr("the width"), QStringLiteral("mm"));
    if (options.heightMm != 0.0) {
        within(options.heightMm, 10.0, 2000.0, Text::tr("the height"), QStringLiteral("mm"));
    }
    within(options.dpi, 36.0, 2400.0, Text::tr("the resolution"), QStringLiteral("dpi"));
    within(options.fontPt, 2.0, 100.0, Text::tr("the font size"), QStringLiteral("pt"));
    within(options.lineWidthPt, 0.05, 20.0, Text::tr("the line width"), QStringLiteral("pt"));
}

std::uint32_t crc32(const QByteArray& bytes) {
    std::uint32_t crc = 0xffffffffU;
    for (const char byte : bytes) {
        crc ^= static_cast<unsigned char>(byte);
        for (int k = 0; k < 8; ++k) {
            crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xedb88320U : 0U);
        }
    }
    return ~crc;
}

QByteArray bigEndian(std::uint32_t value) {
    QByteArray bytes(4, '\0');
    qToBigEndian(value, bytes.data());
    return bytes;
}

/// An iTXt chunk: UTF-8 as it is. QImageWriter would write Latin-1 text as tEXt, and tidy spaces.
QByteArray internationalText(const char* key, const std::string& text) {
    QByteArray body("iTXt");
    body += key;
    body += QByteArray("\0\0\0\0\0", 5); // end of key, not compressed (2), language, translated key
    body += QByteArray::fromStdString(text);
    return bigEndian(static_cast<std::uint32_t>(body.size() - 4)) + body + bigEndian(crc32(body));
}

constexpr qsizetype pngHeaderEnd = 8 + 25; // signature and IHDR

QByteArray pngBytes(const std::vector<const FigurePanel*>& panels, const ExportOptions& options,
                    const std::string& scene, const QString& path, bool dataBeside) {
    const FigureLayout layout = layOutFigure(panels, options);
    const double scale = options.dpi / 72.0;
    const double columns = std::round(layout.size.width() * scale);
    const double rows = std::round(layout.size.height() * scale);
    if (columns < 1.0 || rows < 1.0 || columns > 32767.0 || rows > 32767.0 ||
        columns * rows > largestPixels) {
        refuse(path, Text::tr("the picture would have %1 × %2 pixels; allowed are 32767 a side and "
                              "250 million in all (lower the size or the dpi)")
                         .arg(columns, 0, 'f', 0)
                         .arg(rows, 0, 'f', 0));
    }
    QImage image(static_cast<int>(columns), static_cast<int>(rows),
                 QImage::Format_ARGB32_Premultiplied);
    if (image.isNull()) {
        refuse(path, Text::tr("there is not enough memory for %1 × %2 pixels")
                         .arg(columns, 0, 'f', 0)
                         .arg(rows, 0, 'f', 0));
    }
    image.fill(Qt::transparent);
    // One point is one unit while drawing; the resolution is written into the file afterwards.
    constexpr int unit = 2835;
    image.setDotsPerMeterX(unit);
    image.setDotsPerMeterY(unit);
    {
        QPainter painter(&image);
        painter.scale(columns / layout.size.width(), rows / layout.size.height());
        drawFigure(painter, panels, options, layout, dataBeside);
    }
    const int dotsPerMeter = static_cast<int>(std::lround(options.dpi / 0.0254));
    image.setDotsPerMeterX(dotsPerMeter);
    image.setDotsPerMeterY(dotsPerMeter);
    try {
        return pngWithScene(options.transparent ? image.convertToFormat(QImage::Format_ARGB32)
                                                : image.convertToFormat(QImage::Format_RGB32),
                            scene, options.comment);
    } catch (const InputError& error) {
        throw error.in(path.toStdString());
    }
}

/// The artifacts behind panels, each once. Throws InputError, naming `path`, when there are none.
std::vector<std::shared_ptr<const Artifact>>
artifactsOf(const std::vector<const FigurePanel*>& panels, const QString& path) {
    std::vector<std::shared_ptr<const Artifact>> artifacts;
    std::set<std::string> names;
    for (const FigurePanel* panel : panels) {
        for (const auto& artifact : panel->data()) {
            if (names.insert(artifact->name).second) {
                artifacts.push_back(artifact);
            }
        }
    }
    if (artifacts.empty()) {
        refuse(path, Text::tr("there is no data yet"));
    }
    return artifacts;
}

QByteArray svgBytes(const std::vector<const FigurePanel*>& panels, const ExportOptions& options,
                    const std::string& scene, const QString& path) {
    const FigureLayout layout = layOutFigure(panels, options);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setResolution(72);
        generator.setSize(QSizeF(layout.size).toSize());
        generator.setViewBox(QRectF(QPointF(), layout.size));
        // The generator writes the title as it is, markup or not.
        generator.setTitle(panels.front()->title().toHtmlEscaped());
        generator.setDescription(options.comment.isEmpty() ? QStringLiteral("Scorescope")
                                                           : QStringLiteral("Scorescope. ") +
                                                                 options.comment.toHtmlEscaped());
        QPainter painter;
        if (!painter.begin(&generator)) {
            refuse(path, Text::tr("the drawing could not be begun"));
        }
        drawFigure(painter, panels, options, layout, true);
    }
    // The generator rounds the size to whole points; say it exactly.
    QString text = QString::fromUtf8(bytes);
    static const QRegularExpression head(QStringLiteral("<svg[^>]*>"));
    const QRegularExpressionMatch match = head.match(text);
    if (!match.hasMatch()) {
        refuse(path, Text::tr("the drawing could not be encoded"));
    }
    QString opening = match.captured();
    static const QRegularExpression size(
        QStringLiteral("width=\"[^\"]*\"\\s+height=\"[^\"]*\"\\s+viewBox=\"[^\"]*\""));
    opening.replace(size, QStringLiteral("width=\"%1mm\" height=\"%2mm\" viewBox=\"0 0 %3 %4\"")
                              .arg(layout.size.width() / pointsPerMm, 0, 'f', 3)
                              .arg(layout.size.height() / pointsPerMm, 0, 'f', 3)
                              .arg(layout.size.width(), 0, 'f', 3)
                              .arg(layout.size.height(), 0, 'f', 3));
    if (!scene.empty()) {
        QString content = QString::fromStdString(scene);
        content.replace(QStringLiteral("]]>"), QStringLiteral("]]]]><![CDATA[>"));
        opening += QStringLiteral("\n<metadata id=\"%1\"><![CDATA[%2]]></metadata>")
                       .arg(QLatin1String(sceneKey), content);
    }
    return (text.left(match.capturedStart()) + opening + text.mid(match.capturedEnd())).toUtf8();
}

constexpr const char* pdfSceneOpen = "<scorescope:scene>";
constexpr const char* pdfSceneClose = "</scorescope:scene>";

/// XMP is written into a PDF as plain text; base64 keeps the scene's bytes exact inside it.
QByteArray xmpPacket(const QString& title, const QString& comment, const std::string& scene) {
    const QByteArray packet =
        "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
        " <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
        "  <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n"
        "    xmlns:scorescope=\"urn:scorescope:figure:1\">\n"
        "   <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">";
    const QByteArray description =
        comment.isEmpty()
            ? QByteArray()
            : "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">" +
                  comment.toHtmlEscaped().toUtf8() + "</rdf:li></rdf:Alt></dc:description>\n   ";
    return packet + title.toHtmlEscaped().toUtf8() + "</rdf:li></rdf:Alt></dc:title>\n   " +
           description +
           (scene.empty()
                ? QByteArray()
                : pdfSceneOpen + QByteArray::fromStdString(scene).toBase64() + pdfSceneClose) +
           "\n  </rdf:Description>\n </rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>\n";
}

QByteArray pdfBytes(const std::vector<const FigurePanel*>& panels, const ExportOptions& options,
                    const std::string& scene, const QString& path) {
    const FigureLayout layout = layOutFigure(panels, options);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setResolution(72);
        writer.setPageSize(
            QPageSize(layout.size, QPageSize::Point, QString(), QPageSize::ExactMatch));
        writer.setPageMargins(QMarginsF());
        writer.setTitle(panels.front()->title());
        writer.setCreator(QStringLiteral("Scorescope"));
        if (!scene.empty() || !options.comment.isEmpty()) {
            writer.setDocumentXmpMetadata(
                xmpPacket(panels.front()->title(), options.comment, scene));
        }
        if (!scene.empty()) {
            writer.addFileAttachment(QStringLiteral("scene.json"), QByteArray::fromStdString(scene),
                                     QStringLiteral("application/json"));
        }
        QPainter painter;
        if (!painter.begin(&writer)) {
            refuse(path, Text::tr("a page of %1 × %2 mm cannot be made")
                             .arg(layout.size.width() / pointsPerMm)
                             .arg(layout.size.height() / pointsPerMm));
        }
        drawFigure(painter, panels, options, layout, true);
    }
    return bytes;
}

std::optional<std::string> sceneInPng(const QByteArray& bytes, const QString& path) {
    for (qsizetype at = 8; at + 12 <= bytes.size();) {
        const auto length = static_cast<qsizetype>(qFromBigEndian<quint32>(bytes.constData() + at));
        if (length > bytes.size() - at - 12) {
            refuse(path, Text::tr("the PNG file is cut off"));
        }
        const QByteArray key = QByteArray(sceneKey) + '\0';
        const QByteArray body = bytes.mid(at + 8, length);
        if (bytes.mid(at + 4, 4) == "iTXt" && body.startsWith(key) &&
            body.size() >= key.size() + 4 && body[key.size()] == '\0') {
            const qsizetype language = body.indexOf('\0', key.size() + 2);
            const qsizetype translated = language < 0 ? -1 : body.indexOf('\0', language + 1);
            if (translated >= 0) {
                return body.mid(translated + 1).toStdString();
            }
        }
        at += length + 12;
    }
    // Another program may have written the text anew, compressed or as Latin-1.
    QImageReader reader(path);
    const QString text = reader.read().text(QLatin1String(sceneKey));
    return text.isEmpty() ? std::nullopt : std::optional<std::string>(text.toStdString());
}

std::optional<std::string> sceneInSvg(const QByteArray& bytes, const QString& path) {
    QXmlStreamReader xml(bytes);
    bool isSvg = false;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) {
            continue;
        }
        if (!isSvg && xml.name() != QLatin1String("svg")) {
            break;
        }
        isSvg = true;
        if (xml.name() == QLatin1String("metadata") &&
            xml.attributes().value(QLatin1String("id")) == QLatin1String(sceneKey)) {
            const QString text = xml.readElementText(QXmlStreamReader::IncludeChildElements);
            if (!xml.hasError()) {
                return text.toStdString();
            }
        }
    }
    if (!isSvg) {
        refuse(path, Text::tr("this is no figure (PNG, SVG or PDF)"));
    }
    if (xml.hasError()) {
        refuse(path, Text::tr("the SVG file is damaged: %1 (line %2)")
                         .arg(xml.errorString())
                         .arg(xml.lineNumber()));
    }
    return std::nullopt;
}

std::optional<std::string> sceneInPdf(const QByteArray& bytes, const QString& path) {
    const qsizetype open = bytes.indexOf(pdfSceneOpen);
    if (open < 0) {
        return std::nullopt;
    }
    const qsizetype begin = open + static_cast<qsizetype>(qstrlen(pdfSceneOpen));
    const qsizetype close = bytes.indexOf(pdfSceneClose, begin);
    const auto decoded = QByteArray::fromBase64Encoding(
        bytes.mid(begin, std::max<qsizetype>(0, close - begin)),
        QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    if (close < 0 || !decoded) {
        refuse(path, Text::tr("the scene inside the PDF file is damaged"));
    }
    return decoded.decoded.toStdString();
}

} // namespace

ExportOptions exportPreset(const QString& name) {
    ExportOptions options;
    if (name == QLatin1String("double column")) {
        options.widthMm = 178.0;
    } else if (name == QLatin1String("slide")) {
        options.widthMm = 254.0;
        options.heightMm = 143.0;
        options.fontPt = 16.0;
        options.lineWidthPt = 1.5;
        options.dpi = 192.0;
    }
    return options;
}

QStringList exportPresetNames() {
    return {QStringLiteral("single column"), QStringLiteral("double column"),
            QStringLiteral("slide")};
}

ExportOptions fittingPreset(const std::vector<const FigurePanel*>& panels) {
    const ExportOptions single = exportPreset(QStringLiteral("single column"));
    const bool wide =
        panels.size() > 1 ||
        (!panels.empty() && panels.front()->leastWidth(figureStyle(single, nullptr, true)) >
                                single.widthMm * pointsPerMm);
    return wide ? exportPreset(QStringLiteral("double column")) : single;
}

QImage previewFigure(const std::vector<const FigurePanel*>& panels, const ExportOptions& options,
                     const QSize& pixels, double devicePixelRatio) {
    QImage image((QSizeF(pixels) * devicePixelRatio).toSize(), QImage::Format_ARGB32_Premultiplied);
    if (image.isNull()) {
        return image;
    }
    image.fill(Qt::transparent);
    if (!panels.empty()) {
        const FigureLayout layout = layOutFigure(panels, options);
        const double scale =
            std::min(image.width() / layout.size.width(), image.height() / layout.size.height());
        constexpr int unit = 2835;
        image.setDotsPerMeterX(unit);
        image.setDotsPerMeterY(unit);
        QPainter painter(&image);
        painter.translate(0.5 * (image.width() - scale * layout.size.width()),
                          0.5 * (image.height() - scale * layout.size.height()));
        painter.scale(scale, scale);
        drawFigure(painter, panels, options, layout, true);
    }
    image.setDevicePixelRatio(devicePixelRatio);
    return image;
}

QSizeF figureSizeMm(const std::vector<const FigurePanel*>& panels, const ExportOptions& options) {
    return panels.empty() ? QSizeF() : layOutFigure(panels, options).size / pointsPerMm;
}

QImage renderFigure(const std::vector<const FigurePanel*>& panels, const ExportOptions& options) {
    checkOptions(panels, options, QString());
    QImage image;
    image.loadFromData(pngBytes(panels, options, std::string(), QString(), false), "png");
    return image;
}

QString commentOn(bool reproducible) {
    return reproducible ? QString()
                        : Text::tr("This run depends on other machines: it cannot be repeated");
}

QStringList exportFigure(const std::vector<const FigurePanel*>& panels,
                         const ExportOptions& options, const std::string& sceneJson,
                         const QString& path) {
    checkOptions(panels, options, path);
    const std::string scene = options.embedScene ? sceneJson : std::string();
    const QString ending = QFileInfo(path).suffix().toLower();
    QByteArray bytes;
    if (ending == QLatin1String("svg")) {
        bytes = svgBytes(panels, options, scene, path);
    } else if (ending == QLatin1String("pdf")) {
        bytes = pdfBytes(panels, options, scene, path);
    } else if (ending == QLatin1String("png")) {
        bytes = pngBytes(panels, options, scene, path, true);
    } else {
        refuse(path, Text::tr("the file must end in .svg, .pdf or .png"));
    }
    writeFileAtomically(path.toStdString(), bytes.toStdString());
    QStringList beside;
    for (const std::size_t i : abridgedPanels(panels, options, layOutFigure(panels, options))) {
        beside << path.chopped(ending.size() + 1) +
                      (panels.size() > 1 ? QLatin1Char('-') + panelLetter(i) : QString()) +
                      QStringLiteral(".csv");
        exportData({panels[i]}, beside.back());
    }
    return beside;
}

QByteArray pngWithScene(const QImage& picture, const std::string& sceneJson,
                        const QString& comment) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QImageWriter writer(&buffer, "png");
    if (!writer.write(picture)) {
        refuse(QString(),
               Text::tr("the picture could not be encoded: %1").arg(writer.errorString()));
    }
    if (!sceneJson.empty()) {
        bytes.insert(pngHeaderEnd, internationalText(sceneKey, sceneJson));
    }
    if (!comment.isEmpty()) {
        bytes.insert(pngHeaderEnd, internationalText("Comment", comment.toStdString()));
    }
    return bytes;
}

QByteArray figureAsSvg(const std::vector<const FigurePanel*>& panels, const ExportOptions& options,
                       const std::string& sceneJson) {
    checkOptions(panels, options, QString());
    return svgBytes(panels, options, options.embedScene ? sceneJson : std::string(), QString());
}

std::string dataAsCsv(const std::vector<const FigurePanel*>& panels) {
    const auto artifacts = artifactsOf(panels, QString());
    return artifacts.size() == 1 ? toCsv(*artifacts.front()) : toCsv(artifacts);
}

void exportData(const std::vector<const FigurePanel*>& panels, const QString& path) {
    const auto artifacts = artifactsOf(panels, path);
    const QString ending = QFileInfo(path).suffix().toLower();
    if (ending == QLatin1String("csv")) {
        writeFileAtomically(path.toStdString(), dataAsCsv(panels));
    } else if (ending == QLatin1String("npz")) {
        if (artifacts.size() == 1) {
            writeNpz(*artifacts.front(), path.toStdString());
        } else {
            writeNpz(artifacts, path.toStdString());
        }
    } else {
        refuse(path, Text::tr("the file must end in .csv or .npz"));
    }
}

std::string sceneFromFigure(const QString& path) {
    refuseUnlessRegularFile(path.toStdString());
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        refuse(path, file.errorString());
    }
    const QByteArray start = file.peek(8);
    if (start.startsWith("GIF8") || start.mid(4) == "ftyp") {
        return sceneFromAnimation(path);
    }
    if (file.size() > largestFigure) {
        refuse(path, Text::tr("the file is larger than 256 MiB"));
    }
    const QByteArray bytes = file.readAll();
    std::optional<std::string> scene;
    if (bytes.startsWith("\x89PNG\r\n\x1a\n")) {
        scene = sceneInPng(bytes, path);
    } else if (bytes.startsWith("%PDF")) {
        scene = sceneInPdf(bytes, path);
    } else {
        scene = sceneInSvg(bytes, path);
    }
    if (!scene || scene->empty()) {
        refuse(path, Text::tr("this figure carries no scene (it was exported without, or by "
                              "another program)"));
    }
    return *scene;
}

} // namespace scorescope::views
