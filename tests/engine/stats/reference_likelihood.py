#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers of Table 5.1's measures by numpy and scipy alone, in double precision, the plain way: whole
matrices, sums over all states. Prints name,value; the values are in reference_likelihood.csv beside
this file, which the tests of engine/stats read. With --check they are formed anew and compared with
that file: exit 1 where one differs, 77 where numpy or scipy is missing."""
import itertools
import pathlib
import sys

try:
    import numpy as np
    from scipy.spatial.distance import cdist
    from scipy.special import expit, logsumexp
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
import reference_file


def numbers(seed, *shape):
    """Uniform in [0, 1), the same in any language."""
    return np.array(list(reference_file.uniform(seed, int(np.prod(shape))))).reshape(shape)


def parzen():
    x, y = numbers(1, 300, 5), numbers(2, 900, 5)
    d = cdist(x, y, "sqeuclidean")
    for sigma in (0.01, 0.05, 0.2, 1.0):
        ll = logsumexp(-d / (2 * sigma ** 2), axis=1) - np.log(len(y)) - 2.5 * np.log(2 * np.pi * sigma ** 2)
        yield f"parzen_mean_{sigma:g}", ll.mean()
        yield f"parzen_error_{sigma:g}", ll.std(ddof=1) / np.sqrt(len(x))
        yield f"parzen_first_{sigma:g}", ll[0]


def coverage():
    """Counts, with k = 5."""
    x, y = numbers(3, 900, 4), numbers(4, 700, 4) + 0.375
    radius = [np.sort(cdist(a, a), axis=1)[:, 5] for a in (x, y)]
    d = cdist(x, y)
    yield "precision", (d <= radius[0][:, None]).any(axis=0).sum()
    yield "recall", (d <= radius[1][None, :]).any(axis=1).sum()
    yield "coverage", (d.min(axis=1) <= radius[0]).sum()


def k_means():
    """Lloyd's eight iterations from the first forty points."""
    x = numbers(5, 1200, 3)
    centres = x[:40].copy()
    for i in range(9):
        d = cdist(x, centres, "sqeuclidean")
        if i in (0, 8):
            yield ("k_means_begin", "k_means_end")[i == 8], d.min(axis=1).mean()
        nearest = d.argmin(axis=1)
        centres = np.array([x[nearest == c].mean(axis=0) for c in range(len(centres))])


def boltzmann():
    """A machine of 7 and 4 units, by all its states."""
    u = 4.0 * (numbers(9, 7 * 4 + 7 + 4) - 0.5)
    w, b, c = u[:28].reshape(7, 4), u[28:35], u[35:]
    states = [np.array(list(itertools.product((0, 1), repeat=n))) for n in (7, 4)]
    joint = (states[0] @ b)[:, None] + (states[1] @ c)[None, :] + states[0] @ w @ states[1].T
    v, h = np.array([1, 0, 1, 1, 0, 0, 1]), np.array([1, 0, 0, 1])
    yield "boltzmann_log_z", logsumexp(joint)
    yield "boltzmann_free_energy", -logsumexp(v @ b + states[1] @ (c + v @ w))
    yield "boltzmann_hidden", expit(c + v @ w)[2]
    yield "boltzmann_visible", expit(b + w @ h)[5]


def sampled():
    """log-mean of P(x | h) over the first draws."""
    x, z = (numbers(20, 300, 20) >= 0.5) * 1.0, 8.0 * numbers(21, 900, 20) - 4.0
    sigma = 0.05 + 0.1 * np.arange(20)
    bernoulli = x @ z.T - np.logaddexp(0, z).sum(axis=1)
    gaussian = -0.5 * cdist(x / sigma, z / sigma, "sqeuclidean") - np.log(sigma * np.sqrt(2 * np.pi)).sum()
    for name, logs in (("bernoulli", bernoulli), ("gaussian", gaussian)):
        for count in (10, 800, 900):
            bound = logsumexp(logs[:, :count], axis=1) - np.log(count)
            yield f"{name}_mean_{count}", bound.mean()
            yield f"{name}_error_{count}", bound.std(ddof=1) / np.sqrt(len(x))


def values():
    for part in (parzen, coverage, k_means, boltzmann, sampled):
        yield from part()


if __name__ == "__main__":
    sys.exit(reference_file.main(__file__, values))
