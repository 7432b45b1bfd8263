// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/gl/open_gl.h"

#include <QGuiApplication>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFunctions>

#include <algorithm>
#include <array>

namespace scorescope::views {
namespace {

/// What this machine offers the canvases.
struct Offer {
    bool available = false;
    bool inSoftware = false;
};

/// From a context like the canvases'.
Offer askForOpenGl() {
    // The offscreen platform hands out contexts where there is an X server, but its windows cannot
    // show what they draw: Qt 6.4 crashes when it composes them.
    if (QGuiApplication::platformName() == QLatin1String("offscreen")) {
        return {};
    }
    QOffscreenSurface surface;
    surface.setFormat(openGlFormat());
    surface.create();
    QOpenGLContext context;
    context.setFormat(openGlFormat());
    if (!surface.isValid() || !context.create() || !context.makeCurrent(&surface)) {
        return {};
    }
    Offer offer;
    offer.available = context.format().version() >= qMakePair(3, 2) && !context.isOpenGLES();
    offer.inSoftware = drawsInSoftware(context);
    context.doneCurrent();
    return offer;
}

const Offer& openGlOffer() {
    static const Offer offer = askForOpenGl();
    return offer;
}

} // namespace

QSurfaceFormat openGlFormat() {
    QSurfaceFormat format;
    format.setRenderableType(QSurfaceFormat::OpenGL);
    format.setVersion(3, 2);
    format.setProfile(QSurfaceFormat::CoreProfile);
    format.setDepthBufferSize(24);
    format.setStencilBufferSize(8);
    return format;
}

bool openGlAvailable() {
    return openGlOffer().available;
}

bool openGlPays() {
    const QByteArray asked = qgetenv("SCORESCOPE_OPENGL");
    return asked != "0" && openGlOffer().available && (asked == "1" || !openGlOffer().inSoftware);
}

bool drawsInSoftware(QOpenGLContext& context) {
    const auto* name = reinterpret_cast<const char*>(context.functions()->glGetString(GL_RENDERER));
    const QString device = QString::fromLatin1(name).toLower();
    constexpr std::array<const char*, 3> rasterizers = {"llvmpipe", "softpipe", "swrast"};
    return std::any_of(rasterizers.begin(), rasterizers.end(),
                       [&](const char* each) { return device.contains(QLatin1String(each)); });
}

} // namespace scorescope::views
