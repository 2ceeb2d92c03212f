"""Whose is what we hold: nobody brings so much that there is no room for others, or that theirs has to go."""

import ipaddress
import re
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Sum

from kefu.channels.models_arrivals import Held
from kefu.kit import crypto
from kefu.kit.suffixes import registered
from kefu.trust.mails.kinds import Envelope

MOST_OF_ONE, MOST_OF_ONE_BYTES = 5_000, 128 * 1024 * 1024  # that waits or was parked, of one server or domain
_PURPOSE = "channels.held"
_HEAD_BYTES = 64 * 1024
_FROM = re.compile(rb"^from:[^\n]{0,998}?@([A-Za-z0-9.-]{1,253})", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Source:
    """Keyed hashes; empty where it is not known. `domain` is that of one neighbourhood: who forges a sender fills the room of no
    server that may send for it."""

    peer: str
    domain: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is parked, and by whom."""

    id: int
    size_bytes: int
    by: str


def source_of(envelope: Envelope, raw: bytes) -> Source:
    """Who brought it, and where it says to be from: by the envelope, else by its own first field."""
    found = _FROM.search(raw[:_HEAD_BYTES])
    said = envelope.sender.rpartition("@")[2] or (found.group(1).decode("ascii") if found else "")
    domain = registered(said.casefold().strip("."))
    near = together(envelope.peer, v4=16, v6=32)
    return Source(_hash(together(envelope.peer)), _hash(f"{domain} {near}" if domain else ""))


def is_crowded(source: Source) -> bool:
    """Whether so much of one of both is here already that nothing more is taken just now."""
    return any(_is_full(field, who) for field, who in (("peer", source.peer), ("domain", source.domain)) if who)


def is_many(count: int, size_bytes: int) -> bool:
    """Whether all of it together is so much that some of it may crowd out others."""
    return count >= MOST_OF_ONE or size_bytes >= MOST_OF_ONE_BYTES


def beyond(parcels: Sequence[Parcel], most_bytes: int) -> list[int]:
    """What has to go until there is room again: of whoever has most there, the oldest first. `parcels`: the oldest first."""
    total, queues, sizes = 0, defaultdict[str, deque[Parcel]](deque), defaultdict[str, int](int)
    for each in parcels:
        total += each.size_bytes
        queues[each.by].append(each)
        sizes[each.by] += each.size_bytes
    gone: list[int] = []
    while total > most_bytes:
        first = queues[max(sizes, key=sizes.__getitem__)].popleft()
        gone.append(first.id)
        total -= first.size_bytes
        sizes[first.by] -= first.size_bytes
        if not queues[first.by]:
            del queues[first.by], sizes[first.by]
    return gone


def _is_full(field: str, who: str) -> bool:
    found = Held.objects.filter(**{field: who}).aggregate(count=Count("pk"), size=Sum("size_bytes"))
    return is_many(found["count"], found["size"] or 0)


def together(peer: str, *, v4: int = 32, v6: int = 64) -> str:
    """The network whose addresses are counted as one; empty for what is no address. Of IPv6 everybody has a whole network."""
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((address, v6 if address.version == 6 else v4), strict=False))


def _hash(told: str) -> str:
    return crypto.keyed_hash(_PURPOSE, told) if told else ""
