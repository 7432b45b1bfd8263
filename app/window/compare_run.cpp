// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/compare_run.h"

#include "engine/core/error.h"

#include <mutex>
#include <stdexcept>
#include <utility>

namespace scorescope::app {

/// The newest picture that is asked for, on its way to the other thread.
class CompareRun::Wish {
public:
    using Picture = std::pair<Region, Interest>;

    void put(Picture picture) {
        const std::lock_guard<std::mutex> lock(mutex_);
        picture_ = std::move(picture);
    }
    std::optional<Picture> take() {
        const std::lock_guard<std::mutex> lock(mutex_);
        return std::exchange(picture_, std::nullopt);
    }

private:
    std::mutex mutex_;
    std::optional<Picture> picture_;
};

CompareRun::CompareRun(QObject* parent) : QObject(parent) {}

CompareRun::~CompareRun() = default;

void CompareRun::start(Source source) {
    share_ = -1.0;
    step_ = 0;
    wish_ = std::make_shared<Wish>();
    job_.start(
        [this, source = std::move(source), wish = wish_](views::BackgroundJob::Link& link) {
            try {
                work(source, *wish, link);
            } catch (const InputError& error) {
                throw std::runtime_error(error.what()); // with the file that it is about
            }
        },
        [] {}, [this](const QString& why) { Q_EMIT failed(why); });
}

void CompareRun::stop() {
    job_.drop();
}

void CompareRun::ask(const Region& region, const Interest& interest) {
    if (wish_) {
        wish_->put({region, interest});
        job_.nudge();
    }
}

void CompareRun::work(const Source& source, Wish& wish, views::BackgroundJob::Link& link) {
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
        const auto steps = static_cast<double>(run.scene().steps);
        const auto note = [&](std::uint64_t step) {
            link.report([this, step, steps] {
                step_ = step;
                share_ = static_cast<double>(step) / steps;
                Q_EMIT progressed();
            });
            return link.wanted();
        };
        if (!run.runToEnd(note)) {
            return;
        }
    }
    while (link.waitForNudge()) {
        if (const auto picture = wish.take()) {
            run.follow(picture->first);
            const FramePtr frame = run.publish(picture->second, [&link] { return link.wanted(); });
            link.tell([this, frame] { Q_EMIT framed(frame); });
        }
    }
}

} // namespace scorescope::app
