// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/style.h"

#include <QApplication>
#include <QFile>
#include <QFont>
#include <QPainter>
#include <QPalette>
#include <QPixmap>
#include <QPixmapCache>
#include <QStyle>
#include <QStyleFactory>
#include <QSvgRenderer>
#include <QWidget>

#include <utility>
#include <vector>

// In a static library nothing refers to the resources' own object file, so it must be asked for;
// Qt's macro cannot stand inside a namespace.
static void loadResources() {
    Q_INIT_RESOURCE(resources);
    Q_INIT_RESOURCE(help_pages);
}

namespace scorescope::app {
namespace {

QColor mix(const QColor& a, const QColor& b, double share) {
    const auto channel = [share](int first, int second) {
        return static_cast<int>((1.0 - share) * first + share * second + 0.5);
    };
    return QColor(channel(a.red(), b.red()), channel(a.green(), b.green()),
                  channel(a.blue(), b.blue()));
}

QString readResource(const QString& path) {
    loadResources();
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QColor onAccent(const views::Theme& theme) {
    return theme.dark ? theme.ground : QColor(Qt::white);
}

} // namespace

views::Theme themeFor(ThemeChoice choice) {
    if (choice == ThemeChoice::system) {
        const QPalette desktop = QApplication::style()->standardPalette();
        choice = desktop.color(QPalette::Window).lightness() < 128 ? ThemeChoice::dark
                                                                   : ThemeChoice::light;
    }
    return choice == ThemeChoice::dark ? views::darkTheme() : views::lightTheme();
}

QString themeWord(ThemeChoice choice) {
    switch (choice) {
    case ThemeChoice::dark:
        return QStringLiteral("dark");
    case ThemeChoice::light:
        return QStringLiteral("light");
    case ThemeChoice::system:
        break;
    }
    return QStringLiteral("system");
}

ThemeChoice themeFromWord(const QString& word) {
    if (word == QLatin1String("dark")) {
        return ThemeChoice::dark;
    }
    return word == QLatin1String("light") ? ThemeChoice::light : ThemeChoice::system;
}

void applyTheme(QApplication& application, const views::Theme& theme) {
    if (application.style()->name().compare(QLatin1String("fusion"), Qt::CaseInsensitive) != 0) {
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    }
    const QColor faint = mix(theme.dim, theme.panel, 0.5);
    QPalette palette;
    palette.setColor(QPalette::Window, theme.panel);
    palette.setColor(QPalette::WindowText, theme.text);
    palette.setColor(QPalette::Base, theme.raised);
    palette.setColor(QPalette::AlternateBase, theme.panel);
    palette.setColor(QPalette::Text, theme.text);
    palette.setColor(QPalette::Button, theme.raised);
    palette.setColor(QPalette::ButtonText, theme.text);
    palette.setColor(QPalette::BrightText, theme.error);
    palette.setColor(QPalette::ToolTipBase, theme.raised);
    palette.setColor(QPalette::ToolTipText, theme.text);
    palette.setColor(QPalette::PlaceholderText, theme.dim);
    palette.setColor(QPalette::Highlight, theme.accent);
    palette.setColor(QPalette::HighlightedText, onAccent(theme));
    palette.setColor(QPalette::Link, theme.accent);
    palette.setColor(QPalette::LinkVisited, theme.accent);
    palette.setColor(QPalette::Light, mix(theme.raised, theme.text, 0.1));
    palette.setColor(QPalette::Mid, theme.line);
    palette.setColor(QPalette::Dark, mix(theme.panel, Qt::black, 0.3));
    palette.setColor(QPalette::Shadow, QColor(Qt::black));
    for (const QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, faint);
    }
    QApplication::setPalette(palette);

    QFont font = QApplication::font();
    font.setPointSizeF(12.5 * 72.0 / 96.0);
    QApplication::setFont(font);

    QString sheet = readResource(QStringLiteral(":/style.qss"));
    const std::vector<std::pair<QString, QColor>> names = {
        {QStringLiteral("@ground@"), theme.ground},
        {QStringLiteral("@panel@"), theme.panel},
        {QStringLiteral("@raised@"), theme.raised},
        {QStringLiteral("@line@"), theme.line},
        {QStringLiteral("@text@"), theme.text},
        {QStringLiteral("@dim@"), theme.dim},
        {QStringLiteral("@faint@"), faint},
        {QStringLiteral("@accent@"), theme.accent},
        {QStringLiteral("@running@"), theme.running},
        {QStringLiteral("@warning@"), theme.warning},
        {QStringLiteral("@error@"), theme.error},
        {QStringLiteral("@on_accent@"), onAccent(theme)}};
    for (const auto& [name, color] : names) {
        sheet.replace(name, color.name());
    }
    application.setStyleSheet(sheet);
}

namespace {

/// A picture of our icon in one ink. Qt's cache keeps it: a panel shows one icon many times, and
/// each would be read and drawn anew.
QPixmap iconPixmap(const QString& name, const QColor& ink, int scale) {
    const QString key = QStringLiteral("icon %1 %2 %3").arg(name, ink.name()).arg(scale);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap)) {
        return pixmap;
    }
    QString tinted = readResource(QStringLiteral(":/icons/%1.svg").arg(name));
    tinted.replace(QLatin1String("#000000"), ink.name());
    QSvgRenderer renderer(tinted.toUtf8());
    pixmap = QPixmap(16 * scale, 16 * scale);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    painter.end();
    pixmap.setDevicePixelRatio(scale);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

} // namespace

QIcon themedIcon(const QString& name, const views::Theme& theme, const QColor& color) {
    const QColor normal = color.isValid() ? color : theme.text;
    QIcon icon;
    const auto add = [&](const QColor& ink, QIcon::Mode mode) {
        for (const int scale : {1, 2, 3}) {
            icon.addPixmap(iconPixmap(name, ink, scale), mode);
        }
    };
    add(normal, QIcon::Normal);
    add(mix(normal, theme.panel, 0.6), QIcon::Disabled);
    return icon;
}

void repolish(QWidget& widget) {
    widget.style()->unpolish(&widget);
    widget.style()->polish(&widget);
    widget.update();
}

QString groupedNumber(qulonglong number) {
    QString digits = QString::number(number);
    if (digits.size() > 4) {
        for (qsizetype i = digits.size() - 3; i > 0; i -= 3) {
            digits.insert(i, QChar(0x202F)); // narrow no-break space
        }
    }
    return digits;
}

} // namespace scorescope::app
