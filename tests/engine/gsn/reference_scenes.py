#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exact numbers of the scenes on finite chains, from the equations of chapter 5 with numpy alone:
eigenvectors instead of elimination, sums over states instead of products of matrices where the
program multiplies. Prints name,value; the values are in reference_scenes.csv beside this file."""
import itertools
import numpy as np


def stationary(k):
    """The eigenvector of eigenvalue 1 of a matrix that acts on columns."""
    values, vectors = np.linalg.eig(k)
    v = np.real(vectors[:, np.argmin(abs(values - 1))])
    return v / v.sum()


def clamping(share, low, high, n=9, m=3, width=1.2):
    joint = np.array([[(1e-9 + np.exp(-0.5 * ((x - ((h + .5) * n / m - .5)) / width) ** 2)) / (1 + h) for h in range(m)]
                      for x in range(n)])
    joint /= joint.sum()
    f = [[joint[x, h] / joint[x].sum() for h in range(m)] for x in range(n)]
    exact = joint / joint.sum(0)
    g = (1 - share) * exact + share * np.roll(exact, -1, axis=1)
    free = stationary(np.array([[sum(g[y, h] * f[x][h] for h in range(m)) for x in range(n)] for y in range(n)]))
    s = list(range(low, high + 1))
    conditional = {x: free[x] / free[s].sum() for x in s}
    gs = {h: {y: g[y, h] / sum(g[z, h] for z in s) for y in s} for h in range(m)}
    k = np.array([[sum(gs[h][y] * f[x][h] for h in range(m)) for x in s] for y in s])
    clamped = stationary(k)
    hidden = [sum(f[x][h] * free[x] for x in range(n)) for h in range(m)]  # P(h) in the free chain
    inside = [sum(g[x, h] for x in s) * hidden[h] for h in range(m)]
    right = [w / sum(inside) for w in inside]
    left = [sum(conditional[x] * f[x][h] for x in s) for h in range(m)]
    return (sum(abs(a - b) for a, b in zip(left, right)),
            sum(abs(clamped[i] - conditional[x]) for i, x in enumerate(s)))


def latent(initial, burn_in, weights=(1, 5, 2, 7, 3, 1), m=3, memory=0.7):
    p = np.array(weights) / sum(weights)
    n = len(p)
    fresh = np.array([[np.exp(-0.5 * (x - ((h + .5) * n / m - .5)) ** 2) for h in range(m)] for x in range(n)])
    fresh /= fresh.sum(1, keepdims=True)
    f = lambda x: np.array([[memory * (h == old) + (1 - memory) * fresh[x, h] for old in range(m)] for h in range(m)])
    first = []  # P(H0 | x) and P(H1 | x)
    for x in range(n):
        h0 = np.eye(m)[0]
        if initial == "burn_in":
            for _ in range(burn_in):
                h0 = f(x) @ h0
        elif initial == "previous_visit":
            h0 = stationary(f(x))
        first.append((h0, f(x) @ h0))
    h1 = np.array([b for a, b in first])  # [n, m]
    decoder = (p[:, None] * h1) / (p[:, None] * h1).sum(0)
    k = np.zeros((n * m, n * m))  # state x + n h
    for x, h in itertools.product(range(n), range(m)):
        for y, new in itertools.product(range(n), range(m)):
            k[y + n * new, x + n * h] = f(x)[new, h] * decoder[y, new]
    pi = stationary(k).reshape(m, n).sum(0)
    return sum(p[x] * abs(a - b).sum() for x, (a, b) in enumerate(first)), abs(pi - p).sum()


def scans(share, weights=(3, 3, 20, 1, 20, 2, 1, 20)):
    """‖π − joint‖₁ of the random scan and of the scan in the order 0 1 2."""
    p = np.array(weights) / sum(weights)
    one = lambda joint, i, x: joint[x | 1 << i] / (joint[x | 1 << i] + joint[x & ~(1 << i)])
    on = lambda i, x: one(p, i, x) if i != 1 else (1 - share) * one(p, i, x) + share * one(p[::-1], i, x)

    def resample(i):
        k = np.zeros((8, 8))
        for x in range(8):
            k[x | 1 << i, x] += on(i, x)
            k[x & ~(1 << i), x] += 1 - on(i, x)
        return k
    r = [resample(i) for i in range(3)]
    return abs(stationary(sum(r) / 3) - p).sum(), abs(stationary(r[2] @ r[1] @ r[0]) - p).sum()


def main():
    rows = {}
    rows["clamping compatible condition"], rows["clamping compatible distance"] = clamping(0.0, 2, 5)
    rows["clamping incompatible condition"], rows["clamping incompatible distance"] = clamping(0.5, 2, 5)
    rows["latent zero condition"], rows["latent zero distance"] = latent("zero", 0)
    rows["latent burn-in condition"], rows["latent burn-in distance"] = latent("burn_in", 2)
    rows["latent visit condition"], rows["latent visit distance"] = latent("previous_visit", 0)
    rows["scan consistent random"], rows["scan consistent ordered"] = scans(0.0)
    rows["scan inconsistent random"], rows["scan inconsistent ordered"] = scans(1.0)
    for name, value in rows.items():
        print(f"{name},{0.0 if abs(value) < 1e-12 else value:.12g}")


if __name__ == "__main__":
    main()
