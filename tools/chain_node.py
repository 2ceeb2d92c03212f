"""A node of the EVM family on this machine, for the tests of explorers: ganache, run by Node.js, with no way to the outside."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import npm

PACKAGE = "ganache@7.9.2"
START_S = 60


def lacking(folder: Path) -> str:
    """Why `running` would have no node; empty where it is in `folder`, into which it is installed for that."""
    try:
        _installed(folder)
    except npm.NotHad as error:
        return str(error)
    return ""


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Its address. The package is installed into `folder` where it is not there yet. NotHad if none can be had."""
    program = _installed(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = folder / "said.txt"
    options = ("--server.host", "127.0.0.1", "--server.port", str(port), "--wallet.deterministic", "--logging.quiet")
    with said.open("wb") as output:
        started = subprocess.Popen(["node", str(program), *options], stdout=output, stderr=output, cwd=folder)
    try:
        _wait_for(port, started, said)
        yield f"http://127.0.0.1:{port}"
    finally:
        started.terminate()
        started.wait(timeout=10)


def _installed(folder: Path) -> Path:
    return npm.installed(folder, PACKAGE, program="ganache/dist/node/cli.js")


def _wait_for(port: int, started: "subprocess.Popen[bytes]", said: Path) -> None:
    ends_at = time.monotonic() + START_S
    while time.monotonic() < ends_at:
        if started.poll() is not None:
            break
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise npm.NotHad(f"ganache did not start: {said.read_text(errors='replace')[-300:]}")
