"""The live process as a copy: it runs what it was made for, ends with its parent, and is a program of its own ever after."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kefu.ops import live_copy
from kefu.ops.tests.test_live_child import eventually, is_running, seen

# one that copies itself as `kefu serve` does; the first argument is the file that each child writes its process id into
PROGRAM = """
import os, sys, threading, time
import django
django.setup()
from kefu.ops import live_copy
from kefu.ops.live_child import LiveChild
pids = sys.argv[1]
def run():
    with open(pids, "a") as told:
        told.write(f"{os.getpid()} ")
    sys.stdin.read()
copy = live_copy.made(run)
stop = threading.Event()
command = (sys.executable, "-c", "import os, sys; open(sys.argv[1], 'a').write(f'{os.getpid()} '); sys.stdin.read()", pids)
live = LiveChild(stop, command=command, first=copy)
live.start()
sys.stdin.read()
stop.set()
live.join()
"""


@pytest.fixture
def program(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    pids = tmp_path / "pids"
    pids.touch()
    with subprocess.Popen([sys.executable, "-c", PROGRAM, str(pids)], stdin=subprocess.PIPE) as parent:
        assert eventually(lambda: len(seen(pids)) == 1, within_s=60)
        yield parent, pids
        if parent.stdin is not None:
            parent.stdin.close()
    assert eventually(lambda: not any(is_running(pid) for pid in seen(pids))), "a child outlived its test"


def test_it_is_a_copy_with_a_name_of_its_own(program: tuple[subprocess.Popen[bytes], Path]) -> None:
    parent, pids = program
    (copy,) = seen(pids)
    lines = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in (parent.pid, copy)]
    assert lines[0] == lines[1]
    assert Path(f"/proc/{copy}/comm").read_text().strip() == live_copy.NAME
    assert os.getsid(copy) == copy


def test_what_both_loaded_lies_in_memory_once(program: tuple[subprocess.Popen[bytes], Path]) -> None:
    _, pids = program
    (copy,) = seen(pids)
    told = dict(line.split(":") for line in Path(f"/proc/{copy}/smaps_rollup").read_text().splitlines()[1:])
    rss, pss = (int(told[name].split()[0]) for name in ("Rss", "Pss"))
    assert pss < 0.75 * rss


def test_it_ends_when_the_first_is_killed(program: tuple[subprocess.Popen[bytes], Path]) -> None:
    parent, pids = program
    parent.kill()
    assert eventually(lambda: not is_running(seen(pids)[0]))


def test_the_next_one_is_a_program_of_its_own(program: tuple[subprocess.Popen[bytes], Path]) -> None:
    parent, pids = program
    os.kill(seen(pids)[0], signal.SIGKILL)
    assert eventually(lambda: len(seen(pids)) == 2, within_s=30)
    lines = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in (parent.pid, seen(pids)[1])]
    assert lines[0] != lines[1]


def test_none_is_made_beside_threads() -> None:
    over = threading.Event()
    beside = threading.Thread(target=over.wait)
    beside.start()
    try:
        assert live_copy.made(lambda: None) is None
    finally:
        over.set()
        beside.join()


@pytest.mark.parametrize(("does", "code"), [("raise SystemExit(3)", 3), ("1 / 0", 1)])
def test_however_it_ends_nothing_of_the_callers_runs(does: str, code: int) -> None:
    program = f"""
import atexit, json, django
django.setup()
from kefu.ops import live_copy
atexit.register(lambda: print("cleaned up", flush=True))
def run():
    {does}
copy = live_copy.made(run)
print(json.dumps(copy.wait(10)), flush=True)
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    told, *others = ended.stdout.splitlines()
    assert json.loads(told) == code
    assert others == ["cleaned up"]  # once: by the first alone


def test_it_hears_what_the_first_one_says() -> None:
    """Hints carry who gave them, and nobody listens to their own."""
    program = """
import django
django.setup()
from kefu.kit import wake
from kefu.ops import live_copy
copy = live_copy.made(lambda: print(wake._me, flush=True))
copy.wait(10)
print(wake._me, flush=True)
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    copied, first = ended.stdout.split()
    assert copied != first
