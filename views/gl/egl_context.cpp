// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/gl/egl_context.h"

#include <EGL/egl.h>
#include <EGL/eglext.h>

#include <array>

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

} // namespace

class EglContext::Handles {
public:
    EGLDisplay display = EGL_NO_DISPLAY;
    EGLContext context = EGL_NO_CONTEXT;
};

EglContext::EglContext() : handles_(std::make_unique<Handles>()) {
    EGLDisplay& display = handles_->display;
    display = eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, nullptr, nullptr);
    // Never terminated: that would end it for everybody in the process, and starting it again
    // takes longer than a picture.
    if (display == EGL_NO_DISPLAY || eglInitialize(display, nullptr, nullptr) != EGL_TRUE) {
        problem_ = "EGL has no surfaceless platform here";
        return;
    }
    const std::array<EGLint, 5> wanted = {EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RENDERABLE_TYPE,
                                          EGL_OPENGL_BIT, EGL_NONE};
    EGLConfig config = nullptr;
    EGLint count = 0;
    if (eglBindAPI(EGL_OPENGL_API) != EGL_TRUE ||
        eglChooseConfig(display, wanted.data(), &config, 1, &count) != EGL_TRUE || count < 1) {
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
    handles_->context = eglCreateContext(display, config, EGL_NO_CONTEXT, version.data());
    if (handles_->context == EGL_NO_CONTEXT || !makeCurrent()) {
        problem_ = "EGL gives no OpenGL 3.2 context here";
    }
}

EglContext::~EglContext() {
    if (handles_->context != EGL_NO_CONTEXT) {
        eglMakeCurrent(handles_->display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
        eglDestroyContext(handles_->display, handles_->context);
    }
    eglReleaseThread();
}

const std::string& EglContext::problem() const {
    return problem_;
}

bool EglContext::isCurrent() const {
    return eglGetCurrentContext() == handles_->context;
}

bool EglContext::makeCurrent() const {
    return eglMakeCurrent(handles_->display, EGL_NO_SURFACE, EGL_NO_SURFACE, handles_->context) ==
           EGL_TRUE;
}

GlContext EglContext::handle() const {
    return {[this] { return isCurrent(); }, [this] { makeCurrent(); }};
}

int EglContext::largestSide() const {
    int largest = 4096;
    if (const auto get = glFunction<void (*)(unsigned, int*)>("glGetIntegerv")) {
        get(glMaxTextureSize, &largest);
    }
    return largest;
}

QString EglContext::name() const {
    const auto get = glFunction<const unsigned char* (*)(unsigned)>("glGetString");
    const auto text = [&get](unsigned name) {
        const unsigned char* found = get != nullptr ? get(name) : nullptr;
        return found != nullptr ? QString::fromUtf8(reinterpret_cast<const char*>(found))
                                : QStringLiteral("?");
    };
    return text(glVersion) + QStringLiteral(", ") + text(glRenderer);
}

QImage EglContext::read(unsigned framebuffer, const QSize& size) const {
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

void FairMutex::lock() {
    std::unique_lock<std::mutex> lock(mutex_);
    const std::uint64_t mine = next_++;
    changed_.wait(lock, [this, mine] { return served_ == mine; });
}

void FairMutex::unlock() {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        ++served_;
    }
    changed_.notify_all();
}

std::uint64_t FairMutex::waiting() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return next_ > served_ ? next_ - served_ - 1 : 0;
}

std::unique_lock<FairMutex> takeOpenGlTurn() {
    static FairMutex turn;
    return std::unique_lock<FairMutex>(turn);
}

} // namespace scorescope::views
