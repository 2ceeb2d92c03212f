"""An exchange's side of the contract over any connector, as a WSGI application: to compare with, and for tests.

It checks all that docs/connector.md demands of an exchange; `serve` offers it on loopback alone.
"""

import socket
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from waitress.server import create_server

from kefu.exchange.contract.calls import EVERY, Call
from kefu.exchange.contract.codec import BadShape
from kefu.exchange.contract.connector import CannotTell, Connector
from kefu.exchange.contract.kinds import Level, Trouble
from kefu.exchange.http import signing, wire
from kefu.exchange.http.signing import Secrets, WrongSignature
from kefu.kit import clock

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

MOST_NONCES = 100_000
KEEP_NONCES_S = 2 * signing.SKEW_S + 1  # as long as a timestamp can be in time
THREADS, CONNECTIONS, HEADER_BYTES = 4, 100, 16 * 1024
_CALLS: dict[str, Call[Any, Any]] = {call.name: call for call in EVERY}
_PHRASES = {200: "OK", 401: "Unauthorized"}


class Nonces:
    """Those seen lately. Full, it takes no more: forgetting one early would let it be played again."""

    def __init__(self, most: int = MOST_NONCES) -> None:
        self._seen: OrderedDict[str, float] = OrderedDict()
        self._most = most
        self._lock = threading.Lock()

    def take(self, nonce: str, *, now: float) -> bool:
        """Whether it is new. CannotTell while there is no room."""
        with self._lock:
            while self._seen and next(iter(self._seen.values())) <= now:
                self._seen.popitem(last=False)
            if nonce in self._seen:
                return False
            if len(self._seen) >= self._most:
                raise CannotTell(Trouble.BUSY, "too many questions", retry_after_s=1.0)
            self._seen[nonce] = now + KEEP_NONCES_S
            return True


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes
    retry_after_s: float = 0.0


def application(connector: Connector, secrets: Secrets) -> "WSGIApplication":
    nonces = Nonces()

    def answering(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        headers = {
            name: str(environ.get(f"HTTP_{name.upper().replace('-', '_')}", ""))
            for name in (signing.TIMESTAMP, signing.NONCE, signing.SIGNATURE)
        }
        path = f"{environ.get('SCRIPT_NAME', '')}{environ.get('PATH_INFO', '')}"
        body, secret = _body(environ), secrets.signing
        try:
            secret = _secret(secrets, headers, nonces, path=path, body=body)
            answer = _Answer(200, _told(connector, environ["REQUEST_METHOD"], path, body))
        except WrongSignature:
            answer = _Answer(401, wire.error(Trouble.REFUSED))
        except BadShape:
            answer = _refusal(CannotTell(Trouble.BAD_ANSWER))
        except CannotTell as error:
            answer = _refusal(error)
        start_response(f"{answer.status} {_PHRASES.get(answer.status, 'Error')}", _headers(answer, headers, secret))
        return [answer.body]

    return answering


def _body(environ: "WSGIEnvironment") -> bytes:
    """No more than is allowed: of what is longer the signature does not fit."""
    length = str(environ.get("CONTENT_LENGTH") or "0")
    wanted = int(length) if length.isascii() and length.isdecimal() and len(length) < 10 else 0
    return bytes(environ["wsgi.input"].read(min(wanted, wire.MAX_REQUEST_BYTES)))


def _secret(secrets: Secrets, headers: dict[str, str], nonces: Nonces, *, path: str, body: bytes) -> str:
    """With which secret the question was signed. Only a rightly signed nonce is remembered: others cost no memory."""
    now_s = clock.now().timestamp()
    secret = signing.secret_of_request(secrets, headers, path=path, body=body, now_s=now_s)
    if not nonces.take(headers[signing.NONCE], now=time.monotonic()):
        raise WrongSignature("this nonce was there before")
    return secret


def _told(connector: Connector, method: str, path: str, body: bytes) -> bytes:
    call = _CALLS.get(path.removeprefix(wire.FOLDER)) if path.startswith(wire.FOLDER) and method == "POST" else None
    if call is None:
        raise CannotTell(Trouble.NOT_OFFERED)
    uid, asked = wire.read_question(call, body)
    if call.level > Level.PUBLIC and not uid:
        raise CannotTell(Trouble.REFUSED, "this call is for customers")
    return wire.answer(connector.answer(call, asked, uid=uid))


def _refusal(error: CannotTell) -> _Answer:
    trouble = error.trouble if error.trouble in wire.STATUS_OF else Trouble.REFUSED
    body = wire.error(trouble, retry_after_s=error.retry_after_s)
    return _Answer(wire.STATUS_OF[trouble], body, error.retry_after_s)


def _headers(answer: _Answer, asked: dict[str, str], secret: str) -> list[tuple[str, str]]:
    nonce = asked[signing.NONCE]
    found = [
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(answer.body))),
        ("Cache-Control", "no-store"),
        (signing.SIGNATURE, signing.answer_signature(secret, nonce=nonce, status=answer.status, body=answer.body)),
    ]
    return [*found, ("Retry-After", f"{answer.retry_after_s:.0f}")] if answer.retry_after_s else found


def serving(connector: Connector, secrets: Secrets, *, port: int) -> Any:
    """A waitress server on loopback; `run()` it, `close()` it. Port 0: any that is free, then `effective_port`."""
    listener = socket.create_server(("127.0.0.1", port))  # OSError; waitress would leave its own open then
    return create_server(
        application(connector, secrets),
        sockets=[listener],
        threads=THREADS,
        connection_limit=CONNECTIONS,
        max_request_header_size=HEADER_BYTES,
        max_request_body_size=wire.MAX_REQUEST_BYTES,
        asyncore_use_poll=True,
        ident=None,
    )
