"""A check as screens and programs ask it: its questions in words, with what was answered and what is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kefu.exchange import offered
from kefu.exchange.contract.kinds import Level
from kefu.exchange.diagnoses.answers import Answered
from kefu.exchange.diagnoses.definition import Ask, Definition, Question, Topic
from kefu.exchange.diagnoses.wording import Wording
from kefu.exchange.offered import Offer

TOPICS: Mapping[Topic, Promise] = {
    Topic.LOGIN: _("Signing in"),
    Topic.TRADING: _("Trading"),
    Topic.FUNDS: _("Deposits and withdrawals"),
    Topic.KYC: _("Verification"),
    Topic.FUTURES: pgettext_lazy("topic of checks", "Futures"),
}
NEEDED = _("Please fill this in.")
FEW = 6  # choices that stand beside each other; more are a list to choose from


@dataclass(frozen=True, slots=True)
class ShownChoice:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """`only_if`: the earlier question and those of its answers with which this one is asked; None: always.

    `offers`: what may be meant, for whoever types; anything else is taken, too.
    """

    name: str
    ask: str
    label: str
    hint: str
    is_needed: bool
    choices: Sequence[ShownChoice]
    only_if: tuple[str, tuple[str, ...]] | None
    value: str
    problem: str
    offers: Sequence[Offer] = ()

    @property
    def has_few(self) -> bool:
        return len(self.choices) <= FEW

    @property
    def is_always_needed(self) -> bool:
        """What a browser without scripts may insist on."""
        return self.is_needed and self.only_if is None


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """`is_personal`: there is more to find for those who are signed in. `tool`: stands above its questions; mostly none."""

    key: str
    topic: str
    title: str
    intro: str
    is_personal: bool
    questions: Sequence[ShownQuestion]
    tool: str = ""


def of(
    check: Definition,
    *,
    locale: str,
    given: Mapping[str, str] | None = None,
    answered: Answered | None = None,
    has_offers: bool = False,
) -> ShownCheck:
    """`given`: as typed, shown again. `answered`: what came of it, with its problems in words already.

    `has_offers`: with what the exchange offers, which may have to be asked first; pages that anybody may keep do without.
    """
    words = Wording(check, locale=locale)
    questions = [_question(each, words, given or {}, answered) for each in check.asks]
    if has_offers:
        questions = [replace(each, offers=offered.offers(Ask(each.ask))) for each in questions]
    return ShownCheck(
        key=check.key,
        topic=check.topic.value,
        title=words.of("title"),
        intro=words.of("intro"),
        is_personal=check.level > Level.PUBLIC,
        questions=questions,
        tool=check.tool,
    )


def by_topic(checks: Iterable[Definition], *, locale: str) -> list[tuple[str, list[ShownCheck]]]:
    """In the order of the topics, each with its name."""
    shown = [of(each, locale=locale) for each in checks]
    groups = [(str(name), [each for each in shown if each.topic == topic]) for topic, name in TOPICS.items()]
    return [(name, within) for name, within in groups if within]


def _question(question: Question, words: Wording, given: Mapping[str, str], answered: Answered | None) -> ShownQuestion:
    key, value = f"ask.{question.name}", given.get(question.name, "")
    hint = f"{key}.hint"
    return ShownQuestion(
        name=question.name,
        ask=question.ask.value,
        label=words.of(key),
        hint=words.of(hint) if words.has(hint) else "",
        is_needed=question.is_needed,
        choices=[
            ShownChoice(each, words.of(f"{key}.{each}"), each == value)
            for each in question.choices
            if question.ask is Ask.CHOICE
        ],
        only_if=question.only_if,
        value=value,
        problem=_problem(question.name, answered),
    )


def _problem(name: str, answered: Answered | None) -> str:
    if answered is None:
        return ""
    return answered.problems.get(name, str(NEEDED) if name in answered.missing else "")
