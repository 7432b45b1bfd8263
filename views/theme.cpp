// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme.h"

namespace scorescope::views {

Theme darkTheme() {
    Theme theme;
    theme.dark = true;
    theme.ground = QColor(0x12, 0x15, 0x1a);
    theme.panel = QColor(0x19, 0x1d, 0x24);
    theme.raised = QColor(0x22, 0x28, 0x32);
    theme.line = QColor(0x2d, 0x34, 0x40);
    theme.text = QColor(0xe8, 0xeb, 0xf0);
    theme.dim = QColor(0x98, 0xa2, 0xb0);
    theme.accent = QColor(0x58, 0xa6, 0xff);
    theme.running = QColor(0x3f, 0xb9, 0x7f);
    theme.warning = QColor(0xe3, 0xa6, 0x3c);
    theme.error = QColor(0xf0, 0x7c, 0x6c);
    theme.series = {theme.accent,
                    QColor(0xe6, 0x9f, 0x00),
                    QColor(0x00, 0xb3, 0x86),
                    QColor(0xcc, 0x79, 0xa7),
                    QColor(0x8f, 0xf0, 0xff),
                    QColor(0xf0, 0xe4, 0x42),
                    QColor(0xe0, 0x72, 0x2e)};
    return theme;
}

Theme lightTheme() {
    Theme theme;
    theme.dark = false;
    theme.ground = QColor(0xff, 0xff, 0xff);
    theme.panel = QColor(0xee, 0xf0, 0xf3);
    theme.raised = QColor(0xf4, 0xf6, 0xf8);
    theme.line = QColor(0xd8, 0xdd, 0xe4);
    theme.text = QColor(0x1b, 0x20, 0x27);
    theme.dim = QColor(0x5b, 0x65, 0x72);
    theme.accent = QColor(0x1f, 0x6f, 0xeb);
    theme.running = QColor(0x1a, 0x7f, 0x4b);
    theme.warning = QColor(0x9a, 0x67, 0x00);
    theme.error = QColor(0xb3, 0x26, 0x1e);
    theme.series = {theme.accent,
                    QColor(0xc8, 0x7f, 0x00),
                    QColor(0x00, 0x8a, 0x68),
                    QColor(0xa9, 0x4f, 0x83),
                    QColor(0x0b, 0x2f, 0x6b),
                    QColor(0x8a, 0x80, 0x00),
                    QColor(0xd5, 0x5e, 0x00)};
    return theme;
}

Theme printTheme() {
    Theme theme = lightTheme();
    theme.panel = QColor(Qt::white);
    theme.raised = QColor(Qt::white);
    theme.text = QColor(Qt::black);
    theme.dim = QColor(0x33, 0x33, 0x33);
    theme.line = QColor(0xd0, 0xd0, 0xd0);
    return theme;
}

} // namespace scorescope::views
