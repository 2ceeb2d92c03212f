"""The files of deploy/ as they stand: what they start, with which settings."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Template
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE = DEPLOY / "compose"
KUBERNETES = DEPLOY / "kubernetes"
SIZES = ("one", "three", "thirty")
NAMED = re.compile(r"\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}")
Tree = Any  # what YAML holds


def composed(name: str, *, chosen: Mapping[str, str] | None = None) -> Tree:
    """A compose file as Compose would read it: with the names of example.env, or those `chosen` instead."""
    known = {**example(), **(chosen or {})}
    text = NAMED.sub(lambda found: known.get(found[1], found[2] or ""), (COMPOSE / name).read_text())
    return yaml.safe_load(text)


def example() -> dict[str, str]:
    lines = [line for line in (COMPOSE / "example.env").read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def nginx_site(**names: str) -> str:
    """As the image's start fills in the template: what is not named is nginx's own."""
    return Template((COMPOSE / "nginx" / "kefu.conf.template").read_text()).safe_substitute(names)


def rendered(folder: Path) -> list[Tree]:
    """What `kubectl apply -k` would send. Skips, in words, where there is no kubectl that can."""
    if not shutil.which("kubectl"):
        pytest.skip("kubectl is not installed: the overlays are not rendered here")
    done = subprocess.run(["kubectl", "kustomize", str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [each for each in yaml.safe_load_all(done.stdout) if each]


def plain() -> Iterator[tuple[Path, Tree]]:
    """Every document under deploy/kubernetes, before anything is rendered."""
    for file in sorted(KUBERNETES.rglob("*.yaml")):
        for document in yaml.safe_load_all(file.read_text()):
            yield file, document


def one(documents: list[Tree], kind: str, name: str) -> Tree:
    return next(each for each in documents if (each["kind"], each["metadata"]["name"]) == (kind, name))


def workloads(documents: list[Tree]) -> dict[str, Tree]:
    """Name and pod of all that runs."""
    kinds = {"Deployment", "StatefulSet", "Job"}
    return {each["metadata"]["name"]: each["spec"]["template"] for each in documents if each["kind"] in kinds}
