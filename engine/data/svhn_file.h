// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/progress.h"
#include "engine/data/labelled_images.h"

#include <cstddef>
#include <string>
#include <vector>

namespace scorescope::data {

/// What files of SVHN may hold: extra_32x32.mat has 531 131 images.
struct SvhnLimits {
    std::size_t mostImages = 1000000; ///< in a file
};

/// Reads the cropped house numbers of SVHN (Netzer et al. 2011; §7.5.1), as their MATLAB files
/// (train_32x32.mat, test_32x32.mat, extra_32x32.mat) hold them: X, uint8 [32 × 32 × 3 × n], and y,
/// uint8 or double [n × 1], labels from 1 to 10, where 10 is the digit 0. Other arrays in a file
/// are left alone. Of several files, one after the other, the first `most` images in all are kept.
///
/// Files are read to the end only as far as images are wanted: the rest of X is neither inflated
/// nor compared with its checksum. Memory is asked for by what is kept.
///
/// Throws InputError that names the file, the array and what is allowed: as MatFile does, for
/// arrays that are missing, there twice, of another type or shape, of more images than the limit,
/// or of different counts, and for labels that are none. Cancelled when `progress` asks for it.
[[nodiscard]] LabelledImages readSvhn(const std::vector<std::string>& paths, std::size_t most,
                                      const SvhnLimits& limits = {}, const Progress& progress = {});

} // namespace scorescope::data
