// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/gl/vtk_surface.h"

#include <QString>
#include <QtDebug>
#include <vtkCallbackCommand.h>
#include <vtkOpenGLFramebufferObject.h>
#include <vtkOpenGLState.h>

#include <memory>
#include <utility>

namespace scorescope::views {

VtkSurface::VtkSurface(GlContext context) : context_(std::move(context)) {
    observe(vtkCommand::WindowMakeCurrentEvent,
            [](VtkSurface& self, void*) { self.context_.makeCurrent(); });
    observe(vtkCommand::WindowIsCurrentEvent, [](VtkSurface& self, void* answer) {
        *static_cast<bool*>(answer) = self.context_.isCurrent();
    });
    observe(vtkCommand::ErrorEvent, [](VtkSurface&, void* text) {
        // GLEW looks for a GLX display, of which there is none on Wayland or EGL; the functions are
        // loaded all the same. Every other error is told.
        const auto message = QString::fromUtf8(static_cast<const char*>(text));
        if (!message.contains(QLatin1String("GLEW could not be initialized"))) {
            qWarning("VTK: %s", qPrintable(message.trimmed()));
        }
    });
    window_->SetReadyForRendering(true);
    window_->SetOwnContext(0);
    window_->SetFrameBlitModeToNoBlit();
    window_->SetMultiSamples(0);
    window_->InitializeFromCurrentContext();
    window_->AddRenderer(renderer_);
}

VtkSurface::~VtkSurface() {
    window_->Finalize();
}

void VtkSurface::render(const QSize& size, int samples) {
    window_->SetMultiSamples(samples);
    window_->SetSize(size.width(), size.height());
    vtkOpenGLState* state = window_->GetState();
    state->Reset();
    state->Push();
    state->vtkglDepthFunc(0x0203); // GL_LEQUAL, which VTK expects and Qt changes
    window_->Render();
    state->Pop();
}

unsigned VtkSurface::framebuffer() const {
    return window_->GetDisplayFramebuffer()->GetFBOIndex();
}

void VtkSurface::observe(unsigned long event, void (*answer)(VtkSurface&, void*)) {
    struct Binding {
        VtkSurface* self;
        void (*answer)(VtkSurface&, void*);
    };
    vtkNew<vtkCallbackCommand> command;
    // VTK owns it and gives it back to the callback below.
    command->SetClientData(std::make_unique<Binding>(Binding{this, answer}).release());
    command->SetClientDataDeleteCallback(
        [](void* data) { std::unique_ptr<Binding>(static_cast<Binding*>(data)).reset(); });
    command->SetCallback([](vtkObject*, unsigned long, void* data, void* callData) {
        const auto* binding = static_cast<Binding*>(data);
        binding->answer(*binding->self, callData);
    });
    window_->AddObserver(event, command);
}

} // namespace scorescope::views
