"""What an agent and their team asked for in eight weeks, and what the newest ask looks like beside it (`baselines`)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count

from kefu.conversations.data_notes import Alarm
from kefu.people import teams
from kefu.safeguards import baselines, insiders
from kefu.safeguards.baselines import Seen, Usual
from kefu.safeguards.insiders import Asked, Bounds
from kefu.safeguards.models import Reveal

MOST_PEERS, MOST_ROWS = 40, 40_000


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
