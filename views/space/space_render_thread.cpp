// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/space/space_render_thread.h"

#include "views/gl/egl_context.h"
#include "views/space/space_axes.h"
#include "views/space/space_vtk.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <utility>

namespace scorescope::views {
namespace {

QImage render(VtkSpaceRenderer& renderer, const EglContext& context, const SpaceRequest& request) {
    const SpacePicture& picture = request.picture;
    const FigureStyle& style = picture.style;
    const int wanted = picture.fine ? 2 : 1;
    const int longest = std::max(request.pixels.width(), request.pixels.height());
    const int times = wanted * longest > context.largestSide() ? 1 : wanted;
    const QSize size = times * request.pixels;
    renderer.setGround(style.theme.ground, style.theme.ground);
    renderer.setWalls(spaceAxes(*picture.projection, picture.box, style).walls, style.theme);
    renderer.render(*picture.projection, size, request.lineWidth * times);
    QImage image = context.read(renderer.framebuffer(), size);
    if (image.isNull()) {
        return image;
    }
    // VTK leaves alpha below 1 where something translucent was.
    image.reinterpretAsFormat(QImage::Format_RGBX8888);
    if (times > 1) {
        image = image.scaled(request.pixels, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    }
    return image.convertToFormat(QImage::Format_RGB32);
}

} // namespace

SpaceRenderThread::SpaceRenderThread() : QThread(QCoreApplication::instance()) {
    connect(this, &QThread::finished, this, &QObject::deleteLater);
}

SpaceRenderThread::~SpaceRenderThread() {
    stop();
    wait();
}

void SpaceRenderThread::ask(SpaceRequest request) {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        request_ = std::move(request);
    }
    wake_.notify_one();
}

void SpaceRenderThread::stop() {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        stop_ = true;
    }
    wake_.notify_one();
}

std::optional<SpaceRequest> SpaceRenderThread::next() {
    std::unique_lock<std::mutex> lock(mutex_);
    wake_.wait(lock, [this] { return stop_ || request_; });
    return stop_ ? std::nullopt : std::exchange(request_, std::nullopt);
}

void SpaceRenderThread::run() {
    auto turn = takeOpenGlTurn();
    const EglContext context;
    if (!context.problem().empty()) {
        Q_EMIT failed();
        return;
    }
    std::optional<VtkSpaceRenderer> renderer(std::in_place, context.handle());
    std::shared_ptr<const SpaceScene> scene;
    int warmUp = 2;
    turn.unlock();
    while (const std::optional<SpaceRequest> request = next()) {
        turn.lock();
        QElapsedTimer clock;
        clock.start();
        if (scene != request->picture.scene) {
            scene = request->picture.scene;
            renderer->setScene(*scene);
        }
        SpaceRendering rendering;
        rendering.image = render(*renderer, context, *request);
        rendering.picture = request->picture;
        rendering.seconds = 1e-9 * static_cast<double>(clock.nsecsElapsed());
        rendering.counts = warmUp == 0;
        warmUp = std::max(0, warmUp - 1);
        turn.unlock();
        if (rendering.image.isNull()) {
            Q_EMIT failed();
            break;
        }
        Q_EMIT rendered(rendering);
    }
    turn.lock();
    renderer.reset();
}

} // namespace scorescope::views
