// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/compare_run.h"

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

CompareRun::CompareRun(Source source, QObject* parent) : QObject(parent) {
    thread_ = std::thread([this, source = std::move(source)] {
        setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
        work(source);
        const std::lock_guard<std::mutex> lock(mutex_);
        ended_ = true;
        if (stopping_) {
            QMetaObject::invokeMethod(
                this,
                [this] {
                    if (retired_) {
                        deleteLater();
                    }
                },
                Qt::QueuedConnection);
        }
    });
}

CompareRun::~CompareRun() {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void CompareRun::ask(const Region& region, const Interest& interest) {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        wish_.emplace(region, interest);
    }
    wake_.notify_one();
}

void CompareRun::retire() {
    blockSignals(true);
    retired_ = true;
    bool ended = false;
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        stopping_ = true;
        ended = ended_;
    }
    wake_.notify_one();
    if (ended) {
        deleteLater();
    }
}

double CompareRun::share() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return share_;
}

std::uint64_t CompareRun::step() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return step_;
}

bool CompareRun::noteStep(std::uint64_t step, std::uint64_t steps) {
    const std::lock_guard<std::mutex> lock(mutex_);
    step_ = step;
    share_ = static_cast<double>(step) / static_cast<double>(steps);
    if (!std::exchange(underWay_, true)) {
        QMetaObject::invokeMethod(
            this,
            [this] {
                {
                    const std::lock_guard<std::mutex> inner(mutex_);
                    underWay_ = false;
                }
                Q_EMIT progressed();
            },
            Qt::QueuedConnection);
    }
    return !stopping_;
}

void CompareRun::tell(const QString& why) {
    QMetaObject::invokeMethod(
        this, [this, why] { Q_EMIT failed(why); }, Qt::QueuedConnection);
}

void CompareRun::work(const Source& source) {
    try {
        std::optional<StoredRun> stored;
        if (!source.scene) {
            stored = readStoredRun(*source.registry, source.folder);
        }
        ComparedRun run(*source.registry, stored ? stored->scene : *source.scene, source.device,
                        source.threads);
        if (stored) {
            run.restore(stored->checkpoint);
            stored.reset();
        } else {
            const std::uint64_t steps = run.scene().steps;
            if (!run.runToEnd([&](std::uint64_t step) { return noteStep(step, steps); })) {
                return;
            }
        }
        serve(run);
    } catch (const InputError& error) {
        tell(QString::fromStdString(error.what()));
    } catch (const RunError& error) {
        tell(tr("%1; %2").arg(QString::fromUtf8(error.what()),
                              QString::fromStdString(error.advice())));
    } catch (const std::bad_alloc&) {
        tell(tr("there is not enough memory for it"));
    } catch (const std::exception& error) {
        tell(QString::fromUtf8(error.what()));
    }
}

void CompareRun::serve(ComparedRun& run) {
    while (true) {
        std::pair<Region, Interest> wish;
        {
            std::unique_lock<std::mutex> lock(mutex_);
            wake_.wait(lock, [this] { return stopping_ || wish_; });
            if (stopping_) {
                return;
            }
            wish = std::move(*wish_);
            wish_.reset();
        }
        run.follow(wish.first);
        const FramePtr frame = run.publish(wish.second);
        QMetaObject::invokeMethod(
            this, [this, frame] { Q_EMIT framed(frame); }, Qt::QueuedConnection);
    }
}

} // namespace scorescope::app
