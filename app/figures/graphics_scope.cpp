// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figures/graphics_scope.h"

#include <sys/stat.h>
#include <unistd.h>

namespace scorescope::app {

GraphicsScope::GraphicsScope(const QByteArray& platform) {
    if (QCoreApplication::instance() == nullptr) {
        // Whatever platform windows would take: nothing is shown here, and a display that does not
        // answer must not end a run.
        before_ = qgetenv("QT_QPA_PLATFORM");
        qputenv("QT_QPA_PLATFORM", platform);
        if (qEnvironmentVariableIsEmpty("XDG_RUNTIME_DIR")) {
            // Qt would make this very folder and warn about it for every figure.
            const QByteArray folder = "/tmp/runtime-" + QByteArray::number(::getuid());
            ::mkdir(folder.constData(), S_IRWXU);
            qputenv("XDG_RUNTIME_DIR", folder);
        }
        application_ = std::make_unique<QGuiApplication>(count_, arguments_);
    }
}

GraphicsScope::~GraphicsScope() {
    if (application_) { // a window that opens later takes the platform it would have taken
        before_.isEmpty() ? qunsetenv("QT_QPA_PLATFORM") : qputenv("QT_QPA_PLATFORM", before_);
    }
}

} // namespace scorescope::app
