// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>

namespace scorescope {

/// Seconds between two pictures of each artifact, so that all of them together take at most `share`
/// of the time: max-min fair. What costs little at `interval` (the beat of the frames) keeps it;
/// the others divide what is left evenly, so that one costly artifact does not slow its neighbours
/// down. `costs`: seconds that making each takes, ≥ 0. interval > 0, share in (0, 1). Pure.
[[nodiscard]] std::map<std::string, double>
pictureIntervals(const std::map<std::string, double>& costs, double interval, double share);

/// Decides which artifacts are made anew for a picture of a run, from what they cost before, and
/// which are shown as they were: training comes first, and pictures take a bounded part of it.
/// Times are seconds of any steady clock. Not thread-safe.
class PictureBudget {
public:
    explicit PictureBudget(double share = 0.07) : share_(share) {}

    /// Those of `names` whose turn has not come at `now`, with frames `interval` seconds apart.
    [[nodiscard]] std::set<std::string> notDue(const std::set<std::string>& names, double now,
                                               double interval) const;
    /// What making these took, for a picture at `now`.
    void made(const std::map<std::string, double>& seconds, double now);
    /// Another experiment.
    void clear() { known_.clear(); }

private:
    struct Known {
        double seconds = 0.0; ///< smoothed
        double last = 0.0;    ///< when it was made
    };
    double share_;
    std::map<std::string, Known> known_;
};

} // namespace scorescope
