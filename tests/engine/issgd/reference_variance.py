#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers of importance sampling (chapter 7) by numpy and scipy alone, the plain way: covariances as whole
matrices, the best proposal by a general optimizer, smoothing by Brent's method, intervals by a bootstrap that
draws every example. Prints name,value; the values are in reference_variance.csv beside this file, which the
tests of engine/issgd read. With --check they are formed anew and compared with that file: exit 1 where one
differs, 77 where numpy or scipy is missing."""
import pathlib
import sys

try:
    import numpy as np
    from scipy.optimize import brentq, minimize
    from scipy.stats import chi2, entropy
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
import reference_file


def numbers(seed, *shape):
    """Uniform in [0, 1), the same in any language."""
    return np.array(list(reference_file.uniform(seed, int(np.prod(shape))))).reshape(shape)


def estimator_covariance(p, f, q):
    """Of p/q f, x ~ q, as a matrix, about its mean."""
    draws = (p / q)[:, None] * f
    mean = q @ draws
    return (draws - mean).T @ (q[:, None] * (draws - mean))


def gradients(n):
    """[n × 3] around a mean, of which a tenth are large."""
    g = numbers(1, n, 3) - 0.25
    g[::10] *= 8.0
    return g


def stale(norms):
    return norms * (0.1 + numbers(2, norms.size)) + 0.05


def traces():
    g = gradients(500)
    n, norms = len(g), np.linalg.norm(g, axis=1)
    p = np.full(n, 1.0 / n)
    for name, w in (("ideal", norms), ("uniform", np.ones(n)), ("stale", stale(norms))):
        yield f"trace_{name}", np.trace(estimator_covariance(p, g, w / w.sum()))
    yield "squared_mean", np.sum(g.mean(axis=0) ** 2)


def distribution():
    """Corollary 2 on points of unequal probability, and the best proposal for six of them."""
    p, f, h = 0.1 + numbers(3, 40), numbers(4, 40, 2) - 0.3, 0.2 + numbers(5, 40)
    p /= p.sum()
    q = p * h / (p @ h)
    yield "trace_corollary", np.trace(estimator_covariance(p, f, q))
    p, f = p[:6] / p[:6].sum(), f[:6]
    weights = lambda z: np.exp(z) / np.exp(z).sum()
    best = minimize(lambda z: np.trace(estimator_covariance(p, f, weights(z))), np.zeros(6), tol=1e-14,
                    method="Nelder-Mead", options={"maxiter": 40000, "maxfev": 40000, "xatol": 1e-9, "fatol": 1e-16})
    yield "trace_best", best.fun
    yield "best_proposal_first", weights(best.x)[0]


def concentration():
    w = numbers(6, 700) ** 3 + 1e-4
    q = w / w.sum()
    yield "effective_size", 1.0 / np.sum(q ** 2)
    yield "entropy_share", entropy(q) / np.log(len(q))
    yield "gini", np.abs(w[:, None] - w[None, :]).mean() / (2 * w.mean())
    yield "lorenz_half", np.sort(q)[:350].sum()
    share = lambda c: entropy((w + c) / (w + c).sum()) / np.log(len(w)) - 0.95
    yield "smoothing_entropy", brentq(share, 0.0, 10.0, xtol=1e-14)
    size = lambda c: (w + c).sum() ** 2 / np.sum((w + c) ** 2) / len(w) - 0.8
    yield "smoothing_effective", brentq(size, 0.0, 10.0, xtol=1e-14)
    for x, k in ((30.0, 20), (900.0, 1000), (5.0, 3)):
        yield f"chi_square_{x:g}_{k}", chi2.sf(x, k)


def gains(norms, w, alignment, batch):
    """R, ideal R, κ, E of rows of examples."""
    m1, m2 = norms.mean(axis=-1), (norms ** 2).mean(axis=-1)
    squared = alignment * m1 ** 2
    uniform = m2 - squared
    r = uniform / (w.mean(axis=-1) * (norms ** 2 / w).mean(axis=-1) - squared)
    kappa = uniform / (batch * squared)
    return r, uniform / (m1 ** 2 - squared), kappa, (1 + kappa) / (1 + kappa / r)


def verdict():
    norms = numbers(7, 20000) ** 4 + 0.01
    w = stale(norms)
    alignment, batch = 0.02, 32
    names = ("reduction", "ideal_reduction", "noise", "step_gain")
    for name, value in zip(names, gains(norms, w, alignment, batch)):
        yield f"verdict_{name}", value
    random = np.random.RandomState(1)  # whose numbers no version changes
    found = []
    for _ in range(4000):
        i = random.randint(0, len(norms), len(norms))
        found.append(gains(norms[i], w[i], alignment, batch))
    for name, values in zip(names, np.transpose(found)):
        low, high = np.quantile(values, (0.025, 0.975))
        yield f"verdict_{name}_low", low
        yield f"verdict_{name}_high", high


def values():
    for part in (traces, distribution, concentration, verdict):
        yield from part()


if __name__ == "__main__":
    sys.exit(reference_file.main(__file__, values, allowed=lambda name: 1e-6 if "best" in name else 1e-9))
