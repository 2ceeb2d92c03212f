"""Holds what was read from a row against the types it has to have: a row may have been written by anybody. No Django here."""

import re
import types
from dataclasses import is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

MAX_CHARS = 100_000  # several times what can be sent
MAX_LONG = 1_000
MOST = 2**53
_PUBLIC_ID = re.compile(r"[a-z2-7]{26}")
YEARS = range(1970, 2200)
MAX_MINUTES = 10_000_000  # added to a moment, it still is one


def check(value: object) -> None:
    """ValueError unless every field of this dataclass holds what it says."""
    shape: Any = type(value)
    for name, hint in _hints(shape).items():
        held = getattr(value, name)
        if not fits(held, hint):
            raise ValueError(f"{name} does not fit")
        if name == "minutes" and abs(held) > MAX_MINUTES:
            raise ValueError("no moment")
        if name in {"public_id", "ask"} and held and not _PUBLIC_ID.fullmatch(held):  # it becomes an address
            raise ValueError("no id")


def fits(value: object, hint: Any) -> bool:
    """It is of this type, and no larger than anything that is sent."""
    origin = get_origin(hint)
    if origin in {Union, types.UnionType}:
        return any(fits(value, each) for each in get_args(hint))
    if origin is tuple:
        return isinstance(value, tuple) and len(value) <= MAX_LONG and all(fits(v, get_args(hint)[0]) for v in value)
    if isinstance(hint, type) and is_dataclass(hint):
        return isinstance(value, hint) and all(fits(getattr(value, name), its) for name, its in _hints(hint).items())
    if hint is str:
        return isinstance(value, str) and is_text(value)
    if hint is int:
        return type(value) is int and abs(value) < MOST
    if hint is datetime:
        return isinstance(value, datetime) and is_moment(value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return isinstance(value, hint)
    return value is None if hint is type(None) else isinstance(value, hint)


def is_text(value: str) -> bool:
    """It can be written as UTF-8, which half of a surrogate pair cannot, and is not absurdly long."""
    return len(value) <= MAX_CHARS and (value.isascii() or not any("\ud800" <= each <= "\udfff" for each in value))


def is_moment(value: datetime) -> bool:
    """It has a zone, and any other zone could show it."""
    return value.tzinfo is not None and value.year in YEARS


@cache
def _hints(shape: Any) -> dict[str, Any]:
    return get_type_hints(shape)
