"""Why the assistant said what it said, as rows: written once for what it answers to, judged by customers and by agents."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from kefu.kit import clock
from kefu.kit.errors import NotFound
from kefu.trust import journal
from kefu.watchers.bot import rules
from kefu.watchers.bot.models import BotTurn

SWEPT_AT_ONCE = 500
_SPENDS = ("answer", "offer", "clarify", "ask", "found", "dont_know", "out_of_scope", "advice", "others", "greeting")


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a decision was made of. `at`: the thresholds that were in force."""

    query: str = ""
    candidates: Sequence[Mapping[str, Any]] = ()
    nearness: float = 0.0
    margin: float = 0.0
    by: str = ""
    at: rules.Thresholds = rules.BY_WORDS


@dataclass(frozen=True, slots=True)
class Place:
    conversation: int
    public_id: str
    customer: int
    entry: int
    locale: str


def keep(place: Place, *, decision: str, key: str, weighed: Weighed, took_ms: int) -> None:
    """Once for the entry it answers to, however often the job is run."""
    BotTurn.objects.get_or_create(
        entry=place.entry,
        defaults={
            "conversation": place.conversation,
            "public_id": place.public_id,
            "customer": place.customer,
            "locale": place.locale,
            "query": weighed.query[:500],
            "decision": decision,
            "key": key,
            "candidates": list(weighed.candidates),
            "nearness": round(weighed.nearness, 4),
            "margin": round(weighed.margin, 4),
            "thresholds": asdict(weighed.at),
            "by": weighed.by,
            "took_ms": took_ms,
        },
    )


def stands_at(entry: int, seq: int) -> None:
    """What was said because of this entry has this number."""
    BotTurn.objects.filter(entry=entry).update(said_seq=seq)


def liked(conversation: int, seq: int, feedback: BotTurn.Feedback) -> None:
    """A customer's word on what stands there."""
    BotTurn.objects.filter(conversation=conversation, said_seq=seq).update(feedback=feedback)


def of_entry(conversation: int, seq: int) -> BotTurn:
    """NotFound for what it did not say, or what is forgotten by now."""
    found = BotTurn.objects.filter(conversation=conversation, said_seq=seq).first()
    if found is None:
        raise NotFound
    return found


def judge(turn: BotTurn, *, agent: int, corrected_to: str = "") -> None:
    """An agent confirms it, or says what would have been right ("none": nothing we have)."""
    verdict = BotTurn.Verdict.CORRECTED if corrected_to else BotTurn.Verdict.CONFIRMED
    given = {"verdict": verdict, "corrected_to": corrected_to, "judged_by": agent, "judged_at": clock.now()}
    with transaction.atomic():
        BotTurn.objects.filter(pk=turn.pk).update(**given)
        journal.write([journal.Act(clock.now(), "agent", agent, f"turn_{verdict.value}", "bot_turn", turn.pk)])


def spent(customer: int, now: datetime) -> tuple[int, int]:
    """Answers in the last hour, and in the last day."""
    rows = BotTurn.objects.filter(customer=customer, decision__in=_SPENDS, made_at__gt=now - timedelta(days=1))
    made = list(rows.order_by("-made_at").values_list("made_at", flat=True)[:200])
    return sum(at > now - timedelta(hours=1) for at in made), len(made)


def sweep(now: datetime) -> int:
    """Forget what is old, some at a time; what an agent judged is kept as long as the log."""
    old = BotTurn.objects.filter(made_at__lt=now - rules.KEPT, verdict=BotTurn.Verdict.NONE)
    keys = list(old.values_list("pk", flat=True)[:SWEPT_AT_ONCE])
    return BotTurn.objects.filter(pk__in=keys).delete()[0] if keys else 0
