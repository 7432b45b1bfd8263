#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Types what README.md and CONTRIBUTING.md tell people to type, and expects exit 0.

Every line of a ```sh block that starts with `scorescope` is run, in the order of the page, in one empty
folder that has the repository's scenes. Three things differ from what a person would type, so that it takes
seconds: `run` and `sweep` take 3 steps whatever the page says, and `animate` films as many for a second;
`bench` is asked for its help, because its measurements take minutes and are no test. A line without a
command opens the window: it has to stay open, and is closed after a few seconds.
Lines of other programs (the two commands, CMake) are not run here: the tests themselves came that way.
"""

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

STEPS = "3"
# A window that lived this long has opened; one that cannot open has ended long before.
WINDOW_SECONDS = 8
COMMANDS = ("run", "export", "animate", "sweep", "scenes", "describe", "bench", "fetch", "doctor", "worker")


def quoted_commands(page: Path):
    """The lines that start with `scorescope` in a page's sh blocks, continued lines joined."""
    for block in re.findall(r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            if re.match(r"scorescope(\s|$)", line):
                yield shlex.split(line, comments=True)[1:]


def shortened(arguments):
    """The same command, made to take seconds."""
    shorter = {"run": {"--steps": STEPS},
               "sweep": {"--steps": STEPS},
               "animate": {"--steps": STEPS, "--seconds": "1", "--size": "320x240"}}.get(arguments[0])
    if shorter:
        kept = list(arguments)
        for option, value in shorter.items():
            while option in kept:
                place = kept.index(option)
                del kept[place:place + 2]
            kept += [option, value]
        return kept
    if arguments[0] in ("bench", "fetch"): # the one takes long, the other needs a network
        return [arguments[0], "--help"]
    return list(arguments)


def run_command(program, arguments, folder) -> str:
    """An empty string, or what went wrong."""
    if arguments and (arguments[0] in COMMANDS or arguments[0].startswith("-")):
        done = subprocess.run([program, *shortened(arguments)], cwd=folder, capture_output=True, text=True,
                              timeout=300, stdin=subprocess.DEVNULL)
        return "" if done.returncode == 0 else f"exit {done.returncode}\n{done.stdout}{done.stderr}"
    environment = dict(os.environ)
    if not environment.get("DISPLAY") and not environment.get("WAYLAND_DISPLAY"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryFile() as log:
        window = subprocess.Popen([program, *arguments], cwd=folder, stdout=log, stderr=log,
                                  stdin=subprocess.DEVNULL, env=environment)
        try:
            status = window.wait(timeout=WINDOW_SECONDS)
        except subprocess.TimeoutExpired:
            window.terminate()
            window.wait(timeout=60)
            return ""
        log.seek(0)
        return f"the window closed by itself, exit {status}\n{log.read().decode(errors='replace')}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--no-window", action="store_true", help="the program was built without one")
    arguments = parser.parse_args()
    program = str(arguments.program.resolve())

    failed = count = 0
    for page in ("README.md", "CONTRIBUTING.md"):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(arguments.source / "scenes", Path(folder) / "scenes")
            for command in quoted_commands(arguments.source / page):
                is_window = not command or not (command[0] in COMMANDS or command[0].startswith("-"))
                draws = bool(command) and (command[0] in ("export", "animate") or "--figures" in command)
                if arguments.no_window and (is_window or draws):
                    print(f"left out (built without window and figures): {shlex.join(['scorescope', *command])}")
                    continue
                count += 1
                trouble = run_command(program, command, folder)
                print(f"{'FAILED' if trouble else 'ok'}: {page}: {shlex.join(['scorescope', *command])}")
                if trouble:
                    failed += 1
                    print(trouble)
    if count == 0:
        print("No commands found: have the pages changed their form?")
        return 1
    print(f"{count} commands, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
