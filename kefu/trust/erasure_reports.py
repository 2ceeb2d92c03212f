"""The signed report of an erasure as bytes: written, and checked by anyone who has our public key. Knows no tables."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kefu.trust import signing

FORMAT = "kefu-erasure-1"
MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Verified:
    """What a report says that holds."""

    erasure: str
    person: str
    ended_at: str
    erased: Mapping[str, int]


class Broken(ValueError):
    """Not what was signed; the message says what does not hold."""


def written(told: Mapping[str, object]) -> str:
    """The file: what is told, with its form and our public key, and the signature over its canonical JSON."""
    full = {**told, "format": FORMAT, "key": signing.public_key()}
    file = {"report": full, "signature": signing.sign(signing.canonical(full))}
    return json.dumps(file, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def verified(file: bytes, *, key: str) -> Verified:
    """Broken unless it is what was signed with the private part of `key` (base64)."""
    told, signature = _read(file)
    if not signing.is_signed(signing.canonical(told), signature, key):
        raise Broken("the signature is not of this key, or the report was changed")
    if told.get("format") != FORMAT:
        raise Broken("this is no report of an erasure")
    return Verified(told["erasure"], told["person"], told["ended_at"], told["erased"])


def _read(file: bytes) -> tuple[dict[str, Any], str]:
    if len(file) > MAX_BYTES:
        raise Broken("the file is too large to be a report of ours")
    try:
        held = json.loads(file)
    except (ValueError, RecursionError) as error:
        raise Broken("this is no report: it cannot be read as JSON") from error
    if not isinstance(held, dict) or set(held) != {"report", "signature"} or not isinstance(held["report"], dict):
        raise Broken("this is no report of ours")
    return held["report"], str(held["signature"])
