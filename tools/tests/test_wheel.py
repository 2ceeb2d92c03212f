"""The wheel has every file that Kefu reads while it runs: templates, static files, catalogues, figures and articles."""

import tomllib
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEFU = ROOT / "kefu"
LEFT_OUT = {".py", ".pyc", ".po"}  # modules come by themselves; catalogues are read compiled


def read_while_running() -> set[Path]:
    found = (path for path in KEFU.rglob("*") if path.is_file() and path.suffix not in LEFT_OUT)
    return {path for path in found if "tests" not in path.parts}


def taken_along() -> set[Path]:
    """As setuptools reads the tables: patterns from the package's folder, what is excluded after them."""
    tables = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    found = {path for pattern in tables["package-data"]["kefu"] for path in KEFU.glob(pattern)}
    refused = tables["exclude-package-data"]["kefu"]
    return {path for path in found if not any(fnmatch(str(path.relative_to(KEFU)), pattern) for pattern in refused)}


def test_every_file_that_is_read_while_kefu_runs_is_in_the_wheel() -> None:
    wanted = read_while_running()
    assert len(wanted) > 500
    assert sorted(str(path.relative_to(ROOT)) for path in wanted - taken_along()) == []


def test_no_sample_of_a_test_is_in_it() -> None:
    assert [path for path in taken_along() if "tests" in path.parts] == []


def test_every_folder_with_modules_is_a_package() -> None:
    """Or setuptools would not find it."""
    folders = {path.parent for path in KEFU.rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []
