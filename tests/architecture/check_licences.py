#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when a source file lacks the two SPDX lines on top, has them twice, or states another licence.

Formats without comments (JSON) and prose (Markdown) are covered by LICENSE.
"""

import re
import sys
from pathlib import Path

HOLDER = "SPDX-FileCopyrightText: 2026 The Scorescope authors"
LICENCE = "SPDX-License-Identifier: GPL-3.0-or-later"
# Catalogues of software copy these files freely; AppStream asks for a licence that lets them.
OTHER_LICENCE = {"packaging/org.scorescope.Scorescope.metainfo.xml": "SPDX-License-Identifier: CC0-1.0"}
FOLDERS = ("app", "cmake", "engine", "packaging", "resources", "tests", "views", ".ci")
SUFFIXES = {".h", ".hpp", ".cpp", ".cu", ".cuh", ".py", ".cmake", ".sh", ".svg", ".desktop", ".xml", ".supp",
            ".bash", ".1", ".qss"}
NAMES = {"CMakeLists.txt", "bootstrap", "run", "Dockerfile"}


def findings(root: Path):
    files = [root / "CMakeLists.txt"]
    for folder in FOLDERS:
        files += [path for path in sorted((root / folder).rglob("*"))
                  if path.is_file() and (path.suffix in SUFFIXES or path.name in NAMES)
                  and "__pycache__" not in path.parts]
    for path in files:
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(root).as_posix()
        lines = text.splitlines()
        for wanted in (HOLDER, OTHER_LICENCE.get(name, LICENCE)):
            key = wanted.split(":")[0]
            # Only lines that are a comment and nothing else state a licence; this file quotes one.
            stated = [i for i, line in enumerate(lines)
                      if re.match(rf'^\W{{0,12}}{key}:', line) and '"' not in line[:line.find(key)]]
            if not stated:
                yield f"{name}:1: no line `{wanted}`"
                continue
            if len(stated) > 1:
                yield f"{name}:{stated[1] + 1}: a second {key}"
            if wanted not in lines[stated[0]]:
                yield f"{name}:{stated[0] + 1}: another value than `{wanted}`"
            if stated[0] > 6:
                yield f"{name}:{stated[0] + 1}: {key} stands too far down"
    if not (root / "LICENSE").read_text(encoding="utf-8").lstrip().startswith("GNU GENERAL PUBLIC LICENSE"):
        yield "LICENSE:1: not the GNU General Public License"


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    found = list(findings(root))
    print("\n".join(found) if found else "Every source states its licence, once.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
