"""A check as a dialogue: which question comes next, what is known already, and the run at the end."""

import re
from collections.abc import Mapping, Sequence

from kefu.conversations.data_bot import BotSaidData
from kefu.exchange import runs
from kefu.exchange.diagnoses import answers, registry
from kefu.exchange.diagnoses.definition import Ask, Definition, Finding, Question
from kefu.exchange.diagnoses.wording import Wording
from kefu.exchange.runs import By, Run

_TXID = re.compile(r"(?<![A-Za-z0-9])(?:0x)?[0-9a-fA-F]{64}(?![A-Za-z0-9])")
_CARRIED = frozenset({Ask.TXID, Ask.ORDER_ID, Ask.WITHDRAWAL_ID, Ask.COIN, Ask.NETWORK, Ask.ADDRESS})

Given = Mapping[str, str]


def known_before(definition: Definition, *, conversation: str, said: str) -> dict[str, str]:
    """What need not be asked: answered to other checks of this conversation, or standing in what was written."""
    found: dict[str, str] = {}
    asked = {question.name: question for question in definition.asks if question.ask in _CARRIED}
    for run in reversed(runs.of_conversation(conversation)):
        same = {question.name for question in run.definition.asks if _is_same(asked.get(question.name), question)}
        found |= {name: run.answers[name] for name in same if run.answers.get(name)}
    txids = _TXID.findall(said)
    for question in asked.values():
        if question.ask is Ask.TXID and txids:
            found[question.name] = txids[-1]
    return _fitting(definition, found)


def next_question(definition: Definition, given: Given) -> Question | None:
    """The first that is asked and has no answer yet; one that was left out has an empty one."""
    told = answers.checked(definition, given).answers
    return next((each for each in definition.asks if answers.is_asked(each, told) and each.name not in given), None)


def typed(data: BotSaidData, text: str, *, locale: str) -> str | None:
    """What was written, as an answer to the question that waits; None if it is none."""
    definition = registry.check(data.check)
    question = next((each for each in definition.asks if each.name == data.question), None) if definition else None
    if definition is None or question is None:
        return None
    given = {each.question: each.answer for each in data.known}
    value = _chosen(definition, question, text, locale) if question.ask is Ask.CHOICE else text.strip()
    answered = answers.checked(definition, given | {question.name: value})
    return answered.answers.get(question.name)


def run(definition: Definition, given: Given, *, customer: int, conversation: str) -> tuple[Run, Finding] | None:
    """Asks the exchange, as this customer and for what is theirs alone. None if answers do not fit after all."""
    asker = runs.asker_for(customer)
    answered, finding = runs.look(definition.key, given, asker=asker)
    if finding is None:
        return None
    kept = runs.keep(
        definition.key,
        answered,
        finding,
        customer=customer,
        by=By.CUSTOMER,
        conversation=conversation,
        is_told=True,
    )
    return kept, finding


def _chosen(definition: Definition, question: Question, text: str, locale: str) -> str:
    """A choice by its words or its value."""
    plain = text.strip().casefold()
    words = Wording(definition, locale=locale)
    named: dict[str, str] = {}
    for value in question.choices:
        named[value.casefold()] = named[words.of(f"ask.{question.name}.{value}").casefold()] = value
    return named.get(plain, plain)


def _is_same(one: Question | None, other: Question) -> bool:
    return one is not None and one.ask is other.ask


def _fitting(definition: Definition, found: Given) -> dict[str, str]:
    answered = answers.checked(definition, found)
    return {name: value for name, value in answered.answers.items() if name in found}


def told_of(given: Given) -> Sequence[tuple[str, str]]:
    return [(name, value[:300]) for name, value in given.items()][:20]
