"""Copies what the screens need from npm into the project, with versions and licences: `python tools/vendor.py`.

Nothing is fetched at run time or in tests: what this writes is committed. Icons: only those that templates name.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "kefu/ui/static/ui"
VENDOR = STATIC / "vendor"
HELP = ROOT / "kefu/web/help"
SYMBOL_USE = re.compile(
    r"""\{%\s*symbol\s+["']([a-z0-9-]+)["']|\bANY = "([a-z0-9-]+)"|(?:\bicon:|\bdrawing\() ?"([a-z0-9-]+)["]"""
)
AREA_ICON = re.compile(r'\bicon = "([a-z0-9-]+)"')
ICON_USE = re.compile(
    r"""\{%\s*icon\s+["']([a-z0-9-]+)["']|\bicon\("([a-z0-9-]+)"\)|^ +.*\bicon ?= ?"([a-z0-9-]+)"(?:[,)]|$)""",
    re.MULTILINE,
)
SVG_INSIDE = re.compile(r"<svg[^>]*>(.*?)</svg>", re.DOTALL)


CSP_EVALUATOR = (
    *("evaluator", "csp", "finding", "parser", "utils"),
    *("checks/checker", "checks/parser_checks", "checks/security_checks", "checks/strictcsp_checks"),
    *("allowlist_bypasses/angular", "allowlist_bypasses/flash", "allowlist_bypasses/jsonp"),
)


@dataclass(frozen=True, slots=True)
class Package:
    """`files` says which file of the package lands where (relative to the project)."""

    name: str
    version: str
    licence: str
    why: str
    files: dict[str, str]


PACKAGES: Sequence[Package] = (
    Package(
        name="htmx.org",
        version="4.0.1",
        licence="0BSD",
        why="pages that change in place; version 4 is the first whose HTML goes through a Trusted Types policy",
        files={
            "dist/htmx.esm.min.js": "kefu/ui/static/ui/vendor/htmx/htmx.esm.min.js",
            "LICENSE": "kefu/ui/static/ui/vendor/htmx/LICENSE",
        },
    ),
    Package(
        name="lucide-static",
        version="1.62.0",
        licence="ISC",
        why="icons; only the used ones, as one sprite",
        files={"LICENSE": "kefu/ui/static/ui/vendor/lucide/LICENSE"},
    ),
    Package(
        name="axe-core",
        version="4.14.1",
        licence="MPL-2.0",
        why="accessibility checks of the tests; never served",
        files={
            "axe.min.js": "tests/vendor/axe-core/axe.min.js",
            "LICENSE": "tests/vendor/axe-core/LICENSE",
        },
    ),
    Package(
        name="csp_evaluator",
        version="1.1.8",
        licence="Apache-2.0",
        why="judges the pages' policies in the tests, with Node; never served",
        files={"LICENSE": "tests/vendor/csp_evaluator/LICENSE"}
        | {f"dist/{part}.js": f"tests/vendor/csp_evaluator/{part}.js" for part in CSP_EVALUATOR},
    ),
)


def main() -> int:
    lines = ["# Vendored by tools/vendor.py", ""]
    for package in PACKAGES:
        with tempfile.TemporaryDirectory() as place:
            folder = unpacked(package, Path(place))
            copied = [copy(folder, source, target) for source, target in package.files.items()]
            if package.name == "lucide-static":
                copied.append(sprite(folder / "icons", used_icons(), STATIC / "icons.svg"))
                copied.append(sprite(folder / "icons", used_symbols(), HELP / "static/help/icons.svg"))
                copied.append(
                    sprite(folder / "icons", set(area_icons()) - set(used_symbols()), HELP / "static/help/areas.svg")
                )
            lines += entry(package, copied)
    (VENDOR / "VENDOR.md").write_text("\n".join(lines), encoding="utf-8")
    return 0


def unpacked(package: Package, place: Path) -> Path:
    """The package as npm delivers it; npm itself checks the archive against the registry's digest."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed to renew the vendored files; the committed ones work without it.")
    told = subprocess.run(
        [npm, "pack", "--json", f"{package.name}@{package.version}"],
        cwd=place, check=True, capture_output=True, text=True,
    )  # fmt: skip
    with tarfile.open(place / json.loads(told.stdout)[0]["filename"]) as archive:
        archive.extractall(place, filter="data")
    found = json.loads((place / "package/package.json").read_text(encoding="utf-8"))
    if found["license"] not in {package.licence, "BSD-0-Clause" if package.licence == "0BSD" else ""}:
        raise SystemExit(f"{package.name}: its licence is now {found['license']}; look before you take it.")
    return place / "package"


def copy(folder: Path, source: str, target: str) -> Path:
    place = ROOT / target
    place.parent.mkdir(parents=True, exist_ok=True)
    text = (folder / source).read_text(encoding="utf-8")
    # a source map is not shipped, so the file must not ask for one
    place.write_text(re.sub(r"\n?//# sourceMappingURL=.*\s*$", "\n", text), encoding="utf-8")
    return place


def sprite(icons: Path, names: Iterable[str], place: Path) -> Path:
    symbols = [symbol(icons, name) for name in sorted(set(names))]
    place.write_text('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n", encoding="utf-8")
    return place


def symbol(icons: Path, name: str) -> str:
    found = SVG_INSIDE.search((icons / f"{name}.svg").read_text(encoding="utf-8"))
    if found is None:
        raise SystemExit(f"No drawing in the icon {name}.")
    inside = " ".join(found[1].split())
    return f'<symbol id="{name}" viewBox="0 0 24 24">{inside}</symbol>'


def used_icons() -> Iterator[str]:
    """Every icon that a template or a template tag names."""
    for folder in ("kefu", "demo"):
        for file in (ROOT / folder).rglob("*"):
            if file.suffix in {".html", ".py"} and "vendor" not in file.parts:
                for found in ICON_USE.findall(file.read_text(encoding="utf-8")):
                    yield next(filter(None, found))


def used_symbols() -> Iterator[str]:
    """Every icon that a page of the help centre names."""
    for file in (*HELP.rglob("*.html"), *HELP.rglob("*.py"), *HELP.rglob("*.js")):
        for found in SYMBOL_USE.findall(file.read_text(encoding="utf-8")):
            yield next(filter(None, found))


def area_icons() -> Iterator[str]:
    """Those of the sections that come with Kefu."""
    yield from AREA_ICON.findall((ROOT / "kefu/knowledge/library/sections.toml").read_text(encoding="utf-8"))


def entry(package: Package, copied: Sequence[Path]) -> list[str]:
    return [
        f"## {package.name} {package.version} ({package.licence})",
        f"{package.why[0].upper()}{package.why[1:]}.",
        "",
        "| file | bytes | sha256 |",
        "|---|---|---|",
        *(f"| {file.relative_to(ROOT)} | {file.stat().st_size} | {digest(file)} |" for file in copied),
        "",
    ]


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
