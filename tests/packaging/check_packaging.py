#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks one piece of the packaging with the tool that its readers use.

Exits 77, with the reason, when the tool is missing; with SCORESCOPE_REQUIRE_PACKAGING=1 that is a failure.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ID = "org.scorescope.Scorescope"
MIME = "application/vnd.scorescope.scene+json"


class Missing(Exception):
    """The tool of a check is not installed."""


def run(*command, env=None, cwd=None, expect=(0,)) -> str:
    if not shutil.which(command[0]):
        raise Missing(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd,
                          env={**os.environ, **env} if env else None)
    output = done.stdout + done.stderr
    assert done.returncode in expect, f"{' '.join(map(str, command))}: exit {done.returncode}\n{output}"
    return output


def desktop(source: Path, _build: Path) -> None:
    file = source / f"packaging/{ID}.desktop"
    output = run("desktop-file-validate", str(file))
    assert not output.strip(), output
    assert f"MimeType={MIME};" in file.read_text(encoding="utf-8")


def metainfo(source: Path, _build: Path) -> None:
    file = source / f"packaging/{ID}.metainfo.xml"
    output = run("appstreamcli", "validate", "--no-net", str(file), expect=(0, 3))  # 3: see below
    # Newer versions miss the address of a home page, which there is none of; older ones know no such complaint.
    complaints = [line for line in output.splitlines() if line.startswith(("E:", "W:"))]
    others = [line for line in complaints if "url-homepage-missing" not in line]
    assert "Validation" in output and not others, output
    root = ElementTree.parse(file).getroot()
    assert root.findtext("id") == ID
    version = root.find("releases/release").get("version")
    cmake = (source / "CMakeLists.txt").read_text(encoding="utf-8")
    assert f"VERSION {version} " in cmake, f"the newest release is {version}, CMakeLists.txt says otherwise"


def mime(source: Path, _build: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        packages = data / "mime/packages"
        packages.mkdir(parents=True)
        shutil.copy(source / f"packaging/{ID}.mime.xml", packages / f"{ID}.xml")
        run("update-mime-database", str(data / "mime"))
        assert MIME in (data / "mime/types").read_text(encoding="utf-8")
    for scene in sorted(source.glob("scenes/*/*.json")):
        start = scene.read_bytes()[:80]
        assert start[:1] == b"{" and b'"scorescope"' in start, f"{scene}: its type could not be told from its start"


def icon(source: Path, _build: Path) -> None:
    root = ElementTree.parse(source / f"packaging/icons/{ID}.svg").getroot()
    assert root.get("viewBox") == "0 0 128 128", root.get("viewBox")


def man(_source: Path, build: Path) -> None:
    output = run("mandoc", "-T", "lint", "-W", "warning", str(build / "generated/scorescope.1"))
    assert not output.strip(), output
    text = run("mandoc", "-T", "markdown", str(build / "generated/scorescope.1"))
    for part in ("EXIT STATUS", "--figures", "doctor"):
        assert part in text.replace("\\-", "-"), f"no {part} in:\n{text}"


def completion(source: Path, _build: Path) -> None:
    file = source / "packaging/completions/scorescope.bash"
    # What the shell would offer for `scorescope d<Tab>` and `scorescope run --s<Tab>`.
    script = f"""
        set -u
        source {file}
        compopt() {{ :; }}
        COMP_WORDS=(scorescope d); COMP_CWORD=1; _scorescope; printf '%s ' "${{COMPREPLY[@]}}"; echo
        COMP_WORDS=(scorescope run --s); COMP_CWORD=2; _scorescope; printf '%s ' "${{COMPREPLY[@]}}"; echo
        COMP_WORDS=(scorescope run --figures p); COMP_CWORD=3; _scorescope; printf '%s ' "${{COMPREPLY[@]}}"; echo
    """
    with tempfile.TemporaryDirectory() as folder:
        lines = run("bash", "-c", script, cwd=folder).splitlines()
    assert [line.split() for line in lines] == [
        ["describe", "doctor"], ["--set", "--steps", "--seed"], ["pdf", "png"]], lines


def options(source: Path, build: Path) -> None:
    """Every option that a command's help lists is in the manual and in the completion."""
    program = str(build / "app/scorescope")
    manual = (source / "packaging/man/scorescope.1.in").read_text(encoding="utf-8")
    shell = (source / "packaging/completions/scorescope.bash").read_text(encoding="utf-8")
    for command in ("run", "export", "animate", "sweep"):
        names = set(re.findall(r"--([a-z][a-z-]*)", run(program, command, "--help"))) - {"help"}
        assert len(names) > 8, names
        for name in sorted(names):
            assert f"Fl Fl {name}" in manual, f"the manual lacks --{name} of {command}"
        words = re.search(rf"^    {command}\)(.*?);;", shell, re.DOTALL | re.MULTILINE).group(1)
        missing = [name for name in sorted(names) if not re.search(rf"--{name}\b(?!-)", words)]
        assert not missing, f"the completion of {command} lacks {missing}"


def bootstrap(source: Path, _build: Path) -> None:
    """Bad input of the two commands is met with one line; good syntax with the help."""
    script = str(source / "packaging/bootstrap")
    run("sh", "-n", script)
    assert "run [SCENE]" in run("sh", script, "help")
    for arguments in (["fly"], ["build", "fast"], ["run", "no/such/scene.json"]):
        output = run("sh", script, *arguments, expect=(1,))
        assert len(output.splitlines()) == 1 and output.startswith("bootstrap: error: "), output
    output = run("sh", script, "test", env={"SCORESCOPE_JOBS": "many"}, expect=(1,))
    assert len(output.splitlines()) == 1 and "SCORESCOPE_JOBS=many" in output, output
    output = run("sh", script, "test", "nogui", expect=(1,))
    assert len(output.splitlines()) == 1 and "no tests" in output, output


def cluster(source: Path, _build: Path) -> None:
    """The files that start workers can be read by those who read them, and call the worker with options it has."""
    folder = source / "packaging/cluster"
    script = str(folder / "workers.slurm")
    run("sh", "-n", script)
    assert "usage:" in run("sh", script, "redis://a", expect=(2,))
    try:
        import yaml
    except ImportError:
        raise Missing("python3-yaml is not installed") from None
    compose = yaml.safe_load((folder / "compose.yaml").read_text(encoding="utf-8"))
    services = compose["services"]
    assert set(services) == {"store", "worker"} and services["worker"]["deploy"]["replicas"] > 1, services
    for service in services.values():
        assert set(service["secrets"]) <= set(compose["secrets"]), service
    manifests = list(yaml.safe_load_all((folder / "kubernetes.yaml").read_text(encoding="utf-8")))
    pods = {}
    for manifest in manifests:
        assert {"apiVersion", "kind", "metadata", "spec"} <= set(manifest), manifest
        if manifest["kind"] == "Deployment":
            template = manifest["spec"]["template"]
            assert manifest["spec"]["selector"]["matchLabels"] == template["metadata"]["labels"], manifest
            pod = template["spec"]
            volumes = {volume["name"] for volume in pod["volumes"]}
            for container in pod["containers"]:
                assert {mount["name"] for mount in container["volumeMounts"]} <= volumes, container
                pods[container["name"]] = container
    [service] = [manifest for manifest in manifests if manifest["kind"] == "Service"]
    worker = pods["worker"]["command"]
    assert f"--store=redis://{service['metadata']['name']}:{service['spec']['ports'][0]['port']}/0" in worker, worker
    tool = (source / "engine/issgd/store/worker_tool.cpp").read_text(encoding="utf-8")
    called = Path(script).read_text(encoding="utf-8").partition("exec scorescope worker")[2].split()
    for words in (services["worker"]["command"], worker, called):
        names = {match.group(0) for word in words if (match := re.match(r"--[a-z-]+", word))}
        assert {"--store", "--run", "--password-file"} <= names, names
        unknown = [name for name in names if f'"{name}"' not in tool]
        assert not unknown, f"{unknown} are no options of the worker"


def install(source: Path, build: Path) -> None:
    """Installed into an empty prefix, the program and all that belongs to it lie where they should."""
    with tempfile.TemporaryDirectory() as folder:
        run("cmake", "--install", str(build), "--prefix", folder)
        prefix = Path(folder)
        wanted = ["bin/scorescope", "share/man/man1/scorescope.1",
                  "share/bash-completion/completions/scorescope"]
        wanted += [f"share/scorescope/{scene.relative_to(source)}" for scene in source.glob("scenes/*/*.json")]
        if "SCORESCOPE_GUI:BOOL=ON" in (build / "CMakeCache.txt").read_text(encoding="utf-8"):
            wanted += [f"share/applications/{ID}.desktop", f"share/metainfo/{ID}.metainfo.xml",
                       f"share/mime/packages/{ID}.xml", f"share/icons/hicolor/scalable/apps/{ID}.svg"]
        for file in wanted:
            assert (prefix / file).is_file(), f"{file} was not installed"
        assert "run" in run(str(prefix / "bin/scorescope"), "--help")


CHECKS = {check.__name__: check
          for check in (desktop, metainfo, mime, icon, man, completion, options, bootstrap, cluster, install)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("check", choices=CHECKS)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--build", type=Path, required=True)
    arguments = parser.parse_args()
    try:
        CHECKS[arguments.check](arguments.source.resolve(), arguments.build.resolve())
    except Missing as reason:
        required = os.environ.get("SCORESCOPE_REQUIRE_PACKAGING", "0") not in ("", "0")
        print(f"{'Failed' if required else 'Skipped'}: {reason}")
        return 1 if required else 77
    except AssertionError as finding:
        print(f"Failed: {finding}")
        return 1
    print("As it should be.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
