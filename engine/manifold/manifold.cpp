// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/manifold.h"

#include "engine/core/experiment.h"
#include "engine/manifold/autoencoder/autoencoder_bench.h"
#include "engine/manifold/autoencoder/criteria_bench.h"
#include "engine/manifold/autoencoder/regularized_autoencoder.h"
#include "engine/manifold/chains/metropolis_bench.h"
#include "engine/manifold/nonparametric/nonparametric_bench.h"
#include "engine/manifold/nonparametric/one_dimensional_example.h"

namespace scorescope::manifold {

void registerManifold(Registry& registry) {
    registry.add(regularizedAutoencoderKind());
    registry.add(criteriaComparisonKind());
    registry.add(nonparametricScoreKind());
    registry.add(Benchmark{
        "autoencoder",
        "the fused auto-encoder beside LibTorch's autograd, and what the machine can do at best",
        [](int threads) {
            BenchOptions options;
            options.threads = threads;
            return benchAutoEncoder(options);
        }});
    registry.add(Benchmark{"criteria",
                           "gradients of the contractive criteria (RCAE, CAE) beside LibTorch's "
                           "autograd, through its own Jacobian and through the closed form",
                           [](int threads) {
                               CriteriaBenchOptions options;
                               options.threads = threads;
                               return benchCriteria(options);
                           }});
    registry.add(Benchmark{
        "metropolis",
        "Metropolis-Hastings on a network's score beside the same sampler of LibTorch's operations",
        [](int threads) {
            MetropolisBenchOptions options;
            options.threads = threads;
            return benchMetropolis(options);
        }});
    registry.add(Benchmark{"nonparametric",
                           "exact one-dimensional auto-encoders beside a dense solve and a direct "
                           "sum",
                           [](int) { return benchNonparametric(); }});
}

} // namespace scorescope::manifold
