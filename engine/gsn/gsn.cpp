// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/gsn.h"

#include "engine/core/experiment.h"
#include "engine/gsn/finite/clamping.h"
#include "engine/gsn/finite/discrete_denoising.h"
#include "engine/gsn/finite/latent_state.h"
#include "engine/gsn/finite/pseudo_gibbs.h"
#include "engine/gsn/likelihood/likelihood_table.h"
#include "engine/gsn/network/digit_network.h"
#include "engine/gsn/network/grey_network.h"
#include "engine/gsn/network/gsn_bench.h"
#include "engine/gsn/nonparametric/parzen_denoising.h"
#include "engine/gsn/plane/plane_denoising.h"

namespace scorescope::gsn {

void registerGsn(Registry& registry) {
    registry.add(discreteDenoisingKind());
    registry.add(clampingKind());
    registry.add(latentStateKind());
    registry.add(pseudoGibbsKind());
    registry.add(parzenDenoisingKind());
    registry.add(planeDenoisingKind());
    registry.add(digitNetworkKind());
    registry.add(greyNetworkKind());
    registry.add(likelihoodTableKind());
    registry.add(Benchmark{"gsn",
                           "training and chains of a generative stochastic network beside the same "
                           "in Python with PyTorch",
                           [](int threads) {
                               GsnBenchOptions options;
                               options.threads = threads;
                               return benchGsn(options);
                           }});
}

} // namespace scorescope::gsn
