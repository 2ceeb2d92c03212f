"""Speaks clamd's INSTREAM on a real socket, well or badly, as the test asks; and starts the real daemon where it is installed."""

import shutil
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from kefu.files.tests import samples

REAL = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")
LACKING = "clamd is not installed (Debian: apt-get install clamav-daemon)"


@dataclass
class Fake:
    """`mode` is ok, silent (takes all, never answers), hangs_up, nonsense, too_large or endless."""

    mode: str = "ok"
    heard: list[bytes] = field(default_factory=list)
    address: str = ""


@contextmanager
def running(mode: str = "ok") -> Iterator[Fake]:
    fake, stop = Fake(mode), threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        fake.address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        server.settimeout(0.05)
        thread = threading.Thread(target=_serve, args=(server, fake, stop), daemon=True)
        thread.start()
        yield fake
        stop.set()
        thread.join(5)


def _serve(server: socket.socket, fake: Fake, stop: threading.Event) -> None:
    while not stop.is_set():
        with suppress(TimeoutError), server.accept()[0] as connection, suppress(OSError):
            connection.settimeout(3)
            _answer(connection, fake, stop)


def _answer(connection: socket.socket, fake: Fake, stop: threading.Event) -> None:
    if fake.mode == "hangs_up":
        return
    data = b"".join(_pieces(connection))
    fake.heard.append(data)
    if fake.mode == "silent":
        stop.wait(3)
        return
    said = {
        "nonsense": b"HTTP/1.1 200 OK\0",
        "too_large": b"INSTREAM size limit exceeded. ERROR\0",
        "endless": b"stream: " + b"A" * 100_000,
    }
    verdict = b"stream: Test.EICAR FOUND\0" if samples.EICAR in data else b"stream: OK\0"
    connection.sendall(said.get(fake.mode, verdict))


def _pieces(connection: socket.socket) -> Iterator[bytes]:
    assert _exactly(connection, 10) == b"zINSTREAM\0"
    while length := struct.unpack(">L", _exactly(connection, 4))[0]:
        yield _exactly(connection, length)


def _exactly(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = connection.recv(size - len(data))
        if not piece:
            raise ConnectionError
        data += piece
    return data


@contextmanager
def real(folder: Path) -> Iterator[str]:
    """clamd with a list of signatures of our own, of one line: it starts in a moment and takes little memory."""
    (folder / "db").mkdir()
    (folder / "db" / "own.ndb").write_text(f"Kefu.Test.EICAR:0:*:{samples.EICAR.hex()}\n")
    config = folder / "clamd.conf"
    path = folder / "clamd.ctl"
    config.write_text(
        f"DatabaseDirectory {folder}/db\nLocalSocket {path}\nForeground yes\nMaxThreads 2\n"
        f"TemporaryDirectory {folder}\nStreamMaxLength 30M\nMaxScanSize 60M\nMaxFileSize 60M\n"
    )
    with subprocess.Popen(
        [str(REAL), f"--config-file={config}"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as daemon:
        try:
            _wait_for(path, daemon)
            yield f"unix:{path}"
        finally:
            daemon.terminate()


def _wait_for(path: Path, daemon: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        with suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            probe.connect(str(path))
            return
        if daemon.poll() is not None:
            raise RuntimeError((daemon.stdout.read() if daemon.stdout else b"").decode())
        time.sleep(0.1)
    raise TimeoutError("clamd did not start")
