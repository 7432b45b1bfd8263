// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/sweep_job.h"

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

SweepJob::SweepJob(Work work, QObject* parent) : QObject(parent) {
    thread_ = std::thread([this, work = std::move(work)] {
        setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
        perform(work);
    });
}

SweepJob::~SweepJob() {
    cancel();
    thread_.join();
}

SweepProgress SweepJob::progress() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return progress_;
}

void SweepJob::perform(const Work& work) {
    bool complete = false;
    QString error;
    try {
        if (work.measure) {
            const double seconds =
                measureStep(*work.registry, work.runs.front().scene, work.device, work.threads);
            QMetaObject::invokeMethod(
                this, [this, seconds] { Q_EMIT measured(seconds); }, Qt::QueuedConnection);
            complete = true;
        } else {
            SweepWatch watch;
            watch.progress = [this](const SweepProgress& now) { return take(now); };
            watch.done = [this](const SweepResult& result) {
                QMetaObject::invokeMethod(
                    this, [this, result] { Q_EMIT runDone(result); }, Qt::QueuedConnection);
            };
            complete = runSweep(*work.registry, work.runs, work.device, work.threads, watch);
        }
    } catch (const InputError& trouble) {
        error = QString::fromStdString(trouble.message());
    } catch (const RunError& trouble) {
        error = tr("%1; %2").arg(QString::fromUtf8(trouble.what()),
                                 QString::fromStdString(trouble.advice()));
    } catch (const std::bad_alloc&) {
        error = tr("there is not enough memory; make the scene smaller");
    } catch (const std::exception& trouble) {
        error = QString::fromUtf8(trouble.what());
    }
    QMetaObject::invokeMethod(
        this, [this, complete, error] { Q_EMIT ended(complete, error); }, Qt::QueuedConnection);
}

bool SweepJob::take(const SweepProgress& progress) {
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
