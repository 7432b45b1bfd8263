// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/gl/overlay.h"

#include <QPainter>

#include <utility>

namespace scorescope::views {

Overlay::Overlay(Paint paint, QWidget* parent) : QWidget(parent), paint_(std::move(paint)) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void Overlay::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paint_(painter);
}

} // namespace scorescope::views
