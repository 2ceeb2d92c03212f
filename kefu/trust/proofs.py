"""The code every word of ours carries: derived, never stored, so that it costs no write.

A keyed hash (BLAKE2b) over where it stands, which of its versions it is, when it was said and what it says. The
conversation is its recipient's alone, so a code is good for nobody else; nobody without the installation's key can make
one up.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

import orjson
from django.conf import settings

from kefu.kit import crypto
from kefu.trust import codes

_BEGINNING, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
PURPOSE, WITHDRAWN = "trust.proofs", "trust.proofs.withdrawn"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing we said, to whom and when. `place` is the conversation (public id), which is its recipient's alone;
    `content` everything it says, ready for JSON.
    """

    place: str
    number: int
    version: int
    at: datetime
    content: Mapping[str, object]


def code_of(delivery: Delivery) -> str:
    """`XXXX-XXXX-XXXX`, the same whenever it is asked for."""
    return codes.of_number(number_of(delivery))


def number_of(delivery: Delivery) -> int:
    """What its code carries: for comparing it with many."""
    digest = hashlib.blake2b(_canonical(delivery), digest_size=16, key=_key(settings.SECRET_KEY)).digest()
    return codes.number_of_digest(digest)


def _canonical(delivery: Delivery) -> bytes:
    """The bytes a code is made over: no two deliveries have the same."""
    at = (delivery.at - _BEGINNING) // _MICROSECOND
    told = [delivery.place, delivery.number, delivery.version, at, delivery.content]
    try:
        return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # half of a pair of surrogates, in a damaged row
        return json.dumps(told, sort_keys=True).encode()


def withdrawn_hash(code: str, *, place: str) -> str:
    """By what a code is remembered whose words were changed or taken out: bound to its place, like the code."""
    return crypto.keyed_hash(WITHDRAWN, f"{place}:{code}")


@cache
def _key(secret: str) -> bytes:
    """Derived once for each secret: the code stands in every frame sent."""
    del secret
    return crypto.key_for(PURPOSE)
