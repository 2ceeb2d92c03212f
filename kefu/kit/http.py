"""The way out: one GET, POST or PUT to a place an operator allowed. Nothing else of the house opens a connection.

The name is resolved once, every address is vetted, and the connection goes to exactly a vetted one. No redirects are
followed, little is read, and all of it ends at a deadline however slowly the other side drips.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from urllib.parse import SplitResult, urlsplit

from kefu.kit import addresses

PATIENCE_S = 5.0  # for each step
DEADLINE_S = 10.0  # for all of them
MAX_ANSWER_BYTES = 16 * 1024
MAX_GET_BYTES = 1024 * 1024  # whatever is asked for
MAX_HEADER_CHARS = 128
MAX_KEPT_CHARS = 4_096  # of a header that was to be kept, all its lines
_AS_SENT = {"", "identity"}  # encodings of a body we read: what is packed could be a thousand times its size


class Unreachable(Exception):
    """No answer came. `was_sent`: the request went out, so it may have had its effect all the same. `is_late`: of time."""

    def __init__(self, why: str, *, was_sent: bool = False, is_late: bool = False) -> None:
        self.was_sent, self.is_late = was_sent, is_late
        super().__init__(why)


class Unreadable(Unreachable):
    """An answer came, but of a kind that is not read here: asking again would bring the same."""


class TooLong(Unreadable):
    """The answer is longer than what may be read of it."""


class Forbidden(Exception):
    """This address may not be called: it is on no list, or leads to an inner network."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`headers`: those that were to be kept, and came; one that came several times a line each."""

    status: int
    retry_after: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def is_allowed(url: str, *, places: tuple[str, ...]) -> bool:
    """Whether `places` name where this address leads.

    A place is a host (`fcm.googleapis.com`, `*.notify.windows.com`: https on its usual port), or, for tests on this
    machine, an origin of loopback (`http://127.0.0.1:9000`).
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    if not host or parts.username is not None or parts.fragment or not _is_plain(url):
        return False
    if f"{parts.scheme}://{parts.netloc}" in places:
        return addresses.is_loopback(host)
    is_usual = parts.scheme == "https" and port in {None, 443}
    return is_usual and any(fnmatchcase(host, place) for place in places)


def place_of(url: str) -> str:
    """The place to allow for exactly this server: its host, or its origin on loopback."""
    parts = urlsplit(url)
    return parts.hostname or "" if parts.scheme == "https" else f"{parts.scheme}://{parts.netloc}"


def post(
    url: str,
    body: bytes,
    *,
    headers: Mapping[str, str],
    places: tuple[str, ...],
    max_answer_bytes: int = MAX_ANSWER_BYTES,
    deadline_s: float | None = None,
    is_whole: bool = False,
    kept: tuple[str, ...] = (),
) -> Answer:
    """Post once. Forbidden if it may not be called; Unreachable if no answer came in time.

    A longer answer is cut, for a status is often all one wants; with `is_whole` it is TooLong, as with `get`.
    `kept` names headers of the answer that are told as well.
    """
    request = _Request("POST", url, headers, body, max_bytes=max_answer_bytes, is_whole=is_whole, kept=kept)
    return _call(request, places=places, deadline_s=deadline_s)


def put(
    url: str, body: bytes, *, headers: Mapping[str, str], places: tuple[str, ...], deadline_s: float | None = None
) -> Answer:
    """Put once. Raises as `post` does; of the answer only the status counts."""
    request = _Request("PUT", url, headers, body, max_bytes=MAX_ANSWER_BYTES, is_whole=False)
    return _call(request, places=places, deadline_s=deadline_s)


def get(
    url: str,
    *,
    headers: Mapping[str, str],
    places: tuple[str, ...],
    max_answer_bytes: int = MAX_ANSWER_BYTES,
    deadline_s: float | None = None,
    kept: tuple[str, ...] = (),
) -> Answer:
    """Get once, all of it or nothing. Forbidden if it may not be called; Unreachable if no whole answer came in time."""
    most = min(max_answer_bytes, MAX_GET_BYTES)
    request = _Request("GET", url, headers, None, max_bytes=most, is_whole=True, kept=kept)
    return _call(request, places=places, deadline_s=deadline_s)


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None
    max_bytes: int
    is_whole: bool
    kept: tuple[str, ...] = ()


def _call(request: _Request, *, places: tuple[str, ...], deadline_s: float | None) -> Answer:
    if not is_allowed(request.url, places=places):
        raise Forbidden("this address is on no list")
    ends_at = time.monotonic() + (DEADLINE_S if deadline_s is None else deadline_s)
    parts = urlsplit(request.url)
    connection = _connection(parts, places, ends_at)
    watch = threading.Timer(ends_at - time.monotonic(), connection.cut)
    watch.daemon = True
    watch.start()
    was_sent = False
    try:
        connection.connect()
        was_sent = True
        path = parts.path or "/"
        path = f"{path}?{parts.query}" if parts.query else path
        connection.request(request.method, path, body=request.body, headers=dict(request.headers))
        with connection.getresponse() as told:  # of a closing server, nothing else holds it
            answer = _read(told, request)
        connection.left_s()  # a body that the cut ended looks like one that ended by itself
        return answer
    except (OSError, http.client.HTTPException) as error:
        is_late = isinstance(error, TimeoutError) or time.monotonic() >= ends_at
        raise Unreachable(type(error).__name__, was_sent=was_sent, is_late=is_late) from error
    finally:
        watch.cancel()
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """Connects to the vetted address, and (over TLS) holds the other side to the name."""

    def __init__(self, host: str, port: int, *, address: str, tls: ssl.SSLContext | None, ends_at: float) -> None:
        super().__init__(host, port, timeout=PATIENCE_S)
        self._address, self._tls, self._ends_at = address, tls, ends_at
        self._held: socket.socket | None = None  # `sock` is let go of before the last body is read

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), self._patience_s())
        self.sock = plain
        if self._tls:
            plain.settimeout(self._patience_s())  # of the whole handshake, which nobody can cut
            self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
            self.sock.settimeout(PATIENCE_S)
        self._held = self.sock
        self.left_s()

    def _patience_s(self) -> float:
        return min(PATIENCE_S, self.left_s())

    def left_s(self) -> float:
        """How long this may go on; TimeoutError if no longer."""
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def cut(self) -> None:
        if self._held is not None:
            with suppress(OSError):
                socket.socket.shutdown(self._held, socket.SHUT_RDWR)  # that of TLS would take its state from the reader


def _connection(parts: SplitResult, places: tuple[str, ...], ends_at: float) -> _Pinned:
    host, is_secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    is_named = host in places or f"{parts.scheme}://{parts.netloc}" in places  # a pattern that fits is no name
    may_be_here = is_named and addresses.is_loopback(host)
    address = _vetted(host, port, may_be_here=may_be_here)
    return _Pinned(host, port, address=address, tls=_tls() if is_secure else None, ends_at=ends_at)


def _vetted(host: str, port: int, *, may_be_here: bool) -> str:
    """The first address of this name, if all of them are outside: one that is not makes the name suspicious."""
    try:
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise Unreachable("the name is not known") from error
    if not found or not all(addresses.is_outside(a) or (may_be_here and addresses.is_loopback(a)) for a in found):
        raise Forbidden("the name leads to an inner network")
    return found[0]


def _read(answer: http.client.HTTPResponse, request: _Request) -> Answer:
    body = _whole(answer, request.max_bytes) if request.is_whole else answer.read(request.max_bytes)
    retry_after = answer.headers.get("Retry-After", "")[:MAX_HEADER_CHARS]
    kept = {name: "\n".join(answer.headers.get_all(name, []))[:MAX_KEPT_CHARS] for name in request.kept}
    kept = {name: value for name, value in kept.items() if value}
    return Answer(answer.status, retry_after, body, kept)


def _whole(answer: http.client.HTTPResponse, max_bytes: int) -> bytes:
    encoding = answer.headers.get("Content-Encoding", "").strip().lower()
    transfer = answer.headers.get("Transfer-Encoding", "").strip().lower()
    if encoding not in _AS_SENT or transfer not in {*_AS_SENT, "chunked"}:
        raise Unreadable("the answer is packed", was_sent=True)
    if answer.length is not None and answer.length > max_bytes:
        raise TooLong("the answer is too long", was_sent=True)
    body = answer.read(max_bytes + 1)
    if len(body) > max_bytes:
        raise TooLong("the answer is too long", was_sent=True)
    if answer.length:  # http.client counts what is missing, and keeps it to itself
        raise Unreachable("the answer broke off", was_sent=True)
    return body


def _is_plain(url: str) -> bool:
    return url.isascii() and url.isprintable() and not set(url) & {" ", "\\", "\x7f"}


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
