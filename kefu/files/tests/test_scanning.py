"""Quarantine: what a scanner has not seen nobody has, what it knows is gone, and an outage only delays."""

import errno
import hashlib
import io
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kefu.conversations.records import ConversationRecord
from kefu.files import clamd, holdings, scanning, storage, uploads
from kefu.files.errors import FileNotReady, Infected
from kefu.files.kinds import Condition, FileRef, State, Variant
from kefu.files.links import Link
from kefu.files.models import Upload
from kefu.files.tests import clamd_fake, pictures, samples
from kefu.kit import clock
from kefu.kit.errors import NotFound
from kefu.people.access import Viewer
from kefu.trust.models import JournalEntry
from kefu.watchers.scanning.watch import Scanning

pytestmark = pytest.mark.django_db
OUTAGES = ["silent", "hangs_up", "nonsense", "too_large", "endless"]
CLEAN, BAD = b"a clean log\n" * 10_000, b"a log\n" + samples.EICAR


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clamd, "STEP_S", 0.3)


def received(viewer: Viewer, data: bytes = CLEAN, *, name: str = "a.log") -> FileRef:
    return uploads.receive(viewer, io.BytesIO(data), name=name)


def condition(viewer: Viewer, ref: FileRef) -> Condition:
    return uploads.seen(viewer, [ref.id])[ref.id].condition


def test_a_clean_file_is_ready_at_once(carol: Viewer, settings: Any) -> None:
    with clamd_fake.running() as scanner:
        settings.CLAMD = scanner.address
        ref = received(carol)
    assert scanner.heard == [CLEAN]
    assert condition(carol, ref) is Condition.READY
    assert uploads.link(ref.id, viewer=carol)


@pytest.mark.django_db(transaction=True)
def test_P26_an_infected_file_is_refused_removed_and_journalled(carol: Viewer, settings: Any) -> None:
    with clamd_fake.running() as scanner:
        settings.CLAMD = scanner.address
        with pytest.raises(Infected):
            received(carol, BAD)
    row = Upload.objects.get()
    assert (row.state, row.finding) == (State.INFECTED, "Test.EICAR")
    with pytest.raises(FileNotFoundError):
        storage.opened(row.stored_as, variant=Variant.FULL)
    with pytest.raises(FileNotReady):
        uploads.refs(carol, [row.public_id])
    act = JournalEntry.objects.get(action="file_removed")
    assert (act.actor_kind, act.subject_id, act.detail) == ("scanner", row.pk, "Test.EICAR")


@pytest.mark.parametrize("mode", OUTAGES)
def test_P26_while_the_scanner_is_down_nobody_has_the_file_not_even_by_an_old_link(
    carol: Viewer, alice: Viewer, chat: ConversationRecord, settings: Any, mode: str
) -> None:
    ref = received(carol)
    uploads.bind([ref.id], conversation_id=chat.id, staff_only=False)
    old = uploads.link(ref.id, viewer=carol)
    with clamd_fake.running(mode) as scanner:
        settings.CLAMD = scanner.address
        began = time.monotonic()
        assert scanning.run_due(clock.now()) == 0
        assert time.monotonic() - began < 3
    for viewer in (carol, alice):
        assert condition(viewer, ref) is Condition.CHECKING
        with pytest.raises(NotFound):
            uploads.link(ref.id, viewer=viewer)
    parts = old.removeprefix(settings.CONTENT_URL).split("/")[2:]
    with pytest.raises(NotFound):
        uploads.opened(Link(parts[0], parts[1], int(parts[2]), *parts[3:]))


def test_an_outage_pauses_longer_each_time_and_ends_by_itself(carol: Viewer, settings: Any) -> None:
    settings.CLAMD = "tcp://127.0.0.1:9"  # nobody listens there
    ref, now = received(carol), clock.now()
    pauses = []
    for _ in range(9):
        now = Upload.objects.get().scan_at or now
        assert scanning.run_due(now) == 0
        pauses.append((Upload.objects.get().scan_at or now) - now)
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(minutes=10)
    with clamd_fake.running() as scanner:
        settings.CLAMD = scanner.address
        assert scanning.run_due(now) == 0, "not due yet"
        assert scanning.run_due(now + timedelta(minutes=11)) == 1
    assert condition(carol, ref) is Condition.READY


@pytest.mark.django_db(transaction=True)
def test_the_sweep_of_the_watchers_scans_what_is_due(carol: Viewer, settings: Any) -> None:
    ref = received(carol, BAD)
    with clamd_fake.running() as scanner:
        settings.CLAMD = scanner.address
        watcher = Scanning()
        watcher.sweep()
        assert watcher._thread
        watcher._thread.join(5)
    seen = uploads.seen(carol, [ref.id])[ref.id]
    assert (seen.condition, seen.reason) == (Condition.REMOVED, "Test.EICAR")


def test_two_sweeps_at_once_scan_a_file_once(carol: Viewer, settings: Any) -> None:
    received(carol)
    row = Upload.objects.get()
    with clamd_fake.running() as scanner:
        settings.CLAMD = scanner.address
        for _ in range(2):
            scanning._claimed_scan(row, clock.now())
    assert len(scanner.heard) == 1


@pytest.mark.parametrize(("policy", "told"), [("warn", Condition.UNSCANNED), ("hold", Condition.CHECKING)])
def test_without_a_scanner_the_operator_decides(carol: Viewer, settings: Any, policy: str, told: Condition) -> None:
    settings.UNSCANNED_FILES = policy
    ref = received(carol)
    assert condition(carol, ref) is told
    if told is Condition.CHECKING:
        with pytest.raises(NotFound):
            uploads.link(ref.id, viewer=carol)
    else:
        assert uploads.link(ref.id, viewer=carol)


def test_a_picture_made_anew_needs_no_scanner(carol: Viewer, settings: Any) -> None:
    settings.CLAMD = "tcp://127.0.0.1:9"
    assert condition(carol, received(carol, pictures.photo("PNG"), name="p.png")) is Condition.READY


def lying(row: Upload) -> bytes:
    with storage.store().opened(row.stored_as, variant=Variant.FULL) as file:
        return file.read()


def test_P26_what_waits_for_the_scanner_lies_sealed_survives_a_restart_and_is_released_by_its_verdict(
    carol: Viewer, settings: Any, tmp_path: Path
) -> None:
    settings.CLAMD = f"unix:{tmp_path / 'nobody'}"
    ref = received(carol)
    row = Upload.objects.get(public_id=ref.id)
    assert b"a clean log" not in lying(row)
    assert (row.bytes, row.sha256) == (len(CLEAN), hashlib.sha256(CLEAN).hexdigest())
    (holding,) = holdings.all_named()
    with holdings.opened(holding) as file:  # as a backup takes it
        assert file.read() == CLEAN
    with clamd_fake.running() as scanner:
        settings.CLAMD = scanner.address
        assert scanning.run_due(clock.now() + timedelta(minutes=1)) == 1
    assert scanner.heard == [CLEAN]
    assert condition(carol, ref) is Condition.READY
    assert lying(row) == CLEAN


def test_where_files_are_held_back_they_lie_sealed_and_may_be_had_when_they_are_not_any_more(
    carol: Viewer, settings: Any, client: Client
) -> None:
    settings.UNSCANNED_FILES = "hold"
    ref = received(carol)
    assert b"a clean log" not in lying(Upload.objects.get(public_id=ref.id))
    settings.UNSCANNED_FILES = "warn"
    host, _, path = uploads.link(ref.id, viewer=carol).partition("://")[2].partition("/")
    answer = client.get(f"/{path}", headers={"Host": host})
    assert (answer.getvalue(), int(answer["Content-Length"])) == (CLEAN, len(CLEAN))


def test_a_clean_file_that_finds_no_room_to_be_released_is_had_all_the_same(
    carol: Viewer, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.UNSCANNED_FILES = "hold"
    ref = received(carol)

    def full() -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(storage, "incoming", full)
    with clamd_fake.running() as scanner:
        settings.CLAMD = scanner.address
        assert scanning.run_due(clock.now() + timedelta(minutes=1)) == 1
    assert condition(carol, ref) is Condition.READY
    with storage.opened(Upload.objects.get(public_id=ref.id).stored_as, variant=Variant.FULL) as file:
        assert file.read() == CLEAN


def test_under_another_secret_it_waits_and_is_scanned_when_the_secret_is_back(carol: Viewer, settings: Any) -> None:
    settings.UNSCANNED_FILES = "hold"
    ref, secret = received(carol), settings.SECRET_KEY
    with clamd_fake.running() as scanner:
        settings.CLAMD = scanner.address
        settings.SECRET_KEY = "another, " + "y" * 50
        scanning.run_due(clock.now() + timedelta(minutes=1))
        assert condition(carol, ref) is Condition.CHECKING
        settings.SECRET_KEY = secret
        assert scanning.run_due(clock.now() + timedelta(minutes=10)) == 1
    assert condition(carol, ref) is Condition.READY
