"""Asks a ClamAV daemon about one file, by its INSTREAM command (clamd(8), "COMMANDS"). The only one here who speaks to it.

Everything is bounded: the connection, each step, the whole, and the answer. ScannerDown is temporary, always.
"""

import re
import socket
import struct
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import BinaryIO
from urllib.parse import urlsplit

CONNECT_S = 2.0
STEP_S = 15.0
WHOLE_S = 45.0
_CHUNK_BYTES = 64 * 1024
_MAX_ANSWER_BYTES = 4_096
_FOUND = re.compile(r"stream: (.{1,200}) FOUND", re.ASCII)


class ScannerDown(Exception):
    """It did not answer, not in time, or not with a verdict. The message is for the operator's log."""


def finding(file: BinaryIO, *, address: str) -> str:
    """What the scanner calls the malware in the file; empty for a clean one. Raises ScannerDown."""
    deadline = time.monotonic() + WHOLE_S
    try:
        with _connected(address) as connection:
            _send(connection, file, deadline)
            answer = _answer(connection, deadline)
    except OSError as error:
        raise ScannerDown(f"{address}: {error}") from error
    if answer == "stream: OK":
        return ""
    found = _FOUND.fullmatch(answer)
    if not found:
        raise ScannerDown(f"{address}: {answer[:200]!r}")
    return found[1]


def ping(*, address: str) -> None:
    """ScannerDown unless it is there."""
    try:
        with _connected(address) as connection:
            _push(connection, b"zPING\0", time.monotonic() + STEP_S)
            answer = _answer(connection, time.monotonic() + STEP_S)
    except OSError as error:
        raise ScannerDown(f"{address}: {error}") from error
    if answer != "PONG":
        raise ScannerDown(f"{address}: {answer[:200]!r}")


def signatures_at(*, address: str) -> datetime | None:
    """When the published list of signatures in it was made, by VERSION; None if it has none. Raises ScannerDown."""
    try:
        with _connected(address) as connection:
            _push(connection, b"zVERSION\0", time.monotonic() + STEP_S)
            told = _answer(connection, time.monotonic() + STEP_S)
    except OSError as error:
        raise ScannerDown(f"{address}: {error}") from error
    try:
        return datetime.strptime(told.split("/")[2], "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except (IndexError, ValueError):
        return None


def _connected(address: str) -> socket.socket:
    """`unix:/run/clamav/clamd.ctl` or `tcp://host:3310`."""
    parts = urlsplit(address)
    if parts.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(CONNECT_S)
        try:
            connection.connect(parts.path)
        except OSError:
            connection.close()
            raise
        return connection
    return socket.create_connection((parts.hostname or "", parts.port or 3310), timeout=CONNECT_S)


def _send(connection: socket.socket, file: BinaryIO, deadline: float) -> None:
    file.seek(0)
    _push(connection, b"zINSTREAM\0", deadline)
    while chunk := file.read(_CHUNK_BYTES):
        _push(connection, struct.pack(">L", len(chunk)) + chunk, deadline)
    _push(connection, struct.pack(">L", 0), deadline)


def _push(connection: socket.socket, data: bytes, deadline: float) -> None:
    """A scanner that has heard enough answers and hangs up: its answer is read all the same."""
    connection.settimeout(_left_s(deadline))
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.sendall(data)


def _answer(connection: socket.socket, deadline: float) -> str:
    """Up to its NUL."""
    data = b""
    while b"\0" not in data:
        connection.settimeout(_left_s(deadline))
        piece = connection.recv(_MAX_ANSWER_BYTES)
        data += piece
        if not piece or len(data) > _MAX_ANSWER_BYTES:
            raise ScannerDown(f"no answer: {data[:200]!r}")
    return data.partition(b"\0")[0].decode("ascii", "replace").strip()


def _left_s(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("took too long")
    return min(left, STEP_S)
