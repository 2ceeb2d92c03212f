"""The code every word of ours carries: derived, never stored, so that it costs no write.

An HMAC over where it stands, which of its versions it is, when it was said and what it says. The conversation is its
recipient's alone, so a code is good for nobody else, and nobody without the installation's key can make one up.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from django.conf import settings

from kefu.kit import crypto
from kefu.trust import codes

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
    digest = hmac.digest(_key(settings.SECRET_KEY), canonical(delivery), hashlib.sha256)
    return codes.of_digest(digest)


def canonical(delivery: Delivery) -> bytes:
    """The bytes a code is made over: no two deliveries have the same."""
    at = delivery.at.astimezone(UTC).isoformat(timespec="microseconds")
    told = [delivery.place, delivery.number, delivery.version, at, delivery.content]
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")


def withdrawn_hash(code: str, *, place: str) -> str:
    """By what a code is remembered whose words were changed or taken out: bound to its place, like the code."""
    return crypto.keyed_hash(WITHDRAWN, f"{place}:{code}")


@cache
def _key(secret: str) -> bytes:
    """Derived once for each secret: the code stands in every frame sent."""
    del secret
    return crypto.key_for(PURPOSE)
