// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/space/space_offscreen.h"

#include "views/space/space_vtk.h"

#include <EGL/egl.h>
#include <EGL/eglext.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace scorescope::views {
namespace {

// The few functions and numbers of OpenGL that are needed beside VTK; its headers and Qt's clash.
constexpr unsigned glReadFramebuffer = 0x8CA8;
constexpr unsigned glColorAttachment0 = 0x8CE0;
constexpr unsigned glRgba = 0x1908;
constexpr unsigned glUnsignedByte = 0x1401;
constexpr unsigned glVersion = 0x1F02;
constexpr unsigned glRenderer = 0x1F01;
constexpr unsigned glPackAlignment = 0x0D05;
constexpr unsigned glMaxTextureSize = 0x0D33;

template <typename Function> Function glFunction(const char* name) {
    return reinterpret_cast<Function>(eglGetProcAddress(name));
}

/// An OpenGL 3.2 core context without a surface, current on this thread while it lives.
class EglContext {
public:
    EglContext() {
        display_ = eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, nullptr, nullptr);
        // Never terminated: that would end it for everybody in the process, and starting it again
        // takes longer than a picture.
        if (display_ == EGL_NO_DISPLAY || eglInitialize(display_, nullptr, nullptr) != EGL_TRUE) {
            problem_ = "EGL has no surfaceless platform here";
            return;
        }
        const std::array<EGLint, 5> wanted = {EGL_SURFACE_TYPE, EGL_PBUFFER_BIT,
                                              EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_NONE};
        EGLConfig config = nullptr;
        EGLint count = 0;
        if (eglBindAPI(EGL_OPENGL_API) != EGL_TRUE ||
            eglChooseConfig(display_, wanted.data(), &config, 1, &count) != EGL_TRUE || count < 1) {
            problem_ = "EGL offers no OpenGL here";
            return;
        }
        const std::array<EGLint, 7> version = {EGL_CONTEXT_MAJOR_VERSION,
                                               3,
                                               EGL_CONTEXT_MINOR_VERSION,
                                               2,
                                               EGL_CONTEXT_OPENGL_PROFILE_MASK,
                                               EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
                                               EGL_NONE};
        context_ = eglCreateContext(display_, config, EGL_NO_CONTEXT, version.data());
        if (context_ == EGL_NO_CONTEXT || !makeCurrent()) {
            problem_ = "EGL gives no OpenGL 3.2 context here";
        }
    }
    ~EglContext() {
        if (context_ != EGL_NO_CONTEXT) {
            eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
            eglDestroyContext(display_, context_);
        }
        eglReleaseThread();
    }
    EglContext(const EglContext&) = delete;
    EglContext& operator=(const EglContext&) = delete;

    [[nodiscard]] const std::string& problem() const { return problem_; }
    [[nodiscard]] bool isCurrent() const { return eglGetCurrentContext() == context_; }
    bool makeCurrent() const {
        return eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, context_) == EGL_TRUE;
    }

private:
    EGLDisplay display_ = EGL_NO_DISPLAY;
    EGLContext context_ = EGL_NO_CONTEXT;
    std::string problem_;
};

/// Runs work on a thread that has never seen a context, one at a time in the process: VTK loads the
/// functions of OpenGL into variables that all its windows share.
void onOwnThread(const std::function<void()>& work) {
    static std::mutex turn;
    const std::lock_guard<std::mutex> lock(turn);
    std::thread(work).join();
}

QImage readFramebuffer(unsigned framebuffer, const QSize& size) {
    const auto bind = glFunction<void (*)(unsigned, unsigned)>("glBindFramebuffer");
    const auto readBuffer = glFunction<void (*)(unsigned)>("glReadBuffer");
    const auto pixelStore = glFunction<void (*)(unsigned, int)>("glPixelStorei");
    const auto readPixels =
        glFunction<void (*)(int, int, int, int, unsigned, unsigned, void*)>("glReadPixels");
    QImage image(size, QImage::Format_RGBA8888_Premultiplied);
    if (image.isNull() || bind == nullptr || readBuffer == nullptr || pixelStore == nullptr ||
        readPixels == nullptr) {
        return {};
    }
    bind(glReadFramebuffer, framebuffer);
    readBuffer(glColorAttachment0);
    pixelStore(glPackAlignment, 1);
    readPixels(0, 0, size.width(), size.height(), glRgba, glUnsignedByte, image.bits());
    return image.mirrored();
}

/// What VTK leaves in alpha of translucent things depends on how it blends. What black and white
/// shine through alike is opaque, and the picture over black is premultiplied already.
void restoreAlpha(QImage& overBlack, const QImage& overWhite) {
    if (overBlack.size() != overWhite.size()) {
        return;
    }
    for (int y = 0; y < overBlack.height(); ++y) {
        uchar* black = overBlack.scanLine(y);
        const uchar* white = overWhite.constScanLine(y);
        for (int x = 0; x < overBlack.width(); ++x, black += 4, white += 4) {
            const int shine =
                std::min({white[0] - black[0], white[1] - black[1], white[2] - black[2]});
            const int least = std::max({black[0], black[1], black[2]});
            black[3] = static_cast<uchar>(std::clamp(255 - shine, least, 255));
        }
    }
}

} // namespace

QImage renderOffscreen(const SpaceScene& scene, const SpaceProjection& projection,
                       const QSize& pixels, double lineWidth, const QColor& ground) {
    QImage result;
    if (pixels.isEmpty()) {
        return result;
    }
    onOwnThread([&] {
        const EglContext context;
        if (!context.problem().empty()) {
            return;
        }
        int largest = 4096;
        if (const auto get = glFunction<void (*)(unsigned, int*)>("glGetIntegerv")) {
            get(glMaxTextureSize, &largest);
        }
        // Twice as fine, scaled down, where that stays within reason.
        const auto fits = [&](int factor) {
            return factor * std::max(pixels.width(), pixels.height()) <= largest &&
                   1.0 * factor * factor * pixels.width() * pixels.height() <= 6.4e7;
        };
        const int factor = fits(2) ? 2 : 1;
        QSize size = factor * pixels;
        if (!fits(1)) {
            size.scale(largest, largest, Qt::KeepAspectRatio);
            const double share =
                std::min(1.0, std::sqrt(6.4e7 / (1.0 * size.width() * size.height())));
            size = QSize(std::max(1, static_cast<int>(size.width() * share)),
                         std::max(1, static_cast<int>(size.height() * share)));
        }
        VtkSpaceRenderer renderer(
            {[&context] { return context.isCurrent(); }, [&context] { context.makeCurrent(); }});
        renderer.setScene(scene);
        const auto over = [&](const QColor& background) {
            renderer.setGround(ground, background);
            renderer.render(projection, size, lineWidth * size.width() / pixels.width());
            return readFramebuffer(renderer.framebuffer(), size);
        };
        result = over(Qt::black);
        if (scene.plane) {
            restoreAlpha(result, over(Qt::white));
        }
    });
    return result.isNull() || result.size() == pixels
               ? result
               : result.scaled(pixels, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

OffscreenOpenGl offscreenOpenGl() {
    OffscreenOpenGl answer;
    onOwnThread([&answer] {
        const EglContext context;
        if (!context.problem().empty()) {
            answer.text = QString::fromStdString(context.problem());
            return;
        }
        const auto get = glFunction<const unsigned char* (*)(unsigned)>("glGetString");
        const auto text = [&get](unsigned name) {
            const unsigned char* found = get != nullptr ? get(name) : nullptr;
            return found != nullptr ? QString::fromUtf8(reinterpret_cast<const char*>(found))
                                    : QStringLiteral("?");
        };
        answer.works = true;
        answer.text = text(glVersion) + QStringLiteral(", ") + text(glRenderer);
    });
    return answer;
}

} // namespace scorescope::views
