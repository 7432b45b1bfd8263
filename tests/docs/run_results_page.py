# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does what docs/results.md says: its commands, its Python and its R, in this order and in one folder.

What Python and R print of the same run must be the same. Without R or NumPy the rest is done all the same, and the
test is skipped (77) when nothing failed.
"""
import argparse
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"^```(sh|python|r)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def output(command, folder, text=None):
    done = subprocess.run(command, cwd=folder, input=text, text=True, capture_output=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--source", required=True)
    options = parser.parse_args()
    page = pathlib.Path(options.source, "docs", "results.md").read_text(encoding="utf-8")
    blocks = BLOCK.findall(page)
    python = "/usr/bin/python3"  # Debian's; one on PATH may lack NumPy
    numpy = subprocess.run([python, "-c", "import numpy"], capture_output=True, check=False).returncode == 0
    rscript = shutil.which("Rscript")
    printed = {"python": [], "r": []}
    with tempfile.TemporaryDirectory() as folder:
        for language, code in blocks:
            if language == "sh":
                for line in code.splitlines():
                    words = shlex.split(line)
                    assert words[0] == "scorescope", line
                    output([options.program, *words[1:]], folder)
            elif language == "python" and numpy:
                printed["python"] += output([python, "-"], folder, code).splitlines()
            elif language == "r" and rscript:
                printed["r"] += output([rscript, "-"], folder, code).splitlines()
    print("\n".join(printed["python"] + printed["r"]))
    if numpy:
        assert "same arrow True" in printed["python"], "the weights do not give the field"
    if rscript and numpy:
        for line in printed["r"]:
            assert line in printed["python"], f"R says '{line}', Python says otherwise"
        assert len(printed["r"]) == 2
    if not (rscript and numpy):
        print("skipped in part: " + ("" if numpy else "no NumPy ") + ("" if rscript else "no R"))
        sys.exit(77)


main()
