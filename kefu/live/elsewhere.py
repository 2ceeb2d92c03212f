"""Who is present at, and who types in, a conversation on the other live processes. Hints only; lost ones are made good.

A process with staff at a conversation asks the others; for half a minute more than between two askings they then tell it
what changes. So what passes between machines grows with what staff look at, not with how many customers are connected.
"""

import secrets
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import astuple, dataclass

from kefu.conversations import typing
from kefu.conversations.typing import Typing
from kefu.kit import wake

ASK, HERE = "presence.asked", "presence.here"
TYPING = typing.TOPIC
TOPICS = frozenset({ASK, HERE, TYPING})
ASK_EVERY_S = 30.0
LIVES_S = 60.0  # what was asked or told, unless again
MAX_ROWS = 50_000
MAX_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class Presence:
    """Who of staff looks at a conversation, and whether its customer is there."""

    people: tuple[tuple[str, str], ...] = ()  # public id, name
    customer_online: bool = False


class Elsewhere:
    """Lives on the socket loop alone."""

    def __init__(self, *, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._me = secrets.token_hex(6)
        self._clock_s = clock_s
        self._asked: dict[int, float] = {}  # row -> until when others want to be told
        self._told: dict[int, dict[str, tuple[Presence, float]]] = {}

    # -- telling others -----------------------------------------------------------------------------------------------
    def ask(self, rows: Iterable[int]) -> None:
        """Staff are at these here: let the others tell who is there, now and when it changes."""
        refs = [[self._me, row] for row in rows]
        if refs:
            wake.tell_others(ASK, refs)

    def tell(self, row: int, here: Presence) -> None:
        """Who is at it here, if anybody asked lately."""
        if self._asked.get(row, 0.0) > self._clock_s():
            people = [list(person) for person in here.people[:MAX_PEOPLE]]
            wake.tell_others(HERE, [[self._me, row, people, here.customer_online]])

    def typing(self, typed: Typing) -> None:
        wake.tell_others(TYPING, [list(astuple(typed))])

    # -- what others tell ---------------------------------------------------------------------------------------------
    def asked(self, refs: wake.Refs) -> list[int]:
        """Others want to know of these from now on; the rows."""
        until = self._clock_s() + LIVES_S
        rows = [row for sender, row in refs if sender != self._me]
        self._asked.update(dict.fromkeys(rows, until))
        return rows

    def heard(self, refs: wake.Refs) -> list[int]:
        """Others told who is at these; the rows."""
        until = self._clock_s() + LIVES_S
        rows = []
        for sender, row, people, customer_online in refs:
            if sender == self._me or (row not in self._told and len(self._told) >= MAX_ROWS):
                continue
            there = Presence(tuple((public_id, name) for public_id, name in people), customer_online)
            self._told.setdefault(row, {})[sender] = (there, until)
            rows.append(row)
        return rows

    def at(self, row: int) -> Presence:
        """Everybody at it elsewhere."""
        now = self._clock_s()
        known = [there for there, until in self._told.get(row, {}).values() if until > now]
        people = dict(person for there in known for person in there.people)
        return Presence(tuple(people.items()), any(there.customer_online for there in known))

    def forget_old(self, *, looked_at: Collection[int]) -> list[int]:
        """Drop what nobody looks at here, and what ran out; the rows where somebody may have gone without a word."""
        now = self._clock_s()
        self._asked = {row: until for row, until in self._asked.items() if until > now}
        faded = [row for row, told in self._told.items() if any(until <= now for _, until in told.values())]
        for row in faded:
            self._told[row] = {who: kept for who, kept in self._told[row].items() if kept[1] > now}
        self._told = {row: told for row, told in self._told.items() if told and row in looked_at}
        return [row for row in faded if row in looked_at]
