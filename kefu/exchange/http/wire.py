"""Questions and answers as they travel (docs/connector.md): made and read here for whoever asks and whoever answers."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from kefu.exchange.contract import codec
from kefu.exchange.contract.calls import VERSION, Call
from kefu.exchange.contract.codec import BadShape
from kefu.exchange.contract.connector import Learned
from kefu.exchange.contract.kinds import Trouble
from kefu.exchange.http import strict_json

FOLDER = f"/kefu/v{VERSION}/"
MAX_REQUEST_BYTES, MAX_ANSWER_BYTES = 16 * 1024, 512 * 1024
MAX_UID_CHARS = 200
AHEAD_S = 60  # as far as `as_of` may be ahead of our clock
USUAL_BUSY_S = 5.0  # where BUSY does not say how long

STATUS_OF = {
    Trouble.BAD_ANSWER: 400,  # what was asked does not fit the contract
    Trouble.REFUSED: 403,
    Trouble.NOT_FOUND: 404,
    Trouble.NOT_OFFERED: 404,
    Trouble.BUSY: 429,
    Trouble.UNAVAILABLE: 503,
    Trouble.TIMEOUT: 504,
}
_TROUBLE_OF = {
    **{status: trouble for trouble, status in STATUS_OF.items()},
    404: Trouble.NOT_OFFERED,  # a server's own, of a path it does not know
    **{401: Trouble.REFUSED, 405: Trouble.NOT_OFFERED, 410: Trouble.NOT_OFFERED, 501: Trouble.NOT_OFFERED},
}
_MOST_SECONDS = 1_000_000
_SECONDS = re.compile(r"[0-9]{1,6}(\.[0-9]{1,3})?")

A = TypeVar("A")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer that is none says."""

    trouble: Trouble
    retry_after_s: float = 0.0


def question(asked: object, *, uid: str) -> bytes:
    return _bytes({"uid": uid, "asked": codec.to_json(asked)})


def read_question(call: Call[A, R], body: bytes) -> tuple[str, A]:
    """Who asks, and what. BadShape."""
    found = _object(strict_json.read(body))
    uid = found.get("uid", "")
    if not isinstance(uid, str) or len(uid) > MAX_UID_CHARS or not uid.isprintable():
        raise BadShape("uid", f"text of at most {MAX_UID_CHARS} printable characters")
    return uid, codec.from_json(call.asks, found.get("asked"))


def answer(learned: Learned[Any]) -> bytes:
    return _bytes({"as_of": codec.to_json(learned.as_of), "value": codec.to_json(learned.value)})


def read_answer(call: Call[A, R], body: bytes, *, now: datetime) -> Learned[R]:
    """BadShape names the place in it."""
    found = _object(strict_json.read(body))
    as_of = _as_of(found, now=now)
    if "value" not in found:
        raise BadShape("value", "is missing")
    try:
        return Learned(codec.from_json(call.answers, found["value"]), as_of)
    except BadShape as error:
        fault = BadShape(f"value.{error.place}", error.wanted)
    raise fault


@dataclass(frozen=True, slots=True)
class _Envelope:
    as_of: datetime


def _as_of(found: dict[str, Any], *, now: datetime) -> datetime:
    """Not ahead of us: ages are counted from it."""
    as_of = codec.from_json(_Envelope, found).as_of
    if as_of - now > timedelta(seconds=AHEAD_S):
        raise BadShape("as_of", f"at most {AHEAD_S} seconds ahead")
    return min(as_of, now)


def error(trouble: Trouble, *, retry_after_s: float = 0.0) -> bytes:
    told: dict[str, Any] = {"kind": trouble.value}
    if retry_after_s:
        told["retry_after_s"] = retry_after_s
    return _bytes({"error": told})


def read_error(status: int, body: bytes, *, retry_after: str, is_signed: bool) -> Told:
    """What is not signed is believed by its status alone: nobody gains by it what cutting the line would not give."""
    by_status = _TROUBLE_OF.get(status, Trouble.UNAVAILABLE if status >= 500 else Trouble.BAD_ANSWER)
    said = _error_object(body) if is_signed else {}
    trouble = next((each for each in STATUS_OF if each.value == said.get("kind")), by_status)
    if trouble is not Trouble.BUSY:
        return Told(trouble)
    by_header = float(retry_after) if _SECONDS.fullmatch(retry_after) else USUAL_BUSY_S
    told = said.get("retry_after_s")
    if isinstance(told, int | float) and not isinstance(told, bool) and 0 <= told <= _MOST_SECONDS:
        return Told(trouble, float(told))
    return Told(trouble, by_header)


def _error_object(body: bytes) -> Mapping[str, Any]:
    try:
        found = _object(strict_json.read(body)).get("error")
    except BadShape:
        return {}
    return found if isinstance(found, dict) else {}


def _object(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise BadShape("the body", "an object is wanted")
    return found


def _bytes(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
