// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figures/animation.h"

#include "app/figures/graphics_scope.h"
#include "engine/core/error.h"
#include "engine/core/run.h"
#include "views/figure/animation_writer.h"
#include "views/figure/export.h"
#include "views/figure/steady_limits.h"
#include "views/kinds/view_kinds.h"

#include <QCoreApplication>
#include <QFontDatabase>
#include <QPainter>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>

namespace scorescope::app {
namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(scorescope::app::Animation)
};

using Clock = std::chrono::steady_clock;

/// Moments at which colour limits are looked up, the first and the last included.
constexpr std::size_t limitMoments = 17;

double secondsSince(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

std::vector<ViewSpec> chosenViews(const Scene& scene, const AnimationRequest& request) {
    std::vector<ViewSpec> chosen;
    std::vector<std::string> known;
    for (const ViewSpec& view : scene.views) {
        known.push_back(view.name);
        if (request.views.empty() && view.place != "closeup") {
            chosen.push_back(view);
        }
    }
    for (const std::string& name : request.views) {
        const auto found = std::find(known.begin(), known.end(), name);
        if (found == known.end()) {
            throw InputError("--view", "",
                             "there is no view '" + name + "'" + didYouMean(name, known));
        }
        chosen.push_back(scene.views[static_cast<std::size_t>(found - known.begin())]);
    }
    if (chosen.empty()) {
        throw InputError("--view", "", "the scene has no view to film");
    }
    return chosen;
}

views::Theme themeNamed(const std::string& name) {
    return name == "dark"    ? views::darkTheme()
           : name == "light" ? views::lightTheme()
                             : views::printTheme();
}

views::AnimationOptions writerOptions(const Scene& scene, const AnimationRequest& request) {
    views::AnimationOptions options;
    options.size = QSize(request.width, request.height);
    options.framesPerSecond = request.framesPerSecond;
    options.quality = request.quality;
    options.title = QString::fromStdString(scene.title);
    options.sceneJson = request.embedScene ? scene.json().dump(2) : std::string();
    options.frames = animationFrames(request);
    return options;
}

/// Columns with which the panels become largest in a picture of that size.
int bestColumns(const std::vector<std::unique_ptr<views::FigurePanel>>& panels,
                const QSizeF& size) {
    const auto count = static_cast<int>(panels.size());
    int best = 1;
    double largest = 0.0;
    for (int columns = 1; columns <= count; ++columns) {
        const int rows = (count + columns - 1) / columns;
        double area = 0.0;
        for (const auto& panel : panels) {
            const double aspect = std::clamp(panel->aspectRatio(), 0.05, 20.0);
            const double width = std::min(size.width() / columns, size.height() / rows * aspect);
            area += width * width / aspect;
        }
        if (area > largest) {
            largest = area;
            best = columns;
        }
    }
    return best;
}

void drawCaption(QPainter& painter, const QRectF& strip, double fontPixels, const Scene& scene,
                 const Frame& frame, const views::Theme& theme) {
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    font.setPixelSize(static_cast<int>(std::lround(fontPixels)));
    painter.setFont(font);
    const QRectF box = strip.adjusted(fontPixels, 0.3 * fontPixels, -fontPixels, 0.0);
    const QString step = Text::tr("step %1").arg(frame.step);
    // As wide as the last step will be: the title is cut at the same place in every picture.
    const QString widest = Text::tr("step %1").arg(
        QString(QString::number(std::max(frame.totalSteps, frame.step)).size(), QLatin1Char('0')));
    const QFontMetricsF metrics(font, painter.device());
    const double room = box.width() - metrics.horizontalAdvance(widest) - 2.0 * fontPixels;
    painter.setPen(theme.text);
    painter.drawText(box, Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(QString::fromStdString(scene.title), Qt::ElideRight, room));
    painter.setPen(theme.dim);
    painter.drawText(box, Qt::AlignRight | Qt::AlignVCenter, step);
}

QImage drawPicture(const Scene& scene, const std::vector<ViewSpec>& specs, const Frame& frame,
                   const AnimationRequest& request) {
    std::vector<std::unique_ptr<views::FigurePanel>> panels;
    std::vector<const views::FigurePanel*> pointers;
    for (const ViewSpec& spec : specs) {
        panels.push_back(views::createPanel(spec, frame));
        pointers.push_back(panels.back().get());
    }
    const QSize size(request.width, request.height);
    // Type that can be read when the film fills a screen, whatever its size.
    const double fontPixels = std::max(10.0, std::min(size.width(), size.height()) / 48.0);
    const int strip = request.caption ? static_cast<int>(std::lround(2.2 * fontPixels)) : 0;
    const QSize body(size.width(), size.height() - strip);

    views::ExportOptions options;
    options.fontPt = 9.0;
    const double mmPerPixel = options.fontPt / fontPixels * 25.4 / 72.0;
    options.widthMm = body.width() * mmPerPixel;
    options.heightMm = body.height() * mmPerPixel;
    options.lineWidthPt = 0.9;
    options.theme = themeNamed(request.theme);
    options.panelLetters = false;
    options.panelTitles = false;
    options.tools = true; // a film shows the work
    options.columns = bestColumns(panels, body);

    QImage image(size, QImage::Format_RGB32);
    if (image.isNull()) {
        throw InputError(request.path, "", "there is not enough memory for pictures of this size");
    }
    image.fill(options.theme.ground);
    QPainter painter(&image);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.drawImage(0, strip, views::previewFigure(pointers, options, body, 1.0));
    if (request.caption) {
        drawCaption(painter, QRectF(0.0, 0.0, size.width(), strip), fontPixels, scene, frame,
                    options.theme);
    }
    return image;
}

Interest interestIn(const std::vector<ViewSpec>& specs) {
    Interest interest;
    interest.all = false;
    for (const ViewSpec& spec : specs) {
        interest.names.insert(spec.artifacts.begin(), spec.artifacts.end());
    }
    return interest;
}

/// Measures what was done and foresees the rest.
class Estimate {
public:
    std::uint64_t stepsToDo = 0; ///< over all passes
    std::size_t picturesToDo = 0;

    void stepped(double seconds) {
        ++steps_;
        stepSeconds_ += seconds;
    }
    void drew(double seconds) {
        ++pictures_;
        drawSeconds_ += seconds;
    }
    /// Steps that will not come: the run ended early.
    void drop(std::uint64_t steps) { stepsToDo -= std::min(steps, stepsToDo); }

    void fill(AnimationProgress& progress) const {
        if ((stepsToDo > 0 && steps_ == 0) || pictures_ == 0) {
            return;
        }
        const double perStep = steps_ == 0 ? 0.0 : stepSeconds_ / static_cast<double>(steps_);
        const double perPicture = drawSeconds_ / static_cast<double>(pictures_);
        const auto rest = [](std::uint64_t all, std::uint64_t done) {
            return static_cast<double>(all > done ? all - done : 0);
        };
        const double left =
            perStep * rest(stepsToDo, steps_) + perPicture * rest(picturesToDo, pictures_);
        const double done = stepSeconds_ + drawSeconds_;
        progress.secondsLeft = left;
        progress.share = done + left > 0.0 ? done / (done + left) : 0.0;
    }

private:
    std::uint64_t steps_ = 0;
    std::size_t pictures_ = 0;
    double stepSeconds_ = 0.0;
    double drawSeconds_ = 0.0;
};

/// Pictures into a film, with the person's word on whether to go on.
class Filming {
public:
    Filming(const Scene& scene, const AnimationRequest& request, std::vector<ViewSpec> specs,
            const AnimationWatch& watch)
        : scene_(scene), request_(request), specs_(std::move(specs)), watch_(watch),
          isGif_(views::animationFormat(QString::fromStdString(request.path)) ==
                 views::AnimationFormat::gif) {
        progress_.frames = animationFrames(request);
        estimate_.picturesToDo = progress_.frames;
    }

    [[nodiscard]] const std::vector<ViewSpec>& specs() const noexcept { return specs_; }
    [[nodiscard]] Estimate& estimate() noexcept { return estimate_; }

    /// false when it shall end.
    bool goOn(AnimationProgress::Phase phase, std::uint64_t step) {
        progress_.phase = phase;
        progress_.step = step;
        estimate_.fill(progress_);
        return !watch_ || watch_(progress_);
    }
    /// Draws once without writing: what cannot be drawn is refused before any work, and the time a
    /// picture takes is known.
    void rehearse(const Frame& frame) {
        const auto begin = Clock::now();
        static_cast<void>(drawPicture(scene_, specs_, frame, request_));
        estimate_.drew(secondsSince(begin));
        ++estimate_.picturesToDo;
    }
    void steady(const views::SteadyLimits& limits) {
        for (ViewSpec& spec : specs_) {
            spec = limits.applied(std::move(spec));
        }
    }
    void open(bool reproducible) {
        views::AnimationOptions options = writerOptions(scene_, request_);
        options.comment = views::commentOn(reproducible);
        writer_.emplace(QString::fromStdString(request_.path), options);
    }
    /// The next picture; the last one again when `frame` is null.
    void shoot(const Frame* frame) {
        const auto begin = Clock::now();
        if (frame != nullptr) {
            picture_ = drawPicture(scene_, specs_, *frame, request_);
        }
        writer_->add(picture_);
        estimate_.drew(secondsSince(begin));
        progress_.frame = writer_->frames();
        if (!isGif_ && writer_->bytes() > 0) {
            progress_.bytes = static_cast<double>(writer_->bytes()) *
                              static_cast<double>(progress_.frames) /
                              static_cast<double>(progress_.frame);
        }
    }
    AnimationOutcome finish(std::uint64_t step) {
        AnimationOutcome outcome;
        const auto begin = Clock::now();
        progress_.phase = AnimationProgress::Phase::encoding;
        progress_.step = step;
        const bool whole = writer_->finish([&](std::size_t done) {
            const double share = static_cast<double>(done) / static_cast<double>(progress_.frames);
            progress_.share = share;
            progress_.secondsLeft = done > 0 ? secondsSince(begin) * (1.0 - share) / share : -1.0;
            return !watch_ || watch_(progress_);
        });
        outcome.cancelled = !whole;
        outcome.frames = writer_->frames();
        outcome.path = views::animationTarget(QString::fromStdString(request_.path)).toStdString();
        return outcome;
    }

private:
    const Scene& scene_;
    const AnimationRequest& request_;
    std::vector<ViewSpec> specs_;
    const AnimationWatch& watch_;
    bool isGif_;
    AnimationProgress progress_;
    Estimate estimate_;
    std::optional<views::AnimationWriter> writer_;
    QImage picture_;
};

AnimationOutcome cancelled() {
    AnimationOutcome outcome;
    outcome.cancelled = true;
    return outcome;
}

/// Steps to `step` or until further steps change nothing. false when it shall end.
bool stepTo(SceneRun& run, std::uint64_t step, Filming& film, AnimationProgress::Phase phase) {
    auto begin = Clock::now();
    std::uint64_t before = run.step();
    const auto count = [&](std::uint64_t now) {
        for (; before < now; ++before) {
            film.estimate().stepped(secondsSince(begin));
            begin = Clock::now();
        }
    };
    const RunEnd end = run.runTo(step, [&](std::uint64_t now) {
        count(now);
        return film.goOn(phase, now);
    });
    count(run.step());
    return end != RunEnd::stopped;
}

} // namespace

std::vector<std::uint64_t> animationSteps(std::uint64_t first, std::uint64_t last,
                                          std::size_t frames, const std::string& spacing) {
    std::vector<std::uint64_t> steps;
    steps.reserve(frames);
    const double span = static_cast<double>(last - first);
    for (std::size_t i = 0; i < frames; ++i) {
        const double share =
            frames < 2 ? 1.0 : static_cast<double>(i) / static_cast<double>(frames - 1);
        const double at = spacing == "log" ? std::expm1(share * std::log1p(span)) : share * span;
        steps.push_back(first + static_cast<std::uint64_t>(std::lround(std::min(at, span))));
    }
    return steps;
}

std::size_t animationFrames(const AnimationRequest& request) {
    return static_cast<std::size_t>(
        std::max(1L, std::lround(request.seconds * request.framesPerSecond)));
}

void checkAnimationRequest(const Scene& scene, const AnimationRequest& request) {
    static_cast<void>(chosenViews(scene, request));
    const auto oneOf = [](const char* option, const std::string& value,
                          const std::vector<std::string>& allowed) {
        if (std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
            std::string list;
            for (const std::string& each : allowed) {
                list += (list.empty() ? "" : ", ") + each;
            }
            throw InputError(option, "", "'" + value + "' is not allowed; allowed is " + list);
        }
    };
    oneOf("--spacing", request.spacing, {"even", "log"});
    oneOf("--theme", request.theme, {"print", "light", "dark"});
    if (!(request.seconds >= 0.1 && request.seconds <= 3600.0)) {
        throw InputError("--seconds", "", "is not allowed; allowed is a number from 0.1 to 3600");
    }
    views::checkAnimation(QString::fromStdString(request.path), writerOptions(scene, request));
}

QImage animationPicture(const Scene& scene, const Frame& frame, const AnimationRequest& request) {
    return drawPicture(scene, chosenViews(scene, request), frame, request);
}

AnimationOutcome renderAnimation(const Registry& registry, const Scene& scene, const Device& device,
                                 int threads, const AnimationRequest& request,
                                 const AnimationWatch& watch) {
    using Phase = AnimationProgress::Phase;
    checkAnimationRequest(scene, request);
    if (scene.steps == 0) {
        throw InputError(
            scene.file, "/steps",
            "is 0, an endless run; say how many steps the film shall show (--steps N)");
    }
    Filming film(scene, request, chosenViews(scene, request), watch);
    const Interest interest = interestIn(film.specs());
    std::optional<SceneRun> run;
    run.emplace(registry, scene, device, threads);
    film.estimate().stepsToDo = request.steadyAxes ? 2 * scene.steps : scene.steps;
    // A place that cannot be written is known before the run.
    film.open(run->experiment().reproducible());
    film.rehearse(*run->frame(interest));
    std::uint64_t last = scene.steps;
    if (request.steadyAxes) {
        views::SteadyLimits limits;
        for (const std::uint64_t step :
             animationSteps(0, scene.steps, limitMoments, request.spacing)) {
            if (!stepTo(*run, step, film, Phase::learning)) {
                return cancelled();
            }
            const FramePtr frame = run->frame(interest);
            for (const ViewSpec& spec : film.specs()) {
                limits.include(spec, *views::createPanel(spec, *frame));
            }
            if (!run->converged().empty()) {
                break;
            }
        }
        last = run->step();
        film.estimate().drop(2 * (scene.steps - last));
        film.steady(limits);
        run.reset(); // its memory first: two of them might not fit
        run.emplace(registry, scene, device, threads);
    }
    std::optional<std::uint64_t> shown;
    for (const std::uint64_t step :
         animationSteps(0, last, animationFrames(request), request.spacing)) {
        if (!stepTo(*run, step, film, Phase::drawing)) {
            return cancelled();
        }
        const bool isNew = shown != run->step();
        const FramePtr frame = isNew ? run->frame(interest) : FramePtr();
        shown = run->step();
        film.shoot(frame.get());
        if (!film.goOn(Phase::drawing, *shown)) {
            return cancelled();
        }
    }
    AnimationOutcome outcome = film.finish(*shown);
    if (*shown < scene.steps) {
        outcome.note = Text::tr("the run converged at step %1, before the %2 steps asked for")
                           .arg(*shown)
                           .arg(scene.steps)
                           .toStdString();
    }
    return outcome;
}

AnimationOutcome renderMoments(const Scene& scene, const std::vector<FramePtr>& moments,
                               const AnimationRequest& request, const AnimationWatch& watch) {
    checkAnimationRequest(scene, request);
    Filming film(scene, request, chosenViews(scene, request), watch);
    const auto shared = std::make_shared<const Scene>(scene);
    std::vector<Frame> usable;
    std::string reason = "the run has no moments yet";
    for (const FramePtr& moment : moments) {
        Frame frame = *moment; // artifacts are shared
        frame.scene = shared;
        frame.totalSteps = scene.steps;
        try {
            for (const ViewSpec& spec : film.specs()) {
                static_cast<void>(views::createPanel(spec, frame));
            }
            usable.push_back(std::move(frame));
        } catch (const InputError& error) {
            reason = error.message();
        }
    }
    if (usable.empty()) {
        throw InputError(request.path, "",
                         "no stored moment of the run can show these views: " + reason);
    }
    if (request.steadyAxes) {
        views::SteadyLimits limits;
        for (const std::uint64_t i : animationSteps(
                 0, usable.size() - 1, std::min(usable.size(), 2 * limitMoments), "even")) {
            for (const ViewSpec& spec : film.specs()) {
                limits.include(spec, *views::createPanel(spec, usable[i]));
            }
        }
        film.steady(limits);
    }
    film.open(usable.front().reproducible);
    std::size_t at = 0;
    const Frame* shown = nullptr;
    for (const std::uint64_t step : animationSteps(usable.front().step, usable.back().step,
                                                   animationFrames(request), request.spacing)) {
        const auto distance = [&](std::size_t i) {
            const std::uint64_t other = usable[i].step;
            return other > step ? other - step : step - other;
        };
        while (at + 1 < usable.size() && distance(at + 1) <= distance(at)) {
            ++at;
        }
        film.shoot(shown == &usable[at] ? nullptr : &usable[at]);
        shown = &usable[at];
        if (!film.goOn(AnimationProgress::Phase::drawing, shown->step)) {
            return cancelled();
        }
    }
    AnimationOutcome outcome = film.finish(shown->step);
    if (usable.size() < moments.size()) {
        outcome.note = Text::tr("%1 of %2 stored moments were left out: they did not hold what "
                                "these views show")
                           .arg(moments.size() - usable.size())
                           .arg(moments.size())
                           .toStdString();
    }
    return outcome;
}

AnimationOutcome animateScene(const Registry& registry, const Scene& scene, const Device& device,
                              int threads, const AnimationRequest& request,
                              const AnimationWatch& watch) {
    const GraphicsScope graphics;
    return renderAnimation(registry, scene, device, threads, request, watch);
}

} // namespace scorescope::app
