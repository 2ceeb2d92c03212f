"""What is done with what somebody wrote, as a table: topics first, then two signals of how sure the match is."""

import pytest

from kefu.conversations.data_bot import MOST_A_DAY, MOST_AN_HOUR, Act, Why
from kefu.conversations.kinds import Priority
from kefu.watchers.bot import rules
from kefu.watchers.bot.rules import Asked, Decision, Option, Thresholds
from kefu.watchers.bot.topics import Topic

AT = Thresholds(answer=0.8, offer=0.2, near=0.2, sure=0.45, both=0.9, look=0.4)


def article(key: str, probability: float, *, check: str = "") -> Option:
    return Option("article", key, probability, check, key)


SURE, OTHER, LOW = article("a", 0.9), article("b", 0.3), article("c", 0.1)
HALF, HALF_CHECKED = article("e", 0.5), article("f", 0.45, check="my-deposit")
CHECKED = article("d", 0.9, check="my-deposit")
CHECK = Option("check", "my-deposit", 0.9, "my-deposit")
EVERYTHING = {"options": [SURE, OTHER, LOW], "nearness": 0.9}

CASES = {
    "sure by both signals": (Asked(**EVERYTHING), Decision(Act.ANSWER, [SURE])),  # type: ignore[arg-type]
    "sure, but not near": (Asked(options=[SURE, OTHER], nearness=0.3), Decision(Act.OFFER, [SURE, OTHER])),
    "near, but not sure": (Asked(options=[OTHER, LOW], nearness=0.9), Decision(Act.OFFER, [OTHER])),
    "two are close": (
        Asked(options=[HALF, HALF_CHECKED, LOW], nearness=0.9),
        Decision(Act.CLARIFY, [HALF, HALF_CHECKED]),
    ),
    "two are close, but not near": (
        Asked(options=[HALF, HALF_CHECKED, LOW], nearness=0.3),
        Decision(Act.OFFER, [HALF, HALF_CHECKED]),
    ),
    "one alone": (Asked(options=[SURE], nearness=0.9), Decision(Act.ANSWER, [SURE])),
    "about what is theirs": (
        Asked(options=[CHECKED, OTHER], nearness=0.9, is_own=True),
        Decision(Act.ASK, [CHECKED]),
    ),
    "about what is theirs, and less sure": (
        Asked(options=[HALF_CHECKED, HALF], nearness=0.9, is_own=True),
        Decision(Act.ASK, [HALF_CHECKED]),
    ),
    "about what is theirs, and not near": (
        Asked(options=[HALF_CHECKED, HALF], nearness=0.3, is_own=True),
        Decision(Act.OFFER, [HALF_CHECKED, HALF]),
    ),
    "theirs, and no check": (Asked(options=[SURE], nearness=0.9, is_own=True), Decision(Act.ANSWER, [SURE])),
    "a check with no article": (Asked(options=[CHECK], nearness=0.9), Decision(Act.ASK, [CHECK])),
    "nothing near": (Asked(options=[SURE], nearness=0.1), Decision(Act.DONT_KNOW)),
    "nothing at all": (Asked(), Decision(Act.DONT_KNOW)),
    "nothing again": (Asked(unknown=1), Decision(why=Why.UNKNOWN)),
    "asks for a person": (Asked(topic=Topic.PERSON), Decision(why=Why.ASKED)),
    "safety": (Asked(topic=Topic.SAFETY), Decision(why=Why.SAFETY, priority=Priority.URGENT)),
    "hacked": (Asked(is_hacked=True), Decision(why=Why.SAFETY, priority=Priority.URGENT)),
    "money": (Asked(topic=Topic.MONEY), Decision(why=Why.MONEY, priority=Priority.HIGH)),
    "a secret": (Asked(topic=Topic.SECRET), Decision(Act.SECRET)),
    "advice": (Asked(topic=Topic.ADVICE), Decision(Act.ADVICE)),
    "others": (Asked(topic=Topic.OTHERS), Decision(Act.OTHERS)),
    "out of scope": (Asked(topic=Topic.OUT_OF_SCOPE), Decision(Act.OUT_OF_SCOPE)),
    "greeting": (Asked(topic=Topic.GREETING), Decision(Act.GREETING)),
    "thanks": (Asked(topic=Topic.THANKS), Decision(Act.THANKS)),
    "an hour is full": (Asked(spent=(MOST_AN_HOUR, 40)), Decision(Act.LIMIT)),
    "a day is full": (Asked(spent=(0, MOST_A_DAY)), Decision(Act.LIMIT)),
    "was told so": (Asked(spent=(0, MOST_A_DAY), was_limited=True), Decision(why=Why.LIMIT)),
}


@pytest.mark.parametrize(("asked", "wanted"), CASES.values(), ids=CASES.keys())
def test_what_is_done(asked: Asked, wanted: Decision) -> None:
    assert rules.decide(asked, AT) == wanted


@pytest.mark.parametrize("topic", [Topic.PERSON, Topic.SAFETY, Topic.MONEY])
def test_however_sure_and_whatever_the_limit_a_person_is_asked(topic: Topic) -> None:
    sure = Asked(topic, options=[SURE], nearness=1.0, spent=(999, 999))
    assert rules.decide(sure, AT).why is not None


def test_what_was_not_meant_brings_three_others_once() -> None:
    others = [article(str(number), 0.3) for number in range(5)]
    assert rules.not_it(others, was_offered=False) == Decision(Act.OFFER, others[:3])
    assert rules.not_it(others, was_offered=True) == Decision(why=Why.NOT_HELPED)
    assert rules.not_it([], was_offered=False) == Decision(Act.DONT_KNOW)
