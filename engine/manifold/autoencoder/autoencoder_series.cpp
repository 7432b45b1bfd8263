// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/autoencoder/autoencoder_series.h"

#include "engine/core/run.h"

namespace scorescope::manifold {

void publishAutoencoderSeries(FrameBuilder& frame, const SeriesSet& series,
                              const SeriesNaming& naming) {
    const auto add = [&](const std::string& name, const std::string& title, const char* label,
                         bool reference = false) {
        if (frame.wants(name)) {
            frame.add(seriesArtifact(series, name, title, {label, ""}, reference));
        }
    };
    add("loss", "training", naming.squaredError ? "mean squared error" : "loss");
    add("held_out_loss", "held out", "mean squared error");
    add("optimal_loss", "optimum " + naming.optimum, "mean squared error", true);
    add("loss_ratio", "held-out loss over optimum", "ratio");
    add("field_error", "field error", "‖r − r*‖ / ‖r* − x‖");
    add("gradient_norm", "gradient norm", "‖∇L‖");
    add("step_length", naming.lineSearch ? "line search α" : "step length", "step");
    add("tangent_sensitivity", "along the manifold", "|∂r/∂x · direction|");
    add("normal_sensitivity", "across the manifold", "|∂r/∂x · direction|");
    add("code_jacobian", "code, √E‖∂f/∂x‖²", "Jacobian's norm");
    add("reconstruction_jacobian", "r, √(E‖∂r/∂x‖²/d)", "Jacobian's norm");
    add("attractors", "attractors", "fixed points");
    add("spurious_attractors", "spurious attractors", "fixed points");
    add("acceptance_rate", "acceptance rate", "accepted proposals");
    const std::string of = naming.chains.empty() ? "" : ", " + naming.chains;
    add("r_hat", "largest rank-normalized split R̂" + of, "R̂");
    add("effective_sample_size", "smallest bulk ESS" + of, "draws");
    add("energy_distance", "samples to smoothed data", "energy distance");
    add("energy_distance_to_data", "samples to data", "energy distance");
    add("energy_distance_floor", "smoothed data to itself", "energy distance", true);
}

} // namespace scorescope::manifold
