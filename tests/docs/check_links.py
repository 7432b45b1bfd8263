#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when a page points to a file of the repository, or to a heading, that is not there."""

import re
import sys
from pathlib import Path


def anchors(text: str):
    """The anchors of a page's headings, made as code forges make them."""
    for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def main() -> int:
    root = Path(sys.argv[1]).resolve()
    pages = sorted(root.glob("*.md")) + sorted((root / "docs").rglob("*.md"))
    wrong = []
    count = 0
    for page in pages:
        text = page.read_text(encoding="utf-8")
        prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
        for target in re.findall(r"\]\(([^)\s]+)\)", prose):
            if re.match(r"[a-z]+:", target):
                continue
            count += 1
            file, _, anchor = target.partition("#")
            path = (page.parent / file).resolve() if file else page
            if not path.exists():
                wrong.append(f"{page.relative_to(root)}: {target}: no such file")
            elif anchor and anchor not in anchors(path.read_text(encoding="utf-8")):
                wrong.append(f"{page.relative_to(root)}: {target}: no such heading")
    print("\n".join(wrong) if wrong else f"{count} links in {len(pages)} pages lead somewhere.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
