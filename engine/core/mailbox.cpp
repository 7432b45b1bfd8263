// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/mailbox.h"

namespace scorescope {

template <class Change> void Mailbox::deliver(Change change) {
    bool wasEmpty = false;
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        wasEmpty = !std::exchange(full_, true);
        change(mail_);
    }
    if (wasEmpty && wake_) {
        wake_();
    }
}

void Mailbox::put(FramePtr frame) {
    deliver([&](Mail& mail) { mail.frame = std::move(frame); });
}

void Mailbox::put(Notice notice) {
    deliver([&](Mail& mail) { mail.notices.push_back(std::move(notice)); });
}

void Mailbox::put(std::shared_ptr<const std::vector<FramePtr>> moments) {
    deliver([&](Mail& mail) { mail.moments = std::move(moments); });
}

void Mailbox::put(EngineWork work) {
    deliver([&](Mail& mail) { mail.work = std::move(work); });
}

Mail Mailbox::take() {
    const std::lock_guard<std::mutex> lock(mutex_);
    full_ = false;
    return std::exchange(mail_, {});
}

} // namespace scorescope
