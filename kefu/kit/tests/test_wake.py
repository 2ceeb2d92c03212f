"""Hints travel between processes by file, and a lost one never raises."""

import json
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from kefu.kit import wake


@pytest.fixture
def file_road(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> wake.FileRoad:
    road = wake.FileRoad(str(tmp_path / "wake.sqlite3"))
    monkeypatch.setattr(wake, "_road", road)
    return road


def test_another_process_is_heard_within_a_tenth_of_a_second(file_road: wake.Road, tmp_path: Path) -> None:
    heard: list[tuple[str, list[object], object]] = []
    rang, stop = threading.Event(), threading.Event()

    def listener(topic: str, refs: wake.Refs, carried: object) -> None:
        heard.append((topic, refs, carried))
        rang.set()

    wake.listen(listener, stop)
    time.sleep(0.1)
    program = "import sys; from kefu.kit import wake; wake._road = wake.FileRoad(sys.argv[1]); wake.wake('entries', [[7, 'x']])"
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "wake.sqlite3")], check=True)
    assert rang.wait(2)
    assert heard == [("entries", [[7, "x"]], None)]
    stop.set()


def test_this_process_hears_itself_once_with_what_was_carried(file_road: wake.Road) -> None:
    heard: list[object] = []
    stop = threading.Event()
    wake.listen(lambda topic, refs, carried: heard.append("by the road"), stop)
    unsubscribe = wake.subscribe(lambda topic, refs, carried: heard.append(carried))
    wake.wake("entries", [[1]], "the entry itself")
    time.sleep(0.2)
    assert heard == ["the entry itself"]
    unsubscribe()
    wake.wake("entries", [[2]], "not heard any more")
    assert heard == ["the entry itself"]
    stop.set()


def test_a_listener_goes_on_after_the_file_failed_for_a_moment(
    file_road: wake.FileRoad, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    stop, whole, failures = threading.Event(), wake.FileRoad._connection, [sqlite3.OperationalError("disk I/O error")]

    def fails_once(road: wake.FileRoad) -> sqlite3.Connection:
        if failures and threading.current_thread().name == "wake":
            raise failures.pop()
        return whole(road)

    file_road.send("the file is there")  # two that make it at once would hinder each other
    monkeypatch.setattr(wake.FileRoad, "_connection", fails_once)
    listening = threading.Thread(target=file_road.listen, args=(heard.append, stop), name="wake", daemon=True)
    listening.start()
    for _ in range(30):
        file_road.send("still there?")
        time.sleep(0.1)
        if heard:
            break
    assert not failures
    assert heard
    stop.set()


@pytest.mark.parametrize("content", [b"not a database at all" * 100, None])
def test_a_file_that_a_power_cut_broke_is_made_anew(
    file_road: wake.FileRoad, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "wake.sqlite3"
    file_road.send("before")
    with closing(sqlite3.connect(file)) as looked_at:
        looked_at.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    wake.mend()
    assert file.exists()
    file.write_bytes(content or b"\0" * 50 + file.read_bytes()[50:])
    wake.mend()
    fresh = wake.FileRoad(str(file))
    fresh.send("after")
    with closing(sqlite3.connect(file)) as looked_at:
        assert looked_at.execute("SELECT message FROM wake").fetchall() == [("after",)]


def test_an_unwritable_road_loses_the_hint_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(wake, "_road", wake.FileRoad("/nowhere/at/all/wake.sqlite3"))
    wake.wake("entries", [[1]])
    wake.flush()
    assert "not sent" in caplog.text


def test_what_comes_together_is_sent_together(file_road: wake.FileRoad, tmp_path: Path) -> None:
    for number in range(100):
        wake.wake("entries", [[number]])
    wake.flush()
    with closing(sqlite3.connect(tmp_path / "wake.sqlite3")) as looked_at:
        messages = [json.loads(row[0]) for row in looked_at.execute("SELECT message FROM wake ORDER BY id")]
    assert [ref for _, _, refs in messages for ref in refs] == [[number] for number in range(100)]
    assert len(messages) < 50
