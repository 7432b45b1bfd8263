// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/training/verdict_work.h"

#include "engine/core/text.h"
#include "engine/issgd/training/importance_pictures.h"
#include "engine/issgd/training/step_costs.h"
#include "engine/issgd/training/training_measure.h"
#include "engine/issgd/variance/verdict.h"
#include "engine/stats/watched_work.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::issgd {

AnalysisRequest verdictRequest(const Parameters& parameters, std::uint64_t step) {
    std::string settings;
    for (const char* name : {"smoothing_by", "smoothing_constant", "target_share",
                             "staleness_limit", "workers", "scores_per_second", "step_seconds"}) {
        if (parameters.table().contains(name)) { // real workers are as fast as they are
            settings += toText(parameters.value(name)) + " ";
        }
    }
    AnalysisRequest request;
    request.key = {verdictName, step, std::move(settings)};
    request.title = "Does it pay";
    request.cause = AnalysisCause::interest;
    return request;
}

AnalysisWork verdictWork(const ImportanceLearner& learner, double scoredForStep) {
    MeasureRequest what = measureRequest(learner, true);
    what.exactGradient = true;
    return [what = std::move(what), options = learner.options(), upkeep = learner.upkeep(),
            scoredForStep](AnalysisWatch& watch) {
        const stats::LongWork work = stats::watchedWork(watch);
        const TrainingMeasure found = measureTraining(what, work.part(0.0, 0.7));
        const StepCosts costs = measureStepCosts(what, options, upkeep, work.part(0.7, 0.2));
        const std::vector<std::size_t> included =
            includedExamples(what.sampling->scores, what.sampling->how);
        std::vector<double> norms;
        std::vector<double> weights;
        for (const std::size_t i : included) {
            norms.push_back(found.norms[i]);
            weights.push_back(what.sampling->inUse[i]);
        }
        VerdictSetting setting;
        setting.squaredMean = *found.gradientLength * *found.gradientLength;
        setting.batch = options.batch;
        setting.costRatio = costs.ratio();
        setting.costRatioWithWorkers = costs.ratioWithScoring(scoredForStep);
        setting.seed = options.seed;
        const Verdict verdict = doesItPay(norms, weights, setting);
        AnalysisFindings findings;
        findings.artifacts.push_back(
            std::make_shared<const Artifact>(verdictTable(verdict, costs.ratio())));
        return findings;
    };
}

} // namespace scorescope::issgd
