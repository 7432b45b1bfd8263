// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/training/probe_moment.h"

#include "engine/core/error.h"

#include <algorithm>
#include <cmath>

namespace scorescope::probes {
namespace {

constexpr std::size_t numbersOfFinding = 11;
constexpr std::size_t numbersOfMoment = 3;

void append(std::vector<double>& numbers, const ProbeFinding& finding) {
    numbers.insert(numbers.end(),
                   {finding.trainError, finding.validationError, finding.testError,
                    finding.trainLoss, finding.validationLoss, finding.testLoss, finding.penalty,
                    finding.gap, finding.errorGap, static_cast<double>(finding.features),
                    static_cast<double>(finding.examples)});
}

ProbeFinding findingOf(const double* numbers) {
    ProbeFinding finding;
    finding.trainError = numbers[0];
    finding.validationError = numbers[1];
    finding.testError = numbers[2];
    finding.trainLoss = numbers[3];
    finding.validationLoss = numbers[4];
    finding.testLoss = numbers[5];
    finding.penalty = numbers[6];
    finding.gap = numbers[7];
    finding.errorGap = numbers[8];
    finding.features = static_cast<std::size_t>(std::max(0.0, numbers[9]));
    finding.examples = static_cast<std::size_t>(std::max(0.0, numbers[10]));
    return finding;
}

} // namespace

double ProbeFinding::usableBits(double priorLoss) const {
    return (priorLoss - testLoss) / std::log(2.0);
}

void saveMoments(Checkpoint& checkpoint, const std::vector<ProbeMoment>& moments) {
    std::vector<double> numbers;
    for (const ProbeMoment& moment : moments) {
        numbers.insert(numbers.end(),
                       {static_cast<double>(moment.step), moment.networkError, moment.networkLoss});
        for (const ProbeFinding& finding : moment.findings) {
            append(numbers, finding);
        }
    }
    checkpoint.put("probe_moments", std::move(numbers));
}

std::vector<ProbeMoment> loadMoments(const Checkpoint& checkpoint, std::size_t points) {
    const std::vector<double> numbers = checkpoint.doubles("probe_moments");
    const std::size_t each = numbersOfMoment + points * numbersOfFinding;
    const bool finite = std::all_of(numbers.begin(), numbers.end(),
                                    [](double number) { return std::isfinite(number); });
    if (numbers.size() % each != 0 || !finite) {
        throw InputError("checkpoint", "/probe_moments",
                         "do not hold the probes of " + std::to_string(points) + " points");
    }
    std::vector<ProbeMoment> moments;
    for (std::size_t at = 0; at < numbers.size(); at += each) {
        ProbeMoment moment;
        moment.step = static_cast<std::uint64_t>(std::max(0.0, numbers[at]));
        moment.networkError = numbers[at + 1];
        moment.networkLoss = numbers[at + 2];
        for (std::size_t k = 0; k < points; ++k) {
            moment.findings.push_back(
                findingOf(numbers.data() + at + numbersOfMoment + k * numbersOfFinding));
        }
        moments.push_back(std::move(moment));
    }
    return moments;
}

void saveAnswers(Checkpoint& checkpoint, const ProbeAnswers& answers) {
    // Classes are few: a byte holds one.
    std::vector<std::uint8_t> bytes(answers.classes.begin(), answers.classes.end());
    const std::size_t count = bytes.size();
    checkpoint.state["probe_answers"] = StoredTensor{{count}, std::move(bytes)};
}

ProbeAnswers loadAnswers(const Checkpoint& checkpoint, std::size_t points, std::size_t images,
                         std::size_t classes) {
    const SharedArray<std::uint8_t>& bytes =
        storedValues<std::uint8_t>(checkpoint.state, "probe_answers", 0);
    const bool known =
        std::all_of(bytes.begin(), bytes.end(), [classes](std::uint8_t c) { return c < classes; });
    if ((bytes.size() != 0 && bytes.size() != points * images) || !known) {
        throw InputError("checkpoint", "/probe_answers",
                         "are not one of " + std::to_string(classes) + " classes for each of " +
                             std::to_string(images) + " images and " + std::to_string(points) +
                             " points");
    }
    ProbeAnswers answers;
    answers.images = bytes.size() == 0 ? 0 : images;
    answers.classes.assign(bytes.begin(), bytes.end());
    return answers;
}

} // namespace scorescope::probes
