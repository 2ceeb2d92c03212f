"""The live process beside the pages: it comes back when it dies, and never outlives its parent."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kefu.ops import live_child
from kefu.ops.live_child import LiveChild

# says its process id, then lives as long as its parent
WELL_BEHAVED = "import os, sys; open(sys.argv[1], 'a').write(f'{os.getpid()} '); sys.stdin.read()"
DEAF = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()} '); time.sleep(60)"
PARENT = """
import sys, threading
from kefu.ops.live_child import LiveChild
LiveChild(threading.Event(), command=tuple(sys.argv[1:])).start()
"""


@pytest.fixture
def pids(tmp_path: Path) -> Iterator[Path]:
    """A file that each child writes its process id into."""
    file = tmp_path / "pids"
    file.touch()
    yield file
    assert not [pid for pid in seen(file) if is_running(pid)], "a child outlived its test"


def seen(file: Path) -> list[int]:
    return [int(pid) for pid in file.read_text().split()]


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def eventually(holds: Callable[[], bool], *, within_s: float = 10) -> bool:
    end = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def child(program: str, pids: Path, *, stop: threading.Event) -> LiveChild:
    started = LiveChild(stop, command=(sys.executable, "-c", program, str(pids)))
    started.start()
    assert eventually(lambda: len(seen(pids)) == 1)
    return started


def test_a_stop_ends_it_at_once(pids: Path) -> None:
    stop = threading.Event()
    live = child(WELL_BEHAVED, pids, stop=stop)
    began = time.monotonic()
    stop.set()
    live.join()
    assert time.monotonic() - began < 5
    assert not is_running(seen(pids)[0])


def test_one_that_does_not_listen_is_killed(pids: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_child, "END_S", 0.3)
    stop = threading.Event()
    live = child(DEAF, pids, stop=stop)
    stop.set()
    live.join()
    assert not is_running(seen(pids)[0])


def test_one_that_dies_is_started_again(pids: Path, caplog: pytest.LogCaptureFixture) -> None:
    stop = threading.Event()
    live = child(WELL_BEHAVED, pids, stop=stop)
    os.kill(seen(pids)[0], signal.SIGKILL)
    assert eventually(lambda: len(seen(pids)) == 2)
    stop.set()
    live.join()
    assert "ended with code -9" in caplog.text


def test_it_ends_when_the_parent_is_killed(pids: Path) -> None:
    command = [sys.executable, "-c", PARENT, sys.executable, "-c", WELL_BEHAVED, str(pids)]
    with subprocess.Popen(command) as parent:
        assert eventually(lambda: len(seen(pids)) == 1)
        parent.kill()
    assert eventually(lambda: not is_running(seen(pids)[0]))


def test_waits_grow_and_a_steady_life_forgives() -> None:
    waits = [live_child.FIRST_WAIT_S]
    for _ in range(8):
        waits.append(live_child.next_wait_s(waits[-1], lived_s=1, has_served=False))
    assert waits == [0.25, 0.5, 1, 2, 4, 8, 16, 30, 30]
    assert live_child.next_wait_s(30, lived_s=61, has_served=True) == live_child.FIRST_WAIT_S


def test_R01_who_did_serve_is_never_waited_for_long() -> None:
    """Killed again and again from outside (kill -9, out of memory), it is back within seconds each time."""
    waits = [live_child.FIRST_WAIT_S]
    for _ in range(6):
        waits.append(live_child.next_wait_s(waits[-1], lived_s=1, has_served=True))
    assert waits == [0.25, 0.5, 1, 2, 2, 2, 2]


def test_R01_a_child_that_served_is_seen_to_have_served(pids: Path) -> None:
    stop = threading.Event()
    live = LiveChild(stop, command=(sys.executable, "-c", WELL_BEHAVED, str(pids)), listens=lambda: True)
    live.start()
    try:
        assert eventually(lambda: live._has_served)
        os.kill(live.process.pid, signal.SIGKILL)  # type: ignore[union-attr]
        assert eventually(lambda: len(seen(pids)) == 2)
    finally:
        stop.set()
        live.join()
