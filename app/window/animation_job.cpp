// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/animation_job.h"

#include "engine/core/error.h"

#include <sys/resource.h>
#include <unistd.h>

#include <new>
#include <utility>

namespace scorescope::app {
namespace {

/// Below the engine's, which gives way to the window.
constexpr int niceness = 10;

} // namespace

AnimationJob::AnimationJob(Work work, QObject* parent) : QObject(parent) {
    thread_ = std::thread([this, work = std::move(work)] {
        setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
        AnimationOutcome outcome;
        QString error;
        try {
            outcome = work([this](const AnimationProgress& now) { return take(now); });
        } catch (const InputError& trouble) {
            error = QString::fromStdString(trouble.message());
        } catch (const RunError& trouble) {
            error = tr("%1; %2").arg(QString::fromUtf8(trouble.what()),
                                     QString::fromStdString(trouble.advice()));
        } catch (const std::bad_alloc&) {
            error = tr("there is not enough memory; make the film or the scene smaller");
        } catch (const std::exception& trouble) {
            error = QString::fromUtf8(trouble.what());
        }
        QMetaObject::invokeMethod(
            this, [this, outcome, error] { Q_EMIT ended(outcome, error); }, Qt::QueuedConnection);
    });
}

AnimationJob::~AnimationJob() {
    cancel();
    thread_.join();
}

AnimationProgress AnimationJob::progress() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return progress_;
}

bool AnimationJob::take(const AnimationProgress& progress) {
    bool wake = false;
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        progress_ = progress;
        wake = !std::exchange(underWay_, true);
    }
    if (wake) {
        QMetaObject::invokeMethod(
            this,
            [this] {
                {
                    const std::lock_guard<std::mutex> lock(mutex_);
                    underWay_ = false;
                }
                Q_EMIT progressed();
            },
            Qt::QueuedConnection);
    }
    return !cancelled_;
}

} // namespace scorescope::app
