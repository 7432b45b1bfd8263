#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Figure 5.1's scene exports, recomputed with numpy alone from its weights and examples.

    reference_plane.py PROGRAM [SCENE [STEPS]]

Runs the scene (fig_5_1, to its end) and checks, each from the equations: the field r(x) - x, r(X~) of
the chain, the density of P(X|X~), the one by Bayes' rule for the examples, the noise of the chain's
half steps (its mean square, against the sigma and s that were asked for), and the number of spurious
modes by Newton's method from a grid of starts. Prints what differs; exit status 1 then, 77 without
numpy."""
import csv
import json
import os
import subprocess
import sys
import tempfile

try:
    import numpy as np
except ImportError:
    print("numpy is not installed (python3-numpy)")
    sys.exit(77)

FORMATS = {"F64": "<f8", "F32": "<f4", "I64": "<i8", "U8": "u1"}
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")


def tensors_of(path):
    with open(path, "rb") as file:
        content = file.read()
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8:8 + length])
    header.pop("__metadata__", None)
    return {name: np.frombuffer(content[8 + length + entry["data_offsets"][0]:8 + length + entry["data_offsets"][1]],
                                FORMATS[entry["dtype"]]).reshape(entry["shape"]) for name, entry in header.items()}


def distance(points, examples):
    return np.sqrt(((points[:, None, :] - examples[None, :, :]) ** 2).sum(-1)).min(1)


def count_spurious(weights, examples, reach, far):
    """Attractors of the flow r(x) - x within the box, farther than `far` from all examples."""
    encoder, bias, decoder, offset = weights
    side = np.linspace(-reach, reach, 160)
    x = np.stack(np.meshgrid(side, side), -1).reshape(-1, 2)
    for _ in range(60):
        code = np.tanh(x @ encoder.T + bias)
        v = code @ decoder.T + offset - x
        jacobian = np.einsum("kh,nh,hj->nkj", decoder, 1 - code ** 2, encoder) - np.eye(2)
        flat = abs(np.linalg.det(jacobian)) < 1e-12
        jacobian[flat] += 1e-6 * np.eye(2)
        move = np.linalg.solve(jacobian, v[..., None])[..., 0]
        length = np.linalg.norm(move, axis=1, keepdims=True)
        x = x - move * np.minimum(1.0, 0.02 * reach / np.maximum(length, 1e-300))
    code = np.tanh(x @ encoder.T + bias)
    v = code @ decoder.T + offset - x
    zeros = x[(np.linalg.norm(v, axis=1) < 1e-9 * reach) & (abs(x).max(1) <= reach)]
    found = []
    for zero in zeros:
        if all(np.hypot(*(zero - other)) > 1e-5 * reach for other in found):
            found.append(zero)
    spurious = 0
    for zero in found:
        code = np.tanh(encoder @ zero + bias)
        growth = np.linalg.eigvals((decoder * (1 - code ** 2)) @ encoder - np.eye(2)).real
        if growth.max() < -1e-3 and distance(zero[None], examples)[0] > far:
            spurious += 1
    return spurious


def main():
    program = sys.argv[1]
    scene = sys.argv[2] if len(sys.argv) > 2 else os.path.join(ROOT, "scenes", "gsn", "fig_5_1.json")
    problems = []

    def check(what, have, want, tolerance):
        off = float(np.max(np.abs(np.asarray(have, float) - np.asarray(want, float))))
        if not off <= tolerance:
            problems.append(f"{what}: off by {off:g}, allowed {tolerance:g}")

    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "run")
        command = [program, "run", scene, "--quiet", "--device", "cpu", "--out", out]
        subprocess.run(command + (["--steps", sys.argv[3]] if len(sys.argv) > 3 else []), check=True)
        with open(os.path.join(out, "run.json"), encoding="utf-8") as file:
            parameters = json.load(file)["scene"]["parameters"]
        load = lambda name: np.load(os.path.join(out, "artifacts", name + ".npz"))
        stored = tensors_of(os.path.join(out, "checkpoint", "state.safetensors"))
        weights = [stored[name] for name in "WbVc"]
        encoder, bias, decoder, offset = weights
        s = float(np.exp(stored["log_s"][0]))
        sigma = parameters["sigma"]
        r = lambda x: np.tanh(x @ encoder.T + bias) @ decoder.T + offset
        data = load("data")
        examples = np.stack([data["x"], data["y"]], 1).astype(float)

        field = load("field")
        nodes = np.stack(np.meshgrid(field["x"], field["y"]), -1)
        check("field", np.stack([field["u"], field["v"]], -1), r(nodes) - nodes, 1e-6)

        marks = load("chain_points")
        x, corrupted, mean = np.stack([marks["x"], marks["y"]], 1)
        check("r(X~)", mean, r(corrupted), 1e-9)

        density = load("reconstruction_density")
        nodes = np.stack(np.meshgrid(density["x"], density["y"]), -1)
        square = ((nodes - r(corrupted)) ** 2).sum(-1)
        expected = np.exp(-square / (2 * s * s)) / (2 * np.pi * s * s)
        check("P(X|X~)", density["values"], expected, 1e-5 * expected.max())

        truth = load("true_density")
        odds = -((examples - corrupted) ** 2).sum(1) / (2 * sigma ** 2)
        odds = np.exp(odds - odds.max())
        odds /= odds.sum()
        width = 0.25 * sigma
        expected = np.zeros(truth["values"].shape)
        for weight, example in zip(odds, examples):
            square = ((nodes - example) ** 2).sum(-1)
            expected += weight * np.exp(-square / (2 * width ** 2)) / (2 * np.pi * width ** 2)
        check("P(X|X~) by Bayes' rule", truth["values"], expected, 1e-4 * expected.max())

        chains = load("chains")
        path = chains["coordinates"].astype(float)
        path = path[:chains["starts"][1]] if "starts" in chains and len(chains["starts"]) > 1 else path
        # The path ends at X or X~, which the marks tell.
        first = 0 if np.allclose(path[-1], x, atol=1e-6) == (len(path) % 2 == 1) else 1
        at, noisy = path[first::2], path[first + 1::2]
        steps = min(len(at), len(noisy))
        corruption = (noisy[:steps] - at[:steps]) / sigma
        reconstruction = (at[1:steps] - r(noisy[:steps - 1])) / s
        for name, noise in (("corruption", corruption), ("reconstruction", reconstruction)):
            check(f"mean square of the {name}'s noise", (noise ** 2).mean(), 1.0, 5 * np.sqrt(2 / noise.size))

        with open(os.path.join(out, "series.csv"), encoding="utf-8") as file:
            last = {row["series"]: float(row["value"]) for row in csv.DictReader(file)}
        check("s", last["learned_deviation"], s, 1e-9)
        extent = {"spiral": 0.48, "circle": 0.04, "two_moons": 0.5, "gaussian_mixture": 0.6}[parameters["data"]]
        far = parameters.get("spurious_sigmas", 3.0) * sigma
        check("spurious modes", last["spurious_modes"], count_spurious(weights, examples, 2 * extent, far), 0)

    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
