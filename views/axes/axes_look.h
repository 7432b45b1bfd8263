// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/scene.h"
#include "views/axes/scale.h"

#include <QJsonObject>

#include <optional>

namespace scorescope::views {

/// How a person wants the axes of a view: options and state of every view that has axes.
struct AxesLook {
    Scale xScale = Scale::linear;
    Scale yScale = Scale::linear;
    std::optional<Interval> x; ///< fixed limits; otherwise they follow the data
    std::optional<Interval> y;

    /// From the view's options "x_scale" and "y_scale" (linear, log, symlog), "x_range" and
    /// "y_range" ([low, high]). Throws InputError for a value that is not allowed. Other options
    /// are not looked at.
    [[nodiscard]] static AxesLook fromOptions(const ViewSpec& spec);
    /// The same options, and back; what is not allowed leaves the look as it is.
    void toState(QJsonObject& state) const;
    void fromState(const QJsonObject& state);
};

/// Throws InputError: option `key` of the view "must be" what is allowed.
[[noreturn]] void refuseOption(const ViewSpec& spec, const std::string& key,
                               const std::string& allowed);
/// A switch among the options, or what it was; throws InputError when it is no boolean.
[[nodiscard]] bool switchOption(const ViewSpec& spec, const std::string& key, bool otherwise);
/// Two finite numbers, the smaller one first, or nothing; throws InputError for anything else.
[[nodiscard]] std::optional<Interval> rangeOption(const ViewSpec& spec, const std::string& key);

} // namespace scorescope::views
