#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reference values of the exact optimal denoiser, eq. (3.3), by SciPy's adaptive quadrature.

Independent of the engine: no fixed nodes, no cut-off. Takes about three minutes
(SciPy warns where it reaches rounding first). Writes reference_optimal_denoiser.csv beside itself:
kind,sigma,x,y,rx,ry,log_density for points, and kind,sigma,,,loss,,  for the expected optimal loss."""
import os

import numpy as np
from scipy.integrate import quad
from scipy.optimize import minimize_scalar

BEGIN, END, SCALE = 3.0, 12.0, 0.04


def curve(kind, t):
    radius = SCALE * t if kind == "spiral" else SCALE + 0 * t
    return radius * np.sin(t), radius * np.cos(t)


def optimum(kind, sigma, x, y):
    """r*(x, y) and log p_sigma(x, y)."""
    def squared(t):
        px, py = curve(kind, t)
        return (px - x) ** 2 + (py - y) ** 2
    grid = np.linspace(BEGIN, END, 20001)
    values = squared(grid)
    inner = np.flatnonzero((values[1:-1] <= values[:-2]) & (values[1:-1] <= values[2:])) + 1
    minima = [BEGIN, END]
    for i in inner:
        found = minimize_scalar(squared, bounds=(grid[i - 1], grid[i + 1]), method="bounded",
                                options={"xatol": 1e-13})
        minima.append(float(found.x))
    least = min(squared(t) for t in minima)

    # Integrate piece by piece between the minima, each again cut near its ends, where the mass is.
    cuts = set()
    for t in minima:
        for width in (0.0, 1e-6, 1e-5, 1e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0):
            cuts.update((t - width, t + width))
    cuts = sorted(c for c in cuts if BEGIN <= c <= END)
    sums = np.zeros(3)
    for a, b in zip(cuts[:-1], cuts[1:]):
        if b - a < 1e-15:
            continue
        for k in range(3):
            def integrand(t):
                w = np.exp(-0.5 * (squared(t) - least) / sigma ** 2)
                return w * (1.0, *curve(kind, t))[k]
            sums[k] += quad(integrand, a, b, epsabs=0, epsrel=1e-12, limit=400)[0]
    log_density = (np.log(sums[0] / (END - BEGIN)) - 0.5 * least / sigma ** 2
                   - np.log(2 * np.pi * sigma ** 2))
    return sums[1] / sums[0], sums[2] / sums[0], log_density


def expected_loss(kind, sigma):
    """E||x||^2 - E||r*||^2, the second over a fine grid of the plane (trapezium rule)."""
    t = np.linspace(BEGIN, END, 6001)
    w = np.full(t.size, t[1] - t[0])
    w[[0, -1]] *= 0.5
    w /= END - BEGIN
    # Simpson's weights: the end points matter at this accuracy.
    w[1:-1:2] = 4.0 / 3.0 * (t[1] - t[0]) / (END - BEGIN)
    w[2:-1:2] = 2.0 / 3.0 * (t[1] - t[0]) / (END - BEGIN)
    w[[0, -1]] = (t[1] - t[0]) / (END - BEGIN) / 3.0
    px, py = curve(kind, t)
    second = float(np.sum(w * (px ** 2 + py ** 2)))
    # Sums over a regular grid of spacing sigma/2.5 of a density smoothed by sigma are exact to about 1e-12.
    step = sigma / 2.5
    reach = np.hypot(px, py).max() + 8 * sigma
    axis = np.arange(-reach, reach + step, step)
    total = 0.0
    mass = 0.0
    gx = np.exp(-0.5 * ((axis[:, None] - px[None, :]) / sigma) ** 2) / (np.sqrt(2 * np.pi) * sigma)
    gy = np.exp(-0.5 * ((axis[:, None] - py[None, :]) / sigma) ** 2) / (np.sqrt(2 * np.pi) * sigma)
    p = (gx * w) @ gy.T
    mx = (gx * (w * px)) @ gy.T
    my = (gx * (w * py)) @ gy.T
    some = p > 1e-250
    total = float(np.sum((mx[some] ** 2 + my[some] ** 2) / p[some])) * step * step
    mass = float(np.sum(p)) * step * step
    assert abs(mass - 1) < 1e-9, mass
    return second - total


def main():
    rng = np.random.default_rng(20180601)
    rows = ["kind,sigma,x,y,rx,ry,log_density"]
    for kind in ("spiral", "circle"):
        for sigma in (0.003, 0.01, 0.05):
            points = []
            t = rng.uniform(BEGIN, END, 8)                       # as corrupted examples are
            cx, cy = curve(kind, t)
            points += list(zip(cx + sigma * rng.normal(size=8), cy + sigma * rng.normal(size=8)))
            points += list(zip(rng.uniform(-0.6, 0.6, 8), rng.uniform(-0.6, 0.6, 8)))  # in the picture
            points += [(0.0, 0.0), (1.5, -1.0)]                   # special, and far away
            for x, y in points:
                rx, ry, log_density = optimum(kind, sigma, float(x), float(y))
                rows.append(f"{kind},{sigma},{float(x)!r},{float(y)!r},{float(rx)!r},{float(ry)!r},{float(log_density)!r}")
            rows.append(f"{kind},{sigma},,,{expected_loss(kind, sigma)!r},,")
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference_optimal_denoiser.csv")
    with open(path, "w") as out:
        out.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
