"""What the assistant does with what somebody wrote: from what it is about, and how sure the match is by two signals. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from kefu.conversations.data_bot import MOST_A_DAY, MOST_AN_HOUR, Act, Why
from kefu.conversations.kinds import Priority
from kefu.watchers.bot.topics import Topic

ANSWERS_WITHIN = timedelta(seconds=20)  # or a person is asked
CLOSES_AFTER = timedelta(hours=24)  # of nobody saying anything, once it has answered
KEPT = timedelta(days=90)  # why it said what it said
MOST_OFFERED = 3
MOST_UNKNOWN = 1  # in a row, before a person goes on

_SAYS = {
    Topic.SECRET: Act.SECRET,
    Topic.OTHERS: Act.OTHERS,
    Topic.ADVICE: Act.ADVICE,
    Topic.OUT_OF_SCOPE: Act.OUT_OF_SCOPE,
    Topic.GREETING: Act.GREETING,
    Topic.THANKS: Act.THANKS,
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """`answer`, `offer`: probabilities from which on it answers, or offers. `near`: how near the best one must be for
    either; `sure`: for an answer. `both`: two that together are so probable, while neither is alone, are asked about.
    `look`: probable enough for a check of what is theirs, which asks and reads before it says anything.
    """

    answer: float
    offer: float
    near: float
    sure: float
    both: float
    look: float


# Of the engine's own figures, by what it went by: docs/bot.md says how they were found, and what they cost.
BY_WORDS = Thresholds(answer=0.98, offer=0.03, near=0.2, sure=0.3, both=0.95, look=0.5)
BY_MEANING = Thresholds(answer=0.9, offer=0.03, near=0.29, sure=0.33, both=0.92, look=0.5)


def thresholds(by: str) -> Thresholds:
    return BY_MEANING if by == "meaning" else BY_WORDS


@dataclass(frozen=True, slots=True)
class Option:
    """Something it may answer with. `check`, `article`: those that are about the same, where there are any."""

    kind: str
    key: str
    probability: float
    check: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """`is_own`: about what is theirs, so a look at it answers better than an article. `unknown`: how often in a row it
    did not know by now. `spent`: answers to this customer in the last hour, and in the last day.
    """

    topic: Topic | None = None
    is_hacked: bool = False
    is_own: bool = False
    options: Sequence[Option] = ()
    nearness: float = 0.0
    unknown: int = 0
    spent: tuple[int, int] = (0, 0)
    was_limited: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """Says `act`, with `options`; or hands over, because of `why`, and no less pressing than `priority`."""

    act: Act | None = None
    options: Sequence[Option] = ()
    why: Why | None = None
    priority: Priority = Priority.NORMAL

    @property
    def name(self) -> str:
        return self.act.value if self.act else "hand_over"


def decide(asked: Asked, at: Thresholds) -> Decision:
    """Money and safety go to a person however sure it is."""
    if asked.topic is Topic.PERSON:
        return Decision(why=Why.ASKED)
    if asked.is_hacked or asked.topic is Topic.SAFETY:
        return Decision(why=Why.SAFETY, priority=Priority.URGENT)
    if asked.topic is Topic.MONEY:
        return Decision(why=Why.MONEY, priority=Priority.HIGH)
    if is_over(asked.spent):
        return Decision(why=Why.LIMIT) if asked.was_limited else Decision(Act.LIMIT)
    if asked.topic is not None:
        return Decision(_SAYS[asked.topic])
    return _of_match(asked, at)


def is_over(spent: tuple[int, int]) -> bool:
    an_hour, a_day = spent
    return an_hour >= MOST_AN_HOUR or a_day >= MOST_A_DAY


def unknown(times: int) -> Decision:
    """It says so, and offers a person; the second time in a row a person is asked for."""
    return Decision(why=Why.UNKNOWN) if times >= MOST_UNKNOWN else Decision(Act.DONT_KNOW)


def not_it(others: Sequence[Option], *, was_offered: bool) -> Decision:
    """What it said was not what was meant: others are offered, once."""
    if was_offered:
        return Decision(why=Why.NOT_HELPED)
    return Decision(Act.OFFER, others[:MOST_OFFERED]) if others else Decision(Act.DONT_KNOW)


def _of_match(asked: Asked, at: Thresholds) -> Decision:
    options = asked.options
    if not options or asked.nearness < at.near or options[0].probability < at.offer:
        return unknown(asked.unknown)
    best, others = options[0], options[1:]
    is_near = asked.nearness >= at.sure
    if is_near and asked.is_own and best.check and best.probability >= at.look:
        return Decision(Act.ASK, [best])
    if not is_near or best.probability < at.answer:
        if is_near and others and best.probability + others[0].probability >= at.both:
            return Decision(Act.CLARIFY, options[:2])
        return Decision(Act.OFFER, [each for each in options if each.probability >= at.offer][:MOST_OFFERED])
    return Decision(Act.ANSWER if best.article else Act.ASK, [best])
