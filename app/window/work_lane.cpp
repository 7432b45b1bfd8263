// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/work_lane.h"

#include "app/window/style.h"
#include "app/window/transport_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace scorescope::app {
namespace {

constexpr double worthShowing = 0.3; ///< seconds
constexpr std::size_t mostShown = 2; ///< of the narrow line, fewer where texts are long

QString moreText(std::size_t count) {
    return WorkLane::tr("and %1 more").arg(count);
}

} // namespace

std::vector<WorkItem> workItems(const std::vector<AnalysisStatus>& analyses) {
    std::vector<WorkItem> items;
    bool any = false;
    for (const AnalysisStatus& each : analyses) {
        const bool shown = each.running && each.secondsSoFar >= worthShowing;
        any = any || shown;
        if (!shown && (each.running || !any)) {
            continue;
        }
        QStringList parts = {
            QString::fromStdString(each.request.title),
            WorkLane::tr("step %1").arg(groupedNumber(each.request.key.step)),
        };
        if (!each.running) {
            parts << WorkLane::tr("waiting");
        } else if (each.secondsLeft >= 0.0) {
            parts << WorkLane::tr("%1 left").arg(durationText(each.secondsLeft));
        }
        items.push_back({QString::fromStdString(each.request.key.name),
                         parts.join(QStringLiteral(" · ")), each.share});
    }
    return items;
}

std::vector<WorkItem> workItems(const EngineWork& work) {
    if (work.what.empty()) {
        return {};
    }
    QString text = QString::fromStdString(work.what);
    text.replace(0, 1, text.at(0).toUpper());
    if (work.secondsLeft >= 0.0) {
        text += QStringLiteral(" · ") + WorkLane::tr("%1 left").arg(durationText(work.secondsLeft));
    }
    return {{QString(), text, work.share}};
}

WorkLane::WorkLane(QWidget* parent) : QWidget(parent), theme_(views::darkTheme()) {
    setObjectName(QStringLiteral("work_lane"));
    setAccessibleName(tr("Long work under way"));
    setFixedHeight(18);
    // It never keeps the window wide.
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    line_ = new QHBoxLayout(this);
    line_->setContentsMargins(0, 0, 0, 0);
    line_->setSpacing(16);
    for (std::size_t i = 0; i < mostShown; ++i) {
        slots_.push_back(makeSlot(static_cast<int>(i)));
        line_->addWidget(slots_.back().box);
    }
    more_ = new QLabel(this);
    more_->setObjectName(QStringLiteral("work_more"));
    more_->hide();
    line_->addWidget(more_);
    line_->addStretch(1);
}

WorkLane::Slot WorkLane::makeSlot(int index) {
    Slot made{};
    made.box = new QWidget(this);
    made.box->setObjectName(QStringLiteral("work_%1").arg(index));
    auto* inside = new QHBoxLayout(made.box);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(6);
    made.text = new QLabel(made.box);
    made.text->setObjectName(QStringLiteral("work_text"));
    made.bar = new QProgressBar(made.box);
    made.bar->setObjectName(QStringLiteral("work_bar"));
    made.bar->setRange(0, 1000);
    made.bar->setTextVisible(false);
    made.bar->setFixedSize(80, 4);
    made.cancel = new QToolButton(made.box);
    made.cancel->setObjectName(QStringLiteral("work_cancel_%1").arg(index));
    made.cancel->setProperty("flat", true);
    made.cancel->setFixedSize(18, 18);
    made.cancel->setIconSize(QSize(10, 10));
    made.cancel->setFocusPolicy(Qt::TabFocus);
    made.cancel->setToolTip(tr("Cancel"));
    connect(made.cancel, &QToolButton::clicked, this, [this, index] { cancel(index); });
    inside->addWidget(made.text);
    inside->addWidget(made.bar);
    inside->addWidget(made.cancel);
    made.box->hide();
    return made;
}

void WorkLane::setTheme(const views::Theme& theme) {
    theme_ = theme;
    for (const Slot& each : slots_) {
        each.cancel->setIcon(themedIcon(QStringLiteral("close"), theme, theme.dim));
    }
}

void WorkLane::setAnalyses(const std::vector<AnalysisStatus>& analyses) {
    analyses_ = workItems(analyses);
    follow();
}

void WorkLane::setWork(const EngineWork& work) {
    work_ = workItems(work);
    follow();
}

QStringList WorkLane::texts() const {
    QStringList texts;
    for (const Slot& each : slots_) {
        if (!each.box->isHidden()) {
            texts << each.text->text();
        }
    }
    if (!more_->isHidden()) {
        texts << more_->text();
    }
    return texts;
}

void WorkLane::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    follow();
}

std::size_t WorkLane::withRoom(const std::vector<WorkItem>& items) const {
    const auto besideText = [](const Slot& slot) {
        const int gap = slot.box->layout()->spacing();
        return slot.bar->width() + slot.cancel->width() + 2 * gap;
    };
    const int more = fontMetrics().horizontalAdvance(moreText(items.size())) + line_->spacing();
    int taken = 0;
    std::size_t count = 0;
    for (; count < std::min(items.size(), slots_.size()); ++count) {
        const Slot& slot = slots_[count];
        taken += slot.text->fontMetrics().horizontalAdvance(items[count].text) + besideText(slot) +
                 line_->spacing();
        if (count > 0 && taken + (count + 1 < items.size() ? more : 0) > width()) {
            break;
        }
    }
    return count;
}

void WorkLane::follow() {
    std::vector<WorkItem> items = work_;
    items.insert(items.end(), analyses_.begin(), analyses_.end());
    const std::size_t shown = withRoom(items);
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        const Slot& each = slots_[i];
        each.box->setVisible(i < shown);
        if (i < shown) {
            each.text->setText(items[i].text);
            each.bar->setValue(static_cast<int>(std::lround(1000.0 * items[i].share)));
            each.bar->setAccessibleName(items[i].text);
            each.cancel->setAccessibleName(tr("Cancel: %1").arg(items[i].text));
        }
    }
    more_->setVisible(items.size() > shown);
    if (items.size() > shown) {
        more_->setText(moreText(items.size() - shown));
    }
}

void WorkLane::cancel(int index) {
    const auto i = static_cast<std::size_t>(index);
    if (i < work_.size()) {
        Q_EMIT workCancelled();
    } else if (i - work_.size() < analyses_.size()) {
        Q_EMIT analysisCancelled(analyses_[i - work_.size()].key);
    }
}

} // namespace scorescope::app
