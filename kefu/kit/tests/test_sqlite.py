"""The embedded database: how soon a waiting writer gets its turn, and who moves the write-ahead log."""

import ctypes
import ctypes.util
import sqlite3
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kefu.kit import db
from kefu.kit.sqlite import base, checkpoints, haste

pytestmark = pytest.mark.skipif(not db.is_sqlite(), reason="is about SQLite")


@pytest.fixture
def other_writer(transactional_db: None) -> sqlite3.Connection:
    """Another process's way to the same file."""
    return sqlite3.connect(db.file(), isolation_level=None, check_same_thread=False)


def test_a_writer_gets_its_turn_within_milliseconds_of_the_other_ones_commit(other_writer: sqlite3.Connection) -> None:
    waits = []
    for _ in range(5):
        freed: list[float] = []
        other_writer.execute("BEGIN IMMEDIATE")
        threading.Timer(0.15, lambda at=freed: (at.append(time.monotonic()), other_writer.execute("COMMIT"))).start()
        with transaction.atomic():
            waits.append(time.monotonic() - freed[0])
    other_writer.close()
    assert min(waits) < 0.01  # SQLite's own patience would look again after 50 ms at that time
    assert min(waits) > 0


def test_a_lock_that_is_never_given_back_is_told_after_the_timeout(
    other_writer: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)
    other_writer.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    with pytest.raises(OperationalError, match="locked"), transaction.atomic():
        pass
    assert 0.2 <= time.monotonic() - began < 2
    other_writer.execute("ROLLBACK")
    other_writer.close()
    with transaction.atomic():
        assert connection.connection.execute("PRAGMA busy_timeout").fetchone() == (200,)


@pytest.mark.django_db
def test_a_transaction_and_its_statements_are_counted_by_who_counts() -> None:
    with CaptureQueriesContext(connection) as counted:
        db.rows("SELECT 1 WHERE 1 = %s", [1])
    assert [query["sql"] for query in counted] == ["SELECT 1 WHERE 1 = 1"]


def filled(file: Path, *, pages: int) -> sqlite3.Connection:
    base = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    base.executescript("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; CREATE TABLE filler(words TEXT);")
    for _ in range(pages):
        base.execute("INSERT INTO filler VALUES (?)", ("x" * 4_000,))
    return base


def test_the_log_is_copied_beside_a_writer_and_begun_anew_when_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "filled.sqlite3"
    with closing(filled(file, pages=50)) as writer, closing(checkpoints._open(str(file))) as own:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO filler VALUES ('under way')")
        assert checkpoints.run_once(own) >= 50  # it did not wait for the writer
        writer.execute("COMMIT")
        monkeypatch.setattr(checkpoints, "RESTART_PAGES", 10)
        checkpoints.run_once(own)
        writer.execute("INSERT INTO filler VALUES ('after')")
        log_bytes = Path(f"{file}-wal").stat().st_size
        assert checkpoints.run_once(own) < 50
        assert Path(f"{file}-wal").stat().st_size == log_bytes


def test_a_busy_reader_delays_the_new_log_and_not_the_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "RESTART_PAGES", 10)
    file = tmp_path / "filled.sqlite3"
    with (
        closing(filled(file, pages=50)) as writer,
        closing(checkpoints._open(str(file))) as own,
        closing(sqlite3.connect(file, isolation_level=None)) as reader,
    ):
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM filler").fetchone()
        writer.execute("INSERT INTO filler VALUES ('newer')")
        began = time.monotonic()
        assert checkpoints.run_once(own) >= 50
        assert time.monotonic() - began < 1
        writer.execute("INSERT INTO filler VALUES ('newest')")


def test_a_lost_file_is_not_replaced_by_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        checkpoints._open(str(tmp_path / "gone.sqlite3"))
    assert not list(tmp_path.iterdir())


@pytest.mark.django_db(transaction=True)
def test_whoever_holds_the_database_gets_pythons_lock_sooner_and_only_as_long_as_they_hold_it() -> None:
    before = sys.getswitchinterval()
    with transaction.atomic():
        assert sys.getswitchinterval() == pytest.approx(haste.HELD_S)
        with transaction.atomic():
            pass
        assert sys.getswitchinterval() == pytest.approx(haste.HELD_S)
    assert sys.getswitchinterval() == before
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError
    assert sys.getswitchinterval() == before
    with transaction.atomic():
        connection.connection.close()  # as a disk that goes away does
        connection.close()
    connection.close()
    assert sys.getswitchinterval() == before


def test_the_interval_is_as_before_when_one_began_before_another_had_ended() -> None:
    before = sys.getswitchinterval()
    haste.begin()
    begun, ended = threading.Event(), threading.Event()

    def overlap() -> None:
        haste.begin()
        begun.set()
        ended.wait(5)
        haste.end()

    other = threading.Thread(target=overlap)
    other.start()
    assert begun.wait(5)
    haste.end()
    assert sys.getswitchinterval() == pytest.approx(haste.HELD_S)
    ended.set()
    other.join()
    assert sys.getswitchinterval() == before


@pytest.mark.usefixtures("transactional_db")
def test_a_thread_with_chores_keeps_few_pages_and_statements_in_memory_and_the_others_more() -> None:
    found = []

    def chores() -> None:
        base.keep_little()
        found.append((db.rows("PRAGMA cache_size")[0][0], _grown_by_many_statements()))
        connection.close()

    thread = threading.Thread(target=chores)
    thread.start()
    thread.join()

    ((kib, grown),) = found
    assert kib == -base.FEW_KIB
    assert db.rows("PRAGMA cache_size")[0][0] == -32_768
    assert 0 < 2 * grown < _grown_by_many_statements()


def _grown_by_many_statements() -> int:
    """Bytes that SQLite keeps after lists by 1 to 128 ids, each a statement of its own."""
    used = ctypes.CDLL(ctypes.util.find_library("sqlite3")).sqlite3_memory_used
    used.restype = ctypes.c_int64
    db.rows("SELECT 1 FROM people_agent")
    before = used()
    for n in range(1, 129):
        db.rows(f"SELECT * FROM people_agent JOIN auth_group ON TRUE WHERE people_agent.id IN ({','.join('1' * n)})")
    return int(used() - before)
