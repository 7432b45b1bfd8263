// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/layers/training_images.h"

namespace scorescope::issgd {

using nn::ImageBatch;
using nn::TrainingImages;

} // namespace scorescope::issgd
