// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/plane/plane_chain.h"

#include "engine/core/error.h"
#include "engine/core/rng.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

namespace scorescope::gsn {
namespace {

constexpr Purpose chainNoise = Purpose::named("gsn chains in the plane");
constexpr Purpose measuredNoise = Purpose::named("gsn measured chains in the plane");
constexpr std::size_t keptSamples = 4000;

void keepLatest(std::vector<double>& points, std::size_t count) {
    if (points.size() > 2 * count) {
        points.erase(points.begin(), points.end() - static_cast<std::ptrdiff_t>(2 * count));
    }
}

} // namespace

void PlaneChains::start(double x, double y) {
    if (size() < most) {
        halfSteps_.push_back(0);
        paths_.push_back({x, y});
    }
}

void PlaneChains::clear() {
    halfSteps_.clear();
    paths_.clear();
    samples_.clear();
}

void PlaneChains::halfStep(const field::Reconstruction& r, double sigma, double deviation) {
    std::vector<double> from; // of those that are at an X̃
    for (std::size_t c = 0; c < size(); ++c) {
        if (corrupted(c)) {
            from.insert(from.end(), paths_[c].end() - 2, paths_[c].end());
        }
    }
    std::vector<double> means(from.size());
    if (!from.empty()) {
        r.reconstruct(from.data(), from.size() / 2, means.data());
    }
    std::size_t next = 0;
    for (std::size_t c = 0; c < size(); ++c) {
        RandomStream random(seed_, chainNoise, static_cast<std::uint32_t>(c), halfSteps_[c]);
        const bool back = corrupted(c);
        const std::array<double, 2> centre =
            back ? std::array<double, 2>{means[2 * next], means[2 * next + 1]}
                 : std::array<double, 2>{*(paths_[c].end() - 2), *(paths_[c].end() - 1)};
        for (const double mean : centre) {
            paths_[c].push_back(mean + (back ? deviation : sigma) * random.normal());
        }
        if (back) {
            ++next;
            samples_.insert(samples_.end(), paths_[c].end() - 2, paths_[c].end());
        }
        ++halfSteps_[c];
        keepLatest(paths_[c], pathPoints);
    }
    keepLatest(samples_, keptSamples);
}

std::vector<double> PlaneChains::samples(std::size_t count) const {
    const std::size_t values = std::min(samples_.size(), 2 * count);
    return {samples_.end() - static_cast<std::ptrdiff_t>(values), samples_.end()};
}

void PlaneChains::save(Checkpoint& checkpoint) const {
    checkpoint.meta["half_steps"] = halfSteps_;
    std::vector<double> paths;
    std::vector<std::size_t> lengths;
    for (const std::vector<double>& path : paths_) {
        paths.insert(paths.end(), path.begin(), path.end());
        lengths.push_back(path.size());
    }
    checkpoint.meta["path_lengths"] = lengths;
    checkpoint.put("paths", paths);
    checkpoint.put("samples", samples_);
}

void PlaneChains::load(const Checkpoint& checkpoint) {
    const auto counts = [&](const char* name) {
        try {
            return checkpoint.meta.at(name).get<std::vector<std::uint64_t>>();
        } catch (const nlohmann::json::exception&) {
            throw InputError("checkpoint", std::string("/") + name, "is no list of counts");
        }
    };
    std::vector<std::uint64_t> halfSteps = counts("half_steps");
    const std::vector<std::uint64_t> lengths = counts("path_lengths");
    const std::vector<double> points = checkpoint.doubles("paths");
    std::vector<double> samples = checkpoint.doubles("samples");
    if (lengths.size() != halfSteps.size() || samples.size() % 2 != 0) {
        throw InputError("checkpoint", "/paths", "are not those of its chains");
    }
    std::vector<std::vector<double>> paths;
    std::size_t at = 0;
    for (const std::uint64_t length : lengths) {
        if (length < 2 || length % 2 != 0 || length > points.size() - at) {
            throw InputError("checkpoint", "/paths", "are not those of its chains");
        }
        const auto begin = points.begin() + static_cast<std::ptrdiff_t>(at);
        paths.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(length));
        at += length;
    }
    halfSteps_ = std::move(halfSteps);
    paths_ = std::move(paths);
    samples_ = std::move(samples);
}

std::vector<double> runChains(const field::Reconstruction& r, double sigma, double deviation,
                              const double* starts, std::size_t count, std::size_t steps,
                              std::uint64_t seed) {
    std::vector<RandomStream> random;
    for (std::size_t c = 0; c < count; ++c) {
        random.emplace_back(seed, measuredNoise, static_cast<std::uint32_t>(c));
    }
    std::vector<double> x(starts, starts + 2 * count);
    std::vector<double> corrupted(2 * count);
    for (std::size_t step = 0; step < steps; ++step) {
        for (std::size_t i = 0; i < 2 * count; ++i) {
            corrupted[i] = x[i] + sigma * random[i / 2].normal();
        }
        r.reconstruct(corrupted.data(), count, x.data());
        for (std::size_t i = 0; i < 2 * count; ++i) {
            x[i] += deviation * random[i / 2].normal();
        }
    }
    return x;
}

} // namespace scorescope::gsn
