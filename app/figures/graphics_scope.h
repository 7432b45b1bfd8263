// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QGuiApplication>

#include <memory>

namespace scorescope::app {

/// Fonts and images need a QGuiApplication, but no display: the offscreen platform serves. Makes
/// one for as long as it lives, unless there is one already.
class GraphicsScope {
public:
    explicit GraphicsScope(const QByteArray& platform = "offscreen");
    ~GraphicsScope();
    GraphicsScope(const GraphicsScope&) = delete;
    GraphicsScope& operator=(const GraphicsScope&) = delete;

private:
    QByteArray before_;
    int count_ = 1;
    char name_[11] = "scorescope";
    char* arguments_[2] = {name_, nullptr};
    std::unique_ptr<QGuiApplication> application_;
};

} // namespace scorescope::app
