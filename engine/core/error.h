// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace scorescope {

/// Bad input: a scene, an option, a data file or an output place that cannot be used.
///
/// Thrown before a run begins (or before an edit is applied), so nothing is ever lost by it. The
/// command line prints `where: pointer: what` and exits with 2, the window shows a dialog.
class InputError : public std::runtime_error {
public:
    /// \param where   file, option or field that holds the mistake ("spiral.json", "--set")
    /// \param pointer place inside it, as a JSON pointer ("/parameters/hidden_units"), or empty
    /// \param what    what is wrong and what is allowed, as one sentence fragment
    ///
    /// what() and message() are one line, whatever the file holds: see printable().
    InputError(std::string where, std::string pointer, std::string what);

    [[nodiscard]] const std::string& where() const noexcept { return where_; }
    [[nodiscard]] const std::string& pointer() const noexcept { return pointer_; }
    [[nodiscard]] const std::string& message() const noexcept { return message_; }

    /// The same error, told of another file (a parameter check does not know whose values it
    /// reads).
    [[nodiscard]] InputError in(const std::string& where) const;

private:
    struct Clean {};
    InputError(std::string where, std::string pointer, std::string what, Clean);

    std::string where_;
    std::string pointer_;
    std::string message_;
};

/// Trouble during a run: a non-finite loss, too little memory, a device that went away.
///
/// The Session catches it, keeps the last good state, pauses, and shows message() and advice().
class RunError : public std::runtime_error {
public:
    RunError(const std::string& message, std::string advice)
        : std::runtime_error(message), advice_(std::move(advice)) {}

    /// What the person can do about it ("lower the learning rate, then step back").
    [[nodiscard]] const std::string& advice() const noexcept { return advice_; }

private:
    std::string advice_;
};

/// Somebody asked for it to end: an opening, a replay, an analysis. Not an error; nothing changed.
class Cancelled : public std::exception {
public:
    [[nodiscard]] const char* what() const noexcept override { return "cancelled"; }
};

/// The candidate with the smallest edit distance to `word`, or "" if none is near enough to be a
/// plausible slip of the fingers (distance at most a third of the longer word, and at least 2).
[[nodiscard]] std::string nearestName(const std::string& word,
                                      const std::vector<std::string>& candidates);

/// " (did you mean 'x'?)" or "" — the tail of a message about an unknown name.
[[nodiscard]] std::string didYouMean(const std::string& word,
                                     const std::vector<std::string>& candidates);

} // namespace scorescope
