"""docs/security.md against the tests: each case that the page calls proved is, and each case that a test proves stands there."""

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "security.md"
CASE = re.compile(r"(?i:\bsec|_sec)[-_]([a-z]\d\d(?:_[a-z]\d\d)*)(?!\d)|def test_(R\d\d)_", re.IGNORECASE)
PROVED, OWN, LACKING = "## Cases and their tests", "## Promises of our own", "## What is not here"


@cache
def cases_in(file: Path) -> frozenset[str]:
    """The ids that its tests carry: SEC-A01 in a docstring, SEC_A01_A09 or R20 in a name."""
    found = CASE.findall(file.read_text(encoding="utf-8"))
    return frozenset(each for first, second in found for each in (first or second).upper().split("_"))


def all_tested() -> dict[str, set[Path]]:
    places: dict[str, set[Path]] = {}
    for file in [*(ROOT / "tests").rglob("test_*.py"), *(ROOT / "kefu").rglob("tests/test_*.py")]:
        if file != Path(__file__).resolve():
            for case in cases_in(file):
                places.setdefault(case, set()).add(file)
    return places


def rows(heading: str) -> list[list[str]]:
    """The cells of the tables below this heading."""
    text = PAGE.read_text(encoding="utf-8").partition(f"\n{heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [each for each in cells if each[0] not in {"case", "promise"} and not set(each[0]) <= set("-")]


def links(cell: str) -> list[Path]:
    return [(PAGE.parent / target).resolve() for target in re.findall(r"\]\(([^)#]+)\)", cell)]


def test_the_pages_cases_and_those_of_the_tests_are_the_same() -> None:
    listed = [row[0] for row in rows(PROVED)]
    assert listed == sorted(set(listed)), "each once, in order"
    assert set(all_tested()) - set(listed) == set(), f"a test proves these: put them under '{PROVED}'"
    assert set(listed) - set(all_tested()) == set(), f"no test carries these: put them under '{LACKING}', and say why"


def test_each_case_names_tests_that_carry_it() -> None:
    for case, promise, places in rows(PROVED):
        assert promise.endswith("."), case
        assert links(places), case
        assert [str(file) for file in links(places) if case not in cases_in(file)] == [], case


def test_each_promise_of_our_own_names_its_tests() -> None:
    assert len(rows(OWN)) > 5
    for promise, places in rows(OWN):
        assert links(places), promise
        assert [file for file in links(places) if not file.is_file() or "def test_" not in file.read_text()] == []


def test_what_is_not_here_has_a_reason_and_is_not_called_proved() -> None:
    lacking = [case for row in rows(LACKING) for case in re.findall(r"[A-Z]\d\d", row[0])]
    assert lacking
    assert len(lacking) == len(set(lacking))
    assert set(lacking) & set(all_tested()) == set(), f"a test proves these now: put them under '{PROVED}'"
    assert [row[0] for row in rows(LACKING) if len(row[1].split()) < 4] == []
