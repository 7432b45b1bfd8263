// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/animation_dialog.h"

#include "app/figures/animation.h"
#include "app/window/animation_form.h"
#include "app/window/style.h"
#include "app/window/transport_bar.h"
#include "engine/core/error.h"
#include "views/figure/animation_writer.h"
#include "views/settings.h"

#include <QDialogButtonBox>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace scorescope::app {
namespace {

constexpr int debounce = 150; // ms
} // namespace

/// One picture of the film, as large as there is room.
class AnimationDialog::Preview : public QWidget {
public:
    Preview(const views::Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme) {
        setObjectName(QStringLiteral("film_preview"));
        setAccessibleName(tr("A picture of the film"));
        setMinimumSize(400, 300);
    }
    void present(QImage image, const QString& why) {
        image_ = std::move(image);
        why_ = why;
        update();
    }
    [[nodiscard]] const QImage& image() const noexcept { return image_; }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.fillRect(rect(), theme_.panel);
        const QRect room = rect().adjusted(16, 16, -16, -16);
        if (image_.isNull()) {
            painter.setPen(theme_.dim);
            painter.drawText(room, Qt::AlignCenter | Qt::TextWordWrap, why_);
            return;
        }
        const double ratio = devicePixelRatioF();
        const QSize size =
            image_.size().scaled((QSizeF(room.size()) * ratio).toSize(), Qt::KeepAspectRatio);
        QImage scaled = image_.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
        scaled.setDevicePixelRatio(ratio);
        const QSizeF shown = scaled.deviceIndependentSize();
        const QPointF at(std::round(0.5 * (width() - shown.width())),
                         std::round(0.5 * (height() - shown.height())));
        painter.drawImage(at, scaled);
        painter.setPen(theme_.line);
        painter.drawRect(QRectF(at, shown).adjusted(-0.5, -0.5, 0.5, 0.5));
    }

private:
    views::Theme theme_;
    QImage image_;
    QString why_;
};

AnimationDialog::AnimationDialog(const Registry& registry, Source source,
                                 const views::Theme& windowTheme, QWidget* parent)
    : QDialog(parent), registry_(registry), source_(std::move(source)), windowTheme_(windowTheme) {
    setObjectName(QStringLiteral("animation_dialog"));
    setWindowTitle(tr("Export animation"));
    timer_.setSingleShot(true);
    timer_.setInterval(debounce);
    connect(&timer_, &QTimer::timeout, this, &AnimationDialog::updateNow);

    preview_ = new Preview(windowTheme_, this);
    form_ = new AnimationForm(source_.scene, source_.frame ? source_.frame->head : 0, source_.name,
                              this);
    connect(form_, &AnimationForm::edited, this, &AnimationDialog::edited);
    connect(form_, &AnimationForm::momentsWanted, this, &AnimationDialog::momentsWanted);
    note_ = new QLabel(this);
    note_->setObjectName(QStringLiteral("film_note"));
    note_->setWordWrap(true);
    error_ = new QLabel(this);
    error_->setObjectName(QStringLiteral("film_error"));
    error_->setWordWrap(true);
    error_->setTextFormat(Qt::PlainText);
    QPalette palette = error_->palette();
    palette.setColor(QPalette::WindowText, windowTheme_.error);
    error_->setPalette(palette);
    error_->hide();
    progress_ = new QProgressBar(this);
    progress_->setObjectName(QStringLiteral("film_progress"));
    progress_->setAccessibleName(tr("Progress of the film"));
    progress_->setRange(0, 1000);
    progress_->setFormat(QStringLiteral("%p %"));
    progress_->hide();
    auto* buttons = new QDialogButtonBox(this);
    start_ = buttons->addButton(tr("Start"), QDialogButtonBox::ActionRole);
    start_->setObjectName(QStringLiteral("film_start"));
    start_->setDefault(true);
    cancel_ = buttons->addButton(QDialogButtonBox::Close);
    cancel_->setObjectName(QStringLiteral("film_cancel"));

    auto* upper = new QHBoxLayout;
    upper->addWidget(preview_, 1);
    upper->addWidget(form_, 0, Qt::AlignTop);
    auto* all = new QVBoxLayout(this);
    all->addLayout(upper, 1);
    all->addWidget(note_);
    all->addWidget(error_);
    all->addWidget(progress_);
    all->addWidget(buttons);
    connect(start_, &QPushButton::clicked, this, &AnimationDialog::start);
    connect(cancel_, &QPushButton::clicked, this, &AnimationDialog::reject);
    updateNow();
    resize(960, 660);
}

AnimationDialog::~AnimationDialog() = default;

AnimationRequest AnimationDialog::request() const {
    return form_->request();
}

void AnimationDialog::setMoments(std::shared_ptr<const std::vector<FramePtr>> moments) {
    moments_ = std::move(moments);
    form_->setMoments(moments_ ? moments_->size() : 0);
    if (!job_.isBusy()) {
        timer_.start();
    }
}

void AnimationDialog::edited() {
    if (job_.isBusy()) {
        return;
    }
    replaceable_.clear();
    start_->setText(tr("Start"));
    say(QString());
    timer_.start();
}

void AnimationDialog::updateNow() {
    timer_.stop();
    form_->followSource();
    const AnimationRequest wanted = request();
    start_->setEnabled(job_.isBusy() || !wanted.views.empty());
    previewing_.drop();
    if (wanted.views.empty()) {
        preview_->present({}, tr("Choose a view"));
        note_->setText(tr("No view is chosen."));
        return;
    }
    if (!source_.frame) {
        preview_->present({}, tr("There is nothing to show yet"));
        return;
    }
    drawPreview(wanted);
}

void AnimationDialog::drawPreview(const AnimationRequest& wanted) {
    struct Drawn {
        QImage picture;
        double seconds = 0.0;
    };
    previewing_.start(
        [scene = source_.scene, frame = source_.frame, wanted](views::BackgroundJob::Link&) {
            QElapsedTimer clock;
            clock.start();
            Drawn drawn;
            drawn.picture = animationPicture(scene, *frame, wanted);
            drawn.seconds = 1e-9 * static_cast<double>(clock.nsecsElapsed());
            return drawn;
        },
        [this](const Drawn& drawn) {
            preview_->present(drawn.picture, {});
            describe(drawn.seconds);
        },
        [this](const QString& why) {
            preview_->present({}, tr("There is no preview: %1").arg(why));
            describe(-1.0);
        });
}

void AnimationDialog::describe(double drawSeconds) {
    const AnimationRequest wanted = request();
    const auto pictures = static_cast<double>(animationFrames(wanted));
    QStringList parts{tr("%1 pictures of %2 × %3 pixels")
                          .arg(pictures, 0, 'f', 0)
                          .arg(wanted.width)
                          .arg(wanted.height)};
    const Frame* frame = source_.frame.get();
    const double perStep = frame != nullptr && frame->step > 0 && frame->clock > 0.0
                               ? frame->clock / static_cast<double>(frame->step)
                               : -1.0;
    if (drawSeconds > 0.0) {
        double total = drawSeconds * pictures;
        const double passes = wanted.steadyAxes ? 2.0 : 1.0;
        if (form_->fromRun()) {
            parts << tr("about %1").arg(durationText(total));
        } else if (perStep > 0.0) {
            total += passes * perStep * form_->steps();
            parts << tr("about %1").arg(durationText(total));
        } else {
            parts << tr("about %1 to draw, and %2 the time of the run")
                         .arg(durationText(total), wanted.steadyAxes ? tr("twice") : tr("once"));
        }
    }
    if (!form_->fromRun()) {
        const auto& needs = registry_.kind(source_.scene.experiment).memoryBytes;
        if (needs) {
            parts << tr("%1 of memory for a run of its own")
                         .arg(QLocale().formattedDataSize(
                             static_cast<qint64>(std::min(9e18, needs(source_.scene.parameters)))));
        }
    } else if (moments_) {
        parts << tr("%n moments are kept", nullptr, static_cast<int>(moments_->size()));
    }
    note_->setText(parts.join(QStringLiteral(" · ")));
}

void AnimationDialog::say(const QString& error) {
    error_->setText(error);
    error_->setVisible(!error.isEmpty());
}

void AnimationDialog::start() {
    updateNow();
    AnimationRequest wanted = request();
    const QString file = QString::fromStdString(wanted.path);
    if (file.isEmpty()) {
        say(tr("Give the file a name."));
        form_->focusPath();
        return;
    }
    Scene scene = form_->sceneToFilm();
    try {
        checkAnimationRequest(scene, wanted);
    } catch (const InputError& error) {
        say(tr("The film cannot be made: %1").arg(QString::fromStdString(error.message())));
        return;
    }
    const bool replaces =
        views::animationFormat(file) != views::AnimationFormat::png && QFileInfo::exists(file);
    if (replaces && replaceable_ != file) {
        replaceable_ = file;
        start_->setText(tr("Replace"));
        say(tr("%1 exists. Press Replace to write over it.").arg(QFileInfo(file).fileName()));
        return;
    }
    std::function<AnimationOutcome(const AnimationWatch&)> film;
    if (form_->fromRun()) {
        scene.steps = source_.frame ? source_.frame->totalSteps : 0;
        film = [scene = std::move(scene), moments = moments_, wanted](const AnimationWatch& watch) {
            return renderMoments(scene, moments ? *moments : std::vector<FramePtr>(), wanted,
                                 watch);
        };
    } else {
        film = [&registry = registry_, scene = std::move(scene), device = source_.device,
                threads = source_.threads, wanted](const AnimationWatch& watch) {
            return renderAnimation(registry, scene, device, threads, wanted, watch);
        };
    }
    views::Settings().setValue(QStringLiteral("animation/folder"), QFileInfo(file).absolutePath());
    form_->saveSettings();
    say(QString());
    previewing_.drop(); // the note tells of the film now
    job_.start(
        [this, film = std::move(film)](views::BackgroundJob::Link& link) {
            return film([this, &link](const AnimationProgress& now) {
                link.report([this, now] { showProgress(now); });
                return link.wanted();
            });
        },
        [this](const AnimationOutcome& outcome) { end(outcome, QString()); },
        [this](const QString& why) { end(AnimationOutcome(), why); });
    setRunning(true);
}

void AnimationDialog::setRunning(bool running) {
    form_->setEnabled(!running);
    progress_->setValue(0);
    progress_->setVisible(running);
    start_->setEnabled(!running);
    start_->setText(tr("Start"));
    cancel_->setText(running ? tr("Cancel") : tr("Close"));
    cancel_->setEnabled(true);
    if (running) {
        cancel_->setFocus();
    }
}

void AnimationDialog::showProgress(const AnimationProgress& now) {
    progress_->setValue(static_cast<int>(std::lround(1000.0 * now.share)));
    QStringList parts;
    switch (now.phase) {
    case AnimationProgress::Phase::learning:
        parts << tr("First run, for the axes: step %1").arg(now.step);
        break;
    case AnimationProgress::Phase::drawing:
        parts << tr("Picture %1 of %2, step %3").arg(now.frame).arg(now.frames).arg(now.step);
        break;
    case AnimationProgress::Phase::encoding:
        parts << tr("Encoding %1 pictures").arg(now.frames);
        break;
    }
    if (now.secondsLeft >= 0.0) {
        parts << tr("%1 left").arg(durationText(now.secondsLeft));
    }
    if (now.bytes > 0.0) {
        parts << tr("about %1").arg(QLocale().formattedDataSize(static_cast<qint64>(now.bytes)));
    }
    note_->setText(parts.join(QStringLiteral(" · ")));
}

void AnimationDialog::end(const AnimationOutcome& outcome, const QString& error) {
    replaceable_.clear();
    setRunning(false);
    if (!error.isEmpty()) {
        updateNow();
        say(tr("The film was not written: %1").arg(error));
        Q_EMIT failed(error);
    } else if (outcome.cancelled) {
        note_->setText(tr("Cancelled; nothing was written."));
        Q_EMIT cancelled();
    } else {
        Q_EMIT written(QString::fromStdString(outcome.path), QString::fromStdString(outcome.note));
        accept();
    }
}

void AnimationDialog::reject() {
    if (job_.isBusy()) {
        job_.cancel();
        cancel_->setEnabled(false);
        note_->setText(tr("Cancelling…"));
        return;
    }
    QDialog::reject();
}

void AnimationDialog::done(int result) {
    form_->saveSettings();
    QDialog::done(result);
}

void AnimationDialog::showEvent(QShowEvent* event) {
    QDialog::showEvent(event);
    updateNow();
}

} // namespace scorescope::app
