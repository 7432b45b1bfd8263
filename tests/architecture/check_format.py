#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs clang-format over our C++ and fails when it would change anything.

Versions of clang-format disagree about the same style, so the version of Debian 12 is the judge; with
another one, or none, the check is skipped (exit 77). With --require, or SCORESCOPE_REQUIRE_FORMAT=1 in
the environment, a skip is a failure. --fix rewrites the files instead.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

VERSION = 14
SKIPPED = 77
FOLDERS = ("engine", "views", "app", "tests")
SUFFIXES = {".h", ".hpp", ".cpp", ".cu", ".cuh"}


def find_tool():
    """clang-format of the right version and an empty string, or None and the reason."""
    reason = "clang-format is not installed"
    for name in (f"clang-format-{VERSION}", "clang-format"):
        tool = shutil.which(name)
        if not tool:
            continue
        version = subprocess.run([tool, "--version"], capture_output=True, text=True, check=True).stdout
        match = re.search(r"version (\d+)", version)
        if match and int(match.group(1)) == VERSION:
            return tool, ""
        reason = f"version {VERSION} is the judge, and this is {version.strip()}"
    return None, reason


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--require", action="store_true", help="fail instead of skipping")
    parser.add_argument("--fix", action="store_true", help="rewrite the files")
    arguments = parser.parse_args()
    root = Path(__file__).resolve().parents[2]

    tool, reason = find_tool()
    if not tool:
        required = arguments.require or os.environ.get("SCORESCOPE_REQUIRE_FORMAT", "0") not in ("", "0")
        print(f"{'Failed' if required else 'Skipped'}: {reason}")
        return 1 if required else SKIPPED

    files = [str(path.relative_to(root)) for folder in FOLDERS
             for path in sorted((root / folder).rglob("*")) if path.suffix in SUFFIXES]
    mode = ["-i"] if arguments.fix else ["--dry-run", "-Werror"]
    status = subprocess.run([tool, "--style=file", *mode, *files], cwd=root).returncode
    if status:
        print("Some files are not formatted; this formats them: "
              "python3 tests/architecture/check_format.py --fix", file=sys.stderr)
    else:
        print(f"{len(files)} files {'formatted' if arguments.fix else 'are formatted'}.")
    return 1 if status else 0


if __name__ == "__main__":
    sys.exit(main())
