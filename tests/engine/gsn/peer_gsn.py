#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A generative stochastic network of two hidden layers by PyTorch, as one would write it: what
`scorescope bench gsn` takes turns with. The program carries this file inside and starts it.

    peer_gsn.py THREADS N0 N1 N2 WALKBACK

Commands are lines on stdin; arrays follow theirs, and go to stdout, as plain float32 in the machine's
order. The first line on stdout is "ready" and the version, or "missing" and what is (exit status 77).

    weights            W1, W2, b0, b1, b2 follow
    batch ROWS         x follows
    loss               the visible layer of each step follows; answers the loss, then the gradient. No noise
    train COUNT        so many minibatches
    chains COUNT       x, then h2 follow
    step               one step without noise; answers the mean of P(x | h1), then h2
    sample COUNT       so many steps of all chains
"""
import sys

try:
    import numpy
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits
except ImportError as error:
    print("missing", error, flush=True)
    sys.exit(77)


class Network:
    """784-1500-1500, say: tanh, tied weights, noise before and after each tanh, salt and pepper on x."""

    def __init__(self, sizes, walkback):
        self.sizes, self.walkback = sizes, walkback
        self.share, self.deviation = 0.4, 2.0

    def set_weights(self, flat):
        n0, n1, n2 = self.sizes
        parts = flat.split([n0 * n1, n1 * n2, n0, n1, n2])
        shapes = (n0, n1), (n1, n2), (n0,), (n1,), (n2,)
        self.parameters = [part.reshape(shape).clone().requires_grad_() for part, shape in zip(parts, shapes)]
        self.w1, self.w2, self.b0, self.b1, self.b2 = self.parameters
        self.optimizer = torch.optim.SGD(self.parameters, lr=0.02, momentum=0.5)

    def corrupt(self, x):
        u = torch.rand_like(x)
        return torch.where(u < self.share, (u < self.share / 2).float(), x)

    def activate(self, a):
        h = torch.tanh(a + self.deviation * torch.randn_like(a))
        return h + self.deviation * torch.randn_like(h)

    def step(self, x, h2):
        """The odd layer, then the even ones. Logits of x, and h2."""
        a = torch.addmm(self.b1, x, self.w1)
        if h2 is not None:
            a = a + h2 @ self.w2.t()
        h1 = self.activate(a)
        return torch.addmm(self.b0, h1, self.w1.t()), self.activate(torch.addmm(self.b2, h1, self.w2))

    def loss(self, x, visible=None):
        """Of a walkback from x. With `visible`, nothing is drawn: it is what layer 0 holds at each step."""
        drawn, h2, total = x, None, 0.0
        for t in range(self.walkback):
            z, h2 = self.step(self.corrupt(drawn) if visible is None else visible[t], h2)
            total = total + binary_cross_entropy_with_logits(z, x, reduction="sum") / len(x)
            if visible is None and t + 1 < self.walkback:
                drawn = torch.bernoulli(torch.sigmoid(z.detach()))
        return total

    def train(self, x):
        loss = self.loss(x)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()

    @torch.no_grad()
    def sample(self, x, h2, count):
        for _ in range(count):
            z, h2 = self.step(self.corrupt(x), h2)
            x = torch.bernoulli(torch.sigmoid(z))
        return x, h2


def read(*shape):
    count = int(numpy.prod(shape))
    return torch.from_numpy(numpy.frombuffer(sys.stdin.buffer.read(4 * count), numpy.float32).reshape(shape).copy())


def answer(line, *tensors):
    sys.stdout.buffer.write(line.encode() + b"\n")
    for tensor in tensors:
        sys.stdout.buffer.write(tensor.detach().contiguous().numpy().tobytes())
    sys.stdout.buffer.flush()


def main():
    threads, *sizes, walkback = (int(argument) for argument in sys.argv[1:])
    torch.set_num_threads(threads)  # Debian's LibTorch starts with one
    torch.manual_seed(0)
    network, quiet = (Network(sizes, walkback) for _ in range(2))
    quiet.share = quiet.deviation = 0.0
    n0, n1, n2 = sizes
    x = chains = None
    answer("ready " + torch.__version__)
    while line := sys.stdin.buffer.readline().decode():
        command, *numbers = line.split()
        count = int(numbers[0]) if numbers else 0
        if command == "weights":
            flat = read(n0 * n1 + n1 * n2 + n0 + n1 + n2)
            network.set_weights(flat)
            quiet.set_weights(flat)
            answer("ok")
        elif command == "batch":
            x = read(count, n0)
            answer("ok")
        elif command == "loss":
            loss = quiet.loss(x, read(walkback, len(x), n0))
            loss.backward()
            answer(repr(loss.item()), *(torch.zeros_like(each) if each.grad is None else each.grad
                                        for each in quiet.parameters))  # with one step, h2 leads nowhere
        elif command == "train":
            for _ in range(count):
                network.train(x)
            answer("ok")
        elif command == "chains":
            chains = read(count, n0), read(count, n2)
            answer("ok")
        elif command == "step":
            with torch.no_grad():
                z, h2 = quiet.step(*chains)
                answer("ok", torch.sigmoid(z), h2)
        elif command == "sample":
            chains = network.sample(*chains, count)
            answer("ok")
        else:
            sys.exit("unknown command: " + command)


if __name__ == "__main__":
    main()
