"""The rules of leverage, margin and fees: those in force now, or those that were in force when a trade was made."""

from datetime import UTC, datetime

from kefu.exchange.contract import calls
from kefu.exchange.contract.trading import AskRules, Order, RuleLine, Rules
from kefu.exchange.diagnoses.definition import (
    Ask,
    Definition,
    Facts,
    Finding,
    Line,
    Mark,
    Question,
    State,
    Step,
    StepKind,
    Topic,
    Value,
    Wanted,
)
from kefu.exchange.diagnoses.futures.futures_rules_words import EN, ZH
from kefu.exchange.diagnoses.shared_words import CONTACT
from kefu.exchange.diagnoses.trading import asked_order

KINDS = ("leverage", "margin", "trading_fee")
ALL_FUTURES = "futures"  # what holds for every contract
MOST_LINES = 12  # of one rule
ARTICLE = Step(StepKind.ARTICLE, "futures-rules", "article")
TOOL = Step(StepKind.TOOL, "fees", "tool")
NOTICE = "notice-futures-rule-change"


def reads(facts: Facts) -> tuple[Wanted, ...]:
    """Of a trade that was named, first the trade: its market and moment say which rules are meant."""
    wanted = asked_order.reads(facts) if facts.answer("order_id") else ()
    if (wanted and asked_order.known(facts) is None) or _is_unreadable(facts):
        return wanted
    market, at = _market(facts), _moment(facts)
    return (*wanted, *(Wanted(kind, calls.RULES, AskRules(kind, market or ALL_FUTURES, at)) for kind in _kinds(facts)))


def judge(facts: Facts) -> Finding:
    if _is_unreadable(facts):
        return Finding("moment_unclear", State.ACT, {}, (Line(Mark.BAD, "moment_unclear"),), (ARTICLE,))
    if facts.answer("order_id") and asked_order.found(facts) is None:
        return asked_order.missing(facts)
    found = [rules for kind in _kinds(facts) if (rules := facts.maybe(kind, Rules)) is not None]
    if not found:
        return _none(facts)
    lines = tuple(line for rules in found for line in _lines(rules)) + _gaps(facts)
    told: dict[str, Value] = {"market": _market(facts)}
    moment = _moment(facts)
    if moment is None:
        return Finding("in_force", State.FINE, told, lines, (ARTICLE, TOOL, *_notices(found)))
    has_changed = any(rules.until_at is not None and rules.until_at <= facts.now for rules in found)
    told["at"] = moment
    ways = (ARTICLE, *_notices(found), TOOL, CONTACT)
    return Finding("changed_since" if has_changed else "same_since", State.FINE, told, lines, ways)


def _none(facts: Facts) -> Finding:
    """Either there is none such, or it could not be learned (NotLearned)."""
    kinds = _kinds(facts)
    if not all(asked_order.is_not_found(facts, kind) for kind in kinds):
        facts.need(next(kind for kind in kinds if not asked_order.is_not_found(facts, kind)), Rules)
    told: dict[str, Value] = {"market": _market(facts)}
    verdict = "none_here" if _market(facts) else "needs_market"
    return Finding(verdict, State.ACT, told, _gaps(facts), (ARTICLE, CONTACT))


def _gaps(facts: Facts) -> tuple[Line, ...]:
    """Which rules are not among those told, and why."""
    lines: tuple[Line, ...] = ()
    for kind in _kinds(facts):
        told: dict[str, Value] = {"kind": kind, "market": _market(facts)}
        if not asked_order.is_not_found(facts, kind):
            lines += () if facts.maybe(kind, Rules) is not None else (Line(Mark.UNKNOWN, "unlearned"),)
        elif _market(facts):
            lines += (Line(Mark.UNKNOWN, "no_such_rule", told),)
        else:
            lines += (Line(Mark.INFO, "differs", told),)
    return lines


def _kinds(facts: Facts) -> tuple[str, ...]:
    kind = facts.answer("kind")
    return (kind,) if kind in KINDS else KINDS


def _market(facts: Facts) -> str:
    order = _order(facts)
    return order.market if order else facts.answer("market")


def _order(facts: Facts) -> Order | None:
    return asked_order.known(facts) if facts.answer("order_id") else None


def _moment(facts: Facts) -> datetime | None:
    """When the trade was made: its first fill, else when it was placed; else the moment that was named. None: now."""
    order = _order(facts)
    if order is not None:
        return min((fill.at for fill in order.fills), default=order.placed_at)
    return _read(facts.answer("moment"))


def _is_unreadable(facts: Facts) -> bool:
    return bool(facts.answer("moment")) and _read(facts.answer("moment")) is None


def _read(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _lines(rules: Rules) -> tuple[Line, ...]:
    told: dict[str, Value] = {"kind": rules.kind, "version": rules.version, "since": rules.since_at}
    head = Line(Mark.INFO, "version", told)
    if rules.until_at is not None:
        head = Line(Mark.INFO, "version_until", {**told, "until": rules.until_at})
    if not rules.lines:
        return (head, Line(Mark.UNKNOWN, "no_lines", told))
    shown = tuple(_line(each) for each in rules.lines[:MOST_LINES])
    more = len(rules.lines) - MOST_LINES
    return (head, *shown, Line(Mark.INFO, "more", {"count": more})) if more > 0 else (head, *shown)


def _line(line: RuleLine) -> Line:
    joint = "" if line.unit in {"", "%", "x"} else " "
    return Line(Mark.INFO, "rule", {"name": line.name, "value": f"{line.value}{joint}{line.unit}"})


def _notices(found: list[Rules]) -> tuple[Step, ...]:
    """What announced these rules; where the exchange names none, the article of all changes."""
    slugs = dict.fromkeys(rules.notice for rules in found if rules.notice)
    return tuple(Step(StepKind.ARTICLE, slug, "notice") for slug in (slugs or {NOTICE: None}))


CHECK = Definition(
    key="futures-rules",
    topic=Topic.FUTURES,
    asks=(
        Question("kind", Ask.CHOICE, is_needed=False, choices=KINDS),
        Question("market", Ask.MARKET, is_needed=False),
        Question("moment", Ask.MOMENT, is_needed=False),
        asked_order.QUESTION,
    ),
    reads=reads,
    judge=judge,
    articles=("futures-rules", "leverage-and-margin", "futures-fees"),
    categories=("fees",),
    words=asked_order.words(en=EN, zh=ZH),
)
