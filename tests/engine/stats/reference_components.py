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

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
import reference_file

COUNT, DIMENSION, COMPONENTS = 2500, 12, 3


def points():
    """Numbers of a linear congruential generator, scaled and leaning on the first of their row."""
    u = np.array(list(reference_file.uniform(31, COUNT * DIMENSION))).reshape(COUNT, DIMENSION)
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


if __name__ == "__main__":
    sys.exit(reference_file.main(__file__, values))
