"""How the assistant does, told from its turns: contained, handed over, wrong; by what it was about and in which language.

A talk is a conversation in which it said something. It is *contained* if it ended without a person: its customer said that it
helped, or nobody wrote for a day. It was *wrong* if its customer said so, an agent corrected it, or the same customer came
back with another conversation within 72 hours of a contained one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from kefu.conversations import everywhere
from kefu.kit import clock
from kefu.knowledge import answers
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.watchers.bot import rules
from kefu.watchers.bot.models import BotTurn

MOST_TURNS = 100_000
COMES_BACK_WITHIN = timedelta(hours=72)
CUSTOMERS_AT_ONCE = 500
HANDED = "hand_over"
_TALKS = frozenset({"answer", "offer", "clarify", "ask", "found", "dont_know", HANDED})  # greetings alone are no talk


class Outcome(StrEnum):
    CONTAINED = "contained"
    HANDED_OVER = "handed_over"
    OPEN = "open"


class Wrong(StrEnum):
    SAID_SO = "said_so"
    CORRECTED = "corrected"
    CAME_BACK = "came_back"


@dataclass(slots=True)
class Talk:
    """`id`: the conversation's public id. `topic`: a section's path, or empty where nothing was found."""

    id: str
    row: int
    customer: int
    topic: str
    locale: str
    outcome: Outcome
    last_at: datetime
    question: str
    wrong: set[Wrong] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Line:
    topic: str
    locale: str
    talks: int
    contained: int
    handed_over: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Report:
    """`is_cut`: more was said than is counted; only the newest turns were."""

    lines: Sequence[Line]
    total: Line
    is_cut: bool


def report(viewer: Viewer, *, days: int) -> Report:
    """The most talks first."""
    found, is_cut = _talks(viewer, days)
    groups: dict[tuple[str, str], list[Talk]] = {}
    for talk in found:
        groups.setdefault((talk.topic, talk.locale), []).append(talk)
    lines = [_line(topic, locale, talks) for (topic, locale), talks in groups.items()]
    lines.sort(key=lambda line: (-line.talks, line.topic, line.locale))
    return Report(lines, _line("", "", found), is_cut)


def talks(
    viewer: Viewer, *, days: int, topic: str | None = None, locale: str = "", only: str = "", limit: int = 200
) -> list[Talk]:
    """The newest first. `only`: an outcome, or "wrong"."""
    found, _is_cut = _talks(viewer, days)
    chosen = [
        talk
        for talk in found
        if (topic is None or talk.topic == topic)
        and (not locale or talk.locale == locale)
        and (not only or talk.outcome == only or (only == "wrong" and talk.wrong))
    ]
    return sorted(chosen, key=lambda talk: talk.last_at, reverse=True)[:limit]


def confusions(viewer: Viewer, *, days: int, limit: int = 50) -> list[tuple[str, str, int, list[str]]]:
    """(what it answered with, what an agent says is right, how often, some questions), the most often first."""
    require(viewer, Capability.EDIT_ARTICLES)
    rows = BotTurn.objects.filter(verdict=BotTurn.Verdict.CORRECTED, made_at__gt=clock.now() - timedelta(days=days))
    groups: dict[tuple[str, str], list[str]] = {}
    for turn in rows.order_by("-made_at")[:MOST_TURNS].iterator():
        said = turn.key or next((str(each.get("key", "")) for each in turn.candidates), "")
        groups.setdefault((said, turn.corrected_to), []).append(turn.query)
    found = [(said, right, len(asked), asked[:5]) for (said, right), asked in groups.items()]
    return sorted(found, key=lambda each: -each[2])[:limit]


def _talks(viewer: Viewer, days: int) -> tuple[list[Talk], bool]:
    require(viewer, Capability.EDIT_ARTICLES)
    now = clock.now()
    rows = BotTurn.objects.filter(made_at__gt=now - timedelta(days=days), decision__in=_TALKS).defer("thresholds")
    turns = list(rows.order_by("-made_at", "-id")[: MOST_TURNS + 1])
    of_conversation: dict[int, list[BotTurn]] = {}
    for turn in reversed(turns[:MOST_TURNS]):
        of_conversation.setdefault(turn.conversation, []).append(turn)
    topics = answers.topics({_key(turn) for turn in turns})
    found = [_talk(said, topics.get(_topical(said), ""), now) for said in of_conversation.values()]
    _who_came_back(found, now - timedelta(days=days))
    return found, len(turns) > MOST_TURNS


def _talk(said: Sequence[BotTurn], topic: str, now: datetime) -> Talk:
    last = said[-1]
    is_over = last.made_at <= now - rules.CLOSES_AFTER
    if any(turn.decision == HANDED for turn in said):
        outcome = Outcome.HANDED_OVER
    elif is_over or any(turn.feedback == BotTurn.Feedback.HELPED for turn in said):
        outcome = Outcome.CONTAINED
    else:
        outcome = Outcome.OPEN
    wrong = set()
    if any(turn.feedback == BotTurn.Feedback.NOT_IT for turn in said):
        wrong.add(Wrong.SAID_SO)
    if any(turn.verdict == BotTurn.Verdict.CORRECTED for turn in said):
        wrong.add(Wrong.CORRECTED)
    question = next((turn.query for turn in said if turn.query), "")
    locale = last.locale[:2].lower()
    return Talk(last.public_id, last.conversation, last.customer, topic, locale, outcome, last.made_at, question, wrong)


def _topical(said: Sequence[BotTurn]) -> str:
    """What the talk was about: the newest thing it answered with, else what it found nearest."""
    return next((_key(turn) for turn in reversed(said) if _key(turn)), "")


def _key(turn: BotTurn) -> str:
    return turn.key or next((str(each.get("key", "")) for each in turn.candidates), "")


def _who_came_back(found: Sequence[Talk], since: datetime) -> None:
    contained: dict[int, list[Talk]] = {}
    for talk in found:
        if talk.outcome is Outcome.CONTAINED:
            contained.setdefault(talk.customer, []).append(talk)
    customers = sorted(contained)
    for start in range(0, len(customers), CUSTOMERS_AT_ONCE):
        for customer, row, opened_at in everywhere.openings(customers[start : start + CUSTOMERS_AT_ONCE], since):
            for talk in contained[customer]:
                if talk.row != row and talk.last_at < opened_at <= talk.last_at + COMES_BACK_WITHIN:
                    talk.wrong.add(Wrong.CAME_BACK)


def _line(topic: str, locale: str, found: Sequence[Talk]) -> Line:
    return Line(
        topic,
        locale,
        talks=len(found),
        contained=sum(talk.outcome is Outcome.CONTAINED for talk in found),
        handed_over=sum(talk.outcome is Outcome.HANDED_OVER for talk in found),
        wrong=sum(bool(talk.wrong) for talk in found),
    )
