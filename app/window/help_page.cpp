// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/help_page.h"

#include <QDesktopServices>
#include <QPainter>
#include <QRegularExpression>
#include <QScrollBar>
#include <QTextBlock>

#include <algorithm>
#include <cmath>
#include <vector>

namespace scorescope::app {
namespace {

constexpr QSize figureSize(400, 300); // logical pixels; shown smaller where there is less room
constexpr int smallestWidth = 160;

bool isFigure(const QString& address) {
    return address.startsWith(QLatin1String("scene:"));
}

/// Calls `act` with a cursor that selects each figure, and its format.
template <class Act> void forEachFigure(QTextDocument& document, const Act& act) {
    // First found, then changed: formats that change make new fragments.
    std::vector<int> places;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        for (auto part = block.begin(); !part.atEnd(); ++part) {
            const QTextFragment fragment = part.fragment();
            if (fragment.charFormat().isImageFormat() &&
                isFigure(fragment.charFormat().toImageFormat().name())) {
                places.push_back(fragment.position());
            }
        }
    }
    for (const int place : places) {
        QTextCursor cursor(&document);
        cursor.setPosition(place);
        cursor.movePosition(QTextCursor::NextCharacter, QTextCursor::KeepAnchor);
        act(cursor, cursor.charFormat().toImageFormat());
    }
}

} // namespace

HelpPage::HelpPage(const SceneLibrary& library, const Registry& registry, QWidget* parent)
    : QTextBrowser(parent), library_(library), theme_(views::darkTheme()),
      figures_(new SceneFigures(registry, this)) {
    setOpenLinks(false);
    setUndoRedoEnabled(false);
    document()->setDocumentMargin(12.0);
    setMinimumWidth(260);
    figures_->setLook(theme_, figureSize);
    connect(this, &QTextBrowser::anchorClicked, this, [this](const QUrl& link) {
        if (link.scheme() == QLatin1String("scene")) {
            Q_EMIT sceneRequested(link.path().section(QLatin1Char('/'), 0, 0));
        } else {
            QDesktopServices::openUrl(link);
        }
    });
    connect(figures_, &SceneFigures::pictureReady, this,
            [this](const QString& address, const QImage& picture, bool done) {
                showPicture(address, picture);
                if (done) {
                    ++finished_;
                    Q_EMIT figureFinished(address);
                }
            });
    connect(figures_, &SceneFigures::failed, this,
            [this](const QString& address, const QString& message) {
                showPicture(address, placeholder(message));
            });
}

void HelpPage::setPage(const QString& markdown) {
    if (markdown == markdown_) {
        return;
    }
    markdown_ = markdown;
    pictures_.clear();
    fill();
    QStringList addresses;
    forEachFigure(*document(), [&addresses](const QTextCursor&, const QTextImageFormat& format) {
        addresses << format.name();
    });
    addresses.removeDuplicates();
    figures_->setAddresses(addresses, library_);
    finished_ = 0;
    if (isVisible()) {
        figures_->start();
    }
}

void HelpPage::setTheme(const views::Theme& theme) {
    theme_ = theme;
    figures_->setLook(theme, figureSize);
    finished_ = 0;
    pictures_.clear();
    const int place = verticalScrollBar()->value();
    fill(); // links take their colour when they are read
    verticalScrollBar()->setValue(place);
    if (isVisible()) {
        figures_->start();
    }
}

void HelpPage::fill() {
    document()->clear(); // forgets the pictures as well
    // The words of a figure stand under it as well: pictures do not name themselves.
    static const QRegularExpression figure(QStringLiteral("(!\\[([^\\]]*)\\]\\(scene:[^)]*\\))"));
    setMarkdown(QString(markdown_).replace(figure, QStringLiteral("\\1  \n*\\2*")));
    forEachFigure(*document(), [this](QTextCursor cursor, QTextImageFormat format) {
        format.setAnchor(true);
        format.setAnchorHref(format.name());
        cursor.setCharFormat(format);
        showPicture(format.name(), placeholder(tr("This figure is computed when its turn comes")));
    });
    fitFigures();
}

void HelpPage::fitFigures() {
    const double room = viewport()->width() - 2.0 * document()->documentMargin() - 4.0;
    const double width = std::clamp(room, 1.0 * smallestWidth, 1.0 * figureSize.width());
    forEachFigure(*document(), [width](QTextCursor cursor, QTextImageFormat format) {
        if (std::abs(format.width() - width) > 0.5) {
            format.setWidth(width);
            format.setHeight(std::round(width * figureSize.height() / figureSize.width()));
            cursor.setCharFormat(format);
        }
    });
    // Formats that change while the page is not laid out to its end leave the text after them
    // without a layout.
    document()->markContentsDirty(0, document()->characterCount());
    if (std::abs(shownWidth_ - width) > 0.5) {
        shownWidth_ = width;
        for (const auto& [address, picture] : pictures_) {
            putPicture(address, picture);
        }
    }
}

void HelpPage::showPicture(const QString& address, const QImage& picture) {
    pictures_[address] = picture;
    putPicture(address, picture);
    viewport()->update();
}

void HelpPage::putPicture(const QString& address, const QImage& picture) {
    // At the size it is shown in: the document would scale it without smoothing.
    const double ratio = devicePixelRatioF();
    QImage fitted = picture.scaledToWidth(static_cast<int>(std::lround(shownWidth_ * ratio)),
                                          Qt::SmoothTransformation);
    fitted.setDevicePixelRatio(ratio);
    document()->addResource(QTextDocument::ImageResource, QUrl(address), fitted);
}

QImage HelpPage::placeholder(const QString& words) const {
    QImage image(figureSize * 2, QImage::Format_RGB32);
    image.setDevicePixelRatio(2.0);
    image.fill(theme_.ground);
    QPainter painter(&image);
    painter.setFont(font());
    painter.setPen(theme_.dim);
    painter.drawText(QRect(QPoint(0, 0), figureSize).adjusted(16, 16, -16, -16),
                     static_cast<int>(Qt::AlignCenter) | Qt::TextWordWrap, words);
    return image;
}

QVariant HelpPage::loadResource(int type, const QUrl& name) {
    if (name.scheme() == QLatin1String("scene")) {
        const auto known = pictures_.find(name.toString());
        return known != pictures_.end() ? QVariant(known->second) : QVariant(placeholder({}));
    }
    return QTextBrowser::loadResource(type, name);
}

void HelpPage::resizeEvent(QResizeEvent* event) {
    QTextBrowser::resizeEvent(event);
    fitFigures();
}

void HelpPage::showEvent(QShowEvent* event) {
    QTextBrowser::showEvent(event);
    figures_->start();
}

void HelpPage::hideEvent(QHideEvent* event) {
    figures_->stop();
    QTextBrowser::hideEvent(event);
}

} // namespace scorescope::app
