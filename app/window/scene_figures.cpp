// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/scene_figures.h"

#include "engine/core/error.h"
#include "engine/core/run.h"
#include "views/figure/export.h"
#include "views/kinds/view_kinds.h"

#include <QPainter>
#include <QUrlQuery>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <functional>
#include <utility>

namespace scorescope::app {
namespace {

/// Below the engine's, which gives way to the window.
constexpr int niceness = 15;
constexpr double pixelRatio = 2.0;
/// The pictures on the way, as shares of the run: dense at first, when it changes fast.
constexpr double moments[] = {0.0, 0.05, 0.15, 0.4, 1.0};

/// Runs the scene, and hands over what is seen at these moments; at the last also as what is kept.
void runFigure(const Registry& registry, const FigureRequest& request,
               const std::function<bool()>& goOn,
               const std::function<void(const Frame& frame, const FramePtr& last)>& show) {
    const Scene& scene = request.scene;
    SceneRun run(registry, scene, {}, 1);
    const Interest interest = interestOf(scene, {request.view.name});
    for (const double share : moments) {
        run.runTo(static_cast<std::uint64_t>(share * static_cast<double>(scene.steps)),
                  [&goOn](std::uint64_t) { return goOn(); });
        const bool last = share == 1.0 || scene.steps == 0;
        const FramePtr frame = run.frame(interest, goOn);
        if (!goOn()) {
            return;
        }
        show(*frame, last ? frame : nullptr);
        if (last) {
            return;
        }
    }
}

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
    : QObject(parent), registry_(registry), theme_(views::darkTheme()), size_(400, 300),
      job_(niceness) {}

SceneFigures::~SceneFigures() = default;

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
    struct Wanted {
        std::size_t index = 0;
        Figure figure;
    };
    std::vector<Wanted> wanted;
    for (std::size_t i = 0; i < figures_.size(); ++i) {
        if (!figures_[i].drawn) {
            wanted.push_back({i, figures_[i]});
        }
    }
    if (wanted.empty()) {
        return;
    }
    job_.start(
        [this, &registry = registry_, wanted = std::move(wanted), theme = theme_,
         size = size_](views::BackgroundJob::Link& link) {
            const auto goOn = [&link] { return link.wanted(); };
            for (const auto& [index, figure] : wanted) {
                if (!link.wanted()) {
                    return;
                }
                const auto tell = [&, i = index](const FramePtr& frame, const QImage& picture) {
                    link.tell([this, i, frame, picture] { take(i, frame, picture); });
                };
                QString problem = figure.problem;
                try {
                    if (figure.frame) {
                        tell(figure.frame,
                             drawFigure(figure.request->view, *figure.frame, theme, size));
                    } else if (figure.request) {
                        runFigure(registry, *figure.request, goOn,
                                  [&](const Frame& frame, const FramePtr& last) {
                                      tell(last,
                                           drawFigure(figure.request->view, frame, theme, size));
                                  });
                    }
                } catch (const std::exception& trouble) {
                    problem = QString::fromUtf8(trouble.what());
                }
                if (!problem.isEmpty()) {
                    link.tell([this, i = index, problem] { giveUp(i, problem); });
                }
            }
        },
        [] {}, {});
}

void SceneFigures::stop() {
    job_.drop();
}

void SceneFigures::take(std::size_t index, const FramePtr& frame, const QImage& picture) {
    Figure& figure = figures_[index];
    if (frame) {
        figure.frame = frame;
        figure.drawn = true;
    }
    Q_EMIT pictureReady(figure.address, picture, frame != nullptr);
}

void SceneFigures::giveUp(std::size_t index, const QString& problem) {
    figures_[index].drawn = true;
    Q_EMIT failed(figures_[index].address, problem);
}

} // namespace scorescope::app
