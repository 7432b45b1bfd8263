// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/session_link.h"

#include <utility>

namespace scorescope::app {

SessionLink::SessionLink(const Registry& registry, Scene scene, SessionOptions options,
                         QObject* parent)
    : QObject(parent) {
    options.wake = [this] {
        QMetaObject::invokeMethod(
            this, [this] { takeMail(); }, Qt::QueuedConnection);
    };
    session_ = std::make_unique<Session>(registry, std::move(scene), std::move(options));
}

SessionLink::~SessionLink() {
    // Joined while this is still a whole QObject: the engine may be waking us at this moment.
    session_.reset();
}

void SessionLink::takeMail() {
    Mail mail = session_->take();
    for (const Notice& notice : mail.notices) {
        Q_EMIT noticeArrived(notice.level == Notice::Level::error,
                             QString::fromStdString(notice.text));
    }
    if (mail.work) {
        work_ = *std::move(mail.work);
        Q_EMIT workChanged();
    }
    if (mail.moments) {
        Q_EMIT momentsArrived(mail.moments);
    }
    if (mail.frame) {
        frame_ = std::move(mail.frame);
        Q_EMIT frameArrived();
    }
}

} // namespace scorescope::app
