"""Who is at the door at once, and what they hold in memory: bounds for each, for all strangers, and others for relays of ours.

Pure counting; on one event loop.
"""

from collections.abc import Hashable
from dataclasses import dataclass

MIB = 1024 * 1024
LINE_BYTES = 64  # what one line costs beside its own bytes


@dataclass(frozen=True, slots=True)
class Bounds:
    sessions: int
    of_a_peer: int
    held_bytes: int
    held_of_a_peer: int


STRANGERS = Bounds(sessions=40, of_a_peer=20, held_bytes=192 * MIB, held_of_a_peer=96 * MIB)
RELAYS = Bounds(sessions=60, of_a_peer=60, held_bytes=256 * MIB, held_of_a_peer=256 * MIB)


@dataclass(frozen=True, slots=True)
class Guest:
    """`peer`: who is counted together. `is_relay`: a server of ours, whom no stranger may keep out."""

    peer: str
    is_relay: bool


class Crowd:
    """The sessions that are open."""

    def __init__(self) -> None:
        self._guests: dict[Hashable, Guest] = {}
        self._held: dict[Hashable, int] = {}

    def let_in(self, session: Hashable, guest: Guest) -> bool:
        """Whether there is room for it; whoever is in stays in."""
        if session in self._guests:
            return True
        bounds, same = _bounds(guest), [each for each in self._guests.values() if each.is_relay is guest.is_relay]
        if len(same) >= bounds.sessions or sum(each.peer == guest.peer for each in same) >= bounds.of_a_peer:
            return False
        self._guests[session] = guest
        return True

    def let_out(self, session: Hashable) -> bool:
        """Whether it was in."""
        self.let_go(session)
        return self._guests.pop(session, None) is not None

    def may_hold(self, session: Hashable, data: bytes) -> bool:
        """Whether there is room for these bytes too; if so they count until it lets go."""
        guest, cost = self._guests[session], len(data) + LINE_BYTES * data.count(b"\n")
        bounds, total, of_peer = _bounds(guest), cost, cost
        for other, held in self._held.items():
            if self._guests[other].is_relay is guest.is_relay:
                total += held
                of_peer += held if self._guests[other].peer == guest.peer else 0
        if total > bounds.held_bytes or of_peer > bounds.held_of_a_peer:
            return False
        self._held[session] = self._held.get(session, 0) + cost
        return True

    def let_go(self, session: Hashable) -> None:
        """Of what it holds."""
        self._held.pop(session, None)


def _bounds(guest: Guest) -> Bounds:
    return RELAYS if guest.is_relay else STRANGERS
