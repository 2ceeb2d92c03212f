"""When a waiting case is looked at again, and which of its changes its customer wants to hear of. Pure."""

from collections.abc import Collection
from datetime import datetime, timedelta

from kefu.exchange.diagnoses.definition import Finding, State

LIVES = timedelta(days=7)
FIRST_S, SOON_S, LATER_S = 15, 60, 600


def next_look(*, now: datetime, made_at: datetime) -> datetime:
    """Often while it is fresh, then seldom: a block takes seconds or minutes, maintenance takes hours."""
    age = now - made_at
    if age < timedelta(minutes=15):
        return now + timedelta(seconds=FIRST_S)
    return now + timedelta(seconds=SOON_S if age < timedelta(hours=2) else LATER_S)


def gist(finding: Finding) -> str:
    """What a finding comes to: told again only when this changes."""
    return f"{finding.verdict}:{finding.state.value}"[:80]


def is_worth_telling(finding: Finding, *, is_told: bool) -> bool:
    """Not what could not be learned this time, and nothing twice."""
    return finding.state is not State.UNCLEAR and not is_told


def is_for_customer(finding: Finding, *, tells: Collection[State], has_answers: bool) -> bool:
    """Found for a category that the customer chose. That all is well is told only of what they named themselves: unasked,
    it answers another question than theirs."""
    return finding.state in tells and (has_answers or finding.state is not State.FINE)


def goes_on(finding: Finding, *, now: datetime, until_at: datetime) -> bool:
    return now < until_at and (finding.state is State.WAITING or finding.state is State.UNCLEAR)
