# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the scripts share that form numbers for tests by other means: they print name,value; what they
printed stands in a CSV file of their name, which the tests read; with --check the numbers are formed anew
and compared with that file."""
import pathlib
import sys


def uniform(seed, count):
    """`count` numbers in [0, 1), of 24 bits: a linear congruential generator that any language can play."""
    state = seed
    for _ in range(count):
        state = (1664525 * state + 1013904223) % 2 ** 32
        yield (state >> 8) / 2.0 ** 24


def main(script, values, allowed=lambda name: 1e-9):
    """`values` yields (name, value); `allowed` is how far a value may be off, relative where it is above 1.
    Returns the exit status: 1 where one differs."""
    if "--check" not in sys.argv:
        for name, value in values():
            print(f"{name},{value:.15g}")
        return 0
    stored = dict(line.split(",") for line in pathlib.Path(script).with_suffix(".csv").read_text().split())
    found = dict(values())
    wrong = 0
    for name in sorted(stored.keys() | found.keys()):
        a, b = float(stored.get(name, "nan")), float(found.get(name, float("nan")))
        if a != b and not abs(a - b) <= allowed(name) * max(1.0, abs(b)):
            print(f"{name}: the file has {a}, found {b}")
            wrong += 1
    print(f"{len(found)} numbers, {wrong} differ")
    return 1 if wrong else 0
