"""One file of the project, as the rules read it."""

import ast
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TypeVar

Node = TypeVar("Node", bound=ast.AST)
NOT_OURS = ("vendor", "migrations")


@dataclass(frozen=True)
class Finding:
    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Source:
    """`path` is relative to the project's root, with forward slashes."""

    path: str
    text: str

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    @property
    def parts(self) -> tuple[str, ...]:
        return PurePosixPath(self.path).parts

    @property
    def is_python(self) -> bool:
        return self.path.endswith(".py")

    @property
    def is_test(self) -> bool:
        return "tests" in self.parts or self.path.endswith("conftest.py")

    @property
    def is_ours(self) -> bool:
        """Written by hand here, neither vendored nor generated."""
        return not set(self.parts) & set(NOT_OURS)

    def within(self, *folders: str) -> bool:
        return any(self.path.startswith(f"{folder}/") for folder in folders)

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text if self.is_python else "")

    def every(self, kind: type[Node]) -> Iterator[Node]:
        return (node for node in ast.walk(self.tree) if isinstance(node, kind))

    def finding(self, node: ast.AST | None, message: str) -> Finding:
        return Finding(self.path, getattr(node, "lineno", 1), message)


def sources(root: Path) -> list[Source]:
    """Every text file that git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=root,
        capture_output=True,
        check=True,
    )
    return list(_texts(root, sorted(set(listed.stdout.decode().split("\0")) - {""})))


def _texts(root: Path, paths: Iterable[str]) -> Iterator[Source]:
    for path in paths:
        try:
            yield Source(path, (root / path).read_text(encoding="utf-8"))
        except (UnicodeDecodeError, FileNotFoundError):  # a picture; a file deleted but not yet committed
            continue


def dotted(node: ast.AST) -> str:
    """`a.b.c` for names and attributes of names; "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value)
        return f"{owner}.{node.attr}" if owner else node.attr
    return ""
