#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""All fixed points of the optimal denoiser (3.3) of mixtures of Gaussians in the plane, by SciPy.

Independent of the engine: its own formula of r*, MINPACK's hybrid method from 4000 random starts in
each mixture's box, eigenvalues by NumPy from central differences refined by Richardson's
extrapolation. Takes about half a minute. Writes reference_fixed_points.csv beside itself:
mixture,x,y,re1,im1,re2,im2 with the eigenvalues of the Jacobian of r - x, by real part."""
import os

import numpy as np
from scipy.optimize import root

SIGMA = 0.3
BOX = 2.5
# weight, mean, deviation
MIXTURES = {
    "two": [(0.6, (-1.0, 0.1), 0.3), (0.4, (1.0, -0.2), 0.45)],
    "three": [(0.5, (-1.0, -0.6), 0.3), (0.3, (1.1, -0.4), 0.4), (0.2, (0.1, 1.2), 0.35)],
}


def field(mixture, x):
    """r*(x) - x = sigma^2 times the score of the smoothed mixture."""
    weights = np.array([c[0] for c in mixture])
    means = np.array([c[1] for c in mixture])
    variances = np.array([c[2] ** 2 + SIGMA ** 2 for c in mixture])
    difference = means - x
    log = np.log(weights) - 0.5 * np.sum(difference ** 2, axis=1) / variances - np.log(variances)
    posterior = np.exp(log - log.max())
    posterior /= posterior.sum()
    return SIGMA ** 2 * np.sum((posterior / variances)[:, None] * difference, axis=0)


def jacobian(mixture, x):
    def central(h):
        return np.stack([(field(mixture, x + h * e) - field(mixture, x - h * e)) / (2 * h)
                         for e in np.eye(2)], axis=1)
    return (4 * central(5e-4) - central(1e-3)) / 3


def main():
    rng = np.random.default_rng(20180601)
    rows = ["mixture,x,y,re1,im1,re2,im2"]
    for name, mixture in MIXTURES.items():
        found = []
        for start in rng.uniform(-BOX, BOX, (4000, 2)):
            solution = root(lambda x: field(mixture, x), start, method="hybr", tol=1e-14)
            if np.linalg.norm(field(mixture, solution.x)) > 1e-13 or np.abs(solution.x).max() > BOX:
                continue
            if all(np.linalg.norm(solution.x - x) > 1e-6 for x in found):
                found.append(solution.x)
        for x in sorted(found, key=tuple):
            mu = sorted(np.linalg.eigvals(jacobian(mixture, x)).astype(complex),
                        key=lambda z: (z.real, z.imag))
            rows.append(",".join([name] + [repr(float(v)) for v in (
                x[0], x[1], mu[0].real, mu[0].imag, mu[1].real, mu[1].imag)]))
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference_fixed_points.csv")
    with open(path, "w") as out:
        out.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
