"""What is usual for an agent and for their team, by the median and the median distance from it, which few odd days do not move.

Pure. Beside the fixed bounds of `insiders`, never instead of those that slow down and freeze. Too little to go by is told as
none, and the fixed bounds stand alone.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

LOOKS_BACK = timedelta(days=56)
PAUSE = timedelta(hours=6)  # between two shifts
LEAST_SHIFTS, LEAST_PEERS = 8, 5
FAR = 4.0  # so many spreads above the median
LEAST_SPREAD, LEAST_SHARE = 3.0, 0.25  # customers; of the median: whoever is very regular is not odd for one more
DRIFT_SHIFTS, DRIFT_NEWEST, DRIFT_GROWS, DRIFT_RISES = 15, 5, 1.5, 0.75
FOREIGN_FOR, FOREIGN_CUSTOMERS, FOREIGN_SHARE = timedelta(days=14), 20, 0.8


@dataclass(frozen=True, slots=True)
class Seen:
    """One field that somebody asked for. `agent` and `customer` are rows."""

    agent: int
    customer: int
    at: datetime
    is_own: bool


@dataclass(frozen=True, slots=True)
class Usual:
    """Up to how many different customers a shift, and within 30 days; null: too little is known."""

    a_shift: float | None
    a_month: float | None


def shifts(seen: Iterable[Seen], *, now: datetime) -> dict[int, list[int]]:
    """Agent -> how many different customers in each shift in which there was one, the oldest first; the running one left out."""
    by_agent: dict[int, list[Seen]] = {}
    for each in sorted(seen, key=lambda each: each.at):
        by_agent.setdefault(each.agent, []).append(each)
    return {agent: _counts(asked, now=now) for agent, asked in by_agent.items()}


def running(asked: Sequence[Seen]) -> int:
    """How many different customers since the last pause, of one agent in the order of time."""
    return len(running_customers(asked))


def running_customers(asked: Sequence[Seen]) -> set[int]:
    """Whom that was."""
    begins = max((at for at in range(1, len(asked)) if asked[at].at - asked[at - 1].at >= PAUSE), default=0)
    return {each.customer for each in asked[begins:]}


def usual(agent: int, counts: Mapping[int, Sequence[int]], a_month: Mapping[int, int]) -> Usual:
    """By their own shifts and their peers'; the greater where both are known: a team's busy week is nobody's fault, nor is
    somebody's own way of working. `counts` as `shifts` gives them, `a_month`: agent -> customers within 30 days."""
    own = list(counts.get(agent, ()))
    peers = [median(each) for other, each in counts.items() if other != agent and len(each) >= LEAST_SHIFTS]
    bounds = [_above(own)] if len(own) >= LEAST_SHIFTS else []
    bounds += [_above(peers)] if len(peers) >= LEAST_PEERS else []
    months = [count for other, count in a_month.items() if other != agent]
    return Usual(max(bounds) if bounds else None, 2 * median(months) if len(months) >= LEAST_PEERS else None)


def is_unusual(today: int, known: Usual) -> bool:
    return known.a_shift is not None and today > known.a_shift


def drifts(own: Sequence[int], *, today: int) -> bool:
    """A little more each shift, which no day by itself tells: the newest shifts against those before, and most steps upwards."""
    lately = [*own[-(DRIFT_SHIFTS - 1) :], today]
    if len(lately) < DRIFT_SHIFTS:
        return False
    newest, before = median(lately[-DRIFT_NEWEST:]), median(lately[:DRIFT_NEWEST])
    pairs = [(one, other) for at, one in enumerate(lately) for other in lately[at + 1 :]]
    rising = sum(other > one for one, other in pairs) / len(pairs)
    return newest >= before * DRIFT_GROWS and newest >= before + LEAST_SPREAD and rising >= DRIFT_RISES


def is_foreign(seen: Collection[Seen], *, agent: int, now: datetime) -> bool:
    """For days mostly customers of whom the agent has no case, however few at a time."""
    since = now - FOREIGN_FOR
    mine = [each for each in seen if each.agent == agent and each.at > since]
    everybody = {each.customer for each in mine}
    foreign = everybody - {each.customer for each in mine if each.is_own}
    return len(foreign) >= FOREIGN_CUSTOMERS and len(foreign) >= FOREIGN_SHARE * len(everybody)


def _counts(asked: Sequence[Seen], *, now: datetime) -> list[int]:
    found: list[set[int]] = []
    before: datetime | None = None
    for each in asked:
        if before is None or each.at - before >= PAUSE:
            found.append(set())
        found[-1].add(each.customer)
        before = each.at
    is_running = before is not None and now - before < PAUSE
    return [len(each) for each in (found[:-1] if is_running else found)]


def _above(counts: Sequence[float]) -> float:
    middle = median(counts)
    distance = median(abs(each - middle) for each in counts)
    spread = max(
        1.4826 * distance, LEAST_SHARE * middle, LEAST_SPREAD
    )  # 1.4826: as a standard deviation, were it normal
    return float(middle + FAR * spread)
