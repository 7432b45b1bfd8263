#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Principal components by numpy's singular values, in double precision. Prints name,value; the values are in
reference_components.csv beside this file, which tst_principal_components reads. With --check they are formed
anew and compared with that file: exit 1 where one differs, 77 where numpy is missing."""
import pathlib
import sys

try:
    import numpy as np
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

HERE = pathlib.Path(__file__).resolve().parent
COUNT, DIMENSION, COMPONENTS = 2500, 12, 3


def points():
    """Numbers of a linear congruential generator, scaled and leaning on the first of their row."""
    state, u = 31, np.empty(COUNT * DIMENSION)
    for i in range(u.size):
        state = (1664525 * state + 1013904223) % 2 ** 32
        u[i] = (state >> 8) / 2.0 ** 24
    u = u.reshape(COUNT, DIMENSION)
    return (u * (DIMENSION - np.arange(DIMENSION)) / 8.0 + 0.5 * u[:, :1]).astype(np.float32).astype(float)


def values():
    x = points()
    centred = x - x.mean(axis=0)
    _, singular, directions = np.linalg.svd(centred, full_matrices=False)
    variances = singular ** 2 / (COUNT - 1)
    yield "total", variances.sum()
    for c in range(COMPONENTS):
        v = directions[c] * np.sign(directions[c][np.abs(directions[c]).argmax()])
        yield f"variance_{c}", variances[c]
        for k in range(DIMENSION):
            yield f"direction_{c}_{k}", v[k]
        for i in (0, COUNT - 1):
            yield f"place_{c}_{i}", centred[i] @ v


def main():
    if "--check" not in sys.argv:
        for name, value in values():
            print(f"{name},{value:.15g}")
        return 0
    stored = dict(line.split(",") for line in (HERE / "reference_components.csv").read_text().split())
    found = {name: value for name, value in values()}
    wrong = 0
    for name in sorted(stored.keys() | found.keys()):
        a, b = float(stored.get(name, "nan")), float(found.get(name, float("nan")))
        if not abs(a - b) <= 1e-9 * max(1.0, abs(b)):
            print(f"{name}: the file has {a}, found {b}")
            wrong += 1
    print(f"{len(found)} numbers, {wrong} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
