"""The journal of the ways in: who came in how, what failed, which factors came and went. Never a secret in it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery

from kefu.kit import clock
from kefu.people.models import Agent
from kefu.trust import journal
from kefu.trust.models import JournalEntry

SIGNED_IN, LINK_MADE, LINK_USED = "signed_in", "signin_link_made", "signin_link_used"
FAILED = frozenset({"password_refused", "code_refused", "passkey_refused"})
TOLD = FAILED | {
    SIGNED_IN,
    "factor_added",
    "factor_removed",
    "recovery_codes_made",
    "recovery_code_used",
    "agent_password_changed",
    "agent_factors_reset",
    "session_ended",
    LINK_MADE,
    LINK_USED,
    "identity_linked",
    "identity_unlinked",
    "sso_signed_out",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened at an agent's door; worded when shown."""

    at: datetime
    action: str
    detail: str


def by_agent(agent: Agent, action: str, *, detail: str = "") -> None:
    """Something the agent did, who is known by now. Call it inside the act's transaction, where there is one."""
    _write(agent, action, actor_kind="agent", actor_id=agent.pk, detail=detail)


def by_operator(agent: Agent, action: str, *, detail: str = "") -> None:
    """By the command line."""
    _write(agent, action, actor_kind="operator", actor_id=0, detail=detail)


def by_provider(agent: Agent, action: str, *, detail: str = "") -> None:
    """What whoever vouches for the agent told us."""
    _write(agent, action, actor_kind="provider", actor_id=0, detail=detail)


def by_stranger(agent: Agent | None, action: str, *, detail: str = "") -> None:
    """A try that failed. At an address nobody has it is written too (of nobody): else the time it takes would tell."""
    _write(agent, action, actor_kind="stranger", actor_id=0, detail=detail)


def recent_for(agent: Agent, *, most: int = 12) -> list[Event]:
    rows = JournalEntry.objects.filter(subject_kind="agent", subject_id=agent.pk, action__in=TOLD).order_by("-id")
    return [Event(at=row.at, action=row.action, detail=row.detail) for row in rows[:most]]


def last_sign_ins(agent_ids: Collection[int]) -> dict[int, datetime]:
    """When each signed in last; who never did is left out."""
    newest = JournalEntry.objects.filter(subject_kind="agent", subject_id=OuterRef("pk"), action=SIGNED_IN)
    last = Subquery(newest.order_by("-id").values("at")[:1])
    rows = Agent.objects.filter(pk__in=agent_ids).annotate(last=last).values_list("pk", "last")
    return {agent: at for agent, at in rows if at is not None}


def failures_before(agent: Agent) -> int:
    """How many tries failed between the agent's last sign-in and now."""
    rows = JournalEntry.objects.filter(subject_kind="agent", subject_id=agent.pk)
    last = rows.filter(action=SIGNED_IN).order_by("-id").values_list("id", flat=True).first() or 0
    return rows.filter(action__in=FAILED, id__gt=last).count()


def let_in_by(maker: int, *, agent: int, since: datetime) -> bool:
    """Whether `maker` made a sign-in link for this agent since then that was used, or could be used still."""
    rows = JournalEntry.objects.filter(subject_kind="agent", subject_id=agent)
    made = rows.filter(action=LINK_MADE, actor_kind="agent", actor_id=maker, at__gte=since).order_by("id")
    links = list(made.values_list("at", "detail"))
    if not links:
        return False
    if rows.filter(action=LINK_USED, at__gte=links[0][0]).exists():
        return True
    return any(at + _life(detail) > clock.now() for at, detail in links)


def _life(detail: str) -> timedelta:
    """Of a link, as `admissions` wrote it."""
    minutes = detail.partition(" ")[0]
    return timedelta(minutes=int(minutes)) if minutes.isdecimal() else timedelta(days=1)


def _write(agent: Agent | None, action: str, *, actor_kind: str, actor_id: int, detail: str) -> None:
    act = journal.Act(
        at=clock.now(),
        actor_kind=actor_kind,
        actor_id=actor_id,
        action=action,
        subject_kind="agent",
        subject_id=agent.pk if agent else 0,
        detail=detail[:200],
    )
    journal.write([act])
