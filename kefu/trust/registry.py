"""The registry of what is officially ours, as everybody else asks it. Read from memory that is a few seconds old at most."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kefu.kit import clock
from kefu.kit.kept import Kept
from kefu.trust import denied
from kefu.trust.guard.kinds import Allowed
from kefu.trust.linkable import linkable
from kefu.trust.lookalike.kinds import Entry, Sort, Verdict
from kefu.trust.lookalike.lists import NO_LISTS, Lists
from kefu.trust.lookalike.pasted import judged
from kefu.trust.lookalike.prepared import Known, is_valid, prepare
from kefu.trust.models import Channel

LIVES_S = 5.0  # a confirmed report warns everybody well within a minute
_NEVER = (-1, -1)
_WRITTEN = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class _Held:
    entries: tuple[Entry, ...]
    known: Known
    linkable: Allowed


@dataclass
class _Memory:
    """The lists as they were read last: large ones are read again only after they changed."""

    state: tuple[int, int] = _NEVER
    lists: Lists = NO_LISTS

    def fresh(self) -> Lists:
        state = denied.state()
        if state != self.state:
            self.state, self.lists = state, denied.every()
        return self.lists


_memory = _Memory()


def _read() -> dict[str, _Held]:
    now = clock.now()
    every = tuple(as_entry(row) for row in Channel.objects.filter(ended_at=None).order_by("sort", "network", "value"))
    return {"": _Held(every, prepare(every, lists=_memory.fresh(), now=now), linkable(every, now=now))}


_kept: Kept[str, _Held] = Kept(_read, lives_s=LIVES_S)


def entries() -> Sequence[Entry]:
    """All that stands in it, also what is not valid yet or any more."""
    return _kept.fresh()[""].entries


def valid_now(*sorts: Sort) -> list[Entry]:
    now = clock.now()
    return [each for each in entries() if (not sorts or each.sort in sorts) and is_valid(each, now)]


def known() -> Known:
    """Ready to be compared with."""
    return _kept.fresh()[""].known


def allowed() -> Allowed:
    """Where our own texts may lead by the registry alone; `exchange.outward` knows of the rest."""
    return _kept.fresh()[""].linkable


def verdicts(text: str) -> Sequence[Verdict]:
    """On what somebody asks about; the worst first, at least one."""
    return judged(text, known())


def forget() -> None:
    """Read anew at the next question, lists of frauds too."""
    _memory.state = _NEVER
    _kept.forget()


def as_entry(row: Channel) -> Entry:
    return Entry(
        sort=Sort(row.sort),
        value=row.value,
        network=row.network,
        name=row.name,
        valid_from=written(row.valid_from),
        valid_until=written(row.valid_until),
        proof=row.proof,
    )


def written(at: datetime | None) -> str:
    return at.strftime(_WRITTEN) if at else ""
