"""The way out: one POST to one of the places an operator allowed. Nothing else of the house opens a connection.

The name is resolved once, every address is vetted, and the connection goes to exactly a vetted one. No redirects are
followed, little is read, and all of it ends at a deadline however slowly the other side drips.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from urllib.parse import SplitResult, urlsplit

from kefu.kit import addresses

PATIENCE_S = 5.0  # for each step
DEADLINE_S = 10.0  # for all of them
MAX_ANSWER_BYTES = 16 * 1024


class Unreachable(Exception):
    """No answer came. `was_sent`: the request went out, so it may have had its effect all the same."""

    def __init__(self, why: str, *, was_sent: bool = False) -> None:
        self.was_sent = was_sent
        super().__init__(why)


class Forbidden(Exception):
    """This address may not be called: it is on no list, or leads to an inner network."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    retry_after: str
    body: bytes


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


def post(url: str, body: bytes, *, headers: Mapping[str, str], places: tuple[str, ...]) -> Answer:
    """Post once. Forbidden if it may not be called; Unreachable if no answer came in time."""
    if not is_allowed(url, places=places):
        raise Forbidden("this address is on no list")
    parts = urlsplit(url)
    path = parts.path or "/"
    connection = _connection(parts)
    progress = _Progress()
    watch = threading.Timer(DEADLINE_S, _cut, [connection])
    watch.daemon = True
    watch.start()
    try:
        connection.connect()
        progress.was_sent = True
        connection.request("POST", f"{path}?{parts.query}" if parts.query else path, body=body, headers=dict(headers))
        return _read(connection.getresponse())
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(type(error).__name__, was_sent=progress.was_sent) from error
    finally:
        watch.cancel()
        connection.close()


@dataclass(slots=True)
class _Progress:
    was_sent: bool = False


class _Pinned(http.client.HTTPConnection):
    """Connects to the vetted address, and (over TLS) holds the other side to the name."""

    def __init__(self, host: str, port: int, *, address: str, tls: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=PATIENCE_S)
        self._address, self._tls = address, tls

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), PATIENCE_S)
        try:
            self.sock = self._tls.wrap_socket(plain, server_hostname=self.host) if self._tls else plain
        except OSError:
            plain.close()
            raise


def _connection(parts: SplitResult) -> _Pinned:
    host, is_secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    may_be_here = not is_secure or addresses.is_loopback(host)  # `is_allowed` let loopback alone come so far
    return _Pinned(host, port, address=_vetted(host, port, may_be_here=may_be_here), tls=_tls() if is_secure else None)


def _vetted(host: str, port: int, *, may_be_here: bool) -> str:
    """The first address of this name, if all of them are outside: one that is not makes the name suspicious."""
    try:
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise Unreachable("the name is not known") from error
    if not found or not all(addresses.is_outside(a) or (may_be_here and addresses.is_loopback(a)) for a in found):
        raise Forbidden("the name leads to an inner network")
    return found[0]


def _read(answer: http.client.HTTPResponse) -> Answer:
    return Answer(
        status=answer.status,
        retry_after=answer.headers.get("Retry-After", "")[:64],
        body=answer.read(MAX_ANSWER_BYTES),
    )


def _cut(connection: http.client.HTTPConnection) -> None:
    held = connection.sock
    if held is not None:
        with suppress(OSError):
            held.shutdown(socket.SHUT_RDWR)


def _is_plain(url: str) -> bool:
    return url.isascii() and url.isprintable() and not set(url) & {" ", "\\", "\x7f"}


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
