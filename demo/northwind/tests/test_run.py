"""The demo as a process: it starts, says one line, and tells in one sentence what ended it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from northwind.installation import ROOT, Installation

START_LIMIT_S = 90
STOP_LIMIT_S = 30


@pytest.fixture
def demo(installation: Installation) -> Iterator[subprocess.Popen[str]]:
    environment = {"PORT": str(installation.port), "KEFU_DATA": str(installation.data), "NORTHWIND_CUSTOMERS": "0"}
    with subprocess.Popen(
        [sys.executable, "demo/run.py"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        wait_until_ready(process)
        yield process
        process.terminate()


def wait_until_ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline and (line := process.stdout.readline()):
        if "Kefu is ready: open http://localhost:" in line:
            return
    pytest.fail("the demo did not start")


def rest_of(process: subprocess.Popen[str]) -> str:
    return process.communicate(timeout=STOP_LIMIT_S)[0].replace("(Ctrl-C stops it)", "").strip()


def test_ctrl_c_stops_everything(demo: subprocess.Popen[str]) -> None:
    demo.send_signal(signal.SIGINT)
    assert rest_of(demo) == "Stopped."
    assert demo.returncode == 0


def test_when_kefu_dies_one_sentence_says_so(demo: subprocess.Popen[str], installation: Installation) -> None:
    found = subprocess.run(["pgrep", "-P", str(demo.pid)], capture_output=True, text=True, check=True)
    os.kill(int(found.stdout.split()[0]), signal.SIGKILL)
    said = rest_of(demo)
    assert demo.returncode == 1
    assert said.startswith("Kefu ended with code -9: ")
    assert str(installation.log_file) in said
    assert "\n" not in said
