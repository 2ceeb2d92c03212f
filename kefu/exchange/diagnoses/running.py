"""Runs a check: reads what it wants to know, lets it judge, and keeps the run. No call is waited for longer than it may take."""

import logging
from collections.abc import Mapping
from dataclasses import replace

from kefu.exchange import asking
from kefu.exchange.asking import Asker
from kefu.exchange.contract.connector import Learned, Unlearned
from kefu.exchange.contract.kinds import Trouble
from kefu.exchange.diagnoses import shared_words
from kefu.exchange.diagnoses.definition import Definition, Facts, Finding, Line, Mark, NotLearned
from kefu.kit import clock

MOST_ROUNDS = 3

logger = logging.getLogger(__name__)


def run(definition: Definition, answers: Mapping[str, str], *, asker: Asker, user_agent: str = "") -> Finding:
    """What the check finds for these answers, which are checked already."""
    try:
        facts = _facts(definition, answers, asker, user_agent)
        return _with_source(definition.judge(facts), facts)
    except NotLearned as missing:
        return shared_words.unlearned(missing.unlearned)
    except ArithmeticError:  # figures that do not go together: the page that asked must not break over them
        logger.exception("the check %s cannot reckon with what it was told", definition.key)
        return shared_words.unlearned(Unlearned(definition.key, Trouble.BAD_ANSWER))


def _with_source(finding: Finding, facts: Facts) -> Finding:
    """Says so where a stranger's word is in it."""
    if any(isinstance(each, Learned) and each.is_from_explorer for each in facts.known.values()):
        return replace(finding, lines=(*finding.lines, Line(Mark.INFO, "by_explorer")))
    return finding


def _facts(definition: Definition, answers: Mapping[str, str], asker: Asker, user_agent: str) -> Facts:
    facts = Facts(clock.now(), answers, {}, user_agent)
    for _round in range(MOST_ROUNDS):
        wanted = {
            each.name: (each.call, each.asked) for each in definition.reads(facts) if each.name not in facts.known
        }
        if not wanted:
            break
        known = {**facts.known, **asking.ask_all(wanted, asker=asker)}
        facts = Facts(facts.now, answers, known, user_agent)
    return facts
