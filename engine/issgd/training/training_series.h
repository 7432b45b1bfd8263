// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/analysis.h"
#include "engine/core/frame.h"
#include "engine/core/series.h"
#include "engine/issgd/training/importance_learner.h"
#include "engine/issgd/training/training_measure.h"

#include <cstddef>
#include <string>

/// What every experiment with one run of importance sampling tells of it, under the same names.
namespace scorescope::issgd {

/// Appends what costs next to nothing to know: "effective_share", "smoothing_used", and
/// "weight_age", the median, where workers have scored any, and with peers "gradient_delay".
void tellSampling(SeriesSet& series, double step, const ImportanceLearner& learner);

/// A measurement as scalars "train_loss", "spread_uniform", …, each behind `prefix`.
[[nodiscard]] AnalysisFindings findingsOf(const TrainingMeasure& found, const std::string& prefix);

/// All series of such a run that somebody wants, against the step and against the clock.
/// \param beside the loss by the clock has a second line, of a network trained by SGD
void publishTrainingSeries(FrameBuilder& frame, const SeriesSet& series, bool beside);
/// Those of that network, "plain_train_loss" and so on.
void publishPlainSeries(FrameBuilder& frame, const SeriesSet& series);

/// Pictures of the proposal, and of the cluster where there is one.
void publishSampling(FrameBuilder& frame, const ImportanceLearner& learner,
                     std::size_t shownExamples, double spanSeconds);

} // namespace scorescope::issgd
