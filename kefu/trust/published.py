"""The registry as a signed list, which anybody can keep and check without us. docs/registry.md describes how."""

from collections.abc import Mapping

from django.conf import settings
from django.db.models import Count, Max

from kefu.trust import registry, signing
from kefu.trust.lookalike.entries import FORMAT, MOST_BYTES, as_rows
from kefu.trust.models import Channel

PATH = "/.well-known/kefu-channels.json"


def signed() -> dict[str, object]:
    """`number` counts up with every change: whoever keeps the largest they saw notices an older list."""
    told: dict[str, object] = {
        "format": FORMAT,
        "issuer": settings.BASE_URL,
        "name": settings.BRAND_NAME,
        "number": _number(),
        "entries": as_rows(registry.entries()),
        "key": public_key(),
    }
    return {**told, "signature": signing.sign(signing.canonical(told))}


def public_key() -> str:
    return signing.public_key()


def is_genuine(told: Mapping[str, object], *, key: str) -> bool:
    """Whether the list was signed with the key, which must be known from elsewhere than the list itself."""
    rest = {name: value for name, value in told.items() if name != "signature"}
    signature = told.get("signature")
    return isinstance(signature, str) and signing.is_signed(signing.canonical(rest), signature, key)


def _number() -> int:
    """A row is made for what is added or changed, and marked for what ended: both count."""
    rows = Channel.objects.aggregate(newest=Max("id"), ended=Count("ended_at"))
    return int(rows["newest"] or 0) + int(rows["ended"])


MOST_LIST_BYTES = 2 * MOST_BYTES
