"""The sealer: once and in order whoever runs it, a head a minute, outside in time, and no reveals where it is late."""

import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from kefu.kit import clock, db
from kefu.ops import chores
from kefu.ops.tests.test_serve import eventually
from kefu.trust import journal
from kefu.trust.models import JournalEntry, JournalLine, SealedRow, TreeHead
from kefu.trust.sealing import folder, leaves, notes, places, sealer, standing, store, verify
from kefu.trust.sealing.errors import Bent
from kefu.trust.sealing.sealer import Sealer

MINUTE = timedelta(minutes=1)


def written(count: int = 1, *, action: str = "looked") -> None:
    with transaction.atomic():
        acts = [journal.Act(clock.now(), "agent", 1, action, "conversation", at, "detail") for at in range(count)]
        journal.write(acts)


@pytest.fixture(autouse=True)
def _empty(db: None) -> None:
    JournalEntry.objects.all().delete()


def in_order() -> list[int]:
    return list(SealedRow.objects.order_by("position").values_list("entry_id", flat=True))


def test_a_row_is_sealed_once_however_many_sealers_run() -> None:
    for _ in range(3):
        written(5)
        for each in (Sealer(), Sealer()):
            each.seal(clock.now())
    assert in_order() == list(JournalEntry.objects.order_by("id").values_list("id", flat=True))


def test_a_pass_that_breaks_off_leaves_nothing_and_the_next_one_seals_all(monkeypatch: pytest.MonkeyPatch) -> None:
    written(300)

    def broken(table: str, columns: str, rows: Any, **kwargs: Any) -> None:
        insert(table, columns, rows, **kwargs)
        if table == store.NODES:
            raise DatabaseError("the power went")

    insert = db.insert_rows
    monkeypatch.setattr(db, "insert_rows", broken)
    with pytest.raises(DatabaseError):
        Sealer().seal(clock.now())
    assert store.size() == 0
    monkeypatch.setattr(db, "insert_rows", insert)
    while Sealer().seal(clock.now()):
        pass
    assert (store.size(), len(set(in_order()))) == (300, 300)


def test_a_head_is_signed_each_minute_that_has_new_rows() -> None:
    now, own = clock.now(), Sealer()
    for seconds, rows, heads in ((0, 1, 1), (30, 1, 1), (61, 0, 2), (200, 0, 2), (201, 1, 3)):
        if rows:
            written(rows)
        own.seal(now)
        own.sign(now + timedelta(seconds=seconds))
        assert TreeHead.objects.count() == heads, seconds


def test_what_was_done_last_is_sealed_signed_and_outside_when_the_process_ends() -> None:
    own = Sealer()
    written()
    own.seal(clock.now())
    own.sign(clock.now())
    written(2)
    chores.leave_sealed(clock.now())
    assert standing.standing() == standing.Standing(sealed=3, signed=3, outside=3, waiting_since=None)


def test_a_row_of_the_release_before_gets_its_salt_before_it_is_sealed() -> None:
    columns = "at, actor_kind, actor_id, action, subject_kind, subject_id, detail"
    db.insert_rows(journal.TABLE, columns, [(db.to_moment(clock.now()), "agent", 1, "looked", "chat", 1, "Carol")])
    assert JournalEntry.objects.get().salt == ""
    chores.leave_sealed(clock.now())
    assert len(JournalEntry.objects.get().salt) == 32
    assert verify.verify(None, keys=notes.known_keys()).count == 0


def test_two_rows_that_say_the_same_have_other_leaves_and_other_commitments() -> None:
    written(2)
    one, other = store.rows_after(0, most=2)
    assert leaves.commitment(one.detail, salt=one.salt) != leaves.commitment(other.detail, salt=other.salt)


def test_reveals_stop_when_the_place_outside_is_overdue_and_go_on_when_it_has_what_it_lacked(
    tmp_path: Path, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "full").write_text("a file, where a folder should be")
    settings.JOURNAL_FOLDER = tmp_path / "full"
    now = clock.now()
    assert standing.may_reveal(now)
    written()
    with caplog.at_level(logging.WARNING):
        chores.leave_sealed(now)
    assert "did not come to its place" in caplog.text
    assert standing.may_reveal(now + 9 * MINUTE)
    assert not standing.may_reveal(now + 11 * MINUTE)
    settings.JOURNAL_FOLDER = tmp_path / "outside"
    chores.leave_sealed(now + 11 * MINUTE)
    assert standing.may_reveal(now + 12 * MINUTE)
    assert standing.may_reveal(now + 9_000 * MINUTE), "nothing happened since"


def test_reveals_stop_when_nobody_seals() -> None:
    written()
    assert not standing.may_reveal(clock.now() + 11 * MINUTE)


def test_a_changed_row_is_seen_among_the_newest_and_the_head_over_it_stays_as_it_was() -> None:
    written(3)
    chores.leave_sealed(clock.now())
    assert standing.fault() == ""
    JournalEntry.objects.filter(subject_id=1).update(actor_id=7)
    assert "is not what was sealed" in standing.fault()


def test_nothing_is_signed_over_a_tree_that_was_changed(caplog: pytest.LogCaptureFixture) -> None:
    written(3)
    chores.leave_sealed(clock.now())
    SealedRow.objects.filter(position=1).update(leaf=b"x" * 32)
    written()
    chores.leave_sealed(clock.now() + 2 * MINUTE)
    assert TreeHead.objects.count() == 1
    assert "the journal's head is not signed" in caplog.text
    assert "another root" in standing.fault()


class _Keeper(BaseHTTPRequestHandler):
    """A machine elsewhere that keeps what it is sent."""

    kept: dict[str, bytes] = {}
    answers: list[int] = []
    words: list[str] = []

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = self.answers.pop(0) if self.answers else 201
        self.words.append(self.headers.get("Authorization", ""))
        if status == 201:
            self.kept[self.path] = body
        self.send_response(status)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def elsewhere(settings: Any) -> Iterator[type[_Keeper]]:
    _Keeper.kept, _Keeper.answers, _Keeper.words = {}, [], []
    with HTTPServer(("127.0.0.1", 0), _Keeper) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        settings.JOURNAL_URL = f"http://127.0.0.1:{server.server_port}/journal"
        settings.JOURNAL_TOKEN = "let me in"
        yield _Keeper
        server.shutdown()
        thread.join(10)


def test_an_address_gets_the_same_files_and_is_asked_again_where_it_refused(
    elsewhere: type[_Keeper], tmp_path: Path
) -> None:
    elsewhere.answers = [503]
    written(3)
    chores.leave_sealed(clock.now())
    assert (elsewhere.kept, standing.standing().outside) == ({}, 0)
    assert places.bring(clock.now()) == 1
    assert standing.standing().outside == 3
    assert set(elsewhere.words) == {"Bearer let me in"}
    for path, body in elsewhere.kept.items():
        file = tmp_path / path.removeprefix("/journal/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
    report = verify.verify(tmp_path, keys=notes.known_keys())
    assert (report.count, report.outside and report.outside.size) == (0, 3)
    assert folder.leaves(tmp_path, 0, 3) == store.hashes(0, 0, 3)


def test_files_of_the_folder_are_never_written_anew() -> None:
    folder.keep("line-1/2026-01-01/000000000001.head", b"one")
    folder.keep("line-1/2026-01-01/000000000001.head", b"one")
    with pytest.raises(Bent):
        folder.keep("line-1/2026-01-01/000000000001.head", b"other")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_row_whose_transaction_ends_late_takes_the_next_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its id is lower than others that were sealed before anybody could see it."""
    if db.is_sqlite():
        pytest.skip("SQLite's writers queue")
    monkeypatch.setattr(sealer, "SETTLED_AFTER_S", 0.0)
    monkeypatch.setattr(sealer, "LATE_EVERY_S", 0.0)
    own = Sealer()
    with psycopg.connect(**_here()) as slow:
        columns = "at, actor_kind, actor_id, action, subject_kind, subject_id, detail"
        said = slow.execute(
            f"INSERT INTO {journal.TABLE} ({columns}) VALUES (now(), 'agent', 1, 'slow', 'chat', 1, '') RETURNING id"
        ).fetchone()
        written(3)
        for _ in range(6):
            own.seal(clock.now())
        assert JournalLine.objects.get().settled == 0, "it may still come"
        slow.commit()
    assert said is not None

    def is_settled() -> bool:
        own.seal(clock.now())
        return bool(JournalLine.objects.get().settled == said[0] + 3)

    assert eventually(is_settled), "transactions of other databases on this server hold it back for a while"
    assert in_order() == [said[0] + 1, said[0] + 2, said[0] + 3, said[0]]
    own.sign(clock.now())
    assert verify.verify(None, keys=notes.known_keys()).count == 0


def _here() -> dict[str, Any]:
    told = connection.get_connection_params()
    return {name: told[name] for name in ("dbname", "user", "host", "port") if told.get(name)}
