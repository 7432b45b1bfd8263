// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/autoencoder/autoencoder_parameters.h"
#include "engine/manifold/autoencoder/regularized_autoencoder.h"

namespace scorescope::manifold {

ExperimentKind regularizedAutoencoderKind() {
    ExperimentKind kind;
    kind.name = "regularized_autoencoder";
    kind.formerNames = {"denoising_autoencoder"};
    kind.formerArtifacts = {{"log_density", "optimal_energy"},
                            {"closeup_log_density", "closeup_optimal_energy"}};
    kind.title = "Regularized auto-encoder";
    kind.help =
        "A denoising auto-encoder learns to undo Gaussian corruption: it minimizes E ‖r(x "
        "+ ε) − x‖², equation (3.2). Its minimizer is known exactly (3.3), and for small σ it is "
        "x + σ² ∂ log p(x)/∂x + o(σ²) (3.4): the arrows r(x) − x point where the density grows. "
        "The contractive criteria (3.1) and (3.6) penalize the Jacobian instead; for small σ the "
        "RCAE learns the same field (Proposition 1).\n\n"
        "**r(x) = c + V·s(b + W·x)** is trained on the data you choose, by equations in closed "
        "form where there is one hidden layer. The optimum r* is that of the data's own density "
        "where it has a closed form (spiral, circle, curves in space, mixtures) and else that of "
        "the training set; *optimum (3.3)* in the loss plot is what it would pay on the held-out "
        "points, and *field error* is ‖r − r*‖ over ‖r* − x‖ there.\n\n"
        "**From the field to the density**: the energy surface integrates its gradient part, the "
        "curl says how far it is from a gradient (§3.3.6), ellipses show ∂r/∂x with the tangent "
        "along their long axis (§3.3.8), the ball at the cursor compares the local mean with "
        "Theorem 3, and a drawn path sums energy differences by (3.14). Markov chains accept or "
        "reject by the same sum (§3.4); fixed points tell attractors on the data from spurious "
        "ones (§3.4.3).\n\n"
        "**Try**: raise σ while it runs and watch the arms of the spiral merge; train by the RCAE; "
        "start chains with a click; paint data of your own; hold Shift and drag a rectangle "
        "between two arms, where the arrows part although reconstruction error is small.";
    kind.parameters = autoencoderParameters();
    kind.actions = autoencoderActions();
    kind.headline = {"loss_ratio", "loss %1 × optimum"};
    kind.create = makeRegularizedAutoencoder;
    kind.memoryBytes = autoencoderMemory;
    kind.check = checkAutoencoderParameters;
    return kind;
}

} // namespace scorescope::manifold
