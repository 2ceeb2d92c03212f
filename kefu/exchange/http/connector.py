"""Any exchange that speaks the contract over HTTPS (docs/connector.md). It never goes beyond its time limit.

What comes back is believed only with the exchange's signature: somebody on the way must not tell customers lies about money.
"""

import logging
import random
import secrets as random_texts
import threading
import time
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings

from kefu.exchange.contract.calls import EVERY, Call
from kefu.exchange.contract.codec import BadShape
from kefu.exchange.contract.connector import CannotTell, Connector, Learned
from kefu.exchange.contract.kinds import Level, Trouble
from kefu.exchange.http import signing, wire
from kefu.exchange.http.signing import Secrets
from kefu.kit import breaker, clock, http
from kefu.kit.breaker import Circuit

LEAST_S = 0.25  # with less than this left, a second try would only be cut off

log = logging.getLogger(__name__)

A = TypeVar("A")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back to one question. `is_signed`: by the exchange, for just this question."""

    status: int
    body: bytes
    retry_after: str
    is_signed: bool


class Http(Connector):
    """`base`: where the exchange answers, `https://api.exchange.example` or a folder there. Usually as in the settings."""

    key = "http"

    def __init__(self, base: str = "", secrets: Secrets | None = None) -> None:
        self.base = (base or settings.EXCHANGE).rstrip("/")
        self.places = (http.place_of(self.base),)
        self._secrets = secrets or signing.secrets_of(settings.EXCHANGE_SECRET)
        self._circuits = {call.name: Circuit() for call in EVERY}
        self._lock = threading.Lock()

    def answer(self, call: Call[A, R], asked: A, *, uid: str) -> Learned[R]:
        if call.level > Level.PUBLIC and not uid:
            raise CannotTell(Trouble.NOT_PROVED, f"{call.name} is for customers who are signed in")
        self._enter(call.name)
        body = wire.question(asked, uid=uid if call.level > Level.PUBLIC else "")
        try:
            reply = self._asked(call, body)
        except CannotTell as error:
            self._note(call.name, error, is_alive=False)
            raise
        try:
            learned = _learned(call, reply)
        except CannotTell as error:
            self._note(call.name, error, is_alive=reply.is_signed)
            raise
        self._set(call.name, breaker.answered())
        return learned

    def _asked(self, call: Call[A, R], body: bytes) -> Reply:
        """Once, or twice where the first came to nothing early: calls read, or carry a key that makes twice once."""
        ends_at = time.monotonic() + call.timeout_s
        try:
            return self._once(call, body, ends_at)
        except CannotTell as error:
            is_final = error.trouble not in {Trouble.TIMEOUT, Trouble.UNAVAILABLE}
            if is_final or ends_at - time.monotonic() < LEAST_S:
                raise
        return self._once(call, body, ends_at)

    def _once(self, call: Call[A, R], body: bytes, ends_at: float) -> Reply:
        deadline_s = max(ends_at - time.monotonic(), 0.0)
        try:
            return ask(self.base, call.name, body, secrets=self._secrets, places=self.places, deadline_s=deadline_s)
        except http.Forbidden as error:
            fault = CannotTell(Trouble.UNAVAILABLE, f"{call.name}: {error}")
        except http.Unreadable as error:
            fault = CannotTell(Trouble.BAD_ANSWER, f"{call.name}: {error}")
        except http.Unreachable as error:
            is_late = error.is_late or time.monotonic() >= ends_at - 0.01  # a body that was cut off may look torn
            fault = CannotTell(Trouble.TIMEOUT if is_late else Trouble.UNAVAILABLE, f"{call.name}: {error}")
        raise fault

    def _enter(self, name: str) -> None:
        now = time.monotonic()
        with self._lock:
            circuit = self._circuits[name]
            wait_s = breaker.wait_s(circuit, now=now)
            if not wait_s:
                self._circuits[name] = breaker.entered(circuit, now=now)
        if wait_s and circuit.is_busy:
            raise CannotTell(Trouble.BUSY, f"{name}: it asked to be left alone", retry_after_s=wait_s)
        if wait_s:
            raise CannotTell(Trouble.UNAVAILABLE, f"{name}: it rests after its troubles", retry_after_s=wait_s)

    def _note(self, name: str, error: CannotTell, *, is_alive: bool) -> None:
        """A refusal, or one customer's odd value under a right signature, says nothing against the exchange itself."""
        now = time.monotonic()
        if error.trouble is Trouble.BUSY:
            with self._lock:
                busy = breaker.busy(self._circuits[name], now=now, retry_after_s=error.retry_after_s)
                self._circuits[name] = busy
        elif error.trouble in {Trouble.TIMEOUT, Trouble.UNAVAILABLE} or not is_alive:
            self._trouble(name, error, now=now)
        else:
            self._set(name, breaker.answered())

    def _trouble(self, name: str, error: CannotTell, *, now: float) -> None:
        jitter = random.random()  # noqa: S311 - spreads retries, guards nothing
        with self._lock:
            before = self._circuits[name]
            self._circuits[name] = after = breaker.troubled(before, now=now, jitter=jitter)
        if after.is_open and not before.is_open:
            log.warning("the exchange's call %s rests for a while: %s", name, error.trouble.value)

    def _set(self, name: str, circuit: Circuit) -> None:
        with self._lock:
            self._circuits[name] = circuit


def ask(base: str, name: str, body: bytes, *, secrets: Secrets, places: tuple[str, ...], deadline_s: float) -> Reply:
    """Send one signed question. http.Unreachable, http.Forbidden."""
    url = f"{base}{wire.FOLDER}{name}"
    nonce = random_texts.token_urlsafe(18)
    timestamp = int(clock.now().timestamp())
    path = urlsplit(url).path
    signed = signing.request_headers(secrets.signing, path=path, body=body, timestamp=timestamp, nonce=nonce)
    return send(url, body, headers=signed, secrets=secrets, places=places, deadline_s=deadline_s)


def send(
    url: str,
    body: bytes,
    *,
    headers: dict[str, str],
    secrets: Secrets,
    places: tuple[str, ...],
    deadline_s: float,
) -> Reply:
    """Send it with just these headers of a signature, and look whose answer comes back."""
    found = http.post(
        url,
        body,
        headers={"Content-Type": "application/json", "Accept": "application/json", **headers},
        places=places,
        max_answer_bytes=wire.MAX_ANSWER_BYTES,
        deadline_s=deadline_s,
        is_whole=True,
        kept=(signing.SIGNATURE,),
    )
    nonce, told = headers.get(signing.NONCE, ""), found.headers.get(signing.SIGNATURE, "")
    is_signed = signing.is_answer_right(secrets, told, nonce=nonce, status=found.status, body=found.body)
    return Reply(found.status, found.body, found.retry_after, is_signed)


def _learned(call: Call[A, R], reply: Reply) -> Learned[R]:
    if reply.status != 200:
        told = wire.read_error(reply.status, reply.body, retry_after=reply.retry_after, is_signed=reply.is_signed)
        why = f"{call.name}: the exchange answered {reply.status}"
        raise CannotTell(told.trouble, why, retry_after_s=told.retry_after_s)
    if not reply.is_signed:
        raise CannotTell(Trouble.BAD_ANSWER, f"{call.name}: the answer's signature is missing or wrong")
    try:
        return wire.read_answer(call, reply.body, now=clock.now())
    except BadShape as error:
        fault = CannotTell(Trouble.BAD_ANSWER, f"{call.name}: {error}")
    raise fault
