"""bin/test never says that all is well when it is not: crashes, empty runs and missing legs count."""

import sys
from pathlib import Path

import pytest

from tools import chain_node, suite
from tools.suite import Count, Leg, Ran

REPORT = '<testsuites><testsuite tests="10" failures="2" errors="1" skipped="3"/></testsuites>'
ALL_BUT_FAULTS = [word for name in suite.LEGS if name != "faults" for word in ("--leg", name)]
MISSING = Leg("browser", lacks="no Chromium was found")


def closing_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str, count: Count
) -> tuple[int, list[str]]:
    """What bin/test ends with when SQLite gives this count and there is neither PostgreSQL nor a browser."""
    monkeypatch.setattr(sys, "argv", ["bin/test", *arguments])
    monkeypatch.setattr(suite, "postgres_leg", lambda: Leg("postgres", lacks="no PostgreSQL answers"))
    monkeypatch.setattr(suite, "cluster_leg", lambda: Leg("cluster", lacks="no Redis answers"))
    monkeypatch.setattr(suite, "browser_leg", lambda: MISSING)
    monkeypatch.setattr(suite, "clamav_leg", lambda: Leg("clamav", lacks="clamd is not installed"))
    monkeypatch.setattr(suite, "chain_leg", lambda: Leg("chain", lacks="npm was not found"))
    monkeypatch.setattr(suite, "sso_leg", lambda: Leg("sso", lacks="npm was not found"))
    monkeypatch.setattr(suite, "mail_leg", lambda: Leg("mail", lacks="Postfix is not installed"))
    monkeypatch.setattr(suite, "run", lambda leg, extra: Ran(leg, count, is_well=count.failed == 0))
    monkeypatch.delenv("KEFU_ALL_LEGS", raising=False)
    code = suite.main()
    return code, capsys.readouterr().out.strip().splitlines()


def test_the_last_line_counts_and_the_ones_before_name_the_legs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, lines = closing_lines(monkeypatch, capsys, *ALL_BUT_FAULTS, count=Count(passed=7, skipped=1))
    assert code == 0
    assert lines == [
        "The sqlite leg ran: 7 passed, 0 failed, 1 skipped.",
        "The postgres leg did NOT run: no PostgreSQL answers",
        "The cluster leg did NOT run: no Redis answers",
        "The browser leg did NOT run: no Chromium was found",
        "The clamav leg did NOT run: clamd is not installed",
        "The chain leg did NOT run: npm was not found",
        "The sso leg did NOT run: npm was not found",
        "The mail leg did NOT run: Postfix is not installed",
        "The faults leg was not asked for: bin/test --leg faults",
        "TOTAL: 7 passed, 0 failed, 1 skipped",
    ]


def test_a_failed_test_fails_the_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = closing_lines(monkeypatch, capsys, "--leg", "sqlite", count=Count(passed=7, failed=1))
    assert (code, lines[-1]) == (1, "TOTAL: 7 passed, 1 failed, 0 skipped")


def test_a_missing_leg_fails_where_all_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, lines = closing_lines(monkeypatch, capsys, "--all-legs", *ALL_BUT_FAULTS, count=Count(passed=7))
    assert (code, lines[-1]) == (1, "TOTAL: 7 passed, 1 failed, 0 skipped")


def test_counts_come_from_the_report(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text(REPORT)
    assert suite.counted(tmp_path / "report.xml", code=1) == Count(passed=4, failed=3, skipped=3)


def test_a_crash_without_a_report_counts_as_a_failure(tmp_path: Path) -> None:
    assert suite.counted(tmp_path / "none.xml", code=3) == Count(failed=1)


def test_a_run_without_tests_counts_as_a_failure(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text('<testsuites><testsuite tests="0"/></testsuites>')
    assert suite.counted(tmp_path / "report.xml", code=suite.NO_TESTS) == Count(failed=1)


def test_a_chain_whose_node_npm_cannot_have_is_a_leg_that_did_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text("#!/bin/sh\necho no registry answers >&2\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    said = chain_node.lacking(tmp_path / "node-of-ours")
    assert said == f"npm could not install {chain_node.PACKAGE}: no registry answers"
    monkeypatch.setattr(chain_node, "lacking", lambda folder: said)
    assert suite.chain_leg().lacks == said


def test_a_leg_of_few_files_names_them_unless_it_is_told_where_to_look() -> None:
    assert suite.files_with("faults")[0] in {
        "tests/faults/test_journal_kills.py",
        "tests/faults/test_rounds.py",
        "tests/faults/test_search.py",
        "kefu/channels/email/tests/test_reading.py",
    }
    assert "tests/journeys/test_inbox.py" in suite.browser_leg().files or suite.browser_leg().lacks
    assert suite._is_place("tests/journeys")
    assert not suite._is_place("-k")


ALONE = ("-p", "no:cacheprovider", "-p", "no:django")
BUSY = """
from pathlib import Path
import pytest

@pytest.mark.parametrize("who", ["anna", "bo"])
def test_is_well_the_second_time(who):
    tried = Path(f"{who}.tried")
    was_tried = tried.exists()
    tried.touch()
    assert was_tried

def test_is_well(): pass
"""
WRONG = "\n\ndef test_is_wrong(): assert not 1\n"


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree with one file of tests, two of which fail the first time."""
    monkeypatch.setattr(suite, "ROOT", tmp_path)
    (tmp_path / "places").mkdir()
    file = tmp_path / "places" / "test_busy.py"
    file.write_text(BUSY)
    return file


def test_what_failed_beside_others_is_tried_once_more_and_named(small: Path) -> None:
    ran = suite.run(Leg("browser", ALONE, tries_again=True), [])
    assert (ran.is_well, ran.count) == (True, Count(passed=3))
    names = [f"places/test_busy.py::test_is_well_the_second_time[{who}]" for who in ("anna", "bo")]
    assert list(ran.unsteady) == names


def test_what_fails_again_alone_is_a_failure(small: Path) -> None:
    small.write_text(BUSY + WRONG)
    ran = suite.run(Leg("browser", ALONE, tries_again=True), [])
    assert (ran.is_well, ran.count, len(ran.unsteady)) == (False, Count(passed=3, failed=1), 2)


def test_no_leg_that_looks_for_rare_losses_gets_a_second_try(small: Path) -> None:
    ran = suite.run(Leg("faults", ALONE), [])
    assert (ran.is_well, ran.count) == (False, Count(passed=1, failed=2))
    made = (suite.cluster_leg, suite.clamav_leg, suite.chain_leg, suite.sso_leg, suite.mail_leg, suite.faults_leg)
    assert not any(make().tries_again for make in made)


def test_many_failures_are_no_chance(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite, "MOST_AGAIN", 1)
    ran = suite.run(Leg("browser", ALONE, tries_again=True), [])
    assert (ran.is_well, ran.count) == (False, Count(passed=1, failed=2))


def test_a_leg_that_tries_again_names_no_places_among_its_arguments() -> None:
    """They would be tried again as well, all of them."""
    legs = [suite.sqlite_leg(), suite.postgres_leg(), suite.browser_leg()]
    assert not [word for leg in legs for word in leg.arguments if word.startswith(suite.PLACES)]
