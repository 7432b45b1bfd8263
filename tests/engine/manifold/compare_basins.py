#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Basins of attraction of a run (Figure 3.7), recomputed by SciPy from its weights.

    compare_basins.py PROGRAM [NODES [SEED]]

Runs PROGRAM's fig_3_7 and checks NODES nodes of the grid (default 80, spread at random). Independent
of the engine: r from the checkpoint, its Jacobian by hand, the flow dx/dt = r(x) - x integrated by
SciPy's BDF with a relative tolerance of 1e-8, until an attractor of the run is within a
ten-thousandth of a cell. Prints the nodes that end elsewhere than the run says; exit status 1 when
they are more than one in fifty, 77 without SciPy. Takes about 0.1 s a node, and seconds for one whose
path ends in a cycle. Seed 4's network, the default, has a weak spiral that paths pass by within a
tenth of a cell."""
import json
import subprocess
import sys
import tempfile

try:
    import numpy as np
    from scipy.integrate import solve_ivp
except ImportError:
    print("SciPy is not installed (python3-scipy)")
    sys.exit(77)

from reconstruct import read_safetensors


def different_nodes(folder, count):
    tensors = read_safetensors(folder + "/checkpoint/state.safetensors")
    encoder, bias, decoder, offset = (
        np.array(values).reshape(shape) for shape, values in (tensors[name] for name in "WbVc"))

    def velocity(_, x):
        return decoder @ np.tanh(encoder @ x + bias) + offset - x

    def jacobian(_, x):
        code = np.tanh(encoder @ x + bias)
        return (decoder * (1.0 - code ** 2)) @ encoder - np.eye(2)

    artifacts = folder + "/artifacts/"
    basins = np.load(artifacts + "basins.npz")
    markers = np.load(artifacts + "fixed_points.npz")
    with open(artifacts + "fixed_points.json", encoding="utf-8") as file:
        kinds = [marker["kind"] for marker in json.load(file)["markers"]]
    points = np.stack([markers["x"], markers["y"]], axis=1)
    attractors = points[[kind in ("attractor", "spurious_attractor") for kind in kinds]]
    cell = basins["x"][1] - basins["x"][0]
    # An attractor catches at most half way to the next fixed point.
    reach = np.array([min(1e-4 * cell, 0.5 * sorted(np.hypot(*(points - each).T))[1])
                      for each in attractors])

    def caught(_, x):
        return np.min(np.hypot(*(attractors - x).T) - reach)
    caught.terminal = True

    rows, columns = basins["values"].shape
    chosen = np.random.default_rng(7).choice(rows * columns, count, replace=False)
    different = 0
    for row, column in (divmod(int(node), columns) for node in chosen):
        start = [basins["x"][column], basins["y"][row]]
        path = solve_ivp(velocity, (0.0, 2e4), start, method="BDF", jac=jacobian, rtol=1e-8,
                         atol=1e-10, events=caught)
        end = path.y[:, -1]
        theirs = int(np.argmin(np.hypot(*(attractors - end).T))) if path.status == 1 else -1
        value = basins["values"][row, column]
        ours = -1 if np.isnan(value) else int(value)
        if theirs != ours:
            different += 1
            print(f"node {start[0]:.4f} {start[1]:.4f}: {ours} here, {theirs} there")
    return different


def main():
    program = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 80
    seed = sys.argv[3] if len(sys.argv) > 3 else "4"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, "run", "fig_3_7", "--seed", seed, "--out", folder, "--quiet",
                        "--device", "cpu"], check=True)
        different = different_nodes(folder, count)
    print(f"{different} of {count} nodes differ")
    return 1 if different > 0.02 * count else 0


if __name__ == "__main__":
    sys.exit(main())
