#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Softmax probes by scikit-learn and by PyTorch, as one would fit them: what `scorescope bench probe` takes
turns with. The program carries this file inside and starts it.

    peer_probe.py THREADS

Commands are lines on stdin; arrays follow theirs as plain float32 in the machine's order. The first line on
stdout is "ready" and the versions, or "missing" and what is (exit status 77).

    data N D CLASSES PENALTY   X [N x D], then labels follow
    judge                      W [CLASSES x D], then b follow; answers their objective
    reach LIBRARY TARGET       answers how many iterations the library needs to an objective of TARGET, or to
                               where float32 lets it go no further
    fit LIBRARY ITERATIONS     fits from weights of 0; LIBRARY is sklearn or torch
    objective                  answers that of the last fit

The objective is the mean cross-entropy in nats + PENALTY/2 |W|^2, formed in float64 for all. Both libraries
fit float32, at tolerances so small that only the number of iterations ends them.
"""
import sys
import warnings

try:
    import numpy
    import scipy.optimize
    import sklearn
    import torch
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits
except ImportError as error:
    print("missing", error, flush=True)
    sys.exit(77)

warnings.filterwarnings("ignore")  # that the iterations ended a fit is what was asked for


class Reached(Exception):
    pass


class Problem:
    def __init__(self, x, labels, classes, penalty):
        self.x, self.labels, self.classes, self.penalty = x, labels, classes, penalty
        self.n, self.d = x.shape
        self.tensor, self.targets = torch.from_numpy(x), torch.from_numpy(labels)

    def objective(self, weights, bias):
        total = 0.0
        weights = weights.astype(numpy.float64)
        for first in range(0, self.n, 1000):
            z = self.x[first:first + 1000].astype(numpy.float64) @ weights.T + bias.astype(numpy.float64)
            z -= z.max(axis=1, keepdims=True)
            own = z[numpy.arange(len(z)), self.labels[first:first + 1000]]
            total += (numpy.log(numpy.exp(z).sum(axis=1)) - own).sum()
        return total / self.n + self.penalty / 2 * (weights ** 2).sum()

    def sklearn(self, iterations):
        model = LogisticRegression(C=1 / (self.penalty * self.n), tol=1e-12, max_iter=iterations)
        model.fit(self.x, self.labels)
        return model.coef_, model.intercept_

    def sklearn_to(self, target):
        """Its own iterations, counted where scipy's function hands out the objective."""
        minimize, count, last = scipy.optimize.minimize, [0], [numpy.inf]

        def watched(function, *arguments, **options):
            def remember(w, *rest):
                answer = function(w, *rest)
                last[0] = answer[0]
                return answer

            def look(_):
                count[0] += 1
                if last[0] <= target * self.n:
                    raise Reached

            return minimize(remember, *arguments, **options, callback=look)

        scipy.optimize.minimize = watched
        try:
            self.sklearn(5000)
        except Reached:
            pass
        finally:
            scipy.optimize.minimize = minimize
        return count[0]

    def torch(self, iterations, target=-1.0):
        flat = torch.zeros(self.classes * (self.d + 1), requires_grad=True)
        best, since = numpy.inf, 0
        optimizer = torch.optim.LBFGS([flat], max_iter=iterations, max_eval=10 ** 6, history_size=10,
                                      tolerance_grad=0, tolerance_change=0, line_search_fn="strong_wolfe")

        def parts():
            return flat[:self.classes * self.d].view(self.classes, self.d), flat[self.classes * self.d:]

        def closure():
            nonlocal best, since
            optimizer.zero_grad()
            weights, bias = parts()
            loss = torch.nn.functional.cross_entropy(torch.addmm(bias, self.tensor, weights.t()), self.targets)
            loss = loss + self.penalty / 2 * (weights * weights).sum()
            loss.backward()
            now = loss.item()
            since = 0 if now < best * (1 - 1e-6) else since + 1
            best = min(best, now)
            if now <= target or since > 100:  # 100: float32 has no more
                raise Reached
            return loss

        try:
            optimizer.step(closure)
        except Reached:
            pass
        self.iterations = optimizer.state[flat]["n_iter"]
        return tuple(part.detach().numpy() for part in parts())

    def torch_to(self, target):
        self.torch(5000, target)
        return self.iterations


def read(*shape):
    count = int(numpy.prod(shape))
    return numpy.frombuffer(sys.stdin.buffer.read(4 * count), numpy.float32).reshape(shape).copy()


def main():
    threads = int(sys.argv[1])
    torch.set_num_threads(threads)  # Debian's LibTorch starts with one
    threadpool_limits(threads)
    print("ready scikit-learn", sklearn.__version__, "and PyTorch", torch.__version__, flush=True)
    problem = fitted = None
    while line := sys.stdin.buffer.readline().decode():
        command, *rest = line.split()
        answer = "ok"
        if command == "data":
            n, d, classes = map(int, rest[:3])
            x = read(n, d)
            problem = Problem(x, read(n).astype(numpy.int64), classes, float(rest[3]))
        elif command == "judge":
            weights = read(problem.classes, problem.d)
            answer = repr(float(problem.objective(weights, read(problem.classes))))
        elif command == "reach":
            answer = str(getattr(problem, rest[0] + "_to")(float(rest[1])))
        elif command == "fit":
            fitted = getattr(problem, rest[0])(int(rest[1]))
        elif command == "objective":
            answer = repr(float(problem.objective(*fitted)))
        else:
            sys.exit("unknown command: " + command)
        print(answer, flush=True)


if __name__ == "__main__":
    main()
