// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/pictures.h"

#include "engine/core/experiment.h"

#include <utility>

namespace scorescope {

void Pictures::clear() {
    budget_.clear();
    last_ = nullptr;
}

std::shared_ptr<const Frame> Pictures::take(Experiment& experiment, Analyses& analyses,
                                            const Interest& interest, bool running,
                                            double interval) {
    auto frame = std::make_shared<Frame>();
    frame->step = experiment.stepsDone();
    FrameBuilder builder(*frame, interest, clock_);
    const double now = clock_();
    std::set<std::string> waiting;
    if (running && last_) {
        waiting = budget_.notDue(published_, now, interval);
        builder.skip(waiting);
    }
    experiment.publish(builder);
    budget_.made(builder.seconds(), now);
    std::set<std::string> published = waiting;
    for (const auto& each : frame->artifacts) {
        published.insert(each.first);
    }
    for (const std::string& name : waiting) {
        const auto age = last_->older.find(name);
        const std::uint64_t step = age != last_->older.end() ? age->second : last_->step;
        if (step == frame->step) {
            builder.addAsItWas(last_->artifacts.at(name));
        } else {
            builder.addOfStep(last_->artifacts.at(name), step);
        }
    }
    published_ = std::move(published);
    analyses.follow(experiment, interest);
    analyses.publish(builder);
    last_ = std::move(frame);
    return last_;
}

} // namespace scorescope
