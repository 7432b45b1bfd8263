#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Losses of single examples and the squared norms of their gradients, by PyTorch's autograd in double precision, one
example at a time. Prints name,value; the values are in reference_gradient_norms.csv beside this file, which
tst_layered_classifier reads. With --check they are formed anew and compared with that file: exit 1 where one differs,
77 where PyTorch is missing."""
import pathlib
import sys

try:
    import torch
    from torch.nn import functional as f
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "support"))
import reference_file

COUNT, CLASSES = 6, 5


def numbers(seed, count):
    return torch.tensor(list(reference_file.uniform(seed, count)), dtype=torch.float64)


def values():
    # conv 6 3 pad 1 groups 3, relu, maxpool 3 stride 2 pad 1, conv 8 2 stride 2 no bias, tanh, flatten, linear 5
    shapes = ((6, 1, 3, 3), (6,), (8, 6, 2, 2), (CLASSES, 72), (CLASSES,))
    flat = numbers(5, sum(torch.Size(s).numel() for s in shapes)) - 0.5
    weights, at = [], 0
    for shape in shapes:
        size = torch.Size(shape).numel()
        weights.append(flat[at:at + size].view(shape).clone().requires_grad_())
        at += size
    images = (2.0 * numbers(9, COUNT * 3 * 12 * 11) - 1.0).view(COUNT, 3, 12, 11)
    for m in range(COUNT):
        x = f.relu(f.conv2d(images[m:m + 1], weights[0], weights[1], padding=1, groups=3))
        x = f.conv2d(f.max_pool2d(x, 3, stride=2, padding=1), weights[2], stride=2).tanh()
        z = f.linear(x.flatten(1), weights[3], weights[4])
        loss = f.cross_entropy(z, torch.tensor([m % CLASSES]))
        gradients = torch.autograd.grad(loss, weights)
        yield f"loss_{m}", loss.item()
        yield f"square_{m}", sum(g.square().sum().item() for g in gradients)


if __name__ == "__main__":
    sys.exit(reference_file.main(__file__, values))
