"""The signed report of an examination as bytes: written, and checked by anyone who has our public key. Knows no tables.

The same shape as the registry's list: all members but `signature` are what is signed, as canonical JSON.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kefu.trust import signing

WHOLE, PUBLIC = "kefu-self-check-1", "kefu-self-check-public-1"
MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Verified:
    """What a report says that holds. `rows`: how many checks; of a public one, how many sorts."""

    at: str
    issuer: str
    verdict: str
    rows: int
    is_public: bool


class Broken(ValueError):
    """Not what was signed; the message says what does not hold."""


def signed(told: Mapping[str, object], *, form: str) -> dict[str, object]:
    """With its form, our public key and the signature."""
    full = {**told, "format": form, "key": signing.public_key()}
    return {**full, "signature": signing.sign(signing.canonical(full))}


def written(told: Mapping[str, object]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def verified(file: bytes, *, key: str) -> Verified:
    """Broken unless it is what was signed with the private part of `key` (base64)."""
    told = _read(file)
    rest = {name: value for name, value in told.items() if name != "signature"}
    if not signing.is_signed(signing.canonical(rest), str(told.get("signature", "")), key):
        raise Broken("the signature is not of this key, or the report was changed")
    if told.get("format") not in {WHOLE, PUBLIC}:
        raise Broken("this is no report of a self-check")
    is_public = told["format"] == PUBLIC
    rows: Sequence[object] = told["checked" if is_public else "checks"]
    return Verified(told["at"], told["issuer"], told["verdict"], len(rows), is_public)


def _read(file: bytes) -> dict[str, Any]:
    if len(file) > MAX_BYTES:
        raise Broken("the file is too large to be a report of ours")
    try:
        held = json.loads(file)
    except (ValueError, RecursionError) as error:
        raise Broken("this is no report: it cannot be read as JSON") from error
    if not isinstance(held, dict):
        raise Broken("this is no report of ours")
    return held
