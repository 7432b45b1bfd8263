// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <string>

namespace scorescope::cuda {

/// From how many items on the device is the faster, by calls of both at two sizes. A call takes a
/// number of items and comes back when they are done. Each is made once to warm up; the best of
/// three counts, since others on the machine only make calls slower. `never` when the device gains
/// nothing with growing size.
[[nodiscard]] std::size_t measureCrossover(const std::function<void(std::size_t)>& processor,
                                           const std::function<void(std::size_t)>& device,
                                           std::size_t small, std::size_t large);

/// Crossovers measured on this machine, by a text that says of what: device, network, kind of work.
/// They are kept in a file, so that a scene runs in the same places, and so to the same numbers,
/// the next time. Every function may be called from any thread.
class CrossoverStore {
public:
    /// `file`: JSON, made when there is something to keep; empty keeps nothing beyond this object.
    explicit CrossoverStore(std::string file);

    /// The crossover of `key`: known before, or else what `measure` returns, which is kept. A file
    /// that cannot be read or written costs a measurement and nothing else.
    [[nodiscard]] std::size_t get(const std::string& key,
                                  const std::function<std::size_t()>& measure);

private:
    std::string file_;
    std::mutex mutex_;
    std::map<std::string, std::size_t> known_;
};

/// $XDG_CACHE_HOME/scorescope/crossovers.json, below ~/.cache without it; empty without a home.
[[nodiscard]] std::string standardCrossoverFile();

} // namespace scorescope::cuda
