"""`kefu serve` as an operator runs it: two processes that come up, stop, and die together."""

import os
import secrets
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools import template

KEFU = [sys.executable, "-m", "kefu"]


def free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def eventually(holds: Callable[[], bool], *, within_s: float = 20) -> bool:
    end = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listed.splitlines()]
    return [int(child) for child, parent, state in rows if int(parent) == pid and not state.startswith("Z")]


class Serving:
    def __init__(self, data: Path) -> None:
        self.port, self.live_port = free_ports()
        self.env = {
            "PATH": os.environ["PATH"],
            "PORT": str(self.port),
            "KEFU_LIVE_PORT": str(self.live_port),
            "KEFU_SECRET_KEY": secrets.token_urlsafe(48),
            "KEFU_DATA": str(data),
        }

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        self.process = subprocess.Popen(
            [*KEFU, "serve", *arguments], env=self.env, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert eventually(self.is_up, within_s=90), "it did not come up"
        return self.process

    def is_up(self) -> bool:
        return listens(self.port) and listens(self.live_port)

    def is_down(self) -> bool:
        return not listens(self.port) and not listens(self.live_port)


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    made = Serving(tmp_path)
    template.put(tmp_path)
    subprocess.run([*KEFU, "migrate", "--verbosity", "0"], env=made.env, check=True)
    yield made
    made.process.kill()
    made.process.wait()
    assert made.process.stdin is not None
    made.process.stdin.close()
    assert eventually(made.is_down), "something of it still listens"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_is_two_processes_and_both_stop_in_order(serving: Serving, number: signal.Signals) -> None:
    process = serving.start()
    assert len(children(process.pid)) == 1
    key = Path(serving.env["KEFU_DATA"]) / "push-key.pem"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600, "made at the first start, for its owner alone"
    began = time.monotonic()
    process.send_signal(number)
    assert process.wait(10) == 0
    assert time.monotonic() - began < 10
    assert eventually(serving.is_down)


def test_what_staff_did_is_sealed_within_seconds_and_signed_and_outside_when_it_stops(serving: Serving) -> None:
    def verified() -> str:
        done = subprocess.run([*KEFU, "verify_journal"], env=serving.env, capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    process = serving.start()
    made = [*KEFU, "agent", "Ada", "--email", "ada@example.test", "--role", "admin"]
    subprocess.run(made, env=serving.env, check=True, stdout=subprocess.DEVNULL)
    assert eventually(lambda: "Rows: 1. Sealed: 1." in verified())
    subprocess.run([*KEFU, "token", "Ada"], env=serving.env, check=True, stdout=subprocess.DEVNULL)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    said = verified()
    assert "The journal holds." in said
    assert "Rows: 2. Sealed: 2." in said
    assert "Known outside: 2 rows" in said


def test_a_live_process_that_dies_comes_back_and_ends_with_the_killed_parent(serving: Serving) -> None:
    process = serving.start()
    (first,) = children(process.pid)
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: not listens(serving.live_port))
    assert eventually(serving.is_up)
    process.kill()
    assert eventually(serving.is_down), "live outlived the pages"


def test_it_ends_with_its_own_parent_where_asked_to(serving: Serving) -> None:
    process = serving.start("--with-parent")
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(10) == 0


def answer_to(port: int, head: str) -> str:
    """The first line of what the pages answer to this head, sent without any body."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(head.replace("\n", "\r\n").encode())
        return line.recv(4_096).decode().splitlines()[0]


def test_what_is_too_large_is_refused_before_it_is_read(serving: Serving) -> None:
    serving.start()
    host = f"Host: localhost:{serving.port}"
    assert answer_to(serving.port, f"GET /healthz HTTP/1.1\n{host}\n\n").endswith(" 200 OK")
    body = f"POST /healthz HTTP/1.1\n{host}\nContent-Length: 30000000\n\n"
    assert " 413 " in answer_to(serving.port, body)
    header = f"GET /healthz HTTP/1.1\n{host}\nX-Long: {'x' * 40_000}\n\n"
    assert " 431 " in answer_to(serving.port, header)


def test_it_brings_the_database_up_to_date_where_asked_to(tmp_path: Path) -> None:
    serving = Serving(tmp_path)
    process = serving.start("--migrate", "--with-parent")
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(10) == 0


def test_a_database_of_another_release_is_refused(tmp_path: Path) -> None:
    done = subprocess.run([*KEFU, "serve"], env=Serving(tmp_path).env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip().endswith("run `kefu migrate` first.")
