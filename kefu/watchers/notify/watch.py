"""Tells people that something waits for them: a row for what is unread, a hint that makes desks ring, a push for who is away."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings

from kefu.conversations import closing, everywhere, seers
from kefu.conversations.data import AssignedData, NoteData
from kefu.conversations.kinds import OF_TIME, Audience, AuthorKind, Kind
from kefu.conversations.react import Effect, Hint, Rows, Watcher
from kefu.conversations.records import EntryRecord
from kefu.kit import db
from kefu.people import confined
from kefu.watchers.notify import jobs, subscriptions
from kefu.watchers.notify.delivery import Courier
from kefu.watchers.notify.jobs import Telling
from kefu.watchers.notify.rules import Reason

TABLE = "notify_unread"
TOPIC = "notice"
# a case that was followed has news; who is asked has minutes
ANSWERS = frozenset({Kind.MESSAGE, Kind.DIAGNOSED, Kind.PAPERS, Kind.IDENTITY_ASKED})
WRITTEN = frozenset({Kind.MESSAGE, Kind.PAPERS})
TIDY_S = 60.0


@dataclass(frozen=True, slots=True)
class Told:
    """What a hint of TOPIC says. `agents` null: it concerns every desk."""

    public_id: str
    seq: int
    agents: frozenset[int] | None
    reason: Reason


def told(ref: Sequence[Any]) -> Told:
    """A hint as it came over the road."""
    public_id, seq, agents, reason = ref
    return Told(public_id, seq, None if agents is None else frozenset(agents), Reason(reason))


Assignees = Mapping[int, int | None]


class Notify(Watcher):
    key = "notify"
    watches = ANSWERS | {Kind.NOTE, Kind.ASSIGNED, Kind.WOKEN, Kind.HANDED_OVER} | OF_TIME

    def __init__(self) -> None:
        self._courier = Courier()
        self._tidy_at = 0.0

    def on_entries(self, entries: Sequence[EntryRecord]) -> Iterable[Effect]:
        """Rows move forward only and pushes are one an entry: running twice changes nothing."""
        written = _newest(e for e in entries if e.author.kind is AuthorKind.CUSTOMER and e.kind in WRITTEN)
        woken = _newest(e for e in entries if e.kind is Kind.WOKEN)
        waiting = _without_the_bots(written) | _newest(e for e in entries if e.kind is Kind.HANDED_OVER)
        due = _newest(e for e in entries if e.kind in OF_TIME)
        assignees = everywhere.assignees({*waiting, *woken, *due})
        inside = [*_of_customers(waiting, assignees), *_of_colleagues(entries), *_of_woken(woken, assignees)]
        inside = _in_sight([*inside, *_of_due(due, assignees)])
        jobs.queue([*inside, *_answers(entries)])
        if written:
            yield _unread(written)
        if inside:
            yield Hint(TOPIC, [_ref(telling) for telling in inside])

    def sweep(self) -> None:
        jobs.sweep()
        if time.monotonic() >= self._tidy_at:
            subscriptions.sweep()
            jobs.tidy()
            self._tidy_at = time.monotonic() + TIDY_S
        self._courier.hurry()


def _newest(entries: Iterable[EntryRecord]) -> dict[int, EntryRecord]:
    return {entry.conversation: entry for entry in entries}


def _without_the_bots(newest: dict[int, EntryRecord]) -> dict[int, EntryRecord]:
    """What the assistant answers rings nowhere: it is told when it is handed over."""
    held = everywhere.with_bot(newest) if settings.BOT else set()
    return {row: entry for row, entry in newest.items() if row not in held}


def _unread(newest: Mapping[int, EntryRecord]) -> Rows:
    rows = [(e.conversation, e.seq, db.to_moment(e.created_at)) for _, e in sorted(newest.items())]
    newer = (
        "(conversation_id) DO UPDATE SET last_seq = excluded.last_seq, at = excluded.at"
        f" WHERE excluded.last_seq > {TABLE}.last_seq"
    )
    return Rows(TABLE, "conversation_id, last_seq, at", rows, or_else=newer)


def _of_customers(newest: Mapping[int, EntryRecord], assignees: Assignees) -> list[Telling]:
    """Whoever has the conversation; everybody at a desk if nobody has it yet."""
    told = []
    for row, entry in newest.items():
        agent = assignees.get(row)
        reason = Reason.UNASSIGNED if agent is None else Reason.MINE
        told.append(_telling(entry, reason, agents=None if agent is None else (agent,)))
    return told


def _of_colleagues(entries: Iterable[EntryRecord]) -> Iterable[Telling]:
    """What others gave or wrote to an agent. Nobody is told of what they did themselves."""
    for entry in entries:
        data = entry.data
        agents: Sequence[int] = ()
        reason = Reason.ASSIGNED
        if isinstance(data, NoteData):
            agents, reason = data.mentions, Reason.MENTION
        elif isinstance(data, AssignedData) and data.agent is not None:
            agents = (data.agent,)
        others = [agent for agent in agents if not _is_by(entry, agent)]
        if others:
            yield _telling(entry, reason, agents=others)


def _of_woken(newest: Mapping[int, EntryRecord], assignees: Assignees) -> list[Telling]:
    """What was put aside is back: for whoever has it."""
    told = []
    for row, entry in newest.items():
        agent = assignees.get(row)
        if agent is not None and not _is_by(entry, agent):
            told.append(_telling(entry, Reason.WOKEN, agents=(agent,)))
    return told


def _of_due(newest: Mapping[int, EntryRecord], assignees: Assignees) -> list[Telling]:
    """Whoever has it; everybody at a desk if nobody has."""
    told = []
    for row, entry in newest.items():
        agent = assignees.get(row)
        told.append(_telling(entry, Reason.DUE, agents=None if agent is None else (agent,)))
    return told


def _in_sight(tellings: Sequence[Telling]) -> list[Telling]:
    """Of what only one team works on, its people alone are told; of what names others, those who see it."""
    rows = {telling.conversation for telling in tellings}
    closed = closing.seers(rows, everywhere.categories(rows)) if rows else {}
    kept = []
    for telling in tellings:
        members, seers = closed.get(telling.conversation, (None, None))
        if members is not None and seers is not None:
            named = members if telling.agents is None else seers.intersection(telling.agents)
            telling = replace(telling, agents=tuple(sorted(named)))  # noqa: PLW2901
        if telling.agents is None or telling.agents:
            kept.append(telling)
    return _in_region(kept)


def _in_region(tellings: Sequence[Telling]) -> list[Telling]:
    """Nobody hears of a customer of a region that they are kept from."""
    named = [telling.agents for telling in tellings]
    agents = None if None in named else {agent for each in named for agent in each or ()}
    outside = seers.confined_from({telling.conversation for telling in tellings}, agents) if tellings else {}
    kept = []
    for telling in tellings:
        if telling.conversation in outside:
            told = confined.everybody() if telling.agents is None else frozenset(telling.agents)
            telling = replace(telling, agents=tuple(sorted(told - outside[telling.conversation])))  # noqa: PLW2901
        if telling.agents is None or telling.agents:
            kept.append(telling)
    return kept


def _answers(entries: Iterable[EntryRecord]) -> list[Telling]:
    """Our side's newest words to each customer."""
    said = _newest(
        e
        for e in entries
        if e.kind in ANSWERS
        and e.audience is Audience.EVERYONE
        and e.author.kind is not AuthorKind.CUSTOMER
        and not (e.kind is Kind.DIAGNOSED and e.cause is not None)  # an echo of what they did themselves
    )
    customers = everywhere.customers(said)
    return [
        _telling(entry, Reason.ANSWER, customer=customers[row], number=entry.public_seq or 0)
        for row, entry in said.items()
        if row in customers
    ]


def _telling(
    entry: EntryRecord,
    reason: Reason,
    *,
    agents: Sequence[int] | None = (),
    customer: int | None = None,
    number: int = 0,
) -> Telling:
    return Telling(
        conversation=entry.conversation,
        conversation_public_id=entry.conversation_public_id,
        seq=entry.seq,
        reason=reason,
        agents=agents,
        customer=customer,
        number=number,
    )


def _is_by(entry: EntryRecord, agent: int) -> bool:
    return entry.author.kind is AuthorKind.AGENT and entry.author.id == agent


def _ref(telling: Telling) -> list[object]:
    agents = None if telling.agents is None else list(telling.agents)
    return [telling.conversation_public_id, telling.seq, agents, telling.reason.value]
