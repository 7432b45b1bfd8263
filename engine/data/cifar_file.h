// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/progress.h"
#include "engine/data/labelled_images.h"

#include <cstddef>
#include <string>
#include <vector>

namespace scorescope::data {

/// "airplane" to "truck", in the order of CIFAR-10's labels.
[[nodiscard]] std::vector<std::string> cifarNames();

/// Reads batches of CIFAR-10 (Krizhevsky 2009) in its binary form (data_batch_1.bin to
/// data_batch_5.bin, test_batch.bin): records of 3073 bytes, a label from 0 to 9 and the 32 × 32
/// pixels' reds, greens and blues, each row-major from the top. Of several files, one after the
/// other, the first `most` images in all are kept.
///
/// Throws InputError that names the file and the record, counted from 1: empty, no whole number of
/// records, larger than 100 000 of them (a batch has 10 000), or a label above 9. Nothing in a file
/// tells whether records are missing at its end. Cancelled when `progress` asks for it.
[[nodiscard]] LabelledImages readCifar(const std::vector<std::string>& paths, std::size_t most,
                                       const Progress& progress = {});

} // namespace scorescope::data
