// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/artifact_view.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace scorescope::views {
namespace {

constexpr int lookPeriodMs = 34; ///< at most 30 a second

} // namespace

ArtifactView::ArtifactView(ViewSpec spec, QWidget* parent)
    : QWidget(parent), spec_(std::move(spec)) {
    setObjectName(QString::fromStdString("view_" + spec_.name));
    lookPause_.setSingleShot(true);
    lookPause_.setInterval(lookPeriodMs);
    connect(&lookPause_, &QTimer::timeout, this, [this] {
        if (nextLook_) {
            requestLook(*std::exchange(nextLook_, std::nullopt));
        }
    });
}

void ArtifactView::requestLook(QVector<double> point) {
    if (lookPause_.isActive()) {
        nextLook_ = std::move(point);
        return;
    }
    lookPause_.start();
    Q_EMIT lookRequested(point);
}

bool ArtifactView::clicks(const std::string& action) const {
    return std::any_of(actions_.begin(), actions_.end(), [&](const ActionSpec& each) {
        return each.name == action && each.takes == ActionSpec::Takes::points;
    });
}

std::string ArtifactView::clickAction() const {
    const auto found = std::find_if(actions_.begin(), actions_.end(), [](const ActionSpec& each) {
        return each.takes == ActionSpec::Takes::points;
    });
    return found == actions_.end() ? std::string() : found->name;
}

} // namespace scorescope::views
