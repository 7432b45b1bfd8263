#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exact numbers of Theorem 1's two experiments (chapter 7), on a line and in the plane, by plain sums over their
points: no library. Covariances are whole matrices about the mean that is drawn, not equation 7.13. Prints
name,value; the values are in reference_theory.csv beside this file, which the tests of engine/issgd read. With
--check they are formed anew and compared with that file: exit 1 where one differs."""
import pathlib
import sys
from math import exp, fsum, hypot, inf, pi

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
import reference_file

P = [0.4, 1.4, 2.0, 1.4, 0.7, 0.3, 0.1, 0.1, 0.1]
F = [-0.1, -0.3, -0.3, -0.1, 0.2, 0.5, 1.2, 2.8, 2.6]
HAND = [0.3, 0.7, 1.1, 1.2, 0.9, 0.5, 0.2, 0.1, 0.1]
GOOD = [0.2, 0.9, 1.3, 0.4, 0.3, 0.4, 0.3, 0.8, 0.7]
FLAT = [0.6] * 9
CUT = [0.3, 0.7, 1.1, 1.2, 0.9, 0.5, 0.2, 0.0, 0.0]
TOUCH = [0.3, 0.7, 1.1, 1.2, 0.9, 0.5, 0.2, 0.0, 0.1]


def line(heights, points=201):
    """Straight between knots."""
    curve, pieces = [], len(heights) - 1
    for i in range(points):
        piece, rest = divmod(i * pieces, points - 1)
        right = heights[min(piece + 1, pieces)]
        curve.append(heights[piece] + rest / (points - 1) * (right - heights[piece]))
    return curve


def share(weights):
    total = fsum(weights)
    return [w / total for w in weights]


def covariance(p, f, q):
    """Of p/q f, x ~ q, as a matrix, about its mean."""
    axes = range(len(f[0]))
    drawn = [(q_, [p_ / q_ * v for v in f_]) for p_, f_, q_ in zip(p, f, q) if q_ > 0]
    mean = [fsum(q_ * v[i] for q_, v in drawn) for i in axes]
    return mean, [[fsum(q_ * (v[i] - mean[i]) * (v[j] - mean[j]) for q_, v in drawn) for j in axes] for i in axes]


def numbers(name, p, f, q):
    """Tr Σ(q), infinite where q misses points, what draws show of it, and what their mean lacks."""
    mean, matrix = covariance(p, f, q)
    drawn = fsum(matrix[i][i] for i in range(len(mean)))
    missed = any(q_ == 0 and p_ > 0 and any(f_) for p_, f_, q_ in zip(p, f, q))
    yield f"{name}_trace", inf if missed else drawn
    yield f"{name}_drawn", drawn
    for i, value in enumerate(mean):
        yield f"{name}_bias_{i}", value - fsum(p_ * f_[i] for p_, f_ in zip(p, f))


def question(name, p, f):
    for i in range(len(f[0])):
        yield f"{name}_mean_{i}", fsum(p_ * f_[i] for p_, f_ in zip(p, f))
    yield from numbers(f"{name}_plain", p, f, p)
    best = share([p_ * hypot(*f_) for p_, f_ in zip(p, f)])
    yield from numbers(f"{name}_optimal", p, f, best)


def on_a_line():
    p, f = share(line(P)), [[v] for v in line(F)]
    yield from question("line", p, f)
    for name, heights in (("hand", HAND), ("good", GOOD), ("flat", FLAT), ("cut", CUT), ("touch", TOUCH)):
        q = share(line(heights))
        yield from numbers(f"line_{name}", p, f, q)
        yield from numbers(f"line_{name}_mixture", p, f, [0.8 * a + 0.2 * b for a, b in zip(q, p)])


def gaussian(x, y, cx, cy, wx, wy):
    return exp(-0.5 * (((x - cx) / wx) ** 2 + ((y - cy) / wy) ** 2)) / (2 * pi * wx * wy)


def slope(x, y, bumps, width):
    f = [0.0, 0.0]
    for cx, cy, strength in bumps:
        k = strength / width ** 2 * exp(-0.5 * ((x - cx) ** 2 + (y - cy) ** 2) / width ** 2)
        f[0] += k * (cx - x)
        f[1] += k * (cy - y)
    return f


def in_the_plane():
    side = [-2 + 0.1 * i for i in range(41)]
    nodes = [(x, y) for y in side for x in side]
    p = share([0.7 * gaussian(x, y, -0.5, -0.3, 0.6, 0.6) + 0.3 * gaussian(x, y, 0.5, 0.1, 0.4, 0.4)
               for x, y in nodes])
    f = [slope(x, y, ((1.0, 1.0, 2.0), (-0.8, -1.2, -0.3)), 0.5) for x, y in nodes]
    yield from question("plane", p, f)

    def at(cx, cy, width, reach=20.0):
        """No node is nearer to where it is cut off than 0.006."""
        return share([gaussian(x, y, cx, cy, width, width) if hypot(x - cx, y - cy) <= reach * width else 0.0
                      for x, y in nodes])

    for name, q in (("hand", at(-0.3, 0.5, 0.7)), ("good", at(0.3, 0.2, 0.7)), ("narrow", at(0.6, 0.4, 0.4)),
                    ("cut", at(-0.3, 0.5, 0.7, 1.48))):
        yield from numbers(f"plane_{name}", p, f, q)
        yield from numbers(f"plane_{name}_mixture", p, f, [0.8 * a + 0.2 * b for a, b in zip(q, p)])


def values():
    yield from on_a_line()
    yield from in_the_plane()


if __name__ == "__main__":
    sys.exit(reference_file.main(__file__, values, allowed=lambda name: 1e-12))
