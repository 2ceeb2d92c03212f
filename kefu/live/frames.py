"""Frames as they come and go: parsing what clients send with clear refusals, and writing what we send."""

import re
from dataclasses import fields
from typing import Any

import orjson
from django.utils import translation

from kefu.conversations.data_particulars import ParticularsData
from kefu.kit.errors import Invalid, KefuError
from kefu.live import limits
from kefu.trust.refusal import Guarded

_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")
_PARTICULARS = {field.name for field in fields(ParticularsData)}
MAX_NUMBER = 2**31 - 1

Frame = dict[str, Any]


def parse(text: str) -> Frame:
    """One JSON object with a `type`, not deeper than allowed. Invalid otherwise."""
    try:
        frame = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Invalid from error
    if not isinstance(frame, dict) or not isinstance(frame.get("type"), str) or _is_deep(frame, limits.MAX_DEPTH):
        raise Invalid
    return frame


def dump(frame_type: str, **fields: Any) -> bytes:
    return orjson.dumps({"type": frame_type, **fields})


def error(problem: KefuError, *, locale: str, frame: Frame | None = None) -> bytes:
    """The `error` frame for a refused frame, worded in the client's language."""
    with translation.override(locale):
        told: Frame = {"type": "error", "code": problem.code, "message": str(problem.message)}
        if isinstance(problem, Guarded):
            told |= {"rule": problem.rule, "meant": problem.meant, "safe": str(problem.safe)}
    for name in ("client_msg_id", "conversation"):
        value = (frame or {}).get(name)
        if isinstance(value, str) and len(value) <= 64:
            told[name] = value
    if problem.retry_after_s is not None:
        told["retry_after_ms"] = int(problem.retry_after_s * 1000) + 1
    return orjson.dumps(told)


def text_of(frame: Frame, name: str, *, most: int = 64) -> str:
    value = frame.get(name)
    if not isinstance(value, str) or len(value) > most:
        raise Invalid
    return value


def number_of(frame: Frame, name: str) -> int:
    value = frame.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_NUMBER:
        raise Invalid
    return value


def flag_of(frame: Frame, name: str) -> bool:
    value = frame.get(name)
    if not isinstance(value, bool):
        raise Invalid
    return value


def client_id_of(frame: Frame) -> str:
    value = frame.get("client_msg_id")
    if not isinstance(value, str) or not _CLIENT_ID.match(value):
        raise Invalid
    return value


def files_of(frame: Frame) -> list[str]:
    value = frame.get("files", [])
    if not isinstance(value, list) or not all(isinstance(item, str) and len(item) <= 64 for item in value):
        raise Invalid
    return value


def particulars_of(frame: Frame) -> ParticularsData | None:
    """What the customer told before the first words; Invalid if it is not of that shape."""
    value = frame.get("particulars")
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Invalid
    told = {name: text_of(value, name, most=254) for name in _PARTICULARS & value.keys()}
    return ParticularsData(**told) if any(told.values()) else None


def _is_deep(value: object, left: int) -> bool:
    if left == 0:
        return True
    if isinstance(value, dict):
        return any(_is_deep(item, left - 1) for item in value.values() if isinstance(item, dict | list))
    if isinstance(value, list):
        return any(_is_deep(item, left - 1) for item in value if isinstance(item, dict | list))
    return False
