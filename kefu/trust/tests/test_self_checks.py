"""Reports that the installation makes of itself, and the gate before customers' chats. Each refusal has its outsider."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from conftest import an_agent, as_viewer
from kefu.kit import clock
from kefu.kit.errors import Invalid, NotAllowed, NotFound
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.trust import queues, self_check_files, self_checks, signing
from kefu.trust.models import JournalEntry
from kefu.trust.models_doctor import DoctorReport
from kefu.trust.queues import Reason
from kefu.trust.self_checks import Row

WEAK = "The way to the vault is open"
ROWS = [Row("settings.debug", "critical", f"{WEAK}.", "Shut it."), Row("drill.restore", "ok", "Brought back.", "")]
BAD = Reason("journal.sound", "The journal was changed.", "Keep it.")


@pytest.fixture(autouse=True)
def _gated(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.QUEUES_GATED = True
    monkeypatch.setattr(queues, "_known", queues._Known())
    monkeypatch.setattr(queues, "LIVES_S", 0.0)


def keep(*closes: Reason) -> self_checks.Report:
    return self_checks.keep(ROWS, verdict="critical", closes=closes, evidence={"CC6.1": ["admin: all"]})


@pytest.fixture
def officer(db: None) -> Viewer:
    return as_viewer(an_agent("Odile", Role.AUDITOR))


def test_a_report_is_signed_and_one_changed_byte_is_refused(officer: Viewer) -> None:
    keep()
    file, key = self_checks.newest(officer)[0].file.encode(), signing.public_key()
    found = self_check_files.verified(file, key=key)
    assert (found.verdict, found.rows, found.is_public) == ("critical", 2, False)
    for bent in (file.replace(b"critical", b"ok", 1), file.replace(b"Shut", b"Open"), b"[]", b"{}", b"x" * 2_000_000):
        with pytest.raises(self_check_files.Broken):
            self_check_files.verified(bent, key=key)
    with pytest.raises(self_check_files.Broken):
        self_check_files.verified(file, key="A" * 44)


@pytest.mark.django_db
def test_what_anybody_may_see_tells_when_and_what_was_looked_at_and_nothing_of_where_we_are_weak() -> None:
    assert Client().get(self_checks.PATH).status_code == 404
    assert b"There is no report yet" in Client().get("/verify/self-check").content
    keep()
    told = Client().get(self_checks.PATH).content
    found = self_check_files.verified(told, key=signing.public_key())
    assert (found.is_public, found.rows) == (True, 2)
    assert json.loads(told)["checked"] == ["drill.restore", "settings"]
    page = Client().get("/verify/self-check").content
    assert b"the newest backup is brought back" in page
    for seen in (told, page):
        assert WEAK.encode() not in seen
        assert b"settings.debug" not in seen
        assert b"Shut it" not in seen
        assert b"admin: all" not in seen


def test_reports_are_for_who_reads_the_journal(officer: Viewer, alice: Viewer, carol: Viewer) -> None:
    public_id = keep().public_id
    assert self_checks.report_for(officer, public_id).verdict == "critical"
    for other in (alice, carol):
        with pytest.raises(NotAllowed):
            self_checks.newest(other)
        with pytest.raises(NotAllowed):
            self_checks.report_for(other, public_id)
    with pytest.raises(NotFound):
        self_checks.report_for(officer, "a" * 26)


@pytest.mark.django_db
def test_the_newest_ninety_are_kept() -> None:
    first = keep().public_id
    for _ in range(self_checks.KEPT):
        keep()
    assert DoctorReport.objects.count() == self_checks.KEPT
    assert not DoctorReport.objects.filter(public_id=first).exists()


@pytest.mark.django_db
def test_what_is_found_closes_and_what_is_mended_opens_with_a_row_of_the_journal_each() -> None:
    assert queues.are_open()
    queues.judged([BAD])
    queues.judged([BAD])
    assert queues.standing().reasons == (BAD,)
    assert not queues.are_open()
    queues.judged([])
    assert queues.are_open()
    rows = JournalEntry.objects.filter(subject_kind="queues").order_by("pk").values_list("action", "detail")
    assert list(rows) == [
        ("queues_closed", "journal.sound"),
        ("queues_sound", "nothing stands against it any more"),
    ]


@pytest.mark.django_db
def test_what_a_report_found_stands_until_the_next_one() -> None:
    keep(BAD)
    queues.judged([])
    assert not queues.are_open()
    keep()
    assert queues.are_open()


@pytest.mark.django_db
def test_what_a_process_finds_in_its_own_settings_closes_it_alone() -> None:
    queues.judged_here([BAD])
    assert not queues.are_open()
    queues.judged([])
    assert not queues.are_open()


@pytest.mark.django_db
def test_an_operator_opens_for_hours_with_a_reason_that_stands_in_the_journal(monkeypatch: pytest.MonkeyPatch) -> None:
    queues.judged([BAD])
    for hours, because in ((0, "a crash of the market"), (25, "a crash of the market"), (4, "short")):
        with pytest.raises(Invalid):
            queues.open_for(timedelta(hours=hours), because=because)
    assert not queues.are_open()
    until = queues.open_for(timedelta(hours=4), because="a crash of the market")
    assert queues.are_open()
    assert queues.standing().reasons == (BAD,), "it is not forgotten meanwhile"
    row = JournalEntry.objects.filter(action="queues_opened").get()
    assert (row.actor_kind, "a crash of the market" in row.detail) == ("operator", True)
    monkeypatch.setattr(clock, "now", lambda: until + timedelta(seconds=1))
    assert not queues.are_open(), "time is up"
    monkeypatch.undo()


@pytest.mark.django_db
def test_an_operator_takes_it_back() -> None:
    queues.judged([BAD])
    queues.open_for(timedelta(hours=4), because="a crash of the market")
    queues.close_again()
    assert not queues.are_open()


@pytest.mark.django_db
def test_where_nobody_asked_for_it_nothing_is_closed(settings: Settings) -> None:
    settings.QUEUES_GATED = False
    queues.judged([BAD])
    assert queues.are_open()
