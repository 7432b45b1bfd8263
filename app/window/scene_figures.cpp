// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/scene_figures.h"

#include "engine/core/error.h"
#include "engine/core/run.h"
#include "views/artifact_view.h"
#include "views/figure/export.h"

#include <QPainter>
#include <QUrlQuery>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <utility>

namespace scorescope::app {
namespace {

/// Below the engine's, which gives way to the window.
constexpr int niceness = 15;
constexpr double pixelRatio = 2.0;
/// The pictures on the way, as shares of the run: dense at first, when it changes fast.
constexpr double moments[] = {0.0, 0.05, 0.15, 0.4, 1.0};

} // namespace

FigureRequest readFigureAddress(const QUrl& address, const SceneLibrary& library,
                                const Registry& registry) {
    const std::string where = address.toString().toStdString();
    const QStringList path = address.path().split(QLatin1Char('/'));
    if (address.scheme() != QLatin1String("scene") || path.size() != 2) {
        throw InputError(where, "", "is not scene:SCENE/VIEW?steps=N&PARAMETER=VALUE");
    }
    const Scene* scene = library.find(path[0].toStdString());
    if (scene == nullptr) {
        throw InputError(where, "", "there is no scene " + path[0].toStdString());
    }
    FigureRequest request{*scene, {}};
    const auto view =
        std::find_if(scene->views.begin(), scene->views.end(),
                     [&path](const ViewSpec& spec) { return spec.name == path[1].toStdString(); });
    if (view == scene->views.end()) {
        throw InputError(where, "", "the scene has no view " + path[1].toStdString());
    }
    request.view = *view;
    request.scene.steps = 0;
    for (const auto& [name, value] : QUrlQuery(address).queryItems(QUrl::FullyDecoded)) {
        if (name == QLatin1String("steps")) {
            bool whole = false;
            const qulonglong steps = value.toULongLong(&whole);
            if (!whole || steps > 100'000) {
                throw InputError(where, "/steps", "allowed is an integer from 0 to 100000");
            }
            request.scene.steps = steps;
        } else {
            request.scene.parameters.setText(name.toStdString(), value.toStdString());
        }
    }
    registry.checkFits(request.scene.experiment, request.scene.parameters);
    return request;
}

QImage drawFigure(const ViewSpec& view, const Frame& frame, const views::Theme& theme,
                  const QSize& size) {
    const std::unique_ptr<views::FigurePanel> panel = views::createPanel(view, frame);
    constexpr double fontPixels = 12.0;
    views::ExportOptions options;
    options.fontPt = 9.0;
    const double mmPerPixel = options.fontPt / fontPixels * 25.4 / 72.0;
    options.widthMm = size.width() * mmPerPixel;
    options.heightMm = size.height() * mmPerPixel;
    options.theme = theme;
    options.panelLetters = false;
    QImage image(size * pixelRatio, QImage::Format_RGB32);
    image.setDevicePixelRatio(pixelRatio);
    image.fill(theme.ground);
    QPainter painter(&image);
    painter.drawImage(0, 0, views::previewFigure({panel.get()}, options, size, pixelRatio));
    return image;
}

SceneFigures::SceneFigures(const Registry& registry, QObject* parent)
    : QObject(parent), registry_(registry), theme_(views::darkTheme()), size_(400, 300) {
    pool_.setMaxThreadCount(1);
}

SceneFigures::~SceneFigures() {
    stop();
    pool_.waitForDone();
}

void SceneFigures::setAddresses(const QStringList& addresses, const SceneLibrary& library) {
    stop();
    figures_.clear();
    for (const QString& address : addresses) {
        Figure figure;
        figure.address = address;
        try {
            // A copy of the scene: the library may go before the run does.
            figure.request = std::make_shared<const FigureRequest>(
                readFigureAddress(QUrl(address), library, registry_));
        } catch (const InputError& error) {
            figure.problem = QString::fromStdString(error.message());
        }
        figures_.push_back(std::move(figure));
    }
}

void SceneFigures::setLook(const views::Theme& theme, const QSize& size) {
    stop();
    theme_ = theme;
    size_ = size;
    for (Figure& figure : figures_) {
        figure.drawn = false;
    }
}

void SceneFigures::start() {
    if (isRunning()) {
        return;
    }
    stopped_ = std::make_shared<std::atomic<bool>>(false);
    for (std::size_t i = 0; i < figures_.size(); ++i) {
        if (!figures_[i].drawn) {
            make(i);
        }
    }
}

void SceneFigures::stop() {
    if (stopped_) {
        *stopped_ = true;
        stopped_.reset();
    }
    pool_.clear();
}

void SceneFigures::make(std::size_t index) {
    // Everything the other thread touches is its own or kept alive by it. What it hands over waits
    // in this object's queue and is dropped with it; the flag tells what comes too late.
    const auto post = [this, index, stopped = stopped_](FramePtr frame, const QImage& picture,
                                                        const QString& problem) {
        QMetaObject::invokeMethod(
            this,
            [this, index, stopped, frame = std::move(frame), picture, problem] {
                if (*stopped) {
                    return;
                }
                Figure& figure = figures_[index];
                figure.drawn = figure.drawn || frame || !problem.isEmpty();
                figure.frame = frame ? frame : figure.frame;
                if (problem.isEmpty()) {
                    Q_EMIT pictureReady(figure.address, picture, frame != nullptr);
                } else {
                    Q_EMIT failed(figure.address, problem);
                }
            },
            Qt::QueuedConnection);
    };
    const Figure& figure = figures_[index];
    if (!figure.request) {
        post(nullptr, {}, figure.problem);
        return;
    }
    pool_.start([&registry = registry_, request = figure.request, ready = figure.frame,
                 theme = theme_, size = size_, stopped = stopped_, post] {
        setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
        try {
            if (ready) {
                post(ready, drawFigure(request->view, *ready, theme, size), {});
                return;
            }
            const Scene& scene = request->scene;
            SceneRun run(registry, scene, {}, 1);
            const auto goOn = [&stopped] { return !*stopped; };
            const Interest interest = interestOf(scene, {request->view.name});
            for (const double share : moments) {
                const auto target =
                    static_cast<std::uint64_t>(share * static_cast<double>(scene.steps));
                run.runTo(target, [&goOn](std::uint64_t) { return goOn(); });
                const bool last = share == 1.0 || scene.steps == 0;
                const FramePtr frame = run.frame(interest, goOn);
                if (*stopped) {
                    return;
                }
                post(last ? frame : nullptr, drawFigure(request->view, *frame, theme, size), {});
                if (last) {
                    return;
                }
            }
        } catch (const std::exception& trouble) {
            post(nullptr, {}, QString::fromUtf8(trouble.what()));
        }
    });
}

} // namespace scorescope::app
