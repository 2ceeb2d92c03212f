"""Did the log keep its promises? Jepsen's set-full idea: note what every client did and saw, then read everything back.

Clients write `Event`s while they run. Afterwards the log is read in several ways (`Reading`), and `judge` puts every
message into one class. Knows nothing of sockets or databases: bench/reads.py fetches the readings.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple


class What(StrEnum):
    INVOKE = "invoke"  # the client sent (or sent again) message `mid`
    ACK = "ack"  # the server said: on disk under `seq`
    SEEN = "seen"  # an entry arrived; `mid` is empty if it is not a message of ours
    WATCH = "watch"  # subscribed after `seq`
    LEFT = "left"  # watches no longer; what comes later need not reach it


class Event(NamedTuple):
    """`client` is `customer-N` or `staff-N`: the word before the dash says by which numbering it counts."""

    what: What
    at_us: int
    client: str
    conversation: str
    mid: str
    seq: int


class Row(NamedTuple):
    conversation: str
    seq: int
    mid: str


class Reading(NamedTuple):
    """Everything that stands in the log, as one door shows it to one side (`customer` or `staff`)."""

    name: str
    side: str
    rows: Sequence[Row]


class Fate(StrEnum):
    """What became of a message; of several faults the first one here is told."""

    DOUBLED = "doubled"  # stands twice in one reading, or was shown twice to one client
    LOST = "lost"  # acknowledged or seen, yet missing from a reading
    REORDERED = "reordered"  # under another number than was told, or before an earlier message of the same sender
    NEVER_READ = "never_read"  # stored, but a client that was watching never got it
    UNKNOWN = "unknown"  # never acknowledged or seen: may be absent, or stand there once
    STABLE = "stable"


FAULTS = (Fate.DOUBLED, Fate.LOST, Fate.REORDERED, Fate.NEVER_READ)


@dataclass(slots=True)
class Verdict:
    """`gaps` are holes and repeats in a numbering, of a reading or of what a client was shown.

    `strangers` are messages nobody sent; `false_acks` those acknowledged that a reading lacks (they are lost as well).
    """

    fates: dict[Fate, list[str]]
    gaps: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    false_acks: list[str] = field(default_factory=list)

    @property
    def is_kept(self) -> bool:
        return not self.gaps and not self.strangers and not any(self.fates[fate] for fate in FAULTS)

    def counts(self) -> dict[str, int]:
        named = {str(fate): len(mids) for fate, mids in self.fates.items()}
        more = {"gaps": self.gaps, "strangers": self.strangers, "false_acks": self.false_acks}
        return named | {name: len(found) for name, found in more.items()}


Faults = dict[Fate, set[str]]
Places = dict[str, dict[str, Row]]  # side -> message -> where that side's first reading has it


class _Notes:
    """The events, sorted by what is asked of them. A place is (client, conversation)."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.sent: Counter[str] = Counter()
        self.by_sender: dict[str, list[str]] = defaultdict(list)
        self.told: list[Event] = []
        self.shown: dict[tuple[str, str], list[Event]] = defaultdict(list)
        self.watching: dict[tuple[str, str], int] = {}
        self.gone: set[tuple[str, str]] = set()
        for event in events:
            self._note(event)
        self.known = {e.mid for e in self.told} | {e.mid for shown in self.shown.values() for e in shown if e.mid}

    def _note(self, event: Event) -> None:
        place = (event.client, event.conversation)
        if event.what is What.INVOKE:
            if event.mid not in self.sent:
                self.by_sender[event.client].append(event.mid)
            self.sent[event.mid] += 1
        elif event.what is What.ACK:
            self.told.append(event)
        elif event.what is What.SEEN:
            self.shown[place].append(event)
        elif event.what is What.WATCH:
            self.watching.setdefault(place, event.seq)
            self.gone.discard(place)
        else:
            self.gone.add(place)


def read_events(files: Iterable[Path]) -> Iterator[Event]:
    """The clients' log files: one event a line, its six fields parted by tabs."""
    for file in files:
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                what, at_us, client, conversation, mid, seq = line.rstrip("\n").split("\t")
                yield Event(What(what), int(at_us), client, conversation, mid, int(seq))


def until(events: Iterable[Event], at_us: int) -> list[Event]:
    """What clients knew at this moment: the log as it was then must hold it, and may hold what was on its way.

    Nobody is taken to watch on: what the log held then, some were only shown later.
    """
    known = [event for event in events if event.at_us <= at_us or event.what is What.INVOKE]
    places = {(event.client, event.conversation) for event in known if event.what is What.WATCH}
    return known + [Event(What.LEFT, at_us, client, conversation, "", 0) for client, conversation in places]


def judge(events: Iterable[Event], readings: Sequence[Reading]) -> Verdict:
    """Class every message sent. Every reading covers every conversation; there is one of each side at least."""
    notes = _Notes(events)
    faults: Faults = {fate: set() for fate in FAULTS}
    verdict = Verdict(fates={fate: [] for fate in Fate})
    where: Places = {}
    stands = []
    for reading in readings:
        stands.append(_check_reading(reading, notes=notes, faults=faults, verdict=verdict))
        first = where.setdefault(reading.side, stands[-1])
        faults[Fate.REORDERED] |= {mid for mid, row in stands[-1].items() if first.get(mid, row) != row}
    stored = set().union(*stands)
    faults[Fate.LOST] = {mid for mid in notes.known | stored if any(mid not in found for found in stands)}
    verdict.false_acks = sorted({event.mid for event in notes.told} & faults[Fate.LOST])
    _check_told(notes, where=where, faults=faults)
    _check_shown(notes, where=where, faults=faults, gaps=verdict.gaps)
    _check_senders(notes, where=where, faults=faults)
    _check_watchers(notes, where=where, faults=faults)
    for mid in notes.sent.keys() | notes.known:
        otherwise = Fate.STABLE if mid in notes.known or mid in stored else Fate.UNKNOWN
        verdict.fates[next((fate for fate in FAULTS if mid in faults[fate]), otherwise)].append(mid)
    return verdict


def _check_reading(reading: Reading, *, notes: _Notes, faults: Faults, verdict: Verdict) -> dict[str, Row]:
    """Where each message stands in this reading. Notes doubles, disorder, holes in the numbers, what nobody sent."""
    stands: dict[str, Row] = {}
    last: Counter[str] = Counter()
    for row in reading.rows:
        if row.mid in stands:
            faults[Fate.DOUBLED].add(row.mid)
        elif row.mid:
            stands[row.mid] = row
            if row.mid not in notes.sent:
                verdict.strangers.append(f"{reading.name} {row.conversation} {row.seq} {row.mid}")
        if row.mid and row.seq <= last[row.conversation]:
            faults[Fate.REORDERED].add(row.mid)
        elif row.seq != last[row.conversation] + 1:
            verdict.gaps.append(f"{reading.name} {row.conversation}: {row.seq} after {last[row.conversation]}")
        last[row.conversation] = max(row.seq, last[row.conversation])
    return stands


def _check_told(notes: _Notes, *, where: Places, faults: Faults) -> None:
    """The number in an ack is the number in the log, for a repeated ack as well."""
    for event in notes.told:
        if not _agrees(event, where=where):
            faults[Fate.REORDERED].add(event.mid)


def _agrees(event: Event, *, where: Places) -> bool:
    row = where[_side(event.client)].get(event.mid)
    return row is None or row[:2] == (event.conversation, event.seq)


def _check_shown(notes: _Notes, *, where: Places, faults: Faults, gaps: list[str]) -> None:
    """Each client was shown each number once, in order, without holes, with the message that the log has there."""
    for place, shown in notes.shown.items():
        last = notes.watching.get(place, 0)
        seen: set[int] = set()
        for event in shown:
            if event.mid and event.seq in seen:
                faults[Fate.DOUBLED].add(event.mid)
            elif (event.mid and event.seq <= last) or not _agrees(event, where=where):
                faults[Fate.REORDERED].add(event.mid)
            elif event.seq != last + 1:
                gaps.append(f"{event.client} {event.conversation}: {event.seq} after {last}")
            seen.add(event.seq)
            last = max(last, event.seq)


def _check_senders(notes: _Notes, *, where: Places, faults: Faults) -> None:
    """Messages sent once keep their sender's order; one sent again may rightly come later."""
    for client, mids in notes.by_sender.items():
        highest: Counter[str] = Counter()
        stands = where[_side(client)]
        for row in (stands[mid] for mid in mids if mid in stands and notes.sent[mid] == 1):
            if row.seq < highest[row.conversation]:
                faults[Fate.REORDERED].add(row.mid)
            highest[row.conversation] = max(row.seq, highest[row.conversation])


def _check_watchers(notes: _Notes, *, where: Places, faults: Faults) -> None:
    """Whoever watched to the end was shown all that came after the number it started from."""
    standing: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for side, stands in where.items():
        for row in stands.values():
            standing[side, row.conversation].append(row)
    for (client, conversation), after in notes.watching.items():
        if (client, conversation) not in notes.gone:
            got = {event.mid for event in notes.shown[client, conversation]}
            due = {row.mid for row in standing[_side(client), conversation] if row.seq > after}
            faults[Fate.NEVER_READ] |= due - got


def _side(client: str) -> str:
    return client.partition("-")[0]
