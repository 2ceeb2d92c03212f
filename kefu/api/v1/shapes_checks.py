"""Shapes of checks: what can be asked, with which questions, and what came of a run."""

from typing import Annotated

from ninja import Schema
from pydantic import Field

from kefu.api.v1.shapes import Closed, LanguageTag, Zone
from kefu.exchange.diagnoses.answers import MAX_CHARS
from kefu.exchange.diagnoses.definition import Ask, Mark, State, StepKind, Topic

Locale = LanguageTag
MAX_ANSWERS = 12
QuestionName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Answer = Annotated[str, Field(max_length=MAX_CHARS)]


class CheckCard(Schema):
    """`categories`: of the conversations it is offered for. `url`: its page in the help centre."""

    key: str
    topic: Topic
    title: str
    intro: str
    categories: list[str]
    url: str


class Checks(Schema):
    checks: list[CheckCard]


class CheckChoice(Schema):
    value: str
    label: str


class OnlyIf(Schema):
    """Asked only where an earlier answer is one of these."""

    name: str
    values: list[str]


class CheckOffer(Schema):
    """What the exchange offers. `coins`: of a network, those that go over it."""

    value: str
    coins: list[str]


class CheckQuestion(Schema):
    """`offers`: what may be meant by a coin or a network, to be suggested; anything else is taken, too."""

    name: str
    ask: Ask
    label: str
    hint: str
    needed: bool
    choices: list[CheckChoice]
    offers: list[CheckOffer] = []
    only_if: OnlyIf | None = None


class Check(Schema):
    """`personal`: there is more to find for a customer whom the exchange has signed in."""

    check: CheckCard
    personal: bool
    questions: list[CheckQuestion]


class NewCheckRun(Closed):
    """`zone`: in which the receipt tells moments; UTC where it is none there is."""

    answers: Annotated[dict[QuestionName, Answer], Field(max_length=MAX_ANSWERS)] = {}
    zone: Zone = "UTC"


class CheckUnanswered(Schema):
    """Nothing was run. `problems`: a sentence by the question's name; `missing`: needed, in order."""

    problems: dict[str, str]
    missing: list[str]


class ReceiptLine(Schema):
    mark: Mark
    text: str


class ReceiptStep(Schema):
    """`href` is empty where there is nothing to follow."""

    kind: StepKind
    text: str
    href: str


class Receipt(Schema):
    title: str
    verdict: str
    state: State
    lines: list[ReceiptLine]
    steps: list[ReceiptStep]


class CheckRun(Schema):
    """`id` is null where it was looked at and not kept: nobody is signed in."""

    id: str | None
    receipt: Receipt
