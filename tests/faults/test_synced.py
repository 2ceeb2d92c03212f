"""R02 by the system's calls: between a message and its ack the write-ahead log is synced to the disk. Every time."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.conftest import needs
from tests.running import Line, started

MESSAGES = 20
SYNCED = re.compile(r"f(?:data)?sync\(\d+<[^>]*kefu\.sqlite3-wal>")
SAID = re.compile(r"client_msg_id\\\":\\\"synced-(\d+)")
LACKING = "" if shutil.which("strace") else "strace is not installed (Debian: apt-get install strace)"


@contextmanager
def traced(pid: int, trace: Path) -> Iterator[None]:
    calls = "trace=fdatasync,fsync,write,writev,sendto,sendmsg"
    command = ["strace", "-f", "-y", "-s", "400", "-e", calls, "-o", str(trace), "-p", str(pid)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracing:
        assert tracing.stderr
        said = tracing.stderr.readline()
        if "attached" not in said:
            tracing.kill()
            needs(f"strace may not look at a process here: {said.strip()}")
        try:
            yield
        finally:
            os.kill(tracing.pid, signal.SIGINT)
            tracing.wait(20)


def test_SEC_R02_between_a_message_and_its_ack_the_disk_was_asked(tmp_path: Path) -> None:
    needs(LACKING)
    trace = tmp_path / "trace"
    with started(tmp_path) as server:
        token = server.session("carol")
        conversation = server.chat(token)
        customer = server.signed_in(token)
        _say(customer, conversation, 0)  # what is done once is done now
        with traced(server.pid("live"), trace):
            for number in range(1, MESSAGES + 1):
                _say(customer, conversation, number)
                time.sleep(0.02)
    synced, acked = 0, []
    for line in trace.read_text(errors="replace").splitlines():
        if SYNCED.search(line):
            synced += 1
        elif (found := SAID.search(line)) and "ack" in line:
            acked.append((int(found[1]), synced))
            synced = 0
    assert [number for number, _ in acked] == list(range(1, MESSAGES + 1))
    assert all(times >= 1 for _, times in acked), acked


def _say(customer: Line, conversation: str, number: int) -> None:
    customer.say(type="send", client_msg_id=f"synced-{number:04}", conversation=conversation, body=f"line {number}")
    assert customer.hear_until("ack")[-1]["client_msg_id"] == f"synced-{number:04}"
