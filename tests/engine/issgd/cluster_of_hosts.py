#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Master, store and two workers (Figure 7.1) as four hosts: network namespaces with a switch between them.

Messages take 20 ms and vary by 5, one packet in a hundred is lost: by the kernel's netem, or where that is
missing by a relay before the server that holds what passes through, and now and then a fifth of a second
longer, which is what a lost packet costs TCP. Twice a run with barriers is made, in which each block of
weights has to come through; before the second one the first worker's cable is pulled.

Needs root, `ip` with namespaces, and a Redis or Valkey server; exits 77 and says what is missing.
"""

import argparse
import csv
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

DELAY, VARIES, LOSS, RETRANSMISSION = 0.020, 0.005, 0.01, 0.2  # seconds, and a share
HOSTS = {"store": "10.77.0.1", "master": "10.77.0.2", "first": "10.77.0.3", "second": "10.77.0.4"}
SKIPPED = 77


class Missing(Exception):
    """Why the test cannot be made here."""


class Network:
    """The hosts and a switch, each a namespace of its own; the machine's own network is left alone."""

    def __init__(self):
        self.prefix = f"scorescope{os.getpid()}"
        self.made = []

    def name(self, host):
        return f"{self.prefix}-{host}"

    def ip(self, *arguments, host=None):
        command = ["ip"] + (["-n", self.name(host)] if host else []) + list(arguments)
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise Missing(f"{' '.join(command)}: {done.stderr.strip()}")

    def __enter__(self):
        try:
            for host in ["switch", *HOSTS]:
                self.ip("netns", "add", self.name(host))
                self.made.append(host)
                self.ip("link", "set", "lo", "up", host=host)
            self.ip("link", "add", "bridge", "type", "bridge", host="switch")
            self.ip("link", "set", "bridge", "up", host="switch")
            for host, address in HOSTS.items():
                self.ip("link", "add", f"to-{host}", "type", "veth", "peer", "name", "eth0", "netns", self.name(host),
                        host="switch")
                self.ip("link", "set", f"to-{host}", "master", "bridge", "up", host="switch")
                self.ip("address", "add", f"{address}/24", "dev", "eth0", host=host)
                self.ip("link", "set", "eth0", "up", host=host)
        except Missing:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for host in self.made:
            subprocess.run(["ip", "netns", "delete", self.name(host)], capture_output=True)
        self.made = []

    def delay(self) -> bool:
        """By netem, half of it at either end; False where the kernel has none."""
        if not shutil.which("tc"):
            return False
        for host in HOSTS:
            done = subprocess.run(
                ["tc", "-n", self.name(host), "qdisc", "add", "dev", "eth0", "root", "netem", "delay",
                 f"{500 * DELAY:g}ms", f"{500 * VARIES:g}ms", "loss", f"{50 * LOSS:g}%"], capture_output=True)
            if done.returncode != 0:
                return False
        return True

    def command(self, host, arguments):
        return ["ip", "netns", "exec", self.name(host), *arguments]

    def start(self, host, arguments):
        return subprocess.Popen(self.command(host, arguments), stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def pass_on(source, target, chance):
    """What comes from one socket goes to the other, in its order, later."""
    due = 0.0
    try:
        while True:
            data = source.recv(1 << 16)
            if not data:
                break
            late = DELAY + chance.uniform(-VARIES, VARIES)
            late += RETRANSMISSION if chance.random() < LOSS else 0.0
            due = max(due, time.monotonic() + late)
            time.sleep(max(0.0, due - time.monotonic()))
            target.sendall(data)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def relay(port, behind):
    """Runs for ever: from `port` to `behind` on this host."""
    chance = random.Random(1)
    with socket.create_server(("0.0.0.0", port)) as server:
        while True:
            client, _ = server.accept()
            try:
                store = socket.create_connection(("127.0.0.1", behind))
            except OSError:
                client.close()
                continue
            for end in (client, store):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for ends in ((client, store), (store, client)):
                threading.Thread(target=pass_on, args=(*ends, chance), daemon=True).start()


def last_values(folder):
    with open(folder / "series.csv", encoding="utf-8") as file:
        return {row["series"]: float(row["value"]) for row in csv.DictReader(file)}


def run_master(network, program, scene, name, folder):
    arguments = [program, "run", str(scene), "--steps", "60", "--quiet", "--threads", "1", "--device", "cpu",
                 "--out", str(folder)]
    for setting in ("weight_store=redis", f"store_url=redis://{HOSTS['store']}:6379/0", f"run_name={name}",
                    "workers=0", "image_set=drawn", "training_images=256", "test_images=20",
                    "validation_share=0", "layers=linear 16, relu", "block=16", "push_every=10", "barriers=true",
                    "wait_at_most=60", "measure_every=1000"):
        arguments += ["--set", setting]
    begin = time.monotonic()
    done = subprocess.run(network.command("master", arguments), capture_output=True, text=True, timeout=280,
                          stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise SystemExit(f"the master of run {name} failed ({done.returncode}): {done.stderr.strip()}")
    return last_values(folder), time.monotonic() - begin


def demand(holds, what):
    if not holds:
        raise SystemExit(what)


def check(network, program, scene, server, folder):
    by_kernel = network.delay()
    port = 6379 if by_kernel else 6380
    processes = [network.start("store", [server, "--port", str(port), "--bind", "0.0.0.0", "--protected-mode",
                                         "no", "--save", "", "--appendonly", "no", "--dir", str(folder)])]
    try:
        if not by_kernel:
            processes.append(network.start("store", [sys.executable, "-B", __file__, "--relay", "6379", "6380"]))
        for name in ("one", "two"):
            workers = [network.start(host, [program, "worker", "--store", f"redis://{HOSTS['store']}:6379/0",
                                            "--run", name, "--threads", "1"]) for host in ("first", "second")]
            processes += workers
            if name == "two":
                network.ip("link", "set", "to-first", "down", host="switch")
            values, seconds = run_master(network, program, scene, name, folder / name)
            print(f"run {name}: {seconds:.1f} s, {values['workers_there']:g} workers, effective share "
                  f"{values['effective_share']:.3f}, by {'netem' if by_kernel else 'a relay'}")
            demand(values["effective_share"] < 0.99, f"run {name}: nobody's weights were in use")
            demand(values["cluster_trouble"] == 0.0, f"run {name}: something was wrong with the cluster")
            expected = 2.0 if name == "one" else 1.0
            demand(values["workers_there"] == expected,
                   f"run {name}: {values['workers_there']:g} workers, and not {expected:g}")
            # Six barriers, each of which needs there and back at least once for parameters and for weights.
            demand(seconds > 6 * 2 * DELAY, f"run {name}: faster than its messages")
            for worker in workers:
                worker.kill()
    finally:
        for process in processes:
            process.kill()
            process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", help="scorescope")
    parser.add_argument("--source", help="the repository")
    parser.add_argument("--relay", nargs=2, type=int, metavar=("PORT", "BEHIND"), help="is the relay")
    arguments = parser.parse_args()
    if arguments.relay:
        relay(*arguments.relay)
    server = shutil.which("redis-server") or shutil.which("valkey-server")
    try:
        if server is None:
            raise Missing("neither redis-server nor valkey-server is installed")
        if os.geteuid() != 0 or not shutil.which("ip"):
            raise Missing("network namespaces need root and the program ip")
        with Network() as network, tempfile.TemporaryDirectory() as folder:
            check(network, arguments.program, Path(arguments.source) / "scenes/issgd/real_workers.json", server,
                  Path(folder))
    except Missing as why:
        print(f"skipped: {why}")
        return SKIPPED
    return 0


if __name__ == "__main__":
    sys.exit(main())
