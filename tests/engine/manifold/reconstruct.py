#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""r(x) of an auto-encoder from its checkpoint alone, with nothing but the standard library.

    reconstruct.py FOLDER/state.safetensors x1 y1 [x2 y2 ...]

prints r(x) of each point, one a line. It is both a check of what a checkpoint holds and an example of
reading one: with numpy, safetensors.numpy.load_file(path) gives the same names and shapes.
"""
import json
import math
import struct
import sys

FORMATS = {"F64": "d", "F32": "f", "I64": "q", "U8": "B"}


def read_safetensors(path):
    """name -> (shape, values), values flat and row-major."""
    with open(path, "rb") as file:
        content = file.read()
    (length,) = struct.unpack_from("<Q", content)
    header = json.loads(content[8 : 8 + length])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        code = FORMATS[entry["dtype"]]
        count = math.prod(entry["shape"])
        assert struct.calcsize("<" + code) * count == end - begin, name
        values = struct.unpack_from(f"<{count}{code}", content, 8 + length + begin)
        tensors[name] = (entry["shape"], values)
    return tensors


def matrix(tensor):
    (rows, columns), values = tensor
    return [values[row * columns : (row + 1) * columns] for row in range(rows)]


def affine(weights, bias, x):
    return [c + sum(w * v for w, v in zip(row, x)) for row, c in zip(weights, bias)]


def reconstruct(model, x):
    """c + V tanh(b + W x), with W1, b1, W2, b2, ... when there are several hidden layers."""
    layers = 0
    while f"W{layers + 1}" in model:
        layers += 1
    names = [str(k + 1) for k in range(layers)] or [""]
    for name in names:
        weights = matrix(model["W" + name])
        x = [math.tanh(a) for a in affine(weights, model["b" + name][1], x)]
    decoder = matrix(model["V"]) if "V" in model else list(zip(*weights))
    return affine(decoder, model["c"][1], x)


def main():
    model = {name: t for name, t in read_safetensors(sys.argv[1]).items()
             if not name.startswith("state.")}
    numbers = [float(word) for word in sys.argv[2:]]
    for point in zip(numbers[::2], numbers[1::2]):
        print(*map(repr, reconstruct(model, point)))


if __name__ == "__main__":
    main()
