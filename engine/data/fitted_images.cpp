// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/fitted_images.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace scorescope::data {
namespace {

/// What one new pixel takes of the old ones along a side: weights with sum 1, from `first` on.
struct Share {
    std::size_t first = 0;
    std::vector<double> weights;
};

/// The part of each old pixel that lies within new pixel `i`. Places are counted in parts of which
/// an old pixel has `to` and a new one `from`, so that they are whole numbers.
Share areaOf(std::size_t i, std::size_t from, std::size_t to) {
    const std::size_t begin = i * from;
    const std::size_t end = begin + from;
    Share share;
    share.first = begin / to;
    for (std::size_t old = share.first; old * to < end; ++old) {
        const std::size_t covered = std::min(end, (old + 1) * to) - std::max(begin, old * to);
        share.weights.push_back(static_cast<double>(covered) / static_cast<double>(from));
    }
    return share;
}

/// The two old pixels beside the middle of new pixel `i`, or the outermost one.
Share lineAt(std::size_t i, std::size_t from, std::size_t to) {
    const double scale = static_cast<double>(from) / static_cast<double>(to);
    const double last = static_cast<double>(from - 1);
    const double place = std::clamp((static_cast<double>(i) + 0.5) * scale - 0.5, 0.0, last);
    Share share;
    share.first = static_cast<std::size_t>(place);
    const double beyond = place - static_cast<double>(share.first);
    share.weights = {1.0 - beyond};
    if (beyond > 0.0) {
        share.weights.push_back(beyond);
    }
    return share;
}

/// For each of `to` new pixels along a side of `from` old ones.
std::vector<Share> sharesOf(std::size_t from, std::size_t to) {
    std::vector<Share> shares;
    shares.reserve(to);
    for (std::size_t i = 0; i < to; ++i) {
        shares.push_back(to <= from ? areaOf(i, from, to) : lineAt(i, from, to));
    }
    return shares;
}

/// Where the images come to lie.
struct Place {
    std::size_t width = 0;
    std::size_t height = 0;
    std::size_t left = 0;
    std::size_t top = 0;
};

Place placeOf(const GreyImages& images, const Fit& fit) {
    const double width = static_cast<double>(images.width);
    const double height = static_cast<double>(images.height);
    const double scale =
        std::min(static_cast<double>(fit.width) / width, static_cast<double>(fit.height) / height);
    const auto side = [&](double old, std::size_t most) {
        const double wanted = std::max(1.0, std::round(old * scale));
        return std::min(static_cast<std::size_t>(wanted), most);
    };
    Place place;
    place.width = side(width, fit.width);
    place.height = side(height, fit.height);
    place.left = (fit.width - place.width) / 2;
    place.top = (fit.height - place.height) / 2;
    return place;
}

} // namespace

GreyImages fitImages(const GreyImages& images, const Fit& fit) {
    if (fit.width == 0 || fit.height == 0) {
        throw std::invalid_argument("images are fitted into one pixel at least");
    }
    GreyImages fitted;
    fitted.width = fit.width;
    fitted.height = fit.height;
    fitted.black = images.black;
    fitted.white = images.white;
    fitted.source = images.source;
    if (images.size() == 0) {
        return fitted;
    }
    const Place place = placeOf(images, fit);
    const std::vector<Share> columns = sharesOf(images.width, place.width);
    const std::vector<Share> rows = sharesOf(images.height, place.height);
    fitted.pixels.assign(images.size() * fitted.pixelsOfImage(), fit.ground);
    const double ends = static_cast<double>(images.black) + static_cast<double>(images.white);
    std::vector<double> narrow(images.height * place.width); // its columns are new, its rows old
    for (std::size_t n = 0; n < images.size(); ++n) {
        const float* old = images.image(n);
        for (std::size_t row = 0; row < images.height; ++row) {
            for (std::size_t column = 0; column < place.width; ++column) {
                const Share& share = columns[column];
                double sum = 0.0;
                for (std::size_t k = 0; k < share.weights.size(); ++k) {
                    sum += share.weights[k] *
                           static_cast<double>(old[row * images.width + share.first + k]);
                }
                narrow[row * place.width + column] = sum;
            }
        }
        float* pixels = fitted.pixels.data() + n * fitted.pixelsOfImage();
        for (std::size_t row = 0; row < place.height; ++row) {
            const Share& share = rows[row];
            float* line = pixels + (place.top + row) * fit.width + place.left;
            for (std::size_t column = 0; column < place.width; ++column) {
                double sum = 0.0;
                for (std::size_t k = 0; k < share.weights.size(); ++k) {
                    sum += share.weights[k] * narrow[(share.first + k) * place.width + column];
                }
                line[column] = static_cast<float>(fit.inverted ? ends - sum : sum);
            }
        }
    }
    return fitted;
}

} // namespace scorescope::data
