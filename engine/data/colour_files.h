// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

/// Where the files of SVHN and CIFAR-10 lie.
namespace scorescope::data {

/// The files of a data set in a folder, in the order in which they are read.
struct ColourFiles {
    std::string folder; ///< empty: not found
    std::vector<std::string> training;
    std::vector<std::string> test;
};

/// SVHN in the first folder that has train_32x32.mat and test_32x32.mat; extra_32x32.mat follows
/// the training file where it is there. Looked for in `chosen` alone (a folder, or one of its
/// files) when it is not empty; else in $SCORESCOPE_SVHN, the folder that was remembered, svhn/ and
/// SVHN/ in the current folder and in data/, the person's and the system's folders for data.
[[nodiscard]] ColourFiles findSvhn(const std::string& chosen);
/// CIFAR-10 likewise: data_batch_1.bin to data_batch_5.bin and test_batch.bin, in the folder itself
/// or in cifar-10-batches-bin/ within it; $SCORESCOPE_CIFAR10, cifar10/.
[[nodiscard]] ColourFiles findCifar(const std::string& chosen);
/// For later runs of the program. Do nothing where that cannot be written.
void rememberSvhn(const std::string& folder);
void rememberCifar(const std::string& folder);

} // namespace scorescope::data
