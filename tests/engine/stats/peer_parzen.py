#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `scorescope bench parzen` is compared with elsewhere: the Parzen log-likelihood of test points
under 10 000 samples in 784 dimensions by PyTorch, as one would write it, for one deviation and anew for
each of ten. By hand, on the machine of the bench: prints one line of JSON with seconds, GFLOP/s, and
the share of a large square product's rate in the same process."""
import argparse
import json
import math
import time

import torch


def parzen(points, samples, sigma, chunk=1000):
    out, squares = [], (samples * samples).sum(1)
    for x in points.split(chunk):
        d = torch.addmm(squares, x, samples.t(), beta=1, alpha=-2).add_((x * x).sum(1, keepdim=True))
        out.append(torch.logsumexp(d.mul_(-1 / (2 * sigma ** 2)), 1))
    return torch.cat(out) - math.log(len(samples)) - 0.5 * points.shape[1] * math.log(2 * math.pi * sigma ** 2)


def best(work, repeat):
    seconds = []
    for _ in range(repeat + 1):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds[1:])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--points", type=int, default=10000)
    parser.add_argument("--repeat", type=int, default=3)
    a = parser.parse_args()
    torch.set_num_threads(a.threads)  # Debian's LibTorch starts with one
    torch.manual_seed(0)
    points, samples = torch.rand(a.points, 784), torch.rand(10000, 784)
    square = torch.rand(2048, 2048)
    rate = 2e-9 * 2048 ** 3 / best(lambda: square @ square, 5)
    flops = 2e-9 * a.points * 10000 * 784
    one = best(lambda: parzen(points, samples, 0.2), a.repeat)
    grid = best(lambda: [parzen(points, samples, 0.1 * 10 ** (k / 9)) for k in range(10)], 1)
    print(json.dumps({"threads": a.threads, "seconds": one, "gflops": flops / one,
                      "share_of_product": flops / one / rate, "grid_seconds": grid}))


if __name__ == "__main__":
    main()
