// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/background_job.h"

#include "engine/core/error.h"
#include "engine/core/threads.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <new>
#include <optional>

namespace scorescope::views {

struct BackgroundJob::Errand {
    Errand(Perform what, Failed otherwise)
        : perform(std::move(what)), failed(std::move(otherwise)) {}

    Perform perform; ///< the other thread's, from when it begins
    Failed failed;
    std::atomic<bool> unwanted{false};
    bool nudged = false;  ///< under the channel's mutex
    bool dropped = false; ///< GUI thread
};

struct BackgroundJob::Channel : std::enable_shared_from_this<BackgroundJob::Channel> {
    enum class Kind { told, report, end };
    struct News {
        std::shared_ptr<Errand> errand;
        std::function<void()> run;
        Kind kind;
    };

    explicit Channel(QObject& to) : receiver(to) {}

    /// From the other thread, which the job outlives, and so does `receiver`.
    void post(News what) {
        bool wake = false;
        {
            const std::lock_guard<std::mutex> lock(mutex);
            if (what.kind == Kind::report) {
                const auto older =
                    std::find_if(news.begin(), news.end(), [&what](const News& each) {
                        return each.kind == Kind::report && each.errand == what.errand;
                    });
                if (older != news.end()) {
                    news.erase(older);
                }
            }
            news.push_back(std::move(what));
            wake = !std::exchange(wakeUnderWay, true);
        }
        if (wake) {
            wakeUp();
        }
    }

    void wakeUp() {
        QMetaObject::invokeMethod(
            &receiver, [self = shared_from_this()] { self->deliver(); }, Qt::QueuedConnection);
    }

    /// GUI thread: the first of what has come. The wake-up for the next is under way before, so
    /// that all goes on, in order, while a delivery opens a dialog with an event loop of its own.
    void deliver() {
        std::optional<News> first;
        {
            const std::lock_guard<std::mutex> lock(mutex);
            if (!news.empty()) {
                first = std::move(news.front());
                news.pop_front();
            }
            wakeUnderWay = !news.empty();
            if (wakeUnderWay) {
                wakeUp();
            }
        }
        if (!first || first->errand->dropped) {
            return;
        }
        if (first->kind == Kind::end) {
            current = nullptr;
        }
        first->run();
    }

    QObject& receiver;
    std::shared_ptr<Errand>
        current; ///< GUI thread: what was started, and neither ended nor dropped
    std::mutex mutex;
    std::condition_variable changed;
    std::shared_ptr<Errand> next; ///< under the mutex, as is what follows
    bool running = false;         ///< there is a thread that will look at `next` again
    std::deque<News> news;
    bool wakeUnderWay = false;
};

bool BackgroundJob::Link::wanted() const noexcept {
    return !errand_->unwanted;
}

void BackgroundJob::Link::tell(std::function<void()> news) {
    channel_.post({errand_, std::move(news), Channel::Kind::told});
}

void BackgroundJob::Link::report(std::function<void()> news) {
    channel_.post({errand_, std::move(news), Channel::Kind::report});
}

bool BackgroundJob::Link::waitForNudge() {
    std::unique_lock<std::mutex> lock(channel_.mutex);
    channel_.changed.wait(lock, [this] { return errand_->nudged || errand_->unwanted; });
    errand_->nudged = false;
    return wanted();
}

BackgroundJob::BackgroundJob(int niceness)
    : niceness_(niceness), channel_(std::make_shared<Channel>(receiver_)) {}

BackgroundJob::~BackgroundJob() {
    drop();
    if (thread_.joinable()) {
        thread_.join();
    }
    const std::lock_guard<std::mutex> lock(channel_->mutex);
    channel_->news.clear();
}

void BackgroundJob::begin(Perform perform, Failed failed) {
    drop();
    channel_->current = std::make_shared<Errand>(std::move(perform), std::move(failed));
    {
        const std::lock_guard<std::mutex> lock(channel_->mutex);
        channel_->next = channel_->current;
        if (std::exchange(channel_->running, true)) {
            return;
        }
    }
    if (thread_.joinable()) {
        thread_.join(); // it has only to return
    }
    thread_ = std::thread(run, channel_, niceness_);
}

void BackgroundJob::cancel() {
    if (channel_->current) {
        {
            // Under the mutex, or a wait that has just found it wanted would miss the call.
            const std::lock_guard<std::mutex> lock(channel_->mutex);
            channel_->current->unwanted = true;
        }
        channel_->changed.notify_all();
    }
}

void BackgroundJob::drop() {
    if (!channel_->current) {
        return;
    }
    cancel();
    const std::shared_ptr<Errand> dropped = std::move(channel_->current);
    channel_->current = nullptr;
    dropped->dropped = true;
    const std::lock_guard<std::mutex> lock(channel_->mutex);
    if (channel_->next == dropped) {
        channel_->next = nullptr; // not begun yet
    }
}

void BackgroundJob::nudge() {
    if (channel_->current) {
        {
            const std::lock_guard<std::mutex> lock(channel_->mutex);
            channel_->current->nudged = true;
        }
        channel_->changed.notify_all();
    }
}

bool BackgroundJob::isBusy() const noexcept {
    return channel_->current != nullptr;
}

void BackgroundJob::run(const std::shared_ptr<Channel>& channel, int niceness) {
    // On Linux this is the thread's own value, inherited by the threads that it starts.
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
    useThreads(1);
    for (;;) {
        std::shared_ptr<Errand> errand;
        {
            const std::lock_guard<std::mutex> lock(channel->mutex);
            errand = std::exchange(channel->next, nullptr);
            if (!errand) {
                channel->running = false;
                return;
            }
        }
        Link link(*channel, errand);
        std::function<void()> end;
        try {
            end = errand->perform(link);
        } catch (...) {
            end = [failed = errand->failed, why = inWords(std::current_exception())] {
                if (failed) {
                    failed(why);
                }
            };
        }
        errand->perform = nullptr;
        channel->post({errand, std::move(end), Channel::Kind::end});
    }
}

QString BackgroundJob::inWords(const std::exception_ptr& trouble) {
    try {
        std::rethrow_exception(trouble);
    } catch (const InputError& error) {
        return QString::fromStdString(error.message());
    } catch (const RunError& error) {
        return tr("%1; %2").arg(QString::fromUtf8(error.what()),
                                QString::fromStdString(error.advice()));
    } catch (const std::bad_alloc&) {
        return tr("there is not enough memory for it; make it smaller, or close other programs");
    } catch (const std::exception& error) {
        return QString::fromUtf8(error.what());
    }
}

} // namespace scorescope::views
