// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figures/figure_writer.h"

#include "app/figures/graphics_scope.h"
#include "engine/core/error.h"
#include "views/figure/export.h"
#include "views/gl/open_gl.h"
#include "views/kinds/view_kinds.h"
#include "views/missing.h"
#include "views/space/space_offscreen.h"

#include <QFontInfo>
#include <QGuiApplication>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFunctions>

#include <algorithm>
#include <memory>

namespace scorescope::app {

void checkViews(const Scene& scene, const Frame& frame, const std::set<std::string>& awaited) {
    const GraphicsScope graphics;
    for (const ViewSpec& view : scene.views) {
        try {
            static_cast<void>(views::createPanel(view, frame));
        } catch (const InputError& error) {
            const auto missing = [&frame](const std::string& name) {
                return views::isMissing(frame, name);
            };
            const auto comes = [&](const std::string& name) {
                return !missing(name) || awaited.count(name) != 0;
            };
            const bool forWantOfSome =
                error.pointer() == "/views/" + view.name + "/artifacts" &&
                std::any_of(view.artifacts.begin(), view.artifacts.end(), missing) &&
                std::all_of(view.artifacts.begin(), view.artifacts.end(), comes);
            if (!forWantOfSome) {
                throw;
            }
        }
    }
}

std::vector<std::string> writeFigure(const Scene& scene, const Frame& frame,
                                     const std::vector<std::string>& views,
                                     const FigureSettings& request, const std::string& path) {
    const GraphicsScope graphics;
    std::vector<std::unique_ptr<views::FigurePanel>> panels;
    std::vector<const views::FigurePanel*> pointers;
    for (const std::string& name : views) {
        const auto view = std::find_if(scene.views.begin(), scene.views.end(),
                                       [&name](const ViewSpec& each) { return each.name == name; });
        if (view != scene.views.end()) {
            panels.push_back(views::createPanel(*view, frame));
            pointers.push_back(panels.back().get());
        }
    }
    const QString file = QString::fromStdString(path);
    if (file.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive) ||
        file.endsWith(QLatin1String(".npz"), Qt::CaseInsensitive)) {
        views::exportData(pointers, file);
        return {};
    }
    views::ExportOptions options = views::fittingPreset(pointers);
    options.comment = views::commentOn(frame.reproducible);
    const auto ask = [](double wanted, double& option) { option = wanted > 0.0 ? wanted : option; };
    ask(request.widthMm, options.widthMm);
    ask(request.heightMm, options.heightMm);
    ask(request.dpi, options.dpi);
    ask(request.fontPt, options.fontPt);
    ask(request.lineWidthPt, options.lineWidthPt);
    options.fontFamily = QString::fromStdString(request.font);
    options.title = QString::fromStdString(request.title);
    options.theme = request.theme == "dark"    ? views::darkTheme()
                    : request.theme == "light" ? views::lightTheme()
                                               : views::printTheme();
    options.transparent = request.transparent;
    options.embedScene = request.embedScene;
    options.columns = request.columns;
    options.panelLetters = request.panelLetters;
    options.panelTitles = request.panelTitles;
    options.tools = request.tools;
    std::vector<std::string> beside;
    for (const QString& each : views::exportFigure(pointers, options, scene.json().dump(2), file)) {
        beside.push_back(each.toStdString());
    }
    return beside;
}

std::string readSceneFromFigure(const std::string& path) {
    const GraphicsScope graphics;
    return views::sceneFromFigure(QString::fromStdString(path));
}

std::vector<std::string> describeGraphics() {
    const bool display =
        !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
    QByteArray platform = qgetenv("QT_QPA_PLATFORM");
    if (display && platform.isEmpty()) {
        // A display that is named but does not answer would end the program inside Qt.
        platform = "xcb;wayland;offscreen";
    }
    const GraphicsScope graphics(platform.isEmpty() ? QByteArray("offscreen") : platform);
    std::vector<std::string> lines;
    lines.push_back("Qt               " + std::string(qVersion()) + ", platform " +
                    QGuiApplication::platformName().toStdString());
    lines.push_back(std::string("display          ") +
                    (QGuiApplication::platformName() != QLatin1String("offscreen") ? "yes"
                     : display
                         ? "named, but it does not answer: the window needs one, figures do not"
                         : "none: the window needs one, figures do not"));
    QOffscreenSurface surface;
    surface.create();
    QOpenGLContext context;
    if (context.create() && surface.isValid() && context.makeCurrent(&surface)) {
        const auto text = [&context](GLenum name) {
            return std::string(
                reinterpret_cast<const char*>(context.functions()->glGetString(name)));
        };
        lines.push_back("OpenGL           " + text(GL_VERSION) + ", " + text(GL_RENDERER));
        context.doneCurrent();
        if (!views::openGlPays()) {
            lines.push_back("fields           painted without OpenGL");
        }
    } else {
        lines.push_back("OpenGL           none here: fields are painted without it");
    }
    const views::OffscreenOpenGl offscreen = views::offscreenOpenGl();
    lines.push_back("OpenGL for files " + offscreen.text.toStdString() +
                    (offscreen.works ? "" : ": pictures in space are painted without it"));
    lines.push_back("font             " +
                    QFontInfo(QGuiApplication::font()).family().toStdString());
    return lines;
}

} // namespace scorescope::app
