// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"

#include "engine/core/text.h"

#include <algorithm>
#include <numeric>

namespace scorescope {
namespace {

// Characters of each part of a message.
constexpr std::size_t longestWhere = 300;
constexpr std::size_t longestPointer = 120;
constexpr std::size_t longestMessage = 600;

std::string joined(const std::string& where, const std::string& pointer, const std::string& what) {
    std::string text = printable(where, longestWhere);
    if (!pointer.empty()) {
        text += (text.empty() ? "" : ": ") + printable(pointer, longestPointer);
    }
    return text.empty() ? what : text + ": " + what;
}

std::size_t editDistance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({above + 1, row[j - 1] + 1, change});
            diagonal = above;
        }
    }
    return row.back();
}

} // namespace

InputError::InputError(std::string where, std::string pointer, std::string what)
    : InputError(std::move(where), std::move(pointer), printable(what, longestMessage), Clean()) {}

InputError::InputError(std::string where, std::string pointer, std::string what, Clean)
    : std::runtime_error(joined(where, pointer, what)), where_(std::move(where)),
      pointer_(std::move(pointer)), message_(std::move(what)) {}

InputError InputError::in(const std::string& where) const {
    return InputError(where, pointer_, message_);
}

std::string nearestName(const std::string& word, const std::vector<std::string>& candidates) {
    std::string best;
    std::size_t bestDistance = std::string::npos;
    for (const std::string& candidate : candidates) {
        const std::size_t longer = std::max(word.size(), candidate.size());
        const std::size_t limit = std::max<std::size_t>(2, longer / 3);
        if (longer - std::min(word.size(), candidate.size()) > limit) {
            continue; // so many letters are missing at least
        }
        const std::size_t distance = editDistance(word, candidate);
        if (distance <= limit && distance < bestDistance) {
            best = candidate;
            bestDistance = distance;
        }
    }
    return best;
}

std::string didYouMean(const std::string& word, const std::vector<std::string>& candidates) {
    const std::string best = nearestName(word, candidates);
    return best.empty() ? std::string() : " (did you mean '" + best + "'?)";
}

} // namespace scorescope
