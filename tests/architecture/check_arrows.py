#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when an arrow of the architecture points the wrong way (CONTRIBUTING.md, Architecture).

    app -> views -> engine/core      app -> engine      lab -> engine/{core,data,nn,stats,field,cuda}
    engine/cuda, engine/stats, engine/field -> nn -> data -> core
    a folder of views/ or app/ -> those on its link line

Reads the #include lines of a source tree, comments left out, and every place where the name of a lab
could leak out of its folder. Prints one line per finding, `file:line: [rule] what`, and exits 1 when
there is one. Only Python's standard library is used.
"""

import argparse
import re
import sys
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Set, Tuple

SOURCES = {".h", ".hpp", ".cpp", ".cc", ".cu", ".cuh", ".in"}
HEADERS = {".h", ".hpp", ".cuh"}
# What every lab may use; any other folder under engine/ is a lab.
SHARED = ("core", "data", "nn", "stats", "field", "cuda")
# What each of them may use, besides itself.
BELOW = {"core": (), "data": ("core",), "nn": ("core", "data"), "stats": ("core", "data", "nn"),
         "field": ("core", "data", "nn"), "cuda": ("core", "data", "nn")}
TOP = ("engine", "views", "app", "tests")

QT = re.compile(r"(Q[A-Z]\w*(\.h)?|Qt\w*/.*|q(t\w*|global|object|string|widget)\.h)$")
VTK = re.compile(r"vtk\w*(\.h)?$|vtk/")
# torch/version.h is numbers alone, and links nothing.
TORCH = re.compile(r"(torch|ATen|c10|caffe2)/(?!version\.h$)")

# Comments and literals, in the order in which a C++ compiler would see them.
TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|R"(?P<tag>[^\s()\\]{0,16})\(.*?\)(?P=tag)"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'""",
    re.DOTALL,
)
# Where a lab declares a parameter or appends to a series.
DECLARED = re.compile(
    r'(?<![\w.>])(?:real|integer|boolean|choice|textParameter)\(\s*(?:prefix \+ )?"(\w+)"\s*,'
    r'|\bseries_\.append\(\s*"(\w+)"\s*,')
# Words that others use for things of their own, and for what.
EVERYDAY = {
    "activation": "a kind of a graph's nodes",
    "chains": "a switch of what pictures of the plane show",
    "data": "an entry of scenes and files",
    "loss": "a part of names of files",
    "noise": "a kind of a graph's nodes and edges",
    "points": "a switch of what pictures of the plane show",
    "seed": "every scene has one",
    "sigma": "the name of a Greek letter",
    "steps": "every scene has some",
    "sweep_from": "a field of the window for sweeps",
    "sweep_to": "a field of the window for sweeps",
}
# The link line of a folder of views/ or app/.
LINK_LINE = re.compile(r"scorescope_window_target\(\s*([\w-]+)([^)]*)\)")
KEYWORDS = ("SOURCES", "LINKS", "PRIVATE_LINKS", "VTK")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:<([^>\n]+)>|"([^"\n]+)")', re.MULTILINE)


class Finding(NamedTuple):
    file: str
    line: int
    rule: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: [{self.rule}] {self.what}"


class Include(NamedTuple):
    line: int
    target: str
    quoted: bool


def without_comments(text: str) -> str:
    """The same text with comments blanked, so that lines and columns stay where they were."""

    def blank(match):
        token = match.group(0)
        return re.sub(r"[^\n]", " ", token) if token.startswith(("//", "/*")) else token

    return TOKEN.sub(blank, text)


def line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def includes(code: str) -> List[Include]:
    return [
        Include(line_of(code, match.start(1) if match.group(1) else match.start(2)),
                match.group(1) or match.group(2), match.group(2) is not None)
        for match in INCLUDE.finditer(code)
    ]


def labs_of(root: Path) -> List[str]:
    """The list in the top CMakeLists.txt, the only place outside a lab's folders that names it."""
    text = re.sub(r"#[^\n]*", "", (root / "CMakeLists.txt").read_text(encoding="utf-8"))
    match = re.search(r"set\(\s*SCORESCOPE_LABS\b([^)]*)\)", text)
    if not match:
        raise SystemExit(f"{root}/CMakeLists.txt: no set(SCORESCOPE_LABS ...)")
    return match.group(1).split()


class Tree:
    """A source tree and what was found in it."""

    def __init__(self, root: Path):
        self.root = root
        self.labs = labs_of(root)
        self.findings: List[Finding] = []
        self.code = {}
        for top in ("engine", "views", "app"):
            for path in sorted((root / top).rglob("*")):
                if path.is_file() and path.suffix in SOURCES:
                    name = path.relative_to(root).as_posix()
                    self.code[name] = without_comments(path.read_text(encoding="utf-8"))
        self.includes = {name: includes(code) for name, code in self.code.items()}

    def report(self, file: str, line: int, rule: str, what: str) -> None:
        self.findings.append(Finding(file, line, rule, what))

    def lab_in(self, path: str) -> str:
        """The lab that a path below engine/ belongs to, or an empty string."""
        parts = path.split("/")
        if len(parts) > 2 and parts[0] == "engine" and parts[1] not in SHARED:
            return parts[1]
        return ""

    # ---- Rules ------------------------------------------------------------------------------
    def check_folders(self) -> None:
        for path in sorted((self.root / "engine").glob("*/")):
            if path.is_dir() and path.name not in SHARED and path.name not in self.labs:
                self.report(f"engine/{path.name}", 1, "lab-listed",
                            f"the folder is none of {', '.join(SHARED)} and not in SCORESCOPE_LABS")

    def check_include(self, file: str, include: Include) -> None:
        top, target = file.split("/")[0], include.target
        is_header = Path(file).suffix in HEADERS
        is_torch_source = bool(re.search(r"_torch\.(cpp|cc|cu)$", file))

        if include.quoted and target.split("/")[0] not in TOP and not target.endswith(".moc"):
            self.report(file, include.line, "from-root",
                        f'"{target}": includes of ours start at the root of the repository')
        if top == "engine":
            if QT.match(target):
                self.report(file, include.line, "engine-no-qt", f"{target}: the engine knows no Qt")
            if VTK.match(target):
                self.report(file, include.line, "engine-no-vtk", f"{target}: the engine knows no VTK")
            if target.startswith(("views/", "app/")):
                self.report(file, include.line, "engine-no-window",
                            f"{target}: the engine knows no window")
            if TORCH.match(target) and is_header:
                self.report(file, include.line, "no-torch-in-headers",
                            f"{target}: whoever includes this header would meet LibTorch")
            elif TORCH.match(target) and not is_torch_source:
                self.report(file, include.line, "torch-in-torch-files",
                            f"{target}: LibTorch belongs in files named *_torch.cpp")
        elif TORCH.match(target):
            self.report(file, include.line, "window-no-torch", f"{target}: {top} knows no LibTorch")

        if top == "views":
            if target.startswith("app/"):
                self.report(file, include.line, "views-no-app", f"{target}: views do not know the window")
            elif (target.startswith("engine/") and not target.startswith("engine/core/")
                  and not self.lab_in(target)):
                self.report(file, include.line, "views-only-core",
                            f"{target}: of the engine, views know engine/core alone")

        own, other = self.lab_in(file), self.lab_in(target)
        if own and other and own != other:
            self.report(file, include.line, "labs-apart",
                        f"{target}: {own} includes {other}; what two labs share moves down to core, data, nn, stats or field")
        elif other and not own and file != "engine/labs.cpp.in":
            self.report(file, include.line, "lab-unknown-outside", f"{target}: only {other} may include it")
        if file.startswith("engine/core/") and target.startswith(
                tuple(f"engine/{folder}/" for folder in SHARED if folder != "core")):
            self.report(file, include.line, "core-at-the-bottom",
                        f"{target}: engine/core stands below every other folder")
        for folder in SHARED[1:]:
            if file.startswith(f"engine/{folder}/") and target.startswith(
                    tuple(f"engine/{to}/" for to in SHARED if to != folder and to not in BELOW[folder])):
                self.report(file, include.line, "layers-point-down",
                            f"{target}: engine/{folder} knows {' and '.join(BELOW[folder])} alone")

    @staticmethod
    def target_of(path: str) -> str:
        """The target of a file of views/ or app/; what lies on top of views/ is shared by all."""
        parts = path.split("/")
        if parts[0] not in ("views", "app") or (parts[0] == "app" and len(parts) == 2):
            return ""
        return f"{parts[0]}-{parts[1]}" if len(parts) > 2 else "views-base"

    def link_lines(self) -> Dict[str, Set[str]]:
        """For each target of views/ and app/ those that its link line names."""
        links: Dict[str, Set[str]] = {}
        for top in ("views", "app"):
            for path in sorted((self.root / top).rglob("CMakeLists.txt")):
                text = re.sub(r"#[^\n]*", "", path.read_text(encoding="utf-8"))
                for match in LINK_LINE.finditer(text):
                    keyword, links[match.group(1)] = "", set()
                    for word in match.group(2).split():
                        if word in KEYWORDS:
                            keyword = word
                        elif keyword == "LINKS":
                            links[match.group(1)].add(word.replace("scorescope-", "", 1))
        return links

    def check_link_lines(self) -> None:
        """Who includes a folder of views/ or app/ links it, itself or by way of others, and never
        in a circle."""
        links = self.link_lines()

        def reached(target: str) -> Set[str]:
            found: Set[str] = set()
            waiting = list(links.get(target, ()))
            while waiting:
                if (each := waiting.pop()) not in found:
                    found.add(each)
                    waiting.extend(links.get(each, ()))
            return found

        circle = sorted(target for target in links if target in reached(target))
        if circle:
            folder = circle[0].replace("-base", "").replace("-", "/")
            self.report(f"{folder}/CMakeLists.txt", 1, "link-line", f"a circle of {', '.join(circle)}")
        for file, found in self.includes.items():
            own = self.target_of(file)
            if own not in links:
                continue
            allowed = reached(own) | {own}
            for include in found:
                other = self.target_of(include.target)
                upwards = own.startswith("views-") and other.startswith("app-")  # told elsewhere
                if other and other not in allowed and not upwards:
                    self.report(file, include.line, "link-line",
                                f"{include.target}: {own} does not link {other}")

    def check_command_line(self) -> None:
        """app/cli meets no Qt and no VTK, itself or through headers of ours: it builds without."""
        for file in self.code:
            if not file.startswith("app/cli/"):
                continue
            for line, chain in self.reach(file):
                kind = "Qt" if QT.match(chain[-1]) else "VTK"
                self.report(file, line, "cli-without-gui",
                            f"{' -> '.join(chain)}: the command line builds without {kind}")

    def reach(self, file: str) -> Iterator[Tuple[int, List[str]]]:
        """For each include of `file`, the shortest chain by which it reaches Qt or VTK, if any."""
        for include in self.includes[file]:
            queue: List[List[str]] = [[include.target]]
            seen: Set[str] = set()
            while queue:
                chain = queue.pop(0)
                target = chain[-1]
                if QT.match(target) or VTK.match(target):
                    yield include.line, chain
                    break
                if target not in seen:
                    seen.add(target)
                    queue.extend(chain + [i.target] for i in self.includes.get(target, []))

    def check_names(self) -> None:
        """No lab's name in app/, views/ or engine/core: as identifier, or as a part of a literal path."""
        for file, code in self.code.items():
            if not file.startswith(("app/", "views/", "engine/core/")):
                continue
            for lab in self.labs:
                word = re.escape(lab)
                register = "register" + re.escape(lab[0].upper() + lab[1:])
                # Prose inside a literal may use the word (a chapter is called so for a reason); a
                # literal that is the name, or a path or qualified name with it, may not.
                literal = re.compile(rf'(?:^|[/:.]){word}(?:$|[/:.](?!\s|$))')
                identifier = re.compile(rf"(?<!\w)(?:{word}|{register})(?!\w)")
                position = 0
                for token in TOKEN.finditer(code):
                    self.find_identifiers(file, code, position, token.start(), identifier, lab)
                    position = token.end()
                    text = token.group(0)
                    content = text[text.find('"') + 1:-1]
                    if literal.search(content) and not self.in_include(code, token.start()):
                        self.report(file, line_of(code, token.start()), "lab-name",
                                    f"{text}: names the lab {lab}")
                self.find_identifiers(file, code, position, len(code), identifier, lab)

    @staticmethod
    def in_include(code: str, position: int) -> bool:
        start = code.rfind("\n", 0, position) + 1
        return bool(re.match(r"[ \t]*#[ \t]*include\b", code[start:position]))

    def find_identifiers(self, file, code, start, end, pattern, lab) -> None:
        for match in pattern.finditer(code, start, end):
            if not self.in_include(code, match.start()):
                self.report(file, line_of(code, match.start()), "lab-name",
                            f"{match.group(0)}: names the lab {lab}")

    def lab_words(self) -> Dict[str, str]:
        """Names of the parameters and series that labs declare, and which lab does."""
        words = {}
        for file, code in self.code.items():
            if lab := self.lab_in(file):
                for match in DECLARED.finditer(code):
                    word = match.group(1) or match.group(2)
                    if word not in EVERYDAY:
                        words[word] = lab
        return words

    def check_words(self) -> None:
        """No parameter or series of a lab as a literal in app/, views/ or engine/core: what they need
        of one, an artifact, the table or the kind tells them."""
        words = self.lab_words()
        for file, code in self.code.items():
            if not file.startswith(("app/", "views/", "engine/core/")):
                continue
            for token in TOKEN.finditer(code):
                text = token.group(0)
                word = text[text.find('"') + 1:-1]
                if word in words:
                    self.report(file, line_of(code, token.start()), "lab-word",
                                f"{text}: is a parameter or a series of {words[word]}")

    def check_build_files(self) -> None:
        """Build and resource files outside a lab name no lab either: the list generates what they need."""
        files = [self.root / "engine/CMakeLists.txt"]
        for folder in ("app", "views", "resources", "engine/core", "cmake"):
            for pattern in ("CMakeLists.txt", "*.cmake", "*.qrc"):
                files += sorted((self.root / folder).rglob(pattern))
        for path in files:
            if not path.is_file():
                continue
            file = path.relative_to(self.root).as_posix()
            text = re.sub(r"#[^\n]*|<!--.*?-->", lambda m: re.sub(r"[^\n]", " ", m.group(0)),
                          path.read_text(encoding="utf-8"), flags=re.DOTALL)
            for lab in self.labs:
                for match in re.finditer(rf"(?<![\w-]){re.escape(lab)}(?![\w-])", text):
                    self.report(file, line_of(text, match.start()), "lab-name", f"names the lab {lab}")

    def check(self) -> List[Finding]:
        self.check_folders()
        for file, found in self.includes.items():
            for include in found:
                self.check_include(file, include)
        self.check_link_lines()
        self.check_command_line()
        self.check_names()
        self.check_words()
        self.check_build_files()
        return sorted(set(self.findings))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root", nargs="?", type=Path, default=Path(__file__).resolve().parents[2])
    root = parser.parse_args().root
    tree = Tree(root)
    findings = tree.check()
    for finding in findings:
        print(finding)
    if not tree.code:
        print(f"{root}: no sources found", file=sys.stderr)
        return 1
    count = sum(len(found) for found in tree.includes.values())
    print(f"{len(tree.code)} files, {count} includes, labs: {', '.join(tree.labs)}: "
          f"{len(findings)} finding(s)")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
