"""What an agent and their team asked for in eight weeks, and what the newest ask looks like beside it (`baselines`)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count

from kefu.conversations.data_notes import Alarm
from kefu.people import directory, teams
from kefu.safeguards import alike, baselines, insiders
from kefu.safeguards.alike import Traits
from kefu.safeguards.baselines import Seen, Usual
from kefu.safeguards.insiders import Asked, Bounds
from kefu.safeguards.models import Reveal

MOST_PEERS, MOST_ROWS = 40, 40_000
MOST_ALIKE = 4_000  # of a group's newest customers, in whom a share is counted


@dataclass(frozen=True, slots=True)
class History:
    agent: int
    seen: Sequence[Seen]
    own: Sequence[int]
    usual: Usual


def history(agent: int, *, now: datetime) -> History:
    """Of the agent (row) and of those they share a team with. Two statements, both bounded."""
    here = teams.colleagues_of(agent)[:MOST_PEERS]
    rows = Reveal.objects.filter(agent_id__in=[agent, *here], at__gt=now - baselines.LOOKS_BACK).order_by("-at")
    seen = [Seen(*row) for row in rows.values_list("agent_id", "customer", "at", "is_own")[:MOST_ROWS]]
    month = Reveal.objects.filter(agent_id__in=here, at__gt=now - insiders.MONTH).order_by()
    counts = month.values_list("agent_id").annotate(customers=Count("customer", distinct=True))
    by_agent = baselines.shifts(seen, now=now)
    return History(agent, seen, by_agent.get(agent, []), baselines.usual(agent, by_agent, dict(counts)))


def widened(bounds: Bounds, history: History) -> Bounds:
    """Within 30 days a team that reveals much is held against itself; what slows down and freezes stays as it is."""
    a_month = history.usual.a_month
    return bounds if a_month is None else replace(bounds, alarm_a_month=max(bounds.alarm_a_month, round(a_month)))


def alarms(history: History, asked: Sequence[Asked]) -> set[Alarm]:
    """`asked`: of the last 24 hours, the newest last."""
    newest = [Seen(history.agent, each.customer, each.at, each.is_own) for each in asked]
    now, today, found = asked[-1].at, baselines.running(newest), set()
    if baselines.is_unusual(today, history.usual):
        found.add(Alarm.UNUSUAL)
    if baselines.drifts(history.own, today=today) or baselines.is_foreign(
        [*history.seen, *newest], agent=history.agent, now=now
    ):
        found.add(Alarm.SLOW_DRIP)
    return found


def same_kind(history: History, asked: Sequence[Asked]) -> bool:
    """Whether those of the running shift have one thing in common that neither the agent's habit nor the team's work explains.

    What others look like is read only once enough of the shift are alike.
    """
    now = asked[-1].at
    shift = baselines.running_customers([Seen(history.agent, each.customer, each.at, each.is_own) for each in asked])
    today = list(_traits(shift).values())
    if not alike.candidates(today):
        return False
    before = [each for each in history.seen if each.customer not in shift]
    peers = [each for each in before if each.agent != history.agent]
    groups = {
        "own": [each.customer for each in before if each.agent == history.agent],
        "peers": [each.customer for each in peers],
        "today": [each.customer for each in peers if each.at > now - insiders.DAY],
    }
    if not any(len(set(groups[name])) >= alike.LEAST_KNOWN for name in ("own", "peers")):
        groups["house"] = _house(shift, now)
    return alike.is_odd(today, alike.known({name: _kinds(group) for name, group in groups.items()}))


def _house(but: Collection[int], now: datetime) -> list[int]:
    """Of whom nobody asked anything yet there is no habit: then what everybody asked for is one."""
    rows = Reveal.objects.filter(at__gt=now - baselines.LOOKS_BACK).order_by("-at").values_list("customer", flat=True)
    return [customer for customer in rows[:MOST_ALIKE] if customer not in but]


def _kinds(customers: Sequence[int]) -> list[Traits]:
    """Of the newest of them, each once."""
    return list(_traits(list(dict.fromkeys(customers))[:MOST_ALIKE]).values())


def _traits(customers: Collection[int]) -> dict[int, Traits]:
    return {row: alike.traits(level, region) for row, (level, region) in directory.levels_of(customers).items()}
