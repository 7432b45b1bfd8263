# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes reference_nonparametric.csv: python3 reference_nonparametric.py > reference_nonparametric.csv

The minimizers of section 3.3.3 computed plainly: the normal equations of (3.11) as a dense symmetric
matrix solved by numpy, and (3.3) as two direct sums. Densities are mixtures of Gaussians, given as
(height, mean, width) of their bumps. Every value printed is r(x_i) - x_i; only every `stride`-th
point is kept, the solution uses all.
"""
import sys

import numpy as np

CASES = [
    # name, bumps, low, high, points, sigma, stride
    ("mixture", [(0.55, -0.55, 0.2), (1.0, 0.15, 0.2), (0.3, 0.65, 0.17)], -1.5, 1.5, 1000, 1.00, 37),
    ("mixture", [(0.55, -0.55, 0.2), (1.0, 0.15, 0.2), (0.3, 0.65, 0.17)], -1.5, 1.5, 1000, 0.31, 37),
    ("mixture", [(0.55, -0.55, 0.2), (1.0, 0.15, 0.2), (0.3, 0.65, 0.17)], -1.5, 1.5, 1000, 0.16, 37),
    ("mixture", [(0.55, -0.55, 0.2), (1.0, 0.15, 0.2), (0.3, 0.65, 0.17)], -1.5, 1.5, 1000, 0.06, 37),
    ("bimodal", [(1.0, -0.5, 0.18), (1.0, 0.5, 0.18)], -1.2, 1.6, 301, 0.05, 11),
    ("flat", [(1.0, 0.1, 2.5)], -1.5, 1.5, 64, 0.4, 3),
]


def log_density(bumps, x):
    terms = [np.log(h) - 0.5 * ((x - m) / w) ** 2 for h, m, w in bumps]
    return np.logaddexp.reduce(terms, axis=0)


def rcae(p, x, sigma):
    m = len(x)
    delta = x[1] - x[0]
    matrix = np.diag(p * delta)
    for i in range(m - 1):
        k = sigma ** 2 * p[i] / delta
        matrix[i, i] += k
        matrix[i + 1, i + 1] += k
        matrix[i, i + 1] -= k
        matrix[i + 1, i] -= k
    # Rows and columns scaled to a unit diagonal: the same equations, better conditioned.
    scale = 1.0 / np.sqrt(np.diag(matrix))
    scaled = matrix * scale[:, None] * scale[None, :]
    right = scale * p * delta * x
    solution = np.linalg.solve(scaled, right)
    for _ in range(3):  # iterative refinement in long double
        residual = right.astype(np.longdouble) - scaled.astype(np.longdouble) @ solution.astype(np.longdouble)
        solution = solution + np.linalg.solve(scaled, residual.astype(float))
    return solution * scale


def dae(p, x, sigma):
    kernel = np.exp(-0.5 * ((x[None, :] - x[:, None]) / sigma) ** 2)
    return (kernel @ (p * x)) / (kernel @ p)


def main():
    print("case,height,mean,width,low,high,points,sigma,i,rcae,dae")
    for name, bumps, low, high, points, sigma, stride in CASES:
        x = np.linspace(low, high, points)
        p = np.exp(log_density(bumps, x))
        a = rcae(p, x, sigma) - x
        b = dae(p, x, sigma) - x
        parts = [" ".join(repr(v) for v in column) for column in zip(*bumps)]
        for i in range(0, points, stride):
            print(f"{name},{parts[0]},{parts[1]},{parts[2]},{low},{high},{points},{sigma},{i},"
                  f"{a[i]:.17g},{b[i]:.17g}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
