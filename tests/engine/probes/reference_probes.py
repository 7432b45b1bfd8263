#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Probes of small made features by numpy, scipy and scikit-learn, in double precision. Prints name,value; the
values are in reference_probes.csv beside this file, which the tests of probes read. With --check they are formed
anew and compared with that file: exit 1 where one differs, 77 where a library is missing."""
import pathlib
import sys

try:
    import numpy as np
    from scipy.linalg import sqrtm
    from scipy.optimize import minimize
    from scipy.special import logsumexp, softmax
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.metrics import accuracy_score, log_loss, r2_score
    from sklearn.preprocessing import StandardScaler
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
import reference_file

TRAINING, ALL, DIMENSION, CLASSES, PENALTY = 240, 360, 12, 4, 0.01


def made():
    """Features, labels, labels of a control task, and targets of a regression."""
    u = np.array(list(reference_file.uniform(41, ALL * (DIMENSION + 1)))).reshape(ALL, DIMENSION + 1)
    labels = np.floor(CLASSES * u[:, DIMENSION]).astype(int)
    j = np.arange(DIMENSION)
    x = (u[:, :DIMENSION] * (j + 1) + 0.6 * (j[None, :] % CLASSES == labels[:, None])).astype(np.float32).astype(float)
    control = np.floor(CLASSES * u[:, 1]).astype(int)
    return x, labels, control, x[:, 0] + 0.5 * u[:, 5] ** 2 + 0.2 * u[:, 7]


def objective(x, labels, w, b):
    z = x @ w.T + b
    loss = (logsumexp(z, axis=1) - z[np.arange(len(x)), labels]).mean()
    return loss, loss + PENALTY / 2 * (w ** 2).sum()


def gap(x, labels, w, b):
    """The objective less Fenchel's dual at the probe's own probabilities, mixed with one distribution until they
    give each class as much as the labels do."""
    n, y = len(x), np.eye(CLASSES)[labels]
    p = softmax(x @ w.T + b, axis=1)
    theta = max(0.0, (1 - y.sum(0) / p.sum(0)).max())
    c = (y.sum(0) - (1 - theta) * p.sum(0)) / (theta * n)

    def entropy(q):
        return -(q * np.log(np.maximum(q, 1e-300))).sum()

    q = (1 - theta) * p + theta * c
    assert np.allclose(q.sum(0), y.sum(0)) and c.min() > -1e-12
    bound = (1 - theta) * entropy(p) + theta * n * entropy(np.maximum(c, 0))
    dual = bound / n - ((x.T @ (y - q) / n) ** 2).sum() / (2 * PENALTY)
    return objective(x, labels, w, b)[1] - dual


def fit(x, labels):
    """By scikit-learn, then by scipy to the last digits."""
    model = LogisticRegression(C=1 / (PENALTY * len(x)), tol=1e-10, solver="newton-cg", max_iter=1000).fit(x, labels)
    y = np.eye(CLASSES)[labels]

    def f(v):
        w, b = v[:-CLASSES].reshape(CLASSES, -1), v[-CLASSES:]
        r = (softmax(x @ w.T + b, axis=1) - y) / len(x)
        return objective(x, labels, w, b)[1], np.concatenate([(r.T @ x + PENALTY * w).ravel(), r.sum(0)])

    v = minimize(f, np.concatenate([model.coef_.ravel(), model.intercept_]), jac=True, method="BFGS",
                 options={"gtol": 1e-11}).x
    w, b = v[:-CLASSES].reshape(CLASSES, -1), v[-CLASSES:]
    assert np.abs(w - model.coef_).max() < 1e-6  # two implementations
    return w, b - b.mean()


def eraser(x, labels):
    """LEACE by its formula: W+ P W."""
    z = np.eye(CLASSES)[labels]
    x, z = x - x.mean(0), z - z.mean(0)
    covariance = x.T @ x / len(x)
    root = np.real(sqrtm(covariance))
    whitening = np.linalg.inv(root)
    columns = whitening @ (x.T @ z / len(x))
    projection = columns @ np.linalg.pinv(columns, rcond=1e-9)
    return root @ projection @ whitening


def values():
    raw, labels, control, targets = made()
    scaler = StandardScaler().fit(raw[:TRAINING])
    x, held = scaler.transform(raw[:TRAINING]), scaler.transform(raw[TRAINING:])
    own, others = labels[:TRAINING], labels[TRAINING:]

    w, b = fit(x, own)
    loss, best = objective(x, own, w, b)
    yield "objective", best
    yield "loss", loss
    yield "training_error", 1 - accuracy_score(own, (x @ w.T + b).argmax(1))
    said = softmax(held @ w.T + b, axis=1)
    yield "held_out_loss", log_loss(others, said, labels=range(CLASSES))
    yield "held_out_error", 1 - accuracy_score(others, said.argmax(1))
    for k in range(CLASSES):
        yield f"bias_{k}", b[k]
        for j in (0, 5, 11):
            yield f"weight_{k}_{j}", w[k, j]

    some = 0.3 * np.sin(np.arange(CLASSES * DIMENSION) + 1.0).reshape(CLASSES, DIMENSION)
    bias = 0.2 * np.arange(CLASSES)
    yield "some_objective", objective(x, own, some, bias)[1]
    yield "some_gap", gap(x, own, some, bias)

    shares = np.bincount(own, minlength=CLASSES) / len(own)
    yield "v_information", (-np.log(shares[others]).mean() - log_loss(others, said, labels=range(CLASSES))) / np.log(2)
    v, c = fit(x, control[:TRAINING])
    yield "control_accuracy", accuracy_score(control[TRAINING:], (held @ v.T + c).argmax(1))
    yield "selectivity", (accuracy_score(others, said.argmax(1))
                          - accuracy_score(control[TRAINING:], (held @ v.T + c).argmax(1)))

    matrix = eraser(raw[:TRAINING], own)
    for i in range(DIMENSION):
        for j in range(DIMENSION):
            yield f"leace_{i}_{j}", matrix[i, j]

    ridge = Ridge(alpha=PENALTY * TRAINING).fit(x, targets[:TRAINING])
    for j in (0, 5, 7):
        yield f"ridge_{j}", ridge.coef_[j]
    yield "ridge_r2", r2_score(targets[TRAINING:], ridge.predict(held))


if __name__ == "__main__":
    sys.exit(reference_file.main(__file__, values, lambda name: 1e-7))
